"""Models, tables, quantiles and weights refuse what they cannot answer."""

import numpy as np
import pandas as pd
import pytest

from analysis.estimation.association import association
from analysis.estimation.calibration import (
    CalibrationProblem,
    calibrated,
    post_stratified,
    raked,
    trimmed,
)
from analysis.estimation.design import design_of
from analysis.estimation.logistic import logistic
from analysis.estimation.quantiles import quantile
from analysis.estimation.sample import Sample, mean_influence
from analysis.estimation.totals import pack, reduce_rows
from analysis.estimation.weights import for_nonresponse
from analysis.indicators.reference_differences import against, relative
from analysis.replicates import jackknife_covariance
from analysis.schema import FrameProblem, Lonely
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
        people.reweighted(np.where(np.arange(240) == 4, 0.0, people.weight))
    with pytest.raises(FrameProblem, match="240 interviews have 3 weights"):
        people.reweighted(np.ones(3))


def test_nothing_is_averaged_from_no_answers(people):
    with pytest.raises(FrameProblem, match="None of 240 interviews has an answer"):
        mean_influence(people, np.full(240, np.nan))


def test_a_table_of_one_row_is_refused(people, dice):
    answers = dice.integers(0, 2, 240)
    with pytest.raises(FrameProblem, match="one row alone"):
        association(people, np.zeros(240, dtype=np.int64), answers)
    with pytest.raises(FrameProblem, match="no answers in column 1"):
        association(people, answers, answers * 2)


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


def test_a_quantile_too_near_the_end_is_refused_with_the_method_that_helps(people):
    x = np.arange(240.0)
    with pytest.raises(FrameProblem, match='Use "beta"'):
        quantile(people, x, 0.004)
    assert quantile(people, x, 0.004, "beta").lower == 0
    with pytest.raises(FrameProblem, match="at 1 of 240 answers"):
        quantile(people, x, 1.0)
    with pytest.raises(FrameProblem, match='"exact" is no method for the limits'):
        quantile(people, x, 0.5, "exact")


def test_a_group_without_interviews_cannot_stand_for_its_people(people):
    group = np.arange(240) % 2
    with pytest.raises(CalibrationProblem, match="Group 2 has 0 interviews and 50"):
        post_stratified(people, group, np.array([100.0, 100.0, 50.0]))
    with pytest.raises(CalibrationProblem, match="Interview 0 is in no group"):
        post_stratified(people, group - 1, np.array([100.0, 100.0]))


def test_margins_of_different_totals_are_refused(people):
    group = np.arange(240) % 2
    with pytest.raises(CalibrationProblem, match="add up to 200 and to 300 people"):
        raked(people, [group, group], [np.array([100.0, 100.0]), np.full(2, 150.0)])


def test_margins_that_contradict_each_other_are_refused(people):
    group = np.arange(240) % 2
    with pytest.raises(CalibrationProblem, match="contradict each other"):
        raked(people, [group, group], [np.array([60.0, 40.0]), np.array([40.0, 60.0])])


def test_bounded_weights_reach_the_totals_within_their_bounds(people):
    group = np.arange(240) % 4
    members = np.eye(4)[group]
    columns = np.column_stack([members, np.linspace(0, 1, 240)])
    old = people.weight @ columns
    target = old * (1.05, 0.95, 1.02, 0.98, 1.03)
    fitted = calibrated(people, columns, target, (0.9, 1.15))
    ratio = fitted.weight / people.weight
    np.testing.assert_allclose(fitted.weight @ columns, target)
    assert (ratio.min(), ratio.max()) == pytest.approx((0.9, 1.15))
    with pytest.raises(CalibrationProblem, match="Widen the bounds"):
        calibrated(people, columns, old * 2, (0.9, 1.2))
    with pytest.raises(CalibrationProblem, match="must hold 1"):
        calibrated(people, columns, old, (1.1, 1.2))


def test_a_variable_the_weights_were_fitted_to_is_known_without_error(people):
    group = np.arange(240) % 2
    fitted = post_stratified(people, group, np.array([300.0, 200.0]))
    share, influence = mean_influence(fitted, group.astype(float))
    assert share == pytest.approx(0.4)
    assert fitted.covariance(influence[:, None])[0, 0] == pytest.approx(0, abs=1e-20)


def test_trimmed_weights_keep_their_sum_and_the_bounds(people):
    fitted = trimmed(people, 2.5, 1.2)
    assert fitted.weight.sum() == pytest.approx(people.weight.sum())
    assert fitted.weight.max() <= 2.5
    assert fitted.weight.min() >= 1.2
    with pytest.raises(CalibrationProblem, match="Widen the"):
        trimmed(people, 1.5)


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


def test_a_ratio_of_shares_has_the_standard_error_of_the_jackknife(people, dice):
    totals = halves(people, dice.integers(0, 2, 240).astype(float))
    ours = relative(totals, people.design, group=0, reference=1)
    assert ours.lower < ours.ratio < ours.upper
    v = jackknife_covariance(totals, people.design)
    shares = totals.y.sum(axis=0) / totals.x.sum(axis=0)
    slope = 1 / shares * (1, -1)
    assert ours.ratio == pytest.approx(shares[0] / shares[1])
    assert ours.se == pytest.approx(np.sqrt(slope @ v @ slope), rel=0.15)


def test_nobody_over_somebody_is_no_ratio(people):
    nobody = halves(people, (np.arange(240) % 2).astype(float))
    with pytest.raises(FrameProblem, match="Report their difference"):
        relative(nobody, people.design, group=0, reference=1)
    with pytest.raises(FrameProblem, match="cell 0 are all the same"):
        against(nobody, people.design, cell=0, target=0.5)
    with pytest.raises(FrameProblem, match="cells 0 and 1 are all the same"):
        relative(halves(people, np.ones(240)), people.design, group=0, reference=1)


def test_a_share_is_tested_against_a_number(people, dice):
    totals = halves(people, dice.integers(0, 2, 240).astype(float))
    share = totals.y[:, 0].sum() / totals.x[:, 0].sum()
    same = against(totals, people.design, cell=0, target=share)
    assert (same.difference, same.p) == (0, 1)
    far = against(totals, people.design, cell=0, target=0.99)
    assert far.p < 1e-4
    assert far.upper < 0
    assert far.df == people.design.df


def test_the_jackknife_refuses_what_it_has_no_replicates_for(people):
    design = people.design
    alone = halves(people, np.ones(240)).cells([0])
    only = alone - alone
    only.x[3] = 5.0
    with pytest.raises(FrameProblem, match="Without primary unit S0-3 nobody is left"):
        jackknife_covariance(only, design)
    units, strata = plan(strata=1, places=1)
    rows = interviews(units)
    lonely = design_of(rows, units, strata, kind="probability", lonely=Lonely.AVERAGE)
    with pytest.raises(FrameProblem, match='no replicates for the policy "average"'):
        jackknife_covariance(only, lonely)
