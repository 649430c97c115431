"""The quality of what was collected goes the way of every statistic."""

from dataclasses import replace

import pandas as pd
import pytest

from analysis.gap_statistics import gap_statistics
from analysis.indicators.data_quality import statistics
from analysis.material import Material
from analysis.publication.band import Base
from analysis.publication.published_figure import NumberState
from analysis.schema import Settings
from tests.analysis.builders.interviews import SHARE, interviews, plan


@pytest.fixture
def material():
    """240 people; 30 refused the question, 10 were not to be asked it."""
    units, strata = plan()
    rows = interviews(units)
    rows["q:state"] = ""
    rows.loc[:29, ["q", "q:state"]] = [None, "refused"]
    rows.loc[30:39, ["q", "q:state"]] = [None, "not_applicable"]
    answers = pd.DataFrame({"x_private": ["full"] * 200 + ["hear"] * 40})
    return Material(
        "migrant", "purposive", rows, units, strata, (SHARE,), answers=answers
    )


def test_who_was_not_to_be_asked_owes_no_answer(material):
    by_aspect = {
        candidate.statistic.about: candidate.statistic
        for candidate in statistics([material], Settings())
    }
    assert (by_aspect["completeness"].k, by_aspect["completeness"].n) == (200, 230)
    assert (by_aspect["private"].k, by_aspect["private"].n) == (200, 240)


def test_counts_of_people_not_chosen_at_random_have_no_range(material):
    quality = [pair.exact for pair in gap_statistics([material], families=[statistics])]
    assert {statistic.about for statistic in quality} == {"completeness", "private"}
    assert all(
        statistic.lower is None and statistic.p_value is None for statistic in quality
    )


def test_a_way_of_interviewing_of_eight_people_is_not_published(material):
    answers = material.answers.assign(x_private=["full"] * 8 + [None] * 232)
    thin = Material(
        "migrant",
        "purposive",
        material.rows,
        material.units,
        material.strata,
        (),
        answers=answers,
    )
    (pair,) = gap_statistics([thin], families=[statistics])
    assert (pair.exact.k, pair.exact.n) == (8, 8)
    assert pair.published.state == NumberState.FEW_PEOPLE
    assert pair.published.base is None


def test_interviews_that_came_within_a_week_are_on_time(material):
    """Of those of which it is known: a wrong clock tells nothing."""
    days = [7.0] * 100 + [8.0] * 100 + [None] * 40
    answers = material.answers.assign(arrived_after=days)
    (timeliness,) = [
        candidate.statistic
        for candidate in statistics([replace(material, answers=answers)], Settings())
        if candidate.statistic.about == "timeliness"
    ]
    assert (timeliness.k, timeliness.n, timeliness.value) == (100, 200, 0.5)


def published(material, **answers):
    changed = replace(material, answers=material.answers.assign(**answers))
    pairs = gap_statistics([changed], families=[statistics])
    return {pair.exact.about: pair.published for pair in pairs}


def test_completeness_stands_on_people_and_not_on_answers_that_were_due(material):
    """Each yes to a question with a follow-up makes one more answer due."""
    assert published(material)["completeness"].base == Base(240, 240)


def test_how_many_told_their_days_is_told_as_a_band(material):
    sources = ["doc"] * 20 + ["sure"] * 32 + [None] * 188
    shown = published(material, m_days_src=sources)["length_from_document"]
    assert shown.base == Base(48, 60)


def test_an_aspect_that_concerns_nobody_is_there_as_of_a_few(material):
    for sources in ([None] * 240, ["doc"] + [None] * 239):
        shown = published(material, m_days_src=sources)["length_from_document"]
        assert shown.state == NumberState.PERHAPS_FEW
