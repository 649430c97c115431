"""Shares of registers, of people who pass and of surveys; the cascade."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from analysis.estimation.design import design_of
from analysis.estimation.intervals import poisson_exact
from analysis.estimation.sample import Sample
from analysis.indicators.proportions import (
    every,
    none,
    passing_share,
    register_share,
    survey_share,
)
from analysis.schema import Chance, FrameProblem, NotAtRandom
from analysis.screening import cascade
from tests.analysis.builders.interviews import interviews, plan

YES, NO, UNKNOWN = 1.0, 0.0, np.nan


def drawn(kind="probability", people=20):
    units, strata = plan(people=people)
    rows = interviews(units, people)
    design = design_of(rows, units, strata, kind=kind, two_stage=False)
    psu = pd.Index(design.psu).get_indexer(rows["psu"]).astype(np.int64)
    return Sample(design, psu, np.linspace(1, 3, len(rows)))


@pytest.fixture
def sample():
    return drawn()


@pytest.fixture
def reached():
    """240 people of whom about three in four come from each step to the next."""
    dice = np.random.default_rng(4)
    steps = dice.random((240, 5)) < 0.75
    steps[:, 0] = True
    return np.cumprod(steps, axis=1).astype(float)


@pytest.mark.parametrize(("k", "n"), [(0, 126), (15, 126), (126, 126), (1, 2)])
def test_people_who_pass_have_the_limits_of_wilson(k, n):
    share = passing_share("appearance", k, n, kind="census")
    expected = proportion_confint(k, n, method="wilson")
    assert (share.lower, share.upper) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("count", [0, 1, 17])
def test_the_limits_of_a_rate_are_those_of_its_tails(count):
    limits = poisson_exact(count, 50.0, kind=Chance.CENSUS)
    assert stats.poisson.cdf(count, limits.upper * 50) == pytest.approx(0.025)
    if count:
        assert stats.poisson.sf(count - 1, limits.lower * 50) == pytest.approx(0.025)
    else:
        assert limits.lower == 0


@pytest.mark.parametrize(("count", "time"), [(-1, 10), (3, 0), (3, np.inf)])
def test_a_rate_without_time_is_refused(count, time):
    with pytest.raises(FrameProblem, match="not a possible rate"):
        poisson_exact(count, time, kind=Chance.CENSUS)


def test_a_part_larger_than_the_whole_is_no_share():
    with pytest.raises(FrameProblem, match='"placed" counts 5 of 3'):
        register_share("placed", 5, 3, kind="census")
    with pytest.raises(FrameProblem, match="0 of 0"):
        passing_share("appearance", 0, 0, kind="census")


def test_people_picked_by_hand_have_no_limits():
    with pytest.raises(NotAtRandom):
        passing_share("appearance", 3, 4, kind="purposive")
    with pytest.raises(NotAtRandom):
        register_share("placed", 3, 4, kind="purposive")
    with pytest.raises(NotAtRandom):
        cascade.of_register([5, 4, 3, 2, 1], kind="purposive")
    with pytest.raises(NotAtRandom):
        poisson_exact(3, 50.0, kind="purposive")
    with pytest.raises(NotAtRandom):
        replace(register_share("placed", 3, 4, kind="census"), kind="purposive")


def test_a_sample_of_files_is_not_taken_for_the_register():
    with pytest.raises(FrameProblem, match="Give its rows as a survey"):
        cascade.of_register([5, 4, 3, 2, 1], kind="probability")


def test_a_surveyed_share_is_refused_without_answers(sample):
    with pytest.raises(FrameProblem, match='None of 240 interviews answers "bail"'):
        survey_share("bail", sample, np.full(240, np.nan))
    with pytest.raises(FrameProblem, match="interview 7 has 2"):
        survey_share("bail", sample, np.where(np.arange(240) == 7, 2.0, 1.0))
    with pytest.raises(FrameProblem, match="3 values for 240 interviews"):
        survey_share("bail", sample, np.ones(3))


def test_not_asked_is_never_no():
    answers = np.array([YES, YES, NO]), np.array([YES, UNKNOWN, UNKNOWN])
    np.testing.assert_array_equal(every(*answers), [YES, UNKNOWN, NO])
    np.testing.assert_array_equal(none(*answers), [NO, NO, UNKNOWN])


def test_a_register_shows_where_people_are_lost():
    steps = cascade.of_register([200, 120, 40, 0, 0], kind="census")
    assert [s.reached for s in steps] == [200, 120, 40, 0, 0]
    share = steps[2].of_before
    assert (share.k, share.n, share.value) == (40, 120, 1 / 3)
    assert share.lower == share.upper == share.value
    assert steps[2].of_all.value == 0.2
    assert steps[4].of_before is None  # nobody was referred
    assert steps[4].of_all.value == 0


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        (
            [100, 40, 41, 3, 2],
            '41 people as "vulnerability_found" but 40 as "screened"',
        ),
        ([100, 40, None, 3, 2], 'nothing as "vulnerability_found"'),
        ([0, 0, 0, 0, 0], '0 as "arrived"'),
        ([100, 40], "2 steps has 5 names"),
    ],
)
def test_a_register_that_cannot_be_is_refused(counts, sentence):
    with pytest.raises(FrameProblem, match=sentence):
        cascade.of_register(counts, kind="census")
