"""Files read back as rows, for tests."""

import csv
import io

from openpyxl import load_workbook


def csv_rows(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def open_book(content):
    return load_workbook(io.BytesIO(content))


def sheet_rows(sheet, head=1):
    """Rows below the head, which stands in this line, by the names of the columns."""
    names, *rows = sheet.iter_rows(min_row=head, values_only=True)
    return [dict(zip(names, row, strict=True)) for row in rows]
