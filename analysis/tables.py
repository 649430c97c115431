"""Published tables of one indicator as equations, one release after another."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from analysis.equations import TINY, Equations, Term
from analysis.schema import ALL, MINORITY
from analysis.told import Guard, Range, Release, Told, counts

At = tuple[str, str]
Known = dict[At, Range]
TOTAL: At = (ALL, ALL)
NAMELESS = ""
FAR = 1e6  # above any count, for a reader who was told no number of interviews


@dataclass(frozen=True, slots=True)
class Cell:
    """Positions of n and k among the unknowns. yes: whether k counts anything."""

    n: int
    k: int
    told: Told | None
    yes: bool
    nameless: bool = False

    def parts(self) -> list[list[Term]]:
        """n, and where there is a yes k and n − k, as sums of unknowns."""
        if not self.yes:
            return [[(self.n, 1.0)]]
        return [[(self.n, 1.0)], [(self.k, 1.0)], [(self.n, 1.0), (self.k, -1.0)]]


@dataclass(frozen=True, slots=True)
class Shared:
    """What tables of all who were interviewed say. everybody: this is one of them."""

    known: Known
    everybody: bool

    def within(self, at: At, ends: Range) -> Range:
        """Where some did not answer, no group has more people than were interviewed."""
        low, high = self.known.get(at, ends)
        return (max(ends[0], low) if self.everybody else ends[0]), min(ends[1], high)


class Tables:
    """The unknown counts of one indicator over releases, and what ties them."""

    def __init__(self, equations: Equations, guard: Guard) -> None:
        self.equations = equations
        self.cells: dict[tuple[int, At], Cell] = {}
        self.everybody: dict[int, float] = {}
        self._sized: dict[tuple[int, At], float] = {}
        self._guard = guard
        self.moved: list[float] = []  # people between two releases, as told
        self.slack: list[int] = []

    def add(
        self,
        release: int,
        told: Sequence[Told],
        shared: Shared,
        whole: Release,
    ) -> None:
        """One release: groups and the people of no group add up to the total."""
        everybody = float(whole.used.get(told[0].source, FAR))
        self.everybody[release] = everybody
        for one in told:
            n, k = counts(one, whole.guard or self._guard, everybody)
            if one.n is None:
                self._size(release, one.at, shared, told, whole)
            self.cells[release, one.at] = self._cell(shared.within(one.at, n), k, one)
        for variable in sorted({one.group_var for one in told} - {ALL}):
            self._row(release, variable, everybody, shared)

    def _size(
        self,
        release: int,
        at: At,
        shared: Shared,
        told: Sequence[Told],
        whole: Release,
    ) -> None:
        """Remember how many of a group surely answered, where its size was told.

        Another table counts everybody of the group, and enough to be shown: only what
        they said is still to be protected, not how many of them answered.
        """
        guard = whole.guard or self._guard
        total = next((one for one in told if one.at == TOTAL and one.n), None)
        size = shared.known.get(at, (0.0, 0.0))[0]
        if size >= guard.threshold and total:
            silent = shared.known[TOTAL][1] - counts(total, guard, FAR)[0][0]
            self._sized[release, at] = max(float(MINORITY), size - silent)

    def _cell(self, n: Range, k: Range, told: Told | None, **more: bool) -> Cell:
        yes = told is not None and told.yes
        cell = Cell(
            self.equations.unknown(*n), self.equations.unknown(*k), told, yes, **more
        )
        no = MINORITY if told and told.k is not None else 0
        self.equations.at_most([(cell.k, 1.0), (cell.n, -1.0)], -no)
        return cell

    def _row(
        self, release: int, variable: str, everybody: float, shared: Shared
    ) -> None:
        total = self.cells[release, TOTAL]
        groups = [
            cell
            for (at, (name, _code)), cell in self.cells.items()
            if at == release and name == variable
        ]
        told = total.told and replace(
            total.told, group_var=variable, group_code=NAMELESS, n=None, k=None
        )
        everyone = (0.0, everybody)
        nameless = shared.within((variable, NAMELESS), everyone)
        nobody = self._cell(
            nameless, everyone if total.yes else (0.0, 0.0), told, nameless=True
        )
        self.cells[release, (variable, NAMELESS)] = nobody
        parts = [*groups, nobody]
        self.equations.equal([(total.n, -1.0), *((one.n, 1.0) for one in parts)])
        self.equations.equal([(total.k, -1.0), *((one.k, 1.0) for one in parts)])

    def link(self, before: int, after: int, old: Release, new: Release) -> None:
        """Between two releases people only came and left: n₂ − n₁ = came − left.

        As many as both releases say of their interviews. A corrected answer moves a
        person as if one had left and another come: where the tables cannot do without,
        `settle` finds the fewest corrections that explain them.
        """
        ats = {at for release, at in self.cells if release in (before, after)}
        moves = {at: self._moved(before, after, at) for at in sorted(ats)}
        rows: dict[str, list[At]] = defaultdict(list)
        for at in sorted(ats - {TOTAL}):
            rows[at[0]].append(at)
        for row in rows.values():
            for way in range(4):
                parts = [(moves[at][way], 1.0) for at in row]
                self.equations.equal([(moves[TOTAL][way], -1.0), *parts])
        self._limit(moves[TOTAL], self._source(after), old, new)

    def _source(self, release: int) -> str:
        told = self.cells[release, TOTAL].told
        return told.source if told else ""

    def _moved(self, before: int, after: int, at: At) -> tuple[int, int, int, int]:
        """Unknowns: who came and left, and of those who said yes."""
        here, there = self._present(after, at), self._present(before, at)
        came, left, came_yes, left_yes = (
            self.equations.unknown(0.0, FAR) for _way in range(4)
        )
        for part, whole in ((came_yes, came), (left_yes, left)):
            self.equations.at_most([(part, 1.0), (whole, -1.0)])
        for new, old, plus, minus in (
            (here.n, there.n, came, left),
            (here.k, there.k, came_yes, left_yes),
        ):
            self.equations.equal([(new, 1), (old, -1), (plus, -1), (minus, 1)])
        return came, left, came_yes, left_yes

    def _present(self, release: int, at: At) -> Cell:
        """A group that a release does not name had nobody in it."""
        if (release, at) not in self.cells:
            yes = self.cells[release, TOTAL].yes
            self.cells[release, at] = replace(
                self._cell((0.0, 0.0), (0.0, 0.0), None), yes=yes
            )
        return self.cells[release, at]

    def _limit(
        self, total: tuple[int, int, int, int], source: str, old: Release, new: Release
    ) -> None:
        if source not in old.used or source not in new.used:
            return
        left = max(0, _count(new.withdrawn, source) - _count(old.withdrawn, source))
        came = max(0, new.used[source] - old.used[source] + left)
        slack = self.equations.unknown(0.0, FAR)
        self.slack.append(slack)
        self.moved.append(float(came + left))
        for moved, most in ((total[0], came), (total[1], left)):
            self.equations.at_most([(moved, 1.0), (slack, -1.0)], most)

    def wanted(self, release: int, at: At, part: int) -> float:
        """Width to protect, unless what is told anyway leaves less."""
        most = min(float(self._guard.threshold), self.everybody[release])
        sized = self._sized.get((release, at))
        if part == 0:
            return most if sized is None else 0.0
        high, total = self.equations.high, self.cells[release, TOTAL]
        no = high[total.n] - self.equations.low[total.k]
        return min(most, high[total.k], no, most if sized is None else sized)

    @property
    def unmoved(self) -> bool:
        """Nobody came, left or was corrected between any two of the releases."""
        settled = (self.equations.high[one] for one in self.slack)
        return len(self.moved) > 0 and not any([*self.moved, *settled])


def settle(equations: Equations, slack: list[int]) -> None:
    """Allow as few corrections as the tables need. Raises Unsolved."""
    if not slack:
        return
    cost = np.zeros(len(equations.low))
    cost[slack] = 1.0
    point = equations.least(cost)
    for one in slack:
        equations.high[one] = float(math.ceil(point[one] - TINY))


def _count(of: Mapping[str, int], source: str) -> int:
    return of.get(source, 0)


def known(tables: Sequence[Sequence[Told]], guard: Guard) -> Known:
    """Range of n of each group, and of no group, that tables of the same people leave.

    tables: the cells of each indicator, its total among them.
    """
    found: Known = {}
    for cells in tables:
        ranges = {one.at: counts(one, guard, FAR)[0] for one in cells}
        for at, (low, high) in {**ranges, **_nameless(ranges)}.items():
            before = found.get(at, (0.0, FAR))
            found[at] = max(low, before[0]), min(high, before[1])
    return found


def _nameless(ranges: Known) -> Known:
    """What the groups of each grouping leave of the total."""
    low, high = ranges[TOTAL]
    left: Known = {}
    for variable in {at[0] for at in ranges} - {ALL}:
        row = [ends for at, ends in ranges.items() if at[0] == variable]
        most = max(0.0, high - sum(ends[0] for ends in row))
        left[variable, NAMELESS] = max(0.0, low - sum(ends[1] for ends in row)), most
    return left
