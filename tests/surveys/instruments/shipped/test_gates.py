"""Gates of the shipped instruments: who is not interviewed, and what is kept then."""

import pytest

from surveys.engine.instrument import STOP_OUTCOMES, QuestionType
from surveys.interviews.answer_checks import outcome_of
from surveys.models import Outcome
from surveys.models.interviews import WITH_ANSWERS
from tests.surveys.instruments.shipped.plan import (
    CHILD,
    INSTRUMENTS,
    INTERVIEWS,
    OPENING,
    every_interview,
    journey,
    opening_of,
)

CARE = ["x_distress", "x_urgent"]
REFUSED = {"state": "refused"}
HELD_NOW = {**OPENING, "m_status": "current"}
TALKS_WITH_CHILD = {**CHILD, "c_age": "c12"}
WITH_TEACH_BACK = ("migrant", "child")


def outcome(name, answers, *, stopped=False):
    return outcome_of(journey(name, answers, {}), stopped=stopped)


def spoken(name, answers):
    """What is asked of the person; the team notes distress and danger in any case."""
    asked = journey(name, answers, {}).asked_keys()
    observed = {q.name for q in INSTRUMENTS[name].questions() if q.observed}
    return [key for key in asked if key not in observed]


def shown(name, note, answers):
    return journey(name, answers, {}).is_relevant(note)


# -- of every interview -----------------------------------------------------------


@every_interview
def test_nobody_is_spoken_to_in_a_place_that_is_not_safe(name):
    answers = {**opening_of(name), "x_place_safe": "no"}
    assert shown(name, "x_stop_place", answers)
    assert spoken(name, answers) == []
    assert outcome(name, answers) == Outcome.UNSAFE


@pytest.mark.parametrize("interpreter", ["staff", "codet", "needed_none"])
@every_interview
def test_staff_the_held_and_nobody_are_no_interpreters(name, interpreter):
    answers = {**opening_of(name), "x_interp": interpreter}
    assert shown(name, "x_stop_interp", answers)
    assert spoken(name, answers) == []
    assert outcome(name, answers) == Outcome.UNSAFE


@pytest.mark.parametrize(
    "interpreter", ["none", "prof", "phone_prof", "trained", "relative", "app"]
)
@every_interview
def test_with_any_other_interpreter_agreement_is_asked(name, interpreter):
    answers = {**opening_of(name), "x_interp": interpreter}
    del answers["x_consent"]
    assert "x_consent" in spoken(name, answers)
    assert not shown(name, "x_stop_interp", answers)
    assert outcome(name, answers) == Outcome.NOT_BEGUN


@every_interview
def test_who_refuses_is_asked_nothing_more(name):
    answers = {**opening_of(name), "x_consent": "no"}
    assert shown(name, "x_stop_refused", answers)
    assert spoken(name, answers) == ["x_consent"]
    assert outcome(name, answers) == Outcome.REFUSED


@pytest.mark.parametrize("stopped", [False, True])
@every_interview
def test_agreement_that_is_missing_is_never_a_yes(name, stopped):
    answers = {**opening_of(name)}
    del answers["x_consent"]
    assert outcome(name, answers, stopped=stopped) == Outcome.NOT_BEGUN
    answers["x_consent"] = REFUSED
    assert outcome(name, answers, stopped=stopped) == Outcome.REFUSED


@every_interview
def test_who_takes_it_all_back_at_the_end_leaves_nothing(name):
    answers = {**opening_of(name), "x_still_ok": "no"}
    assert outcome(name, answers) == Outcome.TAKEN_BACK


STOPS = [
    {"x_place_safe": "no"},
    {"x_interp": "needed_none"},
    {"x_consent": "no"},
    {},
]


@pytest.mark.parametrize("why", STOPS)
@every_interview
def test_distress_and_danger_are_noted_however_the_talk_ended(name, why):
    asked = journey(name, why, opening_of(name)).asked_keys()
    assert [key for key in asked if key in CARE] == CARE


@every_interview
def test_a_stop_screen_gives_an_outcome_that_keeps_no_answers(name):
    notes = [q for q in INSTRUMENTS[name].questions() if "_stop_" in q.name]
    stops = [question for question in notes if question.type == QuestionType.NOTE]
    assert len(stops) >= 3
    for question in stops:
        assert question.outcome in STOP_OUTCOMES, question.name
        assert Outcome(question.outcome) not in WITH_ANSWERS


def test_only_stop_screens_give_an_outcome():
    for name in INTERVIEWS:
        for question in INSTRUMENTS[name].questions():
            stop = "_stop_" in question.name and question.type == QuestionType.NOTE
            assert bool(question.outcome) == stop, question.name


# -- understood or not --------------------------------------------------------------


@pytest.mark.parametrize("name", WITH_TEACH_BACK)
def test_who_does_not_understand_is_told_again_in_other_words(name):
    answers = {**opening_of(name), "x_understood": "no"}
    now = journey(name, answers, {})
    assert now.is_relevant("x_script_again")
    assert now.is_relevant("x_understood_again")
    assert not now.is_relevant("x_consent")


@pytest.mark.parametrize("name", WITH_TEACH_BACK)
def test_who_understands_the_second_time_may_agree(name):
    again = {"x_understood": "no", "x_understood_again": "yes"}
    answers = {**opening_of(name), **again}
    assert journey(name, answers, {}).is_relevant("x_consent")
    assert outcome(name, answers) == Outcome.COMPLETE


@pytest.mark.parametrize("stopped", [False, True])
@pytest.mark.parametrize("name", WITH_TEACH_BACK)
def test_who_does_not_understand_twice_is_not_asked_to_agree(name, stopped):
    twice = {"x_understood": "no", "x_understood_again": "no"}
    answers = {**opening_of(name), **twice}
    assert shown(name, "x_stop_understood", answers)
    assert spoken(name, answers) == []
    assert outcome(name, answers, stopped=stopped) == Outcome.UNCLEAR


# -- under 18 -----------------------------------------------------------------------


@pytest.mark.parametrize("stopped", [False, True])
def test_who_is_under_18_or_may_be_is_asked_nothing_and_nothing_is_kept(stopped):
    answers = {**HELD_NOW, "m_age": "u18", "m_gender": "woman"}
    assert shown("migrant", "m_stop_minor", answers)
    said = {"x_consent", "m_age", "m_gender"}
    thanks = {"x_quote", "x_share", "x_still_ok"}
    assert set(spoken("migrant", answers)) == said | thanks
    assert outcome("migrant", answers, stopped=stopped) == Outcome.TOO_YOUNG


@pytest.mark.parametrize("age", ["a18", "a60", REFUSED])
def test_a_grown_up_is_interviewed_also_without_an_age(age):
    answers = {**HELD_NOW, "m_age": age}
    assert not shown("migrant", "m_stop_minor", answers)
    assert "m_order" in spoken("migrant", answers)
    assert outcome("migrant", answers) == Outcome.COMPLETE


# -- children -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("gate", "note"),
    [
        ({"c_gate_cp": "no"}, "c_stop_cp"),
        ({"c_gate_trained": "no"}, "c_stop_trained"),
        ({"c_consent_by": "staff"}, "c_stop_consent"),
        ({"c_consent_by": "none"}, "c_stop_consent"),
    ],
)
@pytest.mark.parametrize("stopped", [False, True])
def test_a_condition_for_children_that_is_not_met_stops_before_agreement(
    gate, note, stopped
):
    answers = {**TALKS_WITH_CHILD, **gate}
    assert shown("child", note, answers)
    assert spoken("child", answers) == []
    assert outcome("child", answers, stopped=stopped) == Outcome.NOT_BEGUN


@pytest.mark.parametrize("stopped", [False, True])
@pytest.mark.parametrize("age", ["c12", "c16"])
def test_a_childs_assent_that_is_missing_is_never_a_yes(age, stopped):
    answers = {**TALKS_WITH_CHILD, "c_age": age}
    del answers["c_assent"]
    assert "c_days" not in spoken("child", answers)
    assert outcome("child", answers, stopped=stopped) == Outcome.NOT_BEGUN
    del answers["c_understood"]  # nobody came so far
    assert outcome("child", answers, stopped=stopped) == Outcome.NOT_BEGUN


@pytest.mark.parametrize("assent", ["no", REFUSED])
def test_a_child_who_does_not_say_yes_has_refused_whatever_the_adult_said(assent):
    answers = {**TALKS_WITH_CHILD, "c_assent": assent}
    assert "c_days" not in spoken("child", answers)
    assert outcome("child", answers) == Outcome.REFUSED


def test_a_child_who_cannot_show_how_to_stop_is_asked_nothing():
    answers = {**TALKS_WITH_CHILD, "c_understood": "no"}
    assert shown("child", "c_stop_understood", answers)
    assert "c_days" not in spoken("child", answers)
    assert outcome("child", answers) == Outcome.UNCLEAR


def test_a_child_beside_a_stranger_is_asked_nothing():
    answers = {**TALKS_WITH_CHILD, "c_adult": "other"}
    assert shown("child", "c_stop_adult", answers)
    assert "c_days" not in spoken("child", answers)
    assert outcome("child", answers) == Outcome.UNSAFE


@pytest.mark.parametrize("age", ["c0", "c5"])
def test_of_a_small_child_the_adult_alone_agrees(age):
    answers = {**CHILD, "c_age": age}
    del answers["c_assent"]
    assert "g_child_n" in spoken("child", answers)
    assert outcome("child", answers) == Outcome.COMPLETE


def test_a_child_with_the_yes_of_everybody_is_interviewed():
    assert "c_days" in spoken("child", TALKS_WITH_CHILD)
    assert outcome("child", TALKS_WITH_CHILD) == Outcome.COMPLETE
    assert outcome("child", TALKS_WITH_CHILD, stopped=True) == Outcome.STOPPED


# -- order of the talk ---------------------------------------------------------------


def test_the_most_sensitive_needs_a_place_where_nobody_hears():
    severe = [q for q in INSTRUMENTS["migrant"].questions() if q.sensitivity == 4]
    asked = [q.name for q in severe if not q.observed]
    assert "m_illtreat" in asked
    modules = [choice.code for choice in INSTRUMENTS["migrant"].modules]
    for status in ("current", "former", "alt", "altafter"):
        answers = {"m_status": status, "x_private": "none", "x_modules": modules}
        now = journey("migrant", answers)
        assert [name for name in asked if now.is_relevant(name)] == []


def test_the_talk_ends_on_a_wish_and_not_on_pain_or_status():
    asked = spoken("migrant", HELD_NOW)
    assert asked[-4:] == ["m_priority", "x_quote", "x_share", "x_still_ok"]
    assert asked.index("m_legal") > asked.index("m_illtreat")
    assert asked.index("m_bed_own") < asked.index("m_order")
