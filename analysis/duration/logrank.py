"""Whether two groups leave at the same pace, and what the pace goes with."""

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
STEPS = 30
SETTLED = 1e-12


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


@dataclass(frozen=True, slots=True)
class Cox:
    """Log ratios of the pace of leaving: above 0 means shorter stays.

    names: p; value, se, lower, upper, p: p each, on the log scale; covariance: p × p.
    """

    names: tuple[str, ...]
    value: Floats
    se: Floats
    lower: Floats
    upper: Floats
    p: Floats
    covariance: Floats
    df: float
    n: int
    exits: int
    level: float


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


def cox(
    stays: Spells,
    covariates: Floats,
    names: Sequence[str],
    *,
    design: Design | None = None,
    level: float = 0.95,
    enough: int = ENOUGH,
) -> Cox:
    """Proportional hazards with Efron's ties, weights, late entry and a design.

        h(t | x) = h₀(t) exp(xβ);  V(β) = I⁻¹ V(Σ w u) I⁻¹,  u_i the score of stay i

    covariates: n × p, finite. Errors are robust to the clustering of people in places.
    Raises FrameProblem when β does not settle: a covariate that only people still held
    have, or one that says the same as others.
    Source: Cox (1972); Efron (1977); Binder (1992), Biometrika 79; R, svycoxph.
    """
    x = np.asarray(covariates, dtype=float)
    if x.shape != (len(stays.exit), len(names)) or not np.isfinite(x).all():
        raise FrameProblem(
            "Every stay needs a number for every covariate of the model."
        )
    risk = risk_sets(stays, enough)
    beta = _settle(risk, x)
    score, information = _score(risk, x, beta)
    bread = np.linalg.inv(information)
    v, df = covariance_of(stays, score @ bread, design)
    df = float("inf") if design is None else max(df, 1.0)
    se = np.sqrt(np.diag(v))
    half = float(stats.t.ppf((1 + level) / 2, df)) * se
    with np.errstate(invalid="ignore", divide="ignore"):  # no variance, no p
        p = np.asarray(2 * stats.t.sf(np.abs(beta) / np.where(se > 0, se, np.nan), df))
    limits, exits = (beta - half, beta + half), int(risk.left.sum())
    return Cox(tuple(names), beta, se, *limits, p, v, df, len(x), exits, level)


def _settle(risk: RiskSets, x: Floats) -> Floats:
    beta = np.zeros(x.shape[1])
    for _step in range(STEPS):
        score, information = _score(risk, x, beta)
        total = risk.stays.weight @ score
        try:
            change = np.linalg.solve(information, total)
        except np.linalg.LinAlgError:
            break
        beta = beta + change
        if np.abs(beta).max() > 20:  # e^20: one group leaves, the other never does
            break
        if np.abs(change).max() < SETTLED * (1 + np.abs(beta).max()):
            return beta
    raise FrameProblem(
        "The model of the pace of leaving does not settle: a covariate says the same as"
        " others, or nobody who has it (or has it not) left. Leave it out."
    )


def _score(risk: RiskSets, x: Floats, beta: Floats) -> tuple[Floats, Floats]:
    """Score of each stay (n × p, unweighted) and the information (p × p)."""
    pace = np.exp(x @ beta)
    ties = _ties(risk, x, pace)
    ones = np.ones((len(risk.time), 1))
    # On their own day the leavers bear only (1 − l/d) of the hazard.
    borne = risk.gather(ties.spared, ties.taken)
    own = x * risk.gather(ones, 0 * ones) - risk.gather(ties.centre, 0 * ties.centre)
    score = own + pace[:, None] * (x * borne[:, :1] - borne[:, 1:])
    return score, ties.information


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
