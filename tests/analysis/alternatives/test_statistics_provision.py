"""Places of alternatives against need, results, numbers, cost, what was examined."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.alternatives.admission_rules import AdmissionRules, can_enter
from analysis.indicators.proportions import passing_share
from tests.analysis.builders.programmes import (
    DISTRICTS,
    PLACES,
    detention_records,
    exact_statistics,
    people,
    programmes,
)

THREE = ({}, {}, {})
EVERYWHERE = " ".join(DISTRICTS)


def gap(statistics, about="r1d1:case"):
    return statistics.get(("E2.10", about))


def missing(statistics, about="r1d1:case"):
    return statistics["E2.10", f"{about}:programmes"].note


def test_places_that_lack_are_need_less_those_that_are_free():
    """Half of 180 held and 30 on the lists, against 30 free places: 90 are short."""
    statistics = exact_statistics(people(), detention_records(), programmes(*THREE))
    short, need = gap(statistics), gap(statistics, "r1d1:case:need")
    assert need.value == pytest.approx(0.5 * 180 + 30)
    assert short.value == pytest.approx(90)
    assert short.lower < short.value < short.upper
    assert need.lower == pytest.approx(short.lower + 30)
    assert (short.n, short.k, short.reporting, short.known) == (72, 36, 6, 6)
    assert short.note == "share:district"
    assert gap(statistics, "r1d1:case:free").value == 30
    assert gap(statistics, "r1d1:case:in_use").value == 90
    assert gap(statistics, "r1d1:case:capacity").value == 120


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("p_cap_total", "capacity"),
        ("p_cur", "enrolled"),
        ("p_waitlist", "waiting"),
        ("p_elig", "rules"),
    ],
)
def test_a_count_that_one_programme_did_not_give_leaves_no_gap(question, reason):
    """The other two programmes are no reason to take its places for none."""
    providers = programmes({}, {}, {question: None}, {})
    if question == "p_elig":
        providers = programmes(*[{question: None}] * 3)
    statistics = exact_statistics(people(), detention_records(), providers)
    assert gap(statistics) is None
    assert missing(statistics) == f"missing:{reason}"


def test_a_district_where_no_place_reported_has_no_gap():
    stocks = dict.fromkeys(PLACES[6:], 30.0)
    statistics = exact_statistics(
        people(), detention_records(stocks), programmes(*THREE)
    )
    assert gap(statistics) is None
    assert missing(statistics) == "missing:held"
    assert ("E2.10", "r1d1:held") not in statistics


def test_people_who_are_counted_at_any_time_are_in_no_district():
    """Those of all districts less those of midnight would be theirs."""
    records = detention_records()
    hours = ["any"] + ["midnight"] * (len(PLACES) - 1)
    other = replace(records, answers=records.answers.assign(k_ref_hour=hours))
    before = exact_statistics(people(), records, programmes(*THREE))[
        "E2.10", "r1d1:held"
    ]
    now = exact_statistics(people(), other, programmes(*THREE))["E2.10", "r1d1:held"]
    assert (now.value, now.reporting) == (before.value - 30, before.reporting - 1)


def test_the_later_record_of_a_place_counts():
    early, late = detention_records(), detention_records({PLACES[0]: 60.0})
    early.answers["held_on"], late.answers["held_on"] = "2026-03-02", "2026-03-09"
    statistics = exact_statistics(people(), late, early, programmes(*THREE))
    assert statistics["E2.10", "r1d1:held"].value == 210


def test_free_places_of_several_districts_count_in_each_and_their_list_nowhere():
    wide = {"p_district": "r1d1 r1d2"}
    statistics = exact_statistics(
        people(), detention_records(), programmes(wide, wide, wide, {}, {}, {})
    )
    alone, shared = gap(statistics), gap(statistics, "r1d2:case")
    assert gap(statistics, "r1d1:case:free").value == 60
    assert alone.note == "share:district several:3"
    assert alone.value == pytest.approx(90 + 30 - 60)
    assert shared.value == pytest.approx(90 + 0 - 30)


def test_a_programme_that_did_not_say_where_it_is_may_be_anywhere():
    statistics = exact_statistics(
        people(), detention_records(), programmes(*THREE, {"p_district": None}, {}, {})
    )
    assert gap(statistics, "r1d1:case:free").value == 60
    assert gap(statistics).note.endswith("several:1")
    two = exact_statistics(
        people(), detention_records(), programmes(*THREE, *[{"p_district": None}] * 3)
    )
    assert gap(two).note.endswith("several:3")
    assert gap(two, "r1d1:case:need").value == pytest.approx(0.5 * 180 + 30)


def test_a_programme_for_anyone_needs_no_answers():
    chosen = people("purposive")
    statistics = exact_statistics(
        chosen, detention_records(), programmes(*[{"p_elig": "all"}] * 3)
    )
    assert gap(statistics).value == 180 + 30 - 30
    assert gap(statistics).lower == gap(statistics).upper == gap(statistics).value
    assert (gap(statistics).note, gap(statistics).method) == ("share:rule", "census")


def test_people_not_chosen_at_random_give_counts_and_no_gap():
    statistics = exact_statistics(
        people("purposive"), detention_records(), programmes(*THREE)
    )
    assert gap(statistics) is None
    assert missing(statistics) == "missing:sample"
    circumstances = statistics["E2.9", "circumstances_asked"]
    assert (
        circumstances.value,
        circumstances.unit,
        circumstances.k,
        circumstances.n,
    ) == (108, "person", 108, 216)
    assert circumstances.lower is circumstances.upper is None
    assert gap(statistics, "r1d1:held").value == 180


def test_programmes_not_chosen_at_random_have_counts_and_no_limits():
    statistics = exact_statistics(
        people(), detention_records(), programmes(*THREE, design_class="purposive")
    )
    assert gap(statistics) is None
    assert missing(statistics) == "missing:programmes"
    appearance = statistics["E2.11", "appearance"]
    assert (appearance.value, appearance.k, appearance.n, appearance.lower) == (
        258,
        258,
        300,
        None,
    )
    assert ("E2.11", "resolution:per_year") not in statistics


def test_few_asked_in_a_district_take_the_share_of_all():
    status = [
        "current" if position >= 60 or position % 6 == 0 else "former"
        for position in range(216)
    ]
    statistics = exact_statistics(
        people(m_status=status), detention_records(), programmes(*THREE)
    )
    assert gap(statistics).note == "share:all"
    assert gap(statistics).n == 10 + 156


def test_a_rule_nobody_was_asked_about_is_named_and_counts_nobody():
    """A fourth programme for all but those with a criminal record: too few, if any."""
    fourth = {"p_elig": "all", "p_excl": "crim"}
    statistics = exact_statistics(
        people(), detention_records(), programmes(*THREE, fourth, fourth, fourth)
    )
    assert gap(statistics).note == "share:district unasked:crim"
    assert gap(statistics, "r1d1:case:need").value == pytest.approx(0.5 * 180 + 60)
    alone = exact_statistics(people(), detention_records(), programmes(*[fourth] * 3))
    assert missing(alone) == "missing:rules"


def test_who_left_a_question_open_is_not_kept_for_another_answer():
    """Women who said nothing of illness would be counted, men who did not left out."""
    open_questions = [None, None, "none", "ill"] * 54
    material = people(m_vuln=open_questions)
    answers = material.answers.iloc[:4]
    rules = [AdmissionRules.of("women ill", "none")]
    np.testing.assert_array_equal(can_enter(rules, answers), [np.nan, np.nan, 1, 1])


def test_results_are_those_of_all_programmes_together():
    silent = {"p_exit_n": None, "p_persondays": None}
    statistics = exact_statistics(programmes(*THREE, silent))
    lost = statistics["E2.11", "disengagement"]
    expected = passing_share("disengagement", 18, 150, kind="census")
    assert (lost.k, lost.n, lost.reporting, lost.known) == (18, 150, 3, 4)
    assert (lost.lower, lost.upper) == (expected.lower, expected.upper)
    assert lost.method == "wilson"
    assert statistics["E2.11", "appearance"].n == 400
    rate = statistics["E2.11", "disengagement:per_year"]
    assert rate.value == pytest.approx(18 / (30_000 / 365.25))


def test_that_nobody_was_detained_again_is_told():
    statistics = exact_statistics(programmes(*THREE))
    assert statistics["E2.11", "re_detention"].value == 0
    assert statistics["E2.11", "re_detention"].upper > 0


def test_alternatives_in_numbers_add_up_over_those_that_answered():
    statistics = exact_statistics(programmes(*THREE, {"p_cur": None}))
    enrolled = statistics["E1.13", "enrolled"]
    assert (enrolled.value, enrolled.reporting, enrolled.known) == (90, 3, 4)
    assert statistics["E1.13", "occupancy"].reporting == 3, (
        "the fourth gave places only"
    )
    assert statistics["E1.13", "occupancy"].value == pytest.approx(90 / 120)
    assert statistics["E1.13", "admissions_per_referral"].value == pytest.approx(0.75)
    assert statistics["E1.13", "counts_from_registers"].k == 4


def test_a_cost_says_what_it_includes():
    other = {"p_cost_incl": "staff admin"}
    cost = exact_statistics(programmes({}, {}, other))["E1.14", "programmes"]
    assert cost.value == pytest.approx(20)
    assert cost.note == "every:staff some:admin some:rent"


def test_one_no_settles_that_alternatives_were_not_examined():
    statistics = exact_statistics(people())
    index = statistics["E2.9", "alternatives_examined"]
    assert (index.k, index.n) == (54, 216)
    assert statistics["E2.9", "reason_given"].n == 108
    avoidable = statistics["E2.9", "avoidable_detention_at_least"]
    assert (avoidable.k, avoidable.n) == (54, 162)
    assert avoidable.lower < avoidable.value < avoidable.upper


def test_something_else_is_no_lack_of_supply():
    """Who names another obstacle besides the address is not held for its lack alone."""
    lacking = exact_statistics(people(m_alt_barrier="addr"))
    more = exact_statistics(people(m_alt_barrier="addr other"))
    of = ("E2.9", "avoidable_detention_at_least")
    assert lacking[of].k == lacking[of].n > 0
    assert more[of].k == 0


def test_people_who_are_free_now_are_not_among_those_held():
    status = ["current", "former", "alt"] * 72
    assert (
        exact_statistics(people(m_status=status))["E2.9", "circumstances_asked"].n == 72
    )


def test_what_nobody_answered_is_there_without_a_value():
    """That it is missing would tell that nobody had the answer that it follows."""
    everybody, nobody = (
        exact_statistics(people()),
        exact_statistics(people(m_alt_why=None)),
    )
    assert nobody.keys() == everybody.keys()
    reason = nobody["E2.9", "reason_given"]
    assert (reason.value, reason.n) == (None, 0)
    index = nobody["E2.9", "alternatives_examined"]
    assert index.n == 162, "one no settles it"
    assert (
        nobody["E2.9", "circumstances_asked"]
        == everybody["E2.9", "circumstances_asked"]
    )
