"""What informant groups say together: agreement, contradiction, cases, strength."""

import pytest

from assessment.findings import finding_sentences
from assessment.findings.standard_findings import standard_finding
from assessment.models import Finding, Standard
from assessment.reading.reader_figures import ReaderFigure
from tests.assessment.builders.stored_figures import (
    compared,
    heard,
    sample,
    stored,
    unpublished,
)

pytestmark = pytest.mark.usefixtures("catalogue")


def read(standard, *figures):
    return standard_finding(Standard.objects.get(pk=standard), figures)


PEOPLE = ("JUD-01.m", 0.3, 0.5, "not_met")


# -- strength of evidence ----------------------------------------------------------


def test_two_informant_groups_that_agree_make_c():
    children = ("INF-01.c", 0.2, 0.4, "not_met")
    finding = read("INF-01", sample("INF-01.m", 0.3, 0.5, "not_met"), sample(*children))
    assert finding.finding == "not_met"
    strength = finding_sentences.strength(finding)
    assert strength == "C: two independent groups say the same"


def test_a_group_that_says_otherwise_is_no_support():
    children = ("INF-01.c", 0.97, 1.0, "met")
    finding = read("INF-01", sample("INF-01.m", 0.3, 0.5, "not_met"), sample(*children))
    assert finding_sentences.strength(finding) == "D: only one group says so"


def test_officials_who_were_not_chosen_at_random_agree_with_nobody():
    finding = read("JUD-01", sample(*PEOPLE), heard("JUD-01.a", 4))
    assert finding.strength == "D"
    assert [voice["who"] for voice in finding_sentences.voices(finding)] == [
        "People",
        "Officials",
    ]


def test_groups_that_were_only_heard_reach_no_finding_however_many():
    finding = read("JUD-01", heard("JUD-01.a", 4), heard("JUD-01.n", 0))
    assert finding.finding == "no_finding"
    assert finding_sentences.finding(finding) == "No finding: not chosen at random"
    strength = finding_sentences.strength(finding)
    assert strength == "D: people told us, but no finding is possible"


def test_a_law_that_says_the_same_is_a_document():
    law = stored("JUD-01.d", design_class="census", k=0, n=1, finding="not_met")
    finding = read("JUD-01", sample(*PEOPLE), law)
    assert (
        finding_sentences.strength(finding) == "A: the team saw a document or register"
    )


def test_files_chosen_by_hand_prove_that_it_happens():
    files = heard("LEG-02.k", None, n=6, numerator=70, denominator=75, cases="verified")
    people = sample("LEG-02.m", 0.3, 0.5, "not_met")
    assert read("LEG-02", people, files).strength == "A"


def test_good_files_chosen_by_hand_do_not_bear_out_that_people_are_failed():
    good = heard("LEG-02.k", None, n=6, numerator=75, denominator=75)
    people = sample("LEG-02.m", 0.3, 0.5, "not_met")
    assert read("LEG-02", people, good).strength == "D"


def test_what_the_team_looked_at_is_observed_and_no_document():
    seen = stored("INF-02.k", k=2, n=30, finding="not_met", lower=0, upper=0.2)
    finding = read("INF-02", sample("INF-02.m", 0.3, 0.5, "not_met"), seen)
    assert finding_sentences.strength(finding) == "B: the team observed it"


def test_no_letter_stands_without_its_meaning():
    assert [*finding_sentences.STRENGTH] == list("ABCDE")
    for figures in ([sample(*PEOPLE)], [heard("JUD-01.a", 4)]):
        strength = finding_sentences.strength(read("JUD-01", *figures))
        assert len(strength) > len("D: ")


# -- contradiction -----------------------------------------------------------------


def test_officials_who_claim_always_are_contradicted_by_people():
    finding = read("JUD-01", sample(*PEOPLE), heard("JUD-01.a", 15))
    assert finding_sentences.contradiction(finding) == (
        "15 of 20 officials said that a judge or independent authority always sees"
        " each case within the legal time. Of the people held there, likely at most"
        " 50% saw a judge or independent authority within 48 hours, of those held"
        " longer than two days."
    )


@pytest.mark.parametrize(
    ("upper", "claim"), [(0.8, 15), (0.5, 9)], ids=["people believe", "few claim"]
)
def test_without_a_claim_or_with_people_who_report_it_nothing_contradicts(upper, claim):
    people = sample("JUD-01.m", 0.3, upper, "not_met")
    assert not read("JUD-01", people, heard("JUD-01.a", claim)).contradiction


def test_children_contradict_officials_as_grown_up_people_do():
    children = sample("INF-01.c", 0.2, 0.4, "not_met")
    finding = read("INF-01", children, heard("INF-01.a", 18))
    assert "Of the children and caregivers held there, likely at most 40%" in (
        finding_sentences.contradiction(finding)
    )


def test_officials_who_say_that_children_are_held_claim_nothing():
    finding = read(
        "CHD-02", sample("CHD-02.m", 0.1, 0.3, "not_met"), heard("CHD-02.a", 18)
    )
    assert not finding.contradiction


@pytest.mark.parametrize("gone", ["JUD-01.m", "JUD-01.a"])
def test_what_few_people_said_contradicts_nobody(gone):
    figures = {"JUD-01.m": sample(*PEOPLE), "JUD-01.a": heard("JUD-01.a", 18)}
    figures[gone] = unpublished(gone)
    assert not read("JUD-01", *figures.values()).contradiction


def test_everybody_reads_a_contradiction_in_bands():
    figures = [sample(*PEOPLE), heard("JUD-01.a", 15)]
    finding = read("JUD-01", *(ReaderFigure(figure.published) for figure in figures))
    assert finding_sentences.contradiction_in_short(finding) == (
        "Between 70 and 80 in 100 officials claim it, at most 50% of people report it"
    )


# -- where one case is too many ----------------------------------------------------


def one_answer():
    return sample("WOM-01.m", 0.0004, 0.09, "inconclusive", cases="reported")


def test_one_answer_is_reported_and_not_verified():
    finding = read("WOM-01", one_answer())
    assert finding.finding == "inconclusive"
    assert finding_sentences.cases(finding) == (
        "One case is already too many. It was reported but is not verified:"
        " reported by people. A document, an observation or a second group could"
        " verify it."
    )
    assert finding.strength == "D"


def test_a_second_group_verifies_it_and_nobody_is_named():
    finding = read("WOM-01", one_answer(), heard("WOM-01.n", 3, cases="reported"))
    assert finding.finding == "not_met"
    assert finding_sentences.cases(finding) == (
        "Here one case is too many. At least one is verified: reported by people,"
        " reported by organisations."
    )
    assert finding.strength == "C"


def test_a_register_alone_verifies_it():
    register = heard(
        "DUR-02.k", None, n=6, numerator=2, denominator=300, cases="verified"
    )
    finding = read("DUR-02", register)
    assert finding.finding == "not_met"
    assert "verified: seen in a document or register" in finding_sentences.cases(
        finding
    )
    assert "2" not in finding_sentences.cases(finding)


def test_a_share_that_is_beyond_doubt_is_not_met_though_one_group_tells_it():
    finding = read("WOM-01", sample("WOM-01.m", 0.2, 0.4, "not_met", cases="reported"))
    assert finding.finding == "not_met"
    assert finding_sentences.cases_word(finding) == "Reported, not verified"


def test_a_death_that_nobody_investigated_is_a_case():
    """One death of two: 2 is too few for a share, and one is too many."""
    death = stored(
        "DTH-01.k",
        design_class="census",
        n=12,
        numerator=1,
        denominator=2,
        estimate=0.5,
        finding="not_met",
        cases="verified",
    )
    finding = read("DTH-01", death)
    assert finding_sentences.finding(finding) == "Not met"
    assert finding_sentences.cases_word(finding) == "At least one, verified"


def test_that_nobody_reported_a_case_is_said_only_where_somebody_was_asked():
    people = sample("WOM-01.m", 0, 0.03, "met", cases="not_reported")
    assert finding_sentences.cases_word(read("WOM-01", people)) == "Nobody reported one"
    assert finding_sentences.cases_word(read("WOM-01")) == "Not known: nobody was asked"


@pytest.mark.parametrize(
    ("figures", "word"),
    [
        ([], "Not assessed: nobody was asked"),
        (["few"], "Not published: fewer than ten people"),
        (["heard"], "No finding: not chosen at random"),
        (["met"], "Met"),
        (["not met"], "Not met"),
        (["close"], "Too close to call"),
    ],
)
def test_what_is_known_of_a_standard_is_said_in_one_of_six_ways(figures, word):
    make = {
        "few": lambda: unpublished("JUD-01.m"),
        "heard": lambda: heard("JUD-01.a", 4),
        "met": lambda: sample("JUD-01.m", 0.97, 1, "met"),
        "not met": lambda: sample(*PEOPLE),
        "close": lambda: sample("JUD-01.m", 0.9, 1, "inconclusive"),
    }
    finding = read("JUD-01", *(make[name]() for name in figures))
    text = (
        finding_sentences.finding(finding)
        if figures
        else Finding(finding.finding).label
    )
    assert text == word


def test_other_standards_are_judged_by_their_range_and_not_by_cases():
    assert finding_sentences.cases(read("JUD-01", sample(*PEOPLE))) == ""


# -- groups beside each other ------------------------------------------------------


def test_the_widest_difference_is_that_of_ranges_that_do_not_meet():
    people = sample(*PEOPLE)
    clear = compared("JUD-01.m", (0.2, 0.4))
    unclear = compared("JUD-01.m", (0.2, 0.55))
    assert read("JUD-01", people, *clear).inequality == 0.1
    assert read("JUD-01", people, *unclear).inequality == 0
    assert read("JUD-01", people).inequality is None
