"""Tables that cannot be tested are refused before a p is made of rounding."""

import numpy as np
import pytest

from analysis.estimation.association import Statistic, association
from analysis.schema import FrameProblem
from tests.analysis.estimation.test_logistic import of_places


@pytest.mark.parametrize("statistic", ["F", "Chisq", "saddlepoint"])
def test_a_table_with_answers_on_its_diagonal_alone_has_too_many_empty_cells(statistic):
    """Of 3 × 3 cells six are empty: no association could be more, none is tested."""
    answers = np.arange(200) % 3
    with pytest.raises(FrameProblem, match="6 of the 9 cells of the table have no"):
        association(of_places(), answers, answers, Statistic(statistic))


@pytest.mark.parametrize("statistic", ["Wald", "adjWald"])
def test_a_wald_test_needs_more_places_than_cells(statistic):
    dice = np.random.default_rng(2)
    people = of_places(places=4, people=90)
    row, column = dice.integers(0, 4, (2, 360))
    with pytest.raises(FrameProblem, match="4 places are too few, or too alike"):
        association(people, row, column, Statistic(statistic))


@pytest.mark.parametrize("statistic", list(Statistic))
def test_the_same_table_at_every_place_has_no_variance(statistic):
    people = of_places().reweighted(np.repeat(1.1 + np.arange(8) / 3, 25))
    row, column = (np.tile(np.arange(25) % n, 8) for n in (2, 3))
    with pytest.raises(FrameProblem, match=r"no variance: no place|too alike"):
        association(people, row, column, statistic)


def test_as_many_strata_as_places_leave_nothing_to_judge_by():
    people = of_places(places=1, people=200)
    row, column = np.arange(200) % 2, np.arange(200) // 2 % 2
    with pytest.raises(FrameProblem, match="1 places in 1 strata are too few"):
        association(people, row, column)


def test_a_test_that_does_not_exist_is_refused_with_those_that_do():
    with pytest.raises(FrameProblem, match='"chi2" is no test of a table'):
        association(of_places(), np.arange(200) % 2, np.arange(200) % 3, "chi2")
