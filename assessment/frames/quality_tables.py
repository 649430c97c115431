"""Interviews as tables for the check of field quality: one table an instrument."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from surveys.engine.instrument import Instrument as CompiledInstrument
from surveys.engine.instrument import QuestionType
from surveys.engine.values import ReservedState, is_state
from surveys.instruments.versions import instrument_of
from surveys.models import Decision, InstrumentVersion, Interview, Round
from surveys.models.interviews import WITH_ANSWERS

COMPARED = (
    QuestionType.SELECT_ONE,
    QuestionType.SELECT_MULTIPLE,
    QuestionType.INTEGER,
    QuestionType.RANGE,
)
TABLE = "table-list"  # an appearance of a screen whose questions share one list
NOT_PUT = (ReservedState.NOT_APPLICABLE, ReservedState.NOT_REACHED)
PRIVACY = "x_private"


@dataclass(frozen=True, slots=True)
class QualityTables:
    """rows, answers: see analysis/field_quality/flags.py; a state is `state_code`.

    organisations: interview number → organisation number.
    """

    instrument: int
    rows: pd.DataFrame
    answers: pd.DataFrame
    grids: list[list[str]]
    organisations: dict[int, int]


def state_code(state: str) -> str:
    """How a reason for no answer stands in the table of answers."""
    return f"state:{state}"


def instruments_to_check(round: Round) -> list[int]:
    """Numbers of the instruments with answers, smallest first."""
    counted = counting(round).values_list("version__instrument", flat=True)
    return sorted(set(counted))


def counting(round: Round) -> Any:
    """Interviews of a round with answers that nobody excluded."""
    excluded = Decision.objects.filter(
        interview__round=round,
        state=Decision.State.IN_FORCE,
        kind=Decision.Kind.EXCLUDED,
    )
    answered = Interview.objects.filter(
        round=round, outcome__in=WITH_ANSWERS, revision=1
    )
    return answered.exclude(pk__in=excluded.values("interview"))


def quality_tables(round: Round, instrument: int) -> QualityTables:
    """The tables of one instrument, over all its versions."""
    versions = list(InstrumentVersion.objects.filter(instrument=instrument))
    compiled = [instrument_of(version) for version in versions]
    names = list(dict.fromkeys(_compared(compiled)))
    columns: dict[str, list[Any]] = {name: [] for name in names}
    rows: dict[str, list[Any]] = defaultdict(list)
    organisations: dict[int, int] = {}
    interviews = counting(round).filter(version__instrument=instrument).order_by("pk")
    for interview in interviews.values_list(
        *("pk", "by", "primary_unit__site__code", "held_on", "minutes"),
        *("organisation", "answers"),
    ).iterator(chunk_size=2_000):
        pk, by, place, day, minutes, organisation, answers = interview
        organisations[pk] = organisation
        rows["interview"].append(pk)
        rows["interviewer"].append(str(by))
        rows["place"].append(place)
        rows["day"].append(pd.Timestamp(day))
        rows["seconds"].append(None if minutes is None else 60.0 * minutes)
        rows["privacy"].append(answers.get(PRIVACY))
        for name in names:
            columns[name].append(_as_text(answers.get(name)))
    table = pd.DataFrame(rows)
    table["seconds"] = table["seconds"].astype(float)
    answered = pd.DataFrame(columns, index=table.index, dtype=object)
    return QualityTables(
        instrument, table, answered, _grids(compiled, names), organisations
    )


def _compared(instruments: Sequence[CompiledInstrument]) -> Iterator[str]:
    """Closed questions and numbers that are asked once, of every version."""
    for instrument in instruments:
        for question in instrument.questions():
            once = not question.repeats and not question.sealed
            if question.type in COMPARED and once:
                yield question.name


def _grids(
    instruments: Sequence[CompiledInstrument], names: Sequence[str]
) -> list[list[str]]:
    """Questions of one screen that are shown as a table, of the newest version."""
    grids = []
    for section in instruments[-1].sections:
        for screen in section.screens:
            if TABLE not in screen.appearance:
                continue
            grid = [q.name for q in screen.questions if q.name in names and q.choices]
            if len(grid) > 1:
                grids.append(grid)
    return grids


def _as_text(value: Any) -> str | None:
    if value is None or value == "":
        return None
    if is_state(value):
        state = value["state"]
        return None if state in NOT_PUT else state_code(state)
    if isinstance(value, list):
        return " ".join(sorted(map(str, value)))
    return str(value)
