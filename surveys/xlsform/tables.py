"""Sheets as plain text: a name, and lines of cells; line 0 is row 1."""

from datetime import datetime, time

from surveys.engine.translatable import sentence as _
from surveys.xlsform.problem import Unreadable

MAX_ROWS = {"survey": 5_000, "choices": 20_000, "settings": 10}
MAX_OTHER_ROWS = 20_000
MAX_COLUMNS = 200
MAX_CELLS = 1_000_000
LAST_ROW = 1_048_576  # of any spreadsheet program
FILE_TABLE = "file:"  # how the table of a file beside the workbook is named

Tables = dict[str, list[list[str]]]


def text_of(value):
    """A cell in the one spelling that pyxform gives it too."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return str(value.date())
    return str(value)


def sheet_key(name):
    return " ".join(name.split()).lower()


def collect(name, lines):
    """The lines of one sheet without what is empty at the end of each and of all."""
    most = MAX_ROWS.get(sheet_key(name), MAX_OTHER_ROWS)
    table, filled, cells = [], 0, 0
    for number, line in enumerate(lines, start=1):
        end = len(line)
        while end and line[end - 1] in (None, ""):
            end -= 1
        texts = [text_of(value) for value in line[:end]]
        while texts and not texts[-1].strip():
            texts.pop()
        if texts:
            filled, cells = filled + 1, cells + len(texts)
        if filled > most + 1 or number > LAST_ROW:
            raise Unreadable(
                _("it has more than %(most)s rows", most=most),
                _("Split the instrument."),
                name,
            )
        if len(texts) > MAX_COLUMNS:
            raise Unreadable(
                _(
                    "row %(row)s has more than %(most)s columns",
                    row=number,
                    most=MAX_COLUMNS,
                ),
                _("Delete the columns that nobody needs."),
                name,
            )
        if cells > MAX_CELLS:
            raise Unreadable(
                _("it has too many cells"), _("Split the instrument."), name
            )
        table.append(texts)
    while table and not table[-1]:
        table.pop()
    return table
