"""The short form of an instrument: all that is core, what it leans on, nothing else."""

import itertools
import re

import pytest

from surveys.engine.compiled_questions import gates
from surveys.engine.expressions import references
from surveys.instruments.build import rapid_names, sources
from surveys.instruments.rapid import core_only, list_of
from tests.shipped_instruments import compiled_with_content, instrument
from tests.surveys.instruments.shipped.plan import (
    INSTRUMENTS,
    STOPS,
    Walk,
    every_instrument,
    opening_of,
)

LEFT_OUT = {  # questions that are not core and that no core question leans on
    "alternatives": {"p_wait_days", "p_women_cur"},
    "authority": {"a_years", "a_open", "a_outdoor"},
    "child": {"c_eat", "c_drink", "c_ageq"},
    "civil": {"s_child_n"},
    "facility": {
        *("k_persons", "k_cost_year", "k_death_removal"),
        *("k_files_from", "k_files_days_n"),
        *("k_file_seen", "k_file_out", "k_file_days", "k_file_age"),
    },
    "law": {"l_budget"},
}
COMMON = {"x_mode", "x_quote", "x_share"}


def test_the_short_interview_of_migrants_leaves_out_the_modules_and_no_more():
    remaining = {q.name for q in instrument("migrant", rapid=True).questions()}
    for question in INSTRUMENTS["migrant"].questions():
        in_a_module = "x_modules" in relied_on(INSTRUMENTS["migrant"], question)
        common = question.name in COMMON | {"x_modules", "x_offer"}
        assert (question.name in remaining) != (in_a_module or common), question.name
    assert instrument("migrant", rapid=True).modules == ()


def relied_on(instrument, question):
    """Names in the conditions of a question and of the groups around it."""
    return {name for tree in gates(instrument, question) for name in references(tree)}


def row(kind, name="", **cells):
    return {"type": kind, "name": name, **cells}


@every_instrument
def test_a_rapid_variant_can_be_used_and_says_what_it_is(name):
    variant, original = instrument(name, rapid=True), INSTRUMENTS[name]
    assert compiled_with_content(name, rapid=True)[0].problems == []
    assert variant.id == f"{name}_rapid"
    assert variant.id in rapid_names()
    assert variant.title == {
        "en": f"{original.title['en']} (rapid)",
        "fr": f"{original.title['fr']} (rapide)",
    }
    assert variant.settings == original.settings
    assert variant.version == original.version


@every_instrument
def test_every_core_question_is_kept_as_it_is(name):
    by_name = {q.name: q for q in instrument(name, rapid=True).questions()}
    core = [q for q in INSTRUMENTS[name].questions() if q.core]
    assert [q for q in core if by_name.get(q.name) != q] == []


@every_instrument
def test_nothing_is_kept_that_is_not_needed(name):
    rows = sources(name, rapid=True)["survey"]
    groups = ("begin_group", "end_group", "begin_repeat", "end_repeat")
    for question_row in rows:
        if (
            question_row["type"] in groups
            or question_row["type"] == "note"
            or question_row["daa::core"] == "yes"
        ):
            continue
        others = " ".join(
            text
            for other in rows
            for text in other.values()
            if other is not question_row
        )
        assert f"${{{question_row['name']}}}" in others, question_row["name"]


@every_instrument
def test_what_is_left_out_is_what_is_known_to_be_less_needed(name):
    remaining = {q.name for q in instrument(name, rapid=True).questions()}
    gone = {q.name for q in INSTRUMENTS[name].questions()} - remaining
    if name != "migrant":
        assert gone - COMMON == LEFT_OUT[name]
    assert gone.isdisjoint({"x_script", "c_script", "x_consent", *STOPS})


@every_instrument
def test_no_group_is_empty_and_no_list_is_idle(name):
    sheets = sources(name, rapid=True)
    kinds = [question_row["type"] for question_row in sheets["survey"]]
    for kind, following in itertools.pairwise(kinds):
        assert not (kind.startswith("begin_") and following.startswith("end_"))
    lists = {list_of(question_row) for question_row in sheets["survey"]} - {""}
    assert {choice["list_name"] for choice in sheets["choices"]} == lists


def test_what_a_kept_question_leans_on_is_kept_through_all_its_steps():
    survey = [
        row("note", "hello"),
        row("integer", "far"),
        row("integer", "near", relevant="${far} > 1"),
        row("integer", "how_many"),
        row("integer", "idle", relevant="${near} > 1"),
        row("begin_group", "g", relevant="${near} > 2"),
        row("begin_repeat", "r", repeat_count="${how_many}"),
        row("select_one yn", "one", **{"daa::core": "yes"}),
        row("end_repeat"),
        row("end_group"),
        row("begin_group", "empty"),
        row("select_one other", "two"),
        row("end_group"),
    ]
    choices = [{"list_name": name, "name": "a"} for name in ("yn", "other")]
    short = core_only({"survey": survey, "choices": choices, "settings": []})
    named = [
        question_row["name"] for question_row in short["survey"] if question_row["name"]
    ]
    assert named == ["hello", "far", "near", "how_many", "g", "r", "one"]
    assert [choice["list_name"] for choice in short["choices"]] == ["yn"]


@pytest.mark.parametrize("seed", range(20))
@every_instrument
def test_a_short_interview_ends_without_a_problem(name, seed):
    person = Walk(instrument(name, rapid=True), seed, opening_of(name))
    assert person.now().problems() == []
    assert person.now().unanswered() == []


@every_instrument
def test_the_stop_rule_is_the_same_in_short(name):
    sections = {section.name: section for section in INSTRUMENTS[name].sections}
    for section in instrument(name, rapid=True).sections:
        assert section.relevance == sections[section.name].relevance


@every_instrument
def test_no_reference_is_left_without_its_question(name):
    rows = sources(name, rapid=True)["survey"]
    text = " ".join(cell for question_row in rows for cell in question_row.values())
    references = set(re.findall(r"\$\{(\w+)\}", text))
    assert references <= {question_row["name"] for question_row in rows}
