"""A total and what it is made of, where some places do not know some of the parts."""

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.registers.reported_numbers import Count, Place, Reports, total
from analysis.schema import FrameProblem

NOT_KNOWN = "not_known"


@dataclass(frozen=True, slots=True)
class Part:
    """How many of a total are of one kind, as how many places reported."""

    name: str
    count: int
    places: int


def divided(
    code: str, places: Sequence[Place], whole: Reports, *parts: Reports
) -> tuple[Count, tuple[Part, ...]]:
    """The total of the places that reported it, and its parts, which add up to it.

        not known = Σ_i (whole_i − Σ_j part_ij),  over the places that reported whole

    parts: some of the whole, None where a place does not know it. What a place cannot
    divide is a part of its own, so that total and parts are of the same places. A part
    that no place reported is left out, and is no zero: unless the other parts are
    everybody. More in the parts of a place than in its whole raises FrameProblem.
    """
    made = total(code, places, whole)
    left = {place: _left(place, whole, parts) for place in whole.given}
    known = [
        Part(one.name, round(sum(within.values())), len(within))
        for one, within in ((one, _within(one, whole)) for one in parts)
        if within or not any(left.values())
    ]
    rest = _rest([place for place, n in left.items() if n > 0], whole, parts)
    return made, (*known, rest) if rest.count else tuple(known)


def named(name: str, parts: Sequence[Part]) -> list[Part]:
    """The part of that name, where any place reported it."""
    return [one for one in parts if one.name == name]


def _left(place: str, whole: Reports, parts: Sequence[Reports]) -> float:
    left = whole.given[place] - sum(one.given.get(place, 0.0) for one in parts)
    if left < 0:
        names = '", "'.join(one.name for one in parts)
        raise FrameProblem(
            f'Place {place} reports {whole.given[place]:g} as "{whole.name}", and more'
            f' than that in its parts ("{names}"). Correct one of them.'
        )
    return left


def _rest(places: Sequence[str], whole: Reports, parts: Sequence[Reports]) -> Part:
    """What these places could not divide; of the others it is known to be nobody."""
    people = sum(
        whole.given[place] - sum(part.given.get(place, 0.0) for part in parts)
        for place in places
    )
    return Part(NOT_KNOWN, round(people), len(places))


def _within(part: Reports, whole: Reports) -> dict[str, float]:
    return {place: n for place, n in part.given.items() if place in whole.given}
