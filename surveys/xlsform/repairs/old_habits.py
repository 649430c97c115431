"""What other tools pass over: comment rows, words for yes, defaults that are none."""

import re

from surveys.engine.translatable import sentence as _
from surveys.xlsform.rows import NO, YES

WORDS_FOR_YES = ("y", "t", "o", "oui", "vrai", "si", "sí", "نعم", "required")
WORDS_FOR_NO = ("n", "f", "non", "faux", "لا")
LAST_SAVED = re.compile(r"\$\{\s*last-saved#[^}]*\}")


def repair_comment_rows(bench):
    """A choice that names neither its list nor itself is a remark of the author."""
    if not {"list_name", "name"} <= set(bench.headers("choices")):
        return
    why = _("A row with neither list nor name is no choice of any question.")
    for index, row in list(bench.rows("choices")):
        if any(row.values()) and not row.get("list_name") and not row.get("name"):
            bench.empty("choices", index, "list_name", why)


def repair_required(bench):
    """yes for oui or T; an expression makes the question one that may stay open."""
    headers = bench.headers("survey")
    if "required" not in headers:
        return
    place = headers.index("required")
    for index, row in bench.rows("survey"):
        text = row.get("required", "")
        word = text.lower().replace(" ", "")
        if word in YES + NO:
            continue
        if word in WORDS_FOR_YES:
            bench.write("survey", index, place, "yes", _("It means yes."))
        elif word in WORDS_FOR_NO:
            bench.write("survey", index, place, "", _("It means no."))
        elif text == row.get("relevant"):
            why = _(
                "The condition is the one on which the question is asked. Whenever it"
                " is asked, it must be answered."
            )
            bench.write("survey", index, place, "yes", why)
        elif re.search(r"[${(=]", text):
            why = _(
                "Here a question must be answered always or never, not on a condition."
                " This one may stay open; write yes if it must not."
            )
            bench.write("survey", index, place, "", why)


def repair_empty_defaults(bench):
    """null is no answer, and the answer of the last interview is another person's."""
    headers = bench.headers("survey")
    if "default" not in headers:
        return
    place = headers.index("default")
    for index, row in bench.rows("survey"):
        text = row.get("default", "")
        if text.lower() in ("null", "''", '""'):
            why = _("It means that there is no answer at first.")
            bench.write("survey", index, place, "", why)
        elif LAST_SAVED.search(text):
            why = _(
                "It is the answer of the person before. Nobody’s answers are kept for"
                " the next."
            )
            bench.write("survey", index, place, "", why)
