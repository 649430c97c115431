"""The answers of interviews as tables, read in parts of a few thousand interviews.

A part is read by itself, so that a round's answers are in memory at no time all at
once, and a part may be read by another machine (assessment.computation.on_cluster).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from assessment.frames import other_answers
from assessment.frames.case_files import files
from assessment.frames.children import repeat_names
from assessment.frames.closed_questions import BETWEEN, ClosedQuestion
from assessment.frames.interview_rows import Record, with_answers
from assessment.frames.measures import (
    IndicatorMeasure,
    compile_measures,
    scope_of,
)
from assessment.models import Indicator, Statistic
from surveys.engine.instrument import split_key
from surveys.engine.values import ReservedState, is_state
from surveys.models import Instrument, Round

INTERVIEWS_A_PART = 5_000
GROUPS: Mapping[str, Mapping[str, str]] = {
    Instrument.Source.MIGRANT: {
        "gender": "m_gender",
        "age": "m_age",
        "legal": "m_legal",
        "status": "m_status",
    },
    Instrument.Source.AUTHORITY: {"role": "a_role"},
}
SITE_KIND = "site_kind"  # known from the plan, not asked


@dataclass(frozen=True, slots=True)
class Part:
    """Some interviews to read; everything in it can be sent to another machine."""

    round: int
    source: str
    records: tuple[Record, ...]
    indicators: tuple[str, ...]
    closed: tuple[ClosedQuestion, ...] = ()


@dataclass(frozen=True, slots=True)
class InterviewTables:
    """rows, answers, choices: one row an interview; files: one row a case file."""

    rows: pd.DataFrame
    answers: pd.DataFrame
    files: pd.DataFrame
    choices: pd.DataFrame


# Like `map`: the function applied to every part, the results in the order of the parts.
Run = Callable[
    [Callable[[Part], InterviewTables], list[Part]], Iterable[InterviewTables]
]


def read_tables(
    round: Round,
    source: str,
    records: Sequence[Record],
    indicators: Sequence[Indicator],
    run: Run = map,
    closed: Sequence[ClosedQuestion] = (),
) -> InterviewTables:
    """The tables of these interviews; see `read_part` for what one part is read into.

    Raises Refused when an interview was withdrawn since the records were read.
    """
    named = tuple(indicator.pk for indicator in indicators)
    parts = [
        Part(
            round.pk,
            source,
            tuple(records[first : first + INTERVIEWS_A_PART]),
            named,
            tuple(closed),
        )
        for first in range(0, len(records), INTERVIEWS_A_PART)
    ]
    tables = list(run(read_part, parts))
    return InterviewTables(
        *(
            _below_each_other([getattr(table, name) for table in tables])
            for name in ("rows", "answers", "files", "choices")
        )
    )


def read_part(part: Part) -> InterviewTables:
    """The answers of a part, as the columns that figures are made of."""
    round = Round.objects.get(pk=part.round)
    indicators = Indicator.objects.in_bulk(part.indicators)
    measures = compile_measures(indicators[name] for name in part.indicators)
    records = with_answers(part.records)
    return InterviewTables(
        rows=_rows(part.source, records, measures, repeat_names(round, part.source)),
        answers=other_answers.answers(part.source, records),
        files=files(round, part.source, records),
        choices=_choices(records, part.closed),
    )


def _below_each_other(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """One table of all, with the types that a table of all would have had.

    A column without any answer in one part has the type that it has in others.
    """
    if len(tables) == 1:
        return tables[0]
    types = {
        name: table[name].dtype
        for table in reversed(tables)
        for name in table
        if table[name].notna().any()
    }
    typed = [
        table.astype(
            {
                name: types[name]
                for name in table
                if table[name].isna().all() and name in types
            }
        )
        for table in tables
    ]
    return pd.concat(typed, ignore_index=True)


def _rows(
    source: str,
    records: Sequence[Record],
    measures: Sequence[IndicatorMeasure],
    repeats: frozenset[str],
) -> pd.DataFrame:
    groups = GROUPS.get(source, {})
    columns: dict[str, list[Any]] = {
        "stratum": [record.stratum for record in records],
        "psu": [record.unit for record in records],
        "interviewer": [str(record.interviewer) for record in records],
        SITE_KIND: [record.site_kind for record in records],
    }
    for group, question in groups.items():
        columns[group] = [_code(record.answers.get(question)) for record in records]
    for measure in measures:
        columns[measure.id] = []
        columns[f"{measure.id}:state"] = []
        if measure.statistic == Statistic.RATIO:
            columns[f"{measure.id}:base"] = []
    for record in records:
        scope = scope_of(record.answers, repeats)
        for measure in measures:
            value, reason = measure.of(scope, record.answers)
            columns[measure.id].append(value)
            columns[f"{measure.id}:state"].append(reason)
            if measure.statistic == Statistic.RATIO:
                columns[f"{measure.id}:base"].append(measure.parts(scope)[1])
    return pd.DataFrame(columns)


def _code(value: Any) -> str | None:
    """The group somebody belongs to; who refused to say belongs to none."""
    return value if isinstance(value, str) and value else None


# -- closed questions ----------------------------------------------------------------


def _choices(
    records: Sequence[Record], closed: Sequence[ClosedQuestion]
) -> pd.DataFrame:
    """Closed questions as columns: codes with BETWEEN between them, and “:state”.

    No codes where there is no answer; then the state says why. Of a question that is
    asked for each instance, all codes that were chosen for any of them.
    """
    columns: dict[str, list[str | None]] = {}
    for question in closed:
        columns[question.name] = []
        columns[f"{question.name}:state"] = []
    repeating = {question.name for question in closed if question.repeats}
    for record in records:
        instances = _instances(record.answers, repeating)
        for question in closed:
            values = instances.get(question.name, [record.answers.get(question.name)])
            codes, reason = _codes(values)
            columns[question.name].append(codes)
            columns[f"{question.name}:state"].append(reason)
    return pd.DataFrame(columns, index=range(len(records)))


def _instances(
    answers: Mapping[str, Any], names: Collection[str]
) -> dict[str, list[Any]]:
    """The answers of every instance of these questions."""
    values: dict[str, list[Any]] = {}
    for key, value in answers.items() if names else ():
        if "." in key and (name := split_key(key)[0]) in names:
            values.setdefault(name, []).append(value)
    return values


def _codes(values: Sequence[Any]) -> tuple[str | None, str]:
    """(codes, ""), or (nothing, the reason why there are none)."""
    codes: list[str] = []
    for value in values:
        if isinstance(value, str) and value:
            codes.append(value)
        elif isinstance(value, list):
            codes += [code for code in value if isinstance(code, str)]
    if codes:
        return BETWEEN.join(dict.fromkeys(codes)), ""
    states = [str(value["state"]) for value in values if is_state(value)]
    return None, next(iter(states), str(ReservedState.NOT_APPLICABLE))
