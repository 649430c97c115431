"""What several sums over places tell of a few places together."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.judging import room
from analysis.sums import Sum, Sums


def one(question, **given):
    return Sum.over(question, given)


def told(words, least=3, threshold=0):
    """Whether all of these can be told of one question, of 9 at each place."""
    known = Sums(least, threshold)
    return all(known.add([one("q", **dict.fromkeys(word, 9))]) for word in words)


@pytest.mark.parametrize(
    ("words", "safe"),
    [
        (("abc", "abcd"), False),  # d is what is left
        (("abc", "abcdef"), True),
        (("ab", "cdefg"), False),  # two are few
        (("abcdef", "abc", "ab"), False),
        (("abcd", "cdef", "abef"), False),  # 2·ab, in no two of them
        (("abcd", "cdef", "efgh"), True),
        (("abcdef", "abcx", "defx"), False),  # twice x
        (("abcdef", "abcxyz", "defxyz"), True),
    ],
)
def test_a_mixture_of_sums_that_is_of_few_places_is_found(words, safe):
    assert told(words) == safe


@given(
    st.lists(st.sets(st.sampled_from("abcdefgh"), min_size=1), min_size=1, max_size=5)
)
def test_it_finds_what_leaving_out_columns_finds(words):
    """There is one of U alone if the sums lose rank where U is left out of them."""
    names = sorted(frozenset().union(*words))
    rows = np.array([[name in word for name in names] for word in words], dtype=float)
    rank = np.linalg.matrix_rank
    few = any(
        rank(np.delete(rows, list(some), axis=1)) < rank(rows)
        for many in (1, 2)
        for some in combinations(range(len(names)), many)
    )
    assert told(words) == (not few)


def test_a_sum_is_told_or_kept_back_with_all_that_it_stands_with():
    known = Sums(3, 5)
    assert known.add([one("held", a=9, b=9, c=9, d=9)])
    assert not known.add([one("beds", a=9, b=9, c=9), one("held", a=9, b=9, c=9)])
    assert known.add([one("beds", a=9, b=9, c=9, d=9)]), "beds of three were not told"


def test_who_gave_nothing_is_nobody_among_whom_another_could_hide():
    known = Sums(3, 5)
    known.tell([one("held", a=9, b=9, c=9, d=9, e=0, f=0)])
    assert not known.add([one("held", a=9, b=9, c=9)])
    assert known.add([one("held", a=9, b=9, c=9, d=9)]), "e and f gave nothing"


def test_a_few_people_at_many_places_are_not_what_is_left_either():
    known = Sums(3, 5)
    known.tell([one("held", a=9, b=9, c=9, d=1, e=1, f=1)])
    assert not known.add([one("held", a=9, b=9, c=9)])
    other = Sums(3, 5)
    other.tell([one("held", a=9, b=9, c=9, d=2, e=2, f=1)])
    assert other.add([one("held", a=9, b=9, c=9)])


def test_a_few_people_are_not_what_two_sums_leave_of_a_third():
    """27 less 12 and 12 leaves three at three places."""
    known = Sums(3, 5)
    known.tell([one("held", a=4, b=4, c=4, d=1, e=1, f=1, g=4, h=4, i=4)])
    assert known.add([one("held", a=4, b=4, c=4)])
    assert not known.add([one("held", g=4, h=4, i=4)])


def test_numbers_that_are_taken_off_each_other_are_looked_at_together():
    """Free places are places less people: beside both of fewer, of one programme."""
    places, people = one("p", a=9, b=9, c=9, d=9), one("n", a=1, b=2, c=3, d=9)
    known = Sums(3, 5)
    assert known.add([places - people])
    assert known.add([one("p", a=9, b=9, c=9)])
    assert not known.add([one("n", a=1, b=2, c=3)]), "9 − 9 are free in d"
    assert (places - people).value == 21


def test_a_few_who_are_not_counted_are_looked_at_as_those_who_are():
    """Entries not screened: 12 at all places, 10 of them at those that gave more."""
    entries = one("n", a=9, b=9, c=9, d=9, e=9, f=9)
    screened = one("k", a=6, b=6, c=5, d=9, e=8, f=8)
    some, of_some = one("n", a=9, b=9, c=9), one("k", a=6, b=6, c=5)
    known = Sums(3, 5)
    assert known.add([entries, screened, entries - screened])
    assert not known.add([some, of_some, some - of_some])


def test_what_two_kinds_leave_of_three_districts_is_found_as_well():
    """Three closed places, three prisons and a border place with one in each."""
    closed = {f"{at}c{n}": 9 for at in "xyz" for n in range(3)}
    prisons = {f"{at}p{n}": 8 for at in "xyz" for n in range(3)}
    everywhere = {**closed, **prisons, **{f"{at}b": 1 for at in "xyz"}}
    known = Sums(3, 5)
    for at in "xyz":
        here = {name: n for name, n in everywhere.items() if name.startswith(at)}
        assert known.add([one("held", **here)])
    assert known.add([one("held", **closed)])
    assert not known.add([one("held", **prisons)])


def test_totals_of_which_few_are_left_are_not_told_both():
    """Nobody tells how many women are not pregnant, but both totals would."""
    women, pregnant = one("women", a=9, b=9, c=9), one("pregnant", a=9, b=8, c=7)
    known = Sums(3, 5)
    known.watch([(frozenset({"women"}), frozenset({"pregnant"}))])
    assert known.add([women])
    assert not known.add([pregnant])


def test_ways_out_that_are_told_beside_all_leave_no_few():
    """60 left, 30 with an alternative, 27 returned: three in all other ways."""
    ways = frozenset({"alternative", "return", "escape"})
    known = Sums(3, 5)
    known.watch([(frozenset({"exits"}), ways)])
    assert known.add([one("exits", a=20, b=20, c=20)])
    assert known.add([one("alternative", a=10, b=10, c=10)])
    assert not known.add([one("return", a=9, b=9, c=9)])


def test_people_of_three_kinds_are_not_what_seven_sums_leave():
    sizes = {"wit": 3, "wi": 16, "wt": 16, "it": 16, "w": 28, "i": 28, "t": 28}

    def either(kinds):
        given = {who: float(n) for who, n in sizes.items() if set(who) & set(kinds)}
        return Sum.over("people", given, of_people=True)

    known = Sums(3, 5)
    for kinds in ("w", "i", "t", "wi", "wt", "it"):
        assert known.add([either(kinds)])
    assert not known.add([either("wit")])


def test_groups_that_figures_tell_of_are_no_part_of_the_program(monkeypatch):
    """With 30 groups of 200 people it would be asked for minutes, and rightly so by
    nobody: no reader knows who of the people is in which of them."""

    def asked(_self, _mixtures, _threshold):
        raise AssertionError("the program was asked")

    monkeypatch.setattr("analysis.mixtures.Few.reached", asked)
    dice = np.random.default_rng(1)
    everybody = [f"{at}" for at in range(200)]

    def some(share):
        chosen = [who for who in everybody if dice.random() < share]
        return Sum.over("people", dict.fromkeys(chosen, 1.0), of_people=True)

    known = Sums(3, 5)
    known.tell([some(0.4) for _group in range(30)])
    assert known.add([some(0.5)])
    assert known.add([some(0.5)])


def test_people_of_two_kinds_that_only_both_rules_let_in_are_not_told():
    """36 women, 14 who are ill, 48 who are either: two women who are ill."""
    women, ill, both = {"w": 34.0}, {"i": 12.0}, {"x": 2.0}

    def who(*kinds):
        given = {name: n for kind in kinds for name, n in kind.items()}
        return Sum.over("people", given, of_people=True)

    known = Sums(3, 5)
    assert known.add([who(women, both)])
    assert known.add([who(ill, both)])
    assert not known.add([who(women, ill, both)])


@given(st.integers(1, 5000), st.integers(1, 5000), st.sampled_from([1 / 100, None]))
def test_a_rounded_ratio_leaves_each_sum_as_much_room_as_is_said(a, b, step):
    """A share is rounded to the whole percent, another ratio to two digits."""
    r = a / b
    half = (step or 10 ** (np.floor(np.log10(r)) - 1)) / 2
    wide = room(one("a", x=a), one("b", x=b))
    assert 2 * half * b >= wide - 1e-9
    low = max(r - half, 1e-12)
    assert a / low - a / (r + half) >= wide - 1e-9
