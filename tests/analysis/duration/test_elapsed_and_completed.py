"""Two lengths that are not the same: held so far, and over."""

import numpy as np
import pandas as pd
import pytest

from analysis.duration.elapsed_and_completed import (
    CompletedStays,
    ElapsedStays,
    completed_stays,
    elapsed_stays,
)
from analysis.duration.kaplan_meier import still_held
from analysis.duration.stays import WrongOrigin, observe
from analysis.estimation.design import design_of
from analysis.schema import FrameProblem

CENSUS = pd.Timestamp("2026-03-01")
KINDS = ["release", "removal"]


def people(n=40, ended=False):
    """n people held 1, 2, … days, who leave (or are known to be held) 10 days later."""
    admitted = CENSUS - pd.to_timedelta(np.arange(1, n + 1), unit="D")
    later = CENSUS + pd.Timedelta(days=10)
    return pd.DataFrame(
        {
            "admitted": admitted,
            "seen": CENSUS,
            "left": [later if ended or i % 2 else pd.NaT for i in range(n)],
            "news": later,
            "reason": ["removal" if i % 4 == 1 else "release" for i in range(n)],
        },
        index=[f"p{i}" for i in range(n)],
    )


def test_people_present_are_described_by_the_time_they_were_held_so_far():
    ours = elapsed_stays(people(), "stock", kind="probability")
    assert ours.label == "time_already_held_by_those_present"
    assert ours.mean.value == pytest.approx(20.5)
    assert (ours.median.value, ours.ninth_decile.value, ours.longest) == (20, 36, 40)
    assert ours.median.lower < 20 < ours.median.upper
    assert ours.mean.se == pytest.approx(np.arange(1, 41).std(ddof=1) / np.sqrt(40))


def test_bands_take_in_their_last_day_and_everybody_once():
    bands = elapsed_stays(
        people(), "stock", kind="probability", bands=(1, 2, 7, 28)
    ).bands
    assert bands.count.tolist() == [1, 1, 5, 21, 12]
    np.testing.assert_allclose(bands.share, bands.count / 40)
    assert (bands.lower < bands.share).all()
    assert (bands.upper > bands.share).all()


def test_stays_that_ended_are_another_thing_with_another_name():
    ours = completed_stays(people(ended=True), "releases", kind="probability")
    assert ours.mean.value == pytest.approx(30.5)
    assert ours.label == "length_of_completed_stays"
    assert not isinstance(ours, ElapsedStays)
    assert not issubclass(ElapsedStays, CompletedStays)
    with pytest.raises(TypeError):
        ours + elapsed_stays(people(), "stock", kind="probability")


@pytest.mark.parametrize("origin", ["stock", "admissions"])
def test_exits_among_those_present_are_no_sample_of_stays(origin):
    with pytest.raises(WrongOrigin, match="Report the share still held"):
        completed_stays(people(), origin, kind="probability")


def test_admissions_who_have_all_left_may_be_described_as_stays():
    assert completed_stays(people(ended=True), "admissions", kind="probability").n == 40


@pytest.mark.parametrize("origin", ["admissions", "releases"])
def test_only_people_present_have_a_time_already_held(origin):
    with pytest.raises(
        WrongOrigin, match=f"A list of {origin} is not a list of people"
    ):
        elapsed_stays(people(), origin, kind="probability")


def test_a_list_of_releases_says_nothing_about_who_is_still_held():
    with pytest.raises(WrongOrigin, match="leaves out everybody who is still held"):
        observe(people(ended=True), "releases", KINDS, kind="probability")


def test_people_of_a_stock_are_followed_from_the_day_they_were_seen():
    stays = observe(people(), "stock", KINDS, kind="probability")
    np.testing.assert_array_equal(stays.entry, np.arange(1, 41))
    np.testing.assert_array_equal(stays.exit, np.arange(11, 51))
    assert stays.event[:4].tolist() == [0, 2, 0, 1]


def test_people_admitted_are_followed_from_the_first_day():
    stays = observe(people(), "admissions", KINDS, kind="probability")
    assert np.isneginf(stays.entry).all()
    assert still_held(stays, [2]).basis.start == 0


def test_a_stock_without_follow_up_is_refused_with_the_remedy():
    rows = people().assign(left=pd.NaT, news=CENSUS)
    with pytest.raises(FrameProblem, match="report the time already held"):
        still_held(observe(rows, "stock", KINDS, kind="probability"))


def test_places_keep_their_positions_when_people_are_left_out():
    rows = people(12).assign(psu=[f"F{i % 3}" for i in range(12)], stratum="S")
    units = pd.DataFrame({"psu": ["F0", "F1", "F2"], "stratum": "S", "population": 9})
    strata = pd.DataFrame({"stratum": ["S"], "frame_count": [np.nan]})
    design = design_of(rows, units, strata, kind="probability")
    stays = observe(rows, "stock", KINDS, kind="probability", design=design)
    np.testing.assert_array_equal(stays.psu, np.arange(12) % 3)
    assert elapsed_stays(rows, "stock", kind="probability", design=design).df == 2
    with pytest.raises(
        FrameProblem, match='Stay "p5" is of a place that is not in the'
    ):
        observe(
            rows.assign(psu=["F0"] * 5 + ["F9"] * 7),
            "stock",
            KINDS,
            kind="probability",
            design=design,
        )


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("admitted", pd.NaT, "has no day of admission"),
        ("seen", pd.NaT, "has no day on which it was seen"),
        ("seen", CENSUS - pd.Timedelta(days=99), "was seen before it began"),
        ("left", CENSUS - pd.Timedelta(days=99), "ends before it began"),
        ("left", CENSUS - pd.Timedelta(days=1), "had ended when it was seen"),
        ("reason", "vanished", "ended in a way that is none of release, removal"),
    ],
)
def test_a_day_that_cannot_be_names_the_stay_and_the_remedy(column, value, says):
    rows = people()
    rows.loc["p3", column] = value
    with pytest.raises(FrameProblem, match=f'Stay "p3" {says}. Correct its days, or'):
        observe(rows, "stock", KINDS, kind="probability")


def test_someone_still_held_needs_a_day_of_last_news():
    rows = people()
    rows.loc["p2", "news"] = pd.NaT
    with pytest.raises(FrameProblem, match='"p2" has neither an exit nor a last news'):
        observe(rows, "stock", KINDS, kind="probability")
    rows.loc["p2", "news"] = CENSUS - pd.Timedelta(days=1)
    with pytest.raises(FrameProblem, match='"p2" has news before it was seen'):
        observe(rows, "stock", KINDS, kind="probability")
    with pytest.raises(FrameProblem, match="frame of stays has no seen, news"):
        observe(rows.drop(columns=["seen", "news"]), "stock", KINDS, kind="probability")


def test_a_release_without_its_day_is_asked_for():
    rows = people(ended=True)
    rows.loc["p2", "left"] = pd.NaT
    with pytest.raises(FrameProblem, match="1 stays of a list of releases have no day"):
        completed_stays(rows, "releases", kind="probability")
