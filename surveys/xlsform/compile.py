"""XLSForm workbook → compiled instrument, or every problem at once.

pyxform decides whether other tools would take the workbook; we read the sheets
ourselves for rows, columns and the columns that pyxform drops. Only this module
imports pyxform.
"""

import re

from pyxform.xls2xform import convert

from surveys.engine.expressions import nodes
from surveys.engine.instrument import Instrument
from surveys.engine.translatable import sentence as _
from surveys.xlsform.checks import (
    EXPRESSIONS,
    check_circles,
    check_file_names,
    check_names,
    check_settings,
    read_trees,
)
from surveys.xlsform.compiled import Compiled
from surveys.xlsform.headers import split_language
from surveys.xlsform.languages_and_texts import (
    read_languages,
    silent_languages,
    warnings,
)
from surveys.xlsform.question_types import kind_of, lists_of_several
from surveys.xlsform.rows import read_choices
from surveys.xlsform.sections import REFUSED_TYPES, build_sections, names_of
from surveys.xlsform.sheets import SheetProblem, read_tables, read_workbook
from surveys.xlsform.state_marks import unmarked_states

ROW_IN_MESSAGE = re.compile(r"\[?row : (\d+)\]?\s*")
QUOTED = re.compile(r"['‘“\"]([A-Za-z_][\w.-]*)['’”\"]")
LONGEST_MESSAGE = 400


def compile_workbook(content, *, filename=""):
    """Bytes of an XLSForm → Compiled. The bytes decide, not the file's name."""
    return compile_sheets(read_workbook(content, filename=filename))


def compile_tables(tables):
    """Tables that were read, and perhaps mended, before → Compiled."""
    return compile_sheets(read_tables(tables))


def compile_sheets(sheets):
    if sheets.problems:
        return Compiled(None, sheets.problems)
    survey = sheets.rows["survey"]
    languages, default, problems = read_languages(sheets)
    problems += check_settings(sheets) + check_names(survey)
    trees, more_problems = read_trees(
        survey, names_of(survey), set(sheets.headers["choices"])
    )
    problems += more_problems
    problems += check_file_names([*survey, *sheets.rows["choices"]])
    lists, more_problems = read_choices(
        sheets.rows["choices"],
        languages,
        default,
        _filter_columns(trees),
        lists_of_several(survey),
    )
    problems += more_problems
    sections, repeats, lists, more_problems = build_sections(
        survey, lists, trees, languages, default
    )
    problems += more_problems
    if not problems and not sections:
        message, remedy = _("there is no question"), _("Add one.")
        problems.append(SheetProblem("survey", 0, "", "", message, remedy))
    if not problems:
        instrument = _instrument(sheets, languages, default, sections, lists, repeats)
        problems = check_circles(instrument, survey) or ask_pyxform(sheets)
    if problems:
        return Compiled(
            None, sorted(problems, key=lambda problem: (problem.sheet, problem.row))
        )
    notes = [
        *_skipped(survey),
        *warnings(instrument, sheets),
        *unmarked_states(instrument),
    ]
    return Compiled(instrument, [], notes, expressions_by_name(survey))


def expressions_by_name(survey):
    """{name: {column: expression as its author wrote it}}, for people to read."""
    texts_by_name = {}
    for row in survey:
        texts = {column: row.get(column) for column in EXPRESSIONS if row.get(column)}
        if texts and row.get("name"):
            texts_by_name.setdefault(row.get("name"), texts)
    return texts_by_name


def _filter_columns(trees):
    every = [node for tree in trees.values() for node in nodes(tree)]
    filters = {node[1] for node in every if node[0] == "column"}
    return filters | {node[3] for node in every if node[0] == "item"}


def ask_pyxform(sheets):
    """What pyxform says, so that KoboToolbox and ODK take the workbook too."""
    try:
        convert(xlsform=_as_pyxform_reads(sheets), validate=False)
    except (MemoryError, OSError):  # of this machine, not of the workbook
        raise
    except Exception as refusal:  # noqa: BLE001 - it fails in many ways on odd workbooks
        return [_refusal(str(refusal), sheets)]
    return []


def _as_pyxform_reads(sheets):
    """The sheets in pyxform's form; blank rows keep its row numbers right."""
    silent, book = silent_languages(sheets), {"sheet_names": list(sheets.rows)}
    for name, rows in sheets.rows.items():
        if not sheets.headers[name]:
            continue
        heads = [h for h in sheets.headers[name] if split_language(h)[1] not in silent]
        lines = []
        for row in rows:
            lines += [{}] * (row.number - 2 - len(lines))
            lines.append({head: row.get(head) for head in heads if row.get(head)})
        book[name], book[f"{name}_header"] = lines, [dict.fromkeys(heads)]
    return book


def _refusal(message, sheets):
    """The refusal of pyxform, at the row that it names or whose name it quotes."""
    row = ROW_IN_MESSAGE.search(message)
    reason = " ".join(ROW_IN_MESSAGE.sub("", message).split())
    reason = reason.split(" Learn more")[0].rstrip(".")
    sheet = "choices" if "'choices' sheet" in message else "survey"
    number, column, value = int(row[1]) if row else 0, "", ""
    for quoted in () if number else QUOTED.findall(message):
        same = [
            candidate
            for candidate in sheets.rows[sheet]
            if candidate.get("name") == quoted
        ]
        if same:
            number, column, value = same[-1].number, "name", quoted
            break
    return SheetProblem(
        sheet,
        number,
        column,
        value,
        _("other XLSForm tools refuse it: %(said)s", said=reason[:LONGEST_MESSAGE]),
        _("Change it until they accept it too."),
    )


def _instrument(sheets, languages, default, sections, lists, repeats):
    settings = sheets.rows["settings"][0].cells
    plain = settings.get("form_title") or settings["form_id"]
    title = {
        language.tag: settings.get(f"daa::title::{language.name} ({language.tag})")
        or plain
        for language in languages
    }
    return Instrument(
        id=settings["form_id"],
        version=settings["version"],
        title=title,
        default_language=default,
        languages=languages,
        sections=sections,
        lists=lists,
        repeats=repeats,
        settings={
            key.removeprefix("daa::"): value
            for key, value in settings.items()
            if key.startswith("daa::") and not key.startswith("daa::title") and value
        },
    )


def _skipped(rows):
    for row in rows:
        if kind_of(row)[0] in REFUSED_TYPES:
            yield _(
                "survey sheet, row %(row)s: to protect people, we never ask for"
                " “%(type)s”; the question is left out.",
                row=row.number,
                type=row.get("type"),
            )


__all__ = ["Compiled", "SheetProblem", "compile_tables", "compile_workbook"]
