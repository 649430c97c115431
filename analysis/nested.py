"""People whom one figure counts and another does not: how many few are told so.

A follow-up is asked of some of those who were asked before: taken off their number, the
number of its answers tells how many were not asked, as who was not told a reason, or
was released. So do those who said yes to one question and to two.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from analysis.schema import PROPORTION, Figure, Indicator

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Cell = tuple[str, str]  # grouping, group


@dataclass(frozen=True, slots=True)
class Counted:
    """Counts of people by indicator and cell: indicators × cells, 0 where nobody is.

    asked: who was asked, answer or no answer; yes, no: answers of shares, else −1;
    at: position of the figure, or −1.
    """

    indicators: tuple[Indicator, ...]
    cells: tuple[Cell, ...]
    asked: Ints
    yes: Ints
    no: Ints
    at: Ints

    @classmethod
    def of(
        cls, figures: Sequence[Figure], indicators: Sequence[Indicator]
    ) -> "Counted":
        cells = tuple(dict.fromkeys((f.group_var, f.group_code) for f in figures))
        row = {one.id: at for at, one in enumerate(indicators)}
        column = {one: at for at, one in enumerate(cells)}
        shape = (len(indicators), len(cells))
        asked, yes, no = (np.zeros(shape, dtype=np.int64) for _each in range(3))
        at = np.full(shape, -1, dtype=np.int64)
        for position, one in enumerate(figures):
            where = row[one.indicator], column[one.group_var, one.group_code]
            at[where] = position
            asked[where] = one.n or 0 if one.n_base is None else one.n_base
            if one.k is not None:
                yes[where], no[where] = one.k, (one.n or 0) - one.k
        shares = np.array([one.statistic == PROPORTION for one in indicators])
        yes[~shares], no[~shares] = -1, -1
        return cls(tuple(indicators), cells, asked, yes, no, at)


def too_near(
    figures: Sequence[Figure],
    indicators: Sequence[Indicator],
    hidden: Sequence[bool],
    threshold: int,
    minority: int,
) -> Iterator[int]:
    """Positions of figures that would tell, beside others of their cell, of a few.

    Of two of which one counts some of the people of the other, as it does in every
    cell, and that are not hidden, one goes if fewer people than the threshold are
    between those who were asked; or, of questions that both ask, fewer than the
    minority between those who gave an answer, or who said yes to both parts of a whole,
    or to neither. What a share that is shown tells anyway, as who said no, is not kept
    back again. Kept are those whose people most indicators have.
    """
    if not figures:
        return
    counted = Counted.of(figures, indicators)
    near = _Near.of(counted)
    told = np.array(hidden, dtype=bool)
    for column in range(len(counted.cells)):
        at = counted.at[:, column]
        shown = [row for row in _by_people(counted, column) if not told[at[row]]]
        bad = near.in_cell(column, threshold, minority)
        kept: list[int] = []
        for row in shown:
            if bad[row, kept].any() or near.parts_tell(row, kept, column, minority):
                yield int(at[row])
            else:
                kept.append(row)


def _by_people(counted: Counted, column: int) -> list[int]:
    """Indicators with a figure in the cell: first those with the people most have."""
    asked = counted.asked[:, column]
    sizes, many = np.unique(asked[counted.at[:, column] >= 0], return_counts=True)
    common = dict(zip(sizes.tolist(), many.tolist(), strict=True))
    rows = np.flatnonzero(counted.at[:, column] >= 0).tolist()
    return sorted(rows, key=lambda row: (-common[asked[row]], -asked[row], row))


@dataclass(frozen=True, slots=True)
class _Near:
    """Pairs of indicators, and how far apart in each cell.

    within: whether the people of one are some of those of the other: pairs.
    """

    counted: Counted
    within: Bools
    alike: Bools  # pairs that ask a question in common
    _wholes: tuple[tuple[int, int, int], ...]  # a share with two that ask parts of it

    @classmethod
    def of(cls, counted: Counted) -> "_Near":
        words = [frozenset(one.asked.split()) for one in counted.indicators]
        alike = np.array([[bool(one & other) for other in words] for one in words])
        within = _within(counted.asked, counted.asked)
        return cls(counted, within, alike, tuple(_wholes(counted, words)))

    def in_cell(self, column: int, threshold: int, minority: int) -> Bools:
        """Pairs of which both cannot be shown: indicators × indicators, symmetric."""
        asked = self.counted.asked[:, column]
        apart = asked[None, :] - asked[:, None]  # of the second, beyond the first
        bad: Bools = np.asarray(self.within & (apart > 0) & (apart < threshold))
        for first, second in zip(*np.nonzero(bad), strict=True):
            bad[first, second] = not self._told(first, second, column, minority)
        sets = (self.counted.asked, self.counted.yes, self.counted.no)
        for some in sets:
            for others in sets:
                between = others[None, :, column] - some[:, None, column]
                few = (between > 0) & (between < minority) & self.alike
                bad = bad | (few & _answers(some, others))
        np.fill_diagonal(bad, val=False)
        return bad | bad.T

    def parts_tell(
        self, row: int, kept: Sequence[int], column: int, minority: int
    ) -> bool:
        """Whether it is a whole whose two parts, or a part whose other and whole, are
        told, and few said yes to both parts, or to neither."""
        return any(
            0 < few < minority
            for whole, first, second in self._wholes
            if row in (whole, first, second) and {whole, first, second} <= {row, *kept}
            for few in self._both_or_neither(whole, first, second, column)
        )

    def _both_or_neither(
        self, whole: int, first: int, second: int, column: int
    ) -> tuple[int, ...]:
        """n − a − b + both of a whole that asks for both; a + b − either of another."""
        n = int(self.counted.asked[whole, column])
        a, b, of = (int(self.counted.yes[at, column]) for at in (first, second, whole))
        if of >= max(a, b):
            return (a + b - of,)
        return (n - a - b + of,) if of <= min(a, b) else ()

    def _told(self, first: int, second: int, column: int, minority: int) -> bool:
        """Whether those between are all who gave one answer that a share tells."""
        between = self.counted.asked[second] - self.counted.asked[first]
        if between[column] < minority:
            return False
        return any(
            bool((one == between).all(axis=1).any())
            for one in (self.counted.yes, self.counted.no)
        )


def _wholes(
    counted: Counted, words: Sequence[frozenset[str]]
) -> Iterator[tuple[int, int, int]]:
    """Of the same people: a share, and two that ask some each of what it asks."""
    people = [tuple(row) for row in counted.asked.tolist()]
    shares = np.flatnonzero((counted.yes >= 0).all(axis=1)).tolist()
    for whole in shares:
        parts = [
            at
            for at in shares
            if words[at] < words[whole] and people[at] == people[whole]
        ]
        for first, second in combinations(parts, 2):
            if not words[first] <= words[second] and not words[second] <= words[first]:
                yield whole, first, second


def _answers(some: Ints, others: Ints) -> Bools:
    """The same of answers, which only shares have: pairs."""
    known = [np.asarray((one >= 0).all(axis=1)) for one in (some, others)]
    return np.asarray(_within(some, others) & np.outer(*known))


def _within(some: Ints, others: Ints) -> Bools:
    """Whether the first is nowhere more than the second: pairs."""
    return np.asarray((some[:, None, :] <= others[None, :, :]).all(axis=2))
