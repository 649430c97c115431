"""Shares of registers, of people who pass and of surveys: cascade and alternatives."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from analysis import alternatives, cascade
from analysis.design import design_of
from analysis.intervals import poisson_exact
from analysis.sample import Sample
from analysis.schema import FrameProblem, NotAtRandom
from analysis.shares import counted, every, none, passing, surveyed
from tests.analysis.frames import interviews, plan

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
    found = passing("appearance", k, n, kind="census")
    expected = proportion_confint(k, n, method="wilson")
    assert (found.lower, found.upper) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("count", [0, 1, 17])
def test_the_limits_of_a_rate_are_those_of_its_tails(count):
    found = poisson_exact(count, 50.0)
    assert stats.poisson.cdf(count, found.upper * 50) == pytest.approx(0.025)
    if count:
        assert stats.poisson.sf(count - 1, found.lower * 50) == pytest.approx(0.025)
    else:
        assert found.lower == 0


@pytest.mark.parametrize(("count", "time"), [(-1, 10), (3, 0), (3, np.inf)])
def test_a_rate_without_time_is_refused(count, time):
    with pytest.raises(FrameProblem, match="not a possible rate"):
        poisson_exact(count, time)


def test_a_part_larger_than_the_whole_is_no_share():
    with pytest.raises(FrameProblem, match='"placed" counts 5 of 3'):
        counted("placed", 5, 3)
    with pytest.raises(FrameProblem, match="0 of 0"):
        passing("appearance", 0, 0, kind="census")


def test_people_picked_by_hand_have_no_limits():
    with pytest.raises(NotAtRandom):
        passing("appearance", 3, 4, kind="purposive")


def test_a_surveyed_share_is_refused_without_answers(sample):
    with pytest.raises(FrameProblem, match='None of 240 interviews answers "bail"'):
        surveyed("bail", sample, np.full(240, np.nan))
    with pytest.raises(FrameProblem, match="interview 7 has 2"):
        surveyed("bail", sample, np.where(np.arange(240) == 7, 2.0, 1.0))
    with pytest.raises(FrameProblem, match="3 values for 240 interviews"):
        surveyed("bail", sample, np.ones(3))


def test_not_asked_is_never_no():
    answers = np.array([YES, YES, NO]), np.array([YES, UNKNOWN, UNKNOWN])
    np.testing.assert_array_equal(every(*answers), [YES, UNKNOWN, NO])
    np.testing.assert_array_equal(none(*answers), [NO, NO, UNKNOWN])


def test_a_register_shows_where_people_are_lost():
    steps = cascade.of_register([200, 120, 40, 0, 0])
    assert [s.reached for s in steps] == [200, 120, 40, 0, 0]
    found = steps[2].of_before
    assert (found.k, found.n, found.value) == (40, 120, 1 / 3)
    assert found.lower == found.upper == found.value
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
        cascade.of_register(counts)


def test_the_survey_gives_each_step_a_range(sample, reached):
    steps = cascade.of_survey(sample, reached)
    third = steps[2]
    assert third.reached == reached[:, 2].sum()
    assert third.of_before.n == reached[:, 1].sum()
    assert third.of_all.n == 240
    w, inside = sample.weight, reached[:, 1] == 1
    expected = w[inside] @ reached[inside, 2] / w[inside].sum()
    assert third.of_before.value == pytest.approx(expected)
    for step in steps[1:]:
        assert step.of_before.lower < step.of_before.value < step.of_before.upper
        assert step.of_all.value <= step.of_before.value


def test_who_was_not_screened_was_not_referred_either(sample, reached):
    """A question that was skipped after a no is no missing answer."""
    skipped = reached.copy()
    for at in range(2, 5):
        skipped[reached[:, at - 1] == 0, at] = np.nan
    assert cascade.of_survey(sample, skipped) == cascade.of_survey(sample, reached)


def test_a_missing_answer_leaves_the_step_and_those_after(sample, reached):
    reached[:, 2] = np.where(np.arange(240) < 30, np.nan, reached[:, 2])
    lost = int((reached[:30, 1] == 1).sum())
    steps = cascade.of_survey(sample, reached)
    assert steps[1].of_all.n == 240
    assert steps[2].of_all.n == 240 - lost


def test_nobody_is_referred_without_being_screened(sample, reached):
    reached[9] = [1, 0, 0, 1, 0]
    with pytest.raises(
        cascade.StepTooLarge, match=r'Interview 9 .* "referred" but not'
    ):
        cascade.of_survey(sample, reached)


def test_nobody_at_a_step_leaves_the_next_without_a_share(sample, reached):
    reached[:, 2:] = 0
    steps = cascade.of_survey(sample, reached)
    assert steps[3].of_before is None
    assert steps[3].of_all.value == 0


def test_the_index_needs_all_three_things(sample):
    dice = np.random.default_rng(6)
    answers = {
        name: (dice.random(240) < 0.8).astype(float) for name in alternatives.EXAMINED
    }
    found = alternatives.examined(sample, answers)
    whole = np.prod(list(answers.values()), axis=0)
    assert found.index.k == whole.sum()
    assert all(found.index.value <= part.value for part in found.parts)
    with pytest.raises(FrameProblem, match="needs reason_given"):
        alternatives.examined(sample, dict(list(answers.items())[:2]))


def test_only_a_missing_place_keeps_them_in():
    """Address, bail, place: supply. Whoever has another barrier is not counted."""
    barriers = {
        "address": np.array([YES, NO, YES, NO, YES, NO]),
        "bail": np.array([NO, NO, NO, NO, UNKNOWN, UNKNOWN]),
        "place": np.array([NO, NO, NO, YES, NO, NO]),
        "security": np.array([NO, NO, YES, UNKNOWN, NO, NO]),
    }
    found = alternatives.only_supply(barriers)
    np.testing.assert_array_equal(found, [YES, NO, NO, UNKNOWN, YES, UNKNOWN])


def test_avoidable_detention_is_a_share_with_a_range(sample):
    zero = np.zeros(240)
    barriers = dict.fromkeys(alternatives.SUPPLY, zero)
    barriers["bail"] = (np.arange(240) % 3 == 0).astype(float)
    found = alternatives.avoidable(sample, barriers)
    assert (found.k, found.n) == (80, 240)
    assert found.lower < found.value < found.upper


@pytest.fixture
def counts():
    return {"detained": 200, "waiting": 15, "free": 40}


def test_the_places_missing_range_as_the_eligible_share_does(sample, counts):
    share = surveyed("eligible", sample, (np.arange(240) % 2).astype(float))
    found = alternatives.capacity_gap(
        "North", "case_management", eligible=share, **counts
    )
    assert found.gap == pytest.approx(200 * share.value + 15 - 40)
    assert found.limits.lower == pytest.approx(200 * share.lower - 25)
    assert found.limits.upper == pytest.approx(200 * share.upper - 25)
    assert found.limits.kind == share.kind


@pytest.mark.parametrize("name", ["detained", "waiting", "free"])
def test_a_count_nobody_gave_is_no_zero(counts, name):
    share = counted("eligible", 1, 4)
    with pytest.raises(FrameProblem, match=f'North, .* "{name}" is missing'):
        alternatives.capacity_gap(
            "North", "bail", eligible=share, **counts | {name: None}
        )


@pytest.fixture
def programme():
    return alternatives.Programme(
        name="pilot",
        due=300,
        attended=240,
        excused=18,
        exits=126,
        lost=15,
        resolved=32,
        redetained=0,
        removed=3,
        person_days=36525.0,
    )


def test_a_programme_that_re_detained_nobody_still_has_a_range(programme):
    found = {one.name: one for one in alternatives.results(programme)}
    assert found["appearance"].value == pytest.approx(0.86)
    assert found["re_detention"].value == 0
    assert 0 < found["re_detention"].upper < 0.04


def test_people_who_stay_longer_weigh_more_in_a_rate(programme):
    found = {one.name: one for one in alternatives.rates(programme)}
    assert found["disengagement"].value == pytest.approx(15 / 100)
    assert found["disengagement"].limits == poisson_exact(15, 100.0)
    with pytest.raises(FrameProblem, match='"pilot" has no person-days'):
        alternatives.rates(replace(programme, person_days=None))


def test_a_programme_nobody_left_has_no_share_of_exits(programme):
    young = replace(programme, exits=0, lost=0, resolved=0, removed=0)
    assert [one.name for one in alternatives.results(young)] == ["appearance"]
    with pytest.raises(FrameProblem, match='"resolution" counts 200 of 126'):
        alternatives.results(replace(programme, resolved=200))
    chosen = replace(programme, kind="purposive")
    with pytest.raises(NotAtRandom):
        alternatives.results(chosen)
    with pytest.raises(NotAtRandom):
        alternatives.rates(chosen)
