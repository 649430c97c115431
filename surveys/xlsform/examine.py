"""Files somebody sent → everything there is to say about them, as one JSON document."""

import base64
from dataclasses import asdict, replace
from datetime import date

from surveys.engine.translatable import sentence as _
from surveys.xlsform.compile import compile_tables
from surveys.xlsform.formats.csv_and_markdown import decode, records
from surveys.xlsform.formats.detect import kind_of_file, read_file, read_files
from surveys.xlsform.formats.write_xlsx import write_workbook
from surveys.xlsform.headers import heads_a_form
from surveys.xlsform.language_tags import FIRST
from surveys.xlsform.problem import SheetProblem, Unreadable
from surveys.xlsform.repairs.apply import mend
from surveys.xlsform.repairs.characters import repair_characters
from surveys.xlsform.repairs.opening_block import lacks_agreement, with_opening
from surveys.xlsform.repairs.proposals import folded
from surveys.xlsform.repairs.reading import MOST_TITLE_ROWS
from surveys.xlsform.tables import collect
from surveys.xlsform.translation_coverage import coverage_of

NO_FORM = SheetProblem(
    *("", 0, "", ""),
    _("this is not a form: no sheet has a column type, name or label"),
    _("Send an XLSForm: a workbook with a sheet survey and a sheet choices."),
)


def examine(files, *, today, language="en", source="", opening=False, version=""):
    """Examine a form that was sent; nothing is stored.

    files: [(name, bytes)]; today: an ISO date; language: tag of nameless columns;
    source: who answers, where the sender said it; opening: whether the opening block
    is put in where nobody is asked for agreement; the answer tells what it changes;
    version: of a form that has none; without it, the first of today.

    problems are those that stay when the repairs are accepted; instrument and workbook
    are those after the repairs. Nothing may be stored before they are accepted.
    What is said is English; surveys.instruments.notes translates it for a reader.
    """
    files, readings = repair_characters(files)
    try:
        kind, tables = read_files(files)
    except Unreadable as refusal:
        return _answer(problems=[refusal.problem], repairs=readings)
    if not _is_form(tables):
        return _answer(problems=[NO_FORM])
    bench = mend(
        tables,
        filename=files[0][0],
        kind=kind,
        today=date.fromisoformat(today),
        language=f"{FIRST.get(language, language)} ({language})",
        version=version,
    )
    tables = bench.tables
    compiled = compile_tables(tables)
    opening_rows = []
    if compiled.instrument and lacks_agreement(compiled.instrument):
        mended, opening_rows = _with_opening(compiled.instrument, tables, source)
        if opening and opening_rows:
            tables, compiled = mended, compile_tables(mended)
    problems = _with_unclear(compiled.problems, bench)
    instrument = None if problems else compiled.instrument
    return _answer(
        problems=problems,
        warnings=[*bench.notes, *compiled.warnings],
        repairs=[*readings, *folded(bench.done)],
        opening=folded(opening_rows),
        coverage=coverage_of(instrument) if instrument else [],
        instrument=instrument.to_json() if instrument else None,
        written=compiled.written,
        workbook=base64.b64encode(write_workbook(tables)).decode(),
    )


def _is_form(tables):
    """Whether some sheet has the columns of a form, perhaps below a title."""
    first_lines = (lines[: MOST_TITLE_ROWS + 1] for lines in tables.values())
    return any(heads_a_form(line) for lines in first_lines for line in lines)


def _with_opening(instrument, tables, source):
    return with_opening(
        tables,
        source=source or instrument.settings.get("source", ""),
        default=instrument.default_language,
    )


def _with_unclear(problems, bench):
    """The problems at their rows in the file that was sent.

    One that a repair explains better stands for that of its cell. Without its type, a
    row has no other problem that its author could mend.
    """
    unclear = bench.problems
    cells = {(problem.sheet, problem.row, problem.column) for problem in unclear}
    problems = [replace(p, row=bench.sent_row(p.sheet, p.row)) for p in problems]
    others = [
        p
        for p in problems
        if not {(p.sheet, p.row, p.column), (p.sheet, p.row, "type")} & cells
    ]
    return sorted([*unclear, *others], key=lambda p: (p.sheet, p.row))


def tables_of(files):
    """The tables of one file that is no form, or why it cannot be read."""
    (name, content) = files[0]
    try:
        if kind_of_file(content) == "csv":
            tables = {"table": collect("table", records(decode(content)))}
        else:
            _kind, tables = read_file(name, content)
    except Unreadable as refusal:
        return {"tables": {}, "problems": [asdict(refusal.problem)]}
    return {"tables": tables, "problems": []}


def _answer(
    *,
    problems=(),
    warnings=(),
    repairs=(),
    opening=(),
    coverage=(),
    instrument=None,
    written=None,
    workbook="",
):
    return {
        "problems": [asdict(problem) for problem in problems],
        "warnings": list(warnings),
        "repairs": [asdict(repair) for repair in repairs],
        "opening": [asdict(repair) for repair in opening],
        "coverage": [asdict(cover) for cover in coverage],
        "instrument": instrument,
        "written": written or {},
        "workbook": workbook,
    }
