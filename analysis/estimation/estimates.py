"""(value, influence) → estimate, variance, degrees of freedom, design effect."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from analysis.estimation.design import Design
from analysis.estimation.totals import Totals
from analysis.estimation.variance import variance
from analysis.schema import Chance

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
ROUNDING = 1e-12  # what is smaller beside its own parts is rounding


@dataclass(frozen=True, slots=True)
class Estimates:
    """C estimates with what they rest on; NaN where a cell has no answers.

    n, k: answers and their unweighted sum; clusters: places with an answer; exact:
    nothing was left to chance, every place was taken and everybody there was asked;
    residents: people of the place, where the cell is everybody asked in one place, with
    equal weights (NaN elsewhere); kind: how chance chose. Purposive has none.
    """

    value: Floats
    variance: Floats
    n: Floats
    k: Floats
    clusters: Floats
    df: Floats
    deff: Floats
    exact: npt.NDArray[np.bool_]
    residents: Floats
    kind: Chance

    def __post_init__(self) -> None:
        Chance.of(self.kind)

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


def ratio_squares(totals: Totals, value: Floats) -> Floats:
    """Σ_j e_ij² per primary unit and cell for a ratio: P × C."""
    x = totals.x.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(
            (totals.yy - 2 * value * totals.xy + value**2 * totals.xx) / x**2
        )


def rounding_variance(totals: Totals) -> Floats:
    """Variance that rounding alone may leave of C ratios; NaN without answers.

    (10⁻¹²)² · n Σ(w y)²/X²,  as n Σ(w y)² ≥ (Σ |w y|)²
    """
    n, x = totals.n.sum(axis=0), totals.x.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(ROUNDING**2 * n * totals.yy.sum(axis=0) / x**2)


def answers_differ(totals: Totals) -> Bools:
    """Cells in which people differ, y_j ≠ R x_j for some of them: C. False if empty."""
    squares = ratio_squares(totals, ratio_influence(totals)[0]).sum(axis=0)
    x = totals.x.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(squares > ROUNDING * totals.yy.sum(axis=0) / x**2)


def estimate_ratios(totals: Totals, design: Design) -> Estimates:
    """Domain ratios (means, proportions) with their design-based variance."""
    value, influence = ratio_influence(totals)
    squares = np.nan_to_num(ratio_squares(totals, value))
    variances = variance(np.nan_to_num(influence), squares, design, totals.n > 0)
    variances = np.where(np.isnan(value), np.nan, variances)
    return describe(value, variances, totals, design)


def estimate_totals(totals: Totals, design: Design) -> Estimates:
    """Domain totals Σw·y: the influence of a total is the weighted value itself."""
    variances = variance(totals.y, totals.yy, design, totals.n > 0)
    estimates = describe(totals.y.sum(axis=0), variances, totals, design)
    people = totals.x.sum(axis=0)
    return replace(estimates, deff=design_effect(variances, totals, people))


def describe(
    value: Floats, variances: Floats, totals: Totals, design: Design
) -> Estimates:
    """Estimates and variances with the counts they rest on; C each, see Estimates."""
    seen = totals.n > 0
    return Estimates(
        value=value,
        variance=variances,
        n=totals.n.sum(axis=0),
        k=totals.k.sum(axis=0),
        clusters=seen.sum(axis=0).astype(float),
        df=domain_df(totals, design),
        deff=design_effect(variances, totals),
        exact=exact_cells(totals, design),
        residents=_residents(totals, design),
        kind=design.kind,
    )


def exact_cells(totals: Totals, design: Design) -> Bools:
    """Cells with answers in which nothing was left to chance, see Estimates: C."""
    seen, open_units = totals.n > 0, ~design.exhausted[:, None]
    return np.asarray(seen.any(axis=0) & ~(seen & open_units).any(axis=0))


def _residents(totals: Totals, design: Design) -> Floats:
    """People of the only place of a cell that holds everybody asked there, or NaN.

    NaN as well where their weights differ: they were not drawn as one simple sample;
    and where the people of a certainty place are not known.
    """
    seen, n = totals.n > 0, totals.n.sum(axis=0)
    alone, place = seen.sum(axis=0) == 1, seen.argmax(axis=0)
    everyone = n == design.sampled[place]
    equal = np.isclose(n * totals.xx.sum(axis=0), totals.x.sum(axis=0) ** 2, rtol=1e-9)
    people = design.population[place]
    return np.where(alone & everyone & equal & np.isfinite(people), people, np.nan)


def domain_df(totals: Totals, design: Design) -> Floats:
    """Primary units minus strata, counted where the domain has observations.

    Source: R `survey`, degf() of a subset.
    """
    seen = totals.n > 0
    strata = design.strata_seen(seen)
    return np.asarray((seen.sum(axis=0) - strata.sum(axis=0)).astype(float))


def design_effect(
    variances: Floats, totals: Totals, scale: Floats | float = 1.0
) -> Floats:
    """Variance over that of a simple random sample of the same n, with replacement.

        deff = V / (c² s²/n),  s² = n/(n − 1) · Σw(y − ȳ)²/Σw

    variances: C, V; scale c: 1 for means, C sums of weights Σw for totals. NaN
    where everybody gave the same answer, for one answer, and for ratios, of which
    Σw·y² is not kept.
    Source: Kish (1965), ch. 8; R `survey`, deff = "replace".
    """
    n, x = totals.n.sum(axis=0), totals.x.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        square = totals.wyy.sum(axis=0) / x
        spread = square - (totals.y.sum(axis=0) / x) ** 2
        deff = variances / (scale**2 * spread / (n - 1))
    return np.where((spread > ROUNDING * square) & (n > 1), deff, np.nan)
