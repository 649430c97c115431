"""Administrative counts of places (part E1 of the gap statistics).

A census of places: no sampling error, but coverage, which every number carries.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from analysis.estimation.intervals import poisson_exact
from analysis.indicators.proportions import Share, counted
from analysis.registers.reported_numbers import (
    Place,
    PlaceCoverage,
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
BANDS = (1.0, 2.0, 7.0, 28.0, 90.0, 180.0, 365.0)


class Death(StrEnum):
    """Four classes that are never added up; those on the route are imported."""

    IN_CUSTODY = "in_custody"
    AFTER_RELEASE = "within_30_days_of_release"
    DURING_REMOVAL = "during_removal"
    ROUTE = "route"


@dataclass(frozen=True, slots=True)
class Lengths:
    """Completed stays in days; n exits. Mean and median, as they are far apart."""

    n: int
    mean: float
    median: float
    p90: float
    maximum: float


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


def days_over(
    daily: Mapping[str, Sequence[float | None]], capacity: Mapping[str, float]
) -> dict[str, PlaceCoverage]:
    """Days with more people than places, of the days with a count, by place.

    daily: stock of each day, None where it was not counted. A place without a capacity
    raises FrameProblem. Source: E1.11.
    """
    missing = sorted(daily.keys() - capacity.keys())
    if missing:
        raise FrameProblem(
            f"Place {missing[0]} has daily counts but no official capacity. Ask for"
            " it, or leave the place out."
        )
    days_by_place = {}
    for place, stocks in daily.items():
        counts = [stock for stock in stocks if stock is not None]
        over = sum(stock > capacity[place] for stock in counts)
        days_by_place[place] = PlaceCoverage(over, len(counts))
    return days_by_place


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


def length_bands(
    days: Sequence[float], ends: Sequence[float] = BANDS
) -> dict[tuple[float, float | None], int]:
    """Completed stays by band (over, up to and with), None for no end.

    days: length of every stay that ended, fractions for hours; ends: rising last days,
    national ones or those that are published. Source: E1.6.
    """
    _stays(days)
    if list(ends) != sorted(set(ends)) or not ends or ends[0] <= 0:
        raise FrameProblem(
            f"The bands end at {', '.join(f'{end:g}' for end in ends)} days. Give"
            " rising numbers above 0."
        )
    positions = np.searchsorted(np.array(ends), np.array(days), side="left")
    counted = np.bincount(positions, minlength=len(ends) + 1).tolist()
    edges = [0.0, *ends]
    return dict(zip(zip(edges, [*ends, None], strict=True), counted, strict=True))


def completed(days: Sequence[float]) -> Lengths:
    """Mean, median, P90 and maximum of stays that ended, never of people still held.

    The quantile is the smallest stay that at least nine of ten do not exceed.
    Source: E1.5.
    """
    _stays(days)
    x = np.array(days, dtype=float)
    p90 = float(np.quantile(x, 0.9, method="inverted_cdf"))
    return Lengths(len(x), float(x.mean()), float(np.median(x)), p90, float(x.max()))


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


@dataclass(frozen=True, slots=True)
class Monitoring:
    """What monitoring bodies could do; response in days, None where none came."""

    visited: ReportedCount
    visits_per_place_year: ReportedCount
    refusals: ReportedCount
    median_response: float | None
    responses: int
    implemented: Share | None


def monitoring(
    places: Sequence[Place],
    visits: Reports,
    refusals: Reports,
    *,
    response_days: Sequence[float] = (),
    implemented: int = 0,
    recommendations: int = 0,
) -> Monitoring:
    """Places visited, visits per place-year, refusals, responses, what was done.

    visits, refusals: events of a period by place; a place about which it is not known
    whether anybody came is missing, and no place without visits. response_days: from
    each report to its response; implemented, of the recommendations made.
    Source: E1.15.
    """
    period = _period("E1.15", visits)
    visit_count = total("E1.15", places, visits)
    reporting = visit_count.reach.all.reporting
    years = reporting * period.days / DAYS_OF_YEAR
    seen = float(sum(count > 0 for count in visits.numbers.values()))
    visited = replace(
        visit_count,
        value=seen / reporting,
        numerator=seen,
        denominator=float(reporting),
        unit=CountingUnit.PLACE,
        denominator_unit=CountingUnit.PLACE,
        parts={},
    )
    often = replace(
        visit_count,
        value=visit_count.numerator / years,
        denominator=years,
        denominator_unit=CountingUnit.PLACE_YEAR,
    )
    if response_days:
        _stays(response_days)
    done = None
    if recommendations:
        done = counted("implemented", implemented, recommendations, kind=Chance.CENSUS)
    return Monitoring(
        visited=visited,
        visits_per_place_year=often,
        refusals=total("E1.15", places, refusals),
        median_response=float(np.median(response_days)) if response_days else None,
        responses=len(response_days),
        implemented=done,
    )


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


def _stays(days: Sequence[float]) -> None:
    if not len(days):
        raise FrameProblem("No stay or response ended, so there is no length to give.")
    wrong = [
        position
        for position, length in enumerate(days)
        if not 0 <= length < float("inf")
    ]
    if wrong:
        raise FrameProblem(
            f"Entry {wrong[0]} of the lengths is {days[wrong[0]]:g} days. Correct its"
            " dates, or leave it out and say so."
        )
