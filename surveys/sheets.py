"""An XLSForm workbook as rows that know where they stand, and its problems."""

import io
import zipfile
from dataclasses import dataclass, field

import openpyxl
from openpyxl.utils import get_column_letter

MAX_BYTES = 10_000_000
MAX_INFLATED = 20_000_000
MAX_ROWS = {"survey": 5_000, "choices": 20_000, "settings": 10}
MAX_COLUMNS = 200
MAX_CELL = 20_000
NEEDED = {"survey": ("type", "name"), "choices": ("list_name", "name"), "settings": ()}
# Other spellings that XLSForm tools take.
SPELLINGS = {
    "list name": "list_name",
    "relevance": "relevant",
    "calculate": "calculation",
    "guidance hint": "guidance_hint",
}


@dataclass(frozen=True, slots=True)
class SheetProblem:
    """What is wrong in a workbook, where, and what to do."""

    sheet: str
    row: int
    column: str
    value: str
    message: str
    remedy: str

    def __str__(self):
        where = f"{self.sheet} sheet" if self.sheet else "workbook"
        if self.row:
            where += f", row {self.row}"
        if self.column:
            where += f", column {self.column}"
        return f"{where}: {self.message}. {self.remedy}"


@dataclass(slots=True)
class Row:
    """One row: its number in the sheet and its cells by header."""

    sheet: str
    number: int
    cells: dict[str, str]

    def get(self, column, default=""):
        return self.cells.get(column, default)

    def problem(self, column, message, remedy):
        value = self.get(column)[:80]
        return SheetProblem(self.sheet, self.number, column, value, message, remedy)


@dataclass(slots=True)
class Sheets:
    rows: dict[str, list[Row]] = field(default_factory=dict)
    headers: dict[str, list[str]] = field(default_factory=dict)
    problems: list[SheetProblem] = field(default_factory=list)


def _whole(message, remedy, sheet=""):
    return SheetProblem(sheet, 0, "", "", message, remedy)


def read_workbook(content):
    """All sheets of an XLSForm as rows; nothing is opened before it is bounded."""
    sheets = Sheets()
    refusal = _refuse(content)
    if refusal:
        sheets.problems.append(refusal)
        return sheets
    try:
        book = openpyxl.load_workbook(
            io.BytesIO(content), read_only=True, data_only=True, keep_links=False
        )
        for name, columns in NEEDED.items():
            _read_sheet(book, name, columns, sheets)
    except Exception:  # noqa: BLE001 - the reader has no exception of its own for damage
        sheets.problems.append(
            _whole("it cannot be opened", "Save it again as .xlsx without a password.")
        )
    return sheets


def _refuse(content):
    if len(content) > MAX_BYTES:
        return _whole("it is larger than 10 MB", "Take pictures and old sheets out.")
    if content[:4] != b"PK\x03\x04":
        return _whole(
            "it is not an .xlsx workbook",
            "Open it in a spreadsheet program and save it as .xlsx.",
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            inflated = sum(part.file_size for part in parts.infolist())
            names = {part.filename for part in parts.infolist()}
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return _whole("the file is damaged", "Save it again or send it again.")
    if inflated > MAX_INFLATED:
        return _whole(
            f"it would unpack to {inflated // 1_000_000} MB",
            "Copy the three sheets into a new workbook.",
        )
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return _whole("it holds macros", "Save it as .xlsx, which has none.")
    if any("externallinks/" in name.lower() for name in names):
        return _whole("it links to other files", "Break the links and save it again.")
    return None


def _read_sheet(book, name, columns, sheets):
    sheets.headers[name], rows = [], sheets.rows.setdefault(name, [])
    if name not in (sheet.title for sheet in book.worksheets):
        sheets.problems.append(
            _whole(f"there is no sheet “{name}”", f"Add a sheet named {name}.")
        )
        return
    lines = book[name].iter_rows(max_col=MAX_COLUMNS, values_only=True)
    header = [_heading(cell) for cell in next(lines, ())]
    sheets.headers[name] = [cell for cell in header if cell]
    _check_headers(name, header, columns, sheets)
    for number, line in enumerate(lines, start=2):
        if number > MAX_ROWS[name]:
            message = f"it has more than {MAX_ROWS[name]} rows"
            sheets.problems.append(_whole(message, "Split the instrument.", name))
            return
        cells = {h: _text(c) for h, c in zip(header, line, strict=False) if h}
        if any(cells.values()):
            rows.append(Row(name, number, cells))
            _check_lengths(rows[-1], sheets)


def _check_headers(name, header, columns, sheets):
    for column in columns:
        if column not in header:
            sheets.problems.append(
                _whole(f"there is no column “{column}”", "Add it to row 1.", name)
            )
    for place, cell in enumerate(header, start=1):
        if not cell:
            continue
        before, colon, after = cell.partition(":")
        if colon and not after.startswith(":") and before in ("label", "hint"):
            message, remedy = "has one colon", f"Write {before}::{after.strip()}."
        elif header.index(cell) != place - 1:
            message, remedy = "stands twice in row 1", "Take one column out."
        else:
            continue
        where = get_column_letter(place)
        sheets.problems.append(
            SheetProblem(name, 1, where, cell, f"“{cell}” {message}", remedy)
        )


def _check_lengths(row, sheets):
    for column, text in row.cells.items():
        if len(text) > MAX_CELL:
            sheets.problems.append(
                row.problem(
                    column,
                    f"the cell has {len(text)} characters",
                    f"Shorten it to {MAX_CELL}.",
                )
            )


def _heading(cell):
    text = _text(cell)
    return SPELLINGS.get(text.lower(), text)


def _text(cell):
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return str(cell).replace("\u00a0", " ").strip()
