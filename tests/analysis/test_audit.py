"""What the gate lets out, a reader with a linear program cannot undo."""

from dataclasses import replace

import pytest

from analysis.audit import Danger, audit
from analysis.equations import Unsolved
from analysis.rounding import nearest, rounded
from analysis.schema import Figure
from analysis.told import Guard, Release, Told, counts, told
from bench import disclosure_audit as rounds

REVIEW, PUBLIC = Guard(5), Guard(10, 5)


def cell(code, n, k=None, variable="sex", **more):
    return Told("q", "m", "probability", variable, code, n, k, k is not None, **more)


def release(*groups, total, used=None, withdrawn=0):
    cells = (cell("all", *total, variable="all"), *groups)
    return Release(cells, {"m": total[0] if used is None else used}, {"m": withdrawn})


def leaks(new, *earlier, guard=REVIEW):
    return [leak for one in audit(new, earlier, guard) for leak in one.leaks]


def hidden(code, variable="sex"):
    return Told("q", "m", "probability", variable, code, None, None)


def test_random_rounds_give_nothing_away_alone_or_with_the_release_before():
    """The long run: python -m bench.disclosure_audit"""
    tally = rounds.run(24, seed=7)
    assert (tally.alone, tally.joined) == (0, 0)
    assert tally.outside == 0, "a reader's equations must hold for the truth"
    assert tally.hidden > 200
    assert tally.shown > 200
    assert tally.released
    assert tally.refused


def test_without_partners_the_same_rounds_would_be_refused(monkeypatch):
    """The attack finds what secondary suppression is there to prevent."""
    nobody = lambda row, *_more: ()  # noqa: E731
    monkeypatch.setattr("analysis.disclosure.partners", nobody)
    assert rounds.run(8, seed=7).alone > 0


def test_one_hidden_group_is_what_the_others_leave_of_the_total():
    table = release(hidden("f"), cell("m", 40, 20), total=(43, 22))
    (leak,) = (one for one in leaks(table) if one.danger is Danger.HIDDEN)
    assert (leak.danger, leak.cell.group_code) == (Danger.HIDDEN, "f")


def test_two_hidden_groups_with_room_between_them_are_safe():
    safe = release(hidden("f"), hidden("m"), cell("x", 30, 12), total=(80, 40))
    assert leaks(safe) == []


def test_three_people_of_no_group_are_found_although_no_cell_is_hidden():
    (leak,) = leaks(release(cell("f", 40, 20), cell("m", 40, 20), total=(83, 41)))
    assert leak.danger is Danger.NAMELESS
    assert (leak.lower, leak.upper) == (3, 3)


def test_two_safe_releases_of_which_one_person_is_the_difference_are_refused():
    first = release(cell("f", 40, 20), cell("m", 50, 20), total=(90, 40))
    second = release(cell("f", 41, 21), cell("m", 50, 20), total=(91, 41))
    assert leaks(first) == leaks(second) == []
    found = leaks(second, first)
    assert {leak.danger for leak in found} == {Danger.DIFFERENCE}
    assert "f" in {leak.cell.group_code for leak in found}
    assert "m" not in {leak.cell.group_code for leak in found}


def test_the_same_figures_may_be_released_again():
    same = release(cell("f", 40, 20), cell("m", 50, 20), total=(90, 40))
    assert leaks(same, same) == []


def test_a_release_far_back_is_remembered():
    first = release(cell("f", 40, 20), cell("m", 50, 20), total=(90, 40))
    large = release(cell("f", 60, 30), cell("m", 80, 30), total=(140, 60))
    back = release(cell("f", 41, 21), cell("m", 50, 20), total=(91, 41), withdrawn=49)
    assert leaks(back, large) == []
    assert {leak.release for leak in leaks(back, first, large)} == {0}


def test_a_group_hidden_before_is_not_shown_by_who_came_since():
    """Four women were hidden; two people came, and six women are shown."""
    first = release(hidden("f"), hidden("m"), cell("x", 30, 12), total=(80, 40))
    second = release(
        cell("f", 6, 3), cell("m", 46, 26), cell("x", 30, 12), total=(82, 41)
    )
    found = leaks(second, first)
    assert Danger.HIDDEN in {leak.danger for leak in found}
    assert {leak.release for leak in found if leak.danger is Danger.HIDDEN} == {0}


def test_rounding_hides_who_came_unless_the_number_of_interviews_tells():
    before = release(cell("f", 40, 20), cell("m", 50, 25), total=(90, 45), used=92)
    after = release(cell("f", 45, 20), cell("m", 50, 25), total=(95, 45), used=99)
    assert leaks(after, before, guard=PUBLIC) == []
    one_more = replace(after, used={"m": 93})
    assert leaks(one_more, before, guard=PUBLIC)


def test_a_corrected_answer_is_no_contradiction():
    before = release(cell("f", 40, 20), cell("m", 50, 20), total=(90, 40))
    after = release(cell("f", 40, 21), cell("m", 50, 20), total=(90, 41))
    (leak, *_others) = leaks(after, before)
    assert leak.danger is Danger.DIFFERENCE


def test_tables_that_contradict_each_other_are_not_passed():
    with pytest.raises(Unsolved):
        leaks(release(cell("f", 40, 20), hidden("m"), total=(30, 15)))


def test_what_another_indicator_shows_of_the_same_people_is_known():
    """Both count all 64 people: q hides f and m, r shows m."""

    def table(indicator, *groups):
        whole = cell("all", 64, 30, variable="all", complete=True)
        return [replace(one, indicator=indicator) for one in (whole, *groups)]

    q = table("q", hidden("f"), hidden("m"), cell("x", 20, 10))
    r = table("r", hidden("f"), cell("m", 40, 20), hidden("x"))
    both = Release((*q, *r), {"m": 64}, {})
    assert leaks(Release(tuple(q), {"m": 64}, {})) == []
    assert {leak.cell.group_code for leak in leaks(both)} == {"f"}


# -- rounding ----------------------------------------------------------------------


@pytest.mark.parametrize("n", range(10, 40))
def test_a_rounded_count_is_at_most_two_from_the_truth(n):
    assert nearest(n, 5) % 5 == 0
    assert abs(nearest(n, 5) - n) <= 2


def test_every_count_of_people_in_public_is_rounded_and_shares_follow():
    exact = Figure(
        *("q", "m", "all", "all", "probability"),
        n=48,
        k=17,
        n_base=51,
        n_clusters=7,
        estimate=0.35416,
        ci_lower=0.2219,
        ci_upper=0.4991,
        n_eff=31.7,
        nonresponse={"refused": 3},
    )
    (public,) = rounded([exact], 5)
    assert (public.n, public.k, public.n_base, public.n_eff) == (50, 15, 50, 30)
    assert public.nonresponse == {"refused": 5}
    assert public.estimate == 0.35
    assert (public.ci_lower, public.ci_upper) == (0.22, 0.5)
    assert public.n_clusters == 7
    assert rounded([exact], 1) == (exact,)


def test_a_share_is_never_rounded_to_nobody_or_everybody():
    almost = Figure("q", "m", "all", "all", "census", n=999, k=996, estimate=0.997)
    assert rounded([almost], 5)[0].estimate == 0.99


def test_a_reader_of_a_rounded_census_tries_the_whole_numbers_behind_a_share():
    figure = Figure("q", "m", "all", "all", "census", n=22, k=12, estimate=12 / 22)
    (one,) = told(rounded([figure], 5), frozenset())
    n, k = counts(one, PUBLIC, 100)
    assert n[0] <= 22 <= n[1]
    assert k[0] <= 12 <= k[1]
    assert n[1] - n[0] < 4 or k[1] - k[0] < 4
