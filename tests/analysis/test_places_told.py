"""Figures and counts of the same places: together they tell of no few of them."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.figures import without_hidden
from analysis.gap_statistics import gap_statistics, ratios
from analysis.pipeline import release_sets
from analysis.rounding import rounded
from analysis.schema import Figure, Indicator, Shows
from tests.analysis.provision import PLACES, PLAN, held

PEOPLE, BEDS = "k_stock_total", "k_capacity"
OCCUPANCY = Indicator("occupancy", "ratio", above=PEOPLE, below=BEDS)
CHILDREN = Indicator("children", "ratio", unit="number", above="k_c", below=PEOPLE)


def records(people, beds, indicator=OCCUPANCY, children=None):
    """18 places, each with this many people and beds, None where it gave none."""
    stock = np.array([np.nan if n is None else n for n in people], dtype=float)
    rooms = np.array([np.nan if n is None else n for n in beds], dtype=float)
    given = held(dict(zip(PLACES, stock, strict=True)))
    above, below = (stock, rooms) if children is None else (children, stock / 100)
    both = ~(np.isnan(above) | np.isnan(below))
    rows = given.rows.assign(
        interviewer=["i1", "i2"] * 9,
        kind=["a", "b", "c"] * 6,
        **{
            indicator.id: np.where(both, above, np.nan),
            f"{indicator.id}:base": np.where(both, below, np.nan),
        },
    )
    return replace(
        given,
        rows=rows,
        answers=given.answers.assign(k_capacity=rooms),
        design_class="census",
        indicators=(indicator,),
    )


def figures(given, audience="review", groups=()):
    units = PLAN.assign(population=1.0)[["psu", "stratum", "population"]]
    strata = pd.DataFrame({"stratum": sorted(set(PLAN["stratum"])), "frame_count": 6})
    made = release_sets(
        given.rows,
        units,
        strata,
        given.indicators,
        list(groups),
        design_class="census",
        source="records",
        shows={
            audience: ratios([replace(given, groups=tuple(groups))])[audience].shows[0]
        },
    )
    return {(one.group_var, one.group_code): one for one in made[audience]}


def figure(given, audience="review"):
    return figures(given, audience)["all", "all"]


def statistics(given, audience="review"):
    made = gap_statistics([given])[audience]
    return {f"{one.code} {one.about}": one for one in made}


def test_people_and_beds_of_all_places_are_told_in_both():
    given = records([100] * 18, [80] * 18)
    found = figure(given)
    assert (found.above, found.base, found.estimate) == (1800, 1440, 1.25)
    assert statistics(given)["E1.11 midnight"].numerator == 1800


def test_beside_all_people_a_ratio_does_not_show_those_of_all_but_one_place():
    """1,810 less the people it counts would be those of the place without beds."""
    given = records([100] * 17 + [110], [80] * 17 + [None])
    found = figure(given)
    assert statistics(given)["E1.1 midnight"].value == 1810
    assert (found.above, found.base) == (None, None)
    assert found.estimate == found.ci_lower == 1.25
    assert statistics(given)["E1.11 midnight"].suppressed


def test_its_rounded_ratio_leaves_more_room_than_the_threshold():
    """1,700 people for 1,357 beds are told as 1.25."""
    beds = [80] * 16 + [77, None]
    assert figure(records([100] * 17 + [110], beds)).estimate == 1.25
    alike = [x for x in range(1810) if round((1810 - x) / 1357, 2) == 1.25]
    assert alike[0] < 110 < alike[-1]
    assert alike[-1] - alike[0] > 5


def test_where_it_leaves_none_the_ratio_is_hidden():
    given = records([10] * 17 + [11], [8] * 17 + [None])
    assert figure(given).suppressed
    assert not statistics(given)["E1.1 midnight"].suppressed


def test_three_places_without_beds_are_enough():
    given = records([100] * 18, [80] * 15 + [None] * 3)
    assert (figure(given).above, figure(given).base) == (1500, 1200)
    assert not statistics(given)["E1.11 midnight"].suppressed


def test_three_places_with_hardly_anybody_are_not():
    given = records([100] * 15 + [1, 1, 1], [80] * 15 + [None] * 3)
    assert figure(given).above is None
    assert statistics(given)["E1.11 midnight"].suppressed


def test_places_without_beds_or_people_hide_nothing():
    """An empty place has no people that the rest could be."""
    given = records([100] * 17 + [0], [80] * 17 + [None])
    assert figure(given).above == 1700


def test_a_kind_of_place_is_looked_at_as_all_places_are():
    given = records([100] * 18, [80] * 12 + [None, 80, 80, None, 80, 80])
    found = figures(given, groups=["kind"])
    assert found["all", "all"].above is None
    assert found["kind", "a"].suppressed, "two of six did not say, and 400 are few"
    assert not found["kind", "b"].suppressed


def test_a_rate_has_two_digits_for_everybody():
    """12.842466 would be turned back into the fraction that it is."""
    children = np.array([13.0] * 18)
    given = records([107] * 18, [80] * 18, CHILDREN, children)
    found = figure(given)
    assert found.estimate == 12
    assert (found.above, found.base) == (None, None)
    assert figure(given, "public").estimate == 12


def test_a_rate_of_other_places_than_the_count_is_hidden():
    """One place did not say how many people it holds; all said how many children."""
    children = np.array([13.0] * 18)
    given = records([107] * 17 + [None], [80] * 18, CHILDREN, children)
    told = replace(given, answers=given.answers.assign(k_child_order=children))
    assert not figure(told).suppressed, "nobody tells the children of all"
    count = replace(CHILDREN, above="k_child_order k_child_housed")
    both = told.answers.assign(k_child_housed=np.zeros(18))
    assert figure(replace(told, answers=both, indicators=(count,))).suppressed


def test_one_place_is_in_one_rounded_ratio():
    """Of all and of one kind, both would narrow the people of who told no beds."""
    given = records([1000] * 17 + [1100], [800] * 17 + [None])
    shows = ratios([replace(given, groups=("kind",))])["review"].shows[0]
    assert shows == {
        ("occupancy", "all", "all"): Shows.RATIO,
        ("occupancy", "kind", "c"): Shows.NOTHING,
    }


@pytest.mark.parametrize(
    ("files", "shown"), [(4, False), (5, True), (85, True), (86, False)]
)
def test_few_above_the_line_are_hidden_as_counts_of_so_few_are(files, shown):
    above = [0.0] * 18
    above[0] = files
    given = records(above, [5] * 18)
    assert figure(given).suppressed is not shown


MEAN = Indicator("people", "mean", unit="number", above=PEOPLE)


def test_a_mean_gives_its_sum_to_whoever_counts_the_places():
    """Of 17 places, beside all people of 18, it would tell those of the last."""
    given = records([100] * 17 + [110], [80] * 18)
    rows = given.rows.assign(people=[100.0] * 17 + [np.nan])
    of_some = replace(given, rows=rows, indicators=(MEAN,))
    cell = ("people", "all", "all")
    assert ratios([of_some])["review"].shows[0] == {cell: Shows.NOTHING}
    everywhere = replace(of_some, rows=rows.assign(people=[100.0] * 17 + [110.0]))
    assert ratios([everywhere])["review"].shows[0] == {}


def test_a_difference_does_not_tell_the_digits_of_a_rounded_ratio():
    """Nor is it told to more digits than the group it is a difference from."""
    silent = Figure("r", "records", "kind", "a", "census", n=9, estimate=0.912345)
    shown = replace(
        silent, group_code="b", above=70, base=100, estimate=0.7, compare_to="a"
    )
    beside = replace(shown, difference=-0.212345)
    assert without_hidden([silent, beside], ["r"])[1].difference is None
    known = replace(silent, above=91, base=100)
    assert without_hidden([known, beside], ["r"])[1].difference == -0.212345
    large = replace(silent, indicator="m", estimate=219.31)
    small = replace(
        large, group_code="b", estimate=0.34, compare_to="a", difference=-218.97
    )
    assert rounded([large, small], 5)[1].difference == -220


def test_places_with_somebody_are_not_told_where_they_are_few_in_all():
    """Four children and four places that hold some: one at each."""
    some = Indicator("some", asked="k_child_order k_ref_hour")
    for each, hidden in ((1.0, True), (2.0, False)):
        given = records([100] * 18, [80] * 18)
        there = [each] * 4 + [0.0] * 14
        told = replace(
            given,
            rows=given.rows.assign(some=[float(n > 0) for n in there]),
            answers=given.answers.assign(k_child_order=there),
            indicators=(some,),
        )
        shows = ratios([told])["review"].shows[0]
        assert (shows == {("some", "all", "all"): Shows.NOTHING}) is hidden
