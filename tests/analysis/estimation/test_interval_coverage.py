"""The default interval says 95 % and is right as often, also in clustered samples."""

import numpy as np
import pytest

from analysis.estimation.estimates import estimate_ratios
from analysis.estimation.intervals import effective_n
from bench.coverage import SETTINGS, coverage, draw


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("setting", SETTINGS)
def test_nineteen_of_twenty_intervals_hold_the_truth(setting, share):
    assert coverage(np.random.default_rng(7), setting, share, 2000) >= 0.93


def test_people_of_one_place_count_for_fewer():
    """Without the design effect the range would be that of people drawn one by one."""
    dice = np.random.default_rng(7)
    design, totals, _truth = draw(dice, 12, 4, 30, 0.15, 0.5, 500)
    assert np.median(effective_n(estimate_ratios(totals, design))) < 0.5 * 12 * 4 * 30
