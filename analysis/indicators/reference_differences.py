"""A group beside its reference group, or a number: difference, ratio, odds, p."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
import numpy.typing as npt
from scipy import stats

from analysis.comparison.change_between_rounds import Change
from analysis.estimation.cells import Table
from analysis.estimation.design import Design
from analysis.estimation.estimates import (
    ROUNDING,
    answers_differ,
    domain_df,
    estimate_ratios,
    exact_cells,
    ratio_influence,
    ratio_squares,
    rounding_variance,
)
from analysis.estimation.logistic import logistic
from analysis.estimation.sample import Sample
from analysis.estimation.totals import Totals
from analysis.estimation.variance import covariance
from analysis.schema import ALL, FrameProblem

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
    no row (FrameProblem where more answers than interviews show that they do); df
    counts the places where either has answers. p is NaN where there is no variance to
    judge by. Then the limits are the difference itself if nothing was left to chance,
    and NaN if nobody answered, all answers are the same, or no place differs from
    another.
    Source: Wolter (2007), ch. 6; R `survey`, svyttest.
    """
    pair = _pair(totals, design, group, reference)
    difference = float(pair.value[0] - pair.value[1])
    se = pair.error(np.array([1.0, -1.0]))
    if pair.exact:
        return Disparity(difference, 0.0, pair.df, difference, difference, np.nan)
    if not se > 0:
        return Disparity(difference, 0.0, pair.df, np.nan, np.nan, np.nan)
    half = float(stats.t.ppf((1 + level) / 2, pair.df)) * se
    p = float(2 * stats.t.sf(abs(difference) / se, pair.df))
    limits = difference - half, difference + half
    return Disparity(difference, se, pair.df, *limits, p)


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

    totals, group, reference: as in `disparity`. A share of 0 has no logarithm: it
    raises FrameProblem, and so does a variance of 0, unless nothing was left to chance:
    then the limits are the ratio itself and p is NaN.
    Source: Wolter (2007), ch. 6; Katz et al. (1978), Biometrics 34.
    """
    pair = _pair(totals, design, group, reference)
    value, df = pair.value, pair.df
    if not (value > 0).all():
        raise FrameProblem(
            f"The shares {value[0]:g} of cell {group} and {value[1]:g} of cell"
            f" {reference} have no ratio with an interval. Report their difference."
        )
    ratio, se = float(value[0] / value[1]), pair.error(1 / value * (1, -1))
    if pair.exact:
        return Relative(ratio, 0.0, df, ratio, ratio, np.nan)
    if not se > 0:
        cells = f"cells {group} and {reference}"
        raise FrameProblem(_no_variance(cells, pair.differ, "their ratio"))
    centre = float(np.log(ratio))
    half = float(stats.t.ppf((1 + level) / 2, df)) * se
    p = float(2 * stats.t.sf(abs(centre) / se, df))
    limits = np.exp([centre, centre - half, centre + half]).tolist()
    return Relative(limits[0], se, df, limits[1], limits[2], p)


def against(
    totals: Totals, design: Design, *, cell: int, target: float, level: float = 0.95
) -> Disparity:
    """A domain beside a fixed number: the one-sample t test.

        t = (R − target)/√V  on degf

    A variance of 0 raises FrameProblem, unless nothing was left to chance: then the
    limits are the difference itself and p is NaN.
    Source: Lohr (2022), Sampling, 2.5 and 9.5; R's svyttest(y ~ 0) takes one df less.
    """
    of_cell = totals.cells([cell])
    e = estimate_ratios(of_cell, design)
    difference, df = float(e.value[0]) - target, max(float(e.df[0]), 1.0)
    if e.exact[0]:
        return Disparity(difference, 0.0, df, difference, difference, np.nan)
    if not e.variance[0] > rounding_variance(of_cell)[0]:
        differ = bool(answers_differ(of_cell)[0])
        raise FrameProblem(_no_variance(f"cell {cell}", differ, "a test"))
    se = float(e.se[0])
    half = float(stats.t.ppf((1 + level) / 2, df)) * se
    p = float(2 * stats.t.sf(abs(difference) / se, df))
    return Disparity(difference, se, df, difference - half, difference + half, p)


def _no_variance(cells: str, differ: bool, purpose: str) -> str:
    if differ:
        why = (
            "differ, but their variance is 0: no place differs from another, or all"
            " places were taken and their residents are not known"
        )
    else:
        why = "are all the same"
    return (
        f"The answers of {cells} {why}. So {purpose} has no variance to rest on. Report"
        " the counts."
    )


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two cells that share no row: 2 values, covariance 2 × 2, degrees of freedom.

    rounding: 2 variances that rounding may leave; exact: nothing was left to chance;
    differ: somebody of either answered otherwise than others of the same cell.
    """

    value: Floats
    covariance: Floats
    df: float
    rounding: Floats
    exact: bool
    differ: bool

    def error(self, slope: Floats) -> float:
        """√(sᵀ V s) of a function with the slope s; 0 where only rounding is left."""
        own = float(slope**2 @ np.diag(self.covariance))
        variance = float(slope @ self.covariance @ slope)
        noise = max(float(slope**2 @ self.rounding), ROUNDING * own)
        return float(np.sqrt(variance)) if variance > noise else 0.0


def _pair(totals: Totals, design: Design, group: int, reference: int) -> _Pair:
    """Raises FrameProblem for a cell beside itself, or beside its own people."""
    pair = totals.cells([group, reference])
    _require_others(pair, design, group, reference)
    value, influence = ratio_influence(pair)
    squares = np.nan_to_num(ratio_squares(pair, value))
    either = totals.cells([group]) + totals.cells([reference])
    return _Pair(
        value=value,
        covariance=covariance(np.nan_to_num(influence), design, squares, pair.n > 0),
        df=max(float(domain_df(either, design)[0]) - 1, 1.0),
        rounding=rounding_variance(pair),
        exact=bool(exact_cells(pair, design).all()),
        differ=bool(answers_differ(pair).any()),
    )


def _require_others(pair: Totals, design: Design, group: int, reference: int) -> None:
    if group == reference:
        raise FrameProblem(
            f"Cell {group} is set beside itself. Name another group as its reference."
        )
    shared = np.flatnonzero(pair.n.sum(axis=1) > design.sampled)
    if len(shared):
        place = int(shared[0])
        raise FrameProblem(
            f"Cells {group} and {reference} share people: at primary unit"
            f" {design.psu[place]} they have {int(pair.n[place].sum())} answers of"
            f" {int(design.sampled[place])} interviews. Compare groups of one grouping."
        )


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
    p = np.array([comparison.p for comparison in grid], dtype=float)
    tested = ~np.isnan(p)
    if tested.any():
        # Imported where p are adjusted: statsmodels takes 1.5 s and 205 MB to start.
        from statsmodels.stats.multitest import multipletests

        p[tested] = multipletests(p[tested], method="fdr_bh")[1]
    return tuple(
        replace(comparison, p_adjusted=float(q) if np.isfinite(q) else None)
        for comparison, q in zip(grid, p, strict=True)
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
        (c.indicator.id, c.group_var, c.group_code): position
        for position, c in enumerate(table.cells)
    }
    reference, n = reference_groups(table), table.totals.n.sum(axis=0)
    pairs = []
    for position, cell in enumerate(table.cells):
        code = reference.get(cell.group_var, cell.group_code)
        other = places.get((cell.indicator.id, cell.group_var, code), position)
        if other != position and n[position] and n[other]:
            pairs.append((position, other, code))
    disparities = adjusted(
        [
            disparity(
                table.totals, design, group=position, reference=other, level=level
            )
            for position, other, _code in pairs
        ]
    )
    return {
        position: (code, difference)
        for (position, _other, code), difference in zip(pairs, disparities, strict=True)
    }
