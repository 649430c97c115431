"""Who is asked what: skip rules in plain words, and three hundred random people."""

import json
import time

import pytest

from surveys.engine.instrument import Instrument
from surveys.engine.journey import Step
from tests.instruments.plan import INSTRUMENTS, OPENING, every_instrument, journey, walk

WAITING = ("see", "hear", "walk", "cog", "care", "com")
NEVER_YET = {"m_adjust", *(f"m_wg_{item}" for item in WAITING)}


def asked(name, question, **answers):
    return journey(name, answers).is_relevant(question)


@every_instrument
def test_three_hundred_people_end_their_interview_without_a_problem(name):
    reached = set()
    for seed in range(300):
        answers, seen = walk(name, seed)
        reached |= seen
        end = journey(name, answers, {})
        assert end.problems() == [], seed
        assert end.unanswered() == [], seed
        kept = end.stored()
        assert json.loads(json.dumps(kept)) == kept
        assert set(answers) <= set(kept), seed
    everything = {q.name for q in INSTRUMENTS[name].questions() if q.answerable}
    assert everything - reached == (NEVER_YET if name == "migrant" else set())


@pytest.mark.parametrize(
    "opening",
    [
        {"x_place_safe": "no"},
        {"x_interp": "staff"},
        {"x_interp": "codet"},
        {"x_consent": "no"},
        {"x_place_safe": {"state": "refused"}},
    ],
)
@every_instrument
def test_an_interview_that_must_not_be_held_ends_at_the_opening(name, opening):
    now = journey(name, opening)
    sections = {INSTRUMENTS[name].section_of(s.name).name for s in now.screens()}
    assert sections == {"s_opening"}
    if "x_consent" not in opening:
        assert not now.is_relevant("x_consent")


def test_people_never_held_are_not_asked_about_being_held():
    for question in ("m_place_first", "m_order", "m_days", "m_bed", "m_hneed"):
        assert asked("migrant", question, m_status="current")
        assert not asked("migrant", question, m_status="alt")
    assert asked("migrant", "m_alt_cw", m_status="alt")
    assert asked("migrant", "m_alt_cw", m_status="altafter")
    assert not asked("migrant", "m_alt_cw", m_status="former")


def test_release_is_asked_of_those_who_left():
    for status, wanted in (
        ("former", True),
        ("altafter", True),
        ("current", False),
        ("alt", False),
    ):
        assert asked("migrant", "m_rel_doc", m_status=status) == wanted


def test_understanding_is_asked_of_those_who_were_told():
    told = {"m_status": "current", "m_reason_told": "yes"}
    assert asked("migrant", "m_reason_lang", **told)
    for other in ("no", "dk", {"state": "refused"}):
        told["m_reason_told"] = other
        assert not asked("migrant", "m_reason_lang", **told)


def test_why_alternatives_were_refused_is_not_asked_of_those_who_have_one():
    discussed = {"m_alt_disc": "yes"}
    assert asked("migrant", "m_alt_why", m_status="current", **discussed)
    assert not asked("migrant", "m_alt_why", m_status="altafter", **discussed)
    assert asked("migrant", "m_alt_which", m_status="altafter", **discussed)


def test_hearings_are_asked_of_those_who_had_one():
    seen = {"m_status": "current", "m_judge_first": "h48"}
    assert asked("migrant", "m_review_heard", **seen, m_review_n=1)
    assert not asked("migrant", "m_review_heard", **seen, m_review_n=0)
    assert not asked("migrant", "m_review_heard", **seen)
    never = {"m_status": "current", "m_judge_first": "never", "m_review_n": 3}
    assert not asked("migrant", "m_review_n", **never)
    assert not asked("migrant", "m_review_heard", **never)


def test_earlier_days_are_asked_after_earlier_times():
    held = {"m_status": "former"}
    assert asked("migrant", "m_prior_days", **held, m_prior_n=2)
    assert not asked("migrant", "m_prior_days", **held, m_prior_n=0)
    unknown = {"state": "does_not_know"}
    assert not asked("migrant", "m_prior_days", **held, m_prior_n=unknown)


def test_a_private_examination_is_asked_of_those_who_were_examined():
    for answer, wanted in (("h24", True), ("later", True), ("never", False)):
        given = {"m_status": "current", "m_hscreen": answer}
        assert asked("migrant", "m_hprivate", **given) == wanted


@pytest.mark.parametrize(
    ("question", "full", "hear", "none"),
    [
        ("m_reprisal", True, False, False),
        ("m_illtreat", True, False, False),
        ("m_unsafe", True, False, False),
        ("m_vuln", True, True, False),
        ("m_cmp_made", True, True, False),
        ("x_urgent", True, True, True),
        ("m_days", True, True, True),
    ],
)
def test_who_can_hear_decides_what_is_asked(question, full, hear, none):
    for private, wanted in (("full", full), ("hear", hear), ("none", none)):
        now = journey("migrant", {"m_status": "current", "x_private": private})
        assert now.is_relevant(question) == wanted
        kept = now.stored()
        hidden = {"state": "not_asked_privacy"}
        assert (kept.get(question) == hidden) == (not wanted)


def test_pregnancy_and_safe_sleep_are_asked_of_those_concerned():
    held = {"m_status": "current"}
    assert asked("migrant", "m_preg_held", **held, m_gender="woman")
    assert not asked("migrant", "m_preg_held", **held, m_gender="man")
    assert asked("migrant", "m_gender_safe", **held, m_gender="other")
    assert not asked("migrant", "m_gender_safe", **held, m_gender="man")
    told = {"m_gender": "man", "m_vuln": ["sogi"]}
    assert asked("migrant", "m_gender_safe", **held, **told)


def test_deaths_are_asked_of_those_who_are_free_and_alone():
    assert asked("migrant", "m_death_aware", m_status="former")
    assert not asked("migrant", "m_death_aware", m_status="current")
    free = {"m_status": "former", "m_death_aware": "yes"}
    assert asked("migrant", "m_focal_know", **free)
    assert not asked("migrant", "m_focal_know", **free, x_private="hear")


def test_help_is_offered_when_there_is_an_urgent_risk():
    for name in INSTRUMENTS:
        assert asked(name, "x_refer", x_urgent=["medical"])
        assert not asked(name, "x_refer", x_urgent=["none"])
        assert not asked(name, "x_refer")


def test_an_adjustment_will_be_asked_about_once_the_official_items_are_filled_in():
    document = json.dumps(INSTRUMENTS["migrant"].to_json())
    filled = Instrument.from_json(json.loads(document.replace('"[', '"(')))
    now = type(journey("migrant", {}))(
        filled,
        {**OPENING, "m_status": "current", "m_wg_walk": "wg3"},
        today=journey("migrant", {}).today,
    )
    assert now.is_relevant("m_wg_see")
    assert now.is_relevant("m_adjust")


@pytest.mark.parametrize(
    ("answers", "question"),
    [
        ({"m_status": "current", "m_days": 5_001}, "m_days"),
        ({"m_status": "current", "m_places_n": 0}, "m_places_n"),
        ({"m_status": "current", "m_room_n": 301}, "m_room_n"),
        ({"m_child_n": 21}, "m_child_n"),
        ({"m_priority": "x" * 301}, "m_priority"),
        ({"m_prevent": ["none", "law"]}, "m_prevent"),
        ({"x_urgent": ["none", "medical"]}, "x_urgent"),
    ],
)
def test_an_answer_out_of_bounds_is_told_in_both_languages(answers, question):
    now = journey("migrant", answers)
    (problem,) = [p for p in now.problems() if p.question == question]
    assert problem.code == "constraint"
    assert set(problem.message) == {"en", "fr"}


def test_no_more_staff_are_trained_than_there_are():
    screen = Step(INSTRUMENTS["authority"].place_of("a_trained_n")[1])

    def problems(**answers):
        return {
            p.question
            for p in journey("authority", answers).problems(screen)
            if p.code == "constraint"
        }

    assert problems(a_staff_n=10, a_trained_n=11) == {"a_trained_n"}
    assert problems(a_staff_n=10, a_trained_n=10) == set()
    assert problems(a_trained_n=4_000) == set()
    unknown = {"state": "does_not_know"}
    assert problems(a_staff_n=unknown, a_trained_n=9) == set()


def test_the_whole_path_and_the_reading_of_an_instrument_are_quick():
    written = json.dumps(INSTRUMENTS["migrant"].to_json())
    reading, path = [], []
    for _attempt in range(7):
        begun = time.perf_counter()
        Instrument.from_json(json.loads(written))
        reading.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        journey("migrant", {"m_status": "former"}).screens()
        path.append(time.perf_counter() - begun)
    assert min(reading) < 0.03, "5 ms on a quiet machine"
    assert min(path) < 0.02, "1 ms on a quiet machine"
