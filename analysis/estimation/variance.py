"""One function turns influence per primary unit into variance."""

import numpy as np
import numpy.typing as npt

from analysis.estimation.design import Design
from analysis.schema import Chance, Lonely

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Seen = npt.NDArray[np.bool_]


def scaled_influence(
    influence: Floats, design: Design, seen: Seen | None = None
) -> Floats:
    """Influences centred in their stratum and scaled, so that SᵀS is the covariance.

        S_hi = √[(1 − f_h) n_h / (n_h − 1)] · (u_hi − ū_h)

    influence: P × C; seen: P × C, units with somebody of the cell (all if not given).
    Lonely strata follow the design's policy: certainty gives 0, average counts those
    of the cell as the mean of its other strata, adjust centres them at the mean of the
    units of all strata. Raises LonelyUnit under the policy fail.
    Source: Binder (1983); R `survey` ≥ 4.3, options(survey.lonely.psu).
    """
    design.require_no_lonely_unit()
    n, stratum = design.units, design.stratum
    sums = np.zeros((len(n), influence.shape[1]))
    np.add.at(sums, stratum, influence)
    centred = influence - (sums / n[:, None])[stratum]
    scale = (1.0 - design.fraction) * n / np.maximum(n - 1, 1)
    if design.lonely in (Lonely.ADJUST, Lonely.AVERAGE):
        centred = _policy(centred, influence, design, seen)
    return centred * np.sqrt(scale)[stratum][:, None]


def _policy(
    centred: Floats, influence: Floats, design: Design, seen: Seen | None
) -> Floats:
    """Centred influences under the policies adjust and average for lonely strata."""
    if seen is None:
        seen = np.ones(influence.shape, dtype=bool)
    lonely = _lonely(design, seen)
    if not lonely.any():
        return centred
    if design.lonely is Lonely.ADJUST:
        around_all = influence - influence.mean(axis=0)
        return np.where(lonely[design.stratum], around_all, centred)
    others = np.where(lonely[design.stratum], 0.0, centred)
    return np.asarray(others * np.sqrt(_average(design, lonely, seen)))


def _lonely(design: Design, seen: Seen) -> Seen:
    """H × C: strata of one unit, or, if the design says so, with one of the cell."""
    alone = np.repeat(design.lonely_strata()[:, None], seen.shape[1], axis=1)
    if not design.lonely_domains:
        return alone
    inside = np.zeros((len(design.strata), seen.shape[1]))
    np.add.at(inside, design.stratum, seen)
    several = (design.units > 1) & (design.fraction < 1.0)
    return np.asarray(alone | ((inside == 1) & several[:, None]))


def _average(design: Design, lonely: Seen, seen: Seen) -> Floats:
    """Strata of the cell over those that are not lonely; 1 where all are."""
    present = design.strata_seen(seen)
    others = (present & ~lonely).sum(axis=0)
    return np.where(others > 0, present.sum(axis=0) / np.maximum(others, 1), 1.0)


def covariance(
    influence: Floats,
    design: Design,
    squares: Floats | None = None,
    seen: Seen | None = None,
) -> Floats:
    """Covariance matrix of C estimates; both stages when `squares` is given.

        V = Σ_h (1 − f_h) · n_h/(n_h − 1) · Σ_i (u_hi − ū_h)(u_hi − ū_h)ᵀ

    influence, squares, seen: P × C, see `scaled_influence`. The second stage holds for
    cells that share no row (groups of one grouping): Σ_j e_a e_b = 0. Returns C × C.
    Source: Binder (1983), Int. Stat. Rev. 51; Wolter (2007), ch. 6.
    """
    s = scaled_influence(influence, design, seen)
    first = s.T @ s
    if squares is None:
        return np.asarray(first)
    factor = second_stage_factor(design)
    between = (factor / np.maximum(design.sampled, 1))[:, None] * influence
    return np.asarray(first + np.diag(factor @ squares) - between.T @ influence)


def covariance_of_rows(
    influence: Floats, psu: Ints, design: Design, seen: Seen | None = None
) -> Floats:
    """Covariance matrix of C estimates that may share rows; both stages.

        V = first stage of u + Σ_i f_1h (1 − m_i/M_i) · m_i/(m_i − 1)
                                  · (Σ_j e_ij e_ijᵀ − u_i u_iᵀ/m_i)

    influence: n × C values e_ij (weights included); psu: n positions; seen: P × C, see
    `scaled_influence`. Returns C × C. Source: as `variance`.
    """
    units = unit_sums(influence, psu, len(design.psu))
    s = scaled_influence(units, design, seen)
    factor = second_stage_factor(design)
    if not factor.any():
        return np.asarray(s.T @ s)
    between = (factor / np.maximum(design.sampled, 1))[:, None] * units
    rows = (influence * factor[psu][:, None]).T @ influence
    return np.asarray(s.T @ s + rows - between.T @ units)


def unit_sums(values: Floats, psu: Ints, units: int) -> Floats:
    """Sums per primary unit: n × C values, n positions → P × C."""
    columns = [np.bincount(psu, column, units) for column in values.T]
    return np.column_stack(columns) if columns else np.zeros((units, 0))


def variance(
    influence: Floats, squares: Floats, design: Design, seen: Seen | None = None
) -> Floats:
    """Variance of C estimates: first stage, and within places when M_i is known.

        V = Σ_h (1 − f_h) · n_h/(n_h − 1) · Σ_i (u_hi − ū_h)²
          + Σ_i f_1h (1 − m_i/M_i) · m_i/(m_i − 1) · (Σ_j e_ij² − u_i²/m_i)

    influence: P × C sums u_i; squares: P × C sums Σ_j e_ij²; seen: see
    `scaled_influence`. Units with no known M_i, or with one interview, add nothing in
    the second line. Raises LonelyUnit.
    Source: Binder (1983); Cochran (1977), Sampling Techniques, 10.3–10.6.
    """
    first = (scaled_influence(influence, design, seen) ** 2).sum(axis=0)
    within = squares - influence**2 / np.maximum(design.sampled, 1)[:, None]
    # Σe² and u²/m can cancel to a hair below zero.
    return np.asarray(first + np.maximum(second_stage_factor(design) @ within, 0.0))


def second_stage_factor(design: Design) -> Floats:
    """f_1h (1 − m_i/M_i) · m_i/(m_i − 1) per primary unit; 0 where not usable."""
    m, everyone = design.sampled, design.population
    usable = ~np.isnan(everyone) & (m > 1) & (design.kind != Chance.CENSUS)
    left = 1.0 - np.minimum(m / np.where(usable, everyone, 1.0), 1.0)
    factor = design.fraction[design.stratum] * left * m / np.maximum(m - 1, 1)
    return np.where(usable, factor, 0.0)
