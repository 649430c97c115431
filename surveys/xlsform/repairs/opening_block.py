"""The common opening block, for a form of others that asks nobody for agreement.

A safe place, privacy, an interpreter, what this is about, and “do you agree?”: only who
agrees is asked the rest. The rows are those of a shipped instrument.
"""

from itertools import pairwise

from surveys.engine.translatable import sentence as _
from surveys.instruments.build import sources
from surveys.xlsform.headers import split_language
from surveys.xlsform.languages_and_texts import parse_language
from surveys.xlsform.question_types import kind_of
from surveys.xlsform.repairs.proposals import Bench
from surveys.xlsform.sections import CLOSES, OPENS, QUESTION_TYPES

CONSENT = "x_consent"
AGREED = "${x_consent}='yes'"
OPENING = "s_opening"  # the section of the shipped instruments
PREFIX = "x_"
# Those of people in detention say more: what becomes of their case, and of their words.
BLOCK_OF = {"migrant": "migrant", "": "migrant"}
OTHERS = "civil"
# What a round plans, and what a form of others may ask in its own way.
LEFT_OUT = ("x_lang", "x_mode", "x_howto", "x_offer", "x_modules")
TEXTS = ("label", "hint")
COPIED = (
    *("relevant", "required", "appearance", "daa::sensitivity", "daa::observed"),
    "daa::outcome",
)
NOT_ASKED = ("calculate", "hidden")


def lacks_agreement(instrument):
    """Whether somebody answers the form who is not asked for agreement."""
    return instrument.has_respondent and not instrument.has(CONSENT)


def with_opening(tables, *, source, default):
    """(tables with the block, its repairs); no repairs where it cannot be put in.

    source: who answers, "" where nobody said; default: tag of the default language.
    Children need more than one yes, so theirs is copied from the shipped instrument.
    """
    if source == "child":
        return tables, []
    copy = {name: [list(line) for line in lines] for name, lines in tables.items()}
    bench = Bench(copy, "", "", None, "")
    sheets = sources(BLOCK_OF.get(source, OTHERS))
    rows = list(_block_rows(sheets["survey"]))
    lists = {kind_of(row)[1] for row in rows if kind_of(row)[0] == "select_one"}
    taken = {row.get("name") for _i, row in bench.rows("survey")}
    taken |= {row.get("list_name") for _i, row in bench.rows("choices")}
    if taken & {*map(_prefixed, lists), *(_name(row) for row in rows)}:
        return tables, []
    _ask_after_agreement(bench)
    why = _("The opening block: nobody is asked anything before they agree.")
    survey = [_survey_row(row, bench, default) for row in rows]
    bench.insert("survey", 1, survey, why)
    choices = [row for row in sheets["choices"] if row["list_name"] in lists]
    if not bench.lines("choices"):
        title = bench.title("choices") or "choices"
        bench.tables[title] = [["list_name", "name"]]
    why = _("The choices of the opening block.")
    written = [_choice_row(row, bench, default) for row in choices]
    bench.insert("choices", len(bench.lines("choices")), written, why)
    return bench.tables, bench.done


def _block_rows(survey):
    """The rows of the opening section, without what this form can do without."""
    section, depth = [], 0
    for row in survey:
        kind = kind_of(row)[0]
        depth += (kind in OPENS) - (kind in CLOSES)
        section.append(row)
        if not depth:
            break
    wanted = [
        row
        for row in section
        if kind_of(row)[0] in (*OPENS, *CLOSES)
        or (row["name"].startswith(PREFIX) and row["name"] not in LEFT_OUT)
    ]
    empty = {
        place + step
        for place, (row, after) in enumerate(pairwise(wanted))
        if kind_of(row)[0] in OPENS and kind_of(after)[0] in CLOSES
        for step in (0, 1)
    }
    return (row for place, row in enumerate(wanted) if place not in empty)


def _prefixed(name):
    return f"{PREFIX}{name.removeprefix(PREFIX)}" if name else ""


def _name(row):
    is_group = kind_of(row)[0] in OPENS
    return f"x_part_{row['name']}" if is_group else row["name"]


def _survey_row(row, bench, default):
    kind, rest = kind_of(row)
    cells = {
        "type": f"{kind} {_prefixed(rest)}".strip(),
        "name": _name(row),
        **_texts(row, bench, "survey", default),
    }
    return cells | {column: row[column] for column in COPIED if row.get(column)}


def _choice_row(row, bench, default):
    cells = {"list_name": _prefixed(row["list_name"]), "name": row["name"]}
    return cells | _texts(row, bench, "choices", default)


def _texts(row, bench, sheet, default):
    """{header: text}: in English and French, and marked in a default of another."""
    headers = bench.headers("survey")
    labels = [header for header in headers if split_language(header)[0] == "label"]
    cells = {}
    for header in labels:
        language = parse_language(split_language(header)[1])
        tag = language.tag if language else default
        for column in TEXTS if sheet == "survey" else TEXTS[:1]:
            text = _text(row, column, tag, is_default=tag == default)
            if text:
                cells[header.replace("label", column, 1)] = text
    return cells


def _text(row, column, tag, *, is_default):
    names = {"en": "English (en)", "fr": "French (fr)"}
    name = names.get(tag.split("-")[0])
    english = row[f"{column}::English (en)"]
    if name:
        return row.get(f"{column}::{name}", "")
    return f"[Translate] {english}" if is_default and english else ""


def _ask_after_agreement(bench):
    """Everything outside groups, and every group, is asked of who agreed."""
    why = _("It is asked only of people who agreed.")
    headers = bench.headers("survey")
    place = headers.index("relevant") if "relevant" in headers else len(headers)
    if place == len(headers):
        bench.write("survey", 0, place, "relevant", why)
    depth = 0
    for index, row in list(bench.rows("survey")):
        kind = kind_of(row)[0]
        depth -= kind in CLOSES
        asked = kind in OPENS or kind in QUESTION_TYPES
        if depth == 0 and asked and kind not in NOT_ASKED:
            old = row.get("relevant", "")
            bench.write(
                *("survey", index, place),
                f"{AGREED} and ({old})" if old else AGREED,
                why,
            )
        depth += kind in OPENS
