"""What people asked at a place stand for, also where more were asked than stayed."""

import numpy as np
import pandas as pd
import pytest

from analysis.estimation.calibration import CalibrationProblem, post_stratify, rake
from analysis.estimation.design import design_of
from analysis.estimation.sample import Sample
from analysis.estimation.weights import base_weights, place_weights
from analysis.sampling.visit_weights import fit_to_margins, people_of_visits
from analysis.schema import FrameProblem
from tests.analysis.builders.interviews import interviews, plan


def visits(present, held_interviews):
    names = [f"p{n}" for n in range(len(present))]
    return pd.DataFrame(
        {"psu": names, "present": present, "interviews": held_interviews}
    )


def test_people_stand_for_those_present_and_never_for_fewer_than_were_asked():
    people = people_of_visits(visits([40, 6, np.nan, 0, np.nan], [10, 9, 5, 0, 0]))
    np.testing.assert_array_equal(people["population"], [40, 9, 5, 0, np.nan])
    np.testing.assert_array_equal(people["within_weight"], [4, 1, 1, np.nan, np.nan])
    assert people["exceeded"].tolist() == [False, True, True, False, False]


def test_counts_below_zero_are_refused():
    with pytest.raises(FrameProblem, match="Place p1 has -3 people present and 2"):
        people_of_visits(visits([4, -3], [2, 2]))
    with pytest.raises(FrameProblem, match="nan interviews"):
        people_of_visits(visits([4], [np.nan]))


def test_an_interview_weighs_as_its_place_times_its_share_of_the_place():
    people = people_of_visits(visits([40, 6, 30], [10, 9, 0]))
    units = people.assign(stratum="s", chance=[0.5, 0.25, 0.25])
    strata = pd.DataFrame({"stratum": ["s"], "frame_count": [9]})
    rows = pd.DataFrame({"psu": ["p0"] * 10 + ["p1"] * 9})
    weight = base_weights(rows, units, strata).to_numpy()
    took_part = np.array([True, True, False])
    place = place_weights(units, strata, took_part)
    within = people["within_weight"].to_numpy()
    assert weight.tolist() == pytest.approx(
        [place[0] * within[0]] * 10 + [place[1] * within[1]] * 9
    )
    # 80 + 36 + 120 people were drawn for, 116 of them by places that took part.
    assert weight[0] == pytest.approx(236 / 116 * 2 * 4)
    assert weight.sum() == pytest.approx(236)


@pytest.fixture
def people():
    units, strata = plan()
    rows = interviews(units)
    design = design_of(rows, units, strata, kind="probability", two_stage=False)
    psu = pd.Index(design.psu).get_indexer(rows["psu"]).astype(np.int64)
    return rows, Sample(design, psu, base_weights(rows, units, strata).to_numpy())


def test_weights_are_fitted_to_one_margin_or_to_several(people):
    rows, sample = people
    codes = rows[["sex"]].assign(kind=np.where(rows["stratum"] == "S0", "ded", "pol"))
    sexes, kinds = {"f": 400.0, "m": 1000.0}, {"pol": 900.0, "ded": 500.0}
    sex = (codes["sex"] == "m").to_numpy().astype(np.int64)
    kind = (codes["kind"] == "ded").to_numpy().astype(np.int64)
    ours = fit_to_margins(sample, codes, {"sex": sexes})
    theirs = post_stratify(sample, sex, np.array([400.0, 1000.0]))
    assert ours.weight.tolist() == theirs.weight.tolist()
    both = fit_to_margins(sample, codes, {"sex": sexes, "kind": kinds})
    raked = rake(
        sample, [sex, kind], [np.array([400.0, 1000.0]), np.array([900.0, 500.0])]
    )
    assert both.weight.tolist() == raked.weight.tolist()
    assert both.weight[codes["kind"] == "ded"].sum() == pytest.approx(500)
    assert fit_to_margins(sample, codes, {}) is sample


def test_a_code_that_no_margin_counts_is_refused(people):
    rows, sample = people
    with pytest.raises(CalibrationProblem, match="is in no group of known size"):
        fit_to_margins(sample, rows, {"sex": {"f": 400.0}})
