"""What is wrong in a form that somebody sent, where, and what to do about it."""

from dataclasses import dataclass

from surveys.engine.translatable import Sentence
from surveys.engine.translatable import sentence as _


@dataclass(frozen=True, slots=True)
class SheetProblem:
    """What is wrong in a workbook, where, and what to do."""

    sheet: str
    row: int
    column: str
    value: str
    message: Sentence
    remedy: Sentence

    def __str__(self):
        return self.sentence()

    def sentence(self) -> Sentence:
        return _(
            "%(where)s: %(problem)s. %(remedy)s",
            where=place(self.sheet, self.row, self.column) or _("workbook"),
            problem=self.message,
            remedy=self.remedy,
        )


def shortened(text, most):
    """A text of at most so many characters; “…” says that there was more."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def place(sheet, row, column):
    """survey sheet, row 14, column relevant; "" for the whole workbook."""
    where = _("%(sheet)s sheet", sheet=sheet) if sheet else ""
    if row and where:
        where = _("%(where)s, row %(row)s", where=where, row=row)
    if column and where:
        where = _("%(where)s, column %(column)s", where=where, column=column)
    return where


class Unreadable(Exception):
    """The file gives no sheets at all; holds the one problem that says why."""

    def __init__(self, message, remedy, sheet=""):
        super().__init__(message)
        self.problem = SheetProblem(sheet, 0, "", "", message, remedy)
