"""Sums over sets that overlap: none may give a few of its members away by another."""

from collections.abc import Sequence


def apart(sets: Sequence[frozenset[str]], least: int) -> list[bool]:
    """Whether the sum over each set can stand beside the sums over those before it.

    A set of fewer members than least is no sum. Of two sets, one within the other, the
    larger sum less the smaller is the sum over the rest, which must have no member or
    at least that many. Two sums are looked at, never several together.
    """
    kept: list[frozenset[str]] = []
    told = []
    for one in sets:
        good = len(one) >= least and not any(_tells(one, old, least) for old in kept)
        told.append(good)
        if good:
            kept.append(one)
    return told


def _tells(one: frozenset[str], other: frozenset[str], least: int) -> bool:
    small, large = sorted((one, other), key=len)
    return small < large and len(large - small) < least
