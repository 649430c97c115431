"""Sums over sets of places: what several of them tell of a few places together.

Places are of detention, or programmes: whoever gave a number.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.schema import ALL, RATIO, SHARE, Indicator

Floats = npt.NDArray[np.float64]
ALMOST = 1e-7
Cell = tuple[str, str, str]  # indicator, grouping, group


@dataclass(frozen=True, slots=True)
class Sum:
    """One question added over the places that gave it, with what each gave."""

    question: str
    given: Mapping[str, float]


Added = tuple[Cell, Indicator, tuple[Sum, ...]]  # what a ratio adds in one cell


class Sums:
    """All that a reader was told, and whether more of it can be told.

    least: fewest places that a number may be of; threshold: fewest people, or other
    things that are counted, that may be left of one sum when another is taken off.
    """

    def __init__(self, least: int, threshold: int) -> None:
        self.least, self.threshold = least, threshold
        self._told: dict[str, list[Mapping[str, float]]] = {}

    def tell(self, sums: Iterable[Sum]) -> None:
        """These are told, whatever they give away; a sum of a few places never is."""
        for one in sums:
            known = self._told.setdefault(one.question, [])
            news = not any(one.given.keys() == old.keys() for old in known)
            if news and len(one.given) >= self.least:
                known.append(one.given)

    def add(self, sums: Sequence[Sum]) -> bool:
        """Tell all of these, or none where they give a few places or people away."""
        if not all(self.safe(one) for one in sums):
            return False
        self.tell(sums)
        return True

    def safe(self, one: Sum) -> bool:
        """Whether a sum can stand beside all that was told of its question.

        Of two sums, one within the other, the larger less the smaller must be of
        nobody, or of enough. Of all together, see `of_few`. Who gave 0 and is not in
        all of them adds nothing to any, and is nobody among whom a few could hide.
        """
        told = [*self._told.get(one.question, []), one.given]
        *known, new = _without_nothing(told)
        if not new or new in known:
            return True
        rests = (_rest(one.given, old) for old in told)
        if any(rest is not None and 0 < rest < self.threshold for rest in rests):
            return False
        return not of_few([*known, new], self.least)


def _without_nothing(told: Sequence[Mapping[str, float]]) -> list[frozenset[str]]:
    everywhere = frozenset.intersection(*(frozenset(one) for one in told))
    return [
        frozenset(at for at, n in one.items() if n or at in everywhere) for one in told
    ]


def _rest(one: Mapping[str, float], other: Mapping[str, float]) -> float | None:
    small, large = sorted((one, other), key=len)
    if not small.keys() < large.keys():
        return None
    return sum(n for at, n in large.items() if at not in small)


def of_few(sets: Sequence[frozenset[str]], least: int) -> bool:
    """Whether sums over these sets together give the numbers of fewer places away.

    Sums are rows of 0 and 1, and a reader can make every mixture of them. One that is
    zero but at a few places U is told of these alone. With P the projection on all that
    the rows span, there is one if and only if the largest eigenvalue of P at U is 1.
    Places that are in the same sets count together, as no mixture tells them apart.
    Source: linear algebra of the attacker of Cox (1980), JASA 75, without bounds.
    """
    alike: dict[tuple[bool, ...], int] = {}
    for name in frozenset[str]().union(*sets):
        kind = tuple(name in one for one in sets)
        alike[kind] = alike.get(kind, 0) + 1
    rows, sizes = np.array(list(alike), dtype=float).T, list(alike.values())
    few = [at for at, size in enumerate(sizes) if size < least]
    if not few:
        return False
    projection = np.linalg.pinv(rows) @ rows
    for many in range(1, least):
        chosen = [
            some
            for some in combinations(few, many)
            if sum(sizes[at] for at in some) < least
        ]
        if chosen and _largest(projection, np.array(chosen)).max() > 1 - ALMOST:
            return True
    return False


def _largest(projection: Floats, chosen: npt.NDArray[np.int64]) -> Floats:
    blocks = projection[chosen[:, :, None], chosen[:, None, :]]
    return np.asarray(np.linalg.eigvalsh((blocks + blocks.swapaxes(1, 2)) / 2)[:, -1])


def of_figures(
    rows: pd.DataFrame,
    indicators: Sequence[Indicator],
    groups: Sequence[str],
    members: Sequence[str],
    named: str = "",
) -> Iterator[Added]:
    """What is added in each cell of a ratio of counts: all, then each group.

    members: who gave each row; named: what goes before the name of each question.
    """
    who = np.asarray(members, dtype=object)
    for indicator in indicators:
        if indicator.statistic != RATIO or not indicator.above:
            continue
        above = rows[indicator.id].to_numpy(dtype=float)
        below = rows[f"{indicator.id}:base"].to_numpy(dtype=float)
        both = ~(np.isnan(above) | np.isnan(below))
        for variable, code, inside in _cells(rows, groups):
            at = np.flatnonzero(both & inside)
            sums = [
                Sum(f"{named}{one}", dict(zip(who[at], values, strict=True)))
                for names, values in (
                    (indicator.above, above[at].tolist()),
                    (indicator.below, below[at].tolist()),
                )
                for one in names.split()
            ]
            yield (indicator.id, variable, code), indicator, tuple(sums)


def _cells(
    rows: pd.DataFrame, groups: Sequence[str]
) -> Iterator[tuple[str, str, npt.NDArray[np.bool_]]]:
    yield ALL, ALL, np.ones(len(rows), dtype=bool)
    for variable in groups:
        for code in sorted(rows[variable].dropna().unique()):
            yield variable, str(code), (rows[variable] == code).to_numpy()


def conflicts(
    totals: Iterable[Sum], figures: Iterable[Added], least: int, threshold: int
) -> tuple[frozenset[Cell], list[Sum]]:
    """Cells that give a few places or people away, and what the other cells tell.

    Beside the totals, which are told in any case, and each other. A rate shows no sums
    and tells none to those after it, but beside a total of other places it would give
    its own away. Cells of fewer reports than may be shown are hidden anyway.
    """
    known, found, told = Sums(least, threshold), set[Cell](), list[Sum]()
    known.tell(totals)
    for cell, indicator, sums in figures:
        if len(sums[0].given) < max(least, threshold):
            continue
        exact = indicator.unit == SHARE
        if not (known.add(sums) if exact else all(map(known.safe, sums))):
            found.add(cell)
        elif exact:
            told += sums
    return frozenset(found), told


def room(sums: Sequence[Sum]) -> float:
    """How wide a sum stays for whoever has the other one and their rounded ratio.

    Rounded to a hundredth of itself at the least, r leaves a = r·b and b = a/r within
        b/100 · min(1, b/a),  or a/100 where that is less
    sums: above the line first, below it last.
    """
    above, below = (sum(one.given.values()) for one in (sums[0], sums[-1]))
    if not above or not below:
        return 0.0
    return min(above, below) / 100 * min(1.0, below / above)
