"""The gate of a release: what readers could work out of it, with all told before."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import astuple
from time import monotonic
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from assessment import groups
from assessment.differences import told_apart
from assessment.models import (
    SUPERSEDED,
    Audience,
    Figure,
    FigureSet,
    Indicator,
    ReleasedTables,
    Statistic,
)
from assessment.steps import Step
from surveys.models import Instrument, Outcome

if TYPE_CHECKING:
    import analysis.schema as schema
    from analysis.audit import Leak
    from analysis.told import Guard, Range, Release, Told

SECONDS = 120.0  # for all tables of both audiences
NAMED = 5
GONE = (Outcome.WITHDRAWN, SUPERSEDED)  # were told of, and are no longer
CALCULABLE = (
    "source",
    "group_var",
    "group_code",
    "design_class",
    "n",
    "k",
    "n_base",
    "estimate",
    "nonresponse",
)


class Refused(Exception):
    """These figures may not be released; the message names the cells."""


def earlier_releases(figure_set: FigureSet) -> list[FigureSet]:
    """What readers of the round were told before, in the order in which they were."""
    released = FigureSet.objects.filter(
        round=figure_set.round, state=FigureSet.State.RELEASED
    )
    return list(released.order_by("release_number"))


def audited(
    figure_set: FigureSet, earlier: Sequence[FigureSet]
) -> Generator[Step, None, list[ReleasedTables]]:
    """Entries for the register, not stored yet. Raises Refused.

    The attack reads published cells alone and takes seconds to minutes: no transaction
    may be open around it, or interviews would wait.
    """
    ends = monotonic() + SECONDS
    entries = []
    for audience in Audience:
        entries.append((yield from _audited(figure_set, earlier, audience, ends)))
    return entries


def _audited(
    figure_set: FigureSet, earlier: Sequence[FigureSet], audience: Audience, ends: float
) -> Generator[Step, None, ReleasedTables]:
    from analysis.audit import audit
    from analysis.equations import Unsolved

    new = _release(figure_set, audience)
    before = [_registered(one, audience) for one in earlier]
    guard = _guard(figure_set, audience)
    leaks: list[Leak] = []
    inferred: dict[Told, Range] = {}
    asked = len({(one.source, one.design_class, one.indicator) for one in new.cells})
    said = _tried(audience)
    yield Step(0, asked, said)
    done = 0
    try:
        for part in audit(new, before, guard):
            done += part.indicators
            yield Step(done, asked, said)
            leaks += part.leaks
            inferred |= part.n
            if monotonic() > ends:
                raise Refused(_unfinished())
    except Unsolved as problem:
        raise Refused(_unfinished()) from problem
    if leaks:
        raise Refused(_sentence([_leak(one, _numbers(earlier)) for one in leaks]))
    few = list(told_apart(figure_set, earlier, audience, guard))
    if few:
        raise Refused(_sentence(few))
    return _entry(figure_set, audience, new, guard, inferred)


def _guard(figure_set: FigureSet, audience: str) -> Guard:
    """What protected the figures when they were computed."""
    from analysis.told import Guard

    chosen = figure_set.settings
    return Guard(
        int(chosen[f"min_cell_{audience}"]), int(chosen.get(f"rounded_{audience}", 1))
    )


def _release(figure_set: FigureSet, audience: str) -> Release:
    from analysis.told import Release, told

    means = Indicator.objects.exclude(statistic=Statistic.PROPORTION)
    coverage = figure_set.coverage
    return Release(
        told(
            _computed(figure_set, audience),
            frozenset(means.values_list("pk", flat=True)),
        ),
        used={source: one["used"] for source, one in coverage.items()},
        withdrawn={
            source: sum(one["excluded"].get(why, 0) for why in GONE)
            for source, one in coverage.items()
        },
        guard=_guard(figure_set, audience),
    )


def _computed(figure_set: FigureSet, audience: str) -> Iterator[schema.Figure]:
    """Stored figures with what a reader can calculate with.

    Laws are left out: what they say was never anybody's answer, and is never hidden.
    """
    import analysis.schema as schema

    stored = Figure.objects.filter(figure_set=figure_set, audience=audience)
    stored = stored.exclude(source=Instrument.Source.LAW)
    for row in stored.order_by("pk").values_list("indicator_id", *CALCULABLE):
        yield schema.Figure(row[0], **dict(zip(CALCULABLE, row[1:], strict=True)))


def _registered(figure_set: FigureSet, audience: str) -> Release:
    """As the register has it; a release from before there was one, as it is stored."""
    from analysis.told import Guard, Release, Told

    kept = ReleasedTables.objects.filter(figure_set=figure_set, audience=audience)
    entry = kept.first()
    if entry is None:
        return _release(figure_set, audience)
    return Release(
        tuple(Told(*cell[: len(Told.__match_args__)]) for cell in entry.cells),
        used=entry.used,
        withdrawn=entry.withdrawn,
        guard=Guard(entry.threshold, entry.base),
    )


def _entry(
    figure_set: FigureSet,
    audience: str,
    new: Release,
    guard: Guard,
    inferred: dict[Told, Range],
) -> ReleasedTables:
    from analysis.told import counts

    def known(cell: Told) -> Range:
        everybody = float(new.used[cell.source])
        return inferred.get(cell) or counts(cell, guard, everybody)[0]

    return ReleasedTables(
        figure_set=figure_set,
        audience=audience,
        threshold=guard.threshold,
        base=guard.base,
        used=dict(new.used),
        withdrawn=dict(new.withdrawn),
        cells=[
            [*astuple(cell), *(round(end, 3) for end in known(cell))]
            for cell in new.cells
        ],
    )


# -- words for the person who releases ---------------------------------------------


def _tried(audience: Audience) -> str:
    if audience == Audience.REVIEW:
        return _("Trying to work out hidden figures as the review body")
    return _("Trying to work out hidden figures as any reader")


def _unfinished() -> str:
    return _(
        "Nothing was released: it could not be shown in time that no hidden figure can"
        " be worked out. Try again; if it fails again, compute the figures again."
    )


def _numbers(earlier: Sequence[FigureSet]) -> list[int | None]:
    return [one.release_number for one in earlier]


def _sentence(leaks: Iterable[str]) -> str:
    said = list(dict.fromkeys(leaks))
    cells = "; ".join(said[:NAMED])
    if len(said) > NAMED:
        cells += "; " + _("and %(number)d more") % {"number": len(said) - NAMED}
    return _(
        "Nothing was released, because readers could work out figures about few people:"
        " %(cells)s. Wait until more people were interviewed, then compute and release"
        " again."
    ) % {"cells": cells}


def _leak(leak: Leak, numbers: Sequence[int | None]) -> str:
    from analysis.audit import Danger

    cell = leak.cell
    values = {
        "indicator": cell.indicator,
        "group": groups.label(cell.source, cell.group_var, cell.group_code),
    }
    match leak.danger:
        case Danger.HIDDEN if leak.release < len(numbers):
            return _(
                "%(indicator)s, %(group)s (hidden in release %(number)d, shown by this"
                " one)"
            ) % {**values, "number": numbers[leak.release]}
        case Danger.HIDDEN:
            return _("%(indicator)s, %(group)s (hidden)") % values
        case Danger.NAMELESS:
            variable = groups.VARIABLES.get(cell.group_var, cell.group_var)
            return _("%(indicator)s, %(variable)s (the few who named no group)") % {
                **values,
                "variable": variable,
            }
        case Danger.DIFFERENCE:
            return _(
                "%(indicator)s, %(group)s (the few who came or left since release"
                " %(number)d)"
            ) % {**values, "number": numbers[leak.release]}
    raise AssertionError(leak.danger)
