"""Repeats inside interviews as data frames of their own: one row an instance.

For children held with a person, provisions of a law, and whatever else is asked more
than once. Keys join a row to its interview and to the instance around it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
from django.db.models import QuerySet

from surveys.engine.instrument import Instrument, split_key
from surveys.models import InstrumentVersion, Interview, Round

if TYPE_CHECKING:
    from assessment.frames.interview_rows import Record

KEYS = ("interview", "instance", "parent", "stratum", "psu", "interviewer")


def versions_used(round: Round, source: str) -> QuerySet[InstrumentVersion]:
    """The versions that the interviews of a round were held with."""
    versions = InstrumentVersion.objects.filter(
        instrument__source=source,
        pk__in=Interview.objects.filter(round=round).values("version"),
    )
    return versions.order_by("pk")


def repeat_names(round: Round, source: str) -> frozenset[str]:
    """Names of everything that repeats, without reading whole instruments."""
    repeats_by_version = versions_used(round, source).values_list(
        "compiled__repeats", flat=True
    )
    return frozenset(
        repeat["name"] for repeats in repeats_by_version for repeat in repeats or ()
    )


def child_frames(
    records: Sequence[Record], instruments: Sequence[Instrument]
) -> dict[str, pd.DataFrame]:
    """Repeat → one row for each instance in interviews with answers.

    Columns: the keys, then every coded question of the repeat with its answer, and
    beside it “:state” with the reason why there is none. interview + instance is
    unique; parent is the instance of the repeat around it, "" when there is none.
    Own words are sealed and have no column.
    """
    questions: dict[str, dict[str, None]] = {}
    for instrument in instruments:
        for repeat in instrument.repeats:
            questions.setdefault(repeat.name, {})
        for question in instrument.questions():
            if question.repeats and question.answerable and not question.sealed:
                questions[question.repeats[-1]][question.name] = None
    parents = {
        repeat.name: repeat.repeats
        for instrument in instruments
        for repeat in instrument.repeats
    }
    return {
        repeat: pd.DataFrame(
            [
                row
                for record in records
                for row in _instances(record, repeat, parents[repeat], names)
            ],
            columns=[*KEYS, *(c for name in names for c in (name, f"{name}:state"))],
        )
        for repeat, names in questions.items()
    }


def _instances(
    record: Record, repeat: str, parents: tuple[str, ...], names: Mapping[str, None]
) -> Iterable[dict[str, Any]]:
    for key, count in record.answers.items():
        name, position = split_key(key)
        if (
            name != repeat
            or len(position) != len(parents)
            or not isinstance(count, int)
        ):
            continue
        for number in range(1, count + 1):
            instance = ".".join(map(str, (*position, number)))
            row: dict[str, Any] = {
                "interview": record.interview_id,
                "instance": instance,
                "parent": ".".join(map(str, position)),
                "stratum": record.stratum,
                "psu": record.unit,
                "interviewer": str(record.interviewer),
            }
            for question in names:
                value = record.answers.get(f"{question}.{instance}")
                state = value.get("state") if isinstance(value, Mapping) else None
                row[question] = None if state else value
                row[f"{question}:state"] = str(state or "")
            yield row
