"""What several sums over places tell of a few places together."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.sums import Sum, Sums, of_few, room


def sets(*words):
    return [frozenset(word) for word in words]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("abc", "abcd"), True),  # d is what is left
        (("abc", "abcdef"), False),
        (("ab", "cdefg"), True),  # two are few
        (("abcdef", "abc", "ab"), True),
        (("abcd", "cdef", "abef"), True),  # 2·ab, in no two of them
        (("abcd", "cdef", "efgh"), False),
        (("abcdef", "abcx", "defx"), True),  # twice x
        (("abcdef", "abcxyz", "defxyz"), False),
    ],
)
def test_a_mixture_of_sums_that_is_of_few_places_is_found(words, told):
    assert of_few(sets(*words), 3) == told


@given(
    st.lists(st.sets(st.sampled_from("abcdefgh"), min_size=1), min_size=1, max_size=5)
)
def test_it_finds_what_leaving_out_columns_finds(words):
    """There is one of U alone if the sums lose rank where U is left out of them."""
    found = sets(*words)
    names = sorted(frozenset().union(*found))
    rows = np.array([[name in one for name in names] for one in found], dtype=float)
    rank = np.linalg.matrix_rank
    expected = any(
        rank(np.delete(rows, list(few), axis=1)) < rank(rows)
        for many in (1, 2)
        for few in combinations(range(len(names)), many)
    )
    assert of_few(found, 3) == expected


def one(question, **given):
    return Sum(question, given)


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


@given(st.integers(1, 5000), st.integers(1, 5000), st.sampled_from([1 / 100, None]))
def test_a_rounded_ratio_leaves_each_sum_as_much_room_as_is_said(a, b, step):
    """A share is rounded to the whole percent, another ratio to two digits."""
    r = a / b
    half = (step or 10 ** (np.floor(np.log10(r)) - 1)) / 2
    wide = room([one("a", x=a), one("b", x=b)])
    assert 2 * half * b >= wide - 1e-9
    low = max(r - half, 1e-12)
    assert a / low - a / (r + half) >= wide - 1e-9
