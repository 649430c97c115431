"""Logistic models with design-based covariance, and tests of their terms."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special, stats

from analysis.sample import Sample
from analysis.schema import FrameProblem
from analysis.significance import Test, weighted_sum_tail

Floats = npt.NDArray[np.float64]
STEPS, CLOSE, FAR, SINGULAR = 50, 1e-10, 30.0, 1e14


@dataclass(frozen=True, slots=True)
class Logistic:
    """A fitted model, one entry per column; covariance is that of the design.

    simple: covariance if the people had been drawn one by one with equal weights;
    deviance: with weights of mean 1; df: units − strata + 1 − columns.
    """

    names: tuple[str, ...]
    coefficients: Floats
    covariance: Floats
    simple: Floats
    deviance: float
    df: float

    @property
    def se(self) -> Floats:
        return np.sqrt(np.diag(self.covariance))

    @property
    def t(self) -> Floats:
        return np.asarray(self.coefficients / self.se)

    @property
    def p(self) -> Floats:
        return np.asarray(2 * stats.t.sf(np.abs(self.t), self.df))

    def odds_ratios(self, level: float = 0.95) -> tuple[Floats, Floats, Floats]:
        """Odds ratio of every column with its limits, exp(b ± t_df · se)."""
        half = stats.t.ppf((1 + level) / 2, self.df) * self.se
        b = self.coefficients
        return np.exp(b), np.exp(b - half), np.exp(b + half)


def logistic(sample: Sample, y: Floats, x: Floats, names: Sequence[str]) -> Logistic:
    """Weighted logistic regression.

        Σ w_j (y_j − μ_j) x_j = 0,  A = Σ w_j μ_j (1 − μ_j) x_j x_jᵀ,
        V(b) = A⁻¹ V(Σ w_j (y_j − μ_j) x_j) A⁻¹

    y: n of 0 and 1; x: n × C with a constant among the columns; names: C. Rows with a
    missing value are zeros. Columns that depend on each other, or that tell yes from no
    without error, raise FrameProblem with the column's name.
    Source: Binder (1983), Int. Stat. Rev. 51; R `survey`, svyglm(quasibinomial).
    """
    known = ~np.isnan(y) & ~np.isnan(x).any(axis=1)
    if not known.any():
        raise FrameProblem("No interview has all the answers of the model.")
    w = np.where(known, sample.weight, 0.0)
    y, x = np.where(known, y, 0.0), np.where(known[:, None], x, 0.0)
    _independent(x, names)
    b, information = _fit(w, y, x, names)
    inverse = np.linalg.inv(information)
    mu = special.expit(x @ b)
    scores = (w * (y - mu))[:, None] * x
    mean = w.sum() / known.sum()
    return Logistic(
        names=tuple(names),
        coefficients=b,
        covariance=sample.covariance(scores @ inverse, known.astype(float)),
        simple=inverse * mean,
        deviance=_deviance(w / mean, y, x @ b),
        df=float(max(sample.design.df + 1 - x.shape[1], 1)),
    )


def _independent(x: Floats, names: Sequence[str]) -> None:
    rank = np.linalg.matrix_rank(x)
    for last in range(1, x.shape[1] + 1) if rank < x.shape[1] else ():
        if np.linalg.matrix_rank(x[:, :last]) < last:
            raise FrameProblem(
                f'The column "{names[last - 1]}" follows from those before it. Leave it'
                " out of the model."
            )


def _fit(
    w: Floats, y: Floats, x: Floats, names: Sequence[str]
) -> tuple[Floats, Floats]:
    b = np.zeros(x.shape[1])
    for _step in range(STEPS):
        eta = x @ b
        mu = special.expit(eta)
        information = (x * (w * mu * (1 - mu))[:, None]).T @ x
        if np.abs(eta).max() > FAR or np.linalg.cond(information) > SINGULAR:
            break
        move = np.linalg.solve(information, x.T @ (w * (y - mu)))
        b = b + move
        if np.abs(x @ move).max() < CLOSE:
            return b, information
    worst = names[int((np.abs(b) * x.std(axis=0)).argmax())]
    raise FrameProblem(
        f'The column "{worst}" tells yes from no almost without error, so its odds have'
        " no bound. Merge its groups, or leave it out."
    )


def _deviance(w: Floats, y: Floats, eta: Floats) -> float:
    kept = y * special.log_expit(eta) + (1 - y) * special.log_expit(-eta)
    return float(-2 * w @ kept)


def wald_test(model: Logistic, columns: Sequence[int]) -> Test:
    """Whether several coefficients are all 0.

        F = bᵀ V⁻¹ b / C  on  C and df

    Source: R `survey`, regTermTest.
    """
    at, b = np.ix_(columns, columns), model.coefficients[list(columns)]
    f = float(b @ np.linalg.solve(model.covariance[at], b)) / len(columns)
    tail = float(stats.f.sf(f, len(columns), model.df))
    return Test(f, len(columns), model.df, tail, "wald")


def likelihood_test(model: Logistic, smaller: Logistic, columns: Sequence[int]) -> Test:
    """Whether a model loses by leaving columns out: working likelihood ratio.

        D₀ − D ~ Σ λ_i χ²₁ over χ²_df/df,  λ = eigenvalues of V_simple⁻¹ V

    smaller: the model of the same rows without the columns.
    Source: Rao & Scott (1984); Lumley & Scott (2014), Stat. Sci.; R `survey`,
    regTermTest(method = "LRT").
    """
    lost = smaller.deviance - model.deviance
    tail = weighted_sum_tail(lost, misspecification(model, columns), model.df)
    return Test(lost, len(columns), model.df, tail, "likelihood")


def misspecification(model: Logistic, columns: Sequence[int]) -> Floats:
    """Design effects of the coefficients, largest first."""
    at = np.ix_(columns, columns)
    found = np.linalg.eigvals(np.linalg.solve(model.simple[at], model.covariance[at]))
    return np.sort(found.real)[::-1]
