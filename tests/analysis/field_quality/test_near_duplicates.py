"""Two interviews with nearly the same answers are a pair, whoever sent them."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from analysis.field_quality import near_duplicates as module
from analysis.field_quality.flags import Rank
from analysis.field_quality.near_duplicates import duplicate_flags, near_duplicates
from analysis.schema import FrameProblem

SPECIAL = {"dk"}


def answers_of(dice, interviews=60, questions=30):
    codes = dice.choice(
        np.array(["a", "b", "c", "dk", None], dtype=object), (interviews, questions)
    )
    return pd.DataFrame(codes, columns=[f"q{number}" for number in range(questions)])


def by_hand(answers, least, codes=frozenset("abc")):
    """(first, second) → share of equal answers and questions, question by question."""
    coded = [
        {name: code for name, code in person.items() if code in codes}
        for person in answers.to_dict("records")
    ]
    pairs = {}
    for first, second in combinations(range(len(coded)), 2):
        common = coded[first].keys() & coded[second].keys()
        equal = sum(coded[first][name] == coded[second][name] for name in common)
        if len(common) >= least:
            pairs[first, second] = (equal / len(common), len(common))
    return pairs


@pytest.mark.parametrize("block", [7, 60, 1000])
def test_pairs_and_best_matches_are_those_of_a_count_by_hand(monkeypatch, block):
    monkeypatch.setattr(module, "BLOCK", block)
    answers = answers_of(np.random.default_rng(1))
    answers.loc[11] = [*["a"] * 7, *[None] * 23]  # too few questions for any match
    matches = near_duplicates(answers, special=SPECIAL, threshold=0.5, least=8)
    expected = by_hand(answers, 8)
    over = {pair: numbers for pair, numbers in expected.items() if numbers[0] >= 0.5}
    assert len(over) > 10
    listed = {
        (row.first, row.second): (pytest.approx(row.share), row.questions)
        for row in matches.pairs.itertuples()
    }
    assert listed == over
    assert matches.pair_count == len(over)
    for interview, (match, share) in enumerate(matches.best.itertuples(index=False)):
        own = [n[0] for pair, n in expected.items() if interview in pair]
        assert share == pytest.approx(max(own, default=np.nan), nan_ok=True)
        nearest = (min(interview, match), max(interview, match))
        assert not own or expected[nearest][0] == pytest.approx(share)
    assert matches.best["match"][11] == -1


def test_questions_with_many_codes_and_more_than_64_questions_count_too():
    dice = np.random.default_rng(2)
    answers = answers_of(dice, questions=150)
    for number in range(0, 150, 30):
        districts = dice.integers(0, 40, 60)
        answers[f"q{number}"] = [f"d{district}" for district in districts]
    answers.loc[7] = answers.loc[40]
    matches = near_duplicates(answers, threshold=0.25, least=5)
    expected = by_hand(answers, 5, {*answers.stack().dropna()})
    over = {pair: n for pair, n in expected.items() if n[0] >= 0.25}
    assert 10 < len(over) < len(expected)
    assert {(p.first, p.second): p.questions for p in matches.pairs.itertuples()} == {
        pair: questions for pair, (_share, questions) in over.items()
    }
    assert matches.pairs["share"].tolist() == pytest.approx(
        sorted((share for share, _questions in over.values()), reverse=True)
    )


def test_a_pair_with_few_questions_in_common_is_none():
    answers = pd.DataFrame([["a"] * 19 + [None]] * 2 + [["b"] * 20] * 2)
    matches = near_duplicates(answers, least=20)
    assert matches.pairs[["first", "second"]].to_numpy().tolist() == [[2, 3]]
    assert matches.best["match"].tolist() == [-1, -1, 3, 2]
    assert matches.best["share"].isna().tolist() == [True, True, False, False]


def test_two_people_who_say_nothing_are_no_duplicates():
    answers = pd.DataFrame([["dk"] * 30] * 2)
    assert near_duplicates(answers, special=SPECIAL).pair_count == 0
    assert near_duplicates(answers).pair_count == 1


def test_the_most_equal_pairs_stay_where_there_are_too_many(monkeypatch):
    monkeypatch.setattr(module, "BLOCK", 20)
    answers = answers_of(np.random.default_rng(3))
    everything = near_duplicates(answers, threshold=0.2, least=5)
    limited = near_duplicates(answers, threshold=0.2, least=5, most=15)
    assert limited.pair_count == everything.pair_count > 1000
    pd.testing.assert_frame_equal(limited.pairs, everything.pairs.head(15))


def test_progress_goes_from_nothing_to_everything(monkeypatch):
    monkeypatch.setattr(module, "BLOCK", 25)
    shares = []
    near_duplicates(answers_of(np.random.default_rng(4)), progress=shares.append)
    assert shares == sorted(shares)
    assert (len(shares), shares[-1]) == (6, pytest.approx(1))


@pytest.mark.parametrize("wrong", [{"threshold": 0}, {"threshold": 1.1}, {"least": 0}])
def test_a_search_without_sense_is_refused(wrong):
    with pytest.raises(FrameProblem, match="threshold over 0"):
        near_duplicates(pd.DataFrame([["a"], ["a"]]), **wrong)


def test_no_interviews_have_no_duplicates():
    nothing = pd.DataFrame({"q0": pd.Series(dtype=object)})
    assert near_duplicates(nothing).pairs.empty


def rows_of(count, interviewer="i1"):
    return pd.DataFrame(
        {
            "interview": [f"n{number}" for number in range(count)],
            "interviewer": interviewer,
            "place": [f"p{number % 2}" for number in range(count)],
        }
    )


def test_a_pair_is_looked_at_first_only_where_it_stands_out():
    dice = np.random.default_rng(5)
    varied = pd.DataFrame(dice.choice(list("abcd"), (200, 40)))
    varied.loc[10] = varied.loc[20]
    [flag] = duplicate_flags(rows_of(200), near_duplicates(varied))
    assert (flag.interview, flag.other, flag.rank) == ("n10", "n20", Rank.LOOK_FIRST)
    assert (flag.value, flag.n) == (1, 40)
    assert (flag.interviewer, flag.place) == ("i1", "p0")
    # People who all live alike: nearly every honest interview is over the threshold.
    alike = pd.DataFrame(dice.choice(list("ab"), (200, 40), p=[0.97, 0.03]))
    flags = duplicate_flags(rows_of(200), near_duplicates(alike))
    assert len(flags) > 1000
    assert {flag.rank for flag in flags} == {Rank.GOOD_TO_KNOW}


def test_a_pair_of_two_interviewers_names_neither():
    answers = pd.DataFrame([["a"] * 30] * 2)
    rows = rows_of(2, ["i1", "i2"])
    [flag] = duplicate_flags(rows, near_duplicates(answers))
    assert (flag.interviewer, flag.place) == (None, None)


def test_pairs_that_are_not_returned_take_no_memory():
    pairs, nothing = module._Pairs(most=5), np.zeros(2, dtype=int)
    for _block in range(10):
        pairs.add(np.ones((3, 3)), np.full((3, 3), 20), 0.5, nothing)
        assert sum(map(len, pairs.parts)) <= 20
    assert (pairs.count, len(pairs.best())) == (90, 5)
