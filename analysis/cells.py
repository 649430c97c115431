"""Cells: what every indicator is asked of, all and each group of every grouping."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.reduce import Keys, Totals, pack_all, reduce_rows, side_by_side
from analysis.schema import ALL, BASE_SUFFIX, REASON_SUFFIX, Indicator

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Reasons = dict[str, int]


@dataclass(frozen=True, slots=True)
class Cell:
    """A column of the totals: indicator, grouping variable, group."""

    indicator: Indicator
    group_var: str
    group_code: str


@dataclass(frozen=True, slots=True)
class Grouping:
    """One grouping: position of each row among its codes, −1 for none."""

    variable: str
    codes: tuple[str, ...]
    position: Ints

    def count(self, at: Ints, other: Ints, size: int) -> Ints:
        """Rows `at` by group and by another position (none is −1): codes × size."""
        group, other = self.position[at], other[at]
        both = (group >= 0) & (other >= 0)
        packed = group[both] * size + other[both]
        counted = np.bincount(packed, minlength=len(self.codes) * size)
        return counted.reshape(len(self.codes), size)


@dataclass(frozen=True, slots=True)
class Table:
    """Every cell with its totals, its interviewers, and who did not answer and why."""

    cells: tuple[Cell, ...]
    totals: Totals
    interviewers: Ints
    nonresponse: tuple[Reasons, ...]


def groupings(rows: pd.DataFrame, variables: Sequence[str]) -> list[Grouping]:
    """Everybody as one group, then each variable; a missing code is no group."""
    everyone = Grouping(ALL, (ALL,), np.zeros(len(rows), dtype=np.int64))
    return [everyone, *(Grouping(v, *_factor(rows[v])) for v in variables)]


def _factor(column: "pd.Series[str]") -> tuple[tuple[str, ...], Ints]:
    position, codes = pd.factorize(column, sort=True)
    return tuple(map(str, codes)), position.astype(np.int64)


def tabulate(
    rows: pd.DataFrame,
    places: Sequence[str],
    weight: Floats,
    indicators: Sequence[Indicator],
    variables: Sequence[str],
) -> Table:
    """The one pass: every indicator × group as one column of totals.

    rows: see schema.py; places: names of the primary units; weight: one per
    row; variables: grouping columns.
    """
    groups = groupings(rows, variables)
    psu = pd.Index(places).get_indexer(pd.Index(rows["psu"])).astype(np.int64)
    keys = pack_all(psu, len(places), [(g.position, len(g.codes)) for g in groups])
    people, who = _factor(rows["interviewer"])
    parts = [_column(rows, i, keys, weight) for i in indicators]
    return Table(
        cells=tuple(
            Cell(i, g.variable, code)
            for i in indicators
            for g in groups
            for code in g.codes
        ),
        totals=side_by_side(parts),
        interviewers=np.concatenate(
            [_interviewers(rows, i, groups, who, len(people)) for i in indicators]
        ),
        nonresponse=tuple(
            found for i in indicators for found in _nonresponse(rows, i, groups)
        ),
    )


def _column(
    rows: pd.DataFrame, indicator: Indicator, keys: Sequence[Keys], weight: Floats
) -> Totals:
    y, x = rows[indicator.id].to_numpy(dtype=float), None
    if indicator.statistic == "ratio":
        x = rows[f"{indicator.id}{BASE_SUFFIX}"].to_numpy(dtype=float)
    return reduce_rows(keys=keys, weight=weight, y=y, x=x)


def _interviewers(
    rows: pd.DataFrame,
    indicator: Indicator,
    groups: Sequence[Grouping],
    who: Ints,
    people: int,
) -> Ints:
    """Different interviewers behind the answers of each group."""
    answered = np.flatnonzero(rows[indicator.id].notna().to_numpy())
    met = [(g.count(answered, who, people) > 0).sum(axis=1) for g in groups]
    return np.concatenate(met)


def _nonresponse(
    rows: pd.DataFrame, indicator: Indicator, groups: Sequence[Grouping]
) -> list[Reasons]:
    """Why people of each group are not in the denominator, counted by reason."""
    column = f"{indicator.id}{REASON_SUFFIX}"
    if column not in rows.columns:
        return [{} for g in groups for _code in g.codes]
    reasons, reason = _factor(rows[column])
    blank = reasons.index("") if "" in reasons else -1
    at = np.flatnonzero((reason >= 0) & (reason != blank))
    return [
        {name: int(size) for name, size in zip(reasons, counts, strict=True) if size}
        for g in groups
        for counts in g.count(at, reason, len(reasons))
    ]
