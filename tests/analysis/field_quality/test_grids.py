"""Somebody who ticks the same answer down a page, and a page where that is usual."""

import numpy as np
import pandas as pd
import pytest

from analysis.field_quality.flags import FlagKind, Rank
from analysis.field_quality.grids import grid_flags, grid_measures
from analysis.schema import FrameProblem

NAMES = [f"q{number}" for number in range(10)]
GRIDS = [NAMES[:5], NAMES[5:]]


def measured(*codes):
    answers = pd.DataFrame([list(codes)], columns=NAMES)
    return grid_measures(answers, GRIDS, {"dk"}).iloc[0]


def test_same_answers_and_runs_are_counted_grid_by_grid():
    measures = measured("a", "a", "b", "a", "a", "b", "b", "b", "b", "c")
    assert (measures["same"], measures["run"]) == (0.8, 4)
    # A run does not go on from one grid to the next.
    measures = measured("b", "c", "a", "a", "a", "a", "a", "a", "b", "c")
    assert (measures["same"], measures["run"]) == (0.6, 3)


def test_silence_is_no_same_answer():
    measures = measured("dk", "dk", "dk", "a", "a", "a", None, "a", "b", "b")
    assert (measures["answered"], measures["run"]) == (6, 2)
    assert measures["same"] == pytest.approx(4 / 6)
    assert np.isnan(measured(*["dk"] * 10)["same"])


def test_codes_are_the_same_in_all_questions_of_a_grid():
    answers = pd.DataFrame([list("ab" * 5), list("ba" * 5)], columns=NAMES)
    categories = answers.astype("category")
    assert grid_measures(categories, GRIDS)["run"].tolist() == [1, 1]


def test_a_grid_of_unknown_questions_is_refused():
    with pytest.raises(FrameProblem, match="q77"):
        grid_measures(pd.DataFrame(columns=NAMES), [["q1", "q77"]])


def round_of(dice, straight=(), usual=0.0):
    """200 interviews of ten interviewers; a share `usual` says no to everything."""
    answers = pd.DataFrame(dice.choice(list("abcde"), (200, 10)), columns=NAMES)
    answers[dice.random(200) < usual] = "a"
    answers.iloc[list(straight)] = "b"
    names = [f"i{number % 10}" for number in range(200)]
    return pd.DataFrame({"interview": range(200), "interviewer": names}), answers


def test_somebody_who_ticks_one_answer_throughout_is_seen():
    rows, answers = round_of(np.random.default_rng(1), straight=[42])
    [flag] = grid_flags(rows, answers, GRIDS)
    assert (flag.kind, flag.interview) == (FlagKind.SAME_IN_GRIDS, 42)
    assert (flag.value, flag.n, flag.rank) == (1, 10, Rank.LOOK_FIRST)
    assert flag.comparison < 0.7


def test_what_many_people_rightly_answer_is_not_flagged():
    rows, answers = round_of(np.random.default_rng(2), straight=[42], usual=0.2)
    assert grid_flags(rows, answers, GRIDS) == ()


def test_an_interviewer_who_always_does_it_does_not_make_it_usual():
    own = range(7, 200, 10)
    rows, answers = round_of(np.random.default_rng(3), straight=own)
    flags = grid_flags(rows, answers, GRIDS)
    assert [flag.interview for flag in flags] == list(own)


def test_a_long_run_is_seen_where_the_other_grid_is_varied():
    rows, answers = round_of(np.random.default_rng(4))
    answers.iloc[3] = list("bbbbbbbbac")
    [flag] = grid_flags(rows, answers, [NAMES])
    assert (flag.kind, flag.value, flag.interview) == (FlagKind.LONG_RUN, 8, 3)
