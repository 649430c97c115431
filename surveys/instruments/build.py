"""Builds the shipped XLSForm workbooks from the text sources beside this file.

python -m surveys.instruments.build OUTPUT_DIR [--rapid]

With --rapid, the rapid variants of core questions are written beside them.
"""

import csv
import io
import sys
from datetime import UTC, datetime
from pathlib import Path

import xlsxwriter

from surveys.instruments.rapid import SUFFIXES, core_only

FOLDER = Path(__file__).resolve().parent
SHEETS = ("survey", "choices", "settings")
BORN = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)  # same bytes each time


def names():
    """The shipped instruments."""
    return tuple(sorted(path.parent.name for path in FOLDER.glob("*/survey.csv")))


def rapid_names():
    """The rapid variants of the shipped instruments."""
    return tuple(rapid_name(name) for name in names())


def rapid_name(name):
    return name + SUFFIXES["form_id"]


def sources(name, *, rapid=False):
    """{sheet: rows, each a column → cell} of a shipped instrument."""
    sheets = {sheet: _rows(FOLDER / name / f"{sheet}.csv") for sheet in SHEETS}
    return core_only(sheets) if rapid else sheets


def _rows(path):
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def build(name, *, rapid=False):
    """The .xlsx XLSForm of a shipped instrument, as bytes."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(
        target,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
    )
    book.set_properties({"title": name, "created": BORN})
    bold = book.add_format({"bold": True})
    for sheet_name, rows in sources(name, rapid=rapid).items():
        sheet = book.add_worksheet(sheet_name)
        sheet.write_row(0, 0, rows[0], bold)
        for number, row in enumerate(rows, start=1):
            sheet.write_row(number, 0, row.values())
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, 12, 24)
    book.close()
    return target.getvalue()


def main(target=".", *flags):
    folder = Path(target)
    folder.mkdir(parents=True, exist_ok=True)
    for name in names():
        _write(folder / f"{name}.xlsx", build(name))
    for name in names() if "--rapid" in flags else ():
        _write(folder / f"{rapid_name(name)}.xlsx", build(name, rapid=True))


def _write(path, content):
    path.write_bytes(content)
    sys.stdout.write(f"{path}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
