"""Quantiles with the intervals of Woodruff."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy import stats

from analysis.estimation import intervals
from analysis.estimation.design import Design
from analysis.estimation.estimates import Estimates
from analysis.estimation.sample import Sample, means
from analysis.schema import FrameProblem

Floats = npt.NDArray[np.float64]
METHODS: Mapping[str, Callable[[Estimates, float], intervals.Interval]] = {
    "mean": intervals.symmetric,
    "beta": intervals.korn_graubard,
    "xlogit": intervals.logit,
    "asin": intervals.arcsine,
}


@dataclass(frozen=True, slots=True)
class Quantile:
    """The value below which a share of the people lies, in the unit of the variable."""

    share: float
    value: float
    lower: float
    upper: float
    se: float
    df: float


def quantile(
    sample: Sample, x: Floats, share: float, method: str = "mean", level: float = 0.95
) -> Quantile:
    """Smallest value at or below which the share of the weights lies, with an interval.

        q = min{x : F̂(x) ≥ p},  limits = q at the limits of F̂(q),
        se = (upper − lower) / 2t_df

    x: n, NaN where there is no answer; share: within (0, 1); method: how the limits of
    the share are found. df are those of the whole design. A limit of the share below 0
    or above 1, or answers that are all equal, raise FrameProblem.
    Source: Woodruff (1952), JASA 47; R `survey`, svyquantile(qrule = "math").
    """
    if method not in METHODS:
        raise FrameProblem(
            f'"{method}" is no method for the limits of a quantile. Choose one of'
            f" {', '.join(METHODS)}."
        )
    known = ~np.isnan(x)
    if not known.any() or not 0 < share < 1:
        raise FrameProblem(
            f"A quantile at {share:g} of {known.sum()} answers cannot be had. Ask for a"
            " share between 0 and 1 of a question with answers."
        )
    order = np.argsort(x[known], kind="stable")
    values, cumulated = x[known][order], np.cumsum(sample.weight[known][order])

    def at(p: float) -> float:
        # A share that is met but for rounding is met.
        place = np.searchsorted(cumulated, p * cumulated[-1] * (1 - 1e-14))
        return float(values[min(place, len(values) - 1)])

    value = at(share)
    below = means(sample, np.where(known, x <= value, np.nan).astype(float))
    below = replace(below, df=np.array([_df(sample.design)]))
    limits = METHODS[method](below, level).at(0)
    if limits.lower < 0 or limits.upper > 1:
        raise FrameProblem(
            f"Of {known.sum()} answers too few lie beyond the quantile at {share:g} to"
            ' bound it by the method "mean". Use "beta", or a share nearer the middle.'
        )
    lower, upper = at(limits.lower), at(limits.upper)
    t = float(stats.t.ppf((1 + level) / 2, below.df[0]))
    return Quantile(
        share, value, lower, upper, (upper - lower) / (2 * t), float(below.df[0])
    )


def _df(design: Design) -> float:
    return float(max(design.df, 1))
