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
    found = exact_statistics(
        migrants(*[(day, "current") for day in DAYS], (999, "former"))
    )
    assert found["present"].n == 72
    assert found["present:mean"].value == pytest.approx(sum(DAYS) / 12)
    assert found["present:median"].value == 25


def test_lengths_have_ranges_where_chance_chose():
    found = exact_statistics(migrants(*[(day, "current") for day in DAYS]))
    for name in ("mean", "median", "p90"):
        one = found[f"present:{name}"]
        assert one.lower <= one.value <= one.upper, name


def test_a_band_takes_in_its_last_day():
    found = exact_statistics(
        migrants(*[(day, "current") for day in (1, 2, 2, 7, 8, 28, 29)])
    )
    assert found["present:band:7"].k == 6
    assert found["present:band:2"].k == 12
    assert found["present:band:28"].k == 12


def test_people_who_were_not_chosen_at_random_are_counted_by_band():
    people = [(day, "current") for day in DAYS]
    found = exact_statistics(migrants(*people, design_class="purposive"))
    assert found["present:band:28"].value == 18
    assert found["present:band:28"].unit == "person"
    assert all(one.lower is None for one in found.values())
    assert "present:mean" not in found


def test_without_anybody_held_there_is_nothing_to_say():
    assert exact_statistics(migrants((30, "former"))) == {}
    assert exact_statistics(material([])) == {}


def test_stays_that_ended_have_their_own_code_and_their_own_names():
    found = exact_statistics(material(each(DAYS, origin="releases")))
    assert found["releases:mean"].value == pytest.approx(sum(DAYS) / 12)
    assert found["releases:mean"].code == "E1.5"
    assert found["releases:band:28"].part_of == "releases:files"


def test_everybody_asked_leaves_nothing_to_chance():
    people = [(day, "current") for day in DAYS]
    found = exact_statistics(migrants(*people, design_class="census"))
    mean = found["present:mean"]
    assert mean.lower == pytest.approx(mean.value) == mean.upper
    assert mean.method == "census"
