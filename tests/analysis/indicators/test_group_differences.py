"""Which groups differ, and that no word says more than its range."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests

from analysis.estimation.cells import tabulate
from analysis.estimation.design import design_of
from analysis.estimation.sample import Sample
from analysis.indicators.group_differences import (
    DifferenceClarity,
    group_differences,
    grouping_tests,
)
from analysis.schema import ALL, IndicatorDefinition
from tests.analysis.builders.interviews import plan
from tests.analysis.builders.plain_tests import pair_difference, rao_scott

CODES = {"gender": ("f", "m", "x"), "age": ("adult", "child")}


def survey(seed=1, effects=(0.5, 0.0, 0.0, 0.0), people=30, two_stage=True):
    """(rows, design, psu, weight): per effect a question where women say yes more."""
    dice = np.random.default_rng(seed)
    units, strata = plan(strata=2, places=5)
    rows = units.loc[units.index.repeat(people), ["stratum", "psu"]]
    rows = rows.reset_index(drop=True)
    size = len(rows)
    rows["interviewer"] = "i1"
    rows["gender"] = dice.choice(["f", "m", "x"], size, p=[0.4, 0.5, 0.1])
    rows["age"] = dice.choice(["adult", "child"], size, p=[0.7, 0.3])
    for number, effect in enumerate(effects):
        chance = 0.3 + effect * (rows["gender"] == "f")
        rows[f"q{number}"] = (dice.random(size) < chance).astype(float)
    design = design_of(rows, units, strata, kind="probability", two_stage=two_stage)
    psu = pd.Index(design.psu).get_indexer(rows["psu"]).astype(np.int64)
    return rows, design, psu, dice.uniform(1, 3, size)


def tabulated(rows, design, weight, statistic="proportion"):
    names = [name for name in rows.columns if name.startswith("q")]
    indicators = [IndicatorDefinition(name, statistic=statistic) for name in names]
    return tabulate(rows, design.psu, weight, indicators, list(CODES))


def table_and_design(**how):
    rows, design, _psu, weight = survey(**how)
    return tabulated(rows, design, weight), design


def named(table, comparisons):
    """(indicator, grouping, group) → comparison."""
    cells = [(c.indicator.id, c.group_var, c.group_code) for c in table.cells]
    return {cells[position]: c for position, c in comparisons.items()}


def leaves_out_zero(comparison):
    if comparison.lower is None:
        return False
    return comparison.lower > 0 or comparison.upper < 0


@pytest.mark.parametrize("two_stage", [False, True])
def test_a_difference_and_its_plain_range_are_those_of_the_pair(two_stage):
    table, design = table_and_design(two_stage=two_stage, effects=(0.1, 0.0))
    cells = [(c.indicator.id, c.group_var, c.group_code) for c in table.cells]
    comparisons = named(table, group_differences(table, design))
    assert len(comparisons) == 6  # two indicators: two genders and one age beside most
    for (question, variable, code), comparison in comparisons.items():
        pair = pair_difference(
            table.totals,
            design,
            group=cells.index((question, variable, code)),
            reference=cells.index((question, variable, comparison.reference)),
            level=comparison.level,
        )
        ours = (comparison.difference, comparison.lower, comparison.upper, comparison.p)
        theirs = (pair.difference, pair.lower, pair.upper, pair.p)
        assert ours == pytest.approx(theirs, rel=1e-10)


def test_the_test_of_all_groups_is_that_of_the_answers():
    rows, design, psu, weight = survey()
    table = tabulated(rows, design, weight)
    tests = grouping_tests(table, design)
    assert set(tests) == {(f"q{q}", group) for q in range(4) for group in CODES}
    for (question, variable), test in tests.items():
        row = rows[variable].map(
            {c: number for number, c in enumerate(CODES[variable])}
        )
        expected = rao_scott(
            Sample(design, psu, weight),
            row.to_numpy(dtype=np.int64),
            rows[question].to_numpy(dtype=np.int64),
        )
        assert test.groups == CODES[variable]
        assert test.p == pytest.approx(expected.p, rel=1e-9)


def test_each_grouping_is_a_family_of_its_own():
    table, design = table_and_design()
    tests = grouping_tests(table, design)
    for variable in CODES:
        family = [test for (_q, group), test in tests.items() if group == variable]
        expected = multipletests([test.p for test in family], method="fdr_bh")[1]
        assert [test.p_adjusted for test in family] == pytest.approx(list(expected))


def test_women_who_are_clearly_worse_off_are_said_to_differ_with_the_wide_range():
    table, design = table_and_design()
    comparisons = named(table, group_differences(table, design))
    women = comparisons["q0", "gender", "f"]
    assert women.verdict is DifferenceClarity.DIFFERS
    assert women.reference == "m"
    # One test of four is selected, and two groups stand beside men.
    assert women.level == pytest.approx(1 - 0.05 * 1 / (4 * 2))
    assert women.lower > 0
    assert women.overall_p_adjusted == pytest.approx(4 * women.overall_p)


def test_what_is_clear_only_when_nothing_else_is_looked_at_may_differ():
    table, design = table_and_design(effects=(0.12, *(0.0,) * 11), seed=4)
    women = named(table, group_differences(table, design))["q0", "gender", "f"]
    assert women.p < 0.05
    assert women.overall_p_adjusted > 0.05
    assert women.verdict is DifferenceClarity.MAY_DIFFER
    assert women.level == 0.95
    assert women.lower > 0


def test_a_selected_test_does_not_make_every_group_of_it_differ():
    table, design = table_and_design(effects=(0.14, *(0.0,) * 11), seed=4)
    women = named(table, group_differences(table, design))["q0", "gender", "f"]
    assert women.overall_p_adjusted < 0.05
    # The range for two groups in one of twelve tests holds 0, so the word is weaker.
    assert women.verdict is DifferenceClarity.MAY_DIFFER
    assert women.level == 0.95


def test_an_indicator_outside_the_declared_family_never_differs_clearly():
    table, design = table_and_design(effects=(0.5, 0.5, 0.0))
    outside = named(table, group_differences(table, design, of_family={"q1", "q2"}))
    women = outside["q0", "gender", "f"]
    assert women.verdict is DifferenceClarity.MAY_DIFFER
    assert women.overall_p < 0.001
    assert women.overall_p_adjusted is None
    declared = outside["q1", "gender", "f"]
    assert declared.verdict is DifferenceClarity.DIFFERS
    # The family has two members and not three.
    assert declared.level == pytest.approx(1 - 0.05 * 1 / (2 * 2))


def test_groups_that_cannot_be_judged_are_in_no_test_and_no_family():
    rows, design, _psu, weight = survey()
    rows.loc[rows["gender"] == "x", "q0"] = np.nan
    two_places = rows["psu"].isin(["S0-0", "S1-0"])
    rows.loc[(rows["gender"] == "f") & ~two_places, "q1"] = np.nan
    rows.loc[rows["gender"].isin(["f", "x"]), "q2"] = np.nan
    table = tabulated(rows, design, weight)
    tests = grouping_tests(table, design)
    assert tests["q0", "gender"].groups == ("f", "m")
    assert tests["q1", "gender"].groups == ("m", "x")
    assert ("q2", "gender") not in tests
    comparisons = named(table, group_differences(table, design))
    assert ("q0", "gender", "x") not in comparisons
    assert ("q1", "gender", "f") not in comparisons
    assert ("q2", "gender", "f") not in comparisons
    women = comparisons["q0", "gender", "f"]
    # Of three tests one is selected, and only women stand beside men.
    assert women.level == pytest.approx(1 - 0.05 * 1 / (3 * 1))
    loose = grouping_tests(table, design, fewest=1, places=1)
    assert loose["q1", "gender"].groups == ("f", "m", "x")


def test_all_indicators_have_the_same_reference():
    rows, design, _psu, weight = survey(seed=5, effects=(0.0,) * 8)
    rows.loc[rows["gender"] == "m", "q1"] = np.nan
    table = tabulated(rows, design, weight)
    comparisons = named(table, group_differences(table, design))
    # Nobody stands beside men who did not answer, though women and others are tested.
    assert ("q1", "gender", "f") not in comparisons
    assert ("q1", "gender") in grouping_tests(table, design)
    assert {c.reference for c in comparisons.values()} == {"m", "adult"}
    assert not any(group == ALL for _q, group, _code in comparisons)


def test_a_census_needs_no_test():
    rows, design, _psu, weight = survey()
    rows.loc[:, "q3"] = 1.0
    census = replace(design, kind="census")
    table = tabulated(rows, census, weight)
    assert grouping_tests(table, census) == {}
    comparisons = named(table, group_differences(table, census))
    women, alike = comparisons["q0", "gender", "f"], comparisons["q3", "gender", "f"]
    assert women.verdict is DifferenceClarity.DIFFERS
    assert women.lower == women.difference == women.upper
    assert (women.level, women.p, women.overall_p) == (1.0, None, None)
    assert alike.verdict is DifferenceClarity.NOT_CLEAR
    assert alike.difference == 0


def test_where_everybody_answered_alike_nothing_is_clear():
    rows, design, _psu, weight = survey()
    rows.loc[:, "q3"] = 1.0
    table = tabulated(rows, design, weight)
    assert ("q3", "gender") not in grouping_tests(table, design)
    women = named(table, group_differences(table, design))["q3", "gender", "f"]
    assert women.difference == 0
    assert women.lower < 0 < women.upper
    assert (women.p, women.overall_p) == (None, None)
    assert women.verdict is DifferenceClarity.NOT_CLEAR


def test_ten_people_who_all_say_yes_are_not_said_to_differ_from_nine_in_ten():
    rows, design, _psu, weight = survey(effects=(0.0, 0.0))
    dice = np.random.default_rng(2)
    rows["q0"] = (dice.random(len(rows)) < 0.9).astype(float)
    others = np.flatnonzero(rows["gender"] == "x")
    rows.loc[others[:12], "q0"] = 1.0
    rows.loc[others[12:], "q0"] = np.nan
    table = tabulated(rows, design, weight)
    comparison = named(table, group_differences(table, design))["q0", "gender", "x"]
    cells = [(c.indicator.id, c.group_var, c.group_code) for c in table.cells]
    pair = pair_difference(
        table.totals,
        design,
        group=cells.index(("q0", "gender", "x")),
        reference=cells.index(("q0", "gender", "m")),
    )
    # The reference alone shows variance: the plain t range is too narrow by far.
    assert pair.difference - stats.t.ppf(0.975, pair.df) * pair.se > 0
    assert comparison.lower < 0 < comparison.upper
    assert comparison.verdict is DifferenceClarity.NOT_CLEAR
    assert comparison.p is None


def test_a_mean_may_differ_and_no_more():
    rows, design, _psu, weight = survey()
    rows["q0"] = rows["q0"] * 40 + 1
    table = tabulated(rows, design, weight, statistic="mean")
    assert grouping_tests(table, design) == {}
    women = named(table, group_differences(table, design))["q0", "gender", "f"]
    assert women.verdict is DifferenceClarity.MAY_DIFFER
    assert women.lower > 0


def test_a_table_without_groups_has_no_comparison():
    rows, design, _psu, weight = survey()
    table = tabulate(rows, design.psu, weight, [IndicatorDefinition("q0")], [])
    assert group_differences(table, design) == {}


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    effects=st.lists(
        st.sampled_from([0.0, 0.1, 0.2, 0.3, 0.7]), min_size=1, max_size=5
    ),
    people=st.integers(3, 30),
    family=st.none() | st.sets(st.sampled_from(["q0", "q1", "q2"])),
    level=st.sampled_from([0.9, 0.95]),
    kind=st.sampled_from(["probability", "systematic", "census"]),
)
def test_words_and_ranges_agree(seed, effects, people, family, level, kind):
    rows, design, _psu, weight = survey(seed, effects, people)
    design = replace(design, kind=kind)
    table = tabulated(rows, design, weight)
    comparisons = group_differences(
        table, design, level=level, of_family=family, places=1
    )
    for position, comparison in comparisons.items():
        unclear = comparison.verdict is DifferenceClarity.NOT_CLEAR
        assert leaves_out_zero(comparison) != unclear
        if kind == "census":
            assert comparison.verdict is not DifferenceClarity.MAY_DIFFER
            assert comparison.level == 1
            continue
        clear = comparison.verdict is DifferenceClarity.DIFFERS
        assert comparison.level >= level if clear else comparison.level == level
        if clear:
            indicator = table.cells[position].indicator.id
            assert family is None or indicator in family
            assert comparison.overall_p_adjusted < 1 - level
        if comparison.lower is not None:
            assert comparison.lower <= comparison.difference <= comparison.upper


def test_the_wide_range_is_that_of_its_level():
    table, design = table_and_design()
    comparisons = named(table, group_differences(table, design))
    women = comparisons["q0", "gender", "f"]
    half = (women.upper - women.lower) / 2
    plain = pair_difference(table.totals, design, group=1, reference=2)
    quantile = stats.t.isf((1 - women.level) / 2, plain.df)
    assert half == pytest.approx(quantile * plain.se)
