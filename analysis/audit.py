"""An attack on what is to be released, with everything that was released before.

It uses published cells alone, no truth: if a reader cannot narrow a hidden count, then
nobody who reads can.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import numpy as np

from analysis.equations import TINY, Equations, Seen, Term
from analysis.schema import MINORITY
from analysis.tables import Shared, Tables, known, settle
from analysis.told import Guard, Range, Release, Told

TOGETHER = 24  # indicators in one program
Key = tuple[str, str, str]  # source, design class, indicator
People = tuple[str, str, int | None]  # source, design class, how many


class Danger(StrEnum):
    HIDDEN = "hidden"  # a hidden cell can be worked out
    NAMELESS = "nameless"  # so can the people of no group
    DIFFERENCE = "difference"  # so can the few who came or left between two releases


@dataclass(frozen=True, slots=True)
class Leak:
    """What a reader can work out. release: position among all, the new one last."""

    danger: Danger
    cell: Told
    release: int
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class Audited:
    """Some of the indicators. n: range that a reader can give each hidden cell."""

    indicators: int
    leaks: tuple[Leak, ...]
    n: dict[Told, Range]


@dataclass(frozen=True, slots=True)
class _Question:
    danger: Danger
    cell: Told
    release: int
    terms: list[Term]
    wanted: float
    part: int  # 0 of everybody, 1 of those who said yes, 2 of those who did not


def audit(
    new: Release,
    earlier: Sequence[Release],
    guard: Guard,
    *,
    to_the_end: bool = False,
) -> Iterator[Audited]:
    """Attack some indicators after others; whoever asks may stop in between.

    earlier: releases of the same round, oldest first. Every count of every release is
    an unknown: the groups of a grouping and the people of no group add up to the total
    (n and k alike, 0 ≤ k ≤ n), a shown count lies within its rounding, and between two
    releases people only came and left, as many as the releases say. Found are
        a hidden cell       max − min < T for n, k or n − k, and min < T (or what the
                            total, or all interviews, leave, where that is less)
        people of no group  0 < min and max < T for n, < 3 for k or n − k
        a difference        n_new − n_old in a range narrower than the rounding, of
                            fewer than T people and not nobody; or so for k or n − k
    Ranges are at least as wide as found, and exact where that decides; to_the_end
    makes all of them exact. Raises Unsolved when the tables contradict each other or
    time is out.
    Source: Fischetti & Salazar (2001), Management Science 47 (attacker's problem).
    """
    releases = [_Indicators(one, guard) for one in (*earlier, new)]
    keys = list(releases[-1].cells)
    for start in range(0, len(keys), TOGETHER):
        part = keys[start : start + TOGETHER]
        yield _attack(part, releases, guard, to_the_end)


class _Indicators:
    """A release by indicator, with what several of them say of the same people.

    Indicators that everybody of a sample answered count the same groups, and all who
    were interviewed: what one of them shows is known of all.
    """

    def __init__(self, release: Release, guard: Guard) -> None:
        self.release = release
        self.cells: dict[Key, list[Told]] = defaultdict(list)
        for cell in release.cells:
            self.cells[_key(cell)].append(cell)
        people: dict[People, list[list[Told]]] = defaultdict(list)
        for key, cells in self.cells.items():
            people[self._of(key)].append(cells)
        self._known = {
            of[:2]: known(tables, release.guard or guard)
            for of, tables in people.items()
            if of[2] is not None
        }

    def _of(self, key: Key) -> People:
        whole = (cell.n for cell in self.cells[key] if cell.complete)
        return key[0], key[1], next(whole, None)

    def known(self, key: Key) -> Shared:
        everybody = self._of(key)[2] is not None
        return Shared(self._known.get(key[:2], {}), everybody)


def _attack(
    keys: Sequence[Key],
    releases: Sequence[_Indicators],
    guard: Guard,
    to_the_end: bool,
) -> Audited:
    """Several indicators in one program, because a program costs more than its size."""
    equations = Equations()
    found = [_tables(key, equations, releases, guard) for key in keys]
    settle(equations, [one for tables, _told in found for one in tables.slack])
    questions = [
        question
        for tables, told in found
        for question in (
            *_hidden(tables),
            *(() if tables.unmoved else _differences(tables, told, guard)),
        )
    ]
    if not questions:
        return Audited(len(keys), (), {})
    asked = list(
        zip(questions, _answers(equations, questions, guard, to_the_end), strict=True)
    )
    leaks = [
        Leak(one.danger, one.cell, one.release, *around)
        for one, around in asked
        if _dangerous(one, around, guard)
    ]
    last = len(releases) - 1
    inferred = {
        one.cell: around
        for one, around in asked
        if one.danger is Danger.HIDDEN and one.part == 0 and one.release == last
    }
    return Audited(len(keys), tuple(_first_of_each(leaks)), inferred)


def _tables(
    key: Key, equations: Equations, releases: Sequence[_Indicators], guard: Guard
) -> tuple[Tables, list[int]]:
    tables = Tables(equations, guard)
    told = [at for at, one in enumerate(releases) if key in one.cells]
    for at in told:
        one = releases[at]
        tables.add(at, one.cells[key], one.known(key), one.release)
    for before, after in pairwise(told):
        tables.link(before, after, releases[before].release, releases[after].release)
    return tables, told


def _answers(
    equations: Equations,
    questions: Sequence[_Question],
    guard: Guard,
    to_the_end: bool,
) -> list[Range]:
    """Range of each question, exact where witnesses leave it dangerous.

    Indicators share no unknown, so one program answers one question of each. One leak
    of an indicator is enough to refuse: its other open questions are left.
    """
    sums = equations.sums([one.terms for one in questions])
    free = equations.span(sums) > TINY
    seen = Seen(equations, sums)
    exact: set[int] = set()
    while True:
        turn: dict[Key, int] = {}
        leaking: set[Key] = set()
        for at, one in enumerate(questions):
            around = seen.low[at], seen.high[at]
            if at in exact and _dangerous(one, around, guard):
                leaking.add(_key(one.cell))
            elif (
                free[at]
                and at not in exact
                and (to_the_end or _dangerous(one, around, guard, unsure=True))
            ):
                turn.setdefault(_key(one.cell), at)
        chosen = [at for key, at in turn.items() if to_the_end or key not in leaking]
        if not chosen:
            break
        seen.look(np.bincount(chosen, minlength=len(questions)).astype(float))
        exact.update(chosen)
    return list(zip(seen.low.tolist(), seen.high.tolist(), strict=True))


def _hidden(tables: Tables) -> Iterator[_Question]:
    for (release, at), cell in tables.cells.items():
        if cell.told is None:
            continue
        nameless = cell.nameless
        if nameless or cell.told.n is None:
            danger = Danger.NAMELESS if nameless else Danger.HIDDEN
            for part, terms in enumerate(cell.parts()):
                wanted = tables.wanted(release, at, part)
                yield _Question(danger, cell.told, release, terms, wanted, part)


def _differences(
    tables: Tables, told: Sequence[int], guard: Guard
) -> Iterator[_Question]:
    last = told[-1]
    for (release, at), cell in tables.cells.items():
        if release != last or cell.told is None or cell.nameless:
            continue
        for earlier in told[:-1]:
            before = tables.cells.get((earlier, at))
            if before is None:
                continue
            for part, (here, there) in enumerate(
                zip(cell.parts(), before.parts(), strict=True)
            ):
                terms = [*here, *((column, -value) for column, value in there)]
                wanted = float(max(1, guard.base - 1))
                yield _Question(
                    Danger.DIFFERENCE, cell.told, earlier, terms, wanted, part
                )


def _dangerous(
    question: _Question, around: Range, guard: Guard, *, unsure: bool = False
) -> bool:
    """unsure: the range may be wider than it was seen to be."""
    low, high = around
    narrow = high - low < question.wanted - TINY
    match question.danger:
        case Danger.HIDDEN:
            return narrow and (unsure or low < question.wanted - TINY)
        case Danger.NAMELESS:
            least = MINORITY if question.part else guard.threshold
            return low > TINY and high < least - TINY
        case Danger.DIFFERENCE:
            most = max(abs(low), abs(high))
            small = most < guard.threshold - TINY
            return narrow and small and (unsure or most > TINY)
    raise AssertionError(question.danger)


def _first_of_each(leaks: Sequence[Leak]) -> list[Leak]:
    first: dict[tuple[Danger, Told, int], Leak] = {}
    for leak in leaks:
        first.setdefault((leak.danger, leak.cell, leak.release), leak)
    return list(first.values())


def _key(cell: Told) -> Key:
    return cell.source, cell.design_class, cell.indicator
