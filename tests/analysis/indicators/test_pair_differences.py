"""Ranges of many pairs at once are those of each pair, and honest at 0 and 100 %."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.estimation.cells import tabulate
from analysis.estimation.design import design_of
from analysis.estimation.estimates import estimate_ratios
from analysis.estimation.intervals import korn_graubard
from analysis.indicators.pair_differences import pair_differences
from analysis.schema import IndicatorDefinition
from tests.analysis.builders.interviews import interviews, plan
from tests.analysis.builders.plain_tests import pair_difference

LEVEL = np.array([0.95])


def survey(women=None, men=None, statistic="proportion", kind="probability"):
    """Totals of everybody, of women and of men (cells 0, 1, 2), and the design."""
    units, strata = plan(strata=2, places=4)
    rows = interviews(units)
    for sex, answer in (("f", women), ("m", men)):
        if answer is not None:
            rows.loc[rows["sex"] == sex, "q"] = answer
    design = design_of(rows, units, strata, kind=kind)
    weight = np.linspace(1, 3, len(rows))
    indicator = IndicatorDefinition("q", statistic=statistic)
    return tabulate(rows, design.psu, weight, [indicator], ["sex"]).totals, design


def pair(totals, design, share=True):
    group, reference = np.array([1]), np.array([2])
    return pair_differences(totals, design, group, reference, np.array([share]))


def test_a_pair_with_variance_is_tested_as_it_is_alone():
    totals, design = survey()
    women, alone = (
        pair(totals, design),
        pair_difference(totals, design, group=1, reference=2),
    )
    lower, upper = women.limits(LEVEL)
    ours = (women.value[0], women.se[0], women.df[0], lower[0], upper[0], women.p[0])
    theirs = (alone.difference, alone.se, alone.df, alone.lower, alone.upper, alone.p)
    assert ours == pytest.approx(theirs, rel=1e-10)


@pytest.mark.parametrize(("women", "men"), [(1.0, None), (None, 0.0), (1.0, 0.0)])
def test_a_group_of_equal_answers_brings_the_range_of_its_own_share(women, men):
    totals, design = survey(women, men)
    difference = pair(totals, design)
    lower, upper = difference.limits(LEVEL)
    own = korn_graubard(estimate_ratios(totals, design))
    share = totals.y.sum(axis=0) / totals.x.sum(axis=0)
    below = np.hypot(share[1] - own.lower[1], own.upper[2] - share[2])
    above = np.hypot(own.upper[1] - share[1], share[2] - own.lower[2])
    assert lower[0] == pytest.approx(share[1] - share[2] - below)
    assert upper[0] == pytest.approx(share[1] - share[2] + above)
    assert np.isnan(difference.p[0])


def test_each_pair_has_the_range_of_its_own_level():
    totals, design = survey(women=1.0)
    twice = np.array([1, 1, 1])
    pairs = pair_differences(
        totals, design, twice, np.array([2, 2, 2]), np.array([True] * 3)
    )
    lower, upper = pairs.limits(np.array([0.5, 0.99, np.nan]))
    assert lower[1] < lower[0] < upper[0] < upper[1]
    assert np.isnan(lower[2])


def test_a_mean_of_equal_answers_has_no_range():
    totals, design = survey(women=41.3, statistic="mean")
    difference = pair(totals, design, share=False)
    assert np.isnan(difference.limits(LEVEL)).all()
    assert np.isnan(difference.p[0])


def test_a_census_has_no_width():
    totals, design = survey(women=1.0, kind="census")
    difference = pair(totals, design)
    lower, upper = difference.limits(LEVEL)
    assert lower[0] == upper[0] == difference.value[0] > 0
    assert np.isnan(difference.p[0])


def test_the_share_of_a_place_where_everybody_was_asked_has_no_width_of_its_own():
    totals, design = survey(women=1.0)
    # Every place was drawn, and in those of the first stratum everybody was asked.
    everybody = np.where(design.stratum == 0, design.sampled, design.population)
    design = replace(design, frame=np.array([4.0, 4.0]), population=everybody)
    first = (design.stratum == 0)[:, None]
    parts = {}
    for name in ("n", "k", "x", "y", "xx", "xy", "yy", "wyy"):
        values = getattr(totals, name).copy()
        values[:, 1] = np.where(first[:, 0], values[:, 1], 0.0)  # women live there only
        parts[name] = values
    totals = replace(totals, **parts)
    estimates = estimate_ratios(totals, design)
    assert estimates.exact.tolist() == [False, True, False]
    alone = pair_difference(totals, design, group=1, reference=2)
    lower, upper = pair(totals, design).limits(LEVEL)
    assert (lower[0], upper[0]) == pytest.approx((alone.lower, alone.upper))
