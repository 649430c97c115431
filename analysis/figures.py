"""Estimates → figures, one per cell; intervals are computed for all at once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from analysis import gaps, intervals
from analysis.cells import Table
from analysis.disparity import Disparity
from analysis.estimates import Estimates
from analysis.schema import (
    NOT_ASKED,
    Chance,
    DesignClass,
    Figure,
    Indicator,
    Range,
    Settings,
)

HALF = 0.5
FEW, WIDE, FEW_PLACES, FEW_DF = 30, 0.30, 5, 8
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Spread:
    """Limits of every cell, outer at the level, inner at one half; n_eff of shares.

    NaN where nothing can be said: a mean from one place has no variance to judge by.
    """

    outer: intervals.Interval
    inner: intervals.Interval
    n_eff: Floats


def spread(e: Estimates, share: npt.NDArray[np.bool_], level: float) -> Spread:
    """Korn–Graubard for shares, t for means, no width where nothing was left to chance.

    share: C, whether the cell is a proportion; one that is everybody asked in one place
    has the exact interval of that place. See intervals.py for the formulas.
    """
    n_eff = np.where(e.exact, e.n, intervals.effective_n(e, level))
    return Spread(
        outer=_limits(e, share, level),
        inner=_limits(e, share, HALF),
        n_eff=np.where(share, n_eff, np.nan),
    )


def _limits(
    e: Estimates, share: npt.NDArray[np.bool_], level: float
) -> intervals.Interval:
    shares = intervals.korn_graubard(e, level)
    # One place has no other to judge the mean by, and equal answers no variance.
    judged = (e.clusters > 1) & (e.variance > 0)
    means = intervals.symmetric(
        replace(e, value=np.where(judged, e.value, np.nan)), level
    )
    lower = np.where(share, shares.lower, means.lower)
    upper = np.where(share, shares.upper, means.upper)
    for at in np.flatnonzero(share & in_one_place(e)):
        k, n, people = int(e.k[at]), int(e.n[at]), int(e.residents[at])
        one = intervals.hypergeometric(k, n, people, kind=e.kind, level=level)
        lower[at], upper[at] = one.lower, one.upper
    lower, upper = (np.where(e.exact, e.value, limit) for limit in (lower, upper))
    return intervals.Interval(lower, upper, e.kind)


def in_one_place(e: Estimates) -> npt.NDArray[np.bool_]:
    """Cells with everybody asked in one place of known size, all of one weight."""
    return np.asarray((e.residents >= e.n) & ~e.exact)


def counts(table: Table, source: str) -> list[Figure]:
    """k of n per cell of people who were not chosen at random, and nothing more.

    Nothing here may leave the pipeline before suppression.
    """
    n, k = table.totals.n.sum(axis=0), table.totals.k.sum(axis=0)
    clusters = (table.totals.n > 0).sum(axis=0)
    return [
        _counted(table, at, (n[at], k[at], clusters[at]), DesignClass.PURPOSIVE, source)
        for at in range(len(table.cells))
    ]


def figures(
    table: Table, e: Estimates, *, source: str, settings: Settings
) -> list[Figure]:
    """One unsuppressed figure per cell of the table, in its order.

    e: of a sample drawn at random, as no other has estimates. A census gives exact
    shares. Nothing here may leave the pipeline before suppression.
    """
    share = np.array([c.indicator.statistic == "proportion" for c in table.cells])
    around = spread(e, share, settings.level)
    alone = in_one_place(e)
    kind = DesignClass(e.kind)
    made = []
    for at, cell in enumerate(table.cells):
        figure = _counted(table, at, (e.n[at], e.k[at], e.clusters[at]), kind, source)
        if figure.n:
            figure = _estimated(at, cell.indicator, e, around, figure, settings)
        if alone[at] and figure.k is not None:
            figure = replace(figure, method="hypergeometric")
        made.append(figure)
    return made


def beside(
    made: Sequence[Figure], differences: Mapping[int, tuple[str, Disparity]]
) -> list[Figure]:
    """The figures with their difference from the reference group of their grouping."""
    found = list(made)
    for at, (code, one) in differences.items():
        found[at] = replace(
            found[at],
            compare_to=code,
            difference=_number(one.difference),
            diff_lower=_number(one.lower),
            diff_upper=_number(one.upper),
            p_value=_number(one.p),
            p_adjusted=one.p_adjusted,
        )
    return found


def without_hidden(made: Sequence[Figure], sums: Collection[str]) -> tuple[Figure, ...]:
    """No difference from a group that is hidden: it would give the group away.

    sums: indicators that show theirs; where a group does not, its ratio is rounded, and
    the difference would tell the digits that are left out.
    """
    shown = {
        _place(one)
        for one in made
        if not one.suppressed and (one.indicator not in sums or one.above is not None)
    }
    return tuple(
        one
        if not one.compare_to
        or {_place(one), (*_place(one)[:2], one.compare_to)} <= shown
        else _alone(one)
        for one in made
    )


def _alone(figure: Figure) -> Figure:
    return replace(
        figure,
        compare_to="",
        difference=None,
        diff_lower=None,
        diff_upper=None,
        p_value=None,
        p_adjusted=None,
    )


def _place(figure: Figure) -> tuple[str, str, str]:
    return figure.indicator, figure.group_var, figure.group_code


def _counted(
    table: Table,
    at: int,
    counted: tuple[float, float, float],
    kind: DesignClass,
    source: str,
) -> Figure:
    cell, reasons = table.cells[at], table.nonresponse[at]
    (n, k, clusters), indicator = map(int, counted), cell.indicator
    above, base = _sums(table, at, indicator)
    missing = sum(size for reason, size in reasons.items() if reason != NOT_ASKED)
    return Figure(
        indicator=indicator.id,
        source=source,
        group_var=cell.group_var,
        group_code=cell.group_code,
        design_class=kind,
        n=n,
        n_base=n + missing,
        n_clusters=clusters,
        k=k if indicator.statistic == "proportion" else None,
        above=above,
        base=base,
        method="count_only",
        target=indicator.target,
        direction=indicator.direction,
        nonresponse=dict(reasons),
    )


def _sums(table: Table, at: int, indicator: Indicator) -> tuple[int | None, int | None]:
    """(above, base) of a ratio of counts: nobody counts the hundredths of others."""
    if indicator.statistic != "ratio" or indicator.unit != "share":
        return None, None
    if not table.totals.n[:, at].any():
        return None, None
    return int(table.above[at]), int(table.base[at])


def _estimated(
    at: int,
    indicator: Indicator,
    e: Estimates,
    around: Spread,
    figure: Figure,
    settings: Settings,
) -> Figure:
    value, exact = float(e.value[at]), bool(e.exact[at])
    ratio = indicator.statistic == "ratio"
    limits, inner = around.outer.at(at), around.inner.at(at)
    figure = replace(
        figure,
        estimate=value,
        se=0.0 if exact else _number(e.se[at]),
        df=int(e.df[at]),
        ci_lower=_number(limits.lower),
        ci_upper=_number(limits.upper),
        ci50_lower=_number(inner.lower),
        ci50_upper=_number(inner.upper),
        level=settings.level,
        method=_method(indicator, figure.design_class, exact),
        deff=None if exact or ratio else _number(e.deff[at]),
        n_eff=_number(around.n_eff[at]),
        quality="" if exact else _quality(figure, around, at),
        note="" if exact else _note(float(e.df[at]), e.kind),
    )
    counted = int(e.k[at]) if ratio else figure.k
    return _judged(figure, indicator, counted, value, limits, settings)


def _judged(
    figure: Figure,
    indicator: Indicator,
    counted: int | None,
    value: float,
    limits: Range,
    settings: Settings,
) -> Figure:
    if figure.ci_lower is None:
        return figure
    if indicator.target is not None:
        short, lower, upper = gaps.gap(indicator, value, limits)
        figure = replace(figure, gap=short, gap_lower=lower, gap_upper=upper)
    finding = gaps.finding(
        indicator,
        limits,
        cases=gaps.cases(indicator, figure.n or 0, counted),
        tolerance=settings.tolerance,
    )
    return replace(figure, finding=finding)


def _method(indicator: Indicator, design_class: str, exact: bool) -> str:
    if exact:
        return "census" if design_class == DesignClass.CENSUS else "exact"
    return "korn_graubard" if indicator.statistic == "proportion" else "taylor_t"


def _note(df: float, kind: Chance) -> str:
    """Flags for the reviewer, apart by ";": few_df, and a list taken at even steps."""
    periodic = kind == Chance.SYSTEMATIC  # a list with a rhythm would bias every k-th
    return ";".join(
        flag for flag, on in (("few_df", df < FEW_DF), ("periodicity", periodic)) if on
    )


def _quality(figure: Figure, around: Spread, at: int) -> str:
    """ "u": use with care. NaN compares as False, so a mean is judged by its counts."""
    few = (figure.n or 0) < FEW or (figure.n_clusters or 0) < FEW_PLACES
    width = around.outer.upper[at] - around.outer.lower[at]
    unsure = figure.k is not None and (around.n_eff[at] < FEW or width > WIDE)
    return "u" if few or unsure else ""


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
