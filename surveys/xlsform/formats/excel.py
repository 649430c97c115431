"""Excel workbooks, new (.xlsx) and old (.xls), as tables."""

import io
import warnings
import zipfile
from datetime import datetime, time

import openpyxl
import xlrd

from surveys.engine.translatable import sentence as _
from surveys.xlsform.formats.limits import SAVE_AGAIN
from surveys.xlsform.problem import Unreadable
from surveys.xlsform.tables import collect


def read_xlsx(content):
    """openpyxl reads through defusedxml, which refuses every entity."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and headers for printing
            tables = _sheets(content, data_only=True)
            if _has_formulas(content):
                _show_lost_results(tables, _sheets(content, data_only=False))
            return tables
    except (Unreadable, MemoryError):
        raise
    except Exception as damage:
        # the reader has no exception of its own for damage
        raise Unreadable(_("it cannot be opened"), SAVE_AGAIN) from damage


def _sheets(content, *, data_only):
    book = openpyxl.load_workbook(
        io.BytesIO(content), read_only=True, data_only=data_only, keep_links=False
    )
    return {sheet.title: _cells(sheet) for sheet in book.worksheets}


def _has_formulas(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return any(
            b"<f>" in part or b"<f " in part
            for name in archive.namelist()
            if name.startswith("xl/worksheets/") and name.endswith(".xml")
            for part in (archive.read(name),)
        )


def _show_lost_results(tables, formulas):
    """Put the formulas into their cells where the file holds no result of any.

    Spreadsheet programs store every result; a program that writes none loses all.
    """
    cells = [
        (name, row, place, text)
        for name, lines in formulas.items()
        for row, line in enumerate(lines)
        for place, text in enumerate(line)
        if text.startswith("=") and text != _cell(tables[name], row, place)
    ]
    if any(_cell(tables[name], row, place) for name, row, place, _text in cells):
        return
    for name, row, place, text in cells:
        lines = tables[name]
        lines.extend([] for _missing in range(row + 1 - len(lines)))
        lines[row].extend([""] * (place + 1 - len(lines[row])))
        lines[row][place] = text


def _cell(lines, row, place):
    line = lines[row] if row < len(lines) else ()
    return line[place] if place < len(line) else ""


def _cells(sheet):
    """What the sheet says of its own size is not believed: rows would be lost."""
    sheet.reset_dimensions()
    return collect(sheet.title, sheet.iter_rows(values_only=True))


def read_xls(content):
    try:
        book = xlrd.open_workbook(file_contents=content, logfile=io.StringIO())
        return {
            sheet.name: collect(sheet.name, _lines(sheet, book.datemode))
            for sheet in book.sheets()
        }
    except (Unreadable, MemoryError):
        raise
    except xlrd.XLRDError as damage:
        if "encrypted" in str(damage).lower():
            raise Unreadable(
                _("it is locked with a password"), _("Save it without one.")
            ) from damage
        raise Unreadable(_("it cannot be opened"), SAVE_AGAIN) from damage
    except Exception as damage:
        # damaged records surface as IndexError, struct.error, AssertionError …
        raise Unreadable(_("it cannot be opened"), SAVE_AGAIN) from damage


def _lines(sheet, datemode):
    for number in range(sheet.nrows):
        yield [_value(cell, datemode) for cell in sheet.row(number)]


def _value(cell, datemode):
    match cell.ctype:
        case xlrd.XL_CELL_BOOLEAN:
            return bool(cell.value)
        case xlrd.XL_CELL_ERROR:
            return None
        case xlrd.XL_CELL_DATE:
            try:
                parts = xlrd.xldate_as_tuple(cell.value, datemode)
            except xlrd.xldate.XLDateError:
                return cell.value
            return time(*parts[3:]) if parts[:3] == (0, 0, 0) else datetime(*parts)
    return cell.value
