"""Excel workbooks, new (.xlsx) and old (.xls), as tables."""

import io
import warnings
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
            book = openpyxl.load_workbook(
                io.BytesIO(content), read_only=True, data_only=True, keep_links=False
            )
            return {sheet.title: _cells(sheet) for sheet in book.worksheets}
    except (Unreadable, MemoryError):
        raise
    except Exception as damage:
        # the reader has no exception of its own for damage
        raise Unreadable(_("it cannot be opened"), SAVE_AGAIN) from damage


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
