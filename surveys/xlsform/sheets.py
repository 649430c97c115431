"""An XLSForm as rows that know where they stand, and its problems."""

import difflib
import re
from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter

from surveys.engine.translatable import sentence as _
from surveys.xlsform.formats.detect import read_file
from surveys.xlsform.headers import (
    NEEDED,
    read_headers,
    single_colon,
    split_language,
)
from surveys.xlsform.problem import SheetProblem, Unreadable, shortened
from surveys.xlsform.question_types import kind_of
from surveys.xlsform.tables import sheet_key

MAX_CELL = 20_000
DISABLED = ("yes", "true", "true()")
FORMULA = re.compile(r"=[A-Za-z0-9$+(\"'-].*", re.DOTALL)
# A database cannot keep these, and no form means them.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

BEFORE_A_MARK = re.compile("\u00a0(?=[:;?!»%])|(?<=«)\u00a0")  # in French


@dataclass(slots=True)
class SheetRow:
    """One row: its number in the sheet and its cells by header."""

    sheet: str
    number: int
    cells: dict[str, str]

    def get(self, column, default=""):
        return self.cells.get(column, default)

    def problem(self, column, message, remedy):
        value = shortened(self.get(column), 80)
        return SheetProblem(self.sheet, self.number, column, value, message, remedy)


@dataclass(slots=True)
class Sheets:
    rows: dict[str, list[SheetRow]] = field(default_factory=dict)
    headers: dict[str, list[str]] = field(default_factory=dict)
    problems: list[SheetProblem] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    letters: dict[str, dict[str, str]] = field(default_factory=dict)  # of headers
    headless: dict[str, list[str]] = field(default_factory=dict)  # columns of text
    disabled: dict[str, int] = field(default_factory=dict)  # {name: row number}
    remarks: list[int] = field(default_factory=list)  # row numbers, survey sheet
    idle_rows: int = 0  # of the choices sheet, with neither list nor name nor label


def _sheet_problem(message, remedy, sheet=""):
    return SheetProblem(sheet, 0, "", "", message, remedy)


def read_workbook(content, *, filename=""):
    """All sheets of one file; nothing is opened before it is bounded."""
    try:
        _kind, tables = read_file(filename, content)
    except Unreadable as refusal:
        return Sheets(problems=[refusal.problem])
    return read_tables(tables)


def read_tables(tables):
    """Tables → the three sheets of an XLSForm, with what is wrong in their build."""
    sheets, named = Sheets(), name_sheets(tables)
    sheets.others = [name for name in tables if name not in named.values()]
    for name, columns in NEEDED.items():
        _read_sheet(named.get(name), tables, name, columns, sheets)
    if not any(sheets.rows.values()) and not sheets.problems:
        sheets.problems.append(
            _sheet_problem(_("every sheet is empty"), _("Write the questions."))
        )
    return sheets


def name_sheets(tables):
    """{"survey": the name it has here}; a sheet alone is the survey."""
    titles = {}
    for name in tables:
        if sheet_key(name) in NEEDED:
            titles.setdefault(sheet_key(name), name)
    if not titles and len(tables) == 1:
        return {"survey": next(iter(tables))}
    return titles


def _read_sheet(title, tables, name, columns, sheets):
    sheets.headers[name], rows = [], sheets.rows.setdefault(name, [])
    sheets.letters[name], sheets.headless[name] = {}, []
    idle = name == "choices" and not _selects(sheets.rows["survey"])
    if title is None:
        if not idle:
            sheets.problems.append(
                _sheet_problem(
                    _("there is no sheet “%(name)s”", name=name),
                    _("Add a sheet named %(name)s.", name=name),
                )
            )
        return
    first, *lines = tables[title] or [[]]
    header = read_headers(first)
    sheets.headers[name] = [cell for cell in header if cell]
    for place, cell in enumerate(header, start=1):
        sheets.letters[name].setdefault(cell, get_column_letter(place))
    sheets.headless[name] = _headless(header, lines)
    if not (idle and not any(lines)):
        _check_headers(name, header, first, columns, sheets)
    for number, line in enumerate(lines, start=2):
        cells = {h: _text(c) for h, c in zip(header, line, strict=False) if h}
        if any(cells.values()):
            if name == "choices" and not _is_choice(cells):
                sheets.idle_rows += 1
                continue
            if "type" in cells:
                cells["type"] = " ".join(cells["type"].split())
            row = SheetRow(name, number, cells)
            if name == "survey" and _is_left_out(row, sheets):
                continue
            rows.append(row)
            _check_cells(row, sheets)


def _headless(header, lines):
    """Letters of the columns that hold text below an empty header."""
    width = max(map(len, lines), default=0)
    named = [*header, *[""] * (width - len(header))]
    return [
        get_column_letter(place + 1)
        for place, cell in enumerate(named)
        if not cell and any(place < len(line) and _text(line[place]) for line in lines)
    ]


def _is_left_out(row, sheets):
    """Whether a row is a remark of its author or disabled, as pyxform skips them."""
    if row.get("disabled").lower() in DISABLED:
        sheets.disabled[row.get("name") or f"#{row.number}"] = row.number
        return True
    kind, label = (
        row.get("type"),
        any(
            text and split_language(header)[0] == "label"
            for header, text in row.cells.items()
        ),
    )
    if kind.startswith("#") or not (kind or row.get("name") or label):
        sheets.remarks.append(row.number)
        return True
    return False


def _is_choice(cells):
    """Whether a row is a choice; look-up lists often stand beside the choices."""
    return any(
        text and split_language(header)[0] in ("list_name", "name", "label")
        for header, text in cells.items()
    )


def _selects(rows):
    """Whether a question takes its choices from the choices sheet."""
    kinds = [kind_of(row)[0].lower() for row in rows]
    own = [kind for kind in kinds if not kind.endswith(("_from_file", "_external"))]
    return any(kind.startswith(("select", "rank")) for kind in own)


def _check_headers(name, header, written, columns, sheets):
    for column in columns:
        if column not in header:
            sheets.problems.append(
                _sheet_problem(
                    _("there is no column “%(column)s”", column=column),
                    _missing_column(column, name, header, sheets),
                    name,
                )
            )
    for place, cell in enumerate(header, start=1):
        if not cell:
            continue
        where, value = get_column_letter(place), written[place - 1].strip()
        mended = single_colon(cell)
        if mended:
            message = _("“%(header)s” has one colon", header=value)
            remedy = _("Write %(text)s.", text=mended)
        elif CONTROL.search(cell):
            message = _("“%(header)s” contains an invisible character", header=value)
            remedy = _("Type it again.")
        elif header.index(cell) != place - 1:
            message = _("“%(header)s” appears twice in row 1", header=value)
            remedy = _("Delete one of the columns.")
        else:
            continue
        sheets.problems.append(SheetProblem(name, 1, where, value, message, remedy))


def _missing_column(column, name, header, sheets):
    near = difflib.get_close_matches(column, [h.lower() for h in header], n=1)
    if not near:
        return _("Add it to row 1.")
    place = [h.lower() for h in header].index(near[0])
    return _(
        "Write it instead of “%(header)s” in column %(letter)s.",
        header=header[place],
        letter=sheets.letters[name][header[place]],
    )


def _check_cells(row, sheets):
    for column, text in row.cells.items():
        if FORMULA.fullmatch(text):
            sheets.problems.append(
                row.problem(
                    column,
                    _("the cell has a formula, and the file does not hold its result"),
                    _("Save the file in Excel again, or paste the cells as values."),
                )
            )
        if len(text) > MAX_CELL:
            message = _("the cell has %(length)s characters", length=len(text))
            remedy = _("Shorten it to %(most)s.", most=MAX_CELL)
            sheets.problems.append(row.problem(column, message, remedy))
        if CONTROL.search(text):
            message = _("the cell contains an invisible control character")
            sheets.problems.append(row.problem(column, message, _("Type it again.")))


def _text(cell):
    """A cell without spaces around it; a French mark stays with its word.

    A no-break space before a mark becomes a narrow one, and any other a space, as it
    would make another word of a name.
    """
    text = BEFORE_A_MARK.sub("\u202f", cell).replace("\u00a0", " ")
    return text.strip().strip("\u200b\ufeff").strip()


__all__ = ["SheetProblem", "SheetRow", "Sheets", "read_tables", "read_workbook"]
