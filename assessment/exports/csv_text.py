"""CSV files: UTF-8, comma, ISO dates, empty where nothing is published (RFC 4180)."""

import csv
import io

RUN_AS_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def csv_bytes(head, rows):
    """A table as a file. Texts in rows are made safe by their writer."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows(rows)
    return out.getvalue().encode()


def text_table(head, rows):
    """A table of texts: every cell is made safe."""
    return csv_bytes(head, ([safe(cell) for cell in row] for row in rows))


def safe(value):
    """The value; of a text that a spreadsheet would run as a formula, the text."""
    if isinstance(value, str) and value.startswith(RUN_AS_FORMULAS):
        return f"'{value}"
    return value
