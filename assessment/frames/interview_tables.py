"""The answers of interviews as tables, read in parts of a few thousand interviews.

A part is read by itself, so that a round's answers are in memory at no time all at
once, and a part may be read by another machine (assessment.computation.on_cluster).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from assessment.frames import other_answers
from assessment.frames.case_files import files
from assessment.frames.children import repeat_names
from assessment.frames.interview_rows import Record, with_answers
from assessment.frames.measures import (
    IndicatorMeasure,
    compile_measures,
    scope_of,
)
from assessment.models import Indicator, Statistic
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


@dataclass(frozen=True, slots=True)
class InterviewTables:
    """rows, answers: one row an interview; files: one row a case file."""

    rows: pd.DataFrame
    answers: pd.DataFrame
    files: pd.DataFrame


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
) -> InterviewTables:
    """The tables of these interviews; see `read_part` for what one part is read into.

    Raises NotPossible when an interview was withdrawn since the records were read.
    """
    named = tuple(indicator.pk for indicator in indicators)
    parts = [
        Part(round.pk, source, tuple(records[first : first + INTERVIEWS_A_PART]), named)
        for first in range(0, len(records), INTERVIEWS_A_PART)
    ]
    tables = list(run(read_part, parts))
    return InterviewTables(
        *(
            _below_each_other([getattr(table, name) for table in tables])
            for name in ("rows", "answers", "files")
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
