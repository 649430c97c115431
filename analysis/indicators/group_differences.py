"""Which groups differ: one test of all groups first, then each with its reference."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from analysis.estimation.cells import Cell, Table
from analysis.estimation.design import Design
from analysis.indicators.overall_tests import overall_tests
from analysis.indicators.pair_differences import pair_differences
from analysis.schema import ALL, PROPORTION

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Truths = npt.NDArray[np.bool_]
Grouped = tuple[str, str]  # indicator, grouping

FEWEST, PLACES = 10, 3


class DifferenceClarity(StrEnum):
    """What may be said of a difference. The words agree with the range it has.

    differs: the range that is wide enough for all that was looked at leaves out 0;
    may_differ: only the plain range does, and it is one of many looked at.
    """

    DIFFERS = "differs"
    MAY_DIFFER = "may_differ"
    NOT_CLEAR = "not_clear"


@dataclass(frozen=True, slots=True)
class OverallTest:
    """Whether the share of one indicator differs between the groups of one grouping.

    groups: codes of those that can be judged; statistic: F on df and ddf; p_adjusted:
    over the family of the grouping, None where the indicator is not of the family.
    """

    groups: tuple[str, ...]
    statistic: float
    df: float
    ddf: float
    p: float
    p_adjusted: float | None = None


@dataclass(frozen=True, slots=True)
class GroupComparison:
    """A group minus its reference, with the range and the words that agree with it.

    lower, upper: at the confidence level; None for a mean without variance; both the
    difference itself, at level 1, where nothing was left to chance. p: of the t test of
    this pair alone, not adjusted; None where the pair has none.
    """

    reference: str
    difference: float
    lower: float | None
    upper: float | None
    level: float
    p: float | None
    overall_p: float | None
    overall_p_adjusted: float | None
    verdict: DifferenceClarity


def group_differences(
    table: Table,
    design: Design,
    *,
    level: float = 0.95,
    fewest: int = FEWEST,
    places: int = PLACES,
    of_family: Collection[str] | None = None,
) -> dict[int, GroupComparison]:
    """Position of a cell → its group beside the reference group of the grouping.

    1. A group can be judged with `fewest` answers or more at `places` places or more.
       One that cannot has no comparison and is in no test. The reference is the judged
       group with most answers over all indicators. Where it cannot be judged for an
       indicator there is no comparison, though the overall test of the others counts.
    2. Each indicator has one overall test a grouping (`grouping_tests`), with
       p adjusted within the family of the grouping. R of its m tests are selected:
       those with an adjusted p below α = 1 − level.
    3. DIFFERS: the test is selected, and the range at 1 − αR/(mc) leaves out 0, with
       c groups beside the reference. That range is the one returned.
       MAY_DIFFER: not so, but the plain range at `level` leaves out 0.
       NOT_CLEAR: the plain range holds 0, or there is none.

    Of the selected tests of a family, a share of α at most is expected to be a false
    alarm, and a share of α at most to have a widened range that misses the truth. This
    holds where tests depend on each other positively, as answers of the same people
    mostly do.

    of_family: the indicators that were declared before the data were seen (None: all),
    best the leading ones of standards. DIFFERS is a promise about the
    declared family, so an indicator outside it has its overall p as it is, counts
    nowhere in m or R, and is MAY_DIFFER at most. So is a mean or a ratio, which has no
    overall test of yes and no.

    Where nothing about both groups was left to chance (a census) the difference stands
    as it is: DIFFERS if it is not 0, without p, declared or not. The least numbers hold
    for it as well: give fewest=1, places=1 to see all.
    A share of a group where all answered alike shows no variance, and the t range of
    its difference would be far too narrow: it has the range of `PairDifferences.limits`
    instead, and no p. A mean has none then.
    Source: Benjamini & Yekutieli (2005), JASA 100 (ranges of what was selected);
    Benjamini & Bogomolov (2014), JRSS B 76 (several tests in each selected one).
    """
    judged = _judgeable(table, fewest, places)
    reference = _references(table, judged)
    tests = grouping_tests(
        table, design, fewest=fewest, places=places, of_family=of_family
    )
    groups, others = _pairs(table.cells, judged, reference)
    if not len(groups):
        return {}
    cells = [table.cells[group] for group in groups]
    names = [_test_name(cell) for cell in cells]
    share = np.array([cell.indicator.statistic == PROPORTION for cell in cells])
    pairs = pair_differences(table.totals, design, groups, others, share)
    levels = 1 - _tails(names, tests, 1 - level)
    wide = pairs.limits(levels)
    plain = pairs.limits(np.full(len(groups), level))
    # A range that is not there (NaN) leaves nothing out.
    differs = np.where(pairs.exact, pairs.value != 0, _leaves_out_zero(*wide))
    may_differ = ~differs & _leaves_out_zero(*plain)
    lower, upper = (np.where(differs, w, p) for w, p in zip(wide, plain, strict=True))
    levels = np.where(pairs.exact, 1.0, np.where(differs, levels, level))
    comparisons, p_values = {}, pairs.p
    for pair, (group, name) in enumerate(zip(groups.tolist(), names, strict=True)):
        test = tests.get(name)
        comparisons[group] = GroupComparison(
            reference=reference[name[1]],
            difference=float(pairs.value[pair]),
            lower=_number(lower[pair]),
            upper=_number(upper[pair]),
            level=float(levels[pair]),
            p=_number(p_values[pair]),
            overall_p=test.p if test else None,
            overall_p_adjusted=test.p_adjusted if test else None,
            verdict=_verdict(bool(differs[pair]), bool(may_differ[pair])),
        )
    return comparisons


def grouping_tests(
    table: Table,
    design: Design,
    *,
    fewest: int = FEWEST,
    places: int = PLACES,
    of_family: Collection[str] | None = None,
) -> dict[tuple[str, str], OverallTest]:
    """(indicator, grouping) → its overall test, with p adjusted in the family.

    Indicators that are proportions, between the groups that can be judged where there
    are two or more. Where all of them answered alike, or nothing was left to chance,
    there is nothing to test: the pair is not in the family. A family is one grouping
    variable, adjusted over its indicators for the false discovery rate.
    fewest, places, of_family: as in `group_differences`.
    Source: `overall_tests`; Benjamini & Hochberg (1995), JRSS B 57.
    """
    return _tests(table, design, _judgeable(table, fewest, places), of_family)


def _judgeable(table: Table, fewest: int, places: int) -> Truths:
    """Whether each cell is of a group with answers enough at places enough: C."""
    n = table.totals.n
    grouped = np.array([cell.group_var != ALL for cell in table.cells], dtype=bool)
    enough = (n.sum(axis=0) >= fewest) & ((n > 0).sum(axis=0) >= places)
    return np.asarray(grouped & enough)


def _references(table: Table, judged: Truths) -> dict[str, str]:
    counts: dict[str, Counter[str]] = {}
    groups: dict[str, set[str]] = {}
    answers = table.totals.n.sum(axis=0)
    for cell, n, enough in zip(table.cells, answers, judged, strict=True):
        counts.setdefault(cell.group_var, Counter())[cell.group_code] += int(n)
        if enough:
            groups.setdefault(cell.group_var, set()).add(cell.group_code)
    return {
        variable: max(sorted(codes), key=counts[variable].__getitem__)
        for variable, codes in groups.items()
    }


def _tests(
    table: Table, design: Design, judged: Truths, of_family: Collection[str] | None
) -> dict[Grouped, OverallTest]:
    positions: dict[Grouped, list[int]] = {}
    for position in np.flatnonzero(judged).tolist():
        cell = table.cells[position]
        if cell.indicator.statistic == PROPORTION:
            positions.setdefault(_test_name(cell), []).append(position)
    # Indicators with the same judged groups are tested in one go.
    batches: dict[tuple[str, tuple[str, ...]], list[Grouped]] = {}
    for name, cells in positions.items():
        if len(cells) > 1:
            codes = tuple(table.cells[position].group_code for position in cells)
            batches.setdefault((name[1], codes), []).append(name)
    tests: dict[Grouped, OverallTest] = {}
    for (_variable, codes), names in batches.items():
        tables = np.array([positions[name] for name in names], dtype=np.int64)
        batch = overall_tests(table.totals, design, tables)
        for row in np.flatnonzero(~np.isnan(batch.p)).tolist():
            tests[names[row]] = OverallTest(
                groups=codes,
                statistic=float(batch.statistic[row]),
                df=float(batch.df[row]),
                ddf=float(batch.ddf[row]),
                p=float(batch.p[row]),
            )
    return _adjust(tests, of_family)


def _adjust(
    tests: Mapping[Grouped, OverallTest], of_family: Collection[str] | None
) -> dict[Grouped, OverallTest]:
    # statsmodels takes 1.5 s and 205 MB to import: only where figures are computed.
    from statsmodels.stats.multitest import multipletests

    families: dict[str, list[Grouped]] = {}
    for name in tests:
        if of_family is None or name[0] in of_family:
            families.setdefault(name[1], []).append(name)
    adjusted = dict(tests)
    for names in families.values():
        p = multipletests([tests[name].p for name in names], method="fdr_bh")[1]
        for name, value in zip(names, p.tolist(), strict=True):
            adjusted[name] = replace(tests[name], p_adjusted=value)
    return adjusted


def _tails(
    names: Sequence[Grouped], tests: Mapping[Grouped, OverallTest], alpha: float
) -> Floats:
    """αR/(mc) of every pair: what its widened range may miss; NaN if not selected."""
    p = {n: t.p_adjusted for n, t in tests.items() if t.p_adjusted is not None}
    family_sizes = Counter(variable for _indicator, variable in p)
    selected = {name for name, value in p.items() if value < alpha}
    selected_sizes = Counter(variable for _indicator, variable in selected)
    comparisons = Counter(names)

    def tail(name: Grouped) -> float:
        share = selected_sizes[name[1]] / family_sizes[name[1]]
        return alpha * share / comparisons[name]

    return np.array([tail(name) if name in selected else np.nan for name in names])


def _pairs(
    cells: Sequence[Cell], judged: Truths, reference: Mapping[str, str]
) -> tuple[Ints, Ints]:
    """Positions of every judged group and, beside it, of its judged reference."""
    positions = np.flatnonzero(judged).tolist()
    references = {
        _test_name(cells[position]): position
        for position in positions
        if cells[position].group_code == reference[cells[position].group_var]
    }
    pairs = [
        (position, references[_test_name(cells[position])])
        for position in positions
        if references.get(_test_name(cells[position]), position) != position
    ]
    columns = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return columns[:, 0], columns[:, 1]


def _leaves_out_zero(lower: Floats, upper: Floats) -> Truths:
    return np.asarray((lower > 0) | (upper < 0))


def _test_name(cell: Cell) -> Grouped:
    return cell.indicator.id, cell.group_var


def _verdict(differs: bool, may_differ: bool) -> DifferenceClarity:
    if differs:
        return DifferenceClarity.DIFFERS
    return DifferenceClarity.MAY_DIFFER if may_differ else DifferenceClarity.NOT_CLEAR


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
