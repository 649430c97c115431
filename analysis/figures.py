"""Estimates → figures, one per cell; intervals are computed for all at once."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from analysis import gaps, intervals
from analysis.cells import Cell, Table
from analysis.estimates import Estimates
from analysis.schema import NOT_ASKED, DesignClass, Figure, Indicator, Settings

HALF = 0.5
FEW, WIDE, FEW_PLACES, FEW_DF = 30, 0.30, 5, 8
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Spread:
    """Limits of every cell, outer at the level, inner at one half; n_eff of shares.

    NaN where nothing can be said: a mean from one place has no variance to judge by.
    """

    lower: Floats
    upper: Floats
    inner_lower: Floats
    inner_upper: Floats
    n_eff: Floats


def spread(e: Estimates, share: npt.NDArray[np.bool_], level: float) -> Spread:
    """Korn–Graubard for shares, t for means, no width where nothing was left to chance.

    share: C, whether the cell is a proportion. See intervals.py for the formulas.
    """
    limits = [_limits(e, share, at) for at in (level, HALF)]
    p, v = np.clip(np.nan_to_num(e.value), 0.0, 1.0), np.nan_to_num(e.variance)
    n_eff = np.where(e.exact, e.n, intervals.effective_n(p, v, e.n, e.df, level))
    return Spread(*limits[0], *limits[1], n_eff=np.where(share, n_eff, np.nan))


def _limits(
    e: Estimates, share: npt.NDArray[np.bool_], level: float
) -> intervals.Interval:
    p, v = np.clip(np.nan_to_num(e.value), 0.0, 1.0), np.nan_to_num(e.variance)
    shares = intervals.korn_graubard(p, v, e.n, e.df, level)
    alone = np.where(e.clusters > 1, e.value, np.nan)
    means = intervals.symmetric(alone, v, e.df, level)
    lower, upper = (np.where(share, *both) for both in zip(shares, means, strict=True))
    return np.where(e.exact, e.value, lower), np.where(e.exact, e.value, upper)


def figures(
    table: Table, e: Estimates, *, kind: DesignClass, source: str, settings: Settings
) -> list[Figure]:
    """One unsuppressed figure per cell of the table, in its order.

    A purposive sample gives counts alone: k of n, no weight, interval or verdict. A
    census gives exact shares. Nothing here may leave the pipeline.
    """
    share = np.array([c.indicator.statistic == "proportion" for c in table.cells])
    if kind is DesignClass.CENSUS:
        e = replace(e, variance=np.zeros_like(e.variance), exact=e.n > 0)
    around = spread(e, share, settings.level)
    made = []
    for at, cell in enumerate(table.cells):
        figure = _counted(at, cell, e, table.nonresponse[at], kind, source)
        if kind is not DesignClass.PURPOSIVE:
            figure = _estimated(at, cell.indicator, e, around, figure, settings)
        made.append(figure)
    return made


def _counted(
    at: int,
    cell: Cell,
    e: Estimates,
    reasons: Mapping[str, int],
    kind: DesignClass,
    source: str,
) -> Figure:
    n, indicator = int(e.n[at]), cell.indicator
    missing = sum(size for reason, size in reasons.items() if reason != NOT_ASKED)
    return Figure(
        indicator=indicator.id,
        source=source,
        group_var=cell.group_var,
        group_code=cell.group_code,
        design_class=kind,
        n=n,
        n_base=n + missing,
        n_clusters=int(e.clusters[at]),
        k=int(e.k[at]) if indicator.statistic == "proportion" else None,
        method="count_only",
        target=indicator.target,
        direction=indicator.direction,
        nonresponse=dict(reasons),
    )


def _estimated(
    at: int,
    indicator: Indicator,
    e: Estimates,
    around: Spread,
    figure: Figure,
    settings: Settings,
) -> Figure:
    value, exact = float(e.value[at]), bool(e.exact[at])
    limits = float(around.lower[at]), float(around.upper[at])
    figure = replace(
        figure,
        estimate=value,
        se=0.0 if exact else _number(e.se[at]),
        df=int(e.df[at]),
        ci_lower=_number(limits[0]),
        ci_upper=_number(limits[1]),
        ci50_lower=_number(around.inner_lower[at]),
        ci50_upper=_number(around.inner_upper[at]),
        level=settings.level,
        method=_method(indicator, figure.design_class, exact),
        deff=None if exact else _number(e.deff[at]),
        n_eff=_number(around.n_eff[at]),
        quality="" if exact else _quality(figure, around, at),
        note="few_df" if e.df[at] < FEW_DF and not exact else "",
    )
    return _judged(figure, indicator, value, limits, settings)


def _judged(
    figure: Figure,
    indicator: Indicator,
    value: float,
    limits: gaps.Limits,
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
        cases=gaps.cases(indicator, figure.n or 0, figure.k),
        tolerance=settings.tolerance,
    )
    return replace(figure, finding=finding)


def _method(indicator: Indicator, design_class: str, exact: bool) -> str:
    if exact:
        return "census" if design_class == DesignClass.CENSUS else "exact"
    return "korn_graubard" if indicator.statistic == "proportion" else "taylor_t"


def _quality(figure: Figure, around: Spread, at: int) -> str:
    """ "u": use with care. NaN compares as False, so a mean is judged by its counts."""
    few = (figure.n or 0) < FEW or (figure.n_clusters or 0) < FEW_PLACES
    width = around.upper[at] - around.lower[at]
    unsure = figure.k is not None and (around.n_eff[at] < FEW or width > WIDE)
    return "u" if few or unsure else ""


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
