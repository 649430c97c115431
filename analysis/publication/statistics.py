"""The publication rule for statistics that are no indicator (rules 2, 5, 6, 11 to 13).

What rule.py is for figures. Which rules apply is said by the form of a statistic, see
material.Form; nothing here looks at its value to decide it.
"""

from dataclasses import dataclass, replace
from math import ceil, floor

from analysis.estimation.intervals import poisson_exact
from analysis.material import Candidate, ExactStatistic, Form
from analysis.publication.band import Band, Base, band_of, round_count
from analysis.publication.bands import Precision, likely_range, outward_range
from analysis.publication.parameters import Parameters
from analysis.publication.published_figure import (
    NumberState,
    RespondentCounts,
    digits,
    whole_units,
)
from analysis.schema import Chance, DesignKind

DEATHS = "E1.12"
POISSON = "poisson_exact"
CURVE_DAYS = (7, 30, 90, 180, 365)  # rule 13


@dataclass(frozen=True, slots=True)
class PublicStatistic:
    """The published version of one statistic; named as in ExactStatistic.

    band, likely: points of a hundred, of shares; base: of what they are shares. value:
    rounded as its form asks; fewer_than, at_least: in the place of a value that is a
    small count.
    """

    statistic: ExactStatistic
    state: NumberState
    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    fewer_than: int | None = None
    at_least: int | None = None
    band: Band | None = None
    likely: Band | None = None
    base: Base | None = None
    k: int | None = None


def published_statistic(
    candidate: Candidate, precision: Precision, parameters: Parameters
) -> PublicStatistic:
    """The published version of one statistic.

    precision: of the informant group that was asked, for the likely range of a share.
    """
    statistic = candidate.statistic
    state = _state(candidate, parameters)
    if state is not NumberState.PUBLISHED:
        return PublicStatistic(statistic, state)
    match candidate.form:
        case Form.FACT:
            return PublicStatistic(
                statistic,
                state,
                value=statistic.value,
                lower=statistic.lower,
                upper=statistic.upper,
                base=None if statistic.n is None else Base(statistic.n, statistic.n),
                k=statistic.k,
            )
        case Form.COUNT:
            return _count(statistic, statistic.value or 0.0, parameters)
        case Form.PART:
            return _part(statistic, candidate.people or 0, parameters)
        case Form.RATE:
            return _rate(statistic, parameters)
        case Form.ESTIMATE:
            return _estimate(candidate, precision, parameters)
        case Form.PEOPLE:
            return _people(candidate, precision, parameters)
        case Form.CURVE:
            return _curve(candidate, parameters)
        case _:
            return _days(candidate)


def _state(candidate: Candidate, parameters: Parameters) -> NumberState:
    """Primary suppression: by the respondents of a statistic and its form."""
    form, people = candidate.form, candidate.people or 0
    if form is Form.BODY:
        return NumberState.BODY_ONLY
    if form is Form.PEOPLE and candidate.respondents is not None:
        return _state_of_people(candidate, parameters.fewest_people, parameters)
    few_places = candidate.places is not None and (
        candidate.places < parameters.fewest_places
    )
    if form is not Form.FACT and few_places:
        return NumberState.FEW_PLACES
    if form is Form.ESTIMATE and candidate.respondents is not None:
        return _state_of_people(candidate, parameters.fewest_people, parameters)
    if form in (Form.LENGTH, Form.QUANTILE):
        state = _state_of_days(candidate, people, parameters)
        if state is not NumberState.PUBLISHED:
            return state
    if form is Form.QUANTILE and (candidate.beyond or 0) < parameters.beyond_quantile:
        return NumberState.FEW_FOR_MEAN
    if form is Form.CURVE:
        at_risk = min(people, candidate.at_risk or 0)
        day = candidate.statistic.about.split(":")[2:3]
        if not day or not day[0].isdigit() or int(day[0]) not in CURVE_DAYS:
            return NumberState.BODY_ONLY
        if at_risk < parameters.fewest_people:
            return NumberState.FEW_PEOPLE
    if form is Form.RATE and 0 < _events(candidate.statistic) < parameters.rounding:
        return NumberState.FEW_CASES
    return NumberState.PUBLISHED


def _state_of_days(
    candidate: Candidate, people: int, parameters: Parameters
) -> NumberState:
    """Rule 13: twenty at least; of people who were asked, by rules 2 and 6 as well."""
    fewest = parameters.fewest_for_mean
    if candidate.respondents is not None:
        return _state_of_people(candidate, fewest, parameters)
    return NumberState.PUBLISHED if people >= fewest else NumberState.FEW_FOR_MEAN


def _state_of_people(
    candidate: Candidate, least: int, parameters: Parameters
) -> NumberState:
    """Rules 2 and 6, for a statistic of people who were asked.

    least: people that it takes, ten, or twenty for a mean.
    """
    people = candidate.respondents
    if people is None:
        return NumberState.FEW_PEOPLE
    state = people.state(parameters)
    if state is NumberState.PUBLISHED and people.fewest(parameters) < least:
        return NumberState.FEW_FOR_MEAN
    return state


def _events(statistic: ExactStatistic) -> float:
    if statistic.numerator is not None:
        return statistic.numerator
    return float(statistic.k or 0)


def _count(
    statistic: ExactStatistic, count: float, parameters: Parameters
) -> PublicStatistic:
    """Rule 11: to the nearest five; one to four as fewer than five; zero is zero."""
    blank = PublicStatistic(statistic, NumberState.PUBLISHED)
    if not 0 < count < parameters.rounding:
        return replace(blank, value=float(round_count(count, parameters)))
    if statistic.code == DEATHS:
        return replace(blank, at_least=1)
    return replace(blank, fewer_than=parameters.rounding)


def _part(
    statistic: ExactStatistic, total: int, parameters: Parameters
) -> PublicStatistic:
    """Rules 11 and 12: how many of a total, rounded, and of ten or more the band."""
    count = float(statistic.k if statistic.k is not None else statistic.value or 0)
    counted = _count(statistic, count, parameters)
    if total < parameters.fewest_people:
        return counted
    size = round_count(total, parameters)
    share = statistic.value if statistic.unit == "share" else count / total
    band = band_of(share or 0.0, total, parameters)
    ranged = statistic.lower is not None
    likely = likely_range(band, size, Precision(1.0, 1000.0)) if ranged else None
    return replace(counted, band=band, likely=likely, base=Base(size, size))


def _rate(statistic: ExactStatistic, parameters: Parameters) -> PublicStatistic:
    """Of the rounded number of events, to two digits, with the limits of that number.

    A range that is not Poisson's is that of the exact rate, outward.
    """
    events, value = _events(statistic), statistic.value or 0.0
    lower, upper = statistic.lower, statistic.upper
    if events > 0 and value > 0:
        rounded_events = round_count(events, parameters)
        if statistic.method == POISSON:
            exposure = events / value
            limits = poisson_exact(
                rounded_events, exposure, statistic.level or 0.95, kind=Chance.CENSUS
            )
            lower, upper = limits.lower, limits.upper
        value *= rounded_events / events
    return PublicStatistic(
        statistic,
        NumberState.PUBLISHED,
        value=digits(value),
        lower=None if lower is None else digits(lower, floor),
        upper=None if upper is None else digits(upper, ceil),
    )


def _estimate(
    candidate: Candidate, precision: Precision, parameters: Parameters
) -> PublicStatistic:
    """A number of people that was estimated: to the nearest five, its range outward.

    Where it rests on answers, value is that of the middle of their band and the range
    that of their likely range: nothing of the exact share is left in it.
    """
    statistic, people = candidate.statistic, candidate.respondents
    value, lower, upper = statistic.value or 0.0, statistic.lower, statistic.upper
    if people is not None and candidate.estimated is not None:
        band, base = _band_of(people, candidate.estimated.share, parameters)
        likely = likely_range(band, base.low, precision)
        of = candidate.estimated.of
        value, lower, upper = of(band.middle), of(likely.low), of(likely.high)
    step = parameters.rounding
    return PublicStatistic(
        statistic,
        NumberState.PUBLISHED,
        value=float(round_count(value, parameters)),
        lower=None if lower is None else float(step * floor(lower / step)),
        upper=None if upper is None else float(step * ceil(upper / step)),
    )


def _people(
    candidate: Candidate, precision: Precision, parameters: Parameters
) -> PublicStatistic:
    """Rules 5 to 7: how many were asked, or a share of them as a band."""
    statistic, people = candidate.statistic, candidate.respondents
    if people is None:
        return PublicStatistic(statistic, NumberState.FEW_PEOPLE)
    if statistic.unit != "share" and statistic.k is None:
        base = people.base(parameters)
        return PublicStatistic(statistic, NumberState.PUBLISHED, base=base)
    by_chance = statistic.unit == "share" and statistic.lower is not None
    share = statistic.value if statistic.unit == "share" else None
    if share is None:
        share = (statistic.k or 0) / max(statistic.n or 0, 1)
    band, base = _band_of(people, share, parameters)
    likely = likely_range(band, base.low, precision) if by_chance else None
    return PublicStatistic(
        statistic, NumberState.PUBLISHED, band=band, likely=likely, base=base
    )


def _band_of(
    people: RespondentCounts, share: float, parameters: Parameters
) -> tuple[Band, Base]:
    """Rules 5 and 6: the band of a share of people who were asked, and their base."""
    band = band_of(share, people.fewest(parameters), parameters)
    return band, people.base(parameters)


def _curve(candidate: Candidate, parameters: Parameters) -> PublicStatistic:
    """Rule 13: the share on one of five days as a band, its range outward to bands."""
    statistic, files = candidate.statistic, candidate.people or 0
    band = band_of(statistic.value or 0.0, files, parameters)
    size = round_count(files, parameters)
    width = band.high - band.low
    likely = outward_range(band, statistic.lower, statistic.upper, width)
    return PublicStatistic(
        statistic,
        NumberState.PUBLISHED,
        band=band,
        likely=likely,
        base=Base(size, size),
    )


def _days(candidate: Candidate) -> PublicStatistic:
    """Rule 13: a mean or a quantile in whole units, its range outward.

    Files may be too few for a limit, and say so; of people asked a range that is
    missing would tell that all answered alike.
    """
    statistic = candidate.statistic
    limits = (statistic.lower, statistic.upper)
    by_chance = statistic.design_class != DesignKind.PURPOSIVE and (
        candidate.respondents is not None or limits != (None, None)
    )
    value, lower, upper = whole_units(statistic.value, *limits, by_chance=by_chance)
    return PublicStatistic(
        statistic, NumberState.PUBLISHED, value=value, lower=lower, upper=upper
    )
