"""What all flags share: tests over interviewers, codes as numbers, matching frames."""

import numpy as np
import pandas as pd
import pytest

from analysis.field_quality.durations import duration_flags
from analysis.field_quality.flags import (
    FlagKind,
    Rank,
    check_columns,
    coded,
    modified_z,
    rank_sum_tests,
)
from analysis.field_quality.item_nonresponse import nonresponse_flags
from analysis.field_quality.privacy import _mid_p, privacy_flags
from analysis.schema import FrameProblem


def interviews(interviewers, **columns):
    return pd.DataFrame(
        {
            "interview": range(len(interviewers)),
            "interviewer": interviewers,
            "place": "p1",
            **columns,
        }
    )


def test_frames_that_do_not_match_are_refused_with_a_remedy():
    rows = interviews(["i1", "i2"])
    with pytest.raises(FrameProblem, match="no column seconds"):
        duration_flags(rows)
    with pytest.raises(FrameProblem, match="one index"):
        check_columns(rows, answers=pd.DataFrame({"q": ["a", "b"]}, index=[1, 0]))
    with pytest.raises(FrameProblem, match="Interview 0 is there twice"):
        check_columns(rows.assign(interview=0), "interview")


def test_codes_are_numbers_whatever_the_column_is():
    text = pd.Series(["a", None, "dk", "b", "a"])
    frame = pd.DataFrame({"text": text, "category": text.astype("category")})
    assert coded(frame, {"dk"}).T.tolist()[0] == coded(frame, {"dk"}).T.tolist()[1]
    assert (coded(frame, {"dk"})[:, 0] < 0).tolist() == [
        False,
        True,
        True,
        False,
        False,
    ]
    assert (coded(frame)[:, 0] < 0).sum() == 1


def test_robust_deviations_do_not_mind_the_outlier():
    z = modified_z(np.array([1.0, 2, 3, 4, 5, 100, np.nan]))
    assert z[5] > 40
    assert np.isnan(z[6])
    assert (modified_z(np.array([2.0, 2, 2, 9])) == 0).all()


def test_a_test_is_adjusted_for_the_number_of_interviewers():
    dice = np.random.default_rng(1)
    groups = pd.Series(np.repeat([f"i{number}" for number in range(10)], 12))
    values = dice.random(120)
    values[:12] += 0.35
    p = rank_sum_tests(values, groups)
    first = rank_sum_tests(values, groups.where(groups == "i0", "others"))["i0"]
    assert first < p["i0"] == pytest.approx(10 * first)


def test_hardly_any_interviews_are_not_tested():
    groups = pd.Series(["i1"] * 4 + ["i2"] * 30)
    assert set(rank_sum_tests(np.arange(34.0), groups)) == {"i2"} - {"i2"}
    assert set(rank_sum_tests(np.arange(35.0), pd.Series(["i1"] * 5 + ["i2"] * 30)))


def test_short_interviews_are_looked_at_first_and_long_ones_are_good_to_know():
    dice = np.random.default_rng(2)
    seconds = 2400 * dice.lognormal(0, 0.3, 100)
    seconds[:3] = 300, 20_000, np.nan
    flags = duration_flags(interviews(["i1"] * 100, seconds=seconds))
    assert [(f.kind, f.rank, f.interview) for f in flags] == [
        (FlagKind.SHORT, Rank.LOOK_FIRST, 0),
        (FlagKind.LONG, Rank.GOOD_TO_KNOW, 1),
    ]
    assert flags[0].n == 99
    assert flags[0].comparison == pytest.approx(np.nanmedian(seconds))
    assert duration_flags(interviews(["i1"] * 15, seconds=seconds[:15])) == ()


def reluctant(dice, shares, each=20, questions=40):
    """Answers of interviewers, of whose questions a share has no answer."""
    names = [name for name in shares for _interview in range(each)]
    chance = np.array([shares[name] for name in names])
    silent = dice.random((len(names), questions)) < chance[:, None]
    return interviews(names), pd.DataFrame(np.where(silent, "dk", "yes"))


def test_an_interviewer_who_hears_dont_know_more_often_is_named():
    shares = {"i1": 0.05, "i2": 0.05, "i3": 0.15, "i4": 0.05, "i5": 0.05}
    rows, answers = reluctant(np.random.default_rng(3), shares)
    [flag] = nonresponse_flags(rows, answers, {"dk"}, FlagKind.DONT_KNOW)
    assert (flag.interviewer, flag.rank) == ("i3", Rank.LOOK_FIRST)
    own = rows["interviewer"] == "i3"
    assert flag.value == pytest.approx((answers[own] == "dk").to_numpy().mean())
    assert flag.comparison == pytest.approx((answers[~own] == "dk").to_numpy().mean())
    assert flag.n == 800


def test_never_hearing_dont_know_is_strange_too():
    shares = {f"i{number}": 0.08 for number in range(8)} | {"i3": 0.001}
    rows, answers = reluctant(np.random.default_rng(4), shares)
    [flag] = nonresponse_flags(rows, answers, {"dk"}, FlagKind.DONT_KNOW)
    assert (flag.interviewer, flag.rank) == ("i3", Rank.LOOK_SOON)


def test_single_silent_people_accuse_no_interviewer():
    """One person who answers nothing is no 40 independent silences."""
    accused = 0
    for seed in range(20):
        dice = np.random.default_rng(seed)
        rows, answers = reluctant(dice, {f"i{number}": 0.0 for number in range(5)})
        answers[dice.random(100) < 0.1] = "dk"
        accused += len(nonresponse_flags(rows, answers, {"dk"}, FlagKind.DONT_KNOW))
    assert accused <= 1


def test_questions_that_were_not_put_are_no_silence():
    rows, answers = reluctant(np.random.default_rng(5), {"i1": 0.05, "i2": 0.05})
    answers = answers.where(rows["interviewer"] == "i1", answers.where(answers == "x"))
    assert nonresponse_flags(rows, answers, {"dk"}, FlagKind.DONT_KNOW) == ()


def test_the_mid_p_is_half_of_the_observed_table():
    # 1 of 4 in private, of 6 in 10: P(0) = 1/210, P(1) = 24/210.
    assert _mid_p(1, 4, 6, 10) == pytest.approx((1 + 24 / 2) / 210)


def test_a_place_where_everybody_listens_is_named_with_its_interviewer():
    names = np.repeat(["i1", "i2", "i3", "i4"], 30)
    privacy = np.where(np.arange(120) % 10 == 0, "others", "alone").astype(object)
    privacy[:20] = "others"
    rows = interviews(names, privacy=privacy)
    rows["place"] = np.where(names == "i1", "cell", "office")
    flags = privacy_flags(rows, {"alone"})
    named = [(flag.interviewer, flag.place, flag.rank) for flag in flags]
    assert named == [("i1", None, Rank.LOOK_FIRST), (None, "cell", Rank.LOOK_FIRST)]
    rows.loc[:19, "privacy"] = None  # not noted is not "others could hear"
    assert privacy_flags(rows, {"alone"}) == ()


def test_a_little_less_privacy_is_nobodys_fault(monkeypatch):
    names = np.repeat(["i1", "i2"], 2000)
    others = np.where(names == "i1", np.arange(4000) % 10 < 2, np.arange(4000) % 10 < 1)
    rows = interviews(names, privacy=np.where(others, "others", "alone"))
    rows.loc[:100, "privacy"] = "alone"
    assert privacy_flags(rows, {"alone"}) == ()
    monkeypatch.setattr("analysis.field_quality.privacy.LEAST_GAP", 0.0)
    assert [flag.interviewer for flag in privacy_flags(rows, {"alone"})] == ["i1"]
