"""XLSForm workbook → compiled instrument, or every problem at once.

pyxform decides whether other tools would take the workbook; we read the sheets
ourselves for rows, columns and the columns that pyxform drops. Only this module
imports pyxform.
"""

import difflib
import re
from dataclasses import dataclass, field

from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert

from surveys.compile_rows import (
    QUESTION_TYPES,
    REFUSED_TYPES,
    build_sections,
    read_choices,
)
from surveys.engine.evaluate import check
from surveys.engine.expressions import ExpressionProblem, parse, references
from surveys.engine.instrument import Instrument, Language
from surveys.sheets import SheetProblem, read_workbook

RIGHT_TO_LEFT = {"ar", "fa", "prs", "ps", "ur", "he", "ckb", "dv", "sd", "ug", "yi"}
LANGUAGE_HEADER = re.compile(r"label::(.+?)\s*\(([A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*)\)")
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,63}")
RESERVED_NAMES = {"meta", "instanceID", "instanceName"}
EXPRESSIONS = ("relevant", "constraint", "calculation")


@dataclass(slots=True)
class Compiled:
    """instrument is None when there are problems; warnings never stop a load."""

    instrument: Instrument | None
    problems: list[SheetProblem] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def compile_workbook(content, *, filename=""):
    """Bytes of an .xlsx XLSForm → Compiled."""
    sheets = read_workbook(content)
    if sheets.problems:
        return Compiled(None, sheets.problems)
    languages = _languages(sheets.headers["survey"])
    problems = _check_settings(sheets) + _check_names(sheets.rows["survey"])
    lists, choice_problems = read_choices(sheets.rows["choices"], languages)
    problems += choice_problems
    trees, tree_problems = _trees(sheets.rows["survey"])
    problems += tree_problems
    if not problems:
        problems += _circles(sheets.rows["survey"], trees)
    default = _default(sheets, languages)
    sections, section_problems = build_sections(
        sheets.rows["survey"], lists, trees, languages, default
    )
    problems += section_problems
    if not problems:
        problems += _ask_pyxform(content)
    if problems:
        return Compiled(None, sorted(problems, key=lambda p: (p.sheet, p.row)))
    instrument = _instrument(sheets, languages, default, sections)
    return Compiled(instrument, [], _warnings(instrument, sheets))


def _languages(header):
    found = []
    for column in header:
        match = LANGUAGE_HEADER.fullmatch(column)
        if match:
            name, tag = match[1].strip(), match[2]
            turned = tag.split("-")[0].lower() in RIGHT_TO_LEFT
            found.append(Language(tag, name, "rtl" if turned else "ltr"))
    return tuple(found) or (Language("en", "English", "ltr"),)


def _settings(sheets):
    rows = sheets.rows["settings"]
    return rows[0].cells if rows else {}


def _default(sheets, languages):
    """default_language may hold a name, "French (fr)" or a tag."""
    wanted = _settings(sheets).get("default_language", "")
    for language in languages:
        if wanted in (
            language.tag,
            language.name,
            f"{language.name} ({language.tag})",
        ):
            return language.tag
    return languages[0].tag


def _check_settings(sheets):
    given = _settings(sheets)
    return [
        SheetProblem(
            "settings", 2, column, "", f"{column} is empty", f"Write a {column}."
        )
        for column in ("form_id", "version")
        if not given.get(column)
    ]


def _check_names(rows):
    problems, seen = [], {}
    for row in rows:
        name, kind = row.get("name"), row.get("type").split(" ")[0]
        if kind.startswith("end"):
            continue
        if not NAME.fullmatch(name):
            problems.append(
                row.problem(
                    "name",
                    f"“{name}” cannot be a name",
                    "Use letters, digits and _ and begin with a letter.",
                )
            )
        elif name in RESERVED_NAMES:
            problems.append(
                row.problem("name", f"“{name}” is reserved", "Choose another name.")
            )
        elif name in seen:
            problems.append(
                row.problem(
                    "name",
                    f"“{name}” is used in row {seen[name]} too",
                    "Give each row a name of its own.",
                )
            )
        seen.setdefault(name, row.number)
    return problems


def _trees(rows):
    """({(row number, column): tree}, problems): parse every expression."""
    names = {row.get("name") for row in rows}
    trees, problems = {}, []
    for row in rows:
        for column in EXPRESSIONS:
            text = row.get(column)
            if not text:
                continue
            try:
                tree = check(parse(text))
            except ExpressionProblem as problem:
                problems.append(
                    row.problem(
                        column,
                        f"{column} of “{row.get('name')}”: {problem}",
                        f"Look at character {problem.position + 1}.",
                    )
                )
                continue
            trees[row.number, column] = tree
            problems += _unknown(row, column, tree, names)
    return trees, problems


def _unknown(row, column, tree, names):
    label = "relevance" if column == "relevant" else column
    for name in sorted(references(tree) - names):
        near = difflib.get_close_matches(name, names, n=1)
        remedy = f"Did you mean ${{{near[0]}}}?" if near else "Add the question."
        yield row.problem(
            column,
            f"{label} of “{row.get('name')}” refers to ${{{name}}}, which does not"
            " exist",
            remedy,
        )


def _circles(rows, trees):
    """Questions whose relevance or calculation comes back to themselves."""
    needs = {}
    for row in rows:
        read = set()
        for column in ("relevant", "calculation"):
            read |= references(trees.get((row.number, column)))
        needs[row.get("name")] = (row, read)
    problems, settled = [], set()
    for name in needs:
        circle = _circle(name, needs, settled)
        if circle:
            row = needs[name][0]
            problems.append(
                row.problem(
                    "relevant",
                    "“" + "” needs “".join(circle) + "”: a circle",
                    "Take one of these conditions out.",
                )
            )
    return problems


def _circle(start, needs, settled):
    trail, stack = [], [(start, iter(sorted(needs[start][1])))]
    trail.append(start)
    while stack:
        name, children = stack[-1]
        child = next(children, None)
        if child is None:
            settled.add(name)
            stack.pop()
            trail.pop()
        elif child in trail:
            settled.update(trail)
            return [*trail[trail.index(child) :], child]
        elif child in needs and child not in settled:
            trail.append(child)
            stack.append((child, iter(sorted(needs[child][1]))))
    return []


ROW_IN_MESSAGE = re.compile(r"\[?row : (\d+)\]?")


def _ask_pyxform(content):
    """What pyxform says, so that KoboToolbox and ODK take the workbook too."""
    try:
        convert(xlsform=content, file_type=".xlsx", validate=False)
    except PyXFormError as refusal:
        message = str(refusal)
        row = ROW_IN_MESSAGE.search(message)
        return [
            SheetProblem(
                "survey",
                int(row[1]) if row else 0,
                "",
                "",
                " ".join(message.split()).rstrip("."),
                "Change it until other XLSForm tools take it too.",
            )
        ]
    return []


def _instrument(sheets, languages, default, sections):
    given = _settings(sheets)
    title = {
        language.tag: given.get(f"daa::title::{language.name} ({language.tag})")
        or given.get("form_title", "")
        for language in languages
    }
    return Instrument(
        id=given["form_id"],
        version=given["version"],
        title=title,
        default_language=default,
        languages=languages,
        sections=sections,
        settings={
            key.removeprefix("daa::"): value
            for key, value in given.items()
            if key.startswith("daa::") and not key.startswith("daa::title") and value
        },
    )


def _warnings(instrument, sheets):
    found = []
    waiting = [q.name for q in instrument.questions() if q.waits_for_wording]
    if waiting:
        found.append(
            f"{len(waiting)} questions wait for their official wording and are not"
            f" asked until it is filled in: {', '.join(waiting)}."
        )
    for language in instrument.languages:
        missing = sum(
            1
            for question in instrument.questions()
            if question.answerable and not question.label.get(language.tag)
        )
        if missing:
            found.append(f"{language.name}: {missing} questions have no text.")
    for row in sheets.rows["survey"]:
        if row.get("type").split(" ")[0] in REFUSED_TYPES:
            found.append(
                f"survey sheet, row {row.number}: “{row.get('type')}” is not asked, to"
                " protect people; the question is skipped."
            )
    return found


__all__ = ["QUESTION_TYPES", "Compiled", "compile_workbook"]
