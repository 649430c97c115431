"""A change between rounds knows which places were asked twice, and what was asked."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from analysis.comparison.change_between_rounds import (
    NotComparable,
    NoVariance,
    QuestionVersion,
    RoundTotals,
    change,
)
from analysis.estimation.design import Design
from analysis.estimation.totals import pack, reduce_rows
from analysis.schema import Chance, FrameProblem, NotAtRandom
from tests.analysis.builders.plain_tests import pair_difference

SIX = np.array([6.0])
QUESTION = QuestionVersion("law_seen", "Have you seen a lawyer?", ("no", "yes"))


def round_totals(name, places, values, frame, *, strata=None, kind=Chance.PROBABILITY):
    """places: names; values: one list of answers per place; frame: N of every stratum.

    Every place stands for N/n others, so that its weight is one number.
    """
    strata = strata or ["S"] * len(places)
    names = tuple(sorted(set(strata)))
    stratum = np.array([names.index(stratum_name) for stratum_name in strata])
    design = Design(
        psu=tuple(places),
        stratum=stratum,
        strata=names,
        frame=np.full(len(names), float(frame)),
        sampled=np.array([len(v) for v in values], dtype=float),
        population=np.full(len(places), np.nan),
        kind=kind,
    )
    psu = np.repeat(np.arange(len(places)), [len(v) for v in values])
    y = np.concatenate([np.asarray(v, dtype=float) for v in values])
    key = pack(psu, len(places), np.zeros(len(y), dtype=np.int64), 1)
    totals = reduce_rows(keys=[key], weight=np.ones(len(y)), y=y)
    return RoundTotals(name, QUESTION, totals, design)


def places(*numbers):
    return [f"P{number:02d}" for number in numbers]


@pytest.fixture
def rounds():
    dice = np.random.default_rng(3)
    first, second = (
        round_totals(name, places(*range(6)), dice.random((6, 10)) < share, np.nan)
        for name, share in (("2025", 0.4), ("2026", 0.6))
    )
    return first, second


def test_the_same_places_twice_are_a_paired_comparison():
    """With places of one size the closed form is the paired t test of place means."""
    dice = np.random.default_rng(8)
    before = dice.normal(size=(9, 4))
    now = before + dice.normal(size=(9, 4)) / 2 + 0.3
    difference = change(
        round_totals("a", places(*range(9)), before, np.nan),
        round_totals("b", places(*range(9)), now, np.nan),
    )
    paired = stats.ttest_rel(now.mean(axis=1), before.mean(axis=1))
    assert difference.difference == pytest.approx(now.mean() - before.mean())
    assert difference.p == pytest.approx(paired.pvalue)
    limits = paired.confidence_interval()
    assert (difference.lower, difference.upper) == pytest.approx(
        (limits.low, limits.high)
    )
    assert difference.places_in_both == 9


def test_two_rounds_agree_with_two_groups_of_one_round(rounds):
    """Asking one place twice covers the same ground as two groups within it."""
    first, second = rounds
    both = replace(
        first.totals,
        **{
            name: np.hstack([getattr(second.totals, name), getattr(first.totals, name)])
            for name in ("n", "k", "x", "y", "xx", "xy", "yy", "wyy")
        },
    )
    twice_as_many = replace(first.design, sampled=2 * first.design.sampled)
    expected = pair_difference(both, twice_as_many, group=0, reference=1)
    assert change(first, second).se == pytest.approx(expected.se)


def test_other_places_the_second_time_share_nothing(rounds):
    first, second = rounds
    moved = replace(second.design, psu=tuple(places(*range(20, 26))))
    difference = change(first, replace(second, design=moved))
    assert (difference.places_in_both, difference.covariance) == (0, 0)
    assert difference.se > 0


@pytest.mark.parametrize(
    ("frame", "taken", "common"), [(40, 8, 4), (40, 4, 4), (12, 6, 2), (12, 6, 0)]
)
def test_nineteen_of_twenty_changes_are_caught(frame, taken, common):
    """Rounds of four strata that keep a few places: variance and coverage hold.

    The last two keep fewer places than chance would, so the change is less sure than
    that of independent rounds, and ignoring it would miss the truth.
    """
    dice = np.random.default_rng(11)
    z = dice.normal(size=(4, frame))
    later = 0.8 * z + 0.6 * dice.normal(size=z.shape) + 0.3
    truth = later.mean() - z.mean()
    strata = [f"S{h}" for h in range(4) for _ in range(taken)]
    changes = []
    for _ in range(250):
        drawn = [dice.permutation(frame) for _ in range(4)]
        first_sets = [d[:taken] for d in drawn]
        second_sets = [np.r_[d[:common], d[taken : 2 * taken - common]] for d in drawn]
        first, second = (
            round_totals(
                name,
                [f"{h}-{i}" for h in range(4) for i in sets[h]],
                [[values[h, i]] for h in range(4) for i in sets[h]],
                frame,
                strata=strata,
            )
            for name, sets, values in (("a", first_sets, z), ("b", second_sets, later))
        )
        changes.append(change(first, second))
    error = np.array([m.difference - truth for m in changes])
    coverage = np.mean([m.lower <= truth <= m.upper for m in changes])
    assert coverage >= 0.93
    ratio = np.mean([m.se**2 for m in changes]) / error.var()
    assert 0.85 < ratio < 1.25


def test_a_census_taken_twice_leaves_no_doubt():
    first, second = (
        round_totals(name, places(1, 2), values, 2, kind=Chance.CENSUS)
        for name, values in (("a", [[0, 1], [1]]), ("b", [[1, 1], [1]]))
    )
    difference = change(first, second)
    assert (
        difference.lower
        == difference.difference
        == difference.upper
        == pytest.approx(1 / 3)
    )
    assert difference.p is None


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        (
            QuestionVersion("other", QUESTION.wording, QUESTION.codes),
            "Compare one question with",
        ),
        (replace(QUESTION, wording="A lawyer?"), "worded otherwise in round"),
        (replace(QUESTION, codes=("no", "unsure", "yes")), "choose from .*: unsure"),
    ],
)
def test_another_question_is_not_a_change(rounds, question, sentence):
    first, second = rounds
    with pytest.raises(NotComparable, match=sentence):
        change(first, replace(second, question=question))


def test_a_change_needs_answers_that_vary_in_both_rounds(rounds):
    first = rounds[0]
    silent = round_totals("2026", places(*range(6)), np.full((6, 2), np.nan), np.nan)
    with pytest.raises(FrameProblem, match='"2026" has no answer to "law_seen"'):
        change(first, silent)
    same = [round_totals(name, places(1, 2), [[1, 1], [1]], np.nan) for name in "ab"]
    with pytest.raises(
        NoVariance, match=r"everybody gave the same .* Report the count"
    ):
        change(*same)


def test_the_same_share_at_every_place_is_not_called_the_same_answer():
    halves = [
        round_totals(name, places(1, 2, 3), [[1, 0]] * 3, np.nan) for name in "ab"
    ]
    with pytest.raises(NoVariance, match='answers to "law_seen" differ, but no place'):
        change(*halves)


def test_what_rounding_leaves_of_a_variance_is_no_variance():
    """Weighted thirds at every place: the variance is 1e-34, and p would be 0."""
    first, second = (
        weighted(round_totals(name, places(*range(4)), [values] * 4, np.nan))
        for name, values in (("a", [1, 0, 0]), ("b", [1, 1, 0]))
    )
    with pytest.raises(NoVariance, match="no place from another"):
        change(first, second)


def weighted(first):
    """The same people, each place with its own weight."""
    weight = np.array([[1.1], [2.3], [3.7], [0.7]])
    power = {"x": 1, "y": 1, "wyy": 1, "xx": 2, "xy": 2, "yy": 2}
    totals = {
        name: getattr(first.totals, name) * weight**k for name, k in power.items()
    }
    return replace(first, totals=replace(first.totals, **totals))


def test_all_places_without_their_residents_are_not_certainty(rounds):
    """Everybody's answers were not had, only nobody knows how many are missing."""
    taken = [
        replace(totals, design=replace(totals.design, frame=SIX)) for totals in rounds
    ]
    with pytest.raises(FrameProblem, match="residents are not known"):
        change(*taken)


def test_totals_of_two_cells_are_no_round(rounds):
    twice = rounds[0].totals.cells([0, 0])
    with pytest.raises(FrameProblem, match="Give the totals of one cell"):
        replace(rounds[0], totals=twice)


def test_rounds_not_drawn_at_random_have_no_change():
    with pytest.raises(NotAtRandom, match="Report k of n"):
        round_totals("a", places(1, 2), [[0], [1]], np.nan, kind="purposive")
