"""What is hidden stays hidden, also from a reader who can subtract."""

import itertools
from dataclasses import fields, replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from analysis import partners as secondary
from analysis.contributors import Behind
from analysis.disclosure import Rule, suppress
from analysis.partners import Count, partners
from analysis.pipeline import release_sets
from analysis.schema import Figure, FigureState, Indicator, Settings
from tests.analysis.frames import SHARE, interviews, plan

THRESHOLD = 10
TOLD = {"indicator", "source", "group_var", "group_code", "design_class", "state"}
TOLD |= {"target", "direction"}  # what was asked, not what was answered
COUNTS = st.lists(st.integers(1, 60), min_size=1, max_size=8)


def figure(code, n, k=None, kind="probability", variable="sex"):
    """Of a mean, unless k is given."""
    about = None if kind == "purposive" else 0.5
    counted = {"n": n, "k": k, "n_clusters": 9}
    return Figure("q", "m", variable, code, kind, **counted, estimate=about)


def released(counts, nameless=0, yes=None, kind="probability", threshold=THRESHOLD):
    """(figures as published, total first) of one additive row."""
    yes = yes or [None] * len(counts)
    groups = [
        figure(str(at), n, k, kind)
        for at, (n, k) in enumerate(zip(counts, yes, strict=True))
    ]
    n = sum(counts) + nameless
    k = None if None in yes else sum(yes) + nameless // 2
    cells = [figure("all", n, k, kind, "all"), *groups]
    behind = [Behind(interviewers=4, residents=500.0)] * len(cells)
    return suppress(cells, behind, Rule(threshold, Settings()))


def ranges(published, nameless):
    """Smallest and largest count of each cell that the published cells allow."""
    total, *cells = published
    size = len(cells) + 1  # the last is the people of no group
    known = [(c.n, c.n) if c.n is not None else (0, None) for c in cells]
    for at in range(len(cells)):
        ends = []
        for sign in (1, -1):
            cost = np.eye(size)[at] * sign
            found = linprog(
                cost,
                A_eq=np.ones((1, size)),
                b_eq=[total.n],
                bounds=[*known, (0, None if nameless else 0)],
            )
            ends.append(sign * found.fun)
        yield ends


@settings(deadline=None, max_examples=200)
@given(COUNTS, st.integers(0, 25))
def test_a_linear_program_cannot_pin_a_hidden_count_within_the_threshold(
    counts, nameless
):
    published = released(counts, nameless)
    if published[0].suppressed:
        assert all(f.suppressed for f in published)
        return
    for cell, (low, high) in zip(
        published[1:], ranges(published, nameless), strict=True
    ):
        if cell.suppressed:
            assert low == 0
            assert high - low >= THRESHOLD


@settings(deadline=None, max_examples=200)
@given(COUNTS)
def test_a_reader_who_knows_the_rule_learns_no_more_than_the_rule(counts):
    """Labels tell that a cell is below the threshold or is not; nothing beyond."""
    total, *cells = released(counts)
    hidden = [at for at, f in enumerate(cells) if f.suppressed]
    states = {cells[at].state for at in hidden}
    if total.suppressed or FigureState.PRIMARY not in states:
        return
    left = total.n - sum(f.n for f in cells if not f.suppressed)
    small = [at for at in hidden if cells[at].state == FigureState.PRIMARY]
    large = len(hidden) - len(small)
    assert left - THRESHOLD * large - (len(small) - 1) >= THRESHOLD - 1
    assert large or left - (THRESHOLD - 1) * (len(small) - 1) <= 1


@settings(deadline=None, max_examples=100)
@given(st.lists(st.integers(1, 40), min_size=2, max_size=7))
def test_no_smaller_sacrifice_would_have_protected(counts):
    row = tuple(Count(n, 0, n < THRESHOLD) for n in counts)
    found = partners(row, THRESHOLD)
    if not any(c.unsafe for c in row) or found is None:
        return

    def protects(chosen):
        small = [n for n in counts if n < THRESHOLD]
        hidden = sum(small) + sum(counts[i] for i in chosen)
        return (
            hidden - max(small) >= THRESHOLD
            and hidden - THRESHOLD * len(chosen) - len(small) + 1 >= THRESHOLD - 1
            and (chosen or hidden - (THRESHOLD - 1) * (len(small) - 1) <= 1)
        )

    free = [i for i, n in enumerate(counts) if n >= THRESHOLD]
    best = min(
        sum(counts[i] for i in chosen)
        for size in range(len(free) + 1)
        for chosen in itertools.combinations(free, size)
        if protects(chosen)
    )
    assert protects(found)
    assert sum(counts[i] for i in found) == best


def test_a_hidden_figure_holds_no_number_at_all():
    for hidden in (f for f in released([3, 40, 12, 50]) if f.suppressed):
        empty = Figure("q", "m", "sex", hidden.group_code, "probability")
        for one in fields(Figure):
            if one.name not in TOLD:
                assert getattr(hidden, one.name) == getattr(empty, one.name), one.name


def test_people_of_no_group_cannot_be_worked_out_from_total_minus_groups():
    """Three people did not say their sex: total − women − men would be them."""
    published = released([40, 50], nameless=3)
    assert [f.state for f in published].count("suppressed_secondary") == 1
    assert not any(f.suppressed for f in released([40, 50], nameless=30))


def test_a_hidden_total_hides_its_groups():
    cells = [
        replace(figure("all", 40, variable="all"), n_clusters=2),
        replace(figure("f", 20), n_clusters=3),
        replace(figure("m", 20), n_clusters=3),
    ]
    behind = [Behind(4, 500.0)] * 3
    states = [f.state for f in suppress(cells, behind, Rule(10, Settings()))]
    assert states == ["suppressed_primary", *["suppressed_secondary"] * 2]


def test_when_nothing_protects_the_row_goes_under_one_state():
    """With 2 and 10 people in a total of 12, two labels would tell that it is 2."""
    total, *cells = released([2, 10])
    assert not total.suppressed
    assert {f.state for f in cells} == {FigureState.SECONDARY}


def test_a_solver_out_of_time_hides_the_row(monkeypatch):
    class Late:
        success = False

    secondary.partners.cache_clear()
    monkeypatch.setattr(secondary, "milp", lambda *_a, **_k: Late())
    assert all(f.suppressed for f in released([3, 40, 12, 50])[1:])
    secondary.partners.cache_clear()


KINDS = ["census", "probability", "systematic", "purposive"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("yes", [0, 1, 2, 58, 59, 60])
def test_few_who_said_yes_or_no_are_hidden_in_every_design(kind, yes):
    """0 % and 100 % too: who was seen to be interviewed said what everybody said."""
    published = released([60, 60, 80], yes=[yes, 20, 30], kind=kind)
    assert published[1].state == "suppressed_primary"
    assert [f.state for f in published].count("suppressed_secondary") == 1
    assert not any(f.suppressed for f in released([60, 60], yes=[3, 57], kind=kind))


def test_a_total_near_nothing_or_everything_hides_its_groups():
    assert all(f.suppressed for f in released([400, 300], yes=[0, 0]))
    assert all(f.suppressed for f in released([400, 300], yes=[398, 300]))


def test_the_mark_of_a_hidden_share_says_neither_nobody_nor_one_nor_two():
    """To hide 0 % alone would say 0 %."""
    marks = [released([60, 60, 80], yes=[k, 20, 30])[1].state for k in range(4)]
    assert marks == ["suppressed_primary"] * 3 + ["ok"]


def test_a_share_of_as_many_people_as_the_threshold_can_be_shown():
    assert not any(f.suppressed for f in released([10, 30], yes=[5, 15]))


@pytest.mark.parametrize("kind", KINDS)
def test_yes_and_no_of_a_hidden_cell_have_room_although_its_people_are_known(kind):
    """Hidden cells together keep ten yes and ten no beside those of the unsafe one."""
    total, *cells = released([40, 30, 60], yes=[1, 15, 20], kind=kind)
    left = total.k - sum(f.k for f in cells if not f.suppressed)
    assert left - 1 >= THRESHOLD


def test_indicators_of_the_same_people_hide_the_same_groups():
    """One table must not show the partner that another needs hidden.

    Everybody answered q; of r one person of group 2 refused. Group 0 has three people
    in both. Were group 1 hidden in q and group 2 in r, a reader would put the two
    tables together and subtract.
    """

    def row(indicator, counts, asked):
        return [
            replace(
                figure(code, n, variable=variable), indicator=indicator, n_base=base
            )
            for (code, variable), n, base in zip(
                [("all", "all"), ("0", "sex"), ("1", "sex"), ("2", "sex")],
                [sum(counts), *counts],
                [sum(asked), *asked],
                strict=True,
            )
        ]

    cells = row("q", [3, 20, 21], [3, 20, 21]) + row("r", [3, 20, 19], [3, 20, 21])
    published = suppress(cells, [Behind(4, 500.0)] * 8, Rule(10, Settings()))
    hidden = {i: {f.group_code for f in published if f.suppressed and f.indicator == i}
              for i in ("q", "r")}  # fmt: skip
    assert hidden["q"] == hidden["r"] == {"0", "1"}


def test_a_row_with_a_hidden_group_tells_nobodys_base():
    cells = [
        replace(f, n_base=(f.n or 0) + 2, nonresponse={"refused": 2})
        for f in (figure("all", 63, variable="all"), figure("f", 3), figure("m", 60))
    ]
    total, *_hidden, shown = suppress(
        [*cells, figure("x", 30, variable="age")],
        [Behind(4, 500.0)] * 4,
        Rule(10, Settings()),
    )
    assert total.n_base == 65
    assert shown.n_base is None
    assert shown.nonresponse == {}


def test_places_with_five_residents_are_not_shown_alone():
    cells = [figure("all", 40, variable="all"), figure("f", 12), figure("m", 28)]
    behind = [Behind(4, 500.0), Behind(4, 5.0), Behind(4, 495.0)]
    published = suppress(cells, behind, Rule(10, Settings()))
    assert published[1].state == "suppressed_primary"
    assert published[2].state == "suppressed_secondary"


def test_each_audience_is_safe_by_itself():
    units, strata = plan()
    rows = interviews(units, people=12)
    rows["age"] = np.where(
        np.arange(len(rows)) < 7, "a", np.where(rows.index % 2, "b", "c")
    )
    rows.loc[rows["age"] == "a", "psu"] = [
        "S0-0",
        "S0-1",
        "S0-2",
        "S0-3",
        "S0-0",
        "S0-1",
        "S0-2",
    ]
    rows.loc[rows["age"] == "a", "interviewer"] = list("xyxyxyx")
    rows.loc[rows["age"] == "a", "q"] = [0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0]
    made = release_sets(
        rows,
        units,
        strata,
        (SHARE,),
        ("age", "sex"),
        design_class="probability",
        source="m",
    )
    assert not any(f.suppressed for f in made["review"])
    hidden = [f for f in made["public"] if f.suppressed]
    assert {f.group_var for f in hidden} == {"age"}
    assert len(hidden) == 2


def test_zero_is_never_written_for_hidden():
    units, strata = plan()
    rows = interviews(units, people=2)
    rows["tiny"] = np.where(rows.index < 3, "t", "u")
    other = Indicator("p", target=0.2, direction="down", zero_tolerance=True)
    rows["p"] = pd.Series(0.0, rows.index)
    made = release_sets(
        rows,
        units,
        strata,
        (SHARE, other),
        ("tiny",),
        design_class="probability",
        source="m",
    )
    for f in made["public"]:
        if f.suppressed:
            assert (f.n, f.k, f.estimate, f.n_base) == (None,) * 4
            assert f.finding == "not_assessed"


@pytest.mark.parametrize(("deaths", "state"), [(1, "suppressed_primary"), (0, "ok")])
def test_a_rate_gives_its_few_events_back_to_whoever_knows_the_people(deaths, state):
    """0.026 deaths for 1,000 of 38,000 people is one death, which counts hide."""
    units, strata = plan()
    rows = interviews(units, people=1)
    rows["d"], rows["d:base"] = 0.0, 40.0
    rows.loc[rows.index < deaths, "d"] = 1.0
    rate = Indicator("d", statistic="ratio", unit="number")
    made = release_sets(
        rows,
        units,
        strata.assign(frame_count=4),
        [rate],
        [],
        design_class="census",
        source="records",
        settings=Settings(min_interviewers=1),
    )
    assert [one.state for one in made["public"]] == [state]


@pytest.mark.parametrize(("counted", "state"), [(21, "suppressed_primary"), (40, "ok")])
def test_few_more_than_one_at_each_place_tell_how_many_each_counts(counted, state):
    made = Figure(
        "r",
        "records",
        "all",
        "all",
        "census",
        n=20,
        n_clusters=20,
        above=8,
        base=counted,
    )
    (found,) = suppress([made], [Behind(4, 500.0)], Rule(5, Settings()))
    assert found.state == state


def test_questions_of_the_same_people_hide_the_same_group_beside_two_places():
    """By what was said one of them needs a third group; the second is the same."""
    cells = [
        figure("border", 18, 9),
        figure("prison", 30, 15),
        figure("mil", 36, 18),
        figure("ded", 60, 30),
    ]
    cells[0] = replace(cells[0], n_clusters=2)
    other = [
        replace(one, indicator="r", k=k)
        for one, k in zip(cells, (9, 29, 18, 30), strict=True)
    ]
    made = [figure("all", 144, 72, variable="all"), *cells]
    made += [replace(figure("all", 144, 86, variable="all"), indicator="r"), *other]
    behind = [Behind(4, 500.0)] * len(made)
    found = suppress(made, behind, Rule(5, Settings()))
    first = {one.group_code for one in found[:5] if one.suppressed}
    second = {one.group_code for one in found[5:] if one.suppressed}
    assert first == {"border", "prison"} <= second
