"""Counts of records as statistics, with their time, their coverage and who is in them.

A record counts everybody who is there: its statistics are a census of the places that
reported, however these were chosen, and speak for no other. Nothing of them has a
range but a rate of deaths, which chance makes and not the choice of places.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from analysis.material import Candidate, Form, GapStatistic
from analysis.registers.breakdowns import Part
from analysis.registers.facility_records import RECORDS
from analysis.registers.reported_numbers import Count, Reach
from analysis.schema import DesignClass

CENSUS = str(DesignClass.CENSUS)


def stated(
    made: Count,
    about: str,
    *,
    form: Form = Form.COUNT,
    people: int | None = None,
    **said: Any,
) -> Candidate:
    """A count of records as a statistic.

    people: how many stand behind it, where the numerator counts none.
    """
    some = round(made.numerator) if people is None else people
    numbers = {
        "value": made.value,
        "n": some if made.denominator is None and people is None else None,
        "numerator": made.numerator,
        "denominator": made.denominator,
    }
    statistic = replace(bare(made, about), **numbers | said)
    return Candidate(statistic, form, people=some, places=made.reach.all.reporting)


def bare(made: Count, about: str) -> GapStatistic:
    """Everything of a count but its numbers of people."""
    return GapStatistic(
        code=made.code,
        about=about,
        source=RECORDS,
        design_class=CENSUS,
        unit=str(made.unit),
        reporting=made.reach.all.reporting,
        known=made.reach.all.known,
        when=made.when.span,
        method=CENSUS,
        note=included(made.reach),
    )


def parts_of(
    made: Count,
    about: str,
    grouping: str,
    parts: Sequence[Part],
    *,
    total: int | None = None,
) -> Iterator[Candidate]:
    """Each part as a share of its total, with its count; nothing of an empty total.

    total: where it is not the count but one of its parts.
    """
    total = round(made.value) if total is None else total
    for part in parts if total else ():
        statistic = replace(
            bare(made, f"{about}:{grouping}:{part.name}"),
            part_of=about,
            unit="share",
            value=part.count / total,
            n=total,
            k=part.count,
        )
        yield Candidate(statistic, Form.PART, people=total, places=part.places)


def included(reach: Reach) -> str:
    """Whether police and prison places are in a count, of those of the round."""
    police, prisons = reach.police, reach.prisons
    return (
        f"police {police.reporting}/{police.known};"
        f" prisons {prisons.reporting}/{prisons.known}"
    )
