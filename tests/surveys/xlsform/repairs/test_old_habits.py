"""Comment rows, words for yes, and defaults that are none."""

import pytest

from tests.surveys.xlsform.repairs.forms import changes, problems, questions, sent

HEAD = "| type | name | label::English (en) | relevant | required | default | mine |\n"
FIRST = f"{HEAD}| integer | a | How many? | | | | |\n"


@pytest.mark.parametrize("word", ["T", "oui", "Y", "sí"])
def test_a_word_for_yes_is_yes(word):
    answer = sent(f"{FIRST}| text | b | Which? | | {word} | | |")
    assert changes(answer)["survey", 3, "required"] == (word, "yes")
    assert questions(answer)["b"]["required"]


def test_a_word_that_is_neither_stays_a_problem():
    [problem] = problems(sent(f"{FIRST}| text | b | Which? | | perhaps | | |"))
    assert "“perhaps” is neither yes nor no" in problem


def test_a_condition_on_which_an_answer_is_required_is_said_to_be_lost():
    answer = sent(f"{FIRST}| text | b | Which? | | ${{a}} > 1 | | |")
    assert not questions(answer)["b"].get("required")
    assert changes(answer)["survey", 3, "required"] == ("${a} > 1", "empty")
    assert "not on a condition" in answer["repairs"][0]["why"]


def test_a_condition_that_is_the_relevance_means_yes():
    answer = sent(f"{FIRST}| text | b | Which? | ${{a}} > 1 | ${{a}} > 1 | | |")
    assert changes(answer)["survey", 3, "required"][1] == "yes"


@pytest.mark.parametrize("default", ["null", "${last-saved#b}"])
def test_a_default_that_is_none_is_taken_out(default):
    answer = sent(f"{FIRST}| text | b | Which? | | | {default} | |")
    assert changes(answer)["survey", 3, "default"] == (default, "empty")
    assert "default" not in questions(answer)["b"]


def test_a_row_without_type_name_and_text_is_a_remark():
    answer = sent(f"{FIRST}| | | | | | | Ask Ana about this |")
    assert set(questions(answer)) == {"a"}
    assert changes(answer)["survey", 3, "type"] == ("Ask Ana about this", "")
