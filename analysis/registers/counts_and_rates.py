"""Administrative counts of places (part E1 of the gap statistics).

A census of places: no sampling error, but coverage, which every number carries.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum

from analysis.estimation.intervals import poisson_exact
from analysis.registers.reported_numbers import (
    Place,
    ReportedCount,
    Reports,
    ratio,
    total,
)
from analysis.registers.units_and_periods import CountingUnit, NamedPeriod, Period
from analysis.schema import Chance, FrameProblem

DAYS_OF_YEAR = 365.25
PER_THOUSAND = 1000.0
# Last days of the bands that are published; days are stored, so others can be had.


class Death(StrEnum):
    """Four classes that are never added up; those on the route are imported."""

    IN_CUSTODY = "in_custody"
    AFTER_RELEASE = "within_30_days_of_release"
    DURING_REMOVAL = "during_removal"
    ROUTE = "route"


def occupancy(
    places: Sequence[Place], stock: Reports, capacity: Reports, code: str = "E1.11"
) -> ReportedCount:
    """Stock over official capacity, above 1 where people are held beyond it.

    Also of places of alternatives, under the code E1.13. Source: E1.11.
    """
    return ratio(code, places, stock, capacity)


def admission_ratio(
    places: Sequence[Place], admissions: Reports, referrals: Reports
) -> ReportedCount:
    """Admissions to alternatives over referrals of the period; others may wait.

    Above 1 where people come in who were referred before. Source: E1.13.
    """
    return ratio("E1.13", places, admissions, referrals)


def daily_population(places: Sequence[Place], days: Reports) -> ReportedCount:
    """Average daily population: detention days over the days of the period.

    days: of a period, by day; anything else raises FrameProblem. Source: E1.4.
    """
    period = _person_days("E1.4", days)
    count = total("E1.4", places, days)
    return replace(
        count,
        value=count.numerator / period.days,
        unit=CountingUnit.PERSON,
        denominator=float(period.days),
        denominator_unit=CountingUnit.DAY,
    )


def children(
    places: Sequence[Place], ordered: Reports, housed: Reports
) -> ReportedCount:
    """Children deprived of liberty: held under an order, and housed with a parent.

    Places that gave one of the two are in left_out: their sum is not known.
    Source: E1.9.
    """
    return total("E1.9", places, ordered, housed)


def death_rate(
    places: Sequence[Place],
    deaths: Reports,
    days: Reports,
    *,
    of: Death = Death.IN_CUSTODY,
    level: float = 0.95,
) -> ReportedCount:
    """Deaths per 1,000 person-years with exact Poisson limits.

        1000 · deaths / (days / 365.25)

    deaths, days: of one period and one class; days are those at risk of it. Limits say
    what the same danger could bring, not that deaths were sampled. Deaths on the route
    have no days at risk and raise FrameProblem.
    Source: E1.12; Garwood (1936), Biometrika 28.
    """
    if of is Death.ROUTE:
        raise FrameProblem(
            "Deaths on the route have no person-days, so no rate. Give their number"
            " and source, apart from deaths in custody."
        )
    _person_days("E1.12", days)
    per = PER_THOUSAND * DAYS_OF_YEAR
    rate = ratio(f"E1.12:{of}", places, deaths, days, per=per)
    limits = poisson_exact(
        round(rate.numerator),
        (rate.denominator or 0.0) / per,
        level,
        kind=Chance.CENSUS,
    )
    return replace(rate, limits=limits, level=level)


def cost_per_day(
    places: Sequence[Place], components: Mapping[str, Reports], days: Reports
) -> ReportedCount:
    """Cost per person-day, with its components, of places that reported all of them.

    components: amounts of money of one currency for the period of the days, which may
    be the twelve months of a questionnaire; none raises FrameProblem, as a cost that
    does not say what it holds cannot be compared.
    Source: E1.14.
    """
    if not components:
        raise FrameProblem(
            "A cost per day needs its components. Name at least one, and what it holds."
        )
    if days.when is not NamedPeriod.TWELVE_MONTHS or days.unit is not CountingUnit.DAY:
        _person_days("E1.14", days)
    named = [replace(reports, name=name) for name, reports in components.items()]
    return ratio("E1.14", places, named, days)


def _period(code: str, reports: Reports) -> Period:
    if not isinstance(reports.when, Period):
        raise FrameProblem(
            f'{code}: "{reports.name}" is of {reports.when}, but happens over time.'
            " Give the period it was counted in."
        )
    return reports.when


def _person_days(code: str, days: Reports) -> Period:
    if days.unit is not CountingUnit.DAY:
        raise FrameProblem(
            f'{code}: "{days.name}" counts by {days.unit}, and days are needed. Give'
            " the days of detention of the period."
        )
    return _period(code, days)
