"""Intervals for proportions and means, for C estimates at once, at any level."""

import numpy as np
import numpy.typing as npt
from scipy import stats

Floats = npt.NDArray[np.float64]
Interval = tuple[Floats, Floats]

# A variance below this share of p(1 − p) is rounding, not knowledge.
NO_VARIANCE = 1e-12


def effective_n(
    p: Floats, variance: Floats, n: Floats, df: Floats, level: float = 0.95
) -> Floats:
    """Effective sample size with the degrees-of-freedom correction.

        n_eff = p(1 − p)/v · (t_{n−1} / t_df)²

    p, variance, n, df: C each. The nominal n where the variance is 0: nobody or
    everybody (where R gives NaN), or one place, whose people say nothing about others.
    Source: Korn & Graubard (1998), Survey Methodology 24.
    """
    tail, spread = (1 + level) / 2, p * (1 - p)
    t_n, t_df = (stats.t.ppf(tail, np.maximum(d, 1)) for d in (n - 1, df))
    with np.errstate(invalid="ignore", divide="ignore"):
        n_eff = spread / variance * (t_n / t_df) ** 2
    return np.where(variance > spread * NO_VARIANCE, n_eff, n)


def korn_graubard(
    p: Floats, variance: Floats, n: Floats, df: Floats, level: float = 0.95
) -> Interval:
    """Clopper–Pearson limits at the effective sample size.

        lower = B(α/2; n_eff p, n_eff (1 − p) + 1), upper mirrored

    p, variance, n, df: C each; returns shares. Limits hold under clustering and near
    0 and 1: the lower limit is 0 at p = 0, the upper is 1 at p = 1.
    Source: Korn & Graubard (1998); R `survey`, svyciprop(method = "beta").
    """
    n_eff = effective_n(p, variance, n, df, level)
    tail = (1 - level) / 2
    yes, no = n_eff * p, n_eff * (1 - p)
    with np.errstate(invalid="ignore"):
        lower = np.where(p <= 0, 0.0, stats.beta.ppf(tail, yes, no + 1))
        upper = np.where(p >= 1, 1.0, stats.beta.ppf(1 - tail, yes + 1, no))
    return lower, upper


def logit(p: Floats, variance: Floats, df: Floats, level: float = 0.95) -> Interval:
    """Symmetric on the logit scale; NaN at 0 and 1.

        logit(p) ± t_df · se / (p(1 − p))

    p, variance, df: C each; returns shares.
    Source: Dean & Pagano (2015); R `survey`, svyciprop(method = "xlogit").
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        half = stats.t.ppf((1 + level) / 2, df) * np.sqrt(variance) / (p * (1 - p))
        centre = np.log(p / (1 - p))
        return 1 / (1 + np.exp(half - centre)), 1 / (1 + np.exp(-half - centre))


def symmetric(
    value: Floats, variance: Floats, df: Floats, level: float = 0.95
) -> Interval:
    """Limits of a mean, value ± t_df · se, in its unit. One df is the least.

    Source: R `survey`, confint(df = degf).
    """
    half = stats.t.ppf((1 + level) / 2, np.maximum(df, 1)) * np.sqrt(variance)
    return value - half, value + half


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
    return lower * rate, upper * rate


def hypergeometric(
    k: int, n: int, population: int, level: float = 0.95
) -> tuple[float, float]:
    """Exact interval for one place: n of `population` asked, k said yes.

        the K with P(X ≥ k | K) > α/2 and P(X ≤ k | K) > α/2, over the population

    Limits are shares of the population; the width is 0 when everyone was asked.
    Raises ValueError unless 0 ≤ k ≤ n ≤ population.
    Source: Wendell & Schmee (1996), JASA 91.
    """
    if not 0 <= k <= n <= population or n == 0:
        raise ValueError(f"{k} of {n} of {population} is not a possible count.")
    tail = (1 - level) / 2
    possible = np.arange(k, population - (n - k) + 1)
    at_least = stats.hypergeom.sf(k - 1, population, possible, n)
    at_most = stats.hypergeom.cdf(k, population, possible, n)
    kept = possible[(at_least > tail) & (at_most > tail)]
    return float(kept.min() / population), float(kept.max() / population)
