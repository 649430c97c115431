"""Groups of a few people are never published apart, nor what is left without them."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.estimation.cells import tabulate
from analysis.pipeline import frame_figures
from analysis.publication.band import Band, Base
from analysis.publication.bands import likely_range
from analysis.publication.groups import (
    Categories,
    Merging,
    Near,
    Overlap,
    merging,
)
from analysis.publication.merged_cells import mergings_of, with_merged_cells
from analysis.publication.published_figure import NumberState
from analysis.schema import FindingCode
from tests.analysis.builders.published_figures import (
    ALL,
    ALWAYS,
    PARAMETERS,
    figure,
    figures_of,
    published,
    round_of,
)

TEN = PARAMETERS.fewest_people


# -- rule 3: small categories ----------------------------------------------------------


def test_a_category_of_nine_is_counted_in_the_largest_and_one_of_ten_is_not():
    assert merging({"m": 60, "f": 40, "o": 9}, False, TEN) == Merging(
        {"m": "m", "f": "f", "o": "m"}
    )
    assert merging({"m": 60, "f": 40, "o": 10}, False, TEN).small == frozenset()


def test_a_few_people_of_no_category_are_counted_in_the_largest():
    assert merging({"m": 60, "f": 40}, True, TEN).no_category == "m"
    assert merging({"m": 60, "f": 40}, False, TEN).no_category == ""


def test_nothing_is_counted_together_where_it_would_be_everyone():
    """60 men and nine women: the men with the women are all."""
    how = merging({"m": 60, "f": 9}, True, TEN)
    assert (how.small, how.no_category) == (frozenset(), "")
    assert merging({}, True, TEN) == Merging()


def test_of_two_largest_categories_the_first_by_name_takes_the_others_in():
    how = merging({"b": 40, "a": 40, "c": 3}, False, TEN)
    assert how.members("a") == ["a", "c"]
    assert (how.has_others("a"), how.has_others("b")) == (True, False)


def test_eight_of_a_category_are_not_shown_and_stand_in_the_largest():
    shown = figures_of(*round_of(m=60, f=40, o=8))
    assert shown["kind", "m"].with_others
    assert shown["kind", "m"].base == Base(70, 70), "68 people"
    assert shown["kind", "o"].state is NumberState.FEW_PEOPLE
    assert shown["kind", "o"].finding == FindingCode.NOT_PUBLISHED
    assert (shown["kind", "o"].band, shown["kind", "o"].base) == (None, None)
    assert not shown["kind", "f"].with_others
    assert shown["all", "all"].base == Base(110, 110), "everyone is everyone"


def test_what_small_categories_said_is_in_the_band_of_the_largest():
    """60 men said yes and 20 others no, in two categories and in none."""
    rows, units, strata = round_of(m=60, f=40, o=8, x=7, none=5)
    rows.loc[60:99, "q"] = 1.0
    rows.loc[100:, "q"] = 0.0
    shown = figures_of(rows, units, strata)
    assert shown["kind", "m"].band == Band(70, 80), "75 % of 80"
    assert shown["kind", "m"].base == Base(80, 80)
    assert shown["kind", "f"].band == Band(80, 100)


def test_the_exact_figures_of_all_categories_stay_as_they_are():
    rows, units, strata = round_of(m=60, f=40, o=8)
    exact = frame_figures(
        rows,
        units,
        strata,
        (ALWAYS,),
        ("kind",),
        design_class="probability",
        source="migrant",
    ).figures
    assert {cell.group_code: cell.n for cell in exact} == {
        "all": 108,
        "f": 40,
        "m": 60,
        "o": 8,
    }


def test_categories_are_counted_together_by_who_answered_each_question():
    """Ten were interviewed and one of them refused: nine answered."""
    rows, units, strata = round_of(m=60, f=40, o=10)
    assert figures_of(rows, units, strata)["kind", "o"].state is NumberState.PUBLISHED
    rows.loc[109, ["q", "q:state"]] = [np.nan, "refused"]
    shown = figures_of(rows, units, strata)
    assert shown["kind", "o"].state is NumberState.FEW_PEOPLE
    assert shown["kind", "m"].with_others


@pytest.fixture
def table():
    rows, units, _strata = round_of(m=60, f=40, o=8, x=7, none=5)
    rows["q"] = np.arange(len(rows)) % 2.0
    rows.loc[104:109, ["q", "q:state"]] = [np.nan, "refused"]
    return tabulate(rows, list(units["psu"]), np.ones(len(rows)), (ALWAYS,), ["kind"])


def test_totals_of_counted_together_add_up_to_those_of_everyone(table):
    """But for the women, whose category is as large as ten."""
    mergings = mergings_of(table, (), TEN, PARAMETERS)
    merged = with_merged_cells(table, mergings)
    place = {cell.group_code: position for position, cell in enumerate(merged.cells)}
    for part in merged.totals.parts:
        np.testing.assert_allclose(
            part[:, place["m"]] + part[:, place["f"]], part[:, place["all"]]
        )
    assert merged.interviewed[place["m"]] == 80
    assert merged.nonresponse[place["m"]] == {"refused": 6}
    assert table.interviewed[place["m"]] == 60, "and the exact table is as it was"


def test_where_nobody_of_them_answered_there_is_nothing_but_zero():
    """Everyone less each category, in numbers that are not whole, leaves a hair: a
    share of nobody would be made of it."""
    rows, units, _strata = round_of(m=60, f=40, g=30, o=8, none=5)
    place = units["psu"].iloc[0]
    others = (rows["psu"] == place) & ~rows["kind"].isin(["f", "g"])
    rows.loc[others, ["q", "q:state"]] = [np.nan, "refused"]
    weight = 1 + np.sqrt(np.arange(len(rows)))
    table = tabulate(rows, list(units["psu"]), weight, (ALWAYS,), ["kind"])
    merged = with_merged_cells(table, mergings_of(table, (), TEN, PARAMETERS))
    men = [cell.group_code for cell in merged.cells].index("m")
    assert merged.totals.n[0, men] == 0
    assert all(part[0, men] == 0 for part in merged.totals.parts)


def test_a_table_without_small_categories_is_left_alone():
    rows, units, _strata = round_of(m=60, f=40)
    plain = tabulate(rows, list(units["psu"]), np.ones(100), (ALWAYS,), ["kind"])
    assert with_merged_cells(plain, mergings_of(plain, (), TEN, PARAMETERS)) is plain


# -- rule 4: groups that nearly coincide -----------------------------------------------


def apart(size, other, both, everyone=200):
    """Whether one to nine people are between two groups of two groupings."""
    rows = np.zeros((2, everyone), dtype=bool)
    rows[0, :size] = True
    rows[1, size - both : size - both + other] = True
    overlap = Overlap(
        [ALL, ("sex", "f"), ("age", "old")],
        [everyone, size, other],
        lambda place: rows[place - 1],
    )
    return Near(overlap, None, PARAMETERS).few_apart(1, 2)


@pytest.mark.parametrize(
    ("size", "other", "both", "near"),
    [
        (50, 50, 50, False),  # the same people
        (50, 49, 49, True),
        (54, 45, 45, True),  # nine apart
        (55, 45, 45, False),  # ten apart
        (50, 50, 46, True),  # four in one and four in the other
        (50, 50, 45, False),  # five and five
        (100, 100, 0, False),  # the one is the rest of the other
        (100, 99, 0, True),  # one short of the rest
        (100, 91, 0, True),  # nine short of it
        (100, 90, 0, False),
        (104, 100, 4, True),  # four in both, and nobody in neither
        (80, 60, 30, False),
    ],
)
def test_groups_of_which_one_to_nine_people_can_be_worked_out_are_near(
    size, other, both, near
):
    assert apart(size, other, both) is near


@pytest.mark.parametrize(("women", "near"), [(191, True), (190, False), (200, False)])
def test_all_people_but_nine_are_near_everyone(women, near):
    overlap = Overlap([ALL, ("sex", "f")], [200, women], None)
    assert Near(overlap, None, PARAMETERS).few_apart(1, 0) is near


@pytest.mark.parametrize(("third", "near"), [(9, True), (10, False)])
def test_two_categories_that_are_all_but_nine_are_near(third, near):
    sizes = [200, 100, 100 - third]
    overlap = Overlap([ALL, ("sex", "f"), ("sex", "m")], sizes, None)
    assert Near(overlap, None, PARAMETERS).few_apart(1, 2) is near


def nearly(moved):
    """60 of 160 people of `kind` b, and `near` the same but for some of them."""
    rows, units, strata = round_of(a=100, b=60)
    near = rows["kind"].map({"a": "out", "b": "in"})
    near[100 : 100 + moved] = "out"
    return rows.assign(near=near), units, strata


@pytest.mark.parametrize(("moved", "state"), [(9, "near_another"), (10, "published")])
def test_of_two_groups_nine_people_apart_only_the_larger_is_shown(moved, state):
    """109 are out and 100 of kind a; the 60 of kind b are nine more than the rest."""
    shown = figures_of(*nearly(moved), groups=("kind", "near"))
    assert shown["near", "out"].state is NumberState.PUBLISHED
    assert shown["near", "in"].state is NumberState.PUBLISHED, "who are all the others"
    for kind in ("a", "b"):
        assert shown["kind", kind].state == state
        assert (shown["kind", kind].finding == FindingCode.NOT_PUBLISHED) == (
            moved == 9
        )


def test_two_groupings_that_are_the_same_are_both_shown():
    shown = figures_of(*nearly(0), groups=("kind", "near"))
    assert {public.state for public in shown.values()} == {NumberState.PUBLISHED}


def test_men_are_not_shown_beside_everyone_where_nine_are_women():
    shown = figures_of(*round_of(m=60, f=9))
    assert shown["all", "all"].state is NumberState.PUBLISHED
    assert shown["kind", "m"].state is NumberState.NEAR_ANOTHER
    assert shown["kind", "f"].state is NumberState.FEW_PEOPLE
    shown = figures_of(*round_of(m=60, f=10))
    assert {public.state for public in shown.values()} == {NumberState.PUBLISHED}


def test_people_of_no_category_are_not_what_categories_leave_of_everyone():
    shown = figures_of(*round_of(m=60, f=40, none=9))
    assert shown["kind", "m"].with_others
    assert shown["kind", "m"].base == Base(70, 70)
    shown = figures_of(*round_of(m=60, f=40, none=10))
    assert not shown["kind", "m"].with_others
    assert shown["kind", "m"].state is NumberState.PUBLISHED


def test_everyone_is_shown_however_many_groups_are_near():
    states = [
        public.state
        for public in published(
            figure(60, 30),
            figure(60, 30, ("sex", "f")),
            figure(55, 30, ("age", "old")),
            few_apart=lambda _first, _second: True,
        )
    ]
    assert states == [
        NumberState.PUBLISHED,
        NumberState.NEAR_ANOTHER,
        NumberState.NEAR_ANOTHER,
    ]


def test_a_group_that_is_not_shown_hides_no_other():
    shown = published(
        figure(60, 30),
        figure(8, 4, ("sex", "f")),
        figure(12, 4, ("age", "old")),
        few_apart=lambda first, second: {first, second} == {1, 2},
    )
    assert shown[2].state is NumberState.PUBLISHED


def test_who_is_near_whom_does_not_rest_on_answers():
    """Whatever people say: the same groups are shown, and the same people counted."""
    states = []
    for seed in range(5):
        rows, units, strata = nearly(6)
        rows["q"] = np.random.default_rng(seed).integers(0, 2, len(rows)).astype(float)
        shown = figures_of(rows, units, strata, groups=("kind", "near"))
        states.append(
            {name: (public.state, public.base) for name, public in shown.items()}
        )
    assert all(state == states[0] for state in states)


# -- a question that was put only to some, for what they said --------------------------


def put_to(respondents, *, declared=False, groups=("kind",), **categories):
    """What is told of a question that only these people were asked, who all say yes.

    declared: the questionnaire says that it is for some.
    """
    rows, units, strata = round_of(**categories)
    others = ~rows.index.isin(list(respondents))
    rows.loc[others, ["q", "q:state"]] = [np.nan, "not_applicable"]
    indicator = replace(ALWAYS, conditional=declared)
    return figures_of(rows, units, strata, indicator, groups)


def test_that_all_were_asked_a_question_for_some_is_not_told_by_its_base():
    """Or everybody would read what each of 120 people said before."""
    two = {"m": 60, "f": 60}
    everybody = put_to(range(120), declared=True, **two)
    assert everybody == put_to(range(119), declared=True, **two)
    assert everybody["all", "all"].base == Base(108, 120)
    assert everybody["all", "all"].places is None


def test_that_nobody_was_asked_a_question_for_some_is_not_told_by_a_missing_row():
    two = {"m": 60, "f": 60}
    nobody = put_to([], **two)
    assert nobody == put_to([3, 70], **two)
    assert {public.state for public in nobody.values()} == {NumberState.PERHAPS_FEW}


def test_how_many_women_were_asked_changes_nothing_within_their_band():
    """0 to 20 % of 60: whether none was asked, or one, or eleven."""
    two = {"m": 60, "f": 60}
    none, single, eleven = (put_to(range(60 + women), **two) for women in (0, 1, 11))
    assert none == single == eleven
    assert none["kind", "f"].state is NumberState.PERHAPS_FEW
    assert none["kind", "m"].state is NumberState.NEAR_ANOTHER, (
        "who are nearly everyone"
    )


def test_categories_of_a_question_for_some_are_counted_together_by_their_bands():
    """Of 60 others none, one or eleven were asked: all are in the largest category."""
    three = {"m": 90, "f": 80, "o": 60}
    none, single, eleven = (
        put_to([*range(80), *range(90, 160), *range(170, 170 + others)], **three)
        for others in (0, 1, 11)
    )
    for shown in (none, single, eleven):
        assert shown["kind", "o"].state is NumberState.PERHAPS_FEW
        assert shown["kind", "m"].with_others
    assert none.keys() == single.keys() == eleven.keys()
    assert none["kind", "f"] == single["kind", "f"] == eleven["kind", "f"]


def test_the_largest_category_of_a_question_for_some_is_that_of_those_interviewed():
    """More women were asked than men: who reads that knows what they said before."""
    shown = put_to([*range(40), *range(90, 160)], m=90, f=80, o=60)
    assert shown["kind", "m"].with_others
    assert not shown["kind", "f"].with_others


def test_people_of_no_category_are_counted_in_the_largest_by_their_band_too():
    shown = [
        put_to([*range(80), *range(90, 160), *range(170, 170 + n)], m=90, f=80, none=60)
        for n in (0, 1, 11, 20)
    ]
    assert [figures["kind", "m"].with_others for figures in shown] == [True] * 3 + [
        False
    ]


@pytest.mark.parametrize("not_asked", [range(2), range(100, 104)])
def test_which_of_two_near_groups_is_shown_does_not_tell_who_was_asked(not_asked):
    """102 are out and 100 of kind a, whether or not four who are out were asked."""
    rows, units, strata = round_of(a=100, b=60)
    near = rows["kind"].map({"a": "out", "b": "in"})
    near[100:104], near[0:2] = "out", "in"
    rows.loc[not_asked, ["q", "q:state"]] = [np.nan, "not_applicable"]
    shown = figures_of(rows.assign(near=near), units, strata, groups=("kind", "near"))
    assert shown["near", "out"].state is NumberState.PUBLISHED
    assert shown["kind", "a"].state is NumberState.NEAR_ANOTHER


def test_groups_that_are_the_same_people_are_shown_of_a_question_for_some():
    rows, units, strata = nearly(0)
    rows.loc[:19, ["q", "q:state"]] = [np.nan, "not_applicable"]
    shown = figures_of(rows, units, strata, groups=("kind", "near"))
    assert {public.state for public in shown.values()} == {NumberState.PUBLISHED}


def test_places_that_were_not_asked_have_no_row():
    rows, units, strata = round_of(places=12, a=9, b=3)
    rows.loc[9:, ["q", "q:state"]] = [np.nan, "not_applicable"]
    shown = figures_of(rows, units, strata, source="records", design_class="census")
    assert shown.keys() == {("all", "all"), ("kind", "a")}


# -- who stands behind a published figure (rule 15) ------------------------------------


def result(refused=(), **categories):
    rows, units, strata = round_of(**categories)
    rows.loc[list(refused), ["q", "q:state"]] = [np.nan, "refused"]
    return frame_figures(
        rows,
        units,
        strata,
        (ALWAYS,),
        ("kind",),
        design_class="probability",
        source="migrant",
    )


def test_who_stands_behind_a_figure_are_the_people_that_it_counts():
    figures = result(m=60, f=40, o=8, none=5)
    respondents = {
        public.group_code: np.flatnonzero(who).tolist()
        for public, who in zip(figures.published, figures.respondents, strict=True)
    }
    everyone = list(range(113))
    assert respondents["all"] == everyone
    assert respondents["f"] == everyone[60:100]
    assert respondents["m"] == everyone[:60] + everyone[100:], (
        "and those without a category"
    )
    assert respondents["o"] == everyone[100:108], (
        "whose answers are in those of the men"
    )
    assert len(figures.respondents) == len(figures.published)
    assert figures.respondents[0].sum() == 113


def test_who_refused_a_question_stands_behind_no_figure_of_it():
    figures = result(refused=[3, 70], m=60, f=40)
    for public, who in zip(figures.published, figures.respondents, strict=True):
        assert who.sum() == {"all": 98, "m": 59, "f": 39}[public.group_code]
        assert not who[[3, 70]].any()


def test_who_stands_behind_what_is_not_published_is_known_as_well():
    """Or a figure would be new in the next release, whoever withdrew from it."""
    figures = result(m=60, f=9)
    states = {public.group_code: public.state for public in figures.published}
    assert states["m"] is NumberState.NEAR_ANOTHER
    counts = [int(who.sum()) for who in figures.respondents]
    assert dict(zip(states, counts, strict=True)) == {"all": 69, "f": 9, "m": 60}


def test_a_round_without_interviews_publishes_nothing():
    rows, units, strata = round_of(m=10)
    empty = frame_figures(
        rows[:0],
        units,
        strata,
        (ALWAYS,),
        (),
        design_class="probability",
        source="migrant",
    )
    assert (empty.figures, empty.published, list(empty.respondents)) == ((), (), [])


def test_categories_of_rows_are_found_by_name():
    rows = pd.DataFrame({"kind": ["b", None, "a", "c", "b"]})
    categories = Categories(rows)
    assert categories.inside("kind", ["b"]).tolist() == [1, 0, 0, 0, 1]
    assert categories.inside("kind", ["a", "c"]).tolist() == [0, 0, 1, 1, 0]
    assert categories.inside("kind", ["z"]).tolist() == [0] * 5
    assert categories.none("kind").tolist() == [0, 1, 0, 0, 0]


# -- kinds of place (rule 7) -----------------------------------------------------------


def by_kind():
    """12 places of three kinds with shares of their own, 20 people at each."""
    dice = np.random.default_rng(5)
    place = np.repeat(np.arange(12), 20)
    kind = place // 4
    rows = pd.DataFrame(
        {
            "psu": [f"p{number}" for number in place],
            "stratum": "s",
            "interviewer": [f"i{number % 3}" for number in range(len(place))],
            "kind": [f"k{number}" for number in kind],
            "gender": dice.choice(["f", "m"], len(place)),
            "q": (dice.random(len(place)) < np.linspace(0.2, 0.9, 12)[place]) * 1.0,
            "q:state": "",
        }
    )
    units = pd.DataFrame(
        {
            "psu": [f"p{number}" for number in range(12)],
            "stratum": "s",
            "population": 60.0,
        }
    )
    strata = pd.DataFrame({"stratum": ["s"], "frame_count": [40.0]})
    return frame_figures(
        rows,
        units,
        strata,
        (ALWAYS,),
        ("kind", "gender"),
        design_class="probability",
        source="migrant",
    )


def test_ranges_of_kinds_of_place_rest_on_the_few_places_that_there_are():
    figures = by_kind()
    assert figures.precision.df == 11
    assert figures.precision_of_places.df == 3
    kinds = [public for public in figures.published if public.group_var == "kind"]
    for public in kinds:
        assert public.likely == likely_range(
            public.band, public.base.low, figures.precision_of_places
        )
    others = [public for public in figures.published if public.group_var != "kind"]
    assert all(
        public.likely == likely_range(public.band, public.base.low, figures.precision)
        for public in others
    )


def test_a_grouping_of_people_has_no_precision_of_places():
    assert result(m=60, f=40).precision_of_places is None
