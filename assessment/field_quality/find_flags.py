"""Raises the flags of field quality of a round, in steps that a page announces."""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterator, Sequence
from typing import Any

import pandas as pd
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from analysis.field_quality.alike_answers import alike_flags
from analysis.field_quality.clocks import day_flags
from analysis.field_quality.durations import duration_flags
from analysis.field_quality.flags import Flag, FlagKind, Rank
from analysis.field_quality.grids import grid_flags
from analysis.field_quality.item_nonresponse import nonresponse_flags
from analysis.field_quality.near_duplicates import duplicate_flags, near_duplicates
from analysis.field_quality.privacy import privacy_flags
from assessment.computation.progress import ProgressStep
from assessment.frames.quality_tables import (
    QualityTables,
    instruments_to_check,
    quality_tables,
    state_code,
)
from surveys.engine.values import ReservedState
from surveys.models import Assignment, PrimaryUnit, QualityFlag, Round

IN_PRIVATE = {"full"}
DONT_KNOW = {state_code(ReservedState.DOES_NOT_KNOW)}
REFUSED = {state_code(ReservedState.REFUSED)}
NO_ANSWER = [state_code(state) for state in ReservedState]
BATCH = 500


def find_flags_in_steps(round: Round) -> Generator[ProgressStep, None, int]:
    """Check every interview of a round; how many flags are open afterwards.

    A flag that is raised again stays as it is, settled or not. One that nobody settled
    and that is not raised any more is deleted.
    """
    instruments = instruments_to_check(round)
    raised: dict[str, QualityFlag] = {}
    for done, instrument in enumerate(instruments):
        yield ProgressStep(done, len(instruments), _("Comparing interviews"))
        tables = quality_tables(round, instrument)
        for flag in _flags_of(round, tables):
            for row in _rows(round, tables, flag):
                raised.setdefault(row.key, row)
    yield ProgressStep(len(instruments), len(instruments), _("Storing the flags"))
    return _store(round, raised)


def _flags_of(round: Round, tables: QualityTables) -> Iterator[Flag]:
    rows, answers = tables.rows, tables.answers
    matches = near_duplicates(answers, special=NO_ANSWER)
    today = pd.Timestamp(timezone.localdate())
    yield from duration_flags(rows)
    yield from nonresponse_flags(rows, answers, DONT_KNOW, FlagKind.DONT_KNOW)
    yield from nonresponse_flags(rows, answers, REFUSED, FlagKind.REFUSED)
    yield from grid_flags(rows, answers, tables.grids, NO_ANSWER)
    yield from duplicate_flags(rows, matches)
    yield from alike_flags(rows, answers, NO_ANSWER)
    yield from privacy_flags(rows, IN_PRIVATE)
    yield from day_flags(rows, opened=pd.Timestamp(round.starts_on), today=today)
    yield from _outside_plan(round, tables)


def _outside_plan(round: Round, tables: QualityTables) -> Iterator[Flag]:
    """More interviews of an interviewer at a place than were assigned to them.

    value: interviews; comparison: wanted.
    """
    planned = Assignment.objects.filter(
        primary_unit__round=round, instrument=tables.instrument
    ).values_list("person", "primary_unit__site__code", "wanted")
    wanted = {(str(person), place): number for person, place, number in planned}
    counts = tables.rows.groupby(["interviewer", "place"]).size()
    for (interviewer, place), number in counts.items():
        limit = wanted.get((interviewer, place), 0)
        if number > limit:
            yield Flag(
                FlagKind.OUTSIDE_PLAN,
                Rank.LOOK_SOON,
                *(float(number), float(limit), int(number)),
                interviewer=interviewer,
                place=place,
            )


def _rows(round: Round, tables: QualityTables, flag: Flag) -> Iterator[QualityFlag]:
    """The flag as a row for each organisation that it concerns.

    Of a pair of two organisations each sees its own interview first.
    """
    if flag.interview is not None:
        pair = [flag.interview, flag.other]
        yield _row(round, tables, flag, tables.organisations[pair[0]], *pair)
        second = None if pair[1] is None else tables.organisations[pair[1]]
        if second is not None and second != tables.organisations[pair[0]]:
            yield _row(round, tables, flag, second, *reversed(pair))
        return
    rows = tables.rows
    if flag.interviewer is not None:
        rows = rows[rows["interviewer"] == flag.interviewer]
    if flag.place is not None:
        rows = rows[rows["place"] == flag.place]
    concerned = {tables.organisations[number] for number in rows["interview"]}
    for organisation in sorted(concerned):
        yield _row(round, tables, flag, organisation, None, None)


def _row(
    round: Round,
    tables: QualityTables,
    flag: Flag,
    organisation: int,
    interview: Any,
    other: Any,
) -> QualityFlag:
    day = None if flag.day is None else flag.day.date()
    subject = (
        *(flag.kind, tables.instrument, organisation, interview, other),
        *(flag.interviewer, flag.place, day),
    )
    return QualityFlag(
        round=round,
        key=hashlib.sha256(repr(tuple(map(str, subject))).encode()).hexdigest(),
        kind=str(flag.kind),
        rank=str(flag.rank),
        value=flag.value,
        comparison=flag.comparison,
        n=flag.n,
        p=flag.p,
        instrument_id=tables.instrument,
        interview_id=interview,
        other_id=other,
        interviewer_id=None if flag.interviewer is None else int(flag.interviewer),
        organisation_id=organisation,
        primary_unit=_place(round, flag.place),
        day=day,
        found_at=timezone.now(),
    )


def _place(round: Round, code: str | None) -> PrimaryUnit | None:
    if code is None:
        return None
    return PrimaryUnit.objects.filter(round=round, site__code=code).first()


@transaction.atomic
def _store(round: Round, raised: dict[str, QualityFlag]) -> int:
    Round.objects.select_for_update(no_key=True).get(pk=round.pk)
    stored = QualityFlag.objects.filter(round=round)
    stored.filter(finding="").exclude(key__in=_known(stored, raised)).delete()
    known = set(stored.values_list("key", flat=True))
    fresh = [row for key, row in raised.items() if key not in known]
    QualityFlag.objects.bulk_create(fresh, BATCH)
    Round.objects.filter(pk=round.pk).update(quality_checked_at=timezone.now())
    return stored.filter(finding="").count()


def _known(stored: Any, raised: dict[str, QualityFlag]) -> Sequence[str]:
    return [key for key in stored.values_list("key", flat=True) if key in raised]
