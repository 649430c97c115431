"""Cells: every indicator for everybody and for each group of each grouping."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.estimation.totals import (
    GroupingKeys,
    Totals,
    pack_all,
    reduce_rows,
    side_by_side,
)
from analysis.schema import ALL, DENOMINATOR_SUFFIX, REASON_SUFFIX, IndicatorDefinition

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Reasons = dict[str, int]
Codes = tuple[str, ...]
Coding = Callable[[str], tuple[Codes, Ints]]  # column → its codes, position per row


@dataclass(frozen=True, slots=True)
class Cell:
    """A column of the totals: indicator, grouping variable, group."""

    indicator: IndicatorDefinition
    group_var: str
    group_code: str


@dataclass(frozen=True, slots=True)
class Grouping:
    """One grouping: position of each row among its codes, −1 for none."""

    variable: str
    codes: tuple[str, ...]
    position: Ints

    def joint_positions(self, other: Ints, size: int) -> Ints:
        """Joint position of each row with another (none is −1); 0 where one is none."""
        joint = self.position * size + other + 1
        joint[(self.position < 0) | (other < 0)] = 0
        return joint

    def count(self, joint: Ints, size: int) -> Ints:
        """Rows by group and by the other position: codes × size."""
        counts = np.bincount(joint, minlength=len(self.codes) * size + 1)
        return counts[1:].reshape(len(self.codes), size)


@dataclass(frozen=True, slots=True)
class Table:
    """All cells with their totals, number of interviewers and non-response by reason.

    numerator, denominator: of a ratio the sums as they were counted, without weights;
    else NaN.
    interviewed: people of the group, whether or not they were asked.
    """

    cells: tuple[Cell, ...]
    totals: Totals
    interviewers: Ints
    nonresponse: tuple[Reasons, ...]
    numerator: Floats
    denominator: Floats
    interviewed: Ints


@dataclass(frozen=True, slots=True)
class TableSums:
    """What some of the rows add to a table: sums and counts, nothing that does not add.

    met: answers by cell and interviewer; missing: of each indicator, rows by cell and
    reason, and reasons their names; interviewed: rows by cell.
    """

    cells: tuple[Cell, ...]
    totals: Totals
    met: Ints
    reasons: tuple[Codes, ...]
    missing: tuple[Ints, ...]
    numerator: Floats
    denominator: Floats
    interviewed: Ints

    def table(self) -> Table:
        return Table(
            cells=self.cells,
            totals=self.totals,
            interviewers=(self.met > 0).sum(axis=1),
            nonresponse=tuple(
                {name: int(n) for name, n in zip(names, row, strict=True) if n}
                for names, counts in zip(self.reasons, self.missing, strict=True)
                for row in counts
            ),
            numerator=self.numerator,
            denominator=self.denominator,
            interviewed=self.interviewed,
        )


def groupings(
    rows: pd.DataFrame, variables: Sequence[str], coding: Coding
) -> list[Grouping]:
    """Everybody as one group, then each variable; a missing code is no group."""
    everyone = Grouping(ALL, (ALL,), np.zeros(len(rows), dtype=np.int64))
    return [everyone, *(Grouping(v, *coding(v)) for v in variables)]


def factor(column: "pd.Series[str]") -> tuple[Codes, Ints]:
    """The codes that a column holds, sorted, and the position of each row's among them.

    A column that is coded already may know codes that no row has: they are left out.
    """
    if isinstance(column.dtype, pd.CategoricalDtype):
        position, codes = pd.factorize(
            column.cat.set_categories(sorted(column.cat.categories)), sort=True
        )
    else:
        position, codes = pd.factorize(column, sort=True)
    return tuple(map(str, codes)), position.astype(np.int64)


def tabulate(
    rows: pd.DataFrame,
    places: Sequence[str],
    weight: Floats,
    indicators: Sequence[IndicatorDefinition],
    variables: Sequence[str],
) -> Table:
    """The one pass: every indicator × group as one column of totals.

    rows: see schema.py; places: names of the primary units; weight: one per
    row; variables: grouping columns.
    """

    @cache
    def coding(name: str) -> tuple[Codes, Ints]:
        return factor(rows[name])

    return tally(rows, places, weight, indicators, variables, coding).table()


def tally(
    rows: pd.DataFrame,
    places: Sequence[str],
    weight: Floats,
    indicators: Sequence[IndicatorDefinition],
    variables: Sequence[str],
    coding: Coding,
) -> TableSums:
    """`tabulate` of some of the rows; coding: the codes of all of them, and positions.

    Parts with the same codes have the same cells, whichever groups their rows lack.
    """
    groups = groupings(rows, variables, coding)
    psu = pd.Index(places).get_indexer(pd.Index(rows["psu"])).astype(np.int64)
    keys = pack_all(psu, len(places), [(g.position, len(g.codes)) for g in groups])
    people, who = coding("interviewer")
    parts = [_column(rows, i, keys, weight) for i in indicators]
    missing = [_missing(rows, i, groups, coding) for i in indicators]
    width = sum(len(g.codes) for g in groups)
    numerator, denominator = _ratio_sums(rows, indicators, keys, width)
    return TableSums(
        cells=tuple(
            Cell(i, g.variable, code)
            for i in indicators
            for g in groups
            for code in g.codes
        ),
        totals=side_by_side(parts),
        met=_met(rows, indicators, groups, who, len(people)),
        reasons=tuple(names for names, _counts in missing),
        missing=tuple(counts for _names, counts in missing),
        numerator=numerator,
        denominator=denominator,
        interviewed=np.tile(_sizes(groups), len(indicators)),
    )


def _sizes(groups: Sequence[Grouping]) -> Ints:
    """Rows of each group of each grouping, side by side."""
    return np.concatenate(
        [np.bincount(g.position + 1, minlength=len(g.codes) + 1)[1:] for g in groups]
    )


def _column(
    rows: pd.DataFrame,
    indicator: IndicatorDefinition,
    keys: Sequence[GroupingKeys],
    weight: Floats,
) -> Totals:
    y, x = rows[indicator.id].to_numpy(dtype=float), None
    if indicator.statistic == "ratio":
        x = rows[f"{indicator.id}{DENOMINATOR_SUFFIX}"].to_numpy(dtype=float)
    return reduce_rows(keys=keys, weight=weight, y=y, x=x)


def _ratio_sums(
    rows: pd.DataFrame,
    indicators: Sequence[IndicatorDefinition],
    keys: Sequence[GroupingKeys],
    width: int,
) -> tuple[Floats, Floats]:
    """The unweighted sums of ratios in every cell; NaN for other statistics."""
    ones, nothing = np.ones(len(rows)), np.full(width, np.nan)
    pairs = []
    for indicator in indicators:
        if indicator.statistic == "ratio":
            sums = _column(rows, indicator, keys, ones)
            pairs.append((sums.y.sum(axis=0), sums.x.sum(axis=0)))
        else:
            pairs.append((nothing, nothing))
    numerator, denominator = zip(*pairs, strict=True)
    return np.concatenate(numerator), np.concatenate(denominator)


def _met(
    rows: pd.DataFrame,
    indicators: Sequence[IndicatorDefinition],
    groups: Sequence[Grouping],
    who: Ints,
    people: int,
) -> Ints:
    """Answers to each indicator of each group by interviewer."""
    joint = [g.joint_positions(who, people) for g in groups]
    counts = []
    for indicator in indicators:
        values = rows[indicator.id].to_numpy(dtype=float)
        answered = np.flatnonzero(~np.isnan(values))
        counts += [
            g.count(positions.take(answered), people)
            for g, positions in zip(groups, joint, strict=True)
        ]
    return np.concatenate(counts)


def _missing(
    rows: pd.DataFrame,
    indicator: IndicatorDefinition,
    groups: Sequence[Grouping],
    coding: Coding,
) -> tuple[Codes, Ints]:
    """Why people of each group are not in the denominator, counted by reason."""
    own, of_question = (
        f"{name}{REASON_SUFFIX}" for name in (indicator.id, indicator.asked)
    )
    column = own if own in rows.columns else of_question
    if column not in rows.columns:
        return (), np.zeros((sum(len(g.codes) for g in groups), 0), dtype=np.int64)
    reasons, reason = coding(column)
    blank = reasons.index("") if "" in reasons else -1
    positions = np.flatnonzero((reason >= 0) & (reason != blank))
    subsets = [replace(g, position=g.position.take(positions)) for g in groups]
    why, size = reason.take(positions), len(reasons)
    return reasons, np.concatenate(
        [g.count(g.joint_positions(why, size), size) for g in subsets]
    )
