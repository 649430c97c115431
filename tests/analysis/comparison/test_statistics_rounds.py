"""What changed between rounds travels with both figures, or says why it cannot."""

from dataclasses import replace

import pytest

from analysis.comparison.change_between_rounds import QuestionVersion, change
from analysis.comparison.statistics_rounds import EarlierRound, RoundEstimates
from analysis.gap_statistics import gap_statistics
from analysis.material import Material
from analysis.publication.published_figure import NumberState
from analysis.schema import IndicatorDefinition, Settings
from tests.analysis.builders.interviews import interviews, plan

SEEN = IndicatorDefinition("q", target=0.9, standard="INF-04")
QUESTIONS = {"q": QuestionVersion("q", "Have you seen a lawyer?", ("no", "yes"))}


def material(share, *, seed, kind="probability", **values):
    units, strata = plan()
    rows = interviews(units, seed=seed, share=share)
    return Material(
        "migrant", kind, rows, units, strata, (SEEN,), questions=QUESTIONS, **values
    )


def exact_statistics(now, before):
    """code → the exact statistics of the two rounds."""
    return {pair.exact.code: pair.exact for pair in pairs(now, before)}


def pairs(now, before):
    earlier = EarlierRound("r1", "2025-03-01/2025-03-31", [before])
    return list(gap_statistics([now], earlier=earlier, families=()))


def test_a_change_is_what_the_two_rounds_give():
    before, now = material(0.3, seed=1), material(0.6, seed=2)
    statistics = exact_statistics(now, before)
    first, second = (RoundEstimates.of(m, (SEEN,), Settings()) for m in (before, now))
    expected = change(first.round_totals(0, "r1"), second.round_totals(0, "r2"))
    difference = statistics["E2.12"]
    assert (difference.value, difference.lower, difference.upper) == pytest.approx(
        (expected.difference, expected.lower, expected.upper)
    )
    assert difference.p_adjusted == pytest.approx(expected.p)  # a grid of one
    assert difference.reporting == expected.places_in_both == 12
    assert difference.when == "2025-03-01/2025-03-31"
    assert statistics["E2.1"].value == pytest.approx(float(first.estimates.value[0]))
    assert (
        statistics["E2.1"].lower < statistics["E2.1"].value < statistics["E2.1"].upper
    )


def test_other_words_are_another_question():
    before = material(0.3, seed=1)
    now = replace(
        material(0.6, seed=2),
        questions={"q": QuestionVersion("q", "Seen one?", ("no", "yes"))},
    )
    statistics = exact_statistics(now, before)
    assert "E2.12" not in statistics
    assert statistics["E2.1"].note == "worded_otherwise"
    assert statistics["E2.1"].value is not None  # the two are shown beside each other


def test_an_indicator_that_was_defined_otherwise_is_not_compared():
    before = material(0.3, seed=1)
    other = replace(before, indicators=(replace(SEEN, target=0.5),))
    assert exact_statistics(material(0.6, seed=2), other) == {}


def test_people_who_were_not_chosen_at_random_give_no_change():
    before = material(0.3, seed=1)
    assert exact_statistics(material(0.6, seed=2, kind="purposive"), before) == {}
    assert (
        exact_statistics(
            material(0.6, seed=2), replace(before, design_class="purposive")
        )
        == {}
    )


def test_equal_answers_in_both_rounds_have_no_change_to_judge():
    before, now = material(1.0, seed=1), material(1.0, seed=2)
    statistics = exact_statistics(now, before)
    assert set(statistics) == {"E2.1"}


def test_without_a_round_before_nothing_is_said():
    assert list(gap_statistics([material(0.6, seed=2)], families=())) == []


def test_the_exact_change_is_for_the_review_body():
    """Everybody reads the two bands, and which way it went, in words (rule 14)."""
    both = pairs(material(0.6, seed=2), material(0.3, seed=1))
    assert [pair.exact.code for pair in both] == ["E2.1", "E2.12"]
    for pair in both:
        assert pair.exact.value is not None
        assert pair.published.state == NumberState.BODY_ONLY
        assert pair.published.value is None
