"""No reader learns from two published days that one or two people left in between."""

import itertools

import pytest

from analysis.days_apart import days_apart, ways_apart


def test_days_with_enough_exits_between_them_are_all_told():
    exits = {2.0: 3, 7.0: 8, 28.0: 20, 90.0: 33}
    assert days_apart([(exits, 40)], 3) == (2, 7, 28, 90)


@pytest.mark.parametrize(("at_90", "told"), [(22, (7, 90)), (23, (7, 28, 90))])
def test_two_people_who_left_between_28_and_90_days_cannot_be_seen(at_90, told):
    exits = {7.0: 10, 28.0: 20, 90.0: at_90}
    assert days_apart([(exits, 40)], 3) == told


def test_of_two_days_too_near_the_mark_of_the_picture_stays():
    assert days_apart([({28.0: 20, 90.0: 40, 180.0: 41}, 60)], 3) == (28, 90)


def test_a_day_before_which_hardly_anybody_left_is_not_told():
    assert days_apart([({2.0: 2, 28.0: 9}, 40)], 3) == (28,)


def test_a_day_after_which_hardly_anybody_is_left_is_not_told():
    assert days_apart([({28.0: 20, 180.0: 38}, 40)], 3) == (28,)


def test_a_day_that_was_not_reached_is_not_told():
    assert days_apart([({28.0: 20}, 40)], 3) == (28,)
    assert days_apart([({}, 40)], 3) == ()


def test_what_is_told_of_children_and_adults_is_safe_for_both():
    children, adults = {28.0: 4, 90.0: 5}, {28.0: 30, 90.0: 60}
    assert days_apart([(children, 9), (adults, 80)], 3) == (90,)


def test_whatever_the_exits_nobody_leaves_alone_between_two_days():
    days = (7.0, 28.0, 90.0, 180.0)
    for steps in itertools.product((0, 1, 3, 5), repeat=4):
        exits = dict(zip(days, itertools.accumulate(steps), strict=True))
        told = days_apart([(exits, 20)], 3)
        counts = [0, *(exits[day] for day in told), 20]
        assert all(b - a >= 3 for a, b in itertools.pairwise(counts)) or not told


def ways(**counts):
    return {
        name: dict(zip((28.0, 90.0), pair, strict=True))
        for name, pair in counts.items()
    }


def test_ways_out_that_many_took_have_rows_of_their_own():
    exits = ways(release=(5, 20), transfer=(4, 9), other=(0, 0))
    names, days = ways_apart(exits, (28.0, 90.0), 3, "other")
    assert names == {"release": "release", "transfer": "transfer", "other": "other"}
    assert days == (28, 90)


def test_a_death_is_not_a_row_of_its_own():
    """One death in 30 exits is told with the transfers, and adds up with them."""
    exits = ways(release=(5, 20), transfer=(4, 9), other=(0, 1))
    names, days = ways_apart(exits, (28.0, 90.0), 3, "other")
    assert (names["transfer"], names["other"]) == ("other", "other")
    assert days == (28, 90)


def test_two_transfers_between_two_days_leave_the_earlier_day_out():
    exits = ways(release=(5, 20), transfer=(7, 9), other=(0, 0))
    _names, days = ways_apart(exits, (28.0, 90.0), 3, "other")
    assert days == (90,)


def test_without_a_published_day_no_way_out_is_told():
    assert ways_apart(ways(release=(5, 20)), (), 3, "other") == ({}, ())
