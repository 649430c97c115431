"""Statistics that are no indicator are hidden and rounded as figures are."""

from dataclasses import replace

import pytest

from analysis.disclosure import Rule
from analysis.guarding import protected
from analysis.schema import NotAtRandom, Settings
from analysis.statistic import Candidate, GapStatistic, Others
from tests.analysis.provision import NUMBERS

REVIEW = Rule(5, Settings())


def count(about, people, *, part_of="", places=4, **values):
    made = GapStatistic(
        code="E1.7",
        about=about,
        part_of=part_of,
        source="records",
        design_class="census",
        unit="person",
        value=float(people),
        n=people,
        **values,
    )
    return Candidate(made, people, places=places)


def states(*candidates, rule=REVIEW):
    return [one.state for one in protected(candidates, rule, 1)]


def test_a_count_of_few_people_holds_no_number():
    (hidden,) = protected([count("pregnant", 4)], REVIEW, 1)
    assert hidden.state == "suppressed_primary"
    assert not any(getattr(hidden, name) for name in NUMBERS)


def test_nobody_at_all_is_told():
    assert states(count("deaths", 0)) == ["ok"]


def test_two_places_are_too_few():
    assert states(count("held", 80, places=2)) == ["suppressed_primary"]


def test_a_share_that_nearly_all_share_is_hidden():
    made = GapStatistic("E2.8", "screened", "migrant", "probability", "share")
    assert states(Candidate(made, 40, yes=38)) == ["suppressed_primary"]
    assert states(Candidate(made, 40, yes=37)) == ["ok"]


def test_a_hidden_part_takes_a_partner_with_it():
    whole = count("exits", 70)
    parts = [
        count(name, people, part_of="exits")
        for name, people in {"removal": 3, "alternative": 20, "release": 47}.items()
    ]
    assert states(whole, *parts) == [
        "ok",
        "suppressed_primary",
        "suppressed_secondary",
        "ok",
    ]


def test_the_rest_that_is_not_listed_is_protected_too():
    """12 people left, 9 of them home: the other 3 are worked out by taking away."""
    assert states(count("exits", 12), count("home", 9, part_of="exits")) == [
        "ok",
        "suppressed_secondary",
    ]


def test_parts_of_a_hidden_total_are_hidden():
    assert states(
        count("exits", 9), count("home", 9, part_of="exits"), rule=Rule(10, Settings())
    ) == ["suppressed_primary", "suppressed_secondary"]


def test_parts_of_a_hidden_total_do_not_say_which_of_them_is_nobody():
    """4 died: that none of them was killed must not be told by another mark."""
    parts = [
        count("deaths:natural", 4, part_of="deaths"),
        count("deaths:homicide", 0, part_of="deaths"),
    ]
    assert len(set(states(count("deaths", 4), *parts)[1:])) == 1


def test_ways_of_dividing_one_total_are_protected_each_by_itself():
    parts = {"sex:women": 20, "sex:men": 30, "kind:police": 22, "kind:ded": 28}
    made = [count(f"held:{name}", n, part_of="held") for name, n in parts.items()]
    assert set(states(count("held", 50), *made)) == {"ok"}


def test_a_part_of_a_part_that_is_hidden_is_hidden():
    """40 of 44 children were ordered, all alone: 4 others would be known by it."""
    assert states(
        count("children", 44),
        count("children:ordered", 40, part_of="children"),
        count("children:housed", 4, part_of="children"),
        count("children:ordered:alone", 40, part_of="children:ordered"),
    ) == ["ok", "suppressed_secondary", "suppressed_primary", "suppressed_secondary"]


def test_a_rate_is_hidden_with_its_count():
    rate = replace(count("rate", 30), follows="deaths")
    assert states(count("deaths", 4), rate)[1] == "suppressed_secondary"
    assert states(count("deaths", 30), rate)[1] == "ok"


def test_public_counts_are_rounded_and_ranges_go_outward():
    made = GapStatistic(
        code="E2.12",
        about="LEG-02.m",
        source="migrant",
        design_class="probability",
        unit="difference",
        value=-0.1234,
        lower=-0.2011,
        upper=-0.0409,
        n=62,
    )
    (shown,) = protected([Candidate(made, 62)], REVIEW, 5)
    assert (shown.n, shown.value) == (60, -0.12)
    assert (shown.lower, shown.upper) == (-0.21, -0.04)
    (people,) = protected([count("held", 1243)], REVIEW, 5)
    assert people.value == 1245


def test_people_who_were_not_chosen_at_random_get_no_range():
    with pytest.raises(NotAtRandom):
        GapStatistic("E2.3", "held", "migrant", "purposive", "days", lower=3.0)


@pytest.mark.parametrize(
    ("others", "state"),
    [
        ((Others(40, 20),), "ok"),
        ((Others(40, 20), Others(4, 2)), "suppressed_primary"),  # the few who are free
        ((Others(40, 38),), "suppressed_primary"),  # nearly all of them said yes
        ((Others(40, 20, places=1),), "suppressed_primary"),
        ((Others(40, 20, interviewers=1),), "suppressed_primary"),
        ((Others(0, 0, places=0),), "ok"),
    ],
)
def test_one_group_is_not_told_where_another_would_be_worked_out(others, state):
    """Everybody is told in a figure: taking these away leaves the others."""
    made = GapStatistic("E2.9", "reason_given", "migrant", "probability", "share")
    assert states(Candidate(made, 80, yes=40, others=others)) == [state]


def test_a_part_that_a_figure_tells_hides_nobody():
    """Of 70 exits 3 are deaths; the 12 placed elsewhere are told by a figure."""
    whole = count("exits", 70)
    parts = [
        count(name, people, part_of="exits")
        for name, people in {"death": 3, "alternative": 12, "release": 20}.items()
    ]
    parts[1] = replace(parts[1], told=True)
    rest = count("removal", 35, part_of="exits")
    assert states(whole, *parts, rest) == [
        "ok",
        "suppressed_primary",
        "ok",
        "suppressed_secondary",
        "ok",
    ]


def test_a_count_that_others_give_away_is_hidden():
    made = GapStatistic(
        "E2.10", "d:case:need", "alternative_provider", "census", "person"
    )
    assert states(Candidate(made, 90, few=(0, 12))) == ["ok"]
    assert states(Candidate(made, 90, few=(3,))) == ["suppressed_primary"]


def test_a_public_rate_is_of_its_rounded_events():
    """12 deaths are told as 10: neither rate nor range may say 12."""
    rate = GapStatistic(
        code="E1.12",
        about="in_custody_rate",
        source="records",
        design_class="census",
        unit="rate",
        value=20.0,
        lower=10.3,
        upper=34.9,
        level=0.95,
        numerator=12.0,
        denominator=219150.0,
        method="poisson_exact",
    )
    (made,) = protected([Candidate(rate, 12)], Rule(10, Settings()), 5)
    assert made.numerator == 10
    assert made.value == pytest.approx(17, abs=0.5)  # 10 / 12 of 20
    assert made.lower < made.value < made.upper


def test_the_rest_of_a_share_that_is_nearly_all_yes_is_protected_too():
    """Of six who are in no part, two said yes."""
    whole = replace(count("seen", 30), yes=21)
    parts = [
        replace(count(name, 12, part_of="seen"), yes=yes)
        for name, yes in (("child", 9), ("adult", 9))
    ]
    assert states(whole, *parts) == ["ok", "ok", "ok"]
    assert "suppressed_secondary" in states(replace(whole, yes=20), *parts)
