"""The only composition: frames → totals → figures → suppression.

Unsuppressed values do not leave this module.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis import gaps, intervals
from analysis.design import Design, design_of
from analysis.disclosure import suppress
from analysis.estimates import Estimates, estimate_ratios
from analysis.reduce import Totals, reduce_rows
from analysis.schema import (
    ALL,
    REASON_SUFFIX,
    DesignClass,
    Figure,
    Indicator,
    Settings,
    check_frames,
)
from analysis.weights import base_weights

AUDIENCES = {"review": 5, "public": 10}
HALF = 0.5
NOT_ASKED = "not_applicable"  # outside the base: the question was not for them
FEW, WIDE, FEW_PLACES, FEW_DF = 30, 0.30, 5, 8
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Cell:
    """A column of the totals: indicator, grouping variable, group."""

    indicator: Indicator
    group_var: str
    group_code: str


@dataclass(frozen=True, slots=True)
class _Group:
    """One grouping: position of each row among its codes, −1 for none."""

    variable: str
    codes: tuple[str, ...]
    position: npt.NDArray[np.int64]


def release_sets(
    rows: pd.DataFrame,
    units: pd.DataFrame,
    strata: pd.DataFrame,
    indicators: Sequence[Indicator],
    groups: Sequence[str],
    *,
    design_class: str,
    source: str,
    settings: Settings | None = None,
    audiences: Mapping[str, int] = AUDIENCES,
) -> dict[str, tuple[Figure, ...]]:
    """Figures of every indicator for all and for each group, safe per audience.

    rows, units, strata: see schema.py; indicators: each a float column of rows, NaN
    where the interview is not in its denominator; audiences: name → fewest
    contributors of a shown figure. Raises FrameProblem (LonelyUnit, EmptyStratum)
    with the place and the remedy.
    """
    settings = settings or Settings()
    check_frames(rows, units, strata, tuple(i.id for i in indicators) + tuple(groups))
    if rows.empty:
        return dict.fromkeys(audiences, ())
    kind = DesignClass(design_class)
    design = _design(rows, units, strata, kind, settings)
    weight = _weights(rows, units, strata, kind)
    grouping = [_everyone(rows), *(_grouped(rows, g) for g in groups)]
    cells, totals, interviewers = _reduce(rows, design, weight, indicators, grouping)
    estimates = estimate_ratios(totals, design)
    judged = _Figures(estimates, kind, source, settings)
    reasons = _nonresponse(rows, indicators, grouping)
    made = [
        (judged.figure(at, cell, reasons[cell]), int(interviewers[at]))
        for at, cell in enumerate(cells)
        if estimates.n[at] > 0
    ]
    return {
        name: suppress(made, threshold=threshold, settings=settings)
        for name, threshold in audiences.items()
    }


def _design(
    rows: pd.DataFrame,
    units: pd.DataFrame,
    strata: pd.DataFrame,
    kind: DesignClass,
    settings: Settings,
) -> Design:
    lonely = settings.lonely
    if kind in (DesignClass.PURPOSIVE, DesignClass.CENSUS):
        lonely = "certainty"  # no sampling variance is claimed
    return design_of(rows, units, strata, lonely=lonely, two_stage=settings.two_stage)


def _weights(
    rows: pd.DataFrame, units: pd.DataFrame, strata: pd.DataFrame, kind: DesignClass
) -> Floats:
    if kind is DesignClass.PURPOSIVE:
        return np.ones(len(rows))
    if "weight" in rows.columns:
        return rows["weight"].to_numpy(dtype=float)
    return base_weights(rows, units, strata).to_numpy(dtype=float)


def _everyone(rows: pd.DataFrame) -> _Group:
    return _Group(ALL, (ALL,), np.zeros(len(rows), dtype=np.int64))


def _grouped(rows: pd.DataFrame, variable: str) -> _Group:
    position, codes = pd.factorize(rows[variable], sort=True)
    return _Group(variable, tuple(map(str, codes)), position.astype(np.int64))


def _reduce(
    rows: pd.DataFrame,
    design: Design,
    weight: Floats,
    indicators: Sequence[Indicator],
    grouping: Sequence[_Group],
) -> tuple[list[_Cell], Totals, Floats]:
    """Every indicator × group as one column of totals, and its interviewers."""
    at = {name: position for position, name in enumerate(design.psu)}
    psu = np.asarray(rows["psu"].map(at), dtype=np.int64)
    who, people = pd.factorize(rows["interviewer"])
    cells: list[_Cell] = []
    parts: list[Totals] = []
    met: list[Floats] = []
    for indicator in indicators:
        y = rows[indicator.id].to_numpy(dtype=float)
        for group in grouping:
            size = len(group.codes)
            cells += [_Cell(indicator, group.variable, code) for code in group.codes]
            parts.append(
                reduce_rows(
                    psu=psu,
                    units=len(design.psu),
                    cell=group.position,
                    cells=size,
                    weight=weight,
                    y=y,
                )
            )
            met.append(_distinct(who, len(people), group, ~np.isnan(y)))
    joined = Totals(
        *(np.hstack([getattr(p, f) for p in parts]) for f in Totals.__slots__)
    )
    return cells, joined, np.concatenate(met)


def _distinct(
    who: npt.NDArray[np.int64],
    people: int,
    group: _Group,
    answered: npt.NDArray[np.bool_],
) -> Floats:
    """Number of interviewers behind each group's answers."""
    keep = answered & (group.position >= 0) & (who >= 0)
    key = group.position[keep] * people + who[keep]
    seen = np.bincount(key, minlength=len(group.codes) * people) > 0
    return np.asarray(seen.reshape(len(group.codes), people).sum(axis=1), dtype=float)


def _nonresponse(
    rows: pd.DataFrame, indicators: Sequence[Indicator], grouping: Sequence[_Group]
) -> dict[_Cell, dict[str, int]]:
    """Why people of each group are not in the denominator, counted by reason."""
    counts: dict[_Cell, dict[str, int]] = {}
    for indicator in indicators:
        column = f"{indicator.id}{REASON_SUFFIX}"
        given = rows[column] if column in rows.columns else pd.Series("", rows.index)
        reason, names = pd.factorize(given.where(given != ""))
        for group in grouping:
            tally = _tally(group, reason, len(names))
            for at, code in enumerate(group.codes):
                counts[_Cell(indicator, group.variable, code)] = {
                    str(name): int(size)
                    for name, size in zip(names, tally[at], strict=True)
                    if size
                }
    return counts


def _tally(
    group: _Group, reason: npt.NDArray[np.int64], reasons: int
) -> npt.NDArray[np.int64]:
    """Rows per group and reason; a reason of −1 is none."""
    keep = (reason >= 0) & (group.position >= 0)
    key = group.position[keep] * reasons + reason[keep]
    size = len(group.codes) * reasons
    return np.bincount(key, minlength=size).reshape(len(group.codes), reasons)


class _Figures:
    """Estimates → figures, one per cell; intervals are computed for all at once."""

    def __init__(
        self, estimates: Estimates, kind: DesignClass, source: str, settings: Settings
    ) -> None:
        self.e, self.kind, self.source, self.settings = (
            estimates,
            kind,
            source,
            settings,
        )
        e = estimates
        p = np.clip(np.nan_to_num(e.value), 0.0, 1.0)
        v = np.nan_to_num(e.variance)
        self.n_eff = intervals.effective_n(p, v, e.n, e.df, settings.level)
        self.shares = intervals.korn_graubard(p, v, e.n, e.df, settings.level)
        self.half_shares = intervals.korn_graubard(p, v, e.n, e.df, HALF)
        self.means = intervals.symmetric(e.value, v, e.df, settings.level)
        self.half_means = intervals.symmetric(e.value, v, e.df, HALF)

    def figure(self, at: int, cell: _Cell, reasons: Mapping[str, int]) -> Figure:
        n, share = int(self.e.n[at]), cell.indicator.statistic == "proportion"
        base = Figure(
            indicator=cell.indicator.id,
            source=self.source,
            group_var=cell.group_var,
            group_code=cell.group_code,
            design_class=self.kind,
            n=n,
            n_base=n + sum(v for k, v in reasons.items() if k != NOT_ASKED),
            n_clusters=int(self.e.clusters[at]),
            k=int(self.e.k[at]) if share else None,
            target=cell.indicator.target,
            direction=cell.indicator.direction,
            nonresponse=dict(reasons),
            method="count_only",
        )
        if self.kind is DesignClass.PURPOSIVE:
            return base
        return self._estimated(at, cell, base)

    def _estimated(self, at: int, cell: _Cell, base: Figure) -> Figure:
        share = cell.indicator.statistic == "proportion"
        limits, half = self._limits(at, share)
        value = float(self.e.value[at])
        census = self.kind is DesignClass.CENSUS
        gap = (
            gaps.gap(cell.indicator, value, limits)
            if cell.indicator.target is not None
            else (None, None, None)
        )
        return replace(
            base,
            estimate=value,
            se=0.0 if census else float(self.e.se[at]),
            df=int(self.e.df[at]),
            ci_lower=limits[0],
            ci_upper=limits[1],
            ci50_lower=half[0],
            ci50_upper=half[1],
            level=self.settings.level,
            method=self._method(share),
            deff=_number(self.e.deff[at]),
            n_eff=_number(self.n_eff[at]) if share else None,
            gap=gap[0],
            gap_lower=gap[1],
            gap_upper=gap[2],
            finding=gaps.finding(
                cell.indicator,
                limits,
                cases=int(self.e.k[at]),
                tolerance=self.settings.tolerance,
            ),
            quality=self._quality(at, share, limits),
            note="few_df" if self.e.df[at] < FEW_DF and not census else "",
        )

    def _limits(
        self, at: int, share: bool
    ) -> tuple[tuple[float, float], tuple[float, float]]:
        value = float(self.e.value[at])
        if self.kind is DesignClass.CENSUS:
            return (value, value), (value, value)
        outer = self.shares if share else self.means
        inner = self.half_shares if share else self.half_means
        return (
            (float(outer[0][at]), float(outer[1][at])),
            (float(inner[0][at]), float(inner[1][at])),
        )

    def _method(self, share: bool) -> str:
        if self.kind is DesignClass.CENSUS:
            return "census"
        return "korn_graubard" if share else "taylor_t"

    def _quality(self, at: int, share: bool, limits: tuple[float, float]) -> str:
        """ "u": use with care."""
        if self.kind is DesignClass.CENSUS:
            return ""
        few = self.e.n[at] < FEW or self.e.clusters[at] < FEW_PLACES
        unsure = share and (self.n_eff[at] < FEW or limits[1] - limits[0] > WIDE)
        return "u" if few or unsure else ""


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
