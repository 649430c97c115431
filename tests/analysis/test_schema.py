"""Settings that cannot be meant are refused before anything is computed."""

import numpy as np
import pytest

from analysis.schema import FrameProblem, Settings


@pytest.mark.parametrize("level", [95, 1, 0, -0.5, np.nan])
def test_a_level_of_95_is_not_taken_for_95_in_a_hundred(level):
    with pytest.raises(FrameProblem, match=r"Write 0\.95 for intervals of 95 %"):
        Settings(level=level)


@pytest.mark.parametrize("tolerance", [5, 1, -0.01, np.nan])
def test_a_tolerance_of_5_is_not_taken_for_five_points(tolerance):
    with pytest.raises(FrameProblem, match=r"Write 0\.05 for five points in a hundred"):
        Settings(tolerance=tolerance)


def test_a_policy_that_does_not_exist_is_refused_with_those_that_do():
    with pytest.raises(FrameProblem, match="fail, certainty, average, adjust"):
        Settings(lonely="ignore")
    assert Settings(lonely="adjust", tolerance=0, level=0.9).level == 0.9
