"""Interviews of one interviewer that resemble each other, beside others there."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from analysis.field_quality.alike_answers import _subset_moments, alike_flags


def test_the_moments_are_those_of_all_subsets():
    dice = np.random.default_rng(1)
    s = dice.random((7, 7))
    s = s + s.T
    np.fill_diagonal(s, 0)
    for k in (2, 3, 5, 7):
        sums = [s[np.ix_(subset, subset)].sum() for subset in combinations(range(7), k)]
        mean, variance = _subset_moments(s, s.sum(axis=0), k)
        assert mean == pytest.approx(np.mean(sums))
        assert variance == pytest.approx(np.var(sums), abs=1e-9)


def test_the_moments_of_two_or_three_interviews_exist():
    s = np.array([[0, 1.0, 0.5], [1.0, 0, 0.2], [0.5, 0.2, 0]])
    mean, variance = _subset_moments(s, s.sum(axis=0), 2)
    assert mean == pytest.approx(2 * (1 + 0.5 + 0.2) / 3)
    assert variance == pytest.approx(4 * np.var([1, 0.5, 0.2]))


def people(dice, places, interviewers, alike=(), same_share=0.4):
    """40 interviews a place; at each place people answer in their own manner."""
    rows = pd.DataFrame(
        {
            "interview": range(40 * places),
            "place": np.repeat([f"p{number}" for number in range(places)], 40),
            "interviewer": dice.choice(interviewers, 40 * places),
        }
    )
    shares = dice.uniform(0.2, 0.8, (places, 30))
    yes = dice.random((len(rows), 30)) < np.repeat(shares, 40, axis=0)
    answers = pd.DataFrame(np.where(yes, "yes", "no"))
    for name in alike:
        own = np.flatnonzero(rows["interviewer"] == name)
        same = dice.random((len(own), 30)) < same_share
        block = answers.iloc[own].where(~same, "yes")
        answers.iloc[own] = block.to_numpy()
    return rows, answers


def test_places_that_differ_accuse_nobody():
    """Without the places an interviewer at one place only would look alike."""
    flagged = 0
    for seed in range(12):
        dice = np.random.default_rng(seed)
        rows, answers = people(dice, 6, ["i1", "i2", "i3", "i4"])
        rows["interviewer"] = rows["interviewer"].where(
            rows["place"] != "p0", rows["interviewer"].replace({"i3": "i5", "i4": "i5"})
        )
        flagged += len(alike_flags(rows, answers))
    assert flagged <= 1


def test_answers_from_a_desk_are_more_alike():
    rows, answers = people(np.random.default_rng(7), 4, ["i1", "i2", "i3"], ["i2"])
    [flag] = alike_flags(rows, answers)
    assert flag.interviewer == "i2"
    assert flag.value > flag.comparison
    assert flag.p < 0.01
    assert flag.n == (rows["interviewer"] == "i2").sum()


def test_a_small_excess_is_nobodys_fault(monkeypatch):
    names = ["i1", "i2", "i3"]
    rows, answers = people(np.random.default_rng(10), 30, names, ["i2"], 0.25)
    assert alike_flags(rows, answers) == ()
    monkeypatch.setattr("analysis.field_quality.alike_answers.LEAST_EXCESS", 0.0)
    p = {flag.interviewer: flag.p for flag in alike_flags(rows, answers)}
    assert p["i2"] < 0.001


def test_one_interview_of_others_at_a_place_is_no_comparison():
    rows, answers = people(np.random.default_rng(10), 2, ["i1"], ["i1"])
    rows.loc[[0, 40], "interviewer"] = "i2"
    assert alike_flags(rows, answers) == ()


def test_somebody_alone_at_a_place_has_no_comparison():
    rows, answers = people(np.random.default_rng(8), 1, ["i1"], ["i1"])
    assert alike_flags(rows, answers) == ()


def test_a_great_place_is_compared_in_parts(monkeypatch):
    monkeypatch.setattr("analysis.field_quality.alike_answers.PART", 30)
    rows, answers = people(np.random.default_rng(7), 4, ["i1", "i2", "i3"], ["i2"])
    [flag] = alike_flags(rows, answers)
    interviews = (rows["interviewer"] == "i2").sum()
    assert (flag.interviewer, flag.n) == ("i2", interviews)


def test_interviews_that_broke_off_do_not_make_the_others_alike():
    names = ["i1", "i2", "i3"]
    rows, answers = people(np.random.default_rng(11), 4, names)
    broken_off = (rows["interviewer"] == "i3").to_numpy()
    answers.loc[broken_off, 5:] = None
    assert alike_flags(rows, answers) == ()
