"""Logistic models with design-based covariance."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special, stats

from analysis.estimation.sample import Sample
from analysis.schema import FrameProblem

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
SINGULAR = 1e-12  # least share of the variance that people drawn alone would have
STEPS, CLOSE, FAR, ILL_CONDITIONED = 50, 1e-10, 30.0, 1e14


@dataclass(frozen=True, slots=True)
class Logistic:
    """A fitted model, one entry per column; covariance is that of the design.

    df: units − strata + 1 − columns.
    """

    names: tuple[str, ...]
    coefficients: Floats
    covariance: Floats
    df: float

    @property
    def se(self) -> Floats:
        return np.sqrt(np.diag(self.covariance))

    @property
    def t(self) -> Floats:
        """NaN where nothing was left to chance."""
        se = np.where(self.se > 0, self.se, np.nan)
        return np.asarray(self.coefficients / se)

    @property
    def p(self) -> Floats:
        return np.asarray(2 * stats.t.sf(np.abs(self.t), self.df))


def logistic(sample: Sample, y: Floats, x: Floats, names: Sequence[str]) -> Logistic:
    """Weighted logistic regression.

        Σ w_j (y_j − μ_j) x_j = 0,  A = Σ w_j μ_j (1 − μ_j) x_j x_jᵀ,
        V(b) = A⁻¹ V(Σ w_j (y_j − μ_j) x_j) A⁻¹

    y: n of 0 and 1; x: n × C with a constant among the columns; names: C. Rows with a
    missing value are zeros. Columns that depend on each other, or that tell yes from no
    without error, raise FrameProblem with the column's name; so does a model of
    answers that differ no more between places than rounding does. Where nothing was
    left to chance, covariance is 0 and t is NaN.
    Source: Binder (1983), Int. Stat. Rev. 51; R `survey`, svyglm(quasibinomial).
    """
    complete = ~np.isnan(y) & ~np.isnan(x).any(axis=1)
    if not complete.any():
        raise FrameProblem("No interview has all the answers of the model.")
    w = np.where(complete, sample.weight, 0.0)
    y, x = np.where(complete, y, 0.0), np.where(complete[:, None], x, 0.0)
    _independent(x, names)
    b = _fit(w[complete], y[complete], x[complete], names)
    mu = special.expit(x @ b)
    inverse = np.linalg.inv(_information(w, mu, x))
    scores = (w * (y - mu))[:, None] * x
    mean = sample.weight.mean()
    covariance = sample.covariance(scores @ inverse, complete.astype(float))
    simple = inverse * mean
    if covariance.any():  # otherwise nothing was left to chance
        _require_variance(covariance, simple, names)
    return Logistic(
        names=tuple(names),
        coefficients=b,
        covariance=covariance,
        df=float(max(sample.design.df + 1 - x.shape[1], 1)),
    )


def _require_variance(covariance: Floats, simple: Floats, names: Sequence[str]) -> None:
    flat = np.flatnonzero(~(np.diag(covariance) > SINGULAR * np.diag(simple)))
    if len(flat):
        raise FrameProblem(
            f'The coefficient of "{names[flat[0]]}" has no variance: no place differs'
            " from another, or nothing was left to chance. Report the counts."
        )


def _independent(x: Floats, names: Sequence[str]) -> None:
    rank = np.linalg.matrix_rank(x)
    for last in range(1, x.shape[1] + 1) if rank < x.shape[1] else ():
        if np.linalg.matrix_rank(x[:, :last]) < last:
            raise FrameProblem(
                f'The column "{names[last - 1]}" follows from those before it. Leave it'
                " out of the model."
            )


def _fit(w: Floats, y: Floats, x: Floats, names: Sequence[str]) -> Floats:
    """Coefficients of statsmodels' generalised linear model.

    Weights go in as var_weights. Covariance, deviance and limits are not taken from it:
    it knows nothing of the design.
    """
    # Imported where a model is fitted: statsmodels takes 1.5 s and 205 MB to start.
    from statsmodels.genmod.families import Binomial
    from statsmodels.genmod.generalized_linear_model import GLM

    model = GLM(y, x, family=Binomial(), var_weights=w / w.mean())
    with warnings.catch_warnings():
        # Its warnings of separation come as a FrameProblem with the column's name.
        warnings.simplefilter("ignore")
        fit = model.fit(maxiter=STEPS, tol=CLOSE, tol_criterion="params")
    b = np.asarray(fit.params)
    if fit.converged and np.abs(x @ b).max() <= FAR:
        information = _information(w, special.expit(x @ b), x)
        if np.linalg.cond(information) <= ILL_CONDITIONED:
            return b
    worst = names[int((np.abs(b) * x.std(axis=0)).argmax())]
    raise FrameProblem(
        f'The column "{worst}" tells yes from no almost without error, so its odds have'
        " no bound. Merge its groups, or leave it out."
    )


def _information(w: Floats, mu: Floats, x: Floats) -> Floats:
    """A = Σ w μ(1 − μ) x xᵀ: C × C."""
    return np.asarray((x * (w * mu * (1 - mu))[:, None]).T @ x)
