"""Compute the figures of a set again from its snapshot alone."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from assessment.computation import figure_inputs
from assessment.models import (
    Figure,
    FigureSet,
    Frequency,
    GapStatistic,
    PublishedFigure,
    PublishedFrequency,
    PublishedStatistic,
    Snapshot,
)
from assessment.models.frequencies import KEY as FREQUENCY_KEY
from assessment.models.published import NUMBERS as PUBLISHED_NUMBERS
from assessment.models.statistics import NUMBERS
from surveys.models import Act
from surveys.models.audit import AuditEntry
from surveys.sealing import SealBroken

KEY = (
    "indicator_id",
    "source",
    "group_var",
    "group_code",
    "design_class",
)
VALUES = (
    *figure_inputs.NUMBERS,
    "finding",
    "cases",
    "direction",
    "compare_to",
    "comparison",
    "method",
    "quality",
    "nonresponse",
    "note",
)
STATISTIC_KEY = ("code", "about", "source", "design_class")
STATISTIC_VALUES = (*NUMBERS, "part_of", "unit", "when", "method", "note")
# What is published, but for what stands from an earlier release.
PUBLISHED = (
    *PUBLISHED_NUMBERS,
    "state",
    "with_others",
    "finding",
    "cases",
    "comparison",
)
PUBLISHED_STATISTIC = (*PUBLISHED_NUMBERS, "state", "fewer_than", "at_least")
FREQUENCY_VALUES = (
    *("n", "n_base", "n_clusters", "k", "estimate", "se", "lower", "upper", "deff"),
    "nonresponse",
)
PUBLISHED_FREQUENCY = (*PUBLISHED_NUMBERS, "state", "nonresponse")
StoredRow = (
    Figure
    | GapStatistic
    | Frequency
    | PublishedFigure
    | PublishedStatistic
    | PublishedFrequency
)


class NotReproducible(Exception):
    """There is no snapshot that can be trusted; the message says why."""


def reproduce(figure_set: FigureSet) -> list[str]:
    """One line for each stored number that differs when it is computed again."""
    inputs = _inputs(figure_set)
    before = figure_set.earlier
    earlier = earlier_release(before) if before else None
    parts = list(figure_inputs.figures(inputs))
    exact, published = figure_inputs.rows(parts)
    frequencies, published_frequencies = figure_inputs.frequency_rows_of(parts)
    computation = figure_inputs.statistics(inputs, figure_set.precision, earlier, exact)
    released = {"figure_set": figure_set, "stands_from": None}
    return [
        *_differences(figure_set.figures.all(), exact, KEY, VALUES),
        *_differences(
            GapStatistic.objects.filter(figure_set=figure_set),
            computation.exact,
            STATISTIC_KEY,
            STATISTIC_VALUES,
        ),
        *_published_differences(
            PublishedFigure.objects.filter(**released), published, KEY, PUBLISHED
        ),
        *_published_differences(
            PublishedStatistic.objects.filter(**released),
            computation.published,
            STATISTIC_KEY,
            PUBLISHED_STATISTIC,
        ),
        *_differences(
            Frequency.objects.filter(figure_set=figure_set),
            frequencies,
            FREQUENCY_KEY,
            FREQUENCY_VALUES,
        ),
        *_published_differences(
            PublishedFrequency.objects.filter(**released),
            published_frequencies,
            FREQUENCY_KEY,
            PUBLISHED_FREQUENCY,
        ),
    ]


def _published_differences(
    stored: Iterable[StoredRow],
    rows_with_respondents: Iterable[figure_inputs.RowAndRespondents],
    key: Sequence[str],
    values: Sequence[str],
) -> Iterator[str]:
    """Differences between stored and computed published rows, for the stored rows only.

    Rows that stand from an earlier release are not among the stored ones.
    """
    rows = list(stored)
    names = {tuple(str(getattr(row, name)) for name in key) for row in rows}
    new_rows = [
        row.row
        for row in rows_with_respondents
        if tuple(str(getattr(row.row, name)) for name in key) in names
    ]
    return _differences(rows, new_rows, key, values)


def earlier_release(figure_set: FigureSet) -> figure_inputs.EarlierRelease:
    """A released set with its inputs, for comparison with a later round."""
    round = figure_set.round
    days = f"{round.starts_on.isoformat()}/{round.ends_on.isoformat()}"
    return figure_inputs.EarlierRelease(round.code, days, _inputs(figure_set))


def _inputs(figure_set: FigureSet) -> list[figure_inputs.Input]:
    from assessment.computation import snapshots

    snapshot = Snapshot.objects.filter(figure_set=figure_set).first()
    if snapshot is None:
        raise NotReproducible(
            f"The set of figures of round {figure_set.round.code} has no snapshot: an"
            " interview of the round was withdrawn, its retention has ended, or it was"
            " computed before there were snapshots."
        )
    return snapshots.unpack(_trusted_content(snapshot))


def _trusted_content(snapshot: Snapshot) -> bytes:
    """The snapshot's content, if its hash is that of the row and of the audit log."""
    try:
        content = snapshot.content()
    except SealBroken as problem:
        raise NotReproducible(f"The snapshot does not open: {problem}") from problem
    sha256 = hashlib.sha256(content).hexdigest()
    if sha256 != snapshot.sha256:
        raise NotReproducible(
            f"The snapshot was changed: its SHA-256 is {sha256}, and was"
            f" {snapshot.sha256} when the figures were computed."
        )
    about = f"figures:{snapshot.figure_set_id}"
    entry = AuditEntry.objects.filter(act=Act.COMPUTED, about=about).first()
    if entry is None or json.loads(entry.detail).get("snapshot") != sha256:
        raise NotReproducible(
            f"The audit log names no snapshot {sha256} for this set: it was put in"
            " place of another."
        )
    return content


def _differences(
    stored: Iterable[StoredRow],
    rows_computed_again: Iterable[StoredRow],
    key: Sequence[str],
    values: Sequence[str],
) -> Iterator[str]:
    before, after = (_by_key(rows, key) for rows in (stored, rows_computed_again))
    for row_key in sorted(before.keys() | after.keys()):
        label = " ".join(row_key)
        if row_key not in after or row_key not in before:
            where = "computed" if row_key in after else "stored"
            yield f"{label}: {where} only"
            continue
        for name in values:
            was, now = getattr(before[row_key], name), getattr(after[row_key], name)
            if not _equal(was, now):
                yield f"{label}: {name} is stored as {was} and comes out as {now}"


def _equal(stored: Any, computed_again: Any) -> bool:
    """Floats to twelve digits: the last ones depend on how a processor adds."""
    if isinstance(stored, float) and isinstance(computed_again, float):
        return math.isclose(stored, computed_again, rel_tol=1e-12, abs_tol=1e-15)
    return bool(stored == computed_again)


def _by_key(
    rows: Iterable[StoredRow], key: Sequence[str]
) -> dict[tuple[str, ...], StoredRow]:
    return {tuple(str(getattr(row, name)) for name in key): row for row in rows}
