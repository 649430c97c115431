"""Choices that stand for “no answer”: marked by their author, never guessed."""

import pytest

from tests.surveys.xlsform.repairs.forms import changes, problems, sent
from tests.surveys.xlsform.workbooks import compiled

SURVEY = """
| type           | name | label::English (en) |
| select_one who | a    | Who are you?        |
"""
CODES_OF_OTHERS = """
| list_name | name | label::English (en) |
| who       | ref  | Refugee             |
| who       | dk   | From Dakar          |
| who       | na   | Northern area       |
"""
MARKED = """
| list_name | name | label::English (en) | daa_state      |
| who       | ref  | Refugee             |                |
| who       | 99   | Would not say       | refused        |
| who       | 98   | No idea             | Does not know  |
"""


def states(result):
    assert result.instrument, [str(problem) for problem in result.problems]
    return {choice.code: choice.state for choice in result.instrument.lists["who"]}


def test_a_refugee_is_not_somebody_who_refused_to_answer():
    result = compiled(SURVEY, CODES_OF_OTHERS)
    assert states(result) == {"ref": None, "dk": None, "na": None}
    assert not any("daa_state" in note for note in result.warnings)


def test_the_author_says_which_choices_are_no_answer():
    result = compiled(SURVEY, MARKED)
    assert states(result) == {"ref": None, "99": "refused", "98": "does_not_know"}


def test_an_unknown_mark_and_two_choices_for_one_state_are_told():
    wrong = MARKED.replace("Does not know", "refused      ").replace(
        "who       | ref", "who | r"
    )
    [problem] = compiled(SURVEY, wrong).problems
    assert problem.message == "“98” and “99” of one list both stand for refused"
    [problem] = compiled(SURVEY, MARKED.replace("Does not know", "no idea")).problems
    assert problem.message == "“no idea” is not a state"
    assert "does_not_know" in problem.remedy


def test_a_choice_that_says_so_is_noted_and_kept_as_an_answer():
    said = CODES_OF_OTHERS.replace("From Dakar   ", "Don’t know   ")
    result = compiled(SURVEY, said)
    assert states(result)["dk"] is None
    [note] = [note for note in result.warnings if "daa_state" in note]
    assert "dk (who)" in note
    assert "does_not_know" in note


@pytest.mark.parametrize(
    ("choice", "answer", "state"),
    [
        ("Don’t know", "Don’t know", "does_not_know"),
        ("Refused", "Prefer not to answer", "refused"),
    ],
)
def test_an_answer_that_the_screen_offers_too_is_said_to_stand_there_twice(
    choice, answer, state
):
    said = CODES_OF_OTHERS.replace("From Dakar", choice)
    [note] = [note for note in compiled(SURVEY, said).warnings if "daa_state" in note]
    assert f"these choices say the same as “{answer}”" in note
    assert "twice on the screen" in note
    assert f"Write {state} beside them in a column daa_state" in note


def test_an_answer_that_the_screen_does_not_offer_stands_there_once():
    said = CODES_OF_OTHERS.replace("From Dakar", "Not applicable")
    [note] = [note for note in compiled(SURVEY, said).warnings if "daa_state" in note]
    assert "twice" not in note


def test_the_column_spelled_as_on_the_survey_sheet_is_repaired():
    answer = sent(SURVEY, choices=MARKED.replace("daa_state", "daa::state"))
    assert problems(answer) == []
    assert changes(answer)["choices", 1, "E"] == ("daa::state", "daa_state")
    listed = answer["instrument"]["lists"]["who"]
    assert [choice.get("state") for choice in listed] == [
        None,
        "refused",
        "does_not_know",
    ]
