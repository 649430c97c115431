"""Alternatives to detention: what there is, what it achieves, examines, and lacks."""

from collections.abc import Iterator, Sequence

from analysis.alternatives import (
    statistics_capacity,
    statistics_enrolment,
    statistics_examined,
    statistics_results,
)
from analysis.alternatives.detained_now import HeldNow
from analysis.alternatives.eligibility import PEOPLE
from analysis.alternatives.programmes import PROGRAMMES, Programmes
from analysis.material import Candidate, Material
from analysis.schema import Settings


def statistics(
    materials: Sequence[Material], settings: Settings
) -> Iterator[Candidate]:
    """E2.9 of the people held, E1.13, E1.14, E2.11 of programmes, E2.10 of both."""
    for material in materials:
        if material.source == PEOPLE:
            yield from statistics_examined.statistics(
                HeldNow(material, settings), settings
            )
    for material in materials:
        if material.source == PROGRAMMES and len(material.rows):
            programmes = Programmes(material)
            yield from statistics_enrolment.statistics(programmes)
            yield from statistics_results.statistics(programmes, settings)
            yield from statistics_capacity.statistics(programmes, materials, settings)
            yield from statistics_enrolment.types(programmes)
