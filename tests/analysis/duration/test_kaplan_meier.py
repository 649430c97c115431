"""What is said of how long people are held, and what is not said."""

import numpy as np
import pandas as pd
import pytest

from analysis.duration.cumulative_incidence import cumulative_incidence
from analysis.duration.kaplan_meier import (
    Reach,
    quantiles_held,
    restricted_mean,
    still_held,
)
from analysis.duration.risk_sets import spells
from analysis.duration.survival_curve import curve
from analysis.estimation.design import design_of
from analysis.schema import FrameProblem
from bench.time_in_detention import country, measure
from tests.analysis.builders.interviews import plan
from tests.analysis.builders.stays import by_place, stock

DAYS = (2, 7, 28, 90, 180)


def statsmodels_curve(stays, days):
    from statsmodels.duration.survfunc import SurvfuncRight

    survival = SurvfuncRight(stays.exit, (stays.event > 0) * 1, entry=stays.entry)
    steps = np.searchsorted(survival.surv_times, days, side="right") - 1
    return survival.surv_prob[steps], survival.surv_prob_se[steps]


def test_a_stock_seen_late_gives_the_curve_of_statsmodels():
    stays = stock()
    ours = still_held(stays, DAYS[1:], enough=1)
    value, se = statsmodels_curve(stays, DAYS[1:])
    np.testing.assert_allclose(ours.value, value, rtol=1e-12)
    np.testing.assert_allclose(ours.se, se, rtol=1e-12)


@pytest.mark.parametrize("growth", [1.0, 2.0])
def test_people_found_on_one_day_tell_how_long_stays_are(growth):
    """Their own stays would say 150 days and more where the truth is 60."""
    measures = measure(present=60_000, growth=growth, seed=5)
    assert measures["late-entry S(90)"] == pytest.approx(
        measures["true S(90)"], rel=0.02
    )
    assert measures["late-entry mean"] == pytest.approx(measures["true mean"], rel=0.02)
    assert measures["mean whole stay of those present"] > 1.5 * measures["true mean"]
    assert measures["mean held so far"] > 1.1 * measures["true mean"]
    assert measures["estimated from day"] == 0


def test_a_country_is_the_same_for_the_same_seed():
    first, second = (country(present=50, growth=1.0, seed=9).stays for _ in range(2))
    pd.testing.assert_frame_equal(first, second)


def test_weights_that_copy_people_leave_the_curve_where_it_is():
    stays = stock(80)
    twice = np.repeat(np.arange(80), np.arange(80) % 3 + 1)
    copied = spells(
        kind="probability",
        exit=stays.exit[twice],
        event=stays.event[twice],
        entry=stays.entry[twice],
    )
    weighed = spells(
        kind="probability",
        exit=stays.exit,
        event=stays.event,
        entry=stays.entry,
        weight=np.arange(80) % 3 + 1.0,
    )
    ours, many = (
        still_held(some_stays, DAYS[2:], enough=1) for some_stays in (weighed, copied)
    )
    np.testing.assert_allclose(ours.value, many.value)
    # Copies are not people: the error is that of 80, not of 160.
    assert (ours.se > 1.1 * many.se).all()


def test_errors_without_places_are_those_of_greenwood():
    stays = stock(3000)
    weighed = spells(
        kind="probability",
        exit=stays.exit,
        event=stays.event,
        entry=stays.entry,
        weight=1 + 1e-9 * (np.arange(len(stays.exit)) % 2),
    )
    book, ours = (still_held(some_stays, [28, 90]) for some_stays in (stays, weighed))
    np.testing.assert_allclose(ours.se, book.se, rtol=0.02)
    book, ours = (restricted_mean(some_stays, 180) for some_stays in (stays, weighed))
    assert ours.se == pytest.approx(book.se, rel=0.02)


def test_people_who_leave_together_make_the_error_larger():
    """Ten people of one place who are released on one day are one event, not ten."""
    units, _strata = plan(strata=1, places=30)
    day = np.random.default_rng(2).integers(1, 60, 30)
    psu = np.repeat(np.arange(30), 10)
    stays = spells(
        kind="probability",
        exit=day[psu].astype(float),
        event=np.ones(300, int),
        psu=psu,
    )
    rows = pd.DataFrame({"psu": units["psu"].to_numpy()[psu]})
    strata = pd.DataFrame({"stratum": ["S0"], "frame_count": [np.nan]})
    design = design_of(rows, units, strata, kind="probability", two_stage=False)
    with_places, without = (
        still_held(stays, [30], design=design),
        still_held(stays, [30]),
    )
    assert with_places.se[0] == pytest.approx(np.sqrt(10) * without.se[0], rel=0.05)
    assert with_places.basis.df == 29


def test_limits_over_places_hold_the_truth_as_often_as_they_say():
    """Places that release at their own pace: 95 in 100, where people alone give 76."""
    dice, design, rounds = np.random.default_rng(4), by_place(), 300
    truth, psu = 1.25**-4, np.repeat(np.arange(30), 15)
    hits = {"places": 0, "people": 0}
    for _round in range(rounds):
        pace = dice.gamma(4, 1 / 4, 30)[psu]
        leaves = np.ceil(dice.exponential(60 / pace))
        last = np.ceil(dice.uniform(30, 200, len(psu)))
        event = (leaves <= last).astype(int)
        stays = spells(
            kind="probability", exit=np.minimum(leaves, last), event=event, psu=psu
        )
        for name, given_design in (("places", design), ("people", None)):
            ours = still_held(stays, [60], design=given_design)
            hits[name] += ours.lower[0] <= truth <= ours.upper[0]
    assert 0.92 < hits["places"] / rounds < 0.98
    assert hits["people"] / rounds < 0.85


def test_estimates_begin_where_five_people_are_watched_and_say_so():
    entry = np.concatenate([[0.0, 1.0], np.full(40, 30.0)])
    exit = np.concatenate([[2.0, 3.0], 30.0 + np.arange(1, 41)])
    stays = spells(kind="probability", exit=exit, event=np.ones(42, int), entry=entry)
    ours = still_held(stays, [7, 30, 50])
    assert ours.basis.start == 30
    assert ours.basis.late
    assert ours.reach == (Reach.BEFORE, Reach.OK, Reach.OK)
    assert np.isnan(ours.value[0])
    assert np.isnan(ours.upper[0])
    np.testing.assert_allclose(ours.value[1:], [1.0, 0.5])
    # With the two first people taken at their word everybody would be out by day 3.
    assert still_held(stays, [7], enough=1).reach == (Reach.BEFORE,)
    mean = restricted_mean(stays, 50)
    assert mean.value == pytest.approx(np.linspace(1, 0.525, 20).sum())
    with pytest.raises(FrameProblem, match="up to a day after day 30"):
        restricted_mean(stays, 20)


def test_nobody_at_risk_is_no_proof_that_nobody_left():
    """The first interview was on day 40: days 0 to 40 are not seen by anybody."""
    stays = spells(
        kind="probability",
        exit=np.arange(60.0, 90),
        event=np.ones(30, int),
        entry=[40.0] * 30,
    )
    assert still_held(stays, [30]).reach == (Reach.BEFORE,)


def test_nothing_is_said_beyond_the_day_when_four_are_left():
    stays = spells(kind="probability", exit=np.arange(1.0, 41), event=np.ones(40, int))
    ours = still_held(stays, [36, 37])
    assert ours.basis.end == 36
    assert ours.reach == (Reach.OK, Reach.BEYOND)
    assert ours.value[0] == pytest.approx(0.1)
    assert np.isnan(ours.value[1])
    mean = restricted_mean(stays)
    assert (mean.until, mean.left_over) == (36, pytest.approx(0.1))


def test_too_few_people_to_follow_are_refused_with_the_remedy():
    stays = spells(kind="probability", exit=[3.0, 4, 5, 6], event=[1, 1, 1, 1])
    with pytest.raises(FrameProblem, match="Follow more people up, or report the time"):
        still_held(stays)


def test_a_person_released_on_the_day_of_admission_counts():
    stays = spells(
        kind="probability", exit=np.repeat([0.0, 10.0], 10), event=np.ones(20, int)
    )
    ours = still_held(stays, [0, 2])
    np.testing.assert_allclose(ours.value, [0.5, 0.5])
    assert not ours.basis.late


def test_before_the_first_exit_the_share_is_not_certain():
    stays = spells(
        kind="probability", exit=np.repeat([10.0, 20.0], 15), event=np.ones(30, int)
    )
    ours = still_held(stays, [5])
    assert ours.value[0] == 1
    assert ours.lower[0] == pytest.approx(0.025 ** (1 / 30))


def test_a_median_nobody_has_reached_is_not_given():
    stays = spells(
        kind="probability",
        exit=np.repeat([10.0, 20.0], 15),
        event=np.repeat([1, 0], 15),
    )
    early, never = quantiles_held(stays, [0.25, 0.75])
    assert early.value == 10
    assert np.isnan(never.value)


def test_the_mean_is_the_area_under_the_curve():
    stays = spells(kind="probability", exit=np.arange(1.0, 21), event=np.ones(20, int))
    ours = restricted_mean(stays, 10)
    assert ours.value == pytest.approx(np.minimum(np.arange(1, 21), 10).mean())
    sd = np.minimum(np.arange(1, 21), 10).std()
    assert ours.se == pytest.approx(sd / np.sqrt(20), rel=1e-9)


def test_ways_out_and_those_still_held_add_up():
    ours = cumulative_incidence(stock(kinds=3), ["release", "removal", "other"], DAYS)
    np.testing.assert_allclose(ours.value.sum(axis=0) + ours.still_held, 1.0)


def test_ways_out_are_those_of_statsmodels():
    from statsmodels.duration.survfunc import CumIncidenceRight

    stays = stock(kinds=2)
    since = spells(kind="probability", exit=stays.exit, event=stays.event)
    ours = cumulative_incidence(since, ["release", "removal"], DAYS[1:])
    with np.errstate(divide="ignore", invalid="ignore"):  # on the last day of all
        theirs = CumIncidenceRight(since.exit, since.event)
    steps = np.searchsorted(theirs.times, DAYS[1:], side="right") - 1
    for kind in range(2):
        np.testing.assert_allclose(
            ours.value[kind], theirs.cinc[kind][steps], atol=1e-12
        )
        np.testing.assert_allclose(
            ours.se[kind], theirs.cinc_se[kind][steps], rtol=2e-3
        )
        assert (ours.lower[kind] < ours.value[kind]).all()
        assert (ours.upper[kind] > ours.value[kind]).all()


def test_a_removal_is_not_counted_as_a_release_to_come():
    """Half are removed on day 5: no more than half can ever be released."""
    exit = np.repeat([5.0, 10.0], 20)
    stays = spells(kind="probability", exit=exit, event=np.repeat([2, 1], 20))
    ours = cumulative_incidence(stays, ["release", "removal"], [10])
    assert ours.value[0, 0] == pytest.approx(0.5)


def test_influences_are_the_derivatives_of_the_estimates():
    """Give one person a little more weight and see what the estimate does."""
    stays, step, stay = stock(60), 1e-6, 17
    more = stays.weight.copy()
    more[stay] += step
    heavier = spells(
        kind="probability",
        exit=stays.exit,
        event=stays.event,
        entry=stays.entry,
        weight=more,
    )
    plain, changed = (curve(s, enough=1) for s in (stays, heavier))
    days = np.array([28.0, 90.0])
    moved = (np.log(changed.value_on(days)) - np.log(plain.value_on(days))) / step
    np.testing.assert_allclose(plain.log_influence(days)[stay], moved, rtol=1e-4)


def test_an_unnamed_way_out_is_refused():
    with pytest.raises(FrameProblem, match="Name every kind of exit"):
        cumulative_incidence(stock(kinds=3), ["release", "removal"])


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"exit": [5.0, 1.0]}, "Stay 1 ends before its observation begins"),
        ({"exit": [5.0, np.inf]}, "Stay 1 has no last day"),
        ({"weight": [1.0, 0.0]}, "Stay 1 has no positive weight"),
        ({"event": [1]}, "different lengths"),
    ],
)
def test_a_stay_that_cannot_be_is_named(change, says):
    columns = {"exit": [5.0, 6.0], "event": [1, 0], "entry": [2.0, 3.0]} | change
    columns = {name: np.asarray(value) for name, value in columns.items()}
    with pytest.raises(FrameProblem, match=says):
        spells(kind="probability", **columns)
