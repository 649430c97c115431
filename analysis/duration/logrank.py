"""Whether two groups leave at the same pace."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

from analysis.duration.risk_sets import (
    ENOUGH,
    RiskSets,
    Spells,
    covariance_of,
    risk_sets,
)
from analysis.estimation.design import Design
from analysis.schema import FrameProblem

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class LogRank:
    """Exits of each group beyond those expected at the common pace, and the test.

    groups: G names; excess, se: G each, in weighted people (excess adds up to 0);
    chi2 on G − 1; p: from F(G − 1, df) over a design, from χ² without. Both are NaN
    where nothing was left to chance.
    """

    groups: tuple[str, ...]
    excess: Floats
    se: Floats
    chi2: float
    df: float
    p: float
    n: int
    exits: int


def log_rank(
    stays: Spells,
    group: Sequence[str],
    *,
    design: Design | None = None,
    enough: int = ENOUGH,
) -> LogRank:
    """Test that groups leave at the same pace, with late entry, weights, clustering.

        U_g = Σ_i w_i ∫ (x_ig − x̄_g) dN_i,   u_ig = ∫ (x_ig − x̄_g)(dN_i − Y_i dΛ)

    group: one name per stay; people who leave on one day count as in Efron's model, so
    that the numbers are R's. V(U) is that of Σ w u over the places; people of the same
    place leave together, and a test that forgets it finds differences that are not
    there. Raises FrameProblem for fewer than two groups.
    Source: Binder (1992), Biometrika 79; R `survey`, svylogrank.
    """
    names = tuple(sorted(set(group)))
    if len(names) < 2:
        raise FrameProblem("A log-rank test needs stays of at least two groups.")
    risk = risk_sets(stays, enough)
    x = (np.asarray(group)[:, None] == np.array(names)).astype(float)
    ties = _ties(risk, x, np.ones(len(group)))
    hazard, centre = ties.taken[:, :1], ties.centre
    ones = np.ones_like(hazard)
    influence = x * risk.gather(ones, hazard) - risk.gather(centre, centre * hazard)
    v, df = covariance_of(stays, influence, design)
    excess = stays.weight @ influence
    k, free = len(names) - 1, v[:-1, :-1]
    chi2 = float(excess[:-1] @ np.linalg.pinv(free) @ excess[:-1])
    if not v.any():  # everybody was asked: there is a difference, and nothing to judge
        chi2 = float("nan")
    df = float("inf") if design is None else max(df - k + 1, 1.0)
    p = float(stats.f.sf(chi2 / k, k, df)) if np.isfinite(df) else _chi2(chi2, k)
    exits, n = int(risk.left.sum()), len(group)
    return LogRank(names, excess, np.sqrt(np.diag(v)), chi2, df, p, n, exits)


def _chi2(statistic: float, df: int) -> float:
    return float(stats.chi2.sf(statistic, df))


@dataclass(frozen=True, slots=True)
class _Ties:
    """Of each of T days: hazard and hazard · x̄ that people at risk bear, the part that
    its leavers are spared, both T × (1 + p); the mean x̄ that leavers meet, T × p."""

    taken: Floats
    spared: Floats
    centre: Floats
    information: Floats


def _ties(risk: RiskSets, x: Floats, pace: Floats) -> _Ties:
    """Efron: of d people who leave on a day the l-th meets the risk set less l/d of d.

        a_l = Σ_R w r − (l/d) Σ_D w r,  x̄_l likewise,  h_l = w̄/a_l,  l = 0 … d − 1

    x: n × p; pace r: n; w̄: mean weight of the d.
    """
    n, p = x.shape
    values = (risk.stays.weight * pace)[:, None] * np.column_stack(
        [np.ones(n), x, _outer(x)]
    )
    everyone, leavers = risk.at_risk(values), risk.on_exit(values)
    count = risk.on_exit(np.ones((n, 1)))[:, 0].astype(np.int64)
    day = np.repeat(np.arange(len(count)), count)
    turn = np.arange(len(day)) - np.repeat(np.cumsum(count) - count, count)
    part = (turn / count[day])[:, None]
    sums = everyone[day] - part * leavers[day]
    mean = sums[:, 1 : p + 1] / sums[:, :1]
    leaver = (risk.exits / count)[day][:, None]
    spread = leaver * (sums[:, p + 1 :] / sums[:, :1] - _outer(mean))
    hazard = leaver / sums[:, :1] * np.column_stack([np.ones(len(day)), mean])

    def by_day(rows: Floats) -> Floats:
        total = np.zeros((len(count), rows.shape[1]))
        np.add.at(total, day, rows)
        return total

    return _Ties(
        taken=by_day(hazard),
        spared=by_day(part * hazard),
        centre=by_day(mean) / count[:, None],
        information=spread.sum(axis=0).reshape(p, p),
    )


def _outer(mean: Floats) -> Floats:
    n, p = mean.shape
    return np.asarray((mean[:, :, None] * mean[:, None, :]).reshape(n, p * p))
