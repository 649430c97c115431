"""How long the people present were held so far, and how long ended stays were."""

import pytest

from tests.analysis.builders.case_files import (
    each,
    exact_statistics,
    material,
    migrants,
)

DAYS = (1, 3, 5, 10, 20, 25, 40, 60, 80, 100, 150, 400)


def test_only_people_who_are_held_now_have_a_time_held_so_far():
    statistics = exact_statistics(
        migrants(*[(day, "current") for day in DAYS], (999, "former"))
    )
    assert statistics["present"].n == 72
    assert statistics["present:mean"].value == pytest.approx(sum(DAYS) / 12)
    assert statistics["present:median"].value == 25


def test_lengths_have_ranges_where_chance_chose():
    statistics = exact_statistics(migrants(*[(day, "current") for day in DAYS]))
    for name in ("mean", "median", "p90"):
        statistic = statistics[f"present:{name}"]
        assert statistic.lower <= statistic.value <= statistic.upper, name


def test_a_band_takes_in_its_last_day():
    statistics = exact_statistics(
        migrants(*[(day, "current") for day in (1, 2, 2, 7, 8, 28, 29)])
    )
    assert statistics["present:band:7"].k == 6
    assert statistics["present:band:2"].k == 12
    assert statistics["present:band:28"].k == 12


def test_people_who_were_not_chosen_at_random_are_counted_by_band():
    people = [(day, "current") for day in DAYS]
    statistics = exact_statistics(migrants(*people, design_class="purposive"))
    assert statistics["present:band:28"].value == 18
    assert statistics["present:band:28"].unit == "person"
    assert all(statistic.lower is None for statistic in statistics.values())
    assert "present:mean" not in statistics


def test_without_anybody_held_there_is_nothing_to_say():
    assert exact_statistics(migrants((30, "former"))) == {}
    assert exact_statistics(material([])) == {}


def test_stays_that_ended_have_their_own_code_and_their_own_names():
    statistics = exact_statistics(material(each(DAYS, origin="releases")))
    assert statistics["releases:mean"].value == pytest.approx(sum(DAYS) / 12)
    assert statistics["releases:mean"].code == "E1.5"
    assert statistics["releases:band:28"].part_of == "releases:files"


def test_everybody_asked_leaves_nothing_to_chance():
    people = [(day, "current") for day in DAYS]
    statistics = exact_statistics(migrants(*people, design_class="census"))
    mean = statistics["present:mean"]
    assert mean.lower == pytest.approx(mean.value) == mean.upper
    assert mean.method == "census"
