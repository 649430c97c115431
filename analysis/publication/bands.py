"""Bases as round numbers, and the range that follows from a band and its base.

Rules 6 and 7 of docs/publication.md. Shares in are numbers from 0 to 1; bands and
ranges out are whole points of a hundred.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import ceil, floor, sqrt

from scipy import stats

from analysis.publication.band import TINY, Band, Base, band_of, round_count
from analysis.publication.parameters import Parameters
from analysis.schema import FindingCode


@dataclass(frozen=True, slots=True)
class Precision:
    """What the likely ranges of a round rest on, the same for all its figures.

    deff: design effect; df: degrees of freedom, places less strata; level: of the
    range. deff 0: everybody was asked, and nothing is left to chance.
    """

    deff: float
    df: float
    level: float = 0.95


def base_of(
    answered: int, interviewed: int, conditional: bool, parameters: Parameters
) -> Base:
    """Rule 6: the base of a figure.

    answered: people of the group who answered the question; interviewed: people of the
    group. A question that was put only to some, because of what they said before, would
    tell with its exact base how many said so: its base is the band (rule 5) of
    answered / interviewed, times the rounded size of the group.
    """
    if not conditional:
        number = round_count(answered, parameters)
        return Base(number, number)
    share = band_of(answered / interviewed, interviewed, parameters)
    size = round_count(interviewed, parameters)
    return Base(floor(size * share.low / 100), ceil(size * share.high / 100))


def fewest_of(
    answered: int, interviewed: int, conditional: bool, parameters: Parameters
) -> int:
    """Rules 2 and 6: the fewest people that a figure may rest on, by all that is told.

    Of a question that was put only to some the lowest base that the band allows: who is
    in the group is no secret, so it is worked out from their exact number as well.
    """
    if not conditional:
        return answered
    base = base_of(answered, interviewed, conditional, parameters)
    share = band_of(answered / interviewed, interviewed, parameters)
    return min(base.low, ceil(interviewed * share.low / 100 - TINY))


def likely_range(band: Band, people: int, precision: Precision) -> Band:
    """Rule 7: Wilson's limits of both ends of a band, outward to whole points.

        n* = people / deff,  t of Student on df,
        (p + t²/2n* ± t √(p(1 − p)/n* + t²/4n*²)) / (1 + t²/n*)

    the lower limit at p = low, the upper one at p = high. people: the rounded base, or
    the lowest that it may be. Nothing here is exact: anybody can compute it again.
    Source: Wilson (1927), JASA 22, with an effective sample size (Kish 1965).
    """
    if precision.deff == 0:
        return band
    effective = max(people, 1) / precision.deff
    t = _quantile_of_t(precision.level, max(precision.df, 1.0))
    lower = _wilson(band.low / 100, effective, -t)
    upper = _wilson(band.high / 100, effective, t)
    return Band(
        min(band.low, floor(max(lower, 0.0) * 100 + TINY)),
        max(band.high, ceil(min(upper, 1.0) * 100 - TINY)),
    )


def outward_range(
    band: Band, lower: float | None, upper: float | None, width: int
) -> Band:
    """The range of an exact share of files, outward to ends of bands.

    lower, upper: its exact limits; the band itself where there are none.
    """
    low = band.low if lower is None else floor(lower * 100 / width + TINY) * width
    high = band.high if upper is None else ceil(upper * 100 / width - TINY) * width
    return Band(min(band.low, low), max(band.high, min(100, high)))


@lru_cache(maxsize=64)
def _quantile_of_t(level: float, df: float) -> float:
    return float(stats.t.ppf((1 + level) / 2, df))


def _wilson(p: float, n: float, t: float) -> float:
    half = t * sqrt(p * (1 - p) / n + t * t / (4 * n * n))
    return (p + t * t / (2 * n) + half) / (1 + t * t / n)


def design_effect(effects: list[float]) -> float:
    """The one design effect of an informant group: the upper quartile, upward.

    effects: of figures of one kind, as those for everyone. To the next tenth, at least
    1, so that of three in four of them the published range is not too narrow.
    """
    if not effects:
        return 1.0
    ranked = sorted(effects)
    quartile = ranked[min(len(ranked) - 1, (3 * len(ranked)) // 4)]
    return max(1.0, ceil(quartile * 10 - TINY) / 10)


def finding_of(
    likely: Band, target: float | None, direction: str, tolerance: float, *, zero: bool
) -> FindingCode:
    """Rule 8: the finding for a group, from its published range alone.

    As target_gap.finding reads an interval; zero: whether the standard tolerates no
    case: what people report misses it only beyond the tolerance. Then no range meets
    it, as none can say that nobody did.
    """
    if target is None:
        return FindingCode.NO_FINDING
    lower, upper = likely.low / 100, likely.high / 100
    beyond = tolerance if zero else 0.0
    if direction == "down":
        missed, reached = lower > target + beyond, upper <= target + tolerance
    else:
        missed, reached = upper < target - beyond, lower >= target - tolerance
    if missed:
        return FindingCode.NOT_MET
    return FindingCode.MET if reached and not zero else FindingCode.INCONCLUSIVE
