"""The publication rule for statistics that are no indicator (rules 2, 5, 6, 11 to 13).

What rule.py is for figures. Which rules apply is said by the form of a statistic, see
statistic.Form; nothing here looks at its value to decide it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, floor

from analysis.intervals import poisson_exact
from analysis.publication.band import Band, Base
from analysis.publication.bands import (
    Precision,
    band_of,
    base_of,
    likely_range,
    rounded,
)
from analysis.publication.parameters import Parameters
from analysis.publication.rule import State, digits
from analysis.schema import Chance
from analysis.statistic import Candidate, Form, GapStatistic

DEATHS = "E1.12"
POISSON = "poisson_exact"
CURVE_DAYS = (7, 30, 90, 180, 365)  # rule 13


@dataclass(frozen=True, slots=True)
class PublishedStatistic:
    """What everybody may read of one statistic; the names are those of GapStatistic.

    band, likely: points of a hundred, of shares; base: of what they are shares. value:
    rounded as its form asks; fewer_than, at_least: in the place of a value that is a
    small count.
    """

    statistic: GapStatistic
    state: State
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
) -> PublishedStatistic:
    """One statistic as everybody may read it.

    precision: of the informant group that was asked, for the likely range of a share.
    """
    statistic = candidate.statistic
    state = _state(candidate, parameters)
    if state is not State.PUBLISHED:
        return PublishedStatistic(statistic, state)
    match candidate.form:
        case Form.FACT:
            return PublishedStatistic(
                statistic,
                state,
                value=statistic.value,
                lower=statistic.lower,
                upper=statistic.upper,
                base=None if statistic.n is None else Base(statistic.n, statistic.n),
                k=statistic.k,
            )
        case Form.COUNT:
            return _count(statistic, parameters)
        case Form.PART:
            return _part(statistic, candidate.people or 0, parameters)
        case Form.RATE:
            return _rate(statistic, parameters)
        case Form.ESTIMATE:
            return _estimate(statistic, parameters)
        case Form.PEOPLE:
            return _people(candidate, precision, parameters)
        case Form.CURVE:
            return _curve(candidate, parameters)
        case _:
            return _two_digits(statistic)


def _state(candidate: Candidate, parameters: Parameters) -> State:
    """Whether it is published, by who stands behind it and the form it has."""
    form, people = candidate.form, candidate.people or 0
    if form is Form.BODY:
        return State.BODY_ONLY
    if form is Form.PEOPLE and candidate.respondents is not None:
        return _state_of_people(candidate, parameters)
    few_places = candidate.places is not None and (
        candidate.places < parameters.fewest_places
    )
    if form is not Form.FACT and few_places:
        return State.FEW_PLACES
    if form in (Form.LENGTH, Form.QUANTILE) and people < parameters.fewest_for_mean:
        return State.FEW_PEOPLE
    if form is Form.QUANTILE and (candidate.beyond or 0) < parameters.beyond_quantile:
        return State.FEW_PEOPLE
    if form is Form.CURVE:
        at_risk = min(people, candidate.at_risk or 0)
        day = candidate.statistic.about.split(":")[2:3]
        if not day or not day[0].isdigit() or int(day[0]) not in CURVE_DAYS:
            return State.BODY_ONLY
        if at_risk < parameters.fewest_people:
            return State.FEW_PEOPLE
    if form is Form.RATE and 0 < _events(candidate.statistic) < parameters.rounding:
        return State.FEW_CASES
    return State.PUBLISHED


def _state_of_people(candidate: Candidate, parameters: Parameters) -> State:
    """Rules 2 and 6; a statistic of a few people of all tells no count of them."""
    people = candidate.respondents
    if people is None:
        return State.FEW_PEOPLE
    base = base_of(people.answered, people.interviewed, people.conditional, parameters)
    fewest = base.low if people.conditional else people.answered
    reached = (
        fewest >= parameters.fewest_people
        and people.places >= parameters.fewest_places
        and people.interviewers >= parameters.fewest_interviewers
    )
    if reached:
        return State.PUBLISHED
    return State.PERHAPS_FEW if people.conditional else State.FEW_PEOPLE


def _events(statistic: GapStatistic) -> float:
    if statistic.numerator is not None:
        return statistic.numerator
    return float(statistic.k or 0)


def _small(
    statistic: GapStatistic, count: float, parameters: Parameters
) -> Mapping[str, int]:
    """Rule 11: what stands in the place of a count of one to four, else nothing."""
    if not 0 < count < parameters.rounding:
        return {}
    if statistic.code == DEATHS:
        return {"at_least": 1}
    return {"fewer_than": parameters.rounding}


def _count(statistic: GapStatistic, parameters: Parameters) -> PublishedStatistic:
    """Rule 11: to the nearest five; one to four as fewer than five; zero is zero."""
    count = statistic.value or 0.0
    small = _small(statistic, count, parameters)
    value = None if small else float(rounded(count, parameters))
    return PublishedStatistic(statistic, State.PUBLISHED, value=value, **small)


def _part(
    statistic: GapStatistic, total: int, parameters: Parameters
) -> PublishedStatistic:
    """Rules 11 and 12: how many of a total, rounded, and of ten or more the band."""
    count = float(statistic.k if statistic.k is not None else statistic.value or 0)
    small = _small(statistic, count, parameters)
    value = None if small else float(rounded(count, parameters))
    if total < parameters.fewest_people:
        return PublishedStatistic(statistic, State.PUBLISHED, value=value, **small)
    size = rounded(total, parameters)
    share = statistic.value if statistic.unit == "share" else count / total
    band = band_of(share or 0.0, total, parameters)
    ranged = statistic.lower is not None
    return PublishedStatistic(
        statistic,
        State.PUBLISHED,
        value=value,
        band=band,
        likely=likely_range(band, size, Precision(1.0, 1000.0)) if ranged else None,
        base=Base(size, size),
        **small,
    )


def _rate(statistic: GapStatistic, parameters: Parameters) -> PublishedStatistic:
    """Of the rounded number of events, to two digits, with the limits of that number.

    A range that is not Poisson's is that of the exact rate, outward.
    """
    events, value = _events(statistic), statistic.value or 0.0
    lower, upper = statistic.lower, statistic.upper
    if events > 0 and value > 0:
        whole = rounded(events, parameters)
        if statistic.method == POISSON:
            exposure = events / value
            limits = poisson_exact(
                whole, exposure, statistic.level or 0.95, kind=Chance.CENSUS
            )
            lower, upper = limits.lower, limits.upper
        value *= whole / events
    return PublishedStatistic(
        statistic,
        State.PUBLISHED,
        value=digits(value),
        lower=None if lower is None else digits(lower, floor),
        upper=None if upper is None else digits(upper, ceil),
    )


def _estimate(statistic: GapStatistic, parameters: Parameters) -> PublishedStatistic:
    """A number of people that was estimated: to the nearest five, its range outward."""
    step = parameters.rounding

    def outward(number: float | None, way: object) -> float | None:
        if number is None:
            return None
        return float(step * (floor if way is floor else ceil)(number / step))

    return PublishedStatistic(
        statistic,
        State.PUBLISHED,
        value=float(rounded(statistic.value or 0.0, parameters)),
        lower=outward(statistic.lower, floor),
        upper=outward(statistic.upper, ceil),
    )


def _people(
    candidate: Candidate, precision: Precision, parameters: Parameters
) -> PublishedStatistic:
    """Rules 5 to 7: how many were asked, or a share of them as a band."""
    statistic, people = candidate.statistic, candidate.respondents
    if people is None:
        return PublishedStatistic(statistic, State.FEW_PEOPLE)
    base = base_of(people.answered, people.interviewed, people.conditional, parameters)
    if statistic.unit != "share" and statistic.k is None:
        return PublishedStatistic(statistic, State.PUBLISHED, base=base)
    by_chance = statistic.unit == "share" and statistic.lower is not None
    share = statistic.value if statistic.unit == "share" else None
    if share is None:
        share = (statistic.k or 0) / max(statistic.n or 0, 1)
    fewest = base.low if people.conditional else people.answered
    band = band_of(share, fewest, parameters)
    likely = likely_range(band, base.low, precision) if by_chance else None
    return PublishedStatistic(
        statistic, State.PUBLISHED, band=band, likely=likely, base=base
    )


def _curve(candidate: Candidate, parameters: Parameters) -> PublishedStatistic:
    """Rule 13: the share on one of five days as a band, its range outward to bands."""
    statistic, files = candidate.statistic, candidate.people or 0
    band = band_of(statistic.value or 0.0, files, parameters)
    size = rounded(files, parameters)
    width = band.high - band.low
    low = band.low if statistic.lower is None else statistic.lower * 100
    high = band.high if statistic.upper is None else statistic.upper * 100
    likely = Band(
        min(band.low, floor(low / width) * width),
        max(band.high, min(100, ceil(high / width) * width)),
    )
    return PublishedStatistic(
        statistic, State.PUBLISHED, band=band, likely=likely, base=Base(size, size)
    )


def _two_digits(statistic: GapStatistic) -> PublishedStatistic:
    """Rule 13: a mean or a quantile, to two digits, its range outward."""
    value, lower, upper = statistic.value, statistic.lower, statistic.upper
    return PublishedStatistic(
        statistic,
        State.PUBLISHED,
        value=None if value is None else digits(value),
        lower=None if lower is None else digits(lower, floor),
        upper=None if upper is None else digits(upper, ceil),
    )
