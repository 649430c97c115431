"""The same figures from any chunks in any order, and no trace of who withdrew."""

import dataclasses
from functools import partial, reduce

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.estimation.cells import factor, tabulate
from analysis.estimation.totals import Totals
from analysis.estimation.weights import base_weights
from analysis.exact import Exact
from analysis.partitions import Asked, Sum, one_by_one, reduce_chunk
from analysis.pipeline import figures_of_parts, frame_figures
from analysis.schema import DesignClass, FrameProblem, Indicator
from tests.analysis.builders.interviews import interviews, plan

INDICATORS = (Indicator("q", target=0.9), Indicator("days", statistic="mean"))
GROUPS = ("sex", "age")


def round_of(seed=3, people=9):
    """(rows, units, strata): a mean beside a share, reasons, one group in one place."""
    units, strata = plan(people=people)
    rows = interviews(units, people=people, seed=seed)
    dice = np.random.default_rng(seed)
    rows["age"] = dice.choice(["a18", "a25", None], len(rows))
    rows.loc[rows["psu"] == "S1-2", "age"] = "a60"
    rows["days"] = np.where(
        dice.random(len(rows)) < 0.3, np.nan, dice.random(len(rows))
    )
    refused = dice.random(len(rows)) < 0.1
    rows.loc[refused, "q"] = np.nan
    rows["q:state"] = np.where(refused, "refused", "")
    return rows, units, strata


def chunks_of(rows, seed, parts, *, empty=False):
    """The rows in random chunks, some of which may be empty, in a random order."""
    dice = np.random.default_rng(seed)
    of = dice.integers(0, parts, len(rows))
    found = [rows[of == part] for part in range(parts)]
    return [found[at] for at in dice.permutation(parts)] + [rows[:0]] * empty


def run_of(chunks):
    return one_by_one([partial(lambda one: one, chunk) for chunk in chunks])


def of_parts(chunks, units, strata, kind="probability"):
    return figures_of_parts(
        run_of(chunks),
        units,
        strata,
        INDICATORS,
        GROUPS,
        design_class=kind,
        source="m",
    )


def whole(rows, units, strata, kind="probability"):
    return frame_figures(
        rows, units, strata, INDICATORS, GROUPS, design_class=kind, source="m"
    ).figures


def assert_alike(ours, theirs, within=1e-12):
    assert len(ours) == len(theirs) > 0
    for one, other in zip(ours, theirs, strict=True):
        one, other = dataclasses.asdict(one), dataclasses.asdict(other)
        for field, value in one.items():
            if isinstance(value, float):
                value = pytest.approx(value, rel=within, abs=within)
            assert value == other[field], (field, one, other)


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 2**31), st.integers(1, 12), st.booleans())
def test_any_chunks_in_any_order_give_the_figures_of_all_rows(seed, parts, empty):
    rows, units, strata = round_of()
    made = of_parts(chunks_of(rows, seed, parts, empty=empty), units, strata)
    assert_alike(made, whole(rows, units, strata))


@settings(deadline=None, max_examples=10)
@given(st.integers(0, 2**31))
def test_the_order_of_chunks_leaves_no_trace_in_any_bit(seed):
    rows, units, strata = round_of()
    chunks = chunks_of(rows, 1, 7)
    dice = np.random.default_rng(seed)
    mixed = [chunks[at] for at in dice.permutation(len(chunks))]
    assert of_parts(mixed, units, strata) == of_parts(chunks, units, strata)


def test_a_group_that_most_chunks_lack_is_counted_once_with_its_interviewers():
    rows, units, strata = round_of()
    alone, rest = rows[rows["age"] == "a60"], rows[rows["age"] != "a60"]
    chunks = [rest[:40], alone[:3], rest[40:], alone[3:]]
    assert_alike(of_parts(chunks, units, strata), whole(rows, units, strata))


@pytest.mark.parametrize("kind", ["purposive", "census", "systematic"])
def test_chunks_of_every_design_class_give_its_figures(kind):
    rows, units, strata = round_of()
    rows["weight"] = np.random.default_rng(1).uniform(1, 9, len(rows))
    made = of_parts(chunks_of(rows, 5, 4), units, strata, kind)
    assert_alike(made, whole(rows, units, strata, kind))


def test_rows_that_bring_their_weight_keep_it_in_chunks():
    rows, units, strata = round_of()
    units["population"] = np.nan  # known to nobody, and not needed with weights
    rows["weight"] = np.random.default_rng(1).uniform(1, 9, len(rows))
    made = of_parts(chunks_of(rows, 5, 4), units, strata)
    assert_alike(made, whole(rows, units, strata))
    rows, units, strata = round_of()
    chunks = [rows[:50].assign(weight=1.0), rows[50:]]
    with pytest.raises(FrameProblem, match="Some chunks have a column weight"):
        of_parts(chunks, units, strata)


def test_what_no_chunk_shows_alone_is_still_refused():
    """Nine people in chunks of three each seem to fit a place of five residents."""
    rows, units, strata = round_of()
    units.loc[units["psu"] == "S0-0", "population"] = 5
    chunks = [rows[at::3] for at in range(3)]
    with pytest.raises(FrameProblem, match="S0-0 has 9 interviews but 5 people"):
        of_parts(chunks, units, strata)


def test_no_rows_in_any_chunk_make_no_figures():
    rows, units, strata = round_of()
    assert of_parts([rows[:0], rows[:0]], units, strata) == ()


# -- an interview comes and is withdrawn ------------------------------------------


def sums_of(chunks, everyone, units, strata, weight=None):
    """The exact sum of each chunk, among the codes of everyone."""
    asked = Asked(units, strata, INDICATORS, GROUPS, DesignClass.PROBABILITY)
    codes = {name: factor(everyone[name])[0] for name in asked.coded(everyone)}
    places = tuple(units["psu"])
    return [reduce_chunk(one, asked, codes, places, weight) for one in chunks]


def bytes_of(table):
    return [part.tobytes() for part in table.totals.parts]


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 2**31), st.integers(0, 107))
def test_an_interview_that_is_added_and_withdrawn_leaves_no_bit(seed, place):
    rows, units, strata = round_of()
    rows["weight"] = np.random.default_rng(seed).lognormal(3, 4, len(rows))
    rows.loc[place, "q"] = 1.0  # she said something
    late = rows.loc[[place]]
    before = rows.drop(index=late.index)
    held, one, *others = sums_of(
        [before, late, *chunks_of(rows, seed, 3)], rows, units, strata
    )
    with_her = held + one
    assert bytes_of(with_her.table()) != bytes_of(held.table())
    for other in others:  # and whatever comes and goes meanwhile
        with_her += other
    without = with_her - one
    for other in others:
        without -= other
    assert bytes_of(without.table()) == bytes_of(held.table())
    assert without.exact.digits.tobytes() == held.exact.digits.tobytes()
    assert without.table().interviewers.tolist() == held.table().interviewers.tolist()
    assert without.table().nonresponse == held.table().nonresponse


def test_plain_floats_would_keep_a_trace():
    """Why the sums are exact: (t + a) − a is not t in floating point."""
    t, a = (Totals(*[np.array([[v]])] * 8) for v in (0.1, 1e3))
    assert (t + a - a).y[0, 0] != 0.1
    assert (Exact.of(t) + Exact.of(a) - Exact.of(a)).totals().y[0, 0] == 0.1


def test_new_weights_replace_the_old_ones_without_a_trace():
    """A withdrawal changes the weights of her place: it is taken out and put in again.

    All other places keep their sums, and those of hers are as if she had never come.
    """
    rows, units, strata = round_of()
    late = rows.iloc[[5]]
    place, before = rows["psu"] == "S0-0", rows.drop(index=late.index)

    def weighted(frame):
        return frame.assign(weight=base_weights(frame, units, strata))

    with_her, without = weighted(rows), weighted(before)
    here = without["psu"] == "S0-0"
    both, rest, old, new = sums_of(
        [without, with_her[~place], with_her[place], without[here]],
        rows,
        units,
        strata,
    )
    mended = (rest + old) - old + new
    for ours, theirs in zip(
        mended.table().totals.parts, both.table().totals.parts, strict=True
    ):
        np.testing.assert_array_equal(ours, theirs)


def test_chunks_with_other_codes_are_not_added_up():
    rows, units, strata = round_of()
    rows["weight"] = 1.0
    young = rows[rows["age"] == "a18"]
    one = sums_of([rows], rows, units, strata)[0]
    other = sums_of([young], young, units, strata)[0]
    with pytest.raises(FrameProblem, match="different codes"):
        one + other


@given(st.lists(st.floats(-1e25, 1e25), min_size=1, max_size=30), st.randoms())
def test_an_exact_sum_is_the_nearest_double_in_any_order(values, chance):
    """A second opinion: math.fsum of the same numbers."""
    from math import fsum

    def total(numbers):
        parts = [Exact.of(Totals(*[np.array([[v]])] * 8)) for v in numbers]
        return reduce(lambda a, b: a + b, parts)

    found = total(values)
    mixed = list(values)
    chance.shuffle(mixed)
    assert (total(mixed).digits == found.digits).all()
    assert found.totals().y[0, 0] == pytest.approx(fsum(values), rel=1e-15, abs=1e-22)


@given(st.floats(2.0**-28, 2.0**99))
def test_a_number_leaves_as_it_came(value):
    for one in (value, -value):
        totals = Exact.of(Totals(*[np.array([[one]])] * 8)).totals()
        assert totals.wyy[0, 0] == pytest.approx(one, rel=1e-15)
    assert Exact.of(Totals(*[np.array([[value]])] * 8)).totals().y[0, 0] == value


def test_a_sum_without_end_is_refused():
    with pytest.raises(FrameProblem, match="larger units"):
        Exact.of(Totals(*[np.array([[np.inf]])] * 8))


def test_one_sum_of_all_rows_is_the_table_of_one_pass():
    rows, units, strata = round_of()
    rows["weight"] = np.random.default_rng(2).uniform(1, 9, len(rows))
    (ours,) = sums_of([rows], rows, units, strata)
    theirs = tabulate(
        rows, tuple(units["psu"]), rows["weight"].to_numpy(), INDICATORS, GROUPS
    )
    assert isinstance(ours, Sum)
    assert bytes_of(ours.table()) == bytes_of(theirs)
    assert ours.table().nonresponse == theirs.nonresponse
