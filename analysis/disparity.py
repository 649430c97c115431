"""A group beside its reference group, or a number: difference, ratio, odds, p."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
import numpy.typing as npt
from scipy import stats

from analysis.cells import Table
from analysis.change import Change
from analysis.design import Design
from analysis.estimates import (
    domain_df,
    estimate_ratios,
    ratio_influence,
    ratio_squares,
)
from analysis.logistic import logistic
from analysis.reduce import Totals
from analysis.sample import Sample
from analysis.schema import ALL, FrameProblem
from analysis.variance import covariance

Floats = npt.NDArray[np.float64]


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
    value, v, df = _pair(totals, design, group, reference)
    found = float(value[0] - value[1])
    se = float(np.sqrt(max(v[0, 0] + v[1, 1] - 2 * v[0, 1], 0.0)))
    half = float(stats.t.ppf((1 + level) / 2, df)) * se
    if not se > 0:  # without variance there is nothing to judge by
        return Disparity(found, se, df, np.nan, np.nan, np.nan)
    p = float(2 * stats.t.sf(abs(found) / se, df))
    return Disparity(found, se, df, found - half, found + half, p)


@dataclass(frozen=True, slots=True)
class Relative:
    """Group over reference. se is that of the logarithm of the ratio.

    p is adjusted once the declared grid or family is complete.
    """

    ratio: float
    se: float
    df: float
    lower: float
    upper: float
    p: float
    p_adjusted: float | None = None


Compared = TypeVar("Compared", Disparity, Relative, Change)


def relative(
    totals: Totals, design: Design, *, group: int, reference: int, level: float = 0.95
) -> Relative:
    """Ratio of two domain shares or means by the delta method, on the log scale.

        r = R_a / R_b,  V(ln r) = V_aa/R_a² + V_bb/R_b² − 2 V_ab/(R_a R_b),
        exp(ln r ± t √V)  on degf − 1

    totals, group, reference: as in `disparity`. A share of 0 has no logarithm, and
    equal answers no variance: both raise FrameProblem.
    Source: Wolter (2007), ch. 6; Katz et al. (1978), Biometrics 34.
    """
    value, v, df = _pair(totals, design, group, reference)
    if not (value > 0).all():
        raise FrameProblem(
            f"The shares {value[0]:g} of cell {group} and {value[1]:g} of cell"
            f" {reference} have no ratio with an interval. Report their difference."
        )
    slope = 1 / value * (1, -1)
    se = float(np.sqrt(max(float(slope @ v @ slope), 0.0)))
    if not se > 0:
        raise FrameProblem(
            f"The answers of cells {group} and {reference} do not vary, so their ratio"
            " has no interval. Report the counts."
        )
    centre = float(np.log(value[0] / value[1]))
    half = float(stats.t.ppf((1 + level) / 2, df)) * se
    p = float(2 * stats.t.sf(abs(centre) / se, df))
    limits = np.exp([centre, centre - half, centre + half]).tolist()
    return Relative(limits[0], se, df, limits[1], limits[2], p)


def against(
    totals: Totals, design: Design, *, cell: int, target: float, level: float = 0.95
) -> Disparity:
    """A domain beside a fixed number: the one-sample t test.

        t = (R − target)/√V  on degf

    Equal answers raise FrameProblem: there is no variance to judge by.
    Source: Lohr (2022), Sampling, 2.5 and 9.5; R's svyttest(y ~ 0) takes one df less.
    """
    e = estimate_ratios(totals.cells([cell]), design)
    found, se, df = float(e.value[0]) - target, float(e.se[0]), max(float(e.df[0]), 1.0)
    if not se > 0:
        raise FrameProblem(
            f"The {int(e.n[0])} answers of cell {cell} do not vary, so they cannot be"
            " tested against a number. Report the count."
        )
    half = float(stats.t.ppf((1 + level) / 2, df)) * se
    p = float(2 * stats.t.sf(abs(found) / se, df))
    return Disparity(found, se, df, found - half, found + half, p)


def _pair(
    totals: Totals, design: Design, group: int, reference: int
) -> tuple[Floats, Floats, float]:
    """Two cells that share no row: values, covariance, degrees of freedom."""
    pair = totals.cells([group, reference])
    value, influence = ratio_influence(pair)
    squares = np.nan_to_num(ratio_squares(pair, value))
    v = covariance(np.nan_to_num(influence), design, squares, pair.n > 0)
    either = totals.cells([group]) + totals.cells([reference])
    return value, v, max(float(domain_df(either, design)[0]) - 1, 1.0)


def odds(
    sample: Sample,
    y: Floats,
    group: Floats,
    given: Mapping[str, Floats],
    *,
    level: float = 0.95,
) -> Relative:
    """Odds of yes in a group over those of its reference, other things being equal.

        exp(b ± t_df · se(b)),  logit P(y) = b₀ + b · group + Σ b_c · given_c

    y: n of 0 and 1; group: n, 1 in the group, 0 in the reference; given: n numbers per
    name. A row where one is missing (NaN) counts as zeros. An odds ratio is no ratio of
    shares: say odds. Raises FrameProblem as `logistic`.
    Source: Binder (1983), Int. Stat. Rev. 51; R `survey`, svyglm(quasibinomial).
    """
    columns = [np.ones(len(y)), group, *given.values()]
    model = logistic(sample, y, np.column_stack(columns), ("constant", "group", *given))
    ratio, lower, upper = (float(found[1]) for found in model.odds_ratios(level))
    return Relative(
        ratio, float(model.se[1]), model.df, lower, upper, float(model.p[1])
    )


def adjusted(grid: Sequence[Compared]) -> tuple[Compared, ...]:
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


def holm(family: Sequence[Compared]) -> tuple[Compared, ...]:
    """The declared primary family with p adjusted for the chance of any false alarm.

        p̃_(i) = max_{j ≤ i} min((m − j + 1) p_(j), 1)

    family: every comparison that was declared before the data were seen; m counts also
    those without answers (NaN), which stay without a p.
    Source: Holm (1979), Scandinavian Journal of Statistics 6.
    """
    from statsmodels.stats.multitest import multipletests

    if not family:
        return ()
    p = np.array([one.p for one in family], dtype=float)
    known = ~np.isnan(p)
    found = multipletests(np.where(known, p, 1.0), method="holm")[1]
    return tuple(
        replace(one, p_adjusted=float(q) if there else None)
        for one, q, there in zip(family, found, known, strict=True)
    )


def reference_groups(table: Table) -> dict[str, str]:
    """Grouping → the group that the others are set beside: the one most answers are of.

    The same for every indicator, so that figures of one grouping can be read together.
    """
    answers: dict[str, dict[str, float]] = {}
    for cell, n in zip(table.cells, table.totals.n.sum(axis=0), strict=True):
        of = answers.setdefault(cell.group_var, {})
        of[cell.group_code] = of.get(cell.group_code, 0.0) + float(n)
    return {
        variable: max(sorted(counts), key=counts.__getitem__)
        for variable, counts in answers.items()
        if variable != ALL
    }


def compared(
    table: Table, design: Design, *, level: float = 0.95
) -> dict[int, tuple[str, Disparity]]:
    """Cell → (reference group, difference): every group of every grouping, one grid.

    A census has no variance to test: its differences stand as they are, without p. A
    group nobody of which answered, or whose reference has no answer, is not in it.
    """
    places = {
        (c.indicator.id, c.group_var, c.group_code): at
        for at, c in enumerate(table.cells)
    }
    reference, n = reference_groups(table), table.totals.n.sum(axis=0)
    pairs = []
    for at, cell in enumerate(table.cells):
        code = reference.get(cell.group_var, cell.group_code)
        other = places.get((cell.indicator.id, cell.group_var, code), at)
        if other != at and n[at] and n[other]:
            pairs.append((at, other, code))
    made = adjusted(
        [
            disparity(table.totals, design, group=at, reference=other, level=level)
            for at, other, _code in pairs
        ]
    )
    return {
        at: (code, one) for (at, _other, code), one in zip(pairs, made, strict=True)
    }
