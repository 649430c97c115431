"""The figures of a set once more, from its snapshot alone, beside those stored."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence

from assessment.computation import figure_inputs
from assessment.models import (
    Figure,
    FigureSet,
    GapStatistic,
    PublishedFigure,
    PublishedStatistic,
    Snapshot,
)
from assessment.models.published import NUMBERS as SHOWN
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
PUBLISHED = (*SHOWN, "state", "with_others", "finding", "cases", "comparison")
PUBLISHED_STATISTIC = (*SHOWN, "state", "fewer_than", "at_least")
Kept = Figure | GapStatistic | PublishedFigure | PublishedStatistic


class NotReproducible(Exception):
    """There is no snapshot that can be trusted; the message says why."""


def reproduce(figure_set: FigureSet) -> list[str]:
    """One line per number that comes out otherwise than it is stored; none if equal."""
    inputs = _inputs(figure_set)
    before = figure_set.earlier
    earlier = recorded(before) if before else None
    exact, published = figure_inputs.rows(figure_inputs.figures(inputs))
    computed = figure_inputs.statistics(inputs, figure_set.precision, earlier, exact)
    released = {"figure_set": figure_set, "stands_from": None}
    return [
        *_differences(figure_set.figures.all(), exact, KEY, VALUES),
        *_differences(
            GapStatistic.objects.filter(figure_set=figure_set),
            computed.exact,
            STATISTIC_KEY,
            STATISTIC_VALUES,
        ),
        *_of_the_same(
            PublishedFigure.objects.filter(**released), published, KEY, PUBLISHED
        ),
        *_of_the_same(
            PublishedStatistic.objects.filter(**released),
            computed.published,
            STATISTIC_KEY,
            PUBLISHED_STATISTIC,
        ),
    ]


def _of_the_same(
    stored: Iterable[Kept],
    computed: Iterable[figure_inputs.Published],
    key: Sequence[str],
    values: Sequence[str],
) -> Iterator[str]:
    """Published rows that come out otherwise, of those that stand from no other set."""
    rows = list(stored)
    names = {tuple(str(getattr(row, name)) for name in key) for row in rows}
    made = [
        row.row
        for row in computed
        if tuple(str(getattr(row.row, name)) for name in key) in names
    ]
    return _differences(rows, made, key, values)


def recorded(figure_set: FigureSet) -> figure_inputs.Earlier:
    """What released figures were made from, for a later round to be compared with."""
    round = figure_set.round
    days = f"{round.starts_on.isoformat()}/{round.ends_on.isoformat()}"
    return figure_inputs.Earlier(round.code, days, _inputs(figure_set))


def _inputs(figure_set: FigureSet) -> list[figure_inputs.Input]:
    from assessment.computation import snapshots

    kept = Snapshot.objects.filter(figure_set=figure_set).first()
    if kept is None:
        raise NotReproducible(
            f"The set of figures of round {figure_set.round.code} has no snapshot: an"
            " interview of the round was withdrawn, its retention has ended, or it was"
            " computed before there were snapshots."
        )
    return snapshots.unpack(_trusted(kept))


def _trusted(kept: Snapshot) -> bytes:
    """The file, when it is what was hashed and what the audit log says was computed."""
    try:
        content = kept.content()
    except SealBroken as problem:
        raise NotReproducible(f"The snapshot does not open: {problem}") from problem
    found = hashlib.sha256(content).hexdigest()
    if found != kept.sha256:
        raise NotReproducible(
            f"The snapshot was changed: its SHA-256 is {found}, and was {kept.sha256}"
            " when the figures were computed."
        )
    about = f"figures:{kept.figure_set_id}"
    entry = AuditEntry.objects.filter(act=Act.COMPUTED, about=about).first()
    if entry is None or json.loads(entry.detail).get("snapshot") != found:
        raise NotReproducible(
            f"The audit log names no snapshot {found} for this set: it was put in"
            " place of another."
        )
    return content


def _differences(
    stored: Iterable[Kept],
    made: Iterable[Kept],
    key: Sequence[str],
    values: Sequence[str],
) -> Iterator[str]:
    before, after = (_by_key(found, key) for found in (stored, made))
    for at in sorted(before.keys() | after.keys()):
        named = " ".join(at)
        if at not in after or at not in before:
            where = "computed" if at in after else "stored"
            yield f"{named}: {where} only"
            continue
        for name in values:
            was, now = getattr(before[at], name), getattr(after[at], name)
            if was != now:
                yield f"{named}: {name} is stored as {was} and comes out as {now}"


def _by_key(found: Iterable[Kept], key: Sequence[str]) -> dict[tuple[str, ...], Kept]:
    return {tuple(str(getattr(one, name)) for name in key): one for one in found}
