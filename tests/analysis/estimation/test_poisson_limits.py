"""Deaths per 1,000 person-years: few, and never nothing."""

import numpy as np
import pytest
from scipy import stats

from analysis.estimation.intervals import poisson


def test_limits_are_the_rates_at_which_the_count_would_be_one_in_forty():
    deaths, years = np.array([1.0, 4.0, 17.0]), np.array([310.0, 900.0, 2500.0])
    limits = poisson(deaths, years)
    lower, upper = limits.lower, limits.upper
    np.testing.assert_allclose(
        stats.poisson.sf(deaths - 1, lower * years / 1000), 0.025
    )
    np.testing.assert_allclose(stats.poisson.cdf(deaths, upper * years / 1000), 0.025)


def test_no_death_in_a_year_leaves_room_for_some():
    limits = poisson(np.array([0.0]), np.array([1000.0]))
    assert limits.lower[0] == 0
    assert limits.upper[0] == pytest.approx(-np.log(0.025))


def test_nobody_held_is_no_rate():
    limits = poisson(np.array([0.0]), np.array([0.0]))
    assert np.isnan(limits.lower[0])
    assert np.isnan(limits.upper[0])


@pytest.mark.parametrize(("deaths", "years"), [(-1.0, 10.0), (1.5, 10.0), (1.0, -1.0)])
def test_half_a_death_is_refused(deaths, years):
    with pytest.raises(ValueError, match="whole numbers from 0"):
        poisson(np.array([deaths]), np.array([years]))
