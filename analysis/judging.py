"""Ratios of figures beside all other sums of what places report: which can be told.

Figures and statistics of part E are made apart; here they are looked at together.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.mixtures import Key
from analysis.programmes import reporters
from analysis.schema import (
    ALL,
    COUNTING,
    MEAN,
    PROPORTION,
    RATIO,
    SHARE,
    Cell,
    DesignClass,
    Indicator,
    Settings,
    Shows,
)
from analysis.statistic import Candidate, Material
from analysis.sums import Sum, Sums

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Added:
    """What the ratio of one cell adds above and below its line."""

    cell: Cell
    unit: str
    by_chance: bool  # else it has no ratio: k of n places, and its sums
    above: Sum
    below: Sum  # of a mean nothing: it gives its sum to whoever counts the places

    @property
    def sums(self) -> tuple[Sum, ...]:
        """Of a share also those who are below the line and not above it."""
        if self.unit == MEAN:
            return (self.above,)
        both = (self.above, self.below)
        return (*both, self.below - self.above) if self.unit == SHARE else both


@dataclass(frozen=True, slots=True)
class Judged:
    """shows: per material, of cells that cannot show everything; told: all sums."""

    shows: tuple[Mapping[Cell, Shows], ...]
    told: Sums


def judged(
    materials: Sequence[Material],
    totals: Sequence[Candidate],
    settings: Settings,
    threshold: int,
) -> Judged:
    """Totals are told first, if they leave no few people, then ratios one by one.

    A ratio of files or people shows its sums; beside others they may give a few places
    or people away. Then it shows itself alone, rounded, if that leaves room enough, and
    is hidden if not. So is a rate, which shows no sums, where it leaves no room. What
    a place gave is in one such ratio only: two would leave less room than each.
    """
    told, shows = Sums(settings.min_places, threshold), list[dict[Cell, Shows]]()
    told.watch(left for one in totals for left in one.left)
    for total in totals:
        if total.total:
            told.add(total.sums)
    rounded: set[Key] = set()
    for one in materials:
        found: dict[Cell, Shows] = {}
        found.update((cell, Shows.NOTHING) for cell in _of_few_people(one, threshold))
        for added in _ratios(one):
            if not _hidden_anyway(added, settings, threshold):
                how = _judge(added, told, rounded, threshold)
                if how:
                    found[added.cell] = how
        shows.append(found)
    return Judged(tuple(shows), told)


def _hidden_anyway(added: Added, settings: Settings, threshold: int) -> bool:
    """By its own numbers, see disclosure.is_unsafe."""
    above, below = added.above.value, added.below.value
    if added.unit == MEAN:
        return len(added.above.terms) < max(settings.min_places, threshold)
    few = len(added.below.terms) < max(settings.min_places, threshold)
    if added.unit == SHARE:
        return few or min(above, below) < threshold or 0 <= below - above < threshold
    return few or 0 < above < threshold


def _judge(added: Added, told: Sums, rounded: set[Key], threshold: int) -> Shows | None:
    mine = added.above.terms.keys() | added.below.terms.keys()
    if added.unit != SHARE and not added.by_chance:
        return None
    if added.unit == MEAN:
        return None if told.add(added.sums) else Shows.NOTHING
    wide = room(added.above, added.below) >= threshold and not mine & rounded
    if added.unit != SHARE and wide:
        rounded |= mine
        return None
    if told.add(added.sums):
        return None
    if added.unit == SHARE and wide and added.by_chance:
        rounded |= mine
        return Shows.RATIO
    return Shows.NOTHING


def _of_few_people(one: Material, threshold: int) -> Iterator[Cell]:
    """Shares of places that hold anybody, where those are few in all.

    So many places with children say that there are as many children at least.
    """
    if one.source not in COUNTING:
        return
    for indicator in one.indicators:
        asked = [name for name in indicator.asked.split() if name in one.answers]
        if indicator.statistic != PROPORTION or not asked:
            continue
        numbers = [pd.to_numeric(one.answers[name], errors="coerce") for name in asked]
        told = [name for name in numbers if name.notna().any()]
        if told:
            people = np.nansum([name.to_numpy(dtype=float) for name in told], axis=0)
            for variable, code, inside in _cells(one):
                if 0 < people[inside].sum() < threshold:
                    yield indicator.id, variable, code


def room(above: Sum, below: Sum) -> float:
    """How wide a sum stays for whoever has the other one and their rounded ratio.

    Rounded to a hundredth of itself at the least, r leaves a = r·b and b = a/r within
        b/100 · min(1, b/a),  or a/100 where that is less
    """
    a, b = above.value, below.value
    return min(a, b) / 100 * min(1.0, b / a) if a > 0 and b > 0 else 0.0


def _ratios(one: Material) -> Iterator[Added]:
    """Every cell of a ratio or a mean of counts: all, then each group."""
    if one.source not in COUNTING:
        return
    named, members = reporters(one.source, one.design_class, one.rows)
    who = np.asarray(members, dtype=object)
    for indicator in one.indicators:
        if indicator.statistic not in (RATIO, MEAN) or not indicator.above:
            continue
        for variable, code, inside in _cells(one):
            yield Added(
                (indicator.id, variable, code),
                MEAN if indicator.statistic == MEAN else indicator.unit,
                one.design_class != DesignClass.PURPOSIVE,
                *_sums(one, indicator, named, who, inside),
            )


def _sums(
    one: Material,
    indicator: Indicator,
    named: str,
    who: npt.NDArray[np.object_],
    inside: Bools,
) -> tuple[Sum, Sum]:
    above = one.rows[indicator.id].to_numpy(dtype=float)
    below = np.ones(len(above))
    if indicator.statistic == RATIO:
        below = one.rows[f"{indicator.id}:base"].to_numpy(dtype=float)
    at = np.flatnonzero(inside & ~(np.isnan(above) | np.isnan(below)))
    return (
        _of(one, indicator.above.split(), above, named, who, at),
        _of(one, indicator.below.split(), below, named, who, at),
    )


def _of(
    one: Material,
    questions: Sequence[str],
    values: npt.NDArray[np.float64],
    named: str,
    who: npt.NDArray[np.object_],
    at: npt.NDArray[np.int64],
) -> Sum:
    """Of several questions each as it was answered; of one that is kept nowhere else,
    as the ratio has it."""
    made = Sum({}, {})
    for question in questions:
        answers = one.answers.get(question)
        given = values if answers is None else pd.to_numeric(answers).to_numpy(float)
        numbers = dict(zip(who[at], given[at].tolist(), strict=True))
        made += Sum.over(f"{named}{question}", numbers)
    return made


def _cells(one: Material) -> Iterator[tuple[str, str, Bools]]:
    yield ALL, ALL, np.ones(len(one.rows), dtype=bool)
    for variable in one.groups:
        column = one.rows[variable].astype(object)
        for code in sorted(column.dropna().unique()):
            yield variable, str(code), (column == code).to_numpy()
