"""Which days of a step function may be published without telling single exits.

A reader who sees the share still held on two days sees how many left in between. So
days are left out until at least a few people left before each, between any two, and
after the last.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise

Counts = Mapping[float, int]  # day → exits up to it
# The marks of the picture first, then the others by how much they tell.
FIRST = (90.0, 28.0, 180.0, 7.0, 2.0, 365.0)


def days_apart(
    groups: Sequence[tuple[Counts, int]], fewest: int, first: Sequence[float] = FIRST
) -> tuple[float, ...]:
    """The days to publish, in order, the same for every group.

    groups: exits up to each day that can be spoken of, and how many stays were
    followed. Days are tried in the order of `first`.
    """
    chosen: list[float] = []
    for day in first:
        trial = sorted([*chosen, day])
        if all(_told_apart(*group, trial, fewest) for group in groups):
            chosen = trial
    return tuple(chosen)


def _told_apart(
    exits: Counts, followed: int, days: Sequence[float], fewest: int
) -> bool:
    if not all(day in exits for day in days):
        return False
    steps = [0, *(exits[day] for day in days), followed]
    return all(after - before >= fewest for before, after in pairwise(steps))


def ways_apart(
    exits: Mapping[str, Counts],
    days: Sequence[float],
    fewest: int,
    rest: str,
    first: Sequence[float] = FIRST,
) -> tuple[dict[str, str], tuple[float, ...]]:
    """({way: under which name it is told}, the days on which the ways are told).

    exits: way → exits up to each day, `rest` the last of them; days: those published.
    On the first day, in the order of `first`, ways with fewer than `fewest` exits
    become part of `rest`, with the last of the others while that is still too few. A
    further day is told if of every way nobody left in between, or at least `fewest`.
    """
    order = [day for day in first if day in days]
    if not order:
        return {}, ()
    names = _merged(
        {way: found[order[0]] for way, found in exits.items()}, fewest, rest
    )
    chosen: list[float] = []
    for day in order:
        trial = sorted([*chosen, day])
        if all(_apart(exits, names, one, trial, fewest) for one in names.values()):
            chosen = trial
    return names, tuple(chosen)


def _merged(count: Mapping[str, int], fewest: int, rest: str) -> dict[str, str]:
    rare = {way for way, people in count.items() if 0 < people < fewest}
    if not rare:
        return {way: way for way in count}
    inside = rare | {rest}
    for way in reversed(list(count)):
        if sum(count[one] for one in inside) >= fewest:
            break
        inside.add(way)
    return {way: rest if way in inside else way for way in count}


def _apart(
    exits: Mapping[str, Counts],
    names: Mapping[str, str],
    name: str,
    days: Sequence[float],
    fewest: int,
) -> bool:
    ways = [way for way, told in names.items() if told == name]
    steps = [0, *(sum(exits[way][day] for way in ways) for day in days)]
    found = [after - before for before, after in pairwise(steps)]
    return all(one == 0 or one >= fewest for one in found)
