"""Differences of many pairs of groups at once, with ranges at any level."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

from analysis.estimation.design import Design
from analysis.estimation.estimates import (
    Estimates,
    domain_df,
    estimate_ratios,
    ratio_influence,
    ratio_squares,
)
from analysis.estimation.intervals import korn_graubard
from analysis.estimation.totals import Totals
from analysis.estimation.variance import scaled_influence, second_stage_factor

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Truths = npt.NDArray[np.bool_]

ROUNDING_ERROR = 1e-12  # numbers that should be equal differ by less than this


@dataclass(frozen=True, slots=True)
class PairDifferences:
    """Q differences of two cells: group minus reference.

    exact: no answer of either was left to chance. alike: positions of the pairs where
    all answers of one cell that was left to chance are alike, so that it shows no
    variance of its own; group, reference: their own estimates where they are shares.
    """

    value: Floats
    se: Floats
    df: Floats
    exact: Truths
    alike: Ints
    share: Truths
    group: Estimates
    reference: Estimates

    @property
    def p(self) -> Floats:
        """Of the t test of each pair alone; NaN where it has none."""
        with np.errstate(invalid="ignore", divide="ignore"):
            p = np.asarray(2 * stats.t.sf(np.abs(self.value) / self.se, self.df))
        p[self.alike] = np.nan
        return np.where(self.exact, np.nan, p)

    def limits(self, level: Floats) -> tuple[Floats, Floats]:
        """Lower and upper limit of every pair at its own level; NaN where it has none.

            d ± t_df √V(d)

        Where all answers of one cell are alike, V holds the other cell's variance only,
        and such a range misses the truth far too often. For shares it is replaced by

            d − √((P_a − l_a)² + (u_b − P_b)²),  d + √((u_a − P_a)² + (P_b − l_b)²)

        with the limits l, u that each share has by itself (Korn–Graubard). The cell
        without variance has no covariance either. A mean has no range then. An exact
        pair has no width; no level (NaN) has no limits.
        Source: Newcombe (1998), Stat. Med. 17; Zou & Donner (2008), Stat. Med. 27.
        """
        half = np.asarray(stats.t.isf((1 - level) / 2, self.df) * self.se)
        lower, upper = self.value - half, self.value + half
        lower[self.alike] = upper[self.alike] = np.nan
        levels = level[self.alike]
        for width in np.unique(levels[~np.isnan(levels)]).tolist():
            rows = (levels == width) & self.share[self.alike]
            below, above = self._hybrid(width)
            lower[self.alike[rows]], upper[self.alike[rows]] = below[rows], above[rows]
        return (
            np.where(self.exact, self.value, lower),
            np.where(self.exact, self.value, upper),
        )

    def _hybrid(self, level: float) -> tuple[Floats, Floats]:
        (a, la, ua), (b, lb, ub) = (
            _alone(e, level) for e in (self.group, self.reference)
        )
        d = a - b
        return d - np.hypot(a - la, ub - b), d + np.hypot(ua - a, b - lb)


def _alone(e: Estimates, level: float) -> tuple[Floats, Floats, Floats]:
    limits = korn_graubard(e, level)
    lower = np.where(e.exact, e.value, limits.lower)
    return e.value, lower, np.where(e.exact, e.value, limits.upper)


def pair_differences(
    totals: Totals, design: Design, groups: Ints, references: Ints, share: Truths
) -> PairDifferences:
    """Differences of many pairs, with their covariance over shared places.

        d = R_a − R_b,  V(d) = V_aa + V_bb − 2 V_ab,  df = degf − 1 of both together

    groups, references: Q positions of cells each; the cells of a pair share no row;
    share: Q, whether the two are proportions.
    Source: Wolter (2007), ch. 6; R `survey`, svyttest.
    """
    cells, column = np.unique([groups, references], return_inverse=True)
    a, b = column.reshape(2, -1)
    part = totals.cells(cells)
    ratio, influence = ratio_influence(part)
    squares = np.nan_to_num(ratio_squares(part, ratio))
    influence = np.nan_to_num(influence)
    s = scaled_influence(influence, design, part.n > 0)
    factor = second_stage_factor(design)
    within = factor / np.maximum(design.sampled, 1)
    own = (s**2).sum(axis=0) + factor @ squares - within @ influence**2
    first = ((s[:, a] - s[:, b]) ** 2).sum(axis=0)
    u = influence[:, a] - influence[:, b]
    v = first + (factor @ squares)[a] + (factor @ squares)[b] - within @ u**2
    exact = np.asarray(~((part.n > 0) & ~design.exhausted[:, None]).any(axis=0))
    silent = (own <= (ROUNDING_ERROR * ratio) ** 2) & ~exact
    alike = np.flatnonzero(silent[a] | silent[b])
    value, both_exact = ratio[a] - ratio[b], exact[a] & exact[b]
    return PairDifferences(
        value=np.where(both_exact & (np.abs(value) < ROUNDING_ERROR), 0.0, value),
        se=np.sqrt(np.maximum(v, 0.0)),
        df=np.maximum(domain_df(part.cells(a) + part.cells(b), design) - 1, 1.0),
        exact=both_exact,
        alike=alike,
        share=share,
        group=estimate_ratios(totals.cells(groups[alike]), design),
        reference=estimate_ratios(totals.cells(references[alike]), design),
    )
