"""A total and what it is made of, where some places do not know some of the parts."""

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.registers.reported_numbers import Place, ReportedCount, Reports, total
from analysis.schema import FrameProblem

NOT_KNOWN = "not_known"


@dataclass(frozen=True, slots=True)
class TotalPart:
    """One part of a total: its count, and how many places reported it."""

    name: str
    count: int
    places: int


def divide(
    code: str, places: Sequence[Place], reports: Reports, *parts: Reports
) -> tuple[ReportedCount, tuple[TotalPart, ...]]:
    """The total of the places that reported it, and its parts, which add up to it.

        not known = Σ_i (whole_i − Σ_j part_ij),  over the places that reported whole

    parts: some of the whole, None where a place does not know it. What a place cannot
    divide is a part of its own, so that total and parts are of the same places. A part
    that no place reported is left out, and is no zero: unless the other parts are
    everybody. More in the parts of a place than in its whole raises FrameProblem.
    """
    count = total(code, places, reports)
    left = {place: _remainder(place, reports, parts) for place in reports.numbers}
    reported_parts = [
        TotalPart(part.name, round(sum(within.values())), len(within))
        for part, within in ((part, _in_total(part, reports)) for part in parts)
        if within or not any(left.values())
    ]
    rest = _undivided([place for place, n in left.items() if n > 0], reports, parts)
    return count, (*reported_parts, rest) if rest.count else tuple(reported_parts)


def part_named(name: str, parts: Sequence[TotalPart]) -> list[TotalPart]:
    """The part of that name, where any place reported it."""
    return [part for part in parts if part.name == name]


def _remainder(place: str, reports: Reports, parts: Sequence[Reports]) -> float:
    left = reports.numbers[place] - sum(part.numbers.get(place, 0.0) for part in parts)
    if left < 0:
        names = '", "'.join(part.name for part in parts)
        raise FrameProblem(
            f'Place {place} reports {reports.numbers[place]:g} as "{reports.name}", and'
            f' more than that in its parts ("{names}"). Correct one of them.'
        )
    return left


def _undivided(
    places: Sequence[str], reports: Reports, parts: Sequence[Reports]
) -> TotalPart:
    """The part of the total that these places did not divide."""
    people = sum(
        reports.numbers[place] - sum(part.numbers.get(place, 0.0) for part in parts)
        for place in places
    )
    return TotalPart(NOT_KNOWN, round(people), len(places))


def _in_total(part: Reports, reports: Reports) -> dict[str, float]:
    return {place: n for place, n in part.numbers.items() if place in reports.numbers}
