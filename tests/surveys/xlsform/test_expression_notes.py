"""Conditions that are never true: on device data, and on codes that a list has not."""

import pytest

from tests.surveys.xlsform.workbooks import in_english

HEAD = ["type", "name", "label::English (en)", "relevant", "calculation"]
DEVICE = [["deviceid", "phone"], ["username", "user"]]


def notes(*rows):
    result = in_english([HEAD, ["select_one yn", "a", "A?"], *rows])
    assert result.problems == []
    return result.warnings


def test_a_condition_on_device_data_is_told_with_its_place():
    told = notes(*DEVICE, ["text", "b", "Dear ${user}", "${phone} != ''"])
    assert any(
        note.startswith("“phone” is never kept, so ${phone} is always blank")
        and note.endswith("survey sheet, row 5, column relevant.")
        for note in told
    )
    assert any(
        "${user}" in note and note.endswith("row 5, column label::English (en).")
        for note in told
    )


def test_a_duration_between_start_and_end_is_told():
    told = notes(["start", "s"], ["end", "e"], ["calculate", "t", "", "", "${e}-${s}"])
    assert len(told) == 1
    assert "a duration between them is always 0" in told[0]
    assert told[0].endswith("survey sheet, row 5, column calculation.")


def test_the_hour_is_not_known_and_now_says_so():
    assert notes(["start", "s"]) == []
    (told,) = notes(["text", "b", "B?", "${a} != string(now())"])
    assert told.startswith("now() is 00:00 of the day of the interview")
    assert told.endswith("survey sheet, row 3, column relevant.")


def test_the_day_is_known_and_needs_no_note():
    assert (
        notes(["today", "day"], ["text", "b", "B?", "${day} > date('2026-01-01')"])
        == []
    )


@pytest.mark.parametrize(
    ("expression", "code", "likely"),
    [
        ("${a} = 'Yes'", "Yes", "yes"),
        ("'Yes' = ${a}", "Yes", "yes"),
        ("${a} != 'yess'", "yess", "yes"),
        ("selected(${a}, 'NO')", "NO", "no"),
        ("not(selected(${a}, ' maybe '))", "maybe", ""),
        ("${a} = 1", "1", ""),
    ],
)
def test_a_code_that_the_list_has_not_is_told(expression, code, likely):
    (note,) = notes(["text", "b", "B?", expression])
    assert note.startswith(
        "survey sheet, row 3, column relevant: the list of “a” has no code"
        f" “{code}”, so no answer ever equals it."
    )
    assert note.endswith(f"Did you mean {likely}?" if likely else "equals it.")


@pytest.mark.parametrize(
    "expression", ["${a} = 'yes'", "selected(${a}, 'no')", "${a} = ''", "${a} != ${b}"]
)
def test_a_code_of_the_list_needs_no_note(expression):
    assert notes(["text", "b", "B?"], ["text", "c", "C?", expression]) == []


def test_a_code_that_is_missed_in_several_places_is_told_once():
    twice = "${a} = 'maybe' or ${a} = 'maybe'"
    (note,) = notes(*(["text", f"q{number}", "Q?", twice] for number in range(12)))
    assert note.startswith("survey sheet, row 3, column relevant; survey sheet, row 4,")
    assert "row 12, column relevant; and 2 more: the list of “a”" in note
