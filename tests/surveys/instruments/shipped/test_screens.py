"""How long the shipped interviews are: screens, questions on a screen, words.

The typical man and the longest way through are those of the design of 2026.3.
"""

import pytest

from surveys.engine.instrument import QuestionType
from surveys.engine.journey import Journey
from tests.surveys.instruments.shipped.plan import (
    INSTRUMENTS,
    OPENING,
    TODAY,
    every_instrument,
    every_interview,
)

NUMBERS = (QuestionType.INTEGER, QuestionType.DECIMAL)
ALL = [choice.code for choice in INSTRUMENTS["migrant"].modules]
HELD_NOW = {**OPENING, "x_interp": "prof", "m_status": "current", "m_age": "a25"}
TYPICAL = {
    **HELD_NOW,
    **{"m_gender": "man", "m_prior_n": 0, "m_reason_told": "yes", "m_order": "yes"},
    **{"m_alt_disc": "no", "m_rights_told": "yes", "m_law_seen": "yes"},
    **{"m_asylum_wish": "no", "m_judge_first": "h48", "m_review_n": 1},
    **{"m_hscreen": "h24", "m_vscreen": "no", "m_vuln": ["none"], "m_child_n": 0},
    **{"m_ret_prop": "no", "m_stateless": "yes", "x_urgent": ["none"]},
}
LONGEST = {
    **TYPICAL,
    **{"m_gender": "woman", "m_prior_n": 1, "m_alt_disc": "yes"},
    **{"m_asylum_wish": "yes", "m_release_ord": "yes", "m_vscreen": "yes"},
    **{"m_vuln": ["sogi"], "m_isolated": "yes", "m_child_n": 1, "m_ret_prop": "yes"},
    **{"m_stateless": "no", "m_care_need": "yes", "m_mind_need": "yes"},
    "x_urgent": ["medical"],
}


def screens(answers, modules=("none",)):
    """Names of the screens that a person goes through, the closing words among them."""
    answers = {**answers, "x_modules": list(modules)}
    now = Journey(INSTRUMENTS["migrant"], answers, today=TODAY)
    return [step.name for step in now.screens()]


@pytest.mark.parametrize(
    ("person", "core", "with_all_modules"), [(TYPICAL, 39, 44), (LONGEST, 42, 50)]
)
def test_a_person_held_now_goes_through_so_many_screens(person, core, with_all_modules):
    assert len(screens(person)) == core
    assert len(screens(person, ALL)) == with_all_modules


def test_who_did_not_understand_at_once_has_one_screen_more():
    twice = {**TYPICAL, "x_understood": "no", "x_understood_again": "yes"}
    assert set(screens(twice)) - set(screens(TYPICAL)) == {"explain_again"}


def test_who_was_never_held_has_half_as_many_screens():
    free = {**TYPICAL, "m_status": "alt"}
    assert len(screens(free)) == 20


def test_modules_only_add_screens():
    for answers in (TYPICAL, LONGEST):
        core, everything = screens(answers), screens(answers, ALL)
        assert [name for name in everything if name in core] == core


@every_instrument
def test_only_tables_of_numbers_hold_more_than_seven_questions(name):
    for section in INSTRUMENTS[name].sections:
        for screen in section.screens:
            asked = [q for q in screen.questions if q.answerable]
            table = all(question.type in NUMBERS for question in asked)
            assert len(asked) <= 7 or table, screen.name


@pytest.mark.parametrize("name", ["migrant", "child"])
def test_at_most_five_spoken_questions_stand_on_a_screen(name):
    for section in INSTRUMENTS[name].sections:
        for screen in section.screens:
            spoken = [q for q in screen.questions if q.answerable and not q.observed]
            assert len(spoken) <= 5, screen.name


def words(text):
    return [
        word
        for word in text.replace("\u202f", " ").split()
        if any(letter.isalnum() for letter in word)
    ]


@every_interview
def test_a_question_that_is_read_aloud_is_short(name):
    for question in INSTRUMENTS[name].questions():
        if question.observed or not question.answerable or question.slot:
            continue
        of_the_child = name == "child" and question.name.startswith("c_")
        for text in question.label.values():
            assert len(words(text)) <= (12 if of_the_child else 20), question.name
