"""What places report becomes numbers that say of how many places they are."""

import pytest

from analysis.material import Form
from analysis.registers import admissions_and_exits, deaths, stock
from analysis.schema import FrameProblem
from tests.analysis.builders.facility_records import candidates, material

STOCK = {"A": 40, "B": 30, "C": 20, "P": 8, "Q": 6}


def everywhere(**answers):
    return [(place, answers) for place in STOCK]


def places_report(**more):
    return [(place, {"k_stock_total": n, **more}) for place, n in STOCK.items()]


def value(by_name, name):
    return by_name[name].statistic.value


# -- places ------------------------------------------------------------------------


def test_a_place_that_did_not_report_is_missing_and_no_zero():
    by_name = candidates(
        stock, material(*places_report()[:3], ("P", {"k_stock_total": None}))
    )
    statistic = by_name["E1.1 midnight"].statistic
    assert (statistic.value, statistic.reporting, statistic.known) == (90, 3, 9)


def test_places_that_nobody_planned_to_visit_are_known_all_the_same():
    by_name = candidates(stock, material(*places_report(), frame_count=26))
    statistic = by_name["E2.13 coverage_of_places"].statistic
    assert (statistic.reporting, statistic.known, statistic.value) == (
        5,
        26,
        pytest.approx(5 / 26),
    )


def test_police_and_prisons_are_told_apart():
    by_name = candidates(stock, material(*places_report()[:4]))
    police = by_name["E2.13 coverage_of_police"].statistic
    assert (police.reporting, police.known) == (1, 2)
    assert "E2.13 coverage_of_prisons" not in by_name
    assert by_name["E1.1 midnight"].statistic.note == "police 1/2; prisons 0/0"


def test_a_place_with_two_records_counts_once_with_the_later_day():
    first = ("A", {"k_stock_total": 40, "held_on": "2026-03-31"})
    again = ("A", {"k_stock_total": 25, "held_on": "2026-03-02"})
    by_name = candidates(stock, material(first, again, ("B", {"k_stock_total": 1})))
    assert value(by_name, "E1.1 midnight") == 41
    assert by_name["E1.1 midnight"].statistic.reporting == 2


def test_of_two_records_of_a_day_the_one_that_arrived_last_counts():
    late = ("A", {"k_stock_total": 7, "received_at": "2026-04-09"})
    by_name = candidates(stock, material(late, ("A", {"k_stock_total": 40})))
    assert value(by_name, "E1.1 midnight") == 7


def test_a_place_counts_once_however_it_was_chosen():
    """Two frames of one round: a sample of places, and one visited beside it."""
    sample = material(*places_report(), design_class="probability")
    extra = material(("A", {"k_stock_total": 41, "held_on": "2026-04-02"}))
    by_name = candidates(stock, sample, extra)
    assert value(by_name, "E1.1 midnight") == 105
    assert by_name["E1.1 midnight"].statistic.design_class == "census"


def test_a_round_without_records_has_no_numbers():
    assert (
        candidates(stock)
        == candidates(admissions_and_exits)
        == candidates(deaths)
        == {}
    )


# -- the day -----------------------------------------------------------------------


def test_people_at_midnight_and_at_any_time_are_two_numbers():
    records = places_report()
    records[3][1]["k_ref_hour"] = "any"
    records[4][1]["k_ref_hour"] = None  # nobody knows how they counted
    by_name = candidates(stock, material(*records))
    assert value(by_name, "E1.1 midnight") == 90
    assert value(by_name, "E1.1 any_time") == 8
    assert by_name["E1.1 midnight"].statistic.reporting == 3


def test_places_of_several_days_say_from_when_to_when():
    records = places_report()
    records[0][1]["held_on"] = "2026-03-02"
    by_name = candidates(stock, material(*records))
    assert by_name["E1.1 midnight"].statistic.when == "2026-03-02/2026-03-31"


def test_occupancy_is_of_the_places_that_gave_people_and_capacity():
    all_places = candidates(stock, material(*places_report(k_capacity=20)))[
        "E1.11 midnight"
    ].statistic
    assert (all_places.value, all_places.numerator, all_places.denominator) == (
        1.04,
        104,
        100,
    )
    records = places_report(k_capacity=20)
    records[0][1]["k_capacity"] = None
    four = candidates(stock, material(*records))["E1.11 midnight"].statistic
    assert (four.value, four.numerator, four.denominator) == (0.8, 64, 80)
    assert four.reporting == 4


def test_places_with_more_people_than_capacity_are_overcrowded():
    """A and B hold 70 of 104 people with 20 official places each, C exactly 20."""
    by_name = candidates(stock, material(*places_report(k_capacity=20)))
    over = by_name["E1.11 midnight:overcrowded"]
    assert (over.statistic.k, over.statistic.n) == (2, 5)
    within = by_name["E1.11 midnight:in_overcrowded"]
    assert (within.statistic.k, within.statistic.n) == (70, 104)
    assert (over.form, within.form) == (Form.FACT, Form.PART)


def test_women_of_a_place_that_does_not_know_them_are_no_men():
    records = places_report(k_stock_women=4)
    records[0][1]["k_stock_women"] = None
    by_name = candidates(stock, material(*records))
    sexes = {
        name: by_name[f"E1.1 midnight:sex:{name}"].statistic.k
        for name in ("women", "others", "not_known")
    }
    assert sexes == {"women": 16, "others": 48, "not_known": 40}


def test_children_housed_with_a_parent_count_as_children_deprived_of_liberty():
    by_name = candidates(
        stock, material(*everywhere(k_child_order=2, k_child_housed=3))
    )
    assert value(by_name, "E1.9 midnight") == 25
    assert by_name["E1.9 midnight:basis:ordered"].statistic.k == 10


def test_more_women_than_people_names_the_place():
    records = places_report(k_stock_women=7)
    with pytest.raises(FrameProblem, match='Place Q reports 6 as "stock", and more'):
        candidates(stock, material(*records))


# -- twelve months -----------------------------------------------------------------


def test_flows_are_of_the_twelve_months_before_the_last_record():
    by_name = candidates(
        admissions_and_exits, material(*everywhere(k_entries=100, k_exits=90))
    )
    entries = by_name["E1.2 entries"].statistic
    assert (entries.value, entries.unit) == (500, "event")
    assert entries.when == "2025-04-01/2026-03-31"


def test_the_average_population_is_days_over_days():
    by_name = candidates(
        admissions_and_exits,
        material(*everywhere(k_days_total=7300, k_cost_year=365000)),
    )
    assert value(by_name, "E1.4 average_daily") == 100
    assert value(by_name, "E1.14 cost_per_day") == 50


def test_exits_without_a_reason_stay_without_one():
    records = everywhere(k_exits=50, k_exit_reason_judge=20, k_exit_reason_removal=30)
    records[0] = ("A", {"k_exits": 50})
    by_name = candidates(admissions_and_exits, material(*records))
    parts = {
        name: by_name[f"E1.7 exits:reason:{name}"].statistic.k
        for name in ("judge", "removal", "not_known")
    }
    assert parts == {"judge": 80, "removal": 120, "not_known": 50}
    assert value(by_name, "E1.7 exits") == value(by_name, "E1.2 exits") == 250


def test_a_reason_that_no_place_told_is_no_zero():
    by_name = candidates(
        admissions_and_exits, material(*everywhere(k_exits=50, k_exit_reason_judge=20))
    )
    assert "E1.7 exits:reason:removal" not in by_name
    assert by_name["E1.7 exits:reason:not_known"].statistic.k == 150
    complete = candidates(
        admissions_and_exits, material(*everywhere(k_exits=50, k_exit_reason_judge=50))
    )
    assert complete["E1.7 exits:reason:removal"].statistic.k == 0  # all were released


def test_the_longest_stay_is_nowhere():
    by_name = candidates(
        admissions_and_exits, material(*everywhere(k_exits=9, k_len_max=611))
    )
    assert not any(candidate.statistic.value == 611 for candidate in by_name.values())


# -- deaths ------------------------------------------------------------------------


def test_that_nobody_died_is_told_with_what_chance_leaves_open():
    records = everywhere(k_death_n=0, k_days_total=36525)
    by_name = candidates(deaths, material(*records))
    assert value(by_name, "E1.12 in_custody") == 0
    rate = by_name["E1.12 in_custody_rate"].statistic
    assert (rate.value, rate.lower) == (0, 0)
    assert rate.upper == pytest.approx(3.68888 / 0.5, rel=1e-4)  # of 500 years


def test_deaths_are_counted_with_their_causes_and_the_rate_of_them():
    records = everywhere(k_death_n=1, k_death_cause_natural=1, k_days_total=36525)
    by_name = candidates(deaths, material(*records))
    assert value(by_name, "E1.12 in_custody") == 5
    assert by_name["E1.12 in_custody:cause:natural"].statistic.k == 5
    assert value(by_name, "E1.12 in_custody_rate") == pytest.approx(5 / 0.5)
    forms = [by_name[f"E1.12 in_custody{end}"].form for end in ("", "_rate")]
    assert forms == [Form.COUNT, Form.RATE]


def test_classes_of_deaths_are_never_added():
    by_name = candidates(deaths, material(*everywhere(k_death_n=2, k_death_after=3)))
    assert value(by_name, "E1.12 in_custody") == 10
    assert value(by_name, "E1.12 after_release_or_removal") == 15


# -- sources -----------------------------------------------------------------------


def test_counts_of_registers_are_told_from_estimates():
    records = places_report()
    records[0][1]["k_src"] = "est"
    records[1][1]["k_src"] = "none"
    statistic = candidates(stock, material(*records))[
        "E2.13 counts_from_registers"
    ].statistic
    assert (statistic.reporting, statistic.known) == (3, 4)
