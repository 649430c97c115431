"""What a sample would tell, before anybody is asked."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.planning.power import detectable, power_paired, spread_of_differences
from analysis.planning.sample_size import (
    Plan,
    design_effect,
    people_needed,
    places_needed,
    precision,
    spread_over,
    standard_error,
)
from analysis.schema import FrameProblem

PLAN = Plan(places=12, people=10, share=0.5, rho=0.1, strata=4)


def country(dice, plan):
    """Answers of everybody: frame × residents, people of one place alike by rho."""
    size = (1 - plan.rho) / plan.rho
    shares = dice.beta(plan.share * size, (1 - plan.share) * size, int(plan.frame))
    return dice.random((int(plan.frame), int(plan.residents))) < shares[:, None]


def drawn(dice, plan, answers):
    """A two-stage sample's share."""
    places = dice.permutation(int(plan.frame))[: int(plan.places)]
    shuffled = dice.permuted(answers[places], axis=1)
    return shuffled[:, : int(plan.people)].mean()


def test_ten_alike_people_count_as_fewer():
    assert design_effect(10, 0.1) == pytest.approx(1.9)
    assert design_effect(1, 0.9) == 1
    np.testing.assert_allclose(design_effect(np.array([5, 21]), 0.05), [1.2, 2.0])


def test_the_error_of_a_plan_is_that_of_its_design_effect():
    plan = replace(PLAN, response=0.8)
    n, deff = 12 * 8, 1 + 7 * 0.1
    ours = precision(plan)
    assert ours.se == pytest.approx(np.sqrt(0.25 * deff / n))
    assert (ours.n, ours.deff, ours.df) == (n, pytest.approx(deff), 8)
    assert ours.n_eff == pytest.approx(n / deff)
    assert ours.half_width == pytest.approx(2.306004135 * ours.se)  # t of 8 df


@pytest.mark.parametrize(
    ("places", "people"), [(12, 10), (30, 10), (12, 40), (39, 5)], ids=str
)
def test_the_error_is_that_of_samples_drawn_again_and_again(places, people):
    """Finite numbers of places and of people: half of each is much of the truth."""
    plan = Plan(places, people, share=0.3, rho=0.15, frame=40, residents=50)
    dice = np.random.default_rng(11)
    off = []
    for _again in range(150):
        answers = country(dice, plan)
        off += [drawn(dice, plan, answers) - answers.mean() for _draw in range(20)]
    assert standard_error(plan) == pytest.approx(np.std(off), rel=0.06)


def test_asking_everybody_everywhere_leaves_nothing_open():
    plan = Plan(8, 20, rho=0.2, frame=8, residents=20)
    assert precision(plan).half_width == 0
    assert standard_error(replace(plan, response=0.5)) > 0


@pytest.mark.parametrize("wanted", [0.2, 0.1, 0.05])
@pytest.mark.parametrize("frame", [np.inf, 60])
def test_places_needed_are_just_enough(wanted, frame):
    plan = replace(PLAN, frame=frame, residents=80)
    places = places_needed(plan, wanted)
    half = [precision(replace(plan, places=n)).half_width for n in (places - 1, places)]
    assert half[0] > wanted >= half[1]


def test_people_needed_are_just_enough():
    plan = replace(PLAN, places=30, residents=80)
    people = people_needed(plan, 0.12)
    half = [precision(replace(plan, people=m)).half_width for m in (people - 1, people)]
    assert half[0] > 0.12 >= half[1]


def test_more_people_of_few_places_are_never_enough():
    """With twelve places out of many, asking everybody leaves the places unknown."""
    assert people_needed(replace(PLAN, frame=200, residents=500), 0.05) is None
    assert places_needed(replace(PLAN, people=2, frame=20, residents=90), 0.02) is None


def test_the_same_interviews_over_more_places_tell_more():
    wide, narrow = (spread_over(PLAN, people) for people in (5, 20))
    assert (wide.places, narrow.places) == (24, 6)
    assert precision(wide).half_width < precision(PLAN).half_width
    assert precision(PLAN).half_width < precision(narrow).half_width
    assert spread_over(replace(PLAN, frame=15), 5).places == 15


@pytest.mark.parametrize("places", [4, 12, 30])
@pytest.mark.parametrize("difference", [0.1, 0.25])
def test_power_of_paired_places_is_that_of_statsmodels(places, difference):
    from statsmodels.stats.power import TTestPower

    ours = power_paired(difference, 0.3, places)
    theirs = TTestPower().power(difference / 0.3, places, 0.05)
    assert ours == pytest.approx(theirs, abs=1e-8)


def test_power_is_how_often_simulated_rounds_find_the_difference():
    from scipy import stats

    plan, claim, officials = Plan(20, 10, share=0.6, rho=0.1), 0.8, 3
    dice, size = np.random.default_rng(7), 9.0
    rounds = 4000
    shares, claims = (
        dice.binomial(m, dice.beta(p * size, (1 - p) * size, (rounds, 20))) / m
        for p, m in ((plan.share, 10), (claim, officials))
    )
    gaps = shares - claims
    significant = stats.ttest_1samp(gaps, 0, axis=1).pvalue < 0.05
    spread = spread_of_differences(plan, claim, officials)
    assert spread == pytest.approx(gaps.std(), rel=0.02)
    assert power_paired(0.2, spread, 20) == pytest.approx(significant.mean(), abs=0.03)


def test_likeness_of_people_and_officials_of_a_place_helps_to_compare_them():
    apart = spread_of_differences(PLAN, 0.8, 3)
    assert spread_of_differences(PLAN, 0.8, 3, likeness=0.5) < apart


def test_what_can_be_found_is_found_four_times_in_five():
    difference = detectable(PLAN, 3)
    spread = spread_of_differences(PLAN, 0.5 + difference, 3)
    assert power_paired(difference, spread, PLAN.places) == pytest.approx(
        0.8, abs=0.002
    )
    assert detectable(replace(PLAN, places=2, strata=1, share=0.95), 1) is None


def test_a_certain_difference_is_found_and_a_single_place_is_no_comparison():
    assert power_paired(0.2, 0.0, 5) == 1
    assert power_paired(0.0, 0.0, 5) == 0
    assert power_paired(0.9, 0.01, 200) == 1
    with pytest.raises(FrameProblem, match="Draw more places"):
        power_paired(0.2, 0.3, 1)


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"places": 0}, "places"),
        ({"places": 20, "frame": 12}, "places"),
        ({"people": 30, "residents": 20}, "people"),
        ({"share": 1.0}, "share"),
        ({"rho": -0.1}, "rho"),
        ({"response": 0.0}, "response"),
    ],
)
def test_a_plan_that_cannot_be_says_what_is_wrong_with_it(wrong, name):
    with pytest.raises(FrameProblem, match=f"this number of {name}\\."):
        replace(PLAN, **wrong)
