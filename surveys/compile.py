"""XLSForm workbook → compiled instrument, or every problem at once.

pyxform decides whether other tools would take the workbook; we read the sheets
ourselves for rows, columns and the columns that pyxform drops. Only this module
imports pyxform.
"""

import re
from dataclasses import dataclass, field

from pyxform.xls2xform import convert

from surveys.compile_checks import (
    check_circles,
    check_names,
    check_settings,
    read_trees,
)
from surveys.compile_rows import kind_of, read_choices
from surveys.compile_sections import REFUSED_TYPES, build_sections, names_of
from surveys.compile_words import read_languages, warnings
from surveys.engine.expressions import nodes
from surveys.engine.instrument import Instrument
from surveys.sheets import SheetProblem, read_workbook

ROW_IN_MESSAGE = re.compile(r"\[?row : (\d+)\]?\s*")
LONGEST_MESSAGE = 400


@dataclass(slots=True)
class Compiled:
    """instrument is None when there are problems; warnings never stop a load."""

    instrument: Instrument | None
    problems: list[SheetProblem] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def compile_workbook(content, *, filename=""):
    """Bytes of an .xlsx XLSForm → Compiled. The bytes decide, not the file's name."""
    sheets = read_workbook(content)
    if sheets.problems:
        return Compiled(None, sheets.problems)
    survey = sheets.rows["survey"]
    languages, default, problems = read_languages(sheets)
    problems += check_settings(sheets) + check_names(survey)
    trees, found = read_trees(survey, names_of(survey), set(sheets.headers["choices"]))
    problems += found
    lists, found = read_choices(
        sheets.rows["choices"], languages, default, _filter_columns(trees)
    )
    problems += found
    sections, repeats, lists, found = build_sections(
        survey, lists, trees, languages, default
    )
    problems += found
    if not problems and not sections:
        message = "there is no question"
        problems.append(SheetProblem("survey", 0, "", "", message, "Add one."))
    if not problems:
        instrument = _instrument(sheets, languages, default, sections, lists, repeats)
        problems = check_circles(instrument, survey) or _ask_pyxform(content)
    if problems:
        return Compiled(None, sorted(problems, key=lambda one: (one.sheet, one.row)))
    notes = [*_skipped(survey), *warnings(instrument, sheets)]
    return Compiled(instrument, [], notes)


def _filter_columns(trees):
    every = [node for tree in trees.values() for node in nodes(tree)]
    filters = {node[1] for node in every if node[0] == "column"}
    return filters | {node[3] for node in every if node[0] == "item"}


def _ask_pyxform(content):
    """What pyxform says, so that KoboToolbox and ODK take the workbook too."""
    try:
        convert(xlsform=content, file_type=".xlsx", validate=False)
    except Exception as refusal:  # noqa: BLE001 - it fails in many ways on odd workbooks
        message = str(refusal)
        row = ROW_IN_MESSAGE.search(message)
        said = " ".join(ROW_IN_MESSAGE.sub("", message).split()).rstrip(".")
        return [
            SheetProblem(
                "survey",
                int(row[1]) if row else 0,
                "",
                "",
                f"other XLSForm tools refuse it: {said[:LONGEST_MESSAGE]}",
                "Change it until they take it too.",
            )
        ]
    return []


def _instrument(sheets, languages, default, sections, lists, repeats):
    given = sheets.rows["settings"][0].cells
    plain = given.get("form_title") or given["form_id"]
    title = {
        one.tag: given.get(f"daa::title::{one.name} ({one.tag})") or plain
        for one in languages
    }
    return Instrument(
        id=given["form_id"],
        version=given["version"],
        title=title,
        default_language=default,
        languages=languages,
        sections=sections,
        lists=lists,
        repeats=repeats,
        settings={
            key.removeprefix("daa::"): value
            for key, value in given.items()
            if key.startswith("daa::") and not key.startswith("daa::title") and value
        },
    )


def _skipped(rows):
    for row in rows:
        if kind_of(row)[0] in REFUSED_TYPES:
            yield (
                f"survey sheet, row {row.number}: “{row.get('type')}” is not asked, to"
                " protect people; the question is skipped."
            )


__all__ = ["Compiled", "SheetProblem", "compile_workbook"]
