"""Names that cannot be names here: Q1.1, prénom, and rows that have none."""

import re
import unicodedata
from collections import Counter

from surveys.engine.translatable import sentence as _
from surveys.xlsform.checks import NAME, UNNAMED
from surveys.xlsform.question_types import kind_of
from surveys.xlsform.sections import CLOSES, OPENS

MAY_BE_NAMELESS = ("note", *OPENS)


def repair_names(bench):
    """Q1.1 → Q1_1, in the row and wherever ${Q1.1} is read."""
    headers = bench.headers("survey")
    if not {"type", "name"} <= set(headers):
        return
    place, rows = headers.index("name"), list(bench.rows("survey"))
    count = Counter(row.get("name", "") for _index, row in rows)
    new_names = {}
    for index, row in rows:
        old, kind = row.get("name", ""), kind_of(row)[0]
        if kind in (*CLOSES, *UNNAMED) or not _may_become_a_name(old):
            continue
        new = plain_name(old) if old else f"{kind.rpartition('_')[2]}_{index + 1}"
        wanted = bool(old) or kind in MAY_BE_NAMELESS
        again = count[new] or (old and count[old] > 1)
        if again or not (wanted and NAME.fullmatch(new)):
            continue
        count[new] += 1
        why = _("Names have letters, digits and _, and begin with a letter.")
        if old:
            new_names[old] = new
        else:
            why = _("Each row needs a name.")
        bench.write("survey", index, place, new, why)
    if new_names:
        _rename_references(bench, new_names)


def _may_become_a_name(old):
    """Whether other tools take it, or make a name of their own where it is empty."""
    taken = not old or ((old[0].isalpha() or old[0] == "_") and len(old.split()) == 1)
    return taken and not NAME.fullmatch(old)


def plain_name(text):
    """The name with letters of English, digits and _ alone."""
    letters = unicodedata.normalize("NFKD", text)
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return re.sub(r"[^A-Za-z0-9_-]+", "_", plain).strip("-")


def _rename_references(bench, new_names):
    """Write ${Q1_1} for ${Q1.1} in every cell of the form."""
    spelled = "|".join(re.escape(old) for old in new_names)
    reference = re.compile(
        rf"\$\{{\s*(?:{spelled})\s*\}}|(?<=\./)(?:{spelled})(?![\w.-])"
    )
    why = _("The question has another name now.")
    for sheet in ("survey", "choices", "settings"):
        for index, _row in list(bench.rows(sheet)):
            for place, cell in enumerate(list(bench.lines(sheet)[index])):
                if reference.search(cell):
                    text = reference.sub(
                        lambda match: _renamed(match[0], new_names), cell
                    )
                    bench.write(sheet, index, place, text, why)


def _renamed(written, new_names):
    """${Q1_1} for ${Q1.1}, and the name alone at the end of a path."""
    if written.startswith("$"):
        return f"${{{new_names[written[2:-1].strip()]}}}"
    return new_names[written]
