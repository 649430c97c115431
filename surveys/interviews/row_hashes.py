"""Keyed hashes of stored interviews, by which a changed or missing row shows.

Each interview has a number in its round, counted from 1, and a hash of its number and
its columns; the round has the last number and a hash of it. Whoever changes, deletes or
adds rows in the database without the key cannot make these hashes. An older copy of the
whole round, put back with its own hashes, shows only against what was noted elsewhere:
closing the round writes the last number to the audit log.

received_at is not hashed: closing a round makes half-days of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from surveys import sealing
from surveys.models import Interview, Round

# Another column here needs a migration that hashes every row again.
COLUMNS = (
    "number",
    "round_id",
    "interview_id",
    "revision",
    "version_id",
    "primary_unit_id",
    "organisation_id",
    "by_id",
    "design_class",
    "outcome",
    "answers",
    "sealed",
    "sealed_format",
    "content_hash",
    "receipt",
    "withdrawal_hash",
    "held_on",
)
BATCH = 500


@dataclass(frozen=True, slots=True)
class RowFault:
    """A stored interview that is not what was received. number: 0 for the round."""

    number: int
    kind: str  # "changed", "missing", "added", "unnumbered", "count"


def begin_count(round: Round) -> None:
    """Note that a round that opens has received nothing so far."""
    Round.objects.filter(pk=round.pk, received_hash="").update(
        received_hash=count_hash(round.pk, 0)
    )


def last_number(round: Round) -> int:
    """The number of the last interview received in a round, which is locked then.

    The lock lets others read the round and refer to it.
    """
    locked = Round.objects.select_for_update(no_key=True)
    return locked.values_list("interviews_received", flat=True).get(pk=round.pk)


def write_number(round_id: int, number: int) -> None:
    """Keep the number of the last interview received in a round that is locked."""
    Round.objects.filter(pk=round_id).update(
        interviews_received=number, received_hash=count_hash(round_id, number)
    )


def write_hashes(interviews: QuerySet[Any]) -> None:
    """Hash these interviews as they stand; every writer of a hashed column calls it."""
    rows = interviews.filter(number__isnull=False).order_by("pk")
    columns = rows.values_list("pk", *COLUMNS).iterator(chunk_size=BATCH)
    hashes = {pk: _row_hash(values) for pk, *values in columns}
    stored = [interviews.model(pk=pk, row_hash=hash_) for pk, hash_ in hashes.items()]
    interviews.model._default_manager.bulk_update(stored, ["row_hash"], BATCH)


def row_faults(round: Round) -> Iterator[RowFault]:
    """Every interview of a round that was changed, taken out or put in by others."""
    begun = round.received_hash or round.state != Round.State.PLANNED
    if begun and round.received_hash != count_hash(round.pk, round.interviews_received):
        yield RowFault(0, "count")
    expected = 1
    rows = Interview.objects.filter(round=round, number__isnull=False)
    columns = rows.order_by("number").values_list("row_hash", *COLUMNS)
    for row_hash, number, *values in columns.iterator(chunk_size=BATCH):
        yield from (RowFault(absent, "missing") for absent in range(expected, number))
        expected = number + 1
        if number > round.interviews_received:
            yield RowFault(number, "added")
        elif row_hash != _row_hash([number, *values]):
            yield RowFault(number, "changed")
    last = round.interviews_received
    yield from (RowFault(absent, "missing") for absent in range(expected, last + 1))
    unnumbered = Interview.objects.filter(round=round, number__isnull=True).count()
    yield from [RowFault(0, "unnumbered")] * unnumbered


def _row_hash(values: list[Any]) -> str:
    text = json.dumps(values, sort_keys=True, separators=(",", ":"), default=str)
    return _keyed("interview:" + text)


def count_hash(round_id: int, number: int) -> str:
    """The hash a round keeps of how many interviews it received."""
    return _keyed(f"received:{round_id}:{number}")


def _keyed(text: str) -> str:
    return sealing.content_hash(text.encode(), key=settings.DRAFT_KEY)
