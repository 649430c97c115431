"""Tables → the .xlsx that we keep: text only, the same bytes for the same tables."""

import io
import re
from datetime import UTC, datetime

import xlsxwriter

BORN = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)
FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
LONGEST = 32_767  # characters that a cell of a workbook can hold
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def write_workbook(tables):
    """The bytes of a workbook; a cell that begins with = or http stays text."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, OPTIONS)
    book.set_properties({"created": BORN})
    taken = set()
    for name, lines in tables.items():
        sheet = book.add_worksheet(_title(name, taken))
        for row, line in enumerate(lines):
            for column, text in enumerate(line):
                if text:
                    sheet.write_string(row, column, text[:LONGEST])
        sheet.freeze_panes(1, 0)
    book.close()
    return target.getvalue()


def _title(name, taken):
    """A name that a workbook accepts and that no other sheet has."""
    plain = FORBIDDEN.sub("_", name).strip("'")[:31] or "sheet"
    title, number = plain, 1
    while title.lower() in taken:
        number += 1
        title = f"{plain[:27]} {number}"
    taken.add(title.lower())
    return title
