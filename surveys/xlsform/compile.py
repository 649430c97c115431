"""XLSForm workbook → compiled instrument, or every problem at once.

pyxform decides whether other tools would take the workbook; we read the sheets
ourselves for rows, columns and the columns that pyxform drops. Only this module
imports pyxform.
"""

import re

from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert

from surveys.engine.expressions import nodes
from surveys.engine.instrument import Instrument
from surveys.engine.translatable import sentence as _
from surveys.xlsform.alike import fold
from surveys.xlsform.checks import (
    DEFAULT,
    EXPRESSIONS,
    check_circles,
    check_file_names,
    check_names,
    check_settings,
    read_trees,
)
from surveys.xlsform.columns import check_columns, column_notes, is_read
from surveys.xlsform.compiled import Compiled
from surveys.xlsform.default_expressions import check_agreements
from surveys.xlsform.dialects import SURVEYCTO, dialect_notes, read_device_functions
from surveys.xlsform.expression_notes import expression_notes
from surveys.xlsform.headers import split_language
from surveys.xlsform.languages_and_texts import (
    read_languages,
    silent_languages,
    warnings,
)
from surveys.xlsform.left_out import left_out_notes
from surveys.xlsform.question_types import kind_of, lists_of_several
from surveys.xlsform.rows import read_choices
from surveys.xlsform.sections import build_sections, faulty_names, names_of
from surveys.xlsform.sheets import SheetProblem, read_tables, read_workbook
from surveys.xlsform.state_marks import unmarked_states
from surveys.xlsform.texts import check_texts

ROW_IN_MESSAGE = re.compile(r"\[?row : (\d+)")
QUOTED = re.compile(r"['‘“\"]([A-Za-z_][\w.-]*)['’”\"]")
BLANKS_AROUND = re.compile(r"\s*=\s*")


def compile_workbook(content, *, filename=""):
    """Bytes of an XLSForm → Compiled. The bytes decide, not the file's name."""
    return compile_sheets(read_workbook(content, filename=filename))


def compile_tables(tables):
    """Tables that were read, and perhaps mended, before → Compiled."""
    return compile_sheets(read_tables(tables))


def compile_sheets(sheets):
    if sheets.problems:
        return Compiled(None, list(fold(sheets.problems)))
    survey = sheets.rows["survey"]
    read_device_functions(survey)
    languages, default, problems = read_languages(sheets)
    problems += check_settings(sheets) + check_names(survey)
    problems += check_columns(sheets)
    problems += check_agreements(survey, sheets.rows["settings"])
    names = names_of(survey)
    trees, more_problems = read_trees(
        survey,
        names | faulty_names(survey),
        set(sheets.headers["choices"]),
        language=default,
        disabled=sheets.disabled,
    )
    problems += more_problems + check_texts(sheets, names | faulty_names(survey))
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
        in_order = sorted(problems, key=lambda problem: (problem.sheet, problem.row))
        return Compiled(None, list(fold(in_order)), list(dialect_notes(sheets)))
    notes = [
        *left_out_notes(sheets),
        *dialect_notes(sheets),
        *expression_notes(instrument, sheets, trees),
        *column_notes(sheets, _filter_columns(trees)),
        *warnings(instrument, sheets),
        *unmarked_states(instrument),
    ]
    return Compiled(instrument, [], notes, expressions_by_name(survey))


def expressions_by_name(survey):
    """{name: {column: as its author wrote it}} of expressions and defaults, to read."""
    texts_by_name, columns = {}, (*EXPRESSIONS, DEFAULT)
    for row in survey:
        texts = {column: row.get(column) for column in columns if row.get(column)}
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
    except PyXFormError as refusal:
        return [_refusal(str(refusal), sheets)]
    except Exception:  # noqa: BLE001 - it fails in many ways on odd workbooks
        return [
            SheetProblem(
                *("", 0, "", ""),
                _("other XLSForm tools cannot read it, and do not say why"),
                _("Copy the sheets survey, choices and settings into a new workbook."),
            )
        ]
    return []


def _as_pyxform_reads(sheets):
    """The sheets in pyxform's form; blank rows keep its row numbers right."""
    silent, book = silent_languages(sheets), {"sheet_names": list(sheets.rows)}
    for name, rows in sheets.rows.items():
        if not sheets.headers[name]:
            continue
        heads = [
            head
            for head in sheets.headers[name]
            if split_language(head)[1] not in silent
            # pyxform breaks on “::” in a column that it does not know
            and (is_read(name, head) or "::" not in head)
        ]
        lines = []
        for row in rows:
            lines += [{}] * (row.number - 2 - len(lines))
            cells = {head: row.get(head) for head in heads if row.get(head)}
            lines.append(_for_pyxform(row, cells) if name == "survey" else cells)
        book[name], book[f"{name}_header"] = lines, [dict.fromkeys(heads)]
    return book


def _for_pyxform(row, cells):
    """A row of the survey, of which we leave out what other tools would read.

    Device data of one other tool is hidden, and a range has no blanks around its signs.
    """
    kind = kind_of(row)[0]
    if kind == "audit":
        return {"type": "audit"}
    if kind in SURVEYCTO:
        return {"type": "hidden", "name": row.get("name")}
    if "parameters" in cells:
        cells["parameters"] = BLANKS_AROUND.sub("=", cells["parameters"])
    return cells


def _refusal(message, sheets):
    """Our words for a refusal of pyxform, at the row that it names or quotes."""
    row, number, column, value = ROW_IN_MESSAGE.search(message), 0, "", ""
    sheet = "choices" if "'choices' sheet" in message else "survey"
    if row:
        number = int(row[1])
    for quoted in () if number else QUOTED.findall(message):
        same = [
            candidate
            for candidate in sheets.rows[sheet]
            if candidate.get("name") == quoted
        ]
        if same:
            number, column, value = same[-1].number, "name", quoted
            break
    reason = _("other XLSForm tools refuse this, although we find nothing wrong")
    remedy = _("Try the file in another XLSForm tool, which says why, and change it.")
    if value and "elements named" in message:
        reason = _(
            "other XLSForm tools cannot tell which “%(name)s” is meant", name=value
        )
        remedy = _("Choose another name.")
    return SheetProblem(sheet, number, column, value, reason, remedy)


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


__all__ = ["Compiled", "SheetProblem", "compile_tables", "compile_workbook"]
