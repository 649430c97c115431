"""Interviews of a round and an informant group, each once; which of them are used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from assessment.models import LEFT_OUT, SUPERSEDED
from surveys.exceptions import Refused
from surveys.fieldwork.watching.counted_interviews import latest_interviews
from surveys.models import (
    Decision,
    ExclusionReason,
    Instrument,
    Interview,
    Outcome,
    Round,
)
from surveys.models.interviews import WITH_ANSWERS

EXCLUSIONS = tuple(f"{LEFT_OUT}:{reason}" for reason in ExclusionReason.values)
WITHDRAWN_MEANWHILE = _(
    "An interview was withdrawn while these figures were computed. Compute them again."
)


@dataclass(frozen=True, slots=True)
class Record:
    """The latest revision of one interview; its answers are read by `with_answers`."""

    interview_id: str
    revision: int
    outcome: str
    design_class: str
    unit: str
    stratum: str
    site_kind: str
    interviewer: int
    content_hash: str
    held_on: date
    received_at: datetime
    answers: Mapping[str, Any] = field(default_factory=dict)
    version: int = 0  # keys of the instrument version and of its instrument
    instrument: int = 0


@dataclass(frozen=True, slots=True)
class InterviewCounts:
    """received = used + the sum of excluded, by reason; the days of those used.

    exceeded: places with more interviews than people, see visited_people.py.
    """

    received: int
    used: int
    excluded: Mapping[str, int]
    first_day: str = ""
    last_day: str = ""
    exceeded: int = 0


def read_records(round: Round, source: str) -> list[Record]:
    """Every interview once, in its latest revision, in an order that never changes.

    One that was excluded has an outcome of EXCLUSIONS: it is counted, never used.
    """
    rows = (
        latest_interviews(round)
        .filter(version__instrument__source=source)
        .order_by("interview_id")
        .values_list(
            "interview_id",
            "revision",
            "outcome",
            "design_class",
            "primary_unit__site__code",
            "primary_unit__stratum__code",
            "primary_unit__site__kind",
            "by_id",
            "content_hash",
            "held_on",
            "received_at",
            "version_id",
            "version__instrument_id",
        )
    )
    reasons = _reasons_to_exclude(round, source)
    records = [
        _left_out(
            replace(
                Record(str(row[0]), *row[1:-2]), version=row[-2], instrument=row[-1]
            ),
            reasons.get(row[0]),
        )
        for row in rows.iterator(chunk_size=2000)
    ]
    return (
        list(_latest_per_place(records))
        if source == Instrument.Source.RECORDS
        else records
    )


def _reasons_to_exclude(round: Round, source: str) -> dict[Any, str]:
    """interview → why somebody excluded it, of decisions in force."""
    excluded = Decision.objects.filter(
        interview__round=round,
        interview__version__instrument__source=source,
        state=Decision.State.IN_FORCE,
        kind=Decision.Kind.EXCLUDED,
    )
    return dict(excluded.values_list("interview__interview_id", "reason"))


def _left_out(record: Record, reason: str | None) -> Record:
    """An excluded record stands for nobody; one without answers stays what it is."""
    if reason is None or record.outcome not in WITH_ANSWERS:
        return record
    return replace(record, outcome=f"{LEFT_OUT}:{reason}")


def with_answers(records: Sequence[Record]) -> list[Record]:
    """The records with their answers.

    Raises Refused where an interview was withdrawn since the records were read.
    """
    stored = Interview.objects.filter(
        interview_id__in=[record.interview_id for record in records]
    ).values_list("interview_id", "revision", "answers")
    answers = {(str(row[0]), row[1]): row[2] for row in stored}
    try:
        return [
            replace(record, answers=answers[record.interview_id, record.revision])
            for record in records
        ]
    except KeyError:
        raise Refused(WITHDRAWN_MEANWHILE) from None


def _latest_per_place(records: Sequence[Record]) -> Iterator[Record]:
    """A place that was visited twice counts once, by its latest record with answers.

    Once for each instrument: what was recorded with another one stands beside it.
    However the place was chosen: else its people would count in a sample and again
    outside it.
    """
    in_time = sorted(records, key=lambda record: (record.held_on, record.received_at))
    latest = {
        (record.unit, record.instrument): record.interview_id
        for record in in_time
        if record.outcome in WITH_ANSWERS
    }
    for record in records:
        last = record.interview_id == latest.get((record.unit, record.instrument))
        has_answers = record.outcome in WITH_ANSWERS
        yield (
            replace(record, outcome=SUPERSEDED) if has_answers and not last else record
        )


def count_interviews(records: Sequence[Record]) -> InterviewCounts:
    outcomes = Counter(record.outcome for record in records)
    excluded = {
        str(outcome): outcomes[outcome]
        for outcome in (*Outcome.values, SUPERSEDED, *EXCLUSIONS)
        if outcome not in WITH_ANSWERS and outcomes[outcome]
    }
    days = [record.held_on for record in records if record.outcome in WITH_ANSWERS]
    return InterviewCounts(
        received=len(records),
        used=len(days),
        excluded=excluded,
        first_day=min(days).isoformat() if days else "",
        last_day=max(days).isoformat() if days else "",
    )
