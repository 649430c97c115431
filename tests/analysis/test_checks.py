"""What cannot be computed is refused in a sentence that says where and what to do."""

import numpy as np
import pandas as pd
import pytest

from analysis.design import LonelyUnit
from analysis.pipeline import frame_figures
from analysis.schema import FrameProblem, Indicator
from analysis.weights import EmptyStratum
from tests.analysis.frames import interviews, plan


def refused(sentence, rows=None, units=None, strata=None, statistic="proportion"):
    even_units, even_strata = plan()
    units = even_units if units is None else units
    strata = even_strata if strata is None else strata
    rows = interviews(even_units) if rows is None else rows
    with pytest.raises(FrameProblem, match=sentence) as problem:
        frame_figures(
            rows,
            units,
            strata,
            (Indicator("q", statistic=statistic),),
            (),
            design_class="probability",
            source="m",
        )
    return problem.value


@pytest.mark.parametrize("weight", [0.0, -2.0, np.nan, np.inf])
def test_a_weight_that_is_no_weight_names_the_interviews(weight):
    rows = interviews(plan()[0]).assign(weight=1.0)
    rows.loc[[7, 9], "weight"] = weight
    refused(r"Interviews 7, 9 have no positive weight .* or leave the column out", rows)


def test_many_bad_rows_are_named_by_the_first_five():
    rows = interviews(plan()[0]).assign(weight=0.0)
    refused(r"Interviews 0, 1, 2, 3, 4 and 235 more have no positive weight", rows)


@pytest.mark.parametrize("value", [np.inf, -np.inf])
def test_an_infinite_answer_names_the_interview(value):
    rows = interviews(plan()[0])
    rows.loc[3, "q"] = value
    refused("Interview 3 has an infinite value of q. Correct", rows, statistic="mean")


def test_a_share_of_half_a_person_names_the_interview():
    rows = interviews(plan()[0])
    rows.loc[3, "q"] = 0.5
    refused(r"Interview 3 has 0\.5\. Correct its numerator", rows)


@pytest.mark.parametrize("people", [0, 19, -1])
def test_fewer_people_than_interviews_name_the_place(people):
    units, _strata = plan()
    units.loc[2, "population"] = people
    refused(rf"S0-2 has 20 interviews but {people} people. Correct", units=units)


def test_a_place_whose_people_nobody_counted_has_no_weights():
    units, _strata = plan()
    units["population"] = units["population"].astype(float)
    units.loc[2, "population"] = np.nan
    refused("S0-2 has interviews but no number of residents", units=units)


def test_fewer_places_than_were_visited_name_the_stratum():
    refused('"S0" has 4 places in the sample but only 3', strata=plan(frame=3)[1])


def test_a_place_in_two_strata_is_named_with_both():
    rows = interviews(plan()[0])
    rows.loc[5, "stratum"] = "S2"
    refused(r'S0-0 say stratum "S2", the plan says "S0"\. Correct one', rows)


def test_a_place_planned_twice_is_named():
    units, _strata = plan()
    twice = pd.concat([units, units.iloc[[4]]], ignore_index=True)
    refused('primary unit "S1-0" is in the plan twice', units=twice)


def test_a_stratum_without_interviews_is_named():
    rows = interviews(plan()[0])
    problem = refused("0 interviews but population", rows[rows["stratum"] != "S1"])
    assert isinstance(problem, EmptyStratum)


def test_given_weights_do_not_speak_for_a_stratum_nobody_visited():
    rows = interviews(plan()[0]).assign(weight=1.0)
    problem = refused('stratum "S1" has 0 interviews', rows[rows["stratum"] != "S1"])
    assert isinstance(problem, EmptyStratum)


def test_a_single_place_is_no_sample_of_places():
    units, strata = plan(strata=1, places=1)
    problem = refused("one primary unit", interviews(units), units, strata)
    assert isinstance(problem, LonelyUnit)


def test_a_mean_of_equal_answers_has_a_value_and_no_range():
    units, strata = plan()
    rows = interviews(units).assign(q=3.0)
    days = Indicator("q", statistic="mean", target=5.0)
    (figure,) = frame_figures(
        rows, units, strata, (days,), (), design_class="probability", source="m"
    ).figures
    assert (figure.estimate, figure.ci_lower) == (3.0, None)
    assert figure.finding == "no_finding"
