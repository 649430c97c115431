"""Quotas: how many interviews of a group are wanted. A full quota turns nobody away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from surveys import audit
from surveys.engine.compiled_questions import SEVERE
from surveys.engine.instrument import Question
from surveys.exceptions import Refused
from surveys.fieldwork.assignment_table import among, doubled, number_from
from surveys.fieldwork.assignments import usable_instruments
from surveys.fieldwork.earlier_days import check_coordinator
from surveys.fieldwork.refusals import check_not_closed
from surveys.fieldwork.table_files import (
    CellProblem,
    Column,
    TableRow,
    WrongCell,
    read_table,
    text_of,
)
from surveys.fieldwork.table_workbooks import SheetColumn
from surveys.instruments.answer_labels import without_card_number
from surveys.instruments.versions import instrument_of, newest_version
from surveys.models import Act, Instrument, Person, PrimaryUnit, Quota, Round, Stratum

Values = dict[str, Any]
MOST_WANTED = 100_000
LONGEST_LABEL = 60
EVERYWHERE, OF_STRATUM = "all", "stratum:"
SHEET = "quotas"
SHEET_COLUMNS = (
    SheetColumn("instrument", gettext_lazy("Code of an instrument of the round.")),
    SheetColumn(
        "place",
        gettext_lazy(
            "Code of a place; “stratum:” and the name of a stratum; or “all” for the"
            " round."
        ),
        width=30,
    ),
    SheetColumn(
        "question", gettext_lazy("Name of a question with one answer of a list.")
    ),
    SheetColumn("choices", gettext_lazy("Codes of its answers, apart by blanks.")),
    SheetColumn(
        "label", gettext_lazy("Who they are, 60 characters at most."), width=24
    ),
    SheetColumn("wanted", gettext_lazy("How many interviews, from 1 on.")),
)
NAMES = tuple(column.name for column in SHEET_COLUMNS)
KEY = ("instrument", "place", "question", "label")


@dataclass(frozen=True, slots=True)
class ClosedQuestion:
    """A question that quotas may rest on: answer codes with their labels."""

    name: str
    label: str
    choices: Mapping[str, str]


def closed_questions(round: Round, instrument: Instrument) -> dict[str, ClosedQuestion]:
    """The questions with one answer of a list, by name, in the newest version.

    A question that is harmful if overheard is none of them, nor what a team noted of a
    danger: a count at a small place would tell what one person answered.
    """
    version = newest_version(round, instrument.pk)
    if version is None:
        return {}
    return {
        question.name: ClosedQuestion(
            question.name,
            _text(question.label),
            {c.code: without_card_number(_text(c.label)) for c in question.choices},
        )
        for question in instrument_of(version).questions()
        if _may_carry_a_quota(question)
    }


def _may_carry_a_quota(question: Question) -> bool:
    return (
        question.type == "select_one"
        and bool(question.choices)
        and not question.repeats
        and question.sensitivity < SEVERE
        and not question.sealed
    )


def _text(labels: Mapping[str, str]) -> str:
    language = get_language() or "en"
    return labels.get(language) or next(iter(labels.values()), "")


def rows_of(round: Round) -> list[Values]:
    """The quotas of a round, as rows of the table."""
    quotas = Quota.objects.filter(round=round).select_related(
        "instrument", "primary_unit__site", "stratum"
    )
    return [
        {
            "instrument": quota.instrument.code,
            "place": place_of(quota),
            "question": quota.question,
            "choices": " ".join(quota.codes),
            "label": quota.label,
            "wanted": quota.wanted,
        }
        for quota in quotas
    ]


def place_of(quota: Quota) -> str:
    if quota.primary_unit:
        return quota.primary_unit.site.code
    return f"{OF_STRATUM}{quota.stratum.name}" if quota.stratum else EVERYWHERE


def _places(round: Round) -> dict[str, PrimaryUnit | Stratum | None]:
    """What the column place may hold → what it means; None for the round."""
    units = PrimaryUnit.objects.filter(round=round, refused_because="")
    strata = Stratum.objects.filter(round=round)
    return (
        {EVERYWHERE: None}
        | {unit.site.code: unit for unit in units.select_related("site")}
        | {f"{OF_STRATUM}{stratum.name}": stratum for stratum in strata}
    )


def columns(round: Round) -> list[Column]:
    instruments = usable_instruments(round).values_list("code", flat=True)
    places = {name.casefold(): name for name in _places(round)}
    readers = {
        "instrument": among(
            {code.casefold(): code for code in instruments},
            _("No instrument of this round has this code."),
        ),
        "place": among(
            places,
            _("Write the code of a place of the sample, “stratum:…” or “all”."),
        ),
        "question": text_of(64),
        "choices": _codes,
        "label": text_of(LONGEST_LABEL),
        "wanted": number_from(1, MOST_WANTED),
    }
    return [Column(name, readers[name]) for name in NAMES]


def _codes(text: str) -> str:
    codes = text.replace(";", " ").split()
    if len(set(codes)) < len(codes):
        raise WrongCell(_("A code is there twice. Write each once."))
    return " ".join(codes)


def read_quotas(
    round: Round, name: str, content: bytes
) -> tuple[list[Values], list[CellProblem]]:
    """(rows, problems) of a file."""
    rows, problems = read_table(name, content, columns(round))
    problems += [*doubled(rows, KEY), *_questions(round, rows), *_doubts(round, rows)]
    problems.sort(key=lambda problem: (problem.row, problem.column))
    return [row.values for row in rows], problems


def _questions(round: Round, rows: list[TableRow]) -> list[CellProblem]:
    by_instrument = {
        instrument.code: closed_questions(round, instrument)
        for instrument in usable_instruments(round)
    }
    problems = []
    for row in rows:
        if row.wrong & {"instrument", "question", "choices"}:
            continue
        wrong = question_problem(
            by_instrument[row.values["instrument"]],
            row.values["question"],
            row.values["choices"].split(),
        )
        if wrong:
            column, sentence = wrong
            shown = row.values[column]
            problems.append(CellProblem(row.number, column, shown, sentence))
    return problems


def question_problem(
    questions: Mapping[str, ClosedQuestion], name: str, codes: Sequence[str]
) -> tuple[str, str] | None:
    """(column, sentence) where no quota can rest on these answers, else None."""
    question = questions.get(name)
    if question is None:
        return "question", _(
            "Choose a question with one answer of a list that is not very sensitive."
        )
    unknown = [code for code in codes if code not in question.choices]
    if unknown or not codes:
        text = _("“%(code)s” is no answer of this question. Its codes: %(codes)s.")
        return "choices", text % {
            "code": unknown[0] if unknown else "",
            "codes": " ".join(question.choices),
        }
    return None


def _doubts(round: Round, rows: list[TableRow]) -> list[CellProblem]:
    """More of a group than people at a place is perhaps a slip."""
    people = {
        unit.site.code: unit.population
        for unit in PrimaryUnit.objects.filter(round=round).select_related("site")
    }
    problems = []
    for row in rows:
        present, wanted = people.get(row.values["place"]), row.values["wanted"]
        if present and wanted and wanted > present:
            text = _("%(wanted)d are wanted, but %(people)d people are held there.")
            text %= {"wanted": wanted, "people": present}
            problems.append(
                CellProblem(row.number, "wanted", str(wanted), text, doubt=True)
            )
    return problems


def sentences(round: Round, rows: list[Values]) -> list[str]:
    """What accepting the rows does."""
    stored = {tuple(row[name] for name in KEY): row for row in rows_of(round)}
    before = [stored.get(tuple(row[name] for name in KEY)) for row in rows]
    new = sum(row is None for row in before)
    same = sum(row == old for row, old in zip(rows, before, strict=True))
    return [
        _("New: %(new)d. Changed: %(changed)d. As they are: %(same)d.")
        % {"new": new, "changed": len(rows) - new - same, "same": same},
        _("Quotas that are not in the file stay as they are."),
    ]


@transaction.atomic
def set_quotas(*, round: Round, rows: Sequence[Values], by: Person) -> str:
    """Store quotas; one of the same group and place gets the new number and codes."""
    check_coordinator(round, by)
    round = Round.objects.select_for_update(no_key=True).get(pk=round.pk)
    check_not_closed(round)
    places = _places(round)
    instruments = {
        instrument.code: instrument for instrument in usable_instruments(round)
    }
    for row in rows:
        instrument = instruments.get(row["instrument"])
        if instrument is None or row["place"] not in places:
            raise Refused(_("Places or instruments changed. Upload your file again."))
        codes = row["choices"].split()
        problem = question_problem(
            closed_questions(round, instrument), row["question"], codes
        )
        if problem:
            raise Refused(problem[1])
        place = places[row["place"]]
        Quota.objects.update_or_create(
            round=round,
            instrument=instrument,
            primary_unit=place if isinstance(place, PrimaryUnit) else None,
            stratum=place if isinstance(place, Stratum) else None,
            question=row["question"],
            label=row["label"],
            defaults={"codes": codes, "wanted": row["wanted"]},
        )
    audit.record(Act.QUOTAS_SET, by=by, round=round, detail={"set": len(rows)})
    return ngettext("%(n)d quota is stored.", "%(n)d quotas are stored.", len(rows)) % {
        "n": len(rows)
    }


@transaction.atomic
def delete_quota(*, quota: Quota, by: Person) -> None:
    check_coordinator(quota.round, by)
    check_not_closed(quota.round)
    quota.delete()
    audit.record(Act.QUOTAS_SET, by=by, round=quota.round, detail={"deleted": 1})
