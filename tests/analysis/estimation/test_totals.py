"""One pass: totals that add up, and denominators per question."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.estimation.totals import pack, pack_all, reduce_rows, side_by_side


@settings(deadline=None, max_examples=50)
@given(st.integers(0, 60), st.integers(0, 2**31), st.booleans())
def test_totals_of_two_halves_are_the_totals_of_the_whole(cut, seed, shares):
    dice = np.random.default_rng(seed)
    n = 60
    answers = dice.integers(0, 2, n) if shares else dice.random(n)
    columns = {
        "psu": dice.integers(0, 5, n),
        "cell": dice.integers(-1, 3, n),
        "weight": dice.random(n),
        "y": np.where(dice.random(n) < 0.2, np.nan, answers),
    }

    def part(rows):
        chosen = {name: values[rows] for name, values in columns.items()}
        keys = [pack(chosen["psu"], 5, chosen["cell"], 3)]
        return reduce_rows(keys=keys, weight=chosen["weight"], y=chosen["y"])

    both = part(slice(0, cut)) + part(slice(cut, n))
    all_rows = part(slice(0, n))
    for ours, theirs in zip(both.parts, all_rows.parts, strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-12)
    for ours, theirs in zip(
        (all_rows - part(slice(0, cut))).parts, part(slice(cut, n)).parts, strict=True
    ):
        np.testing.assert_allclose(ours, theirs, atol=1e-12)


def test_yes_and_no_take_a_short_way_to_the_same_sums():
    """The sums of 0/1 answers are those of the general formula with x = 1.

    But for Σw·y², which a ratio does not keep.
    """
    dice = np.random.default_rng(4)
    y = np.where(dice.random(500) < 0.2, np.nan, dice.integers(0, 2, 500))
    keys = [pack(dice.integers(0, 7, 500), 7, dice.integers(-1, 4, 500), 4)]
    weight = dice.random(500) * 9
    short = reduce_rows(keys=keys, weight=weight, y=y)
    long = reduce_rows(keys=keys, weight=weight, y=y, x=np.ones(500))
    assert not long.wyy.any()
    long = replace(long, wyy=long.y)
    for ours, theirs in zip(short.parts, long.parts, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-12)


def test_who_was_not_asked_is_in_no_sum():
    psu = np.zeros(3, dtype=np.int64)
    totals = reduce_rows(
        keys=[pack(psu, 2, psu, 1)],
        weight=np.array([2.0, 3.0, 5.0]),
        y=np.array([1.0, np.nan, 0.0]),
    )
    assert totals.n.tolist() == [[2.0], [0.0]]
    assert totals.x.tolist() == [[7.0], [0.0]]
    assert totals.y.tolist() == [[2.0], [0.0]]


@given(st.integers(0, 2**31), st.lists(st.integers(1, 30), min_size=1, max_size=5))
@settings(deadline=None, max_examples=50)
def test_groupings_that_share_a_pass_have_the_sums_of_their_own(seed, sizes):
    dice = np.random.default_rng(seed)
    psu, weight = dice.integers(0, 5, 80), dice.random(80)
    groups = [(dice.integers(-1, size, 80), size) for size in sizes]
    for y in (dice.integers(0, 2, 80).astype(float), dice.random(80)):
        alone = [
            reduce_rows(keys=[pack(psu, 5, *group)], weight=weight, y=y)
            for group in groups
        ]
        together = reduce_rows(keys=pack_all(psu, 5, groups), weight=weight, y=y)
        for ours, theirs in zip(together.parts, side_by_side(alone).parts, strict=True):
            np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-12)
