"""Groups of informants beside each other: no verdict from few places, no kappa."""

from dataclasses import replace

import numpy as np
import pytest
from statsmodels.stats.meta_analysis import combine_effects

from analysis.comparison.triangulation import Side, Voice, agreement, pool
from analysis.indicators.evidence_strength import (
    Case,
    Means,
    Source,
    Status,
    Strength,
    strength,
    supporting,
)
from analysis.indicators.target_gap import finding, zero_tolerance
from analysis.schema import (
    Chance,
    FindingCode,
    FrameProblem,
    IndicatorDefinition,
    Limits,
    NotAtRandom,
)

FILE, SEEN = Source(Means.DOCUMENT), Source(Means.OBSERVED)
DETAINED, LAWYERS = (Source(Means.INFORMANT, g) for g in ("detained", "lawyers"))
RUMOUR = Source(Means.HEARSAY)


def voice(group, counts, kind="probability"):
    return Voice(
        group, kind, {f"P{number:02d}": pair for number, pair in enumerate(counts)}
    )


def spoken(dice, places, n=12, shift=0.2, between=0.1):
    """Staff say yes more often than the detained by a shift that varies by place."""
    base = np.clip(dice.normal(0.45, 0.1, places), 0.1, 0.9)
    claim = np.clip(base + dice.normal(shift, between, places), 0, 1)
    first, second = (
        voice(group, [(int(dice.binomial(n, p)), n) for p in shares])
        for group, shares in (("staff", claim), ("detained", base))
    )
    return first, second, float((claim - base).mean())


@pytest.mark.parametrize("between", [0.0, 0.3])
def test_pooling_is_that_of_statsmodels(between):
    first, second, _truth = spoken(np.random.default_rng(2), 12, n=40, between=between)
    pairs = np.array(
        [(first.places[p], second.places[p]) for p in sorted(first.places)]
    )
    k, n = pairs[:, :, 0], pairs[:, :, 1]
    d = k[:, 0] / n[:, 0] - k[:, 1] / n[:, 1]
    within = (k * (n - k) / n).sum(axis=0) / (n - 1).sum(axis=0)
    v = (within / n).sum(axis=1)
    theirs = combine_effects(d, v, method_re="iterated", atol=1e-10, maxiter=500)
    difference = pool(first, second)
    assert difference.difference == pytest.approx(theirs.mean_effect_re, abs=1e-6)
    if between:
        assert difference.tau2 == pytest.approx(theirs.tau2, rel=1e-5)
        assert difference.tau2 > 0
        assert difference.se == pytest.approx(theirs.sd_eff_w_re_hksj, rel=1e-5)
    else:  # theirs may promise more than the places' own answers do
        assert difference.tau2 == 0
        assert difference.se == pytest.approx(theirs.sd_eff_w_fe)
        assert difference.se > theirs.sd_eff_w_re_hksj


def test_one_answer_in_each_place_still_has_a_range():
    difference = pool(voice("a", [(1, 1)] * 4), voice("b", [(0, 1), (1, 1)] * 2))
    assert difference.lower < difference.difference < difference.upper


def test_equal_differences_by_luck_are_not_certainty():
    """Hartung and Knapp alone would give a range of no width from two places."""
    difference = pool(voice("a", [(8, 10), (8, 10)]), voice("b", [(5, 10), (5, 10)]))
    assert difference.difference == pytest.approx(0.3)
    assert difference.upper - difference.lower > 0.5


@pytest.mark.parametrize("places", [8, 40])
def test_nineteen_of_twenty_ranges_hold_the_mean_difference(places):
    dice = np.random.default_rng(12)
    covered = 0
    for _ in range(300):
        first, second, _truth = spoken(dice, places)
        difference = pool(first, second)
        covered += difference.lower <= 0.2 <= difference.upper
    assert covered / 300 >= 0.92


def test_under_thirty_places_there_is_a_difference_and_no_verdict():
    dice = np.random.default_rng(9)
    fewer, enough = (pool(*spoken(dice, places)[:2]) for places in (29, 30))
    assert fewer.lower > 0
    assert fewer.verdict is None
    assert enough.verdict is Side.FIRST_HIGHER


def test_a_verdict_names_the_side_or_none():
    counts = [(4, 10), (6, 10)] * 20
    same = pool(voice("a", counts), voice("b", counts))
    assert same.verdict is Side.NOT_CLEAR
    high = voice("b", [(9, 10)] * 40)
    assert pool(voice("a", counts), high).verdict is Side.SECOND_HIGHER


def test_a_difference_of_shares_ends_at_one():
    difference = pool(voice("a", [(5, 5)] * 4), voice("b", [(0, 5)] * 4))
    assert difference.difference == 1
    assert difference.lower < difference.upper == 1


def test_everybody_asked_everywhere_leaves_nothing_to_chance():
    first = voice("heads", [(1, 1), (0, 1)], "census")
    second = voice("detained", [(3, 4), (1, 4)], "census")
    difference = pool(first, second)
    assert difference.lower == difference.difference == difference.upper == 0
    assert difference.method == "census"


def test_groups_picked_by_hand_agree_or_not_but_have_no_range():
    first, second, _truth = spoken(np.random.default_rng(1), 5)
    chosen = Voice("staff", "purposive", first.places)
    assert len(agreement(chosen, second).differences) == 5
    with pytest.raises(NotAtRandom, match="Report k of n"):
        pool(chosen, second)


def test_agreement_survives_a_question_nearly_everybody_affirms():
    """19 of 20 places agree on yes: kappa would be 0, and AC1 is not."""
    first = voice("staff", [(1, 1)] * 20, "census")
    second = voice("detained", [(9, 10)] * 19 + [(1, 10)])
    result = agreement(first, second)
    yes = (1 + 0.95) / 2
    chance = 2 * yes * (1 - yes)
    assert result.same == 0.95
    assert result.ac1 == pytest.approx((0.95 - chance) / (1 - chance))
    assert result.ac1 > 0.94
    assert result.differences["P19"] == pytest.approx(0.9)


def test_groups_that_never_spoke_of_one_place_are_not_compared():
    first = voice("staff", [(1, 2)])
    elsewhere = Voice("detained", "probability", {"X": (1, 2)})
    with pytest.raises(FrameProblem, match="spoke in 0 places, and 1 are needed"):
        agreement(first, elsewhere)
    with pytest.raises(FrameProblem, match="spoke in 1 places, and 2 are needed"):
        pool(first, voice("detained", [(1, 2)]))
    with pytest.raises(FrameProblem, match='Place P00 has 3 of 2 of "staff"'):
        voice("staff", [(3, 2)])


@pytest.mark.parametrize(
    ("sources", "letter"),
    [
        ([FILE, DETAINED], "A"),
        ([SEEN, RUMOUR], "B"),
        ([DETAINED, LAWYERS], "C"),
        ([DETAINED, DETAINED], "D"),
        ([DETAINED, RUMOUR], "D"),
        ([RUMOUR], "E"),
    ],
)
def test_the_letter_is_that_of_the_firmest_support(sources, letter):
    assert strength(sources) == letter


def test_a_group_that_says_otherwise_is_no_support():
    findings = [(DETAINED, FindingCode.NOT_MET), (LAWYERS, FindingCode.MET)]
    assert strength(supporting(FindingCode.NOT_MET, findings)) is Strength.ONE_GROUP
    with pytest.raises(FrameProblem, match="Report it as not assessed"):
        strength(supporting(FindingCode.INCONCLUSIVE, findings))


def test_only_informants_have_a_group():
    with pytest.raises(FrameProblem, match="makes two of them independent"):
        Source(Means.INFORMANT)
    with pytest.raises(FrameProblem, match='"document" has the group "detained"'):
        Source(Means.DOCUMENT, "detained")


NEVER = IndicatorDefinition("CHD-02", target=0.0, direction="down", zero_tolerance=True)


def test_one_verified_case_is_enough_and_says_how():
    result = zero_tolerance(
        NEVER, [Case((DETAINED,)), Case((DETAINED, FILE))], otherwise=FindingCode.MET
    )
    assert result.finding is FindingCode.NOT_MET
    assert (result.verified, result.reported, result.hearsay) == (1, 1, 0)
    assert result.how == (FILE, DETAINED)


def test_two_groups_verify_what_one_answer_reports():
    assert Case((DETAINED,)).status is Status.REPORTED
    assert Case((DETAINED, LAWYERS)).status is Status.VERIFIED


@pytest.mark.parametrize(
    ("otherwise", "expected"),
    [
        (FindingCode.MET, FindingCode.INCONCLUSIVE),
        (FindingCode.NOT_MET, FindingCode.NOT_MET),
        (FindingCode.NOT_ASSESSED, FindingCode.NOT_ASSESSED),
    ],
)
def test_a_case_that_is_only_reported_takes_met_away(otherwise, expected):
    result = zero_tolerance(NEVER, [Case((DETAINED,))], otherwise=otherwise)
    assert (result.finding, result.how) == (expected, ())


def test_a_rumour_changes_nothing():
    result = zero_tolerance(NEVER, [Case((RUMOUR,))], otherwise=FindingCode.MET)
    assert (result.finding, result.hearsay) == (FindingCode.MET, 1)


def test_standards_that_tolerate_cases_are_judged_by_their_estimate():
    with pytest.raises(ValueError, match="judged by its estimate"):
        zero_tolerance(IndicatorDefinition("q"), [], otherwise=FindingCode.MET)


def test_one_answer_in_a_survey_is_a_report_and_one_in_a_file_is_a_case():
    limits = Limits(0.0, 0.01, Chance.PROBABILITY)
    reported = finding(NEVER, limits, cases=1, tolerance=0.05)
    seen = finding(replace(NEVER, verified=True), limits, cases=1, tolerance=0.05)
    assert (reported, seen) == (FindingCode.INCONCLUSIVE, FindingCode.NOT_MET)
