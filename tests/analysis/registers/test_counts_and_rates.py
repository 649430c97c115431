"""Counts of places: a silent place is never empty, midnight is never any time."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.estimation.intervals import poisson_exact
from analysis.indicators import data_quality
from analysis.registers import counts_and_rates as admin
from analysis.registers.reported_numbers import Coverage, Place, Reports, ratio, total
from analysis.registers.units_and_periods import Moment, Period, Reckoned, Unit
from analysis.schema import Chance, FrameProblem

PLACES = (Place("A"), Place("B"), Place("P", police=True), Place("J", prison=True))
NIGHT = Moment("2026-03-31", Reckoned.MIDNIGHT)
YEAR = Period("2025-01-01", "2025-12-31")


def reports(name="stock", unit=Unit.PERSON, when=NIGHT, **counts):
    return Reports(name, unit, when, "ministry", counts)


@pytest.fixture
def days():
    return reports("days", Unit.DAY, YEAR, A=36525, B=73050)


def test_a_place_that_did_not_report_is_not_empty():
    found = total("E1.1", PLACES, reports(A=40, B=None, P=0))
    assert found.value == 40
    assert found.reach.all == Coverage(2, 4)


def test_a_count_says_whether_police_and_prisons_are_in_it():
    found = total("E1.1", PLACES, reports(A=40, P=3))
    assert found.reach.police == Coverage(1, 1)
    assert found.reach.prisons == Coverage(0, 1)
    civil = total("E1.1", PLACES[:2], reports(A=40))
    assert civil.reach.prisons == Coverage(0, 0)


def test_a_count_carries_what_it_counts_and_when():
    found = total("E1.2", PLACES, reports("entries", Unit.EVENT, YEAR, A=400, B=90))
    assert (found.unit, found.when) == (Unit.EVENT, YEAR)
    assert found.sources == ("ministry",)
    assert found.numerator == 490
    assert found.denominator is None


def test_nobody_reporting_is_not_zero():
    with pytest.raises(FrameProblem, match=r"none of 4 places .* It is not known"):
        total("E1.1", PLACES, reports(A=None))


def test_people_at_midnight_and_at_any_time_are_never_added():
    seen = replace(NIGHT, reckoned=Reckoned.ANY_TIME)
    ordered, housed = reports("ordered", A=3), reports("housed", when=seen, A=2)
    with pytest.raises(FrameProblem, match=r"\(midnight\), .* \(any time\)"):
        admin.children(PLACES, ordered, housed)


def test_people_and_events_are_never_added():
    events = reports("entries", Unit.EVENT, A=3)
    with pytest.raises(FrameProblem, match=r"by person and .* by event"):
        total("E1", PLACES, reports(A=3), events)


@pytest.mark.parametrize("count", [-1, float("nan"), float("inf")])
def test_a_count_that_cannot_be_names_its_place(count):
    with pytest.raises(FrameProblem, match=r'Place B reports .* as "stock"'):
        reports(A=3, B=count)


def test_a_place_nobody_knew_of_would_spoil_the_coverage():
    with pytest.raises(FrameProblem, match="report of Z, which is not among"):
        total("E1.1", PLACES, reports(Z=3))


def test_a_place_that_is_known_twice_would_too():
    with pytest.raises(FrameProblem, match="among the known ones twice"):
        total("E1.1", (*PLACES, Place("A")), reports(A=3))


def test_who_is_referred_is_not_yet_admitted():
    admitted = reports("admissions", Unit.EVENT, YEAR, A=30, B=12)
    referred = reports("referrals", Unit.EVENT, YEAR, A=60)
    found = admin.admission_ratio(PLACES, admitted, referred)
    assert (found.value, found.left_out) == (0.5, {"admissions": 12})


def test_children_housed_with_a_parent_are_children_deprived_of_liberty():
    ordered = reports("ordered", A=3, B=5, P=7)
    housed = reports("housed", A=2, B=0, P=None)
    found = admin.children(PLACES, ordered, housed)
    assert found.value == 10
    assert found.parts == {"ordered": 8, "housed": 2}
    assert found.left_out == {"ordered": 7}
    assert found.reach.all == Coverage(2, 4)


def test_occupancy_compares_only_places_that_gave_both():
    stock = reports(A=60, B=30, P=9)
    found = admin.occupancy(PLACES, stock, reports("capacity", A=40, B=40))
    assert found.value == pytest.approx(90 / 80)
    assert (found.numerator, found.denominator) == (90, 80)
    assert found.left_out == {"stock": 9}
    with pytest.raises(FrameProblem, match='"capacity" is 0 in the 1 places'):
        admin.occupancy(PLACES, stock, reports("capacity", A=0))


def test_days_that_were_not_counted_are_not_days_within_capacity():
    found = admin.days_over({"A": [41, 40, None, 50]}, {"A": 40})
    assert found == {"A": Coverage(2, 3)}
    with pytest.raises(FrameProblem, match="Place B has daily counts but no"):
        admin.days_over({"B": [1]}, {"A": 40})


def test_the_average_population_is_days_over_days(days):
    found = admin.daily_population(PLACES, days)
    assert found.value == pytest.approx(109575 / 365)
    assert found.unit is Unit.PERSON
    with pytest.raises(FrameProblem, match="happens over time"):
        admin.daily_population(PLACES, replace(days, when=NIGHT))
    with pytest.raises(FrameProblem, match="counts by person, and days are needed"):
        admin.daily_population(PLACES, replace(days, unit=Unit.PERSON))


def test_a_period_ends_after_it_begins():
    assert YEAR.days == 365
    with pytest.raises(FrameProblem, match="ends before it begins"):
        Period(YEAR.last, YEAR.first)


@pytest.mark.parametrize("day", ["today", "2025-02-30", "2025", "31/03/2026"])
def test_a_moment_is_a_day_of_the_calendar(day):
    with pytest.raises(FrameProblem, match=r"is no day\. Write year, month and day"):
        Moment(day, Reckoned.MIDNIGHT)


def test_a_day_of_24_hours_is_in_the_first_band():
    found = admin.length_bands([0.5, 1, 1.5, 2, 3, 28, 29, 365, 366])
    assert found[(0, 1)] == 2
    assert found[(1, 2)] == 2
    assert found[(7, 28)] == 1
    assert found[(28, 90)] == 1
    assert found[(365, None)] == 1
    assert sum(found.values()) == 9


def test_a_country_may_have_bands_of_its_own():
    assert admin.length_bands([3, 9.5, 120], [9, 39, 99]) == {
        (0, 9): 1,
        (9, 39): 1,
        (39, 99): 0,
        (99, None): 1,
    }
    with pytest.raises(FrameProblem, match="rising numbers"):
        admin.length_bands([3], [9, 2])


def test_mean_and_median_of_completed_stays_are_both_given():
    found = admin.completed([1, 2, 4, 4, 75])
    assert (found.n, found.mean, found.median) == (5, 17.2, 4)
    assert (found.p90, found.maximum) == (75, 75)
    with pytest.raises(FrameProblem, match="No stay"):
        admin.completed([])
    with pytest.raises(FrameProblem, match="Entry 1 of the lengths is -2 days"):
        admin.completed([3, -2])


def test_one_death_is_a_rate_with_a_wide_range(days):
    deaths = reports("deaths", Unit.EVENT, YEAR, A=1, B=0)
    found = admin.death_rate(PLACES, deaths, days)
    assert found.value == pytest.approx(1000 / 300)
    assert found.limits == poisson_exact(1, 0.3, kind=Chance.CENSUS)
    assert found.limits.lower < 0.1
    assert found.limits.upper > 18
    assert found.code == "E1.12:in_custody"


def test_deaths_on_the_route_have_no_rate(days):
    deaths = reports("deaths", Unit.EVENT, YEAR, A=1)
    with pytest.raises(FrameProblem, match="apart from deaths in custody"):
        admin.death_rate(PLACES, deaths, days, of=admin.Death.ROUTE)


def test_a_cost_names_its_components(days):
    parts = {
        "staff": reports("x", Unit.MONEY, YEAR, A=100000, B=300000),
        "health": reports("y", Unit.MONEY, YEAR, A=9575, B=None),
    }
    found = admin.cost_per_day(PLACES, parts, days)
    assert found.value == pytest.approx(109575 / 36525)
    assert found.parts == {"staff": 100000, "health": 9575}
    assert found.left_out == {"staff": 300000, "days": 73050}
    with pytest.raises(FrameProblem, match="needs its components"):
        admin.cost_per_day(PLACES, {}, days)


def test_a_part_is_not_larger_than_its_whole():
    left = reports("removed", Unit.EVENT, YEAR, A=30, B=2)
    exits = reports("exits", Unit.EVENT, YEAR, A=20, B=10)
    with pytest.raises(FrameProblem, match='A reports 30 as "removed" of 20'):
        ratio("E1.7", PLACES, left, exits, part=True)


def test_a_place_of_which_nobody_knows_is_not_one_nobody_visited():
    visits = reports("visits", Unit.EVENT, YEAR, A=4, B=0, P=None)
    refusals = reports("refusals", Unit.EVENT, YEAR, A=1)
    found = admin.monitoring(
        PLACES,
        visits,
        refusals,
        response_days=[10, 40, 400],
        implemented=3,
        recommendations=12,
    )
    assert (found.visited.value, found.visited.denominator) == (0.5, 2)
    assert found.visits_per_place_year.value == pytest.approx(4 / (2 * 365 / 365.25))
    assert found.refusals.value == 1
    assert (found.median_response, found.responses) == (40, 3)
    assert found.implemented.value == 0.25
    silent = admin.monitoring(PLACES, visits, refusals)
    assert (silent.median_response, silent.implemented) == (None, None)


@pytest.fixture
def asked():
    return pd.DataFrame(
        {
            "x_private": ["full", "full", "hear", "none", None],
            "x_interp": ["none", "prof", "codet", "needed_none", "trained"],
            "x_consent": ["yes", "yes", "yes", "no", "no"],
            "m_days_src": ["doc", "approx", "", np.nan, np.nan],
        }
    )


def test_the_quality_of_interviews_is_counted(asked):
    found = {one.aspect: (one.k, one.n) for one in data_quality.of_interviews(asked)}
    assert found == {
        "private": (2, 4),
        "interpreter_qualified": (1, 4),
        "refused": (2, 5),
        "length_from_document": (1, 2),
    }


def test_an_aspect_nobody_noted_is_left_out(asked):
    found = data_quality.of_interviews(asked[["x_private"]].assign(x_consent=None))
    assert [one.aspect for one in found] == ["private"]


def test_a_code_nobody_knows_is_not_bad_quality(asked):
    asked.loc[2, "x_private"] = "maybe"
    with pytest.raises(FrameProblem, match='code "maybe" in entry 2'):
        data_quality.of_interviews(asked)


def test_a_count_that_is_not_available_has_no_source():
    found = data_quality.from_registers(["reg", "est", "none", None, "pub"])
    assert (found.k, found.n, found.share) == (2, 3, 2 / 3)


def test_coverage_is_of_the_places_that_are_known():
    assert data_quality.coverage(["A"], ["A", "B"]).share == 0.5
    with pytest.raises(FrameProblem, match="Place Z has data"):
        data_quality.coverage(["Z"], ["A", "B"])


@pytest.mark.parametrize("made", [data_quality.completeness, data_quality.timeliness])
def test_more_than_was_due_is_no_share(made):
    assert made(9, 12).share == 0.75
    with pytest.raises(FrameProblem, match="counts 13 of 12"):
        made(13, 12)
