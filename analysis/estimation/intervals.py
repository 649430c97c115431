"""Intervals for proportions and means, for C estimates at once, at any level.

All take Estimates, which only a sample drawn at random has.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special, stats

from analysis.estimation.estimates import Estimates
from analysis.schema import Chance, FrameProblem, Limits

Floats = npt.NDArray[np.float64]
# A variance below this share of p(1 − p) is rounding, not knowledge; a share this
# close to 0 or 1 is 0 or 1.
NO_VARIANCE = ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class Interval:
    """Limits of C estimates, in the unit of the value."""

    lower: Floats
    upper: Floats
    kind: Chance

    def limits_of(self, cell: int) -> Limits:
        return Limits(float(self.lower[cell]), float(self.upper[cell]), self.kind)


def share_of(e: Estimates) -> tuple[Floats, Floats]:
    """Shares within [0, 1] and their variance; 0 in cells without answers.

    Where nobody or everybody said yes the share is 0 or 1 and its variance 0, whatever
    rounding left of them: unequal weights give a share of 1 − 1e-16.
    """
    share, variance = np.nan_to_num(e.value), np.nan_to_num(e.variance)
    # k is NaN where it was not counted, and then compares as False.
    everybody = (e.n > 0) & ((e.k >= e.n) | (share >= 1 - ROUNDING))
    nobody = ~everybody & ((e.k <= 0) | (share <= ROUNDING))
    share = np.where(everybody, 1.0, np.where(nobody, 0.0, share))
    return share, np.where(everybody | nobody, 0.0, variance)


def effective_n(e: Estimates, level: float = 0.95) -> Floats:
    """Effective sample size with the degrees-of-freedom correction.

        n_eff = p(1 − p)/v · (t_{n−1} / t_df)²

    e: C shares. The nominal n where the variance is 0: nobody or everybody (where R
    gives NaN), or one place, whose people say nothing about others.
    Source: Korn & Graubard (1998), Survey Methodology 24.
    """
    p, variance = share_of(e)
    tail, spread = (1 + level) / 2, p * (1 - p)
    t_n, t_df = (stats.t.ppf(tail, np.maximum(d, 1)) for d in (e.n - 1, e.df))
    with np.errstate(invalid="ignore", divide="ignore"):
        n_eff = spread / variance * (t_n / t_df) ** 2
    return np.where(variance > spread * NO_VARIANCE, n_eff, e.n)


def korn_graubard(e: Estimates, level: float = 0.95) -> Interval:
    """Clopper–Pearson limits at the effective sample size.

        lower = B(α/2; n_eff p, n_eff (1 − p) + 1), upper mirrored

    e: C shares. Limits hold under clustering and near 0 and 1: the lower limit is 0 at
    p = 0, the upper is 1 at p = 1. No width where nothing was left to chance.
    Source: Korn & Graubard (1998); R `survey`, svyciprop(method = "beta").
    """
    p, _variance = share_of(e)
    n_eff = effective_n(e, level)
    tail = (1 - level) / 2
    yes, no = n_eff * p, n_eff * (1 - p)
    lower = np.where(p > 0, _beta(tail, yes, no + 1), 0.0)
    upper = np.where(p < 1, _beta(1 - tail, yes + 1, no), 1.0)
    lower, upper = (np.where(e.exact, p, limit) for limit in (lower, upper))
    return Interval(lower, upper, e.kind)


def _beta(tail: float, a: Floats, b: Floats) -> Floats:
    # The quantile of scipy.stats, without its checks of every argument.
    return np.asarray(special.betaincinv(a, b, tail))


def symmetric(e: Estimates, level: float = 0.95) -> Interval:
    """Limits of a mean, value ± t_df · se, in its unit. One df is the least.

    Source: R `survey`, confint(df = degf).
    """
    half = stats.t.ppf((1 + level) / 2, np.maximum(e.df, 1)) * e.se
    return Interval(e.value - half, e.value + half, e.kind)


def poisson(
    events: Floats, exposure: Floats, per: float = 1000.0, level: float = 0.95
) -> Interval:
    """Exact limits of a rate of rare events, such as deaths per 1,000 person-years.

        lower = χ²_{α/2}(2k) / 2,   upper = χ²_{1−α/2}(2k + 2) / 2,   × per / exposure

    events k, exposure (person-years): C each; returns rates per `per` units of
    exposure. The lower limit is 0 at k = 0; NaN where there was no exposure. Raises
    ValueError for counts that are negative or not whole.
    Source: Garwood (1936), Biometrika 28.
    """
    k, exposed = np.asarray(events, float), np.asarray(exposure, float)
    if (k < 0).any() or (k != np.floor(k)).any() or (exposed < 0).any():
        raise ValueError("Events are whole numbers from 0, exposure is not negative.")
    tail = (1 - level) / 2
    with np.errstate(invalid="ignore", divide="ignore"):
        rate = per / np.where(exposed > 0, exposed, np.nan)
        lower = np.where(k > 0, stats.chi2.ppf(tail, 2 * k) / 2, 0.0)
        upper = stats.chi2.ppf(1 - tail, 2 * k + 2) / 2
    # Deaths are counted, all of them: chance made them, not the choice of people.
    return Interval(lower * rate, upper * rate, Chance.CENSUS)


def hypergeometric(
    k: int, n: int, population: int, *, kind: Chance, level: float = 0.95
) -> Limits:
    """Exact interval for one place: n of `population` asked, k said yes.

        the K with P(X ≥ k | K) > α/2 and P(X ≤ k | K) > α/2, over the population

    Limits are shares of the population; the width is 0 when everyone was asked.
    Raises FrameProblem unless 0 ≤ k ≤ n ≤ population.
    Source: Wendell & Schmee (1996), JASA 91.
    """
    if not 0 <= k <= n <= population or n == 0:
        raise FrameProblem(
            f"{k} of {n} asked of {population} people is not a possible count. Correct"
            " the answers or the number of residents."
        )
    tail = (1 - level) / 2
    possible = np.arange(k, population - (n - k) + 1)
    at_least = stats.hypergeom.sf(k - 1, population, possible, n)
    at_most = stats.hypergeom.cdf(k, population, possible, n)
    accepted = possible[(at_least > tail) & (at_most > tail)]
    return Limits(
        float(accepted.min() / population), float(accepted.max() / population), kind
    )


def poisson_exact(
    count: int, person_time: float, level: float = 0.95, *, kind: Chance
) -> Limits:
    """Exact limits of one rate, per unit of the person-time, as `poisson`.

    kind: how the events came to be counted. A negative count and a person-time that is
    not above 0 raise FrameProblem.
    """
    if count < 0 or not 0 < person_time < np.inf:
        raise FrameProblem(
            f"{count} events in a person-time of {person_time:g} are not a possible"
            " rate. Correct the count or the days."
        )
    limits = poisson(np.array([count]), np.array([person_time]), 1.0, level).limits_of(
        0
    )
    return Limits(limits.lower, limits.upper, kind)
