"""Alternatives to detention: what there is, what it achieves, examines, and lacks."""

from collections.abc import Iterator, Sequence

from analysis import capacity, enrolment, examined, results
from analysis.eligibility import PEOPLE
from analysis.held_now import HeldNow
from analysis.programmes import PROGRAMMES, Programmes
from analysis.schema import Settings
from analysis.statistic import Candidate, Material


def statistics(
    materials: Sequence[Material], settings: Settings
) -> Iterator[Candidate]:
    """E2.9 of the people held, E1.13, E1.14, E2.11 of programmes, E2.10 of both."""
    for one in materials:
        if one.source == PEOPLE:
            yield from examined.statistics(HeldNow(one, settings), settings)
    for one in materials:
        if one.source == PROGRAMMES and len(one.rows):
            programmes = Programmes(one)
            yield from enrolment.statistics(programmes)
            yield from results.statistics(programmes, settings)
            yield from capacity.statistics(programmes, materials, settings)
            yield from enrolment.types(programmes)
