"""Intervals for proportions and means, for C estimates at once."""

import numpy as np
import numpy.typing as npt
from scipy import stats

Floats = npt.NDArray[np.float64]
Interval = tuple[Floats, Floats]


def effective_n(
    p: Floats, variance: Floats, n: Floats, df: Floats, level: float
) -> Floats:
    """Effective sample size with the degrees-of-freedom correction.

        n_eff = p(1 − p)/v · (t_{n−1} / t_df)²

    The nominal n where the variance is 0 (nobody or everybody), where R gives NaN.
    Source: Korn & Graubard (1998), Survey Methodology 24.
    """
    tail = (1 + level) / 2
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = stats.t.ppf(tail, np.maximum(n - 1, 1)) / stats.t.ppf(
            tail, np.maximum(df, 1)
        )
        n_eff = p * (1 - p) / variance * ratio**2
    return np.where((variance > 0) & np.isfinite(n_eff), n_eff, n)


def korn_graubard(
    p: Floats, variance: Floats, n: Floats, df: Floats, level: float = 0.95
) -> Interval:
    """Clopper–Pearson limits at the effective sample size.

    p, variance, n, df: C each. Limits hold under clustering and near 0 and 1. A cell
    whose estimate is strictly between 0 and 1 without variance is exact (a census).
    Source: Korn & Graubard (1998); R `survey`, svyciprop(method = "beta").
    """
    n_eff = effective_n(p, variance, n, df, level)
    tail = (1 - level) / 2
    yes, no = n_eff * p, n_eff * (1 - p)
    with np.errstate(invalid="ignore"):
        lower = np.where(p <= 0, 0.0, stats.beta.ppf(tail, yes, no + 1))
        upper = np.where(p >= 1, 1.0, stats.beta.ppf(1 - tail, yes + 1, no))
    exact = (variance <= 0) & (p > 0) & (p < 1)
    return np.where(exact, p, lower), np.where(exact, p, upper)


def logit(p: Floats, variance: Floats, df: Floats, level: float = 0.95) -> Interval:
    """Symmetric on the logit scale; NaN at 0 and 1.

        logit(p) ± t_df · se / (p(1 − p))

    Source: Dean & Pagano (2015); R `survey`, svyciprop(method = "xlogit").
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        half = stats.t.ppf((1 + level) / 2, df) * np.sqrt(variance) / (p * (1 - p))
        centre = np.log(p / (1 - p))
        return 1 / (1 + np.exp(half - centre)), 1 / (1 + np.exp(-half - centre))


def symmetric(
    value: Floats, variance: Floats, df: Floats, level: float = 0.95
) -> Interval:
    """value ± t_df · se, for means. Source: R `survey`, confint(df = degf)."""
    half = stats.t.ppf((1 + level) / 2, np.maximum(df, 1)) * np.sqrt(variance)
    return value - half, value + half


def hypergeometric(
    k: int, n: int, population: int, level: float = 0.95
) -> tuple[float, float]:
    """Exact interval for one place: n of `population` asked, k said yes.

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
