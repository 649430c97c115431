"""Estimates → figures, one per cell; intervals are computed for all at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from analysis.estimation import intervals
from analysis.estimation.cells import Table
from analysis.estimation.estimates import Estimates
from analysis.indicators import target_gap
from analysis.indicators.group_differences import GroupComparison
from analysis.schema import (
    COUNTING,
    EVERY_PLACE,
    LAW,
    NOT_ASKED,
    CaseEvidence,
    Chance,
    DesignKind,
    ExactFigure,
    FindingCode,
    IndicatorDefinition,
    Limits,
    Settings,
)

HALF = 0.5
FEW_PEOPLE, WIDE, FEW_PLACES, FEW_DF = 30, 0.30, 5, 8
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
    for position in np.flatnonzero(share & in_one_place(e)):
        k, n, people = (
            int(e.k[position]),
            int(e.n[position]),
            int(e.residents[position]),
        )
        exact_limits = intervals.hypergeometric(k, n, people, kind=e.kind, level=level)
        lower[position], upper[position] = exact_limits.lower, exact_limits.upper
    lower, upper = (np.where(e.exact, e.value, limit) for limit in (lower, upper))
    return intervals.Interval(lower, upper, e.kind)


def in_one_place(e: Estimates) -> npt.NDArray[np.bool_]:
    """Cells with everybody asked in one place of known size, all of one weight."""
    return np.asarray((e.residents >= e.n) & ~e.exact)


def counts(table: Table, source: str) -> list[ExactFigure]:
    """Figures with k of n alone, for people who were not chosen at random.

    But for what was seen: one place that fails, and one verified case that is not
    tolerated, are enough whoever chose them.
    """
    n, k = table.totals.n.sum(axis=0), table.totals.k.sum(axis=0)
    clusters = (table.totals.n > 0).sum(axis=0)
    figures = []
    for position, cell in enumerate(table.cells):
        counted = (n[position], k[position], clusters[position])
        figure = _count_figure(table, position, counted, DesignKind.PURPOSIVE, source)
        if figure.n:
            figure = _with_cases(figure, cell.indicator)
            absolute = cell.indicator.zero_tolerance or (
                cell.indicator.rule == EVERY_PLACE
            )
            if absolute and figure.cases == CaseEvidence.VERIFIED:
                figure = replace(figure, finding=FindingCode.NOT_MET)
        figures.append(figure)
    return figures


def figures(
    table: Table, e: Estimates, *, source: str, settings: Settings
) -> list[ExactFigure]:
    """One exact figure per cell of the table, in its order.

    e: of a sample drawn at random, as no other has estimates. A census gives exact
    shares.
    """
    share = np.array([c.indicator.statistic == "proportion" for c in table.cells])
    around = spread(e, share, settings.level)
    alone = in_one_place(e)
    kind = DesignKind(e.kind)
    exact_figures = []
    for position, cell in enumerate(table.cells):
        figure = _count_figure(
            table,
            position,
            (e.n[position], e.k[position], e.clusters[position]),
            kind,
            source,
        )
        if figure.n:
            figure = _with_estimate(
                position, cell.indicator, e, around, figure, settings
            )
        if alone[position] and figure.k is not None:
            figure = replace(figure, method="hypergeometric")
        exact_figures.append(figure)
    return exact_figures


def with_comparisons(
    figures: Sequence[ExactFigure], comparisons: Mapping[int, GroupComparison]
) -> list[ExactFigure]:
    """The figures with their difference from the reference group of their grouping."""
    compared = list(figures)
    for position, comparison in comparisons.items():
        compared[position] = replace(
            compared[position],
            compare_to=comparison.reference,
            difference=_number(comparison.difference),
            diff_lower=comparison.lower,
            diff_upper=comparison.upper,
            p_value=comparison.p,
            overall_p=comparison.overall_p,
            overall_p_adjusted=comparison.overall_p_adjusted,
            comparison=str(comparison.verdict),
        )
    return compared


def _count_figure(
    table: Table,
    position: int,
    counted: tuple[float, float, float],
    kind: DesignKind,
    source: str,
) -> ExactFigure:
    cell, reasons = table.cells[position], table.nonresponse[position]
    (n, k, clusters), indicator = map(int, counted), cell.indicator
    numerator, denominator = _sums(table, position, indicator)
    missing = sum(size for reason, size in reasons.items() if reason != NOT_ASKED)
    return ExactFigure(
        indicator=indicator.id,
        source=source,
        group_var=cell.group_var,
        group_code=cell.group_code,
        design_class=kind,
        n=n,
        n_base=n + missing,
        n_clusters=clusters,
        k=k if indicator.statistic == "proportion" else None,
        numerator=numerator,
        denominator=denominator,
        method="count_only",
        target=indicator.target,
        direction=indicator.direction,
        nonresponse=dict(reasons),
    )


def _sums(
    table: Table, position: int, indicator: IndicatorDefinition
) -> tuple[int | None, int | None]:
    """(numerator, denominator) of a ratio of counts; of a rate only the numerator, as
    its denominator is per hundred or thousand."""
    if indicator.statistic != "ratio" or not table.totals.n[:, position].any():
        return None, None
    numerator = int(table.numerator[position])
    if indicator.unit != "share":
        return numerator, None
    return numerator, int(table.denominator[position])


def _with_estimate(
    position: int,
    indicator: IndicatorDefinition,
    e: Estimates,
    around: Spread,
    figure: ExactFigure,
    settings: Settings,
) -> ExactFigure:
    value, exact = float(e.value[position]), bool(e.exact[position])
    ratio = indicator.statistic == "ratio"
    limits, inner = around.outer.limits_of(position), around.inner.limits_of(position)
    figure = replace(
        figure,
        estimate=value,
        se=0.0 if exact else _number(e.se[position]),
        df=int(e.df[position]),
        lower=_number(limits.lower),
        upper=_number(limits.upper),
        lower_50=_number(inner.lower),
        upper_50=_number(inner.upper),
        level=settings.level,
        method=_method(indicator, figure.design_class, exact),
        deff=None if exact or ratio else _number(e.deff[position]),
        n_eff=_number(around.n_eff[position]),
        quality="" if exact else _quality(figure, around, position),
        note="" if exact else _note(float(e.df[position]), e.kind),
    )
    return _with_finding(
        _with_cases(figure, indicator), indicator, value, limits, settings
    )


def _with_finding(
    figure: ExactFigure,
    indicator: IndicatorDefinition,
    value: float,
    limits: Limits,
    settings: Settings,
) -> ExactFigure:
    if figure.lower is None:
        return figure
    if indicator.target is not None:
        short, lower, upper = target_gap.gap(indicator, value, limits)
        figure = replace(figure, gap=short, gap_lower=lower, gap_upper=upper)
    finding = target_gap.finding(
        indicator,
        _without_one_answer(figure, indicator, limits, settings),
        cases=failures(figure, indicator),
        tolerance=settings.tolerance,
    )
    return replace(figure, finding=finding)


def failures(figure: ExactFigure, indicator: IndicatorDefinition) -> int:
    """How many people, files or places the standard failed, as far as it is counted."""
    if figure.numerator is not None:
        return target_gap.cases(
            indicator, figure.denominator or figure.numerator, figure.numerator
        )
    return target_gap.cases(indicator, figure.n or 0, figure.k)


def _with_cases(figure: ExactFigure, indicator: IndicatorDefinition) -> ExactFigure:
    """What is known of cases: verified in documents or by the team, or reported.

    A document that shows one case says so wherever the target leaves no room for one.
    """
    count = failures(figure, indicator)
    absolute = indicator.zero_tolerance or indicator.target in (0, 1)
    if indicator.verified:
        return (
            replace(figure, cases=CaseEvidence.VERIFIED)
            if count and absolute
            else figure
        )
    if not indicator.zero_tolerance:
        return figure
    return replace(
        figure, cases=CaseEvidence.REPORTED if count else CaseEvidence.NOT_REPORTED
    )


def _without_one_answer(
    figure: ExactFigure,
    indicator: IndicatorDefinition,
    limits: Limits,
    settings: Settings,
) -> Limits:
    """One person's answer alone decides no finding: it may be one misunderstanding, and
    the finding would tell everybody's answer.

    Of people who answered all alike but one, the limits as if that one had too:
    (α/2)^(1/n) to 1, or mirrored (Clopper & Pearson 1934, at k = n). Cases that are not
    tolerated always count.
    """
    n, k = figure.n or 0, figure.k
    people = figure.source not in (*COUNTING, LAW)
    if not people or k is None or indicator.zero_tolerance or min(k, n - k) != 1:
        return limits
    if figure.method in ("census", "exact"):
        lower = upper = round((figure.k or 0) / n)
        return Limits(lower, upper, limits.kind)
    furthest = ((1 - settings.level) / 2) ** (1 / n)
    return (
        Limits(furthest, 1.0, limits.kind)
        if k > n / 2
        else Limits(0.0, 1 - furthest, limits.kind)
    )


def _method(indicator: IndicatorDefinition, design_class: str, exact: bool) -> str:
    if exact:
        return "census" if design_class == DesignKind.CENSUS else "exact"
    return "korn_graubard" if indicator.statistic == "proportion" else "taylor_t"


def _note(df: float, kind: Chance) -> str:
    """Flags for the reviewer, apart by ";": few_df, and a list taken at even steps."""
    periodic = kind == Chance.SYSTEMATIC  # a list with a rhythm would bias every k-th
    return ";".join(
        flag for flag, on in (("few_df", df < FEW_DF), ("periodicity", periodic)) if on
    )


def _quality(figure: ExactFigure, around: Spread, position: int) -> str:
    """ "u": use with care. NaN compares as False, so a mean is judged by its counts."""
    few_answers = (figure.n or 0) < FEW_PEOPLE or (figure.n_clusters or 0) < FEW_PLACES
    width = around.outer.upper[position] - around.outer.lower[position]
    unsure = figure.k is not None and (
        around.n_eff[position] < FEW_PEOPLE or width > WIDE
    )
    return "u" if few_answers or unsure else ""


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
