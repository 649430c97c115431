"""Small categories are counted in the largest of their grouping (rule 3), and which
groups have few people between them (rule 4)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.estimation.cells import factor
from analysis.publication.bands import fewest_of
from analysis.publication.parameters import Parameters
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
        """Categories that are merged into one, itself among them."""
        return [small for small, large in self.target.items() if large == code]

    def has_others(self, code: str) -> bool:
        return len(self.members(code)) > 1 or self.no_category == code

    @property
    def small(self) -> frozenset[str]:
        """Categories that are not published under their own name."""
        return frozenset(code for code, large in self.target.items() if code != large)


def merging(
    sizes: Sizes, few_without: bool, fewest: int, ranks: Sizes | None = None
) -> Merging:
    """Rule 3 for one grouping.

    sizes: people of each category; a category of fewer than `fewest` people is counted
    in the largest, and so are people of no category, if there are few. ranks: what the
    largest is told by, if not by sizes. Where only one category would be left nothing
    is merged: it would be everyone.
    """
    if not sizes:
        return Merging()
    ranks = ranks or sizes
    largest = max(sorted(sizes), key=ranks.__getitem__)
    target = {code: code if size >= fewest else largest for code, size in sizes.items()}
    if len(set(target.values())) == 1 < len(target):
        return Merging({code: code for code in sizes})
    together = few_without and len(target) > 1
    return Merging(target, largest if together else "")


@dataclass(frozen=True, slots=True)
class Overlap:
    """How many people separate two groups, for the differencing rule (rule 4).

    groups: (grouping, category) of each figure, everyone's first; sizes: people of
    each; members: who they are, n of bool, asked for only where sizes are close.
    """

    groups: Sequence[tuple[str, str]]
    sizes: Sequence[int]
    members: Callable[[int], Bools]

    @property
    def everyone(self) -> int:
        return self.sizes[0]

    def are_close(self, first: int, second: int, people: int) -> bool:
        """Whether fewer people may separate them, by their sizes alone: two groups
        differ by at least as many people as their sizes do."""
        size, other = self.sizes[first], self.sizes[second]
        return min(abs(size - other), abs(size + other - self.everyone)) < people

    def between(self, first: int, second: int) -> tuple[int, int]:
        """People in one of two groups alone, and in both or in neither.

        |A Δ B| = a + b − 2c,  |A Δ (U − B)| = u − a − b + 2c,  c = |A ∩ B|
        """
        apart = self.sizes[first] + self.sizes[second] - 2 * self._both(first, second)
        return apart, self.everyone - apart

    def _both(self, first: int, second: int) -> int:
        variable, other = self.groups[first][0], self.groups[second][0]
        if ALL in (variable, other):
            return min(self.sizes[first], self.sizes[second])
        if variable == other:
            return 0
        return int((self.members(first) & self.members(second)).sum())


@dataclass(frozen=True, slots=True)
class Near:
    """Rule 4 (differencing) for one question: groups that few respondents separate.

    interviewed: the same groups of everybody, where the question was put only to some
    because of what they said before; else None.
    """

    answered: Overlap
    interviewed: Overlap | None
    parameters: Parameters

    def few_apart(self, first: int, second: int) -> bool:
        """Whether one to nine people are between two groups, or between one of them and
        the rest of the other.

        Of a question for some they are as few as the band of those between allows, and
        nobody is between groups that are the same people whatever anybody says.
        """
        fewest = self.parameters.fewest_people
        if self.interviewed is None:
            return self.answered.are_close(first, second, fewest) and any(
                0 < people < fewest for people in self.answered.between(first, second)
            )
        if not self.answered.are_close(first, second, fewest + self._widest()):
            return False
        pairs = zip(
            self.answered.between(first, second),
            self.interviewed.between(first, second),
            strict=True,
        )
        return any(
            people > 0 and fewest_of(answered, people, True, self.parameters) < fewest
            for answered, people in pairs
        )

    def _widest(self) -> int:
        """People: the most that a base may be above the lowest its band allows."""
        everyone = self.interviewed.everyone if self.interviewed else 0
        largest, people = everyone, 0
        for at_least, width in self.parameters.widths:
            if largest >= at_least:
                people = max(people, largest * width // 100)
                largest = at_least - 1
        return people + self.parameters.rounding + 1


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
    *,
    answered: bool = True,
) -> Callable[[int], Bools]:
    """A function from the position of a group to its respondents, n of bool.

    answered: only who answered it.
    """
    column = categories.rows[indicator].to_numpy(dtype=float)
    counted: Bools = ~np.isnan(column) if answered else np.ones(len(column), dtype=bool)

    def members(position: int) -> Bools:
        variable, code = groups[position]
        if variable == ALL:
            return counted
        how = mergings[indicator, variable]
        inside = categories.inside(variable, how.members(code))
        if how.no_category == code:
            inside = inside | categories.none(variable)
        return np.asarray(counted & inside)

    return members


@dataclass(frozen=True, slots=True)
class Members:
    """The respondents of each figure among the rows, n of bool.

    Worked out when it is read: for 360 figures of a million interviews all of them
    together would take 360 MB.
    """

    readers: Sequence[Callable[[], Bools]] = ()

    def __len__(self) -> int:
        return len(self.readers)

    def __getitem__(self, position: int) -> Bools:
        return self.readers[position]()

    def __iter__(self) -> Iterator[Bools]:
        return (reader() for reader in self.readers)
