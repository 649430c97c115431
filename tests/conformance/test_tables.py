"""Values, patterns and journeys: Python's side of the tables that node reads too."""

import json
from functools import partial

import pytest

from surveys.engine.defaults import answers_at_start, follow_change
from surveys.engine.journey import Journey
from surveys.engine.repeats import without_instance
from surveys.interviews.identity_scan import found_in
from tests.conformance.node import differ
from tests.conformance.seen import fits, judge_value, seen
from tests.conformance.tables import NUMBER, TODAY, drawn, table

JOURNEYS = table("journeys")


@pytest.fixture(scope="module")
def drawn_instruments():
    return {name: drawn(text) for name, text in JOURNEYS["instruments"].items()}


@pytest.mark.parametrize(("question", "raw", "expected"), table("values"))
def test_a_typed_value_is_stored_or_is_a_problem(question, raw, expected):
    answer = judge_value(question, raw)
    assert not differ({key: answer.get(key) for key in expected}, expected)


@pytest.mark.parametrize(("pattern", "text", "expected"), table("regexes"))
def test_a_text_fits_a_pattern(pattern, text, expected):
    assert fits(pattern, text) == expected


@pytest.mark.parametrize(("text", "expected"), table("identifying"))
def test_what_points_to_a_person_is_found_and_nothing_else(text, expected):
    assert found_in(text) == expected


@pytest.mark.parametrize(("name", "answers", "expected"), JOURNEYS["rows"])
def test_a_journey_goes_as_the_table_says(drawn_instruments, name, answers, expected):
    now = Journey(drawn_instruments[name], answers, today=TODAY)
    state = seen(now, expected.get("at", "")) | {"at": expected.get("at")}
    state["problems"] = [problem[:2] for problem in state["problems"]]
    assert {key: state[key] for key in expected} == expected


@pytest.mark.parametrize(("name", "known", "expected"), JOURNEYS["starts"])
def test_an_interview_begins_with_its_defaults(
    drawn_instruments, name, known, expected
):
    instrument = drawn_instruments[name]
    journey_for = partial(Journey, instrument, today=TODAY, seed=NUMBER)
    assert not differ(answers_at_start(instrument, known, journey_for), expected)


@pytest.mark.parametrize(("name", "before", "new", "expected"), JOURNEYS["changes"])
def test_what_follows_from_a_change(drawn_instruments, name, before, new, expected):
    """A null takes an answer away."""
    instrument = drawn_instruments[name]
    journey_for = partial(Journey, instrument, today=TODAY, seed=NUMBER)
    answers = {k: v for k, v in (before | new).items() if v is not None}
    after = follow_change(instrument, before, answers, {*new}, journey_for)
    assert not differ(after, expected)


@pytest.mark.parametrize(("name", "answers", "which", "expected"), JOURNEYS["removals"])
def test_taking_an_instance_away(drawn_instruments, name, answers, which, expected):
    repeat, instance, place = which["repeat"], tuple(which["at"]), which["place"]
    left = without_instance(drawn_instruments[name], answers, repeat, instance, place)
    assert left == expected


@pytest.mark.parametrize("name", ["identifying", "values", "regexes"])
def test_no_table_has_a_row_twice(name):
    rows = [json.dumps(row) for row in table(name)]
    assert len(set(rows)) == len(rows) >= 100
