"""Counts of records as statistics, with their time, their coverage and who is in them.

A record counts everybody who is there: its statistics are a census of the places that
reported, however these were chosen, and speak for no other. Nothing of them has a
range but a rate of deaths, which chance makes and not the choice of places.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from analysis.material import Candidate, ExactStatistic, Form
from analysis.registers.breakdowns import TotalPart
from analysis.registers.facility_records import RECORDS
from analysis.registers.reported_numbers import ReportedCount, RoundCoverage
from analysis.schema import DesignKind

CENSUS = str(DesignKind.CENSUS)


def count_statistic(
    count: ReportedCount,
    about: str,
    *,
    form: Form = Form.COUNT,
    people: int | None = None,
    **values: Any,
) -> Candidate:
    """A count of records as a statistic.

    people: how many stand behind it, where the numerator counts none.
    """
    size = round(count.numerator) if people is None else people
    numbers = {
        "value": count.value,
        "n": size if count.denominator is None and people is None else None,
        "numerator": count.numerator,
        "denominator": count.denominator,
    }
    statistic = replace(statistic_without_numbers(count, about), **numbers | values)
    return Candidate(statistic, form, people=size, places=count.reach.all.reporting)


def statistic_without_numbers(count: ReportedCount, about: str) -> ExactStatistic:
    """A statistic with everything of a count except its value, n, k and sums."""
    return ExactStatistic(
        code=count.code,
        about=about,
        source=RECORDS,
        design_class=CENSUS,
        unit=str(count.unit),
        reporting=count.reach.all.reporting,
        known=count.reach.all.places,
        when=count.when.span,
        method=CENSUS,
        note=coverage_note(count.reach),
    )


def part_statistics(
    count: ReportedCount,
    about: str,
    grouping: str,
    parts: Sequence[TotalPart],
    *,
    total: int | None = None,
) -> Iterator[Candidate]:
    """Each part as a share of its total, with its count; nothing of an empty total.

    total: where it is not the count but one of its parts.
    """
    total = round(count.value) if total is None else total
    for part in parts if total else ():
        statistic = replace(
            statistic_without_numbers(count, f"{about}:{grouping}:{part.name}"),
            part_of=about,
            unit="share",
            value=part.count / total,
            n=total,
            k=part.count,
        )
        yield Candidate(statistic, Form.PART, people=total, places=part.places)


def coverage_note(reach: RoundCoverage) -> str:
    """Whether police and prison places are in a count, of those of the round."""
    police, prisons = reach.police, reach.prisons
    return (
        f"police {police.reporting}/{police.places};"
        f" prisons {prisons.reporting}/{prisons.places}"
    )
