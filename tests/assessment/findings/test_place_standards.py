"""Standards that hold for each place: which fail, and what everybody may read of it."""

import pytest

from assessment.findings.place_standards import place_standards
from assessment.models import PlaceFact
from surveys.models import SiteKind


@pytest.fixture
def facts(computed):
    """facts({place: (kind, district, people, numerator, denominator)}) of one
    indicator."""

    def store(indicator, places):
        for code, (kind, district, people, numerator, denominator) in places.items():
            PlaceFact.objects.create(
                figure_set=computed,
                indicator_id=indicator,
                place=code,
                kind=kind,
                district=district,
                people=people,
                numerator=numerator,
                denominator=denominator,
            )
        return computed

    return store


POLICE, CENTRE = SiteKind.POLICE, SiteKind.DEDICATED
MET, FAILS = (1, 1), (0, 1)


def one(figure_set, *, exact):
    (standard,) = place_standards(figure_set, exact=exact)
    return standard


@pytest.fixture
def too_full(facts):
    figure_set = facts(
        "CND-02.k",
        {
            "a": (POLICE, "north", 42, *FAILS),
            "b": (POLICE, "north", 31, *FAILS),
            "c": (POLICE, "south", 20, *FAILS),
            "d": (CENTRE, "south", 100, *FAILS),
            "e": (CENTRE, "south", 200, *MET),
        },
    )
    return (
        facts(
            "CND-02.k.occupancy",
            {
                "a": (POLICE, "north", 42, 42, 40),
                "b": (POLICE, "north", 31, 31, 20),
                "c": (POLICE, "south", 20, 20, 16),
                "d": (CENTRE, "south", 100, 100, 90),
                "e": (CENTRE, "south", 200, 200, 300),
            },
        )
        and figure_set
    )


def test_the_review_body_reads_each_place_the_worst_on_top(too_full):
    standard = one(too_full, exact=True)
    assert [result.code for result in standard.results] == ["b", "c", "d", "a", "e"]
    assert (standard.worst.numerator, standard.worst.denominator) == (31, 20)
    assert standard.total.people == 193
    assert standard.people_at_all == 393


def test_everybody_reads_numbers_of_three_places_or_more(too_full):
    standard = one(too_full, exact=False)
    assert (standard.total.failing, standard.total.people) == (4, 195)
    kinds = {count.code: count for count in standard.by_kind}
    assert (kinds[POLICE].failing, kinds[POLICE].people) == (3, None)
    assert kinds[CENTRE].failing is None, "there are two of them"
    south = {count.code: count for count in standard.by_district}["south"]
    assert (south.failing, south.places, south.people) == (2, 3, None)


def test_no_name_or_code_of_a_place_is_in_what_everybody_reads(too_full):
    standard = one(too_full, exact=False)
    assert standard.results == ()
    assert standard.worst is None
    assert standard.failing == ()


def test_where_no_place_fails_nobody_is_in_one(facts):
    figure_set = facts(
        "REG-01.k.register",
        dict.fromkeys(("a", "b", "c"), (POLICE, "north", 10, *MET)),
    )
    standard = one(figure_set, exact=False)
    assert (standard.total.failing, standard.total.people) == (0, 0)


def test_one_death_that_was_not_investigated_fails_its_place_whatever_the_mean(facts):
    figure_set = facts(
        "DTH-01.k",
        {
            "a": (POLICE, "north", 10, 9, 9),
            "b": (POLICE, "north", 10, 0, 1),
        },
    )
    standard = one(figure_set, exact=True)
    assert [result.code for result in standard.failing] == ["b"]


def test_of_what_must_never_be_a_place_with_one_case_fails(facts):
    figure_set = facts(
        "CHD-02.k.places",
        {
            "a": (POLICE, "north", 10, 0, 1),
            "b": (POLICE, "north", 10, 1, 1),
        },
    )
    assert one(figure_set, exact=True).worst.code == "b"
