"""(value, influence) → estimate, variance, degrees of freedom, design effect."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.design import Design, Lonely
from analysis.reduce import Totals

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Estimates:
    """C estimates with what they rest on; NaN where a cell has no answers."""

    value: Floats
    variance: Floats
    n: Floats
    k: Floats
    clusters: Floats
    df: Floats
    deff: Floats

    @property
    def se(self) -> Floats:
        return np.sqrt(self.variance)


def ratio_influence(totals: Totals) -> tuple[Floats, Floats]:
    """Domain mean, proportion or ratio, with its influence per primary unit.

        R = Y / X,   u_hi = Σ_j w_hij (y_hij − R x_hij) / X

    Returns C values and P × C influences. Rows outside the domain are zeros, so every
    primary unit stays in the design. A cell without answers is NaN.
    Source: Binder (1983), Int. Stat. Rev. 51; Särndal, Swensson & Wretman (1992), 5.7.
    """
    x, y = totals.x.sum(axis=0), totals.y.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        value = y / x
        return value, (totals.y - value * totals.x) / x


def scaled(influence: Floats, design: Design) -> Floats:
    """Influences centred in their stratum and scaled, so that SᵀS is the covariance.

        S_hi = √[(1 − f_h) n_h / (n_h − 1)] · (u_hi − ū_h)

    influence: P × C. Lonely strata follow the design's policy: certainty gives 0,
    average counts them as the mean of the others, adjust centres them at the mean of
    the units of all strata. Raises LonelyUnit under the policy fail.
    Source: Binder (1983); R `survey` ≥ 4.3, options(survey.lonely.psu).
    """
    design.require_no_lonely_unit()
    n, stratum = design.units, design.stratum
    sums = np.zeros((len(n), influence.shape[1]))
    np.add.at(sums, stratum, influence)
    centred = influence - (sums / n[:, None])[stratum]
    scale = (1.0 - design.fraction) * n / np.maximum(n - 1, 1)
    lonely = design.lonely_strata()
    if design.lonely is Lonely.ADJUST and lonely.any():
        alone = lonely[stratum]
        centred[alone] = influence[alone] - influence.mean(axis=0)
    elif design.lonely is Lonely.AVERAGE and lonely.any():
        scale = scale * len(n) / (len(n) - lonely.sum())
    return centred * np.sqrt(scale)[stratum][:, None]


def covariance(influence: Floats, design: Design) -> Floats:
    """First-stage (ultimate cluster) covariance matrix of C estimates.

        V = Σ_h (1 − f_h) · n_h/(n_h − 1) · Σ_i (u_hi − ū_h)(u_hi − ū_h)ᵀ

    Source: Binder (1983), Int. Stat. Rev. 51; Wolter (2007), ch. 6.
    """
    s = scaled(influence, design)
    return np.asarray(s.T @ s)


def first_stage_variance(influence: Floats, design: Design) -> Floats:
    """The diagonal of `covariance`, without the rest of the matrix."""
    return np.asarray((scaled(influence, design) ** 2).sum(axis=0))


def second_stage_variance(squares: Floats, influence: Floats, design: Design) -> Floats:
    """What sampling people within places adds when both stages are finite.

        Σ_i f_1h (1 − m_i/M_i) · m_i/(m_i − 1) · (Σ_j e_ij² − u_i²/m_i)

    squares: P × C sums of squared influences of rows; influence: P × C. Units with no
    known M_i, or with one interview, add nothing.
    Source: Cochran (1977), Sampling Techniques, 10.3–10.6.
    """
    m, big = design.sampled, design.population
    usable = ~np.isnan(big) & (m > 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        factor = design.fraction[design.stratum] * (1.0 - np.minimum(m / big, 1.0))
        factor = np.where(usable, factor * m / (m - 1), 0.0)
        within = squares - influence**2 / np.maximum(m, 1)[:, None]
    return np.asarray((factor[:, None] * within).sum(axis=0))


def ratio_squares(totals: Totals, value: Floats) -> Floats:
    """Σ_j e_ij² per primary unit and cell for a ratio: P × C."""
    x = totals.x.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(
            (totals.yy - 2 * value * totals.xy + value**2 * totals.xx) / x**2
        )


def estimate_ratios(totals: Totals, design: Design) -> Estimates:
    """Domain ratios (means, proportions) with their design-based variance."""
    value, influence = ratio_influence(totals)
    influence = np.nan_to_num(influence)
    variance = first_stage_variance(influence, design)
    variance = variance + second_stage_variance(
        np.nan_to_num(ratio_squares(totals, value)), influence, design
    )
    n = totals.n.sum(axis=0)
    return Estimates(
        value=value,
        variance=np.where(np.isnan(value), np.nan, variance),
        n=n,
        k=totals.k.sum(axis=0),
        clusters=(totals.n > 0).sum(axis=0).astype(float),
        df=domain_df(totals, design),
        deff=design_effect(variance, value, totals),
    )


def estimate_totals(totals: Totals, design: Design) -> Estimates:
    """Domain totals Σw·y: the influence of a total is the weighted value itself."""
    value = totals.y.sum(axis=0)
    variance = first_stage_variance(totals.y, design)
    variance = variance + second_stage_variance(totals.yy, totals.y, design)
    return Estimates(
        value=value,
        variance=variance,
        n=totals.n.sum(axis=0),
        k=totals.k.sum(axis=0),
        clusters=(totals.n > 0).sum(axis=0).astype(float),
        df=domain_df(totals, design),
        deff=np.full(len(value), np.nan),
    )


def domain_df(totals: Totals, design: Design) -> Floats:
    """Primary units minus strata, counted where the domain has observations.

    Source: R `survey`, degf() of a subset.
    """
    seen = totals.n > 0
    strata = np.zeros((len(design.strata), seen.shape[1]), dtype=bool)
    np.logical_or.at(strata, design.stratum, seen)
    return np.asarray((seen.sum(axis=0) - strata.sum(axis=0)).astype(float))


def design_effect(variance: Floats, value: Floats, totals: Totals) -> Floats:
    """Variance over that of a simple random sample with replacement of the same n.

        deff = V / (s²/n),  s² = n/(n − 1) · Σw(y − ȳ)²/Σw

    Source: Kish (1965), ch. 8; R `survey`, deff = "replace".
    """
    n, x = totals.n.sum(axis=0), totals.x.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        s2 = (totals.wyy.sum(axis=0) / x - value**2) * n / (n - 1)
        deff = variance / (s2 / n)
    return np.where((s2 > 0) & (n > 1), deff, np.nan)


def difference(value: Floats, cov: Floats, a: int, b: int) -> tuple[float, float]:
    """(a − b, its standard error) with the covariance of the two domains.

    Source: Wolter (2007), ch. 6.
    """
    variance = cov[a, a] + cov[b, b] - 2 * cov[a, b]
    return float(value[a] - value[b]), float(np.sqrt(max(variance, 0.0)))
