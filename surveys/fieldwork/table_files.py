"""Tables that somebody fills in and uploads: read cell by cell, with every problem.

Nothing is stored here. The first row names the columns, in any order; blanks at the
ends of cells are cut; of a list both codes and labels are read, in English and French.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Any

from django.conf import settings
from django.db.models import Choices
from django.utils import translation
from django.utils.translation import gettext as _

from surveys.instruments.notes import spoken
from surveys.xlsform.sandbox import tables_apart

MOST_SHOWN = 80  # characters of a cell in a problem


class WrongCell(ValueError):
    """A cell that cannot be read; the message says what is wrong and what to write."""


@dataclass(frozen=True, slots=True)
class Column:
    """read: text of a cell that is not empty → its value, or WrongCell."""

    name: str
    read: Callable[[str], Any]
    required: bool = True


@dataclass(frozen=True, slots=True)
class CellProblem:
    """row: as the spreadsheet counts it, 0 for the whole file; doubt: may stay so."""

    row: int
    column: str
    value: str
    message: str
    doubt: bool = False


@dataclass(slots=True)
class TableRow:
    number: int  # as the spreadsheet counts it
    values: dict[str, Any]
    wrong: set[str]  # columns whose cell cannot be read


def read_table(
    name: str, content: bytes, columns: Sequence[Column]
) -> tuple[list[TableRow], list[CellProblem]]:
    """(rows, problems) of the first sheet that has one of the columns."""
    answer = tables_apart(name, content)
    if answer["problems"]:
        problem = answer["problems"][0]
        text = f"{spoken(problem['message'])}. {spoken(problem['remedy'])}"
        return [], [_of_file(text[:1].upper() + text[1:])]
    wanted = {column.name for column in columns}
    sheets = [lines for lines in answer["tables"].values() if lines]
    lines = next((s for s in sheets if wanted & set(_header(s[0]))), None)
    if lines is None:
        names = ", ".join(column.name for column in columns)
        return [], [_of_file(_("The first row must name the columns: %s.") % names)]
    header = _header(lines[0])
    problems = list(_header_problems(header, columns))
    if problems:
        return [], problems
    rows = []
    for number, cells in enumerate(lines[1:], start=2):
        texts = dict(zip(header, cells, strict=False))
        texts = {name: _clean(texts.get(name, "")) for name in wanted}
        if any(texts.values()):
            rows.append(_read_row(number, texts, columns, problems))
    if not rows:
        problems.append(_of_file(_("The file has no row under its first one.")))
    return rows, problems


def _of_file(message: str) -> CellProblem:
    return CellProblem(0, "", "", message)


def _header(cells: Iterable[str]) -> list[str]:
    return [_clean(cell).lower().replace(" ", "_") for cell in cells]


def _clean(cell: str) -> str:
    return cell.replace("\u00a0", " ").strip().strip("\u200b\ufeff").strip()


def _header_problems(
    header: list[str], columns: Sequence[Column]
) -> Iterable[CellProblem]:
    names = [column.name for column in columns]
    for column in columns:
        if column.name not in header:
            message = _("The column %(name)s is missing. Add it to the first row.")
            yield CellProblem(1, column.name, "", message % {"name": column.name})
        if header.count(column.name) > 1:
            message = _("The column %(name)s is there twice. Delete one of them.")
            yield CellProblem(1, column.name, "", message % {"name": column.name})
    for name in header:
        if name and name not in names:
            close = get_close_matches(name, names, 1)
            message = _("The column “%(name)s” is not known. Delete it.")
            if close:
                message = _("The column “%(name)s” is not known. Is it %(close)s?")
            values = {"name": name[:MOST_SHOWN], "close": close[0] if close else ""}
            yield CellProblem(1, name[:MOST_SHOWN], "", message % values)


def _read_row(
    number: int,
    texts: Mapping[str, str],
    columns: Sequence[Column],
    problems: list[CellProblem],
) -> TableRow:
    row = TableRow(number, {}, set())
    for column in columns:
        text = texts[column.name]
        row.values[column.name] = None
        try:
            if text:
                row.values[column.name] = column.read(text)
            elif column.required:
                raise WrongCell(_("This cell must not be empty."))
        except WrongCell as wrong:
            shown = text[:MOST_SHOWN]
            row.wrong.add(column.name)
            problems.append(CellProblem(number, column.name, shown, str(wrong)))
    return row


# -- what stands in a cell -------------------------------------------------------------


def text_of(length: int) -> Callable[[str], str]:
    def read(text: str) -> str:
        if len(text) > length:
            raise WrongCell(_("Shorten it to %(most)d characters.") % {"most": length})
        if not text.isprintable():
            raise WrongCell(_("It has an invisible character. Type it again."))
        return text

    return read


def whole_number(text: str) -> int:
    """A whole number from 0 on, with blanks between thousands."""
    digits = text.replace(" ", "").replace("\u202f", "")
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= 9):
        raise WrongCell(_("Write a whole number, such as 60, without other words."))
    return int(digits)


def past_day(today: date) -> Callable[[str], date]:
    def read(text: str) -> date:
        try:
            day = date.fromisoformat(text)
        except ValueError:
            raise WrongCell(_("Write the day as 2027-01-31.")) from None
        if day > today:
            raise WrongCell(_("This day is in the future."))
        return day

    return read


def one_of(choices: type[Choices]) -> Callable[[str], str]:
    """A code of the list, or one of its labels in a language of the product."""
    codes = {str(code).casefold(): str(code) for code in choices.values}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            codes |= {str(label).casefold(): str(v) for v, label in choices.choices}

    def read(text: str) -> str:
        code = codes.get(text.casefold())
        if code is not None:
            return code
        labels = ", ".join(f"{code} ({label})" for code, label in choices.choices)
        close = get_close_matches(text.casefold(), codes, 1, 0.6)
        within = [c for words, c in codes.items() if text.casefold() in words]
        meant = codes[close[0]] if close else next(iter(within), "")
        if meant:
            raise WrongCell(
                _("It is not in the list. Did you mean %(code)s (%(label)s)?")
                % {"code": meant, "label": choices(meant).label}
            )
        raise WrongCell(_("Choose one of: %(labels)s.") % {"labels": labels})

    return read
