import time
import uuid

import pytest

from assessment.frames import frames, interview_rows
from assessment.models import Indicator
from surveys.models import PrimaryUnit, Stratum
from tests.assessment.builders import small_round


@pytest.fixture
def unit(round):
    small_round.make_person("ines", "interviewer", round)
    return PrimaryUnit.objects.filter(round=round).first()


@pytest.fixture
def ines(unit):
    return unit.round.memberships.get(role="interviewer").person


def values(round, indicator, source="migrant"):
    """(value or None, reason) of each interview of the only frame."""
    records = interview_rows.read_records(round, source)
    (frame,) = frames.frames(round, source, records, [indicator])
    column = frame.rows[indicator.pk]
    reasons = frame.rows[f"{indicator.pk}:state"]
    return [
        (None if value != value else value, reason)
        for value, reason in zip(column, reasons, strict=True)
    ]


def answered(catalogue_id, round, unit, ines, answers):
    small_round.interview(unit, ines, {"m_status": "current", **answers})
    return values(round, Indicator.objects.get(pk=catalogue_id))[-1]


# indicator, answers, value (None: not in the base), reason
CASES = [
    ("JUD-01.m", {"m_days": 9, "m_judge_first": "h48"}, 1, ""),
    ("JUD-01.m", {"m_days": 9, "m_judge_first": "never"}, 0, ""),
    ("JUD-01.m", {"m_days": 1, "m_judge_first": "never"}, None, "not_applicable"),
    (
        "JUD-01.m",
        {"m_days": 9, "m_judge_first": small_round.state("does_not_know")},
        None,
        "does_not_know",
    ),
    ("LEG-02.m", {"m_order": small_round.state("refused")}, None, "refused"),
    ("INF-05.m", {"m_law_seen": "no", "m_law_why": "cost"}, 0, ""),
    ("INF-05.m.cost", {"m_law_seen": "no", "m_law_why": "cost"}, 0, ""),
    ("INF-05.m.cost", {"m_law_seen": "no", "m_law_why": "nocontact"}, 1, ""),
    (
        "INF-05.m.cost",
        {"m_law_seen": "no", "m_law_why": "notwanted"},
        None,
        "not_applicable",
    ),
    ("INF-05.m.cost", {"m_law_seen": "yes"}, 1, ""),
    (
        "INF-05.m",
        {"m_law_seen": "yes", "m_law_private": "yes", "m_law_free": "paid"},
        1,
        "",
    ),
    (
        "INF-05.m",
        {
            "m_law_seen": "yes",
            "m_law_private": small_round.state("refused"),
            "m_law_free": "free",
        },
        None,
        "refused",
    ),
    (
        "INF-05.m",
        {"m_law_seen": small_round.state("does_not_know")},
        None,
        "does_not_know",
    ),
    ("INF-01.m", {"m_reason_told": "no"}, 0, ""),
    ("INF-01.m.understood", {"m_reason_told": "no"}, None, "not_applicable"),
    (
        "CND-05.m",
        {"m_illtreat": small_round.state("not_asked_privacy")},
        None,
        "not_asked_privacy",
    ),
    ("CND-05.m", {"m_illtreat": ["none"]}, 0, ""),
    ("CND-05.m", {"m_illtreat": ["verbal", "deny"]}, 1, ""),
    (
        "CMP-01.m",
        {
            "m_cmp_know": "no",
            "m_cmp_made": "noneed",
            "m_rep_complaint": small_round.state("not_asked_privacy"),
            "m_rep_visitor": small_round.state("not_asked_privacy"),
        },
        None,
        "not_asked_privacy",
    ),
    ("JUD-02.m", {"m_days": 65, "m_judge_first": "d7", "m_review_n": 2}, 1, ""),
    ("JUD-02.m", {"m_days": 65, "m_judge_first": "d7", "m_review_n": 1}, 0, ""),
    ("JUD-02.m", {"m_days": 65, "m_judge_first": "never"}, 0, ""),
    (
        "REL-02.m",
        {"m_rel_need": ["work", "law"], "m_rel_serv": ["work", "lang"]},
        0.5,
        "",
    ),
    ("VUL-02.m", {"m_vscreen": "yes", "m_vscreen_out": "moved"}, None, None),
    (
        "VUL-02.m",
        {"m_vscreen": "yes", "m_vuln": ["ill"], "m_vscreen_out": "nothing"},
        0,
        "",
    ),
    ("INF-04.m", {"m_interp_used": "none"}, None, "not_applicable"),
    ("INF-04.m", {"m_interp_used": "codet"}, 0, ""),
]


@pytest.mark.parametrize(("indicator", "answers", "value", "reason"), CASES)
def test_an_answer_counts_as_what_was_said(
    indicator, answers, value, reason, catalogue, round, unit, ines
):
    got = answered(indicator, round, unit, ines, answers)
    assert got[0] == value
    if reason is not None:
        assert got[1] == reason


def test_a_corrected_interview_counts_once_as_corrected(catalogue, round, unit, ines):
    first = uuid.uuid4()
    small_round.interview(unit, ines, {"m_order": "no"}, interview_id=first)
    small_round.interview(
        unit, ines, {"m_order": "yes"}, interview_id=first, revision=2
    )
    order = Indicator.objects.get(pk="LEG-02.m")
    assert values(round, order) == [(1.0, "")]


def test_everyone_received_is_used_or_excluded_with_a_reason(round, unit, ines):
    small_round.interview(unit, ines, {"x_private": "full"})
    small_round.interview(unit, ines, {}, outcome="stopped")
    small_round.interview(unit, ines, {}, outcome="refused")
    small_round.interview(unit, ines, {}, outcome="refused")
    small_round.interview(unit, ines, {}, outcome="unsafe")
    counts = interview_rows.count_interviews(
        interview_rows.read_records(round, "migrant")
    )
    assert counts.received == counts.used + sum(counts.excluded.values())
    assert counts.excluded == {"refused": 2, "unsafe": 1}


def test_people_met_by_chance_are_never_mixed_with_a_sample(
    catalogue, round, unit, ines
):
    small_round.interview(unit, ines, {"m_order": "yes"})
    small_round.interview(unit, ines, {"m_order": "no"}, design_class="purposive")
    records = interview_rows.read_records(round, "migrant")
    frames_by_design = {
        frame.design_class: frame
        for frame in frames.frames(
            round, "migrant", records, Indicator.objects.all()[:1]
        )
    }
    assert set(frames_by_design) == {"probability", "purposive"}
    assert [len(frame.rows) for frame in frames_by_design.values()] == [1, 1]
    assert len(frames_by_design["probability"].units) == 6
    assert len(frames_by_design["purposive"].units) == 1


def test_who_refused_to_say_their_age_is_in_no_age_group(catalogue, round, unit, ines):
    small_round.interview(unit, ines, {"m_age": small_round.state("refused")})
    records = interview_rows.read_records(round, "migrant")
    (frame,) = frames.frames(round, "migrant", records, [])
    assert frame.rows["age"].isna().all()
    assert list(frame.rows["site_kind"]) == ["police"]


def test_the_whole_plan_reaches_the_analysis(catalogue, round, unit, ines):
    small_round.interview(unit, ines, {"m_order": "yes"})
    records = interview_rows.read_records(round, "migrant")
    (frame,) = frames.frames(round, "migrant", records, [])
    assert frame.units["population"].sum() == 360
    assert frame.strata["frame_count"].sum() == 12
    assert len(frame.strata) == Stratum.objects.filter(round=round).count()


def test_answers_of_one_round_never_reach_another(catalogue, round, unit, ines):
    small_round.make_round("r2")
    small_round.interview(unit, ines, {"m_order": "yes"})
    assert (
        interview_rows.read_records(type(round).objects.get(code="r2"), "migrant") == []
    )


def test_every_indicator_of_660_interviews_is_read_within_a_second(catalogue, round):
    small_round.fill(round, per_place=110)
    indicators = list(Indicator.objects.filter(source="migrant"))
    started = time.process_time()
    records = interview_rows.read_records(round, "migrant")
    (frame,) = frames.frames(round, "migrant", records, indicators)
    assert time.process_time() - started < 1
    assert len(frame.rows) == 660
