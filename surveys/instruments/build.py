"""Builds the shipped XLSForm workbooks from the text sources beside this file.

python -m surveys.instruments.build OUTPUT_DIR
"""

import csv
import io
import sys
from datetime import UTC, datetime
from pathlib import Path

import xlsxwriter

HERE = Path(__file__).resolve().parent
SHEETS = ("survey", "choices", "settings")
BORN = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)  # same bytes each time


def names():
    """The shipped instruments."""
    return tuple(sorted(path.parent.name for path in HERE.glob("*/survey.csv")))


def build(name):
    """The .xlsx XLSForm of a shipped instrument, as bytes."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(
        target,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
    )
    book.set_properties({"title": name, "created": BORN})
    bold = book.add_format({"bold": True})
    for sheet_name in SHEETS:
        sheet = book.add_worksheet(sheet_name)
        source = HERE / name / f"{sheet_name}.csv"
        with source.open(encoding="utf-8", newline="") as lines:
            for number, line in enumerate(csv.reader(lines)):
                sheet.write_row(number, 0, line, bold if number == 0 else None)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, 12, 24)
    book.close()
    return target.getvalue()


def main(target):
    folder = Path(target)
    folder.mkdir(parents=True, exist_ok=True)
    for name in names():
        path = folder / f"{name}.xlsx"
        path.write_bytes(build(name))
        sys.stdout.write(f"{path}\n")


if __name__ == "__main__":
    main(*sys.argv[1:2] or ["."])
