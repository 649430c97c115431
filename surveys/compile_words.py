"""The languages of an XLSForm, its texts, and what its author should know."""

import difflib
import re
from functools import lru_cache

from surveys.engine.instrument import Language
from surveys.engine.plans import PRIVACY, is_severe
from surveys.sheets import SheetProblem

RIGHT_TO_LEFT = {"ar", "fa", "prs", "ps", "ur", "he", "ckb", "dv", "sd", "ug", "yi"}
TAGGED = re.compile(r"(.*?)\s*\(([A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*)\)")
PLAIN = Language("en", "English", "ltr")
OWN_COLUMNS = {
    f"daa::{name}"
    for name in (
        *("standards", "sensitivity", "sealed", "distress", "core", "observed", "slot"),
        "soft_constraint",
    )
}
UNUSED = ("read_only", "readonly", "intent")


@lru_cache(maxsize=512)
def language(text):
    """“French (fr)” → Language, or None. Direction comes from the tag only."""
    found = TAGGED.fullmatch(text.strip())
    if not found:
        return None
    name, tag = found[1].strip(), found[2]
    turned = tag.split("-")[0].lower() in RIGHT_TO_LEFT
    return Language(tag, name or tag, "rtl" if turned else "ltr")


def read_languages(sheets):
    """(languages, default tag, problems)."""
    found, problems = {}, []
    for column in sheets.headers["survey"]:
        if not column.startswith("label::"):
            continue
        one = language(column.removeprefix("label::"))
        if one is None:
            name = column.removeprefix("label::")
            problems.append(_header(column, "has no language tag", f"{name} (en)"))
        elif one.tag in found:
            problems.append(_header(column, "has the tag of another column", "… (fr)"))
        else:
            found[one.tag] = one
    wanted = _setting(sheets, "default_language")
    if not found:
        found = {PLAIN.tag: language(wanted) or PLAIN}
    default = _default(list(found.values()), wanted)
    if default is None and not problems:
        problems.append(_no_default(sheets, wanted, found.values()))
    return tuple(found.values()), default or next(iter(found)), problems


def _header(column, what, example):
    return SheetProblem(
        "survey",
        1,
        column,
        column,
        f"“{column}” {what}",
        f"Write label::{example}, with the BCP-47 tag of the language.",
    )


def _setting(sheets, column):
    rows = sheets.rows["settings"]
    return rows[0].get(column) if rows else ""


def _default(languages, wanted):
    """default_language may hold a name, "French (fr)" or a tag; else the first."""
    if not wanted or wanted == "default":
        return languages[0].tag
    for one in languages:
        if wanted in (one.tag, one.name, f"{one.name} ({one.tag})"):
            return one.tag
    return None


def _no_default(sheets, wanted, languages):
    known = ", ".join(f"{one.name} ({one.tag})" for one in languages)
    return sheets.rows["settings"][0].problem(
        "default_language",
        f"“{wanted}” is no language of the survey sheet",
        f"Write one of: {known}.",
    )


def labels(row, column, languages):
    """The texts of a cell by language tag; a plain column is the first language."""
    tags = {word: one.tag for one in languages for word in (one.name, one.tag)}
    found = {}
    for heading, text in row.cells.items():
        if text and heading.startswith(f"{column}::"):
            heading = heading.removeprefix(f"{column}::")
            tagged = language(heading)
            found[tagged.tag if tagged else tags.get(heading)] = text
    if row.get(column):
        found.setdefault(languages[0].tag, row.get(column))
    return {one.tag: found[one.tag] for one in languages if one.tag in found}


def warnings(instrument, sheets):
    """What the author should know, though the workbook can be used."""
    return [
        *_waiting(instrument),
        *_coverage(instrument),
        *_privacy(instrument),
        *_columns(sheets),
        *_patterns(sheets.rows["survey"]),
    ]


def _waiting(instrument):
    waiting = [q.name for q in instrument.questions() if q.waits_for_wording]
    if waiting:
        yield (
            f"{len(waiting)} questions wait for their official wording and are not"
            f" asked until it is filled in: {', '.join(waiting)}."
        )


def _coverage(instrument):
    shown = [q for q in instrument.questions() if q.label or q.answerable]
    choices = [choice for q in shown for choice in q.choices]
    for one in instrument.languages:
        bare = sum(1 for q in shown if not q.label.get(one.tag))
        unnamed = sum(1 for choice in choices if not choice.label.get(one.tag))
        if bare or unnamed:
            yield (
                f"{one.name}: {bare} of {len(shown)} questions and {unnamed} of"
                f" {len(choices)} choices have no text."
            )


def _privacy(instrument):
    severe = [q.name for q in instrument.questions() if is_severe(q)]
    if severe and not instrument.has(PRIVACY):
        yield (
            f"{', '.join(severe)}: of sensitivity 4, but no question {PRIVACY} says"
            " whether someone can hear. Add it before them."
        )


def _columns(sheets):
    for sheet, headers in sheets.headers.items():
        for column in headers:
            used = any(row.get(column) for row in sheets.rows[sheet])
            if (column in UNUSED or column.startswith("media::")) and used:
                yield f"{sheet} sheet: the column {column} is kept but not used."
    for column in sheets.headers["survey"]:
        known = column in OWN_COLUMNS or column.startswith("daa::soft_message")
        if column.startswith("daa::") and not known:
            near = difflib.get_close_matches(column, OWN_COLUMNS, n=1)
            hint = f" Did you mean {near[0]}?" if near else ""
            yield f"survey sheet: the column {column} is not known.{hint}"


def _patterns(rows):
    for row in rows:
        text = row.get("constraint")
        if "regex(" in text and not ("^" in text and "$" in text):
            yield (
                f"survey sheet, row {row.number}: the regular expression of"
                f" “{row.get('name')}” is compared with the whole answer; write ^ and $"
                " so that every tool does."
            )
        for column in ("relevant", "constraint", "calculation"):
            if "boolean(${" in row.get(column).replace(" ", ""):
                yield (
                    f"survey sheet, row {row.number}: boolean() of the text “false” is"
                    " true; use boolean-from-string()."
                )
