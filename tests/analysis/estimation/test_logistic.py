"""Models of yes and no: their equations, and tests that would mean nothing."""

import numpy as np
import pytest
from scipy import special

from analysis.estimation.design import Design
from analysis.estimation.logistic import (
    likelihood_test,
    logistic,
    misspecification,
    wald_test,
)
from analysis.estimation.sample import Sample
from analysis.schema import Chance, FrameProblem
from tests.analysis.builders.r_reference import CHECKS, near
from tests.analysis.builders.r_reference import sample as reference_sample
from tests.analysis.estimation.test_against_r_tests import REGION, models

NAMES = ("constant", "age", "size")


def of_places(places=8, people=25):
    design = Design(
        psu=tuple(f"P{place}" for place in range(places)),
        stratum=np.zeros(places, dtype=np.int64),
        strata=("S",),
        frame=np.array([np.nan]),
        sampled=np.full(places, float(people)),
        population=np.full(places, np.nan),
        kind=Chance.PROBABILITY,
    )
    psu = np.repeat(np.arange(places, dtype=np.int64), people)
    return Sample(design, psu, 1.0 + np.arange(places * people) % 7)


@pytest.fixture
def answers():
    """y, and a constant, an age in years and a number of people in ten thousands."""
    dice = np.random.default_rng(6)
    age, size = dice.uniform(18, 80, 200), dice.uniform(1, 9, 200) * 1e4
    y = dice.random(200) < special.expit(0.05 * (age - 45) - 1e-5 * size)
    return y.astype(float), np.column_stack([np.ones(200), age, size])


def test_coefficients_solve_the_weighted_equations_of_the_score(answers):
    """Σ w (y − μ) x = 0, to what doubles can hold."""
    y, x = answers
    people = of_places()
    model = logistic(people, y, x, NAMES)
    left = people.weight * (y - special.expit(x @ model.coefficients)) @ x
    most = people.weight @ np.abs(x)
    assert np.abs(left / most).max() < 1e-12


def test_the_constant_alone_is_the_logit_of_the_weighted_share():
    people = of_places()
    y = (np.arange(200) % 3 == 0).astype(float)
    model = logistic(people, y, np.ones((200, 1)), ("constant",))
    share = people.weight @ y / people.weight.sum()
    assert model.coefficients[0] == pytest.approx(special.logit(share), rel=1e-12)


def test_r_prints_the_likelihood_over_the_mean_effect_and_both_have_all_digits():
    """1.42038813625459 in R's list, over the mean of λ in its printed line."""
    whole, smaller = models("det")
    expected = CHECKS["det/regTermTestLRT/region"]
    ours = likelihood_test(whole, smaller, REGION)
    near(ours.statistic, expected["chisq"])
    printed = ours.statistic / misspecification(whole, REGION).mean()
    assert printed == pytest.approx(0.8182156, rel=1e-6)


def test_weights_have_mean_1_over_all_interviews_as_in_r_and_p_does_not_depend_on_it():
    """R scales weights before it leaves out who did not answer, so its D₀ − D is other
    than with weights of mean 1 over those who did (8.74, not 8.64, in its nhanes)."""
    rows, people = reference_sample("det")
    x = np.column_stack([np.ones(len(rows)), rows["sex"] == "m"]).astype(float)
    y = rows["q1"].to_numpy(dtype=float)
    y[rows["w"] > rows["w"].median()] = np.nan
    whole = logistic(people, y, x, ("constant", "sex"))
    smaller = logistic(people, y, x[:, :1], ("constant",))
    ours = likelihood_test(whole, smaller, [1])
    known = ~np.isnan(y)
    weight = (people.weight / people.weight.mean())[known]

    def loss(mu):
        y_known = y[known]
        of_yes, of_no = special.xlogy(y_known, mu), special.xlogy(1 - y_known, 1 - mu)
        return -2 * weight @ (of_yes + of_no)

    sex = x[known, 1] == 1
    share = np.where(
        sex, *(np.average(y[known][s], weights=weight[s]) for s in (sex, ~sex))
    )
    constant = np.full(len(weight), np.average(y[known], weights=weight))
    near(ours.statistic, loss(constant) - loss(share))
    effect = whole.covariance[1, 1] / whole.simple[1, 1]
    near(misspecification(whole, [1]), [effect])


def test_models_of_different_people_are_not_tested_against_each_other(answers):
    y, x = answers
    people, missing = of_places(), x.copy()
    missing[:30, 2] = np.nan
    whole = logistic(people, y, missing, NAMES)
    more = logistic(people, y, x[:, :2], NAMES[:2])
    with pytest.raises(FrameProblem, match="of 170 interviews and the smaller of 200"):
        likelihood_test(whole, more, [2])
    with pytest.raises(
        FrameProblem, match=r"not constant, size\. Leave out the columns"
    ):
        likelihood_test(whole, more, [1])


def test_more_columns_than_places_can_tell_apart_are_not_tested_together():
    dice = np.random.default_rng(7)
    people = of_places(places=3, people=60)
    x = np.column_stack([np.ones(180), dice.normal(size=(180, 4))])
    y = dice.integers(0, 2, 180).astype(float)
    model = logistic(people, y, x, ("constant", "a", "b", "c", "d"))
    with pytest.raises(FrameProblem, match="too few, or too alike, to test 4 columns"):
        wald_test(model, [1, 2, 3, 4])


def test_places_that_are_all_alike_give_no_odds_with_a_p_of_zero():
    people = of_places()
    people = people.reweighted(np.repeat(1.1 + np.arange(8) / 3, 25))
    y = np.tile((np.arange(25) % 3 == 0).astype(float), 8)
    x = np.column_stack([np.ones(200), np.tile(np.arange(25) % 2, 8)])
    with pytest.raises(FrameProblem, match='of "constant" has no variance: no place'):
        logistic(people, y, x, ("constant", "group"))
