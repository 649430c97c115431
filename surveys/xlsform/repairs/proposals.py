"""Safe repairs of what coordinators often write: proposed, never made in silence."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from openpyxl.utils import get_column_letter

from surveys.engine.translatable import Sentence
from surveys.engine.translatable import sentence as _
from surveys.xlsform.headers import read_headers
from surveys.xlsform.problem import SheetProblem, place, shortened
from surveys.xlsform.sheets import DISABLED
from surveys.xlsform.tables import FILE_TABLE, Tables, sheet_key

# Rows of a sheet that one kind of repair changes and that are shown, not counted.
SHOWN = {"choices": 3, "survey": 12}
EMPTY = _("empty")


@dataclass(frozen=True, slots=True)
class Repair:
    """One cell that would change; row 0 is the file itself."""

    sheet: str
    row: int
    column: str
    old: str
    new: str
    why: Sentence

    def __str__(self):
        return self.sentence()

    def sentence(self):
        return _(
            "%(where)s: “%(old)s” → “%(new)s”. %(why)s",
            where=place(self.sheet, self.row, self.column) or _("file"),
            old=self.old,
            new=self.new,
            why=self.why,
        )


@dataclass(slots=True)
class Bench:
    """The tables under repair, what was done to them, and what the sender told us.

    problems: what would be mended if its author had said which of two things is meant;
    each stands for the problem of the same cell that the compiler finds.
    inserted: (sheet, line before which rows were put, how many of them).
    files_read: titles of the tables of files beside the workbook that a question reads.
    notes: what else the sender should know.
    """

    tables: Tables
    filename: str
    kind: str
    today: date
    language: str  # name and tag of the columns that name none
    version: str = ""  # of a form that has none; without it, the first of today
    done: list[Repair] = field(default_factory=list)
    problems: list[SheetProblem] = field(default_factory=list)
    inserted: list[tuple[str, int, int]] = field(default_factory=list)
    files_read: set[str] = field(default_factory=set)
    notes: list[Sentence] = field(default_factory=list)

    def title(self, sheet):
        """What the sheet is called here, or None."""
        title = next((n for n in self.tables if sheet_key(n) == sheet), None)
        if title is None and sheet == "survey" and len(self.tables) == 1:
            return next(iter(self.tables))
        return title

    def lines(self, sheet):
        title = self.title(sheet)
        return self.tables[title] if title is not None else []

    def file(self, name):
        """The lines of a file that came along, none where it did not."""
        title = f"{FILE_TABLE}{name.lower()}"
        self.files_read.add(title)
        return self.tables.get(title, [])

    def headers(self, sheet):
        lines = self.lines(sheet)
        return read_headers(lines[0]) if lines else []

    def rows(self, sheet):
        """(line number from 0, {header: text}) of each row that is not disabled."""
        headers = self.headers(sheet)
        for index, line in enumerate(self.lines(sheet)[1:], start=1):
            row = dict(zip(headers, (cell.strip() for cell in line), strict=False))
            if row.get("disabled", "").lower() not in DISABLED:
                yield index, row

    def write(self, sheet, index, place, new, why):
        """Change the cell in line `index`; headers are named by their letter."""
        line = self.lines(sheet)[index]
        line.extend([""] * (place + 1 - len(line)))
        headers = self.headers(sheet)
        named = headers[place] if index and place < len(headers) else ""
        column = named or get_column_letter(place + 1)
        self.done.append(
            Repair(sheet, index + 1, column, line[place].strip(), new or EMPTY, why)
        )
        line[place] = new

    def empty(self, sheet, index, column, why):
        """Take a row out; its place stays, so that the others keep their numbers."""
        line = self.lines(sheet)[index]
        old = " | ".join(cell for cell in line if cell)
        self.done.append(Repair(sheet, index + 1, column, shortened(old, 200), "", why))
        line.clear()

    def insert(self, sheet, index, rows, why):
        """Put rows ({header: text}) before line `index`; new headers are added."""
        lines, headers = self.lines(sheet), self.headers(sheet)
        for header in dict.fromkeys(header for row in rows for header in row):
            if header not in headers:
                self.write(sheet, 0, len(headers), header, why)
                headers.append(header)
        added = [[row.get(header, "") for header in headers] for row in rows]
        lines[index:index] = added
        self.inserted.append((sheet, index, len(added)))
        for number, line in enumerate(added, start=index + 1):
            new = " | ".join(cell for cell in line if cell)
            self.done.append(Repair(sheet, number, "", "", shortened(new, 400), why))

    def sent_row(self, sheet, row):
        """The row’s number in the file that was sent; a new row has that before it."""
        for title, index, count in reversed(self.inserted):
            if title == sheet and row > index:
                row = max(index, row - count)
        return row

    def refuse(self, sheet, index, column, message, remedy):
        """Leave a cell as it is, and say why it cannot be mended."""
        headers, line = self.headers(sheet), self.lines(sheet)[index]
        cells = dict(zip(headers, line, strict=False))
        value = shortened(cells.get(column, "").strip(), 80)
        self.problems.append(
            SheetProblem(sheet, index + 1, column, value, message, remedy)
        )


def folded(repairs):
    """The repairs for a page: of many alike a few are shown and the rest counted."""
    alike = Counter(_kind(repair) for repair in repairs)
    shown, seen = [], Counter()
    for repair in repairs:
        kind = _kind(repair)
        seen[kind] += 1
        most = SHOWN.get(repair.sheet, 0)
        rest = alike[kind] - most
        if kind is None or rest < 2 or seen[kind] <= most:
            shown.append(repair)
        elif seen[kind] == most + 1:
            shown.append(_rest(repair, rest))
    return shown


def _kind(repair):
    """What repairs of one kind have in common; None for one that is always shown."""
    if repair.sheet not in SHOWN or repair.row < 2 or not repair.column:
        return None
    name = repair.why.values.get("name")
    return repair.sheet, repair.column, repair.why.template, name


def _rest(repair, count):
    old = _("%(count)s more rows", count=count)
    new = _("in the same way; the repaired workbook shows them all")
    return Repair(repair.sheet, 0, repair.column, old, new, repair.why)
