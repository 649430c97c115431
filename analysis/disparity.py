"""A group beside its reference group: difference, interval, p, adjusted p."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import stats

from analysis.design import Design
from analysis.estimates import domain_df, ratio_influence, ratio_squares
from analysis.reduce import Totals
from analysis.variance import covariance


@dataclass(frozen=True, slots=True)
class Disparity:
    """Group minus reference. p is adjusted once the declared grid is complete."""

    difference: float
    se: float
    df: float
    lower: float
    upper: float
    p: float
    p_adjusted: float | None = None


def disparity(
    totals: Totals, design: Design, *, group: int, reference: int, level: float = 0.95
) -> Disparity:
    """Difference of two domains with their covariance over shared places.

        d = R_a − R_b,  V(d) = V_aa + V_bb − 2 V_ab,  t = d/√V(d) on degf − 1

    totals: cells of one question; group, reference: positions of two cells that share
    no row; df counts the places where either has answers. Limits and p are NaN where
    no variance can be seen (nobody answered, or all the same).
    Source: Wolter (2007), ch. 6; R `survey`, svyttest.
    """
    pair = totals.cells([group, reference])
    value, influence = ratio_influence(pair)
    squares = np.nan_to_num(ratio_squares(pair, value))
    v = covariance(np.nan_to_num(influence), design, squares, pair.n > 0)
    found = float(value[0] - value[1])
    se = float(np.sqrt(max(v[0, 0] + v[1, 1] - 2 * v[0, 1], 0.0)))
    either = totals.cells([group]) + totals.cells([reference])
    df = max(float(domain_df(either, design)[0]) - 1, 1.0)
    half = float(stats.t.ppf((1 + level) / 2, df)) * se
    if not se > 0:  # without variance there is nothing to judge by
        return Disparity(found, se, df, np.nan, np.nan, np.nan)
    p = float(2 * stats.t.sf(abs(found) / se, df))
    return Disparity(found, se, df, found - half, found + half, p)


def adjusted(grid: Sequence[Disparity]) -> tuple[Disparity, ...]:
    """The declared grid with p adjusted for the false discovery rate.

    Every comparison that was declared belongs in the grid, or the promise is void; one
    without answers (NaN) stays without a p.
    Source: Benjamini & Hochberg (1995), JRSS B 57.
    """
    p = np.array([one.p for one in grid], dtype=float)
    known = ~np.isnan(p)
    if known.any():
        p[known] = stats.false_discovery_control(p[known], method="bh")
    return tuple(
        replace(one, p_adjusted=float(q) if np.isfinite(q) else None)
        for one, q in zip(grid, p, strict=True)
    )
