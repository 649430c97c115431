"""Rows that are not asked: disabled, remarks, device data; each is told."""

import pytest

from tests.surveys.xlsform.workbooks import in_english

HEAD = ["type", "name", "label::English (en)", "disabled", "relevant"]
ASKED = ["text", "a", "A?"]


@pytest.mark.parametrize("word", ["yes", "TRUE", "true()"])
def test_a_disabled_row_is_not_asked_and_is_told(word):
    result = in_english([HEAD, ASKED, ["text", "b", "B?", word]])
    assert [question.name for question in result.instrument.questions()] == ["a"]
    assert result.warnings == ["Disabled rows of the survey sheet are left out: 3."]


def test_a_row_that_is_not_disabled_is_asked():
    result = in_english([HEAD, ASKED, ["text", "b", "B?", "no"]])
    assert (len(result.instrument.questions()), result.warnings) == (2, [])


def test_who_refers_to_a_disabled_row_is_told_which_row_that_is():
    rows = [HEAD, ["text", "b", "B?", "yes"], [*ASKED, "", "${b} = 'x'"]]
    (problem,) = in_english(rows).problems
    assert (problem.row, problem.column) == (3, "relevant")
    assert "Row 2 is disabled" in problem.remedy


def test_a_remark_of_the_author_is_left_out_and_told():
    rows = [HEAD, ASKED, ["", "", "", "", "ask Ana"], ["# part 2", "", ""]]
    result = in_english(rows)
    assert result.problems == []
    assert result.warnings == [
        "Rows of the survey sheet without a question are left out: 3, 4."
    ]


def test_a_row_with_a_label_and_no_type_is_still_a_problem():
    (problem,) = in_english([HEAD, ASKED, ["", "", "What?"]]).problems
    assert (problem.row, problem.column) == (3, "type")


def test_pictures_and_device_data_stand_in_one_note_each():
    kinds = ["geopoint", "image", "image", "deviceid", "username", "audit"]
    rows = [[kind, f"q{number}", "Q"] for number, kind in enumerate(kinds)]
    notes = in_english([HEAD, ASKED, *rows]).warnings
    assert [note.split("left out: ")[1] for note in notes] == [
        "3, 4, 5 (geopoint, image).",
        "6, 7, 8 (deviceid, username, audit).",
    ]


def test_of_many_rows_the_first_are_named():
    rows = [["image", f"q{number}", "Q"] for number in range(30)]
    (note,) = in_english([HEAD, ASKED, *rows]).warnings
    assert "21, 22, … (image)" in note


def test_cells_of_groups_that_no_tool_reads_and_more_settings_are_told():
    rows = [
        ["type", "name", "label::English (en)", "required", "relevant"],
        ["begin_group", "g", "G", "yes", ""],
        ["text", "a", "A?", "", ""],
        ["end_group", "", "", "", "${a} = 'x'"],
    ]
    told = "\n".join(in_english(rows).warnings)
    assert "These cells of groups on the survey sheet" in told
    assert "2 required, 4 relevant" in told
