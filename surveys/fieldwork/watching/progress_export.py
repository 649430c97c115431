"""The tables of progress as a workbook and as CSV."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.utils.translation import gettext as _

from surveys.fieldwork.table_workbooks import SAFE
from surveys.fieldwork.watching.progress import ProgressLine, RoundProgress

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def header() -> list[str]:
    """Names of the columns after the first."""
    return [
        _("Where or which"),
        _("Received"),
        _("Number planned"),
        _("Did not take place, or refused"),
        _("Stopped early"),
        _("Excluded"),
        _("Note"),
    ]


def _cells(line: ProgressLine) -> list[Any]:
    return [
        line.name,
        line.about,
        line.done,
        line.wanted,
        line.not_held,
        line.stopped,
        line.excluded,
        line.note,
    ]


def as_workbook(progress: RoundProgress) -> bytes:
    """One sheet for each table."""
    import xlsxwriter  # the web process starts without it

    file = io.BytesIO()
    with xlsxwriter.Workbook(file, SAFE) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        for table in progress.tables:
            sheet = book.add_worksheet(table.code)
            sheet.freeze_panes(1, 1)
            sheet.set_column(0, 1, 34)
            sheet.set_column(2, 7, 14)
            for column, name in enumerate([table.heading, *header()]):
                sheet.write_string(0, column, name, bold)
            for row, line in enumerate(table.lines, start=1):
                for column, value in enumerate(_cells(line)):
                    if isinstance(value, int):
                        sheet.write_number(row, column, value)
                    else:
                        sheet.write_string(row, column, value)
    return file.getvalue()


def as_csv(progress: RoundProgress) -> bytes:
    """All tables below each other; the first column names the table."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([_("Table"), _("Name"), *header()])
    for table in progress.tables:
        for line in table.lines:
            writer.writerow([table.code, *map(_safe, _cells(line))])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _safe(value: Any) -> Any:
    """A text that no spreadsheet takes for a formula."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return "'" + value
    return value
