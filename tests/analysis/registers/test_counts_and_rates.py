"""Counts of places: a silent place is never empty, midnight is never any time."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.estimation.intervals import poisson_exact
from analysis.indicators import data_quality
from analysis.registers import counts_and_rates as admin
from analysis.registers.reported_numbers import (
    Place,
    PlaceCoverage,
    Reports,
    ratio,
    total,
)
from analysis.registers.units_and_periods import (
    CountingTime,
    CountingUnit,
    Moment,
    Period,
)
from analysis.schema import Chance, FrameProblem

PLACES = (Place("A"), Place("B"), Place("P", police=True), Place("J", prison=True))
NIGHT = Moment("2026-03-31", CountingTime.MIDNIGHT)
YEAR = Period("2025-01-01", "2025-12-31")


def reports(name="stock", unit=CountingUnit.PERSON, when=NIGHT, **counts):
    return Reports(name, unit, when, "ministry", counts)


@pytest.fixture
def days():
    return reports("days", CountingUnit.DAY, YEAR, A=36525, B=73050)


def test_a_place_that_did_not_report_is_not_empty():
    count = total("E1.1", PLACES, reports(A=40, B=None, P=0))
    assert count.value == 40
    assert count.reach.all == PlaceCoverage(2, 4)


def test_a_count_says_whether_police_and_prisons_are_in_it():
    count = total("E1.1", PLACES, reports(A=40, P=3))
    assert count.reach.police == PlaceCoverage(1, 1)
    assert count.reach.prisons == PlaceCoverage(0, 1)
    civil = total("E1.1", PLACES[:2], reports(A=40))
    assert civil.reach.prisons == PlaceCoverage(0, 0)


def test_a_count_carries_what_it_counts_and_when():
    count = total(
        "E1.2", PLACES, reports("entries", CountingUnit.EVENT, YEAR, A=400, B=90)
    )
    assert (count.unit, count.when) == (CountingUnit.EVENT, YEAR)
    assert count.sources == ("ministry",)
    assert count.numerator == 490
    assert count.denominator is None


def test_nobody_reporting_is_not_zero():
    with pytest.raises(FrameProblem, match=r"none of 4 places .* It is not known"):
        total("E1.1", PLACES, reports(A=None))


def test_people_at_midnight_and_at_any_time_are_never_added():
    seen = replace(NIGHT, counting=CountingTime.ANY_TIME)
    ordered, housed = reports("ordered", A=3), reports("housed", when=seen, A=2)
    with pytest.raises(FrameProblem, match=r"\(midnight\), .* \(any time\)"):
        admin.children(PLACES, ordered, housed)


def test_people_and_events_are_never_added():
    events = reports("entries", CountingUnit.EVENT, A=3)
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
    admitted = reports("admissions", CountingUnit.EVENT, YEAR, A=30, B=12)
    referred = reports("referrals", CountingUnit.EVENT, YEAR, A=60)
    count = admin.admission_ratio(PLACES, admitted, referred)
    assert (count.value, count.left_out) == (0.5, {"admissions": 12})


def test_children_housed_with_a_parent_are_children_deprived_of_liberty():
    ordered = reports("ordered", A=3, B=5, P=7)
    housed = reports("housed", A=2, B=0, P=None)
    count = admin.children(PLACES, ordered, housed)
    assert count.value == 10
    assert count.parts == {"ordered": 8, "housed": 2}
    assert count.left_out == {"ordered": 7}
    assert count.reach.all == PlaceCoverage(2, 4)


def test_occupancy_compares_only_places_that_gave_both():
    stock = reports(A=60, B=30, P=9)
    count = admin.occupancy(PLACES, stock, reports("capacity", A=40, B=40))
    assert count.value == pytest.approx(90 / 80)
    assert (count.numerator, count.denominator) == (90, 80)
    assert count.left_out == {"stock": 9}
    with pytest.raises(FrameProblem, match='"capacity" is 0 in the 1 places'):
        admin.occupancy(PLACES, stock, reports("capacity", A=0))


def test_the_average_population_is_days_over_days(days):
    population = admin.daily_population(PLACES, days)
    assert population.value == pytest.approx(109575 / 365)
    assert population.unit is CountingUnit.PERSON
    with pytest.raises(FrameProblem, match="happens over time"):
        admin.daily_population(PLACES, replace(days, when=NIGHT))
    with pytest.raises(FrameProblem, match="counts by person, and days are needed"):
        admin.daily_population(PLACES, replace(days, unit=CountingUnit.PERSON))


def test_a_period_ends_after_it_begins():
    assert YEAR.days == 365
    with pytest.raises(FrameProblem, match="ends before it begins"):
        Period(YEAR.last, YEAR.first)


@pytest.mark.parametrize("day", ["today", "2025-02-30", "2025", "31/03/2026"])
def test_a_moment_is_a_day_of_the_calendar(day):
    with pytest.raises(FrameProblem, match=r"is no day\. Write year, month and day"):
        Moment(day, CountingTime.MIDNIGHT)


def test_one_death_is_a_rate_with_a_wide_range(days):
    deaths = reports("deaths", CountingUnit.EVENT, YEAR, A=1, B=0)
    rate = admin.death_rate(PLACES, deaths, days)
    assert rate.value == pytest.approx(1000 / 300)
    assert rate.limits == poisson_exact(1, 0.3, kind=Chance.CENSUS)
    assert rate.limits.lower < 0.1
    assert rate.limits.upper > 18
    assert rate.code == "E1.12:in_custody"


def test_deaths_on_the_route_have_no_rate(days):
    deaths = reports("deaths", CountingUnit.EVENT, YEAR, A=1)
    with pytest.raises(FrameProblem, match="apart from deaths in custody"):
        admin.death_rate(PLACES, deaths, days, of=admin.Death.ROUTE)


def test_a_cost_names_its_components(days):
    parts = {
        "staff": reports("x", CountingUnit.MONEY, YEAR, A=100000, B=300000),
        "health": reports("y", CountingUnit.MONEY, YEAR, A=9575, B=None),
    }
    cost = admin.cost_per_day(PLACES, parts, days)
    assert cost.value == pytest.approx(109575 / 36525)
    assert cost.parts == {"staff": 100000, "health": 9575}
    assert cost.left_out == {"staff": 300000, "days": 73050}
    with pytest.raises(FrameProblem, match="needs its components"):
        admin.cost_per_day(PLACES, {}, days)


def test_a_part_is_not_larger_than_its_whole():
    left = reports("removed", CountingUnit.EVENT, YEAR, A=30, B=2)
    exits = reports("exits", CountingUnit.EVENT, YEAR, A=20, B=10)
    with pytest.raises(FrameProblem, match='A reports 30 as "removed" of 20'):
        ratio("E1.7", PLACES, left, exits, part=True)


@pytest.fixture
def interviews():
    return pd.DataFrame(
        {
            "x_private": ["full", "full", "hear", "none", None],
            "x_interp": ["none", "prof", "codet", "needed_none", "trained"],
            "x_consent": ["yes", "yes", "yes", "no", "no"],
            "m_days_src": ["doc", "approx", "", np.nan, np.nan],
        }
    )


def test_the_quality_of_interviews_is_counted(interviews):
    counts = {
        quality.aspect: (quality.k, quality.n)
        for quality in data_quality.of_interviews(interviews)
    }
    assert counts == {
        "private": (2, 4),
        "interpreter_qualified": (1, 4),
        "refused": (2, 5),
        "length_from_document": (1, 2),
    }


def test_a_relative_is_no_qualified_interpreter(interviews):
    interviews["x_interp"] = ["relative", "prof", "none", None, None]
    qualities = {q.aspect: q for q in data_quality.of_interviews(interviews)}
    qualified = qualities["interpreter_qualified"]
    assert (qualified.k, qualified.n) == (1, 2)


def test_an_aspect_nobody_noted_is_left_out(interviews):
    qualities = data_quality.of_interviews(
        interviews[["x_private"]].assign(x_consent=None)
    )
    assert [quality.aspect for quality in qualities] == ["private"]


def test_a_code_nobody_knows_is_not_bad_quality(interviews):
    interviews.loc[2, "x_private"] = "maybe"
    with pytest.raises(FrameProblem, match='code "maybe" in entry 2'):
        data_quality.of_interviews(interviews)


def test_a_count_that_is_not_available_has_no_source():
    quality = data_quality.from_registers(["reg", "est", "none", None, "pub"])
    assert (quality.k, quality.n, quality.share) == (2, 3, 2 / 3)


def test_coverage_is_of_the_places_that_are_known():
    assert data_quality.coverage(["A"], ["A", "B"]).share == 0.5
    with pytest.raises(FrameProblem, match="Place Z has data"):
        data_quality.coverage(["Z"], ["A", "B"])


@pytest.mark.parametrize(
    "quality", [data_quality.completeness, data_quality.timeliness]
)
def test_more_than_was_due_is_no_share(quality):
    assert quality(9, 12).share == 0.75
    with pytest.raises(FrameProblem, match="counts 13 of 12"):
        quality(13, 12)
