"""Whether groups leave at the same pace, and how sure that is."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.duration.kaplan_meier import still_held
from analysis.duration.logrank import cox, log_rank
from analysis.duration.risk_sets import covariance_of, spells
from analysis.estimation.variance import covariance
from analysis.schema import FrameProblem
from tests.analysis.builders.stays import by_place, groups, stock


def test_people_not_asked_leave_doubt_although_every_place_was_visited():
    """All places, half of the people: the second stage alone is left to chance."""
    stays = stock(450)
    stays = replace(stays, psu=np.repeat(np.arange(30), 15))
    group = ["m" if g else "f" for g in groups(stays)]
    x = np.array([[g == "m"] for g in group], dtype=float)
    for population, doubt in ((30, True), (15, False)):
        design = by_place(population=population)
        test = (
            still_held(stays, [28], design=design).se[0],
            log_rank(stays, group, design=design).se[0],
            cox(stays, x, ["m"], design=design).se[0],
        )
        assert all((se > 0) == doubt for se in test), test


def test_covariances_of_scores_are_those_of_one_stage():
    stays = replace(stock(450), psu=np.repeat(np.arange(30), 15))
    influence = np.random.default_rng(1).normal(size=(450, 3))
    design = by_place()
    ours, df = covariance_of(stays, influence, design)
    sums = np.add.reduceat(influence, np.arange(0, 450, 15))
    np.testing.assert_allclose(ours, covariance(sums, design), rtol=1e-10)
    assert df == 27


def test_the_log_rank_test_is_close_to_that_of_statsmodels():
    from statsmodels.duration.survfunc import survdiff

    stays = stock(2000)
    group = groups(stays)
    ours = log_rank(stays, [f"g{g}" for g in group], enough=1)
    chi2, p = survdiff(stays.exit, (stays.event > 0) * 1, group, entry=stays.entry)
    assert ours.chi2 == pytest.approx(chi2, rel=0.05)
    assert ours.p == pytest.approx(p, rel=0.05)
    assert ours.excess.sum() == pytest.approx(0, abs=1e-9)


def test_the_pace_of_leaving_is_that_of_statsmodels():
    from statsmodels.duration.hazard_regression import PHReg

    stays = stock(600)
    x = np.column_stack([groups(stays), groups(stays, 4) * 1.5]).astype(float)
    ours = cox(stays, x, ["a", "b"], enough=1)
    # There an exit on the day of the interview has a risk set; half a day says no.
    theirs = PHReg(
        stays.exit,
        x,
        status=(stays.event > 0) * 1,
        entry=stays.entry + 0.5,
        ties="efron",
    ).fit(disp=0)
    np.testing.assert_allclose(ours.value, theirs.params, rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(ours.se, theirs.bse, rtol=0.1)


def test_a_group_that_never_leaves_has_no_pace_to_compare():
    stays = spells(
        kind="probability", exit=np.tile([10.0, 20.0], 20), event=np.tile([1, 0], 20)
    )
    never_left = np.tile([0.0, 1.0], 20)[:, None]
    with pytest.raises(FrameProblem, match="Leave it out"):
        cox(stays, never_left, ["held"])
    with pytest.raises(FrameProblem, match="Leave it out"):
        cox(stays, np.ones((40, 1)), ["all alike"])


def test_one_group_is_no_comparison():
    with pytest.raises(FrameProblem, match="at least two groups"):
        log_rank(stock(), ["f"] * 400)
