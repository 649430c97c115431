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
    assert changes(answer) == {}
    assert (
        "Rows of the survey sheet without a question are left out: 3."
        in (answer["warnings"])
    )


def test_a_default_that_is_no_choice_is_taken_out_and_a_label_is_its_code():
    choices = "| list_name | name | label::English (en) |\n| yn | yes | Yes |\n"
    answer = sent(
        f"{FIRST}| select_one yn | b | B? | | | Fill this in | |\n"
        "| select_one yn | c | C? | | | Yes | |\n"
        "| select_multiple yn | d | D? | | | yes no | |\n"
        "| select_one yn | e | E? | | | if(${a} > 1, 'yes', '') | |",
        choices=choices,
    )
    shown = changes(answer)
    assert shown["survey", 3, "default"] == ("Fill this in", "empty")
    assert shown["survey", 4, "default"] == ("Yes", "yes")
    assert shown["survey", 5, "default"] == ("yes no", "empty")
    assert ("survey", 6, "default") not in shown


def test_a_question_without_any_text_is_shown_by_its_name():
    answer = sent(f"{FIRST}| note | picture_1 | | | | | |")
    assert changes(answer)["survey", 3, "label::English (en)"] == ("", "picture_1")
    assert questions(answer)["picture_1"]["label"] == {"en": "picture_1"}


def test_a_list_without_a_column_of_texts_shows_its_codes():
    answer = sent(
        f"{FIRST}| select_one yn | b | B? | | | | |",
        choices="| list_name | name |\n| yn | yes |\n",
    )
    assert problems(answer) == []
    assert answer["instrument"]["lists"]["yn"][0]["label"] == {"en": "yes"}


def test_a_row_of_choices_that_names_no_list_and_no_code_is_a_remark():
    choices = "| list_name | name | label::English (en) |\n| yn | yes | Yes |\n"
    answer = sent(
        f"{FIRST}| select_one yn | b | B? | | | | |", choices=choices + "| | | No |\n"
    )
    assert problems(answer) == []
    assert [c["code"] for c in answer["instrument"]["lists"]["yn"]] == ["yes"]


def test_a_group_that_an_app_fills_in_is_asked_where_no_app_does():
    head = "| type | name | label::English (en) | relevant |\n"
    asked = "| hidden | source | | |\n| text | who | Who? | |\n| end_group | | | |\n"
    answer = sent(f"{head}| begin_group | inputs | A | ./source = 'user' |\n{asked}")
    assert changes(answer)["survey", 2, "relevant"] == ("./source = 'user'", "empty")
    other = sent(f"{head}| begin_group | mine | A | ./source = 'user' |\n{asked}")
    assert any("depend on each other" in problem for problem in problems(other))
