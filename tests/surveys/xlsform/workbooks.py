"""Draws an XLSForm as Markdown tables, so that a test can be read."""

import io

import openpyxl

from surveys.xlsform.compile import compile_workbook

CHOICES = """
| list_name | name | label::English (en) | label::French (fr) |
| yn        | yes  | Yes                 | Oui                |
| yn        | no   | No                  | Non                |
"""
SETTINGS = """
| form_id | version | default_language |
| trial   | 1       | English (en)     |
"""


def table(text):
    return [
        [cell.strip() for cell in line.strip().strip("|").split("|")]
        for line in text.strip().splitlines()
    ]


def workbook(survey, choices=CHOICES, settings=SETTINGS, *, without=()):
    """The bytes of an .xlsx with three sheets; a sheet may be a list of rows."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in (
        ("survey", survey),
        ("choices", choices),
        ("settings", settings),
    ):
        if name in without:
            continue
        sheet = book.create_sheet(name)
        for row in table(rows) if isinstance(rows, str) else rows:
            sheet.append([cell or None for cell in row])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def compiled(survey, choices=CHOICES, settings=SETTINGS):
    return compile_workbook(workbook(survey, choices, settings))


def instrument_from(survey, choices=CHOICES, settings=SETTINGS):
    result = compiled(survey, choices, settings)
    assert not result.problems, [str(problem) for problem in result.problems]
    return result.instrument


def in_english(survey, settings=SETTINGS):
    """A form in one language, about which there is nothing else to say."""
    listed = [["list_name", "name", "label::English (en)"]]
    listed += [["yn", "yes", "Yes"], ["yn", "no", "No"]]
    return compiled(survey, listed, settings)
