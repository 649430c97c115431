"""What cannot be computed is refused in a sentence that says where and what to do."""

import numpy as np
import pandas as pd
import pytest

from analysis.estimation.design import LonelyUnit, design_of
from analysis.estimation.weights import EmptyStratum
from analysis.pipeline import frame_figures
from analysis.schema import FrameProblem, IndicatorDefinition
from tests.analysis.builders.interviews import interviews, plan


def refused(
    sentence, rows=None, units=None, strata=None, statistic="proportion", **more
):
    even_units, even_strata = plan()
    units = even_units if units is None else units
    strata = even_strata if strata is None else strata
    rows = interviews(even_units) if rows is None else rows
    with pytest.raises(FrameProblem, match=sentence) as problem:
        frame_figures(
            rows,
            units,
            strata,
            more.pop("indicators", (IndicatorDefinition("q", statistic=statistic),)),
            more.pop("groups", ()),
            **{"design_class": "probability", "source": "m", **more},
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


def test_fewer_people_than_nobody_name_the_place():
    units, _strata = plan()
    units.loc[2, "population"] = -1
    refused("S0-2 has -1 people. Correct", units=units)


@pytest.mark.parametrize("people", [0, 19])
def test_more_interviews_than_people_count_as_the_people(people):
    """People come and go: the figures go on as if all those asked had been counted."""
    units, strata = plan()
    rows = interviews(units)

    def estimates(population):
        units.loc[2, "population"] = population
        figures = frame_figures(
            rows,
            units,
            strata,
            (IndicatorDefinition("q"),),
            (),
            design_class="probability",
            source="m",
        ).figures
        return [(figure.estimate, figure.lower, figure.upper) for figure in figures]

    assert estimates(people) == estimates(20)


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
    days = IndicatorDefinition("q", statistic="mean", target=5.0)
    (figure,) = frame_figures(
        rows, units, strata, (days,), (), design_class="probability", source="m"
    ).figures
    assert (figure.estimate, figure.lower) == (3.0, None)
    assert figure.finding == "no_finding"


@pytest.mark.parametrize("frame", [np.inf, -1.0, 8.5, 1e300])
@pytest.mark.parametrize("own_weights", [True, False])
def test_a_number_of_places_that_is_none_names_the_stratum(frame, own_weights):
    strata = plan()[1].assign(frame_count=[8.0, frame, 8.0])
    rows = interviews(plan()[0])
    if own_weights:
        rows = rows.assign(weight=1.0)
    refused(
        'Stratum "S1" has .* places in the frame. Enter a whole', rows, None, strata
    )
    with pytest.raises(FrameProblem, match='Stratum "S1" has'):
        design_of(rows, plan()[0], strata, kind="probability")


def test_a_weight_beyond_any_number_of_people_names_the_interview():
    rows = interviews(plan()[0]).assign(weight=1.0)
    rows.loc[7, "weight"] = 1e308
    refused(r"Interview 7 has a weight above 1e\+12 \(the first is 1e\+308\)", rows)


@pytest.mark.parametrize("frame", ["rows", "units", "strata"])
@pytest.mark.parametrize("column", ["psu", "stratum"])
def test_a_place_that_is_a_number_in_one_frame_only_is_no_other_place(frame, column):
    """7 and "7" are not the same place to the frames that are joined by it."""
    units, strata = plan()
    frames = {"rows": interviews(units), "units": units, "strata": strata}
    if column not in frames[frame]:
        return
    codes = {code: number for number, code in enumerate(frames[frame][column].unique())}
    numeric = frames[frame].assign(**{column: frames[frame][column].map(codes)})
    refused(f"has 0 in the column {column}, which is no text", **{frame: numeric})
    with pytest.raises(FrameProblem, match="Write the codes of places and strata as"):
        design_of(*{**frames, frame: numeric}.values(), kind="probability")


def test_numbers_for_places_in_every_frame_are_refused_too():
    units, strata = plan()
    codes = {code: number for number, code in enumerate(units["psu"])}
    rows = interviews(units)
    rows, units = (frame.assign(psu=frame["psu"].map(codes)) for frame in (rows, units))
    refused("which is no text", rows, units, strata)


@pytest.mark.parametrize("value", ["yes", "", "1"])
@pytest.mark.parametrize("column", ["q", "weight"])
def test_text_in_a_column_of_numbers_names_the_interview(column, value):
    rows = interviews(plan()[0]).assign(weight=1.0)
    rows[column] = rows[column].astype(object)
    rows.loc[3, column] = value
    refused(f'Interview 3 has "{value}" in the column {column}, which is no', rows)


def test_a_day_is_no_number():
    rows = interviews(plan()[0]).assign(q=pd.Timestamp("2026-03-31"))
    refused("Interview 0 has .* in the column q, which is no number", rows)


def test_text_for_people_or_places_names_the_place():
    units, strata = plan()
    text = units.assign(population=units["population"].astype(str))
    many = text.assign(population=text["population"].where(text.index != 2, "many"))
    refused('Primary unit S0-2 has "many" in the column population', units=many)
    refused('Stratum S0 has "all" in', strata=strata.assign(frame_count="all"))
    as_text = strata.assign(frame_count=strata["frame_count"].astype(str))
    assert (
        released(interviews(units), text, as_text).figures
        == released(interviews(units), units, strata).figures
    )


def released(rows, units, strata):
    indicators = (IndicatorDefinition("q"),)
    return frame_figures(
        rows, units, strata, indicators, (), design_class="probability", source="m"
    )


def test_names_that_nothing_goes_by_are_refused_with_those_that_do():
    refused('"chance" is no design class. Choose one of census', design_class="chance")
    units, strata = plan()
    with pytest.raises(
        FrameProblem, match=r'"ignore" is no policy .* one of fail, cert'
    ):
        design_of(interviews(units), units, strata, kind="probability", lonely="ignore")
    with pytest.raises(FrameProblem, match='"chance" is no design class'):
        design_of(interviews(units), units, strata, kind="chance")
    refused('asks for the statistic "median". Choose prop', statistic="median")


def test_what_is_asked_for_twice_is_named():
    refused(
        'The indicator "q" is asked for twice',
        indicators=(IndicatorDefinition("q"),) * 2,
    )
    refused('The grouping "sex" is asked for twice', groups=("sex", "sex"))


def test_a_grouping_cannot_be_called_everybody():
    rows = interviews(plan()[0]).assign(all="f")
    refused('A grouping is named "all", which means everybody', rows, groups=("all",))


@pytest.mark.parametrize("column", ["age", "interviewer"])
def test_a_code_that_is_both_text_and_number_is_named(column):
    rows = interviews(plan()[0]).assign(age="2")
    codes = [1, "1", *["2"] * (len(rows) - 2)]
    rows[column] = pd.Series(codes, index=rows.index, dtype=object)
    refused(f'{column} has the code "1" both as text and as', rows, groups=("age",))
