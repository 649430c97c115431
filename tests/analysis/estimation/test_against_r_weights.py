"""Fitted weights beside those of R `survey` 4.5."""

import numpy as np
import pytest

from analysis.estimation.calibration import post_stratify, rake
from analysis.estimation.sample import mean_influence, means
from analysis.estimation.totals import side_by_side
from tests.analysis.builders.r_reference import (
    CHECKS,
    codes,
    near,
    of_kind,
    sample,
    totals,
)

CALIBRATIONS = of_kind("calib")
ASSERTED = CALIBRATIONS
# Read off R's weights, which add up to these.
REGIONS = np.array([4300.0, 3100.0, 2050.0, 1000.0])
SEXES = np.array([2950.0, 7500.0])


@pytest.mark.parametrize("key", CALIBRATIONS)
def test_fitted_weights_and_what_they_estimate_agree_with_r(key):
    rows, people = sample(key.split("/")[0])
    region, sex = codes(rows["region"]), codes(rows["sex"])
    if key.endswith("rake_region_sex"):
        fitted = rake(people, [region, sex], [REGIONS, SEXES])
    else:
        fitted = post_stratify(people, region, REGIONS)
    expected = CHECKS[key]
    head = expected["weights_head"]
    near(fitted.weight[: len(head)], head)
    near(fitted.weight.sum(), expected["weights_sum"])
    answers = [rows[v].to_numpy(dtype=float) for v in expected["mean"]["names"]]
    pairs = [mean_influence(fitted, y) for y in answers]
    near([value for value, _influence in pairs], expected["mean"]["est"])
    influence = np.column_stack([influence_of for _value, influence_of in pairs])
    near(fitted.covariance(influence), expected["mean"]["vcov"])
    ours = means(fitted, answers[0], sex, 2)
    near(ours.value, expected["bymean"]["est"])
    near(ours.se, expected["bymean"]["se"])


def jackknifed():
    parts = [totals("det", v) for v in ("q1", "q4")]
    both = side_by_side([reduced for reduced, _design, _levels in parts])
    by, design, _levels = totals("det", "q1", ("region",))
    return both, by, design
