"""What is wrong in a form that somebody sent, where, and what to do about it."""

from dataclasses import dataclass


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


class Unreadable(Exception):
    """The file gives no sheets at all; holds the one problem that says why."""

    def __init__(self, message, remedy, sheet=""):
        super().__init__(message)
        self.problem = SheetProblem(sheet, 0, "", "", message, remedy)
