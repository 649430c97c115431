"""What everybody may read of a figure: bands, round bases, and nothing exact beside.

The numbers of rules are those of docs/publication.md.
"""

from dataclasses import replace
from math import ceil, floor

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from analysis.pipeline import frame_figures
from analysis.publication.band import (
    Band,
    Base,
    Comparison,
    band_of,
    comparison,
    round_count,
)
from analysis.publication.bands import (
    Precision,
    base_of,
    design_effect,
    fewest_of,
    finding_of,
    likely_range,
)
from analysis.publication.parameters import Parameters
from analysis.publication.published_figure import NumberState, digits
from analysis.schema import CaseEvidence, FindingCode, FrameProblem, IndicatorDefinition
from tests.analysis.builders.published_figures import (
    ALL,
    ALWAYS,
    NEVER,
    PARAMETERS,
    SURVEY,
    everyone,
    figure,
    figures_of,
    group,
    people,
    published,
    round_of,
)

FILES = IndicatorDefinition("q", "ratio", target=0.8, unit="share", standard="A")
RATE = IndicatorDefinition("q", "ratio", unit="number", standard="A")
DAYS = IndicatorDefinition("q", "mean", unit="number", standard="A")
EVERY = IndicatorDefinition(
    "q", target=1.0, rule="every_place", verified=True, standard="A"
)


# -- rule 2: who stands behind a figure ------------------------------------------------


@pytest.mark.parametrize(
    ("respondents", "state"),
    [
        (people(9), NumberState.FEW_PEOPLE),
        (people(10), NumberState.PUBLISHED),
        (people(40, places=2), NumberState.FEW_PLACES),
        (people(40, places=3), NumberState.PUBLISHED),
        (people(40, interviewers=1), NumberState.FEW_INTERVIEWERS),
        (people(40, interviewers=2), NumberState.PUBLISHED),
    ],
)
def test_eth20_ten_people_at_three_places_by_two_interviewers_are_published(
    respondents, state
):
    shown = everyone(respondents.answered, 5, respondents)
    assert shown.state is state
    assert (shown.band is not None) == (state is NumberState.PUBLISHED)


def test_of_a_figure_that_is_not_published_everybody_reads_no_number():
    shown = everyone(9, 5, nonresponse={"refused": 30})
    numbers = ("band", "likely", "base", "places", "k", "value", "lower", "upper")
    assert all(getattr(shown, name) is None for name in numbers)
    assert shown.nonresponse == {}
    assert (shown.finding, shown.cases) == (FindingCode.NOT_PUBLISHED, "")


def test_two_places_hide_the_number_and_not_the_finding_for_everyone():
    shown = everyone(40, 5, people(40, places=2))
    assert shown.band is None
    assert shown.finding == FindingCode.NOT_MET
    assert group(40, 5, people(40, places=2)).finding == FindingCode.NO_FINDING


def test_a_round_at_one_place_publishes_no_answers():
    shown = figures_of(*round_of(places=1, a=40, b=40), design_class="census")
    assert {public.state for public in shown.values()} == {NumberState.FEW_PLACES}
    assert all(public.band is None for public in shown.values())


# -- rule 5: bands ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answered", "width"),
    [
        (10, 50),
        (34, 50),
        (35, 20),
        (69, 20),
        (70, 10),
        (149, 10),
        (150, 5),
        (349, 5),
        (350, 2),
        (699, 2),
        (700, 1),
        (9000, 1),
    ],
)
def test_the_more_people_answered_the_narrower_is_the_band(answered, width):
    band = everyone(answered, answered // 2).band
    assert band.high - band.low == width
    assert band.low <= 100 * (answered // 2) / answered < band.high


@pytest.mark.parametrize(
    ("share", "answered", "band"),
    [
        (0.5, 20, (50, 100)),
        (0.2, 50, (20, 40)),
        (0.3, 100, (30, 40)),
        (0.29, 100, (20, 30)),
        (0.55, 200, (55, 60)),
        (0.58, 500, (58, 60)),
        (0.07, 1000, (7, 8)),
        (0.57, 1000, (57, 58)),
    ],
)
def test_a_share_on_the_end_of_a_band_is_in_the_band_that_begins_there(
    share, answered, band
):
    assert band_of(share, answered, PARAMETERS) == Band(*band)


@pytest.mark.parametrize("answered", [10, 35, 70, 150, 350, 700])
def test_nobody_and_everybody_are_in_bands_as_wide_as_the_rest(answered):
    nobody, everybody = (everyone(answered, yes).band for yes in (0, answered))
    width = nobody.high
    assert (nobody, everybody) == (Band(0, width), Band(100 - width, 100))
    nearly = everyone(answered, answered - 1).band
    assert nearly == everybody, "who knows the one knows nothing of the others"


@given(st.floats(0, 1), st.integers(10, 2000))
def test_a_band_holds_its_share_and_its_ends_are_those_of_the_table(share, answered):
    band = band_of(share, answered, PARAMETERS)
    assert band.low - 1e-6 <= 100 * share <= band.high
    assert band.low % (band.high - band.low) == 0
    assert 0 <= band.low < band.high <= 100


def test_beside_a_band_of_answers_stands_nothing_exact():
    shown = everyone(60, 25, lower=0.31, upper=0.53, gap=0.38, p_value=0.01)
    assert (shown.value, shown.lower, shown.upper, shown.k) == (None,) * 4
    assert (shown.band, shown.base) == (Band(40, 60), Base(60, 60))


def test_officials_chosen_by_role_are_a_band_too_and_have_no_range():
    (shown,) = published(
        figure(59, 38, design_class="purposive", estimate=None, finding="no_finding")
    )
    assert (shown.band, shown.likely) == (Band(60, 80), None)
    assert (shown.k, shown.finding) == (None, FindingCode.NO_FINDING)


# -- rule 6: bases ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "base"), [(12, 10), (13, 15), (47, 45), (48, 50), (2.5, 5), (0, 0)]
)
def test_a_base_is_told_to_the_nearest_five(count, base):
    assert round_count(count, PARAMETERS) == base


def test_the_base_of_a_question_for_some_is_a_band_of_those_interviewed():
    """13 of 62 were asked: 20 to 40 % of about 60 people."""
    respondents = people(13, 62, conditional=True)
    shown = everyone(13, 4, respondents)
    assert shown.base == Base(12, 24)
    assert shown.band == Band(0, 50), "as wide as of the twelve it may be at the least"
    assert shown.places is None
    assert shown.likely.high == likely_range(Band(0, 50), 12, SURVEY.precision).high


def test_how_many_were_asked_a_question_for_some_changes_nothing_within_the_band():
    shown = [
        everyone(answered, answered, people(answered, 60, conditional=True))
        for answered in (24, 29, 35)
    ]
    assert shown[0] == shown[1] == shown[2]
    assert shown[0].base == Base(24, 36)


@pytest.mark.parametrize("answered", [1, 9, 11])
def test_a_question_for_some_that_ten_may_not_have_answered_is_not_published(answered):
    """0 to 20 % of 60: nobody reads whether it was one person or eleven."""
    shown = everyone(answered, 1, people(answered, 60, conditional=True))
    assert shown.state is NumberState.PERHAPS_FEW
    assert shown == everyone(5, 3, people(5, 60, places=1, conditional=True))


def test_nine_of_eighteen_do_not_become_ten_by_rounding_the_eighteen():
    """50 to 100 % of about 20 are ten at the least; of 18, as who was there knows,
    they may be nine."""
    assert base_of(9, 18, True, PARAMETERS) == Base(10, 20)
    assert fewest_of(9, 18, True, PARAMETERS) == 9
    assert (
        everyone(9, 9, people(9, 18, conditional=True)).state is NumberState.PERHAPS_FEW
    )


def test_who_did_not_answer_is_told_of_everyone_in_fives_and_never_who_was_not_asked():
    reasons = {"refused": 7, "unknown": 13, "not_applicable": 44}
    assert everyone(60, 30, nonresponse=reasons).nonresponse == {
        "refused": 5,
        "unknown": 15,
    }
    assert group(60, 30, nonresponse=reasons).nonresponse == {}


# -- rule 7: the likely range ----------------------------------------------------------


def test_a_range_is_wilsons_of_both_ends_of_the_band():
    """A second opinion: statsmodels, of 40 and 60 people that stand for 60 of 90."""
    limits = likely_range(Band(40, 60), 90, Precision(1.5, 1e9))
    low, _high = proportion_confint(0.4 * 60, 60, method="wilson")
    _low, high = proportion_confint(0.6 * 60, 60, method="wilson")
    assert limits == Band(int(np.floor(100 * low)), int(np.ceil(100 * high)))
    assert limits == Band(28, 72)


def test_few_places_make_a_wide_range():
    narrow, wide = (
        likely_range(Band(40, 60), 60, Precision(1.5, df)) for df in (90, 3)
    )
    assert wide.low < narrow.low
    assert narrow.high < wide.high


def test_everybody_asked_leaves_the_band_alone():
    assert likely_range(Band(40, 60), 60, Precision(0.0, 1.0)) == Band(40, 60)


def test_a_range_never_leaves_nobody_to_everybody():
    assert likely_range(Band(0, 50), 0, Precision(3.0, 1.0)) == Band(0, 100)


@pytest.mark.parametrize(
    ("effects", "deff"),
    [([], 1.0), ([0.7], 1.0), ([1.61], 1.7), ([1.7], 1.7), ([1, 3, 2, 1.25], 3.0)],
)
def test_one_design_effect_of_a_round_is_the_upper_quartile_of_all(effects, deff):
    assert design_effect(effects) == deff


# -- rule 8: findings ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("likely", "target", "direction", "zero", "finding"),
    [
        ((80, 100), 0.8, "up", False, "met"),
        ((75, 95), 0.8, "up", False, "met"),
        ((74, 95), 0.8, "up", False, "inconclusive"),
        ((40, 80), 0.8, "up", False, "inconclusive"),
        ((40, 79), 0.8, "up", False, "not_met"),
        ((0, 15), 0.1, "down", False, "met"),
        ((0, 16), 0.1, "down", False, "inconclusive"),
        ((11, 30), 0.1, "down", False, "not_met"),
        ((0, 2), 0.0, "down", True, "inconclusive"),
        ((5, 20), 0.0, "down", True, "inconclusive"),
        ((6, 20), 0.0, "down", True, "not_met"),
        ((6, 20), None, "down", True, "no_finding"),
    ],
)
def test_the_finding_for_a_group_is_that_of_its_published_range(
    likely, target, direction, zero, finding
):
    assert finding_of(Band(*likely), target, direction, 0.05, zero=zero) == finding


def test_a_group_has_the_finding_of_its_band_and_everyone_that_of_the_exact_figure():
    """All 60 said yes: 80 to 100 % of them, with chance 68 to 100, is too close to
    call for a group."""
    exact = {"estimate": 1.0, "finding": FindingCode.MET}
    assert everyone(60, 60, **exact).finding == FindingCode.MET
    shown = group(60, 60, **exact)
    assert shown.likely == Band(68, 100)
    assert shown.finding == FindingCode.INCONCLUSIVE
    assert group(900, 60, estimate=0.9, finding="not_met").finding == FindingCode.MET


@settings(deadline=None)
@given(st.data())
def test_answers_that_stay_in_the_band_change_nothing_but_everyones_finding(data):
    """Of the same people, whatever they said, whatever the exact range and test say."""
    answered = data.draw(st.integers(10, 900), "answered")
    first, second = (data.draw(st.integers(0, answered), "yes") for _ in range(2))
    bands = [band_of(yes / answered, answered, PARAMETERS) for yes in (first, second)]
    assume(bands[0] == bands[1])

    def shown(yes):
        exact = {
            "lower": max(yes / answered - 0.1, 0.0),
            "upper": min(yes / answered + 0.1, 1.0),
            "finding": FindingCode.MET if 2 * yes > answered else FindingCode.NOT_MET,
            "p_value": yes / answered,
            "deff": 1 + yes / answered,
        }
        return published(
            figure(answered, yes, **exact),
            figure(answered, yes, ("sex", "f"), **exact),
            figure(answered, yes, ("sex", "m"), **exact),
        )

    (all_first, *groups_first), (all_second, *groups_second) = (
        shown(first),
        shown(second),
    )
    assert groups_first == groups_second
    assert replace(all_first, finding="") == replace(all_second, finding="")


def finding_after(yes, *, kind="census", indicator=None, source="migrant"):
    """The exact figure of 50 people at five places, of whom so many said yes."""
    rows, units, strata = round_of(places=5, a=50)
    rows["q"] = (np.arange(50) < yes).astype(float)
    if kind == "census":
        strata["frame_count"], units["population"] = 5, 10
    return frame_figures(
        rows,
        units,
        strata,
        (indicator or replace(ALWAYS, target=1.0),),
        (),
        design_class=kind,
        source=source,
    ).figures[0]


@pytest.mark.parametrize("kind", ["census", "probability"])
def test_one_persons_answer_alone_decides_no_finding(kind):
    """49 of 50 are judged as 50 of 50: who knows 49 answers does not read the last."""
    nearly, everybody = finding_after(49, kind=kind), finding_after(50, kind=kind)
    assert nearly.finding == everybody.finding
    never = replace(ALWAYS, target=0.0, direction="down")
    single, nobody = (finding_after(yes, kind=kind, indicator=never) for yes in (1, 0))
    assert single.finding == nobody.finding


def test_two_peoples_answers_do_decide_it():
    assert finding_after(50).finding == FindingCode.MET
    assert finding_after(48).finding == FindingCode.NOT_MET


def test_one_case_that_is_not_tolerated_always_counts():
    never = replace(NEVER, id="q")
    assert finding_after(0, indicator=never).finding == FindingCode.MET
    single = finding_after(1, indicator=never)
    assert (single.finding, single.cases) == (
        FindingCode.INCONCLUSIVE,
        CaseEvidence.REPORTED,
    )


def test_one_file_is_no_answer_of_a_person():
    assert finding_after(49, source="records").finding == FindingCode.NOT_MET


@pytest.mark.parametrize("kind", ["census", "probability", "systematic", "purposive"])
def test_one_place_that_fails_is_enough_however_places_were_chosen(kind):
    figure_of_places = finding_after(49, kind=kind, indicator=EVERY, source="records")
    assert figure_of_places.finding == FindingCode.NOT_MET
    assert finding_after(50, kind=kind, indicator=EVERY, source="records").finding in (
        FindingCode.MET,
        FindingCode.INCONCLUSIVE,
        FindingCode.NO_FINDING,
    )


# -- rule 9: cases that are not tolerated ----------------------------------------------


@pytest.mark.parametrize("cases", [CaseEvidence.REPORTED, CaseEvidence.NOT_REPORTED])
def test_reported_or_not_reported_is_said_of_everyone_beside_the_band(cases):
    shown = everyone(60, 1, cases=cases, indicator=NEVER)
    assert (shown.cases, shown.band) == (cases, Band(0, 20))
    assert group(60, 1, cases=cases, indicator=NEVER).cases == ""


def test_a_verified_case_is_told_even_of_two_places_and_never_how_many():
    shown = everyone(
        2,
        1,
        source="records",
        cases=CaseEvidence.VERIFIED,
        indicator=replace(EVERY, id="q"),
    )
    assert shown.state is NumberState.FEW_PLACES
    assert (shown.cases, shown.finding, shown.k) == (
        CaseEvidence.VERIFIED,
        FindingCode.NOT_MET,
        None,
    )


# -- rule 10: groups beside each other -------------------------------------------------


@pytest.mark.parametrize(
    ("band", "likely", "other", "other_likely", "word"),
    [
        ((60, 80), (55, 85), (20, 40), (15, 45), "more_often"),
        ((20, 40), (15, 45), (60, 80), (55, 85), "less_often"),
        ((20, 40), (15, 45), (60, 80), (45, 85), "less_often"),
        ((20, 40), (15, 46), (60, 80), (45, 85), "may_differ"),
        ((20, 40), (15, 45), (40, 60), (35, 65), "may_differ"),
        ((20, 40), (15, 45), (20, 40), (15, 45), "not_clear"),
    ],
)
def test_groups_are_compared_in_words_by_their_published_ranges(
    band, likely, other, other_likely, word
):
    bands = [Band(*pair) for pair in (band, likely, other, other_likely)]
    assert comparison(tuple(bands[:2]), tuple(bands[2:])) == word


def test_a_group_without_a_range_is_not_compared():
    assert comparison((None, None), (Band(0, 20), Band(0, 30))) == Comparison.NOT_CLEAR


def test_every_group_stands_beside_the_largest_of_its_grouping():
    _all, women, men, others = published(
        figure(900, 600),
        figure(200, 20, ("sex", "f")),
        figure(500, 400, ("sex", "m")),
        figure(200, 160, ("sex", "o")),
    )
    assert (women.compare_to, women.comparison) == ("m", "less_often")
    assert (men.compare_to, men.comparison) == ("", "")
    assert (others.compare_to, others.comparison) == ("m", "not_clear")


# -- rules 11 and 12: what places report -----------------------------------------------


def of_places(places, yes, group=ALL, **more):
    return figure(places, yes, group, source="records", **more)


def test_numbers_of_places_are_told_as_they_are():
    (shown,) = published(of_places(12, 7, n_clusters=12, lower=0.3, upper=0.8))
    assert (shown.k, shown.base, shown.band) == (7, Base(12, 12), None)
    assert (shown.lower, shown.upper) == (0.3, 0.8)


@pytest.mark.parametrize(("places", "state"), [(2, "few_places"), (3, "published")])
def test_three_places_have_a_number_and_two_have_none(places, state):
    (shown,) = published(of_places(places, 1))
    assert shown.state == state
    assert shown.finding == FindingCode.NOT_MET, (
        "which is told of everyone all the same"
    )
    _all, of_kind = published(of_places(12, 7), of_places(places, 1, ("kind", "a")))
    assert of_kind.state == state


def test_kinds_of_place_are_not_counted_together_as_small_groups_of_people_are():
    """The eleven prisons keep the others from being all that there are."""
    rows, units, strata = round_of(places=29, police=12, prison=11, centre=4, border=2)
    shown = figures_of(rows, units, strata, source="records", design_class="census")
    states = {
        code: shown["kind", code].state for code in ("police", "centre", "border")
    }
    assert states == {
        "police": "published",
        "centre": "published",
        "border": "few_places",
    }
    assert shown["kind", "police"].base == Base(12, 12)
    assert not any(public.with_others for public in shown.values())


def test_a_law_is_published_as_it_is_read():
    (shown,) = published(figure(1, 0, source="law", estimate=0.0))
    assert (shown.state, shown.k, shown.value) == (NumberState.PUBLISHED, 0, 0.0)
    assert (shown.base, shown.finding) == (Base(1, 1), FindingCode.NOT_MET)


def files(below, yes, group=ALL, **more):
    """yes of so many files, at twelve places."""
    values = {
        "k": None,
        "numerator": yes,
        "denominator": below,
        "estimate": yes / below,
    }
    return of_places(12, 1, group, **values | more)


@pytest.mark.parametrize(("below", "state"), [(9, "few_people"), (10, "published")])
def test_ten_files_have_a_share_and_nine_have_none(below, state):
    (shown,) = published(files(below, 4), indicator=FILES)
    assert shown.state == state
    assert shown.finding == FindingCode.NOT_MET, (
        "which is told of everyone all the same"
    )
    _all, of_kind = published(
        files(400, 40), files(below, 4, ("kind", "a")), indicator=FILES
    )
    assert (of_kind.finding == FindingCode.NOT_PUBLISHED) == (below < 10)


def test_a_share_of_files_is_a_band_and_its_range_goes_outward_to_ends_of_bands():
    (shown,) = published(files(62, 40, lower=0.52, upper=0.81), indicator=FILES)
    assert (shown.band, shown.base) == (Band(60, 80), Base(60, 60))
    assert shown.likely == Band(40, 100)
    assert (shown.k, shown.value) == (None, None)
    (census,) = published(files(50, 20, lower=0.4, upper=0.4), indicator=FILES)
    assert census.likely == census.band == Band(40, 60)


def test_a_band_of_files_never_says_that_there_was_no_case():
    """One of 200 files shows what must never be: 0 to 5 % do not meet the standard."""
    never = replace(FILES, target=0.0, direction="down", zero_tolerance=True)
    limits = {"lower": 0.005, "upper": 0.005}
    _all, of_kind = published(
        files(400, 1, **limits), files(200, 1, ("kind", "a"), **limits), indicator=never
    )
    assert of_kind.likely == Band(0, 5)
    assert of_kind.finding == FindingCode.INCONCLUSIVE


def rate(events, **more):
    """Events of 1,000 person-years, per thousand."""
    values = {
        "k": None,
        "numerator": events,
        "denominator": None,
        "estimate": float(events),
    }
    (shown,) = published(of_places(12, 1, **values | more), indicator=RATE)
    return shown


@pytest.mark.parametrize(("events", "state"), [(4, "few_cases"), (5, "published")])
def test_a_rate_of_four_events_is_not_told_and_one_of_five_is(events, state):
    shown = rate(events)
    assert (shown.state, shown.finding) == (state, FindingCode.NOT_MET)


def test_that_there_was_no_event_is_told():
    assert rate(0).value == 0


def test_a_rate_is_that_of_the_rounded_number_of_events():
    """Who knows the 1,000 years would read 7 events from a rate of 7."""
    shown = rate(7, lower=3.5, upper=10.5)
    assert (shown.value, shown.lower, shown.upper) == (5.0, 2.5, 7.5)
    assert rate(8).value == 10


# -- rule 13: means --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answered", "state"), [(19, "few_for_mean"), (20, "published")]
)
def test_a_mean_is_of_twenty_people_at_least(answered, state):
    exact = {"k": None, "estimate": 43.21, "lower": 30.79, "upper": 57.31}
    shown = everyone(answered, 1, indicator=DAYS, **exact)
    assert shown.state == state
    numbers = (43.0, 30.0, 58.0) if state == "published" else (None,) * 3
    assert (shown.value, shown.lower, shown.upper) == numbers
    assert shown.band is None


def test_equal_answers_look_as_nearly_equal_ones_do():
    """A range that is missing, or has no width, would tell that all said the same."""
    alike = everyone(60, 1, indicator=DAYS, k=None, estimate=7.0)
    census = {"lower": 7.0, "upper": 7.0}
    counted = everyone(60, 1, indicator=DAYS, k=None, estimate=7.0, **census)
    nearly = {"lower": 6.9, "upper": 7.3}
    one_apart = everyone(60, 1, indicator=DAYS, k=None, estimate=7.1, **nearly)
    assert {(s.value, s.lower, s.upper) for s in (alike, counted, one_apart)} == {
        (7.0, 6.0, 8.0)
    }


def test_a_mean_of_nothing_is_not_told_to_a_tenth():
    shown = everyone(60, 1, indicator=DAYS, k=None, estimate=1 / 60)
    assert (shown.value, shown.lower, shown.upper) == (0.0, 0.0, 1.0)


def test_a_mean_of_shares_is_a_band_of_rule_5():
    """Two digits of 1 in 60 would tell that it was one person's answer."""
    part = IndicatorDefinition(
        "q", statistic="mean", unit="share", target=1.0, standard="A"
    )
    shown = everyone(60, 1, indicator=part, k=None, estimate=1 / 60)
    assert (shown.band, shown.value) == (Band(0, 20), None)
    assert shown.likely == likely_range(Band(0, 20), 60, SURVEY.precision)


def test_a_mean_of_some_is_of_twenty_at_the_least_that_the_band_allows():
    """25 of 62 may be 40 % of 60, which are 24; 23 of 62 may be twelve."""
    exact = {"k": None, "estimate": 43.21}
    for answered, state in (
        (25, NumberState.PUBLISHED),
        (23, NumberState.FEW_FOR_MEAN),
    ):
        respondents = people(answered, 62, conditional=True)
        assert (
            everyone(answered, 1, respondents, indicator=DAYS, **exact).state is state
        )


@pytest.mark.parametrize(
    ("value", "two"),
    [(0.0, 0.0), (0.0123, 0.012), (4.44, 4.4), (99.6, 100.0), (1234.0, 1200.0)],
)
def test_two_digits_are_told_of_a_mean(value, two):
    assert digits(value) == two


def test_a_range_of_a_mean_goes_outward_and_not_beyond_what_is_there():
    assert (digits(43.2, floor), digits(43.2, ceil)) == (43, 44)
    assert digits(0.29, floor) == digits(0.29, ceil) == 0.29
    assert digits(0.07, floor) == digits(0.07, ceil) == 0.07


# -- parameters ------------------------------------------------------------------------


def test_a_deployment_may_set_the_numbers_from_a_file():
    chosen = Parameters.of({"fewest_people": 20, "widths": [[50, 10], [20, 25]]})
    assert chosen.widths == ((50, 10), (20, 25))
    assert band_of(0.5, 20, chosen) == Band(50, 75)


@pytest.mark.parametrize(
    ("widths", "sentence"),
    [
        (((10, 50), (35, 20)), "not sorted from many people to few"),
        (((35, 20), (20, 50)), "start above 10 people"),
        (((35, 30), (10, 50)), "30 points does not divide a hundred"),
        (((35, 0), (10, 50)), "0 points does not divide a hundred"),
    ],
)
def test_widths_that_make_no_bands_are_refused(widths, sentence):
    with pytest.raises(FrameProblem, match=sentence):
        Parameters(widths=widths)
