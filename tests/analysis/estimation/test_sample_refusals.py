"""Models, tables, quantiles and weights refuse what they cannot answer."""

import numpy as np
import pandas as pd
import pytest

from analysis.estimation.calibration import CalibrationProblem, post_stratify, rake
from analysis.estimation.design import design_of
from analysis.estimation.logistic import logistic
from analysis.estimation.sample import Sample, mean_influence
from analysis.estimation.totals import pack, reduce_rows
from analysis.estimation.weights import for_nonresponse
from analysis.schema import FrameProblem
from tests.analysis.builders.interviews import interviews, plan


@pytest.fixture
def people():
    units, strata = plan()
    rows = interviews(units)
    design = design_of(rows, units, strata, kind="probability", two_stage=False)
    psu = pd.Index(design.psu).get_indexer(rows["psu"]).astype(np.int64)
    return Sample(design, psu, np.linspace(1, 3, len(rows)))


@pytest.fixture
def dice():
    return np.random.default_rng(5)


def test_weights_of_a_sample_are_checked_too(people):
    with pytest.raises(FrameProblem, match="Interview 4 has no positive weight"):
        people.with_weights(np.where(np.arange(240) == 4, 0.0, people.weight))
    with pytest.raises(FrameProblem, match="240 interviews have 3 weights"):
        people.with_weights(np.ones(3))


def test_nothing_is_averaged_from_no_answers(people):
    with pytest.raises(FrameProblem, match="None of 240 interviews has an answer"):
        mean_influence(people, np.full(240, np.nan))


def test_a_column_that_tells_yes_from_no_is_named(people, dice):
    y = dice.integers(0, 2, 240).astype(float)
    x = np.column_stack([np.ones(240), y, dice.random(240)])
    with pytest.raises(FrameProblem, match='"told" tells yes from no'):
        logistic(people, y, x, ("one", "told", "noise"))


def test_a_column_that_follows_from_others_is_named(people, dice):
    y, sex = dice.integers(0, 2, 240).astype(float), dice.integers(0, 2, 240)
    x = np.column_stack([np.ones(240), sex, 1 - sex])
    with pytest.raises(FrameProblem, match='"man" follows from those before it'):
        logistic(people, y, x, ("one", "woman", "man"))


def test_people_without_an_answer_stay_in_the_design_of_a_model(people, dice):
    """Rows dropped before the model would take their places out of the design."""
    y = dice.integers(0, 2, 240).astype(float)
    y[people.psu == 0] = np.nan
    x = np.column_stack([np.ones(240), dice.random(240)])
    model = logistic(people, y, x, ("one", "age"))
    assert model.df == people.design.df - 1
    assert np.isfinite(model.se).all()


def test_a_group_without_interviews_cannot_stand_for_its_people(people):
    group = np.arange(240) % 2
    with pytest.raises(CalibrationProblem, match="Group 2 has 0 interviews and 50"):
        post_stratify(people, group, np.array([100.0, 100.0, 50.0]))
    with pytest.raises(CalibrationProblem, match="Interview 0 is in no group"):
        post_stratify(people, group - 1, np.array([100.0, 100.0]))


def test_margins_of_different_totals_are_refused(people):
    group = np.arange(240) % 2
    with pytest.raises(CalibrationProblem, match="add up to 200 and to 300 people"):
        rake(people, [group, group], [np.array([100.0, 100.0]), np.full(2, 150.0)])


def test_margins_that_contradict_each_other_are_refused(people):
    group = np.arange(240) % 2
    with pytest.raises(CalibrationProblem, match="contradict each other"):
        rake(people, [group, group], [np.array([60.0, 40.0]), np.array([40.0, 60.0])])


def test_a_variable_the_weights_were_fitted_to_is_known_without_error(people):
    group = np.arange(240) % 2
    fitted = post_stratify(people, group, np.array([300.0, 200.0]))
    share, influence = mean_influence(fitted, group.astype(float))
    assert share == pytest.approx(0.4)
    assert fitted.covariance(influence[:, None])[0, 0] == pytest.approx(0, abs=1e-20)


def test_those_who_took_part_stand_for_their_class_and_no_other():
    weight, group = np.array([2.0, 2, 4, 3, 3]), np.array([0, 0, 0, 1, 1])
    took_part = np.array([True, True, False, True, True])
    assert for_nonresponse(weight, took_part, group).tolist() == [4, 4, 0, 3, 3]
    with pytest.raises(FrameProblem, match=r"class 1 took part \(2 people drawn\)"):
        for_nonresponse(weight, np.array([True, True, False, False, False]), group)


# -- ratios and tests against a number -------------------------------------------------


def halves(people, y):
    keys = [pack(people.psu, len(people.design.psu), np.arange(240) % 2, 2)]
    return reduce_rows(keys=keys, weight=people.weight, y=y)
