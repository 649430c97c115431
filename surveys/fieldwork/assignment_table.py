"""Assignments as a table: read from a file, shown with what changes, stored."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from surveys.exceptions import Refused
from surveys.fieldwork.assignments import (
    DESIGN_CLASSES,
    MOST_WANTED,
    assign,
    own_assignments,
    own_interviewers,
    selection_problem,
    usable_instruments,
)
from surveys.fieldwork.table_files import (
    CellProblem,
    Column,
    TableRow,
    WrongCell,
    one_of,
    read_table,
    whole_number,
)
from surveys.fieldwork.table_workbooks import SheetColumn
from surveys.models import (
    Assignment,
    Instrument,
    Person,
    PrimaryUnit,
    Round,
    Selection,
)

Values = dict[str, Any]
SHEET = "assignments"
SHEET_COLUMNS = (
    SheetColumn("place", gettext_lazy("Code of a place of the sample.")),
    SheetColumn(
        "email",
        gettext_lazy("E-mail address of an interviewer of your organisation."),
        width=34,
    ),
    SheetColumn(
        "instrument", gettext_lazy("Code of an instrument of the round."), width=20
    ),
    SheetColumn("wanted", gettext_lazy("How many interviews, from 1 on.")),
    SheetColumn(
        "selection",
        gettext_lazy("How people are selected; empty for what is observed."),
        Selection,
    ),
    SheetColumn(
        "k", gettext_lazy("With kth or bed: every how many, 2 or more; else empty.")
    ),
    SheetColumn(
        "start", gettext_lazy("Number to begin with, from 1 to k; may be empty.")
    ),
)
NAMES = tuple(column.name for column in SHEET_COLUMNS)
KEY = ("place", "email", "instrument")


def rows_of(round: Round, by: Person) -> list[Values]:
    """The assignments of the person's organisation, as rows of the table."""
    return [
        {
            "place": assignment.primary_unit.site.code,
            "email": assignment.person.email,
            "instrument": assignment.instrument.code,
            "wanted": assignment.wanted,
            "selection": assignment.selection or _selection_of(assignment),
            "k": assignment.k,
            "start": assignment.start,
        }
        for assignment in own_assignments(round, by)
    ]


def _selection_of(assignment: Assignment) -> str:
    """The selection of an assignment that was stored without one."""
    if not selection_problem(assignment.instrument.source, "", None, None):
        return ""
    return next(
        str(selection)
        for selection, design_class in DESIGN_CLASSES.items()
        if design_class == assignment.design_class
    )


def among(values: Mapping[str, str], wrong: str) -> Callable[[str], str]:
    """Reads one of the values, whose keys are in small letters."""

    def read(text: str) -> str:
        value = values.get(text.casefold())
        if value is not None:
            return value
        close = get_close_matches(text.casefold(), values, 1, 0.7)
        if close:
            meant = _("Did you mean %(meant)s?") % {"meant": values[close[0]]}
            raise WrongCell(f"{wrong} {meant}")
        raise WrongCell(wrong)

    return read


def number_from(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        number = whole_number(text)
        if not least <= number <= most:
            raise WrongCell(
                _("Write a number from %(least)d to %(most)d.")
                % {"least": least, "most": most}
            )
        return number

    return read


def columns(round: Round, by: Person) -> list[Column]:
    """How each column is read, for the person who uploads."""
    places = PrimaryUnit.objects.filter(round=round)
    codes = places.values_list("site__code", flat=True)
    people = own_interviewers(round, by).values_list("email", flat=True)
    instruments = usable_instruments(round).values_list("code", flat=True)
    readers: dict[str, Callable[[str], Any]] = {
        "place": among(_by_text(codes), _("No place of the sample has this code.")),
        "email": among(
            _by_text(people),
            _(
                "No interviewer of your organisation has this address in this round."
                " Each organisation’s coordinator assigns its own interviewers."
            ),
        ),
        "instrument": among(
            _by_text(instruments), _("No instrument of this round has this code.")
        ),
        "wanted": number_from(1, MOST_WANTED),
        "selection": one_of(Selection),
        "k": number_from(2, MOST_WANTED),
        "start": number_from(1, MOST_WANTED),
    }
    empty = ("selection", "k", "start")
    return [Column(name, readers[name], name not in empty) for name in NAMES]


def _by_text(values: Any) -> dict[str, str]:
    return {value.casefold(): value for value in values}


def read_assignments(
    round: Round, by: Person, name: str, content: bytes
) -> tuple[list[Values], list[CellProblem]]:
    """(rows, problems) of a file."""
    rows, problems = read_table(name, content, columns(round, by))
    problems += [*doubled(rows, KEY), *_selections(rows), *_places(round, rows)]
    problems.sort(key=lambda problem: (problem.row, problem.column))
    return [
        row.values | {"selection": row.values["selection"] or ""} for row in rows
    ], (problems)


def doubled(rows: list[TableRow], key: tuple[str, ...]) -> list[CellProblem]:
    """Rows that say again what a row before says."""
    first: dict[tuple[Any, ...], int] = {}
    problems = []
    for row in rows:
        values = tuple(row.values[name] for name in key)
        if row.wrong & set(key):
            continue
        if values in first:
            text = _("Row %(row)d says the same. Keep one of them.")
            text %= {"row": first[values]}
            problems.append(CellProblem(row.number, key[0], str(values[0]), text))
        else:
            first[values] = row.number
    return problems


def _selections(rows: list[TableRow]) -> list[CellProblem]:
    sources = dict(Instrument.objects.values_list("code", "source"))
    problems = []
    for row in rows:
        if row.wrong & {"instrument", "selection", "k", "start"}:
            continue
        step = [row.values[name] for name in ("k", "start")]
        source = sources[row.values["instrument"]]
        problem = selection_problem(source, row.values["selection"] or "", *step)
        if problem:
            column, sentence = problem
            shown = str(row.values[column] or "")
            problems.append(CellProblem(row.number, column, shown, sentence))
    return problems


def _places(round: Round, rows: list[TableRow]) -> list[CellProblem]:
    """No place that let nobody in is assigned; more than its people is a doubt."""
    units = {
        unit.site.code: unit
        for unit in PrimaryUnit.objects.filter(round=round).select_related("site")
    }
    people = {
        *Instrument.objects.filter(source="migrant").values_list("code", flat=True)
    }
    problems = []
    for row in rows:
        unit = units.get(row.values["place"])
        if unit is None:
            continue
        if unit.refused_because:
            text = _("This place let nobody in. Choose another.")
            problems.append(CellProblem(row.number, "place", unit.site.code, text))
        elif (
            unit.population
            and row.values["instrument"] in people
            and (row.values["wanted"] or 0) > unit.population
        ):
            text = _("%(wanted)d are wanted, but %(people)d people are held there.")
            text %= {"wanted": row.values["wanted"], "people": unit.population}
            shown = str(row.values["wanted"])
            problems.append(CellProblem(row.number, "wanted", shown, text, doubt=True))
    return problems


def changes(round: Round, by: Person, rows: list[Values]) -> tuple[int, int, int]:
    """(new, changed, as they are) of the rows of a table."""
    stored = {tuple(row[name] for name in KEY): row for row in rows_of(round, by)}
    before = [stored.get(tuple(row[name] for name in KEY)) for row in rows]
    new = sum(row is None for row in before)
    same = sum(row == old for row, old in zip(rows, before, strict=True))
    return new, len(rows) - new - same, same


def sentences(round: Round, by: Person, rows: list[Values]) -> list[str]:
    new, changed, same = changes(round, by, rows)
    return [
        _("New: %(new)d. Changed: %(changed)d. As they are: %(same)d.")
        % {"new": new, "changed": changed, "same": same},
        _("Assignments that are not in the file stay as they are."),
    ]


@transaction.atomic
def accept_assignments(*, round: Round, rows: list[Values], by: Person) -> str:
    """Store the rows of a table; Refused where one of them is no longer possible."""
    people = {person.email: person for person in own_interviewers(round, by)}
    places = {
        unit.site.code: unit
        for unit in PrimaryUnit.objects.filter(
            round=round, refused_because=""
        ).select_related("site")
    }
    instruments = {
        instrument.code: instrument for instrument in usable_instruments(round)
    }
    before = {tuple(row[name] for name in KEY): row for row in rows_of(round, by)}
    for row in rows:
        person, place = people.get(row["email"]), places.get(row["place"])
        instrument = instruments.get(row["instrument"])
        if person is None or place is None or instrument is None:
            raise Refused(
                _("People, places or instruments changed. Upload your file again.")
            )
        if before.get(tuple(row[name] for name in KEY)) == row:
            continue
        assign(
            round=round,
            people=[person],
            places=[place],
            instrument=instrument,
            by=by,
            **{name: row[name] for name in ("selection", "wanted", "k", "start")},
        )
    return ngettext(
        "%(n)d assignment is stored.", "%(n)d assignments are stored.", len(rows)
    ) % {"n": len(rows)}
