"""Small categories are counted in the largest of their grouping (rule 3), and which
groups have few people between them (rule 4)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.cells import factor
from analysis.schema import ALL

Bools = npt.NDArray[np.bool_]
Positions = npt.NDArray[np.int32]
Sizes = Mapping[str, int]  # category → people who answered


@dataclass(frozen=True, slots=True)
class Merging:
    """How the categories of one grouping are published.

    target: category → the one it is counted in; no_category: whether the people of no
    category are counted in the largest as well.
    """

    target: Mapping[str, str] = field(default_factory=dict)
    no_category: str = ""

    def members(self, code: str) -> list[str]:
        """Categories that are counted in one."""
        return [small for small, large in self.target.items() if large == code]

    def has_others(self, code: str) -> bool:
        return len(self.members(code)) > 1 or self.no_category == code

    @property
    def small(self) -> frozenset[str]:
        """Categories that are not published under their own name."""
        return frozenset(one for one, large in self.target.items() if one != large)


def merging(sizes: Sizes, without: int, fewest: int) -> Merging:
    """Rule 3 for one grouping.

    sizes: people of each category; without: of no category; a category of fewer than
    `fewest` people is counted in the largest, and so are people of no category, if they
    are one to nine. Where only one category would be left nothing is merged: it would
    be everyone.
    """
    if not sizes:
        return Merging()
    largest = max(sorted(sizes), key=lambda code: sizes[code])
    target = {code: code if size >= fewest else largest for code, size in sizes.items()}
    if len(set(target.values())) == 1 < len(target):
        return Merging({code: code for code in sizes})
    few_without = 0 < without < fewest and len(target) > 1
    return Merging(target, largest if few_without else "")


@dataclass(frozen=True, slots=True)
class Overlap:
    """Rule 4 for one question: few people between two groups of who answered it.

    groups: (grouping, category) of each figure; sizes: how many of each answered;
    members: who they are, n of bool, asked for only where sizes are close.
    """

    groups: Sequence[tuple[str, str]]
    sizes: Sequence[int]
    everyone: int
    members: Callable[[int], Bools]
    fewest: int

    def few_apart(self, first: int, second: int) -> bool:
        """Whether one to nine people are between two groups, or between one of them and
        the rest of the other.

        |A Δ B| = a + b − 2c,  |A Δ (U − B)| = u − a − b + 2c,  c = |A ∩ B|
        """
        one, other = self.sizes[first], self.sizes[second]
        # Two sets differ by no fewer people than their sizes do.
        close = abs(one - other) < self.fewest
        complement = abs(one + other - self.everyone) < self.fewest
        if not close and not complement:
            return False
        both = self._both(first, second)
        apart = one + other - 2 * both
        return 0 < apart < self.fewest or 0 < self.everyone - apart < self.fewest

    def _both(self, first: int, second: int) -> int:
        variable, other = self.groups[first][0], self.groups[second][0]
        if ALL in (variable, other):
            return min(self.sizes[first], self.sizes[second])
        if variable == other:
            return 0
        return int((self.members(first) & self.members(second)).sum())


@dataclass(frozen=True)
class Categories:
    """The category of every row in each grouping: positions among its codes, −1 for
    none. Read once for all questions of a frame."""

    rows: pd.DataFrame

    @cached_property
    def _coded(self) -> dict[str, tuple[tuple[str, ...], Positions]]:
        return {}

    def inside(self, variable: str, codes: Sequence[str]) -> Bools:
        """Rows of some categories, n of bool."""
        names, position = self._of(variable)
        wanted = np.array([*(name in codes for name in names), False])
        places = np.flatnonzero(wanted)
        # One comparison of all rows takes a tenth of the time of a look-up in a table.
        if len(places) == 1:
            return np.asarray(position == places[0])
        return np.asarray(wanted[position])

    def none(self, variable: str) -> Bools:
        return np.asarray(self._of(variable)[1] < 0)

    def _of(self, variable: str) -> tuple[tuple[str, ...], Positions]:
        if variable not in self._coded:
            names, position = factor(self.rows[variable])
            self._coded[variable] = names, position.astype(np.int32)
        return self._coded[variable]


def members_of(
    categories: Categories,
    indicator: str,
    groups: Sequence[tuple[str, str]],
    mergings: Mapping[tuple[str, str], Merging],
) -> Callable[[int], Bools]:
    """Who of the rows answered a question and is counted in a group, asked by place."""
    answered = categories.rows[indicator].notna().to_numpy()

    def members(place: int) -> Bools:
        variable, code = groups[place]
        if variable == ALL:
            return answered
        how = mergings[indicator, variable]
        inside = categories.inside(variable, how.members(code))
        if how.no_category == code:
            inside = inside | categories.none(variable)
        return np.asarray(answered & inside)

    return members


@dataclass(frozen=True, slots=True)
class Members:
    """Who of the rows stands behind each figure, n of bool, or nothing.

    Worked out when it is read: for 360 figures of a million interviews all of them
    together would take 360 MB.
    """

    readers: Sequence[Callable[[], Bools] | None] = ()

    def __len__(self) -> int:
        return len(self.readers)

    def __getitem__(self, place: int) -> Bools | None:
        reader = self.readers[place]
        return None if reader is None else reader()

    def __iter__(self) -> Iterator[Bools | None]:
        return (None if reader is None else reader() for reader in self.readers)
