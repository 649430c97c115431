"""Workbooks to fill in: lists to choose from, and what each column means."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Choices
from django.utils import translation

LAST_ROW = 20_000  # as many as an upload may have
SAFE = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "in_memory": True,
    "default_date_format": "yyyy-mm-dd",
}


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """meaning: what it holds, a lazy text; choices: its codes; width: characters."""

    name: str
    meaning: Any
    choices: type[Choices] | None = None
    width: int = 14


def workbook(
    sheet: str, columns: Sequence[SheetColumn], rows: Iterable[Mapping[str, Any]]
) -> bytes:
    """An .xlsx of the rows, with lists to choose from and instructions twice."""
    import xlsxwriter  # the web process starts without it

    file = io.BytesIO()
    with xlsxwriter.Workbook(file, SAFE) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        page = book.add_worksheet(sheet)
        page.freeze_panes(1, 1)
        for place, column in enumerate(columns):
            page.set_column(place, place, column.width)
            page.write_string(0, place, column.name, bold)
            if column.choices:
                page.data_validation(
                    *(1, place, LAST_ROW, place),
                    {"validate": "list", "source": list(column.choices.values)},
                )
        for number, row in enumerate(rows, start=1):
            for place, column in enumerate(columns):
                _write(page, number, place, row[column.name], day)
        for language in ("en", "fr"):
            with translation.override(language):
                _instructions(book, bold, columns)
    return file.getvalue()


def _write(page: Any, row: int, place: int, value: Any, day: Any) -> None:
    if isinstance(value, date):
        page.write_datetime(row, place, value, day)
    elif isinstance(value, int):
        page.write_number(row, place, value)
    elif value:
        page.write_string(row, place, value)


def _instructions(book: Any, bold: Any, columns: Sequence[SheetColumn]) -> None:
    """One sheet in the language of now."""
    name = {"en": "How to fill it in", "fr": "Comment remplir"}
    page = book.add_worksheet(name[translation.get_language()])
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    page.set_column(0, 0, 18)
    page.set_column(1, 1, 70)
    page.set_column(2, 2, 60)
    for row, column in enumerate(columns):
        page.write_string(row, 0, column.name, bold)
        page.write_string(row, 1, str(column.meaning), wrapped)
        if column.choices:
            listed = [f"{code}: {label}" for code, label in column.choices.choices]
            page.write_string(row, 2, "\n".join(listed), wrapped)
