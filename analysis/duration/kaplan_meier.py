"""How long people are held: the share still held, its quantiles and its mean.

Everything here is about whole stays of people admitted, seen through observation that
may begin late and end early. The time already held by those present is another thing,
with another type: see elapsed_and_completed.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
from scipy import stats

from analysis.duration.risk_sets import ENOUGH, Spells
from analysis.duration.survival_curve import Basis, Curve, Estimator, curve
from analysis.estimation.design import Design
from analysis.schema import FrameProblem

Floats = npt.NDArray[np.float64]
LEGAL_LIMITS = (2.0, 7.0, 28.0, 90.0, 180.0)


class Reach(StrEnum):
    """Whether enough people were at risk on a day for an estimate."""

    OK = "ok"
    BEFORE = "before_start"
    BEYOND = "beyond_end"


@dataclass(frozen=True, slots=True)
class StillHeld:
    """Share of stays longer than each of T days, with errors and limits.

    value, se, lower, upper: T each, NaN where `reach` is not ok; at_risk: people under
    observation on the day before the share is taken.
    """

    days: Floats
    value: Floats
    se: Floats
    lower: Floats
    upper: Floats
    at_risk: npt.NDArray[np.int64]
    reach: tuple[Reach, ...]
    basis: Basis


@dataclass(frozen=True, slots=True)
class LengthQuantile:
    """Days within which a share of the stays ends; NaN where that is not reached."""

    share: float
    value: float
    lower: float
    upper: float
    basis: Basis


@dataclass(frozen=True, slots=True)
class RestrictedMean:
    """Mean days of a stay up to `until`, counted from the start of the basis.

    left_over: share of stays longer than `until`, of which no more than `until` counts.
    """

    until: float
    value: float
    se: float
    lower: float
    upper: float
    left_over: float
    basis: Basis


def still_held(
    stays: Spells,
    days: Sequence[float] = LEGAL_LIMITS,
    *,
    design: Design | None = None,
    estimator: Estimator = Estimator.PRODUCT,
    level: float = 0.95,
    enough: int = ENOUGH,
) -> StillHeld:
    """Share of stays longer than each number of days, with limits on the log scale.

        S(t) · exp(± t_df · se(log S(t))),  at most 1;  se(S) = S · se(log S)

    days: T legal limits; design: places and strata (weights without one are taken as of
    unrelated people). No number is given before the start or beyond the end of the
    days with enough at risk. Before the first exit the lower limit is (α/2)^(1/n).
    Source: Greenwood (1926); Binder (1992), Biometrika 79; R `survival`, `survey`.
    """
    survival = curve(stays, design, estimator, enough)
    times = np.asarray(days, dtype=float)
    basis, reach = (
        survival.basis(level),
        tuple(reach_of(survival, day) for day in times),
    )
    covered = np.array([status is Reach.OK for status in reach], dtype=bool)
    value = np.where(covered, survival.value_on(times), np.nan)
    at_risk = ((stays.entry[:, None] < times) & (times <= stays.exit[:, None])).sum(
        axis=0
    )
    log_se = np.sqrt(survival.log_variance(times))
    lower, upper = _limits(value, log_se, basis, at_risk)
    se = np.where(covered, value * log_se, np.nan)
    return StillHeld(times, value, se, lower, upper, at_risk, reach, basis)


def reach_of(survival: Curve, day: float) -> Reach:
    """Whether the survival curve has an estimate on a day."""
    if day < survival.origin:
        return Reach.BEFORE
    return Reach.BEYOND if day > survival.risk.end else Reach.OK


def _limits(
    value: Floats, log_se: Floats, basis: Basis, at_risk: npt.NDArray[np.int64]
) -> tuple[Floats, Floats]:
    tail = (1 + basis.level) / 2
    half = stats.t.ppf(tail, max(basis.df, 1.0)) * log_se
    lower, upper = value * np.exp(-half), np.minimum(value * np.exp(half), 1.0)
    # An error of 0 before the first exit is no knowledge: nobody of n left, yet.
    nobody_left = (1 - tail) ** (1 / np.maximum(at_risk, 1))
    return np.where(value == 1, nobody_left, lower), upper


def quantiles_held(
    stays: Spells,
    shares: Sequence[float] = (0.25, 0.5, 0.75),
    *,
    design: Design | None = None,
    estimator: Estimator = Estimator.PRODUCT,
    level: float = 0.95,
    enough: int = ENOUGH,
) -> tuple[LengthQuantile, ...]:
    """Days within which each share of the stays ends; 0.5 is the median.

        the first day with S(t) ≤ 1 − share; limits: the same with S's lower and upper

    NaN where the curve (or its upper limit) does not come down so far among the days
    with enough at risk. Source: Brookmeyer & Crowley (1982), Biometrics 38.
    """
    survival = curve(stays, design, estimator, enough)
    basis, time = survival.basis(level), survival.risk.time
    log_se = np.sqrt(survival.log_variance(time))
    lower, upper = _limits(survival.after, log_se, basis, survival.risk.count)

    def first(limit: Floats, share: float) -> float:
        # A share of exactly one half is a hair off after a product of fractions.
        reached = np.flatnonzero(limit <= 1 - share + 1e-12)
        return float(time[reached[0]]) if len(reached) else float("nan")

    return tuple(
        LengthQuantile(
            share=share,
            value=first(survival.after, share),
            lower=first(lower, share),
            upper=first(upper, share),
            basis=basis,
        )
        for share in shares
    )


def restricted_mean(
    stays: Spells,
    until: float | None = None,
    *,
    design: Design | None = None,
    estimator: Estimator = Estimator.PRODUCT,
    level: float = 0.95,
    enough: int = ENOUGH,
) -> RestrictedMean:
    """Mean days of a stay when no day after `until` counts (the end, if not given).

        μ = ∫ S(u) du,   V = Σ_s B(s)² d/(Y(Y − d)),  B(s) = ∫_s^until S(u) du

    Over a design V is that of Σ_i w_i ∫ S φ_i, φ_i the influence on log S. A later
    `until` than the last day with enough at risk is brought back to it; the result says
    which was used; one that is not after the start raises FrameProblem.
    Source: Andersen & Perme (2010), Stat. Methods Med. Res. 19.
    """
    survival = curve(stays, design, estimator, enough)
    basis, risk = survival.basis(level), survival.risk
    last = risk.end if until is None else min(until, risk.end)
    if last <= survival.origin:
        raise FrameProblem(
            f"Fewer than {enough} stays are under observation up to day {last:g}. Take"
            f" the mean up to a day after day {survival.origin:g}."
        )
    edges = np.concatenate(
        [[survival.origin], np.clip(risk.time, survival.origin, last)]
    )
    width = np.diff(np.append(edges, last))
    area = np.concatenate([[1.0], survival.after]) * width
    beyond = np.append(np.cumsum(area[::-1])[::-1][1:], 0.0)[: len(risk.time)]
    own = np.where(beyond > 0, beyond * survival.inverse, 0.0)[:, None]
    if survival.plain:
        v = float(((beyond * own[:, 0] * survival.hazard).sum()) * stays.weight[0])
    else:
        influence = -risk.gather(own, own * survival.hazard[:, None])
        v = float(survival.linear(influence).variance[0])
    value, se = float(area.sum()), float(np.sqrt(v))
    half = float(stats.t.ppf((1 + level) / 2, max(basis.df, 1.0))) * se
    left_over = float(survival.value_on(np.array([last]))[0])
    return RestrictedMean(last, value, se, value - half, value + half, left_over, basis)
