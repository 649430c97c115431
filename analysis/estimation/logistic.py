"""Logistic models with design-based covariance, and tests of their terms."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special, stats

from analysis.estimation.sample import Sample
from analysis.estimation.significance import SINGULAR, Test, regular, weighted_sum_tail
from analysis.schema import FrameProblem

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
STEPS, CLOSE, FAR, ILL_CONDITIONED = 50, 1e-10, 30.0, 1e14


@dataclass(frozen=True, slots=True)
class Logistic:
    """A fitted model, one entry per column; covariance is that of the design.

    simple: covariance if the people had been drawn one by one with equal weights;
    deviance: with weights of mean 1 over all n interviews, as in R; complete: n,
    interviews with all the answers of the model; df: units − strata + 1 − columns.
    """

    names: tuple[str, ...]
    coefficients: Floats
    covariance: Floats
    simple: Floats
    deviance: float
    complete: Bools
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
        simple=simple,
        deviance=_deviance(w / mean, y, x @ b),
        complete=complete,
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


def _deviance(w: Floats, y: Floats, eta: Floats) -> float:
    kept = y * special.log_expit(eta) + (1 - y) * special.log_expit(-eta)
    return float(-2 * w @ kept)


def wald_test(model: Logistic, columns: Sequence[int]) -> Test:
    """Whether several coefficients are all 0.

        F = bᵀ V⁻¹ b / C  on  C and df

    columns: positions of the C columns. A covariance that has no inverse raises
    FrameProblem.
    Source: R `survey`, regTermTest.
    """
    block = model.covariance[np.ix_(columns, columns)]
    if not regular(block):
        raise FrameProblem(
            f"The places are too few, or too alike, to test {len(columns)} columns"
            " together. Merge groups, or test fewer columns."
        )
    b = model.coefficients[list(columns)]
    f = float(b @ np.linalg.solve(block, b)) / len(columns)
    tail = float(stats.f.sf(f, len(columns), model.df))
    return Test(f, len(columns), model.df, tail, "wald")


def likelihood_test(model: Logistic, smaller: Logistic, columns: Sequence[int]) -> Test:
    """Whether a model loses by leaving columns out: working likelihood ratio.

        D₀ − D ~ Σ λ_i χ²₁ over χ²_df/df,  λ = eigenvalues of V_simple⁻¹ V

    smaller: the model of the same interviews without the columns, or else FrameProblem.
    The statistic is D₀ − D; R prints it over the mean of λ ("working 2logLR").
    Source: Rao & Scott (1984); Lumley & Scott (2014), Stat. Sci.; R `survey`,
    regTermTest(method = "LRT").
    """
    _require_nested(model, smaller, columns)
    _require_variance(model.covariance, model.simple, model.names)
    lost = smaller.deviance - model.deviance
    tail = weighted_sum_tail(lost, misspecification(model, columns), model.df)
    return Test(lost, len(columns), model.df, tail, "likelihood")


def _require_nested(model: Logistic, smaller: Logistic, columns: Sequence[int]) -> None:
    names = enumerate(model.names)
    left = tuple(name for place, name in names if place not in set(columns))
    if smaller.names != left:
        raise FrameProblem(
            f"The smaller model has the columns {', '.join(smaller.names)}, not"
            f" {', '.join(left)}. Leave out the columns that are tested, and no other."
        )
    if not np.array_equal(model.complete, smaller.complete):
        raise FrameProblem(
            f"The model is of {int(model.complete.sum())} interviews and the smaller of"
            f" {int(smaller.complete.sum())}. Fit both to the interviews that have all"
            " the answers."
        )


def misspecification(model: Logistic, columns: Sequence[int]) -> Floats:
    """Design effects of the coefficients, largest first."""
    block = np.ix_(columns, columns)
    effects = np.linalg.eigvals(
        np.linalg.solve(model.simple[block], model.covariance[block])
    )
    return np.sort(effects.real)[::-1]
