"""Whether groups leave at the same pace, and how sure that is."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.duration.logrank import log_rank
from analysis.duration.risk_sets import covariance_of
from analysis.estimation.variance import covariance
from analysis.schema import FrameProblem
from tests.analysis.builders.stays import by_place, groups, stock


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


def test_one_group_is_no_comparison():
    with pytest.raises(FrameProblem, match="at least two groups"):
        log_rank(stock(), ["f"] * 400)
