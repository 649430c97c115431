"""Models of yes and no: their equations, and tests that would mean nothing."""

import numpy as np
import pytest
from scipy import special

from analysis.estimation.design import Design
from analysis.estimation.logistic import logistic
from analysis.estimation.sample import Sample
from analysis.schema import Chance, FrameProblem

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


def test_places_that_are_all_alike_give_no_odds_with_a_p_of_zero():
    people = of_places()
    people = people.with_weights(np.repeat(1.1 + np.arange(8) / 3, 25))
    y = np.tile((np.arange(25) % 3 == 0).astype(float), 8)
    x = np.column_stack([np.ones(200), np.tile(np.arange(25) % 2, 8)])
    with pytest.raises(FrameProblem, match='of "constant" has no variance: no place'):
        logistic(people, y, x, ("constant", "group"))
