"""Typed answers become stored values, or a problem that can be put right."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.engine.instrument import Choice, Question, QuestionType
from surveys.engine.values import (
    AnswerProblem,
    ReservedState,
    as_string,
    is_state,
    normalise,
)

CHOICES = (
    Choice("a", {"en": "A"}),
    Choice("b", {"en": "B"}),
    Choice("dk", {"en": "Does not know"}, "does_not_know"),
)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([10**400, 1e308, "refused", "a", "state"])
    | st.floats()
    | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=5) | st.just("state"), inner, max_size=3)
    ),
    max_leaves=8,
)


def question(kind, **more):
    return Question("q", QuestionType(kind), {"en": "Q?"}, choices=CHOICES, **more)


@settings(max_examples=300, deadline=None)
@given(JSON, st.sampled_from(list(QuestionType)))
def test_any_json_is_an_answer_or_a_problem_and_can_be_read(raw, kind):
    asked_question = question(kind)
    as_string(asked_question, raw)
    try:
        value = normalise(asked_question, raw)
    except AnswerProblem:
        return
    assert normalise(asked_question, value) == value


@pytest.mark.parametrize("raw", ["z" * 10_000, ["z" * 10_000], {"state": "z" * 10_000}])
def test_a_problem_repeats_little_of_a_hostile_answer(raw):
    with pytest.raises(AnswerProblem) as problem:
        normalise(question("select_one"), raw)
    assert len(problem.value.params["value"]) <= 40


def nested(levels):
    outer = []
    for _level in range(levels):
        outer = [outer]
    return outer


@pytest.mark.parametrize("kind", list(QuestionType))
def test_very_deep_or_very_large_json_is_a_problem(kind):
    for raw in (nested(50_000), 10**5_000, [10**5_000], {"state": 10**5_000}):
        assert as_string(question(kind), raw) == ""
        with pytest.raises(AnswerProblem):
            normalise(question(kind), raw)


@pytest.mark.parametrize(
    ("kind", "raw", "stored"),
    [
        ("integer", "12", 12),
        ("integer", " ١٢٣ ", 123),
        ("integer", "۴۵", 45),
        ("integer", "-5", -5),
        ("integer", 3.0, 3),
        ("decimal", "2,5", 2.5),
        ("decimal", "٢٫٥", 2.5),
        ("decimal", "0.1234567890123", 0.123456789012),
        ("decimal", 4, 4.0),
        ("date", "2024-02-29", "2024-02-29"),
        ("date", "٢٠٢٤-٠٢-٢٩", "2024-02-29"),
        ("text", "  été\r\nhiver ", "été\nhiver"),
        ("select_one", "a", "a"),
        ("select_one", "dk", {"state": "does_not_know"}),
        ("select_multiple", ["b", "a", "b"], ["a", "b"]),
        ("select_multiple", "b a", ["a", "b"]),
        ("select_multiple", ["dk"], {"state": "does_not_know"}),
        ("integer", {"state": "refused"}, {"state": "refused"}),
        ("select_one", {"state": "not_reached"}, {"state": "not_reached"}),
    ],
)
def test_what_a_person_types_is_stored_in_one_way(kind, raw, stored):
    value = normalise(question(kind), raw)
    assert value == stored
    assert type(value) is type(stored)


@pytest.mark.parametrize(
    ("kind", "raw", "code"),
    [
        ("integer", "1.5", "not_an_integer"),
        ("integer", "12abc", "not_an_integer"),
        ("integer", True, "not_a_number"),
        ("integer", "9" * 30, "out_of_range"),
        ("integer", "1" + " " * 100 + "x", "not_a_number"),
        ("decimal", "1.2.3", "not_a_number"),
        ("decimal", float("nan"), "out_of_range"),
        ("decimal", float("inf"), "out_of_range"),
        ("date", "2023-02-29", "not_a_date"),
        ("date", "29/02/2024", "not_a_date"),
        ("text", "a\x00b", "control_character"),
        ("text", "\ud800", "control_character"),
        ("text", "x" * 2_001, "too_long"),
        ("text", 5, "not_text"),
        ("select_one", "z", "unknown_choice"),
        ("select_one", ["a"], "unknown_choice"),
        ("select_multiple", ["a", "z"], "unknown_choice"),
        ("select_multiple", ["a", "dk"], "both"),
        ("integer", {"state": "tired"}, "unknown_choice"),
        ("integer", {"state": "refused", "x": 1}, "unknown_choice"),
        ("note", "x", "not_answerable"),
    ],
)
def test_what_cannot_be_stored_says_why(kind, raw, code):
    with pytest.raises(AnswerProblem) as problem:
        normalise(question(kind), raw)
    assert problem.value.code == code


def test_a_state_reads_as_the_code_that_the_list_gives_it():
    dk, refused = {"state": "does_not_know"}, {"state": "refused"}
    assert as_string(question("select_one"), dk) == "dk"
    assert as_string(question("select_one"), refused) == ""
    assert as_string(None, dk) == ""


def test_every_state_can_be_the_answer_to_every_question_that_is_asked():
    for kind in ("select_one", "select_multiple", "integer", "text", "date"):
        for state in ReservedState:
            assert is_state(normalise(question(kind), {"state": str(state)}))
