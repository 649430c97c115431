"""Alternatives: whether they were examined, what is missing, what they achieve."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.alternatives import measures
from analysis.estimation.intervals import poisson_exact
from analysis.indicators.proportions import register_share, survey_share
from analysis.schema import Chance, FrameProblem, NotAtRandom
from tests.analysis.indicators.test_proportions import NO, UNKNOWN, YES, drawn


@pytest.fixture
def sample():
    return drawn()


def test_only_a_missing_place_keeps_them_in():
    """Address, bail, place: supply. Whoever has another barrier is not counted."""
    barriers = {
        "address": np.array([YES, NO, YES, NO, YES, NO]),
        "bail": np.array([NO, NO, NO, NO, UNKNOWN, UNKNOWN]),
        "place": np.array([NO, NO, NO, YES, NO, NO]),
        "security": np.array([NO, NO, YES, UNKNOWN, NO, NO]),
    }
    only_supply = measures.only_supply(barriers)
    np.testing.assert_array_equal(only_supply, [YES, NO, NO, UNKNOWN, YES, UNKNOWN])


def test_rules_decide_who_could_enter_a_programme():
    families = np.array([YES, NO, YES, NO, YES])
    ill = np.array([NO, YES, NO, NO, UNKNOWN])
    record = np.array([NO, UNKNOWN, YES, UNKNOWN, NO])
    eligible = measures.eligible({"fam": families, "ill": ill}, {"crim": record})
    np.testing.assert_array_equal(eligible, [YES, UNKNOWN, NO, NO, YES])
    np.testing.assert_array_equal(measures.eligible({"fam": families}, {}), families)
    with pytest.raises(FrameProblem, match="no rule that admits"):
        measures.eligible({}, {"crim": record})


@pytest.fixture
def counts():
    return {"detained": 200, "waiting": 15, "free": 40}


def test_the_places_missing_range_as_the_eligible_share_does(sample, counts):
    share = survey_share("eligible", sample, (np.arange(240) % 2).astype(float))
    gap = measures.capacity_gap("North", "case_management", eligible=share, **counts)
    assert gap.gap == pytest.approx(200 * share.value + 15 - 40)
    assert gap.limits.lower == pytest.approx(200 * share.lower - 25)
    assert gap.limits.upper == pytest.approx(200 * share.upper - 25)
    assert gap.limits.kind == share.kind


@pytest.mark.parametrize("name", ["detained", "waiting", "free"])
def test_a_count_nobody_gave_is_no_zero(counts, name):
    share = register_share("eligible", 1, 4, kind="census")
    with pytest.raises(FrameProblem, match=f'North, .* "{name}" is missing'):
        measures.capacity_gap("North", "bail", eligible=share, **counts | {name: None})


@pytest.fixture
def programme():
    return measures.Programme(
        name="pilot",
        due=300,
        attended=240,
        excused=18,
        exits=126,
        lost=15,
        resolved=32,
        redetained=0,
        removed=3,
        kind="census",
        person_days=36525.0,
    )


def test_a_programme_that_re_detained_nobody_still_has_a_range(programme):
    shares = {share.name: share for share in measures.results(programme)}
    assert shares["appearance"].value == pytest.approx(0.86)
    assert shares["re_detention"].value == 0
    assert 0 < shares["re_detention"].upper < 0.04


def test_people_who_stay_longer_weigh_more_in_a_rate(programme):
    rates = {rate.name: rate for rate in measures.rates(programme)}
    assert rates["disengagement"].value == pytest.approx(15 / 100)
    assert rates["disengagement"].limits == poisson_exact(15, 100.0, kind=Chance.CENSUS)
    with pytest.raises(FrameProblem, match='"pilot" has no person-days'):
        measures.rates(replace(programme, person_days=None))


def test_a_programme_nobody_left_has_no_share_of_exits(programme):
    young = replace(programme, exits=0, lost=0, resolved=0, removed=0)
    assert [share.name for share in measures.results(young)] == ["appearance"]
    with pytest.raises(FrameProblem, match='"resolution" counts 200 of 126'):
        measures.results(replace(programme, resolved=200))
    chosen = replace(programme, kind="purposive")
    with pytest.raises(NotAtRandom):
        measures.results(chosen)
    with pytest.raises(NotAtRandom):
        measures.rates(chosen)
