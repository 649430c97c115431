"""Columns that nobody reads: a likely misspelling is refused, all others are told."""

import pytest

from surveys.xlsform.columns import likely_header
from surveys.xlsform.headers import canonical, single_colon
from tests.surveys.xlsform.workbooks import CHOICES, SETTINGS, compiled, in_english

HEAD = ["type", "name", "label::English (en)"]
ASKED = ["select_one yn", "a", "A?"]


def with_column(header, text, *more):
    return in_english([[*HEAD, header, *more], [*ASKED, ""], ["text", "b", "B?", text]])


@pytest.mark.parametrize(
    ("header", "text", "column"),
    [
        ("bind::relevant", "${a} = 'no'", "relevant"),
        ("bind::constraint", "${a} = 'no'", "constraint"),
        ("bind::required", "yes", "required"),
        ("bind::jr:constraintMsg", "No", "constraint_message"),
    ],
)
def test_what_a_form_writes_as_the_xform_does_is_read(header, text, column):
    assert canonical(header) == column
    assert with_column(header, text).instrument == with_column(column, text).instrument


def test_the_skip_logic_of_an_older_header_is_kept():
    instrument = with_column("bind::relevant", "${a} = 'no'").instrument
    assert instrument.question("b").relevance == ["=", ["ref", "a"], ["str", "no"]]


@pytest.mark.parametrize(
    ("header", "mended"),
    [
        ("bind:relevant", "relevant"),
        ("bind: relevant", "relevant"),
        ("Bind:Required", "required"),
        ("label: English", "label::English"),
        ("media:image", "media::image"),
        ("media:audio::English", "media::audio::English"),
        ("bind:odk:length", ""),
        ("body:nothing", ""),
    ],
)
def test_one_colon_is_mended_where_the_column_is_known(header, mended):
    assert single_colon(header) == mended


@pytest.mark.parametrize(
    ("header", "text", "likely"),
    [
        ("relevent", "${a} = 'no'", "relevant"),
        ("Relevant?", "${a} = 'no'", "relevant"),
        ("constrain", ". != ''", "constraint"),
        ("lable::French (fr)", "B ?", "label::French (fr)"),
        ("daa::sesitivity", "3", "daa::sensitivity"),
    ],
)
def test_text_under_a_misspelt_header_is_never_lost(header, text, likely):
    (problem,) = with_column(header, text).problems
    assert (problem.sheet, problem.row, problem.column) == ("survey", 1, "D")
    assert problem.message == f"“{header}” is not a column that we know"
    assert problem.remedy == f"Did you mean {likely}?"


def test_a_misspelt_header_of_the_choices_is_told_in_our_words():
    listed = CHOICES.replace("label::French (fr)", "lable::French (fr)")
    (problem,) = compiled([HEAD, ASKED], listed).problems
    assert problem.sentence() == (
        "choices sheet, row 1, column D: “lable::French (fr)” is not a column that we"
        " know. Did you mean label::French (fr)?"
    )


@pytest.mark.parametrize("header", ["relevent", "notes", "instance::odk"])
def test_a_column_without_text_is_no_problem_and_no_note(header):
    result = with_column(header, "")
    assert (result.problems, result.warnings) == ([], [])


def test_a_column_beside_the_right_one_is_no_misspelling():
    rows = [[*HEAD, "relevant", "relevant_old"], [*ASKED, "", "x"]]
    assert in_english(rows).problems[0].message.startswith("“relevant_old” is not")
    result = in_english([*rows, ["text", "b", "B?", "${a} = 'no'"]])
    assert result.problems == []
    assert "the column relevant_old is stored" in result.warnings[0]


@pytest.mark.parametrize(
    "header", ["read_only", "Note", "instance_name", "labels of ours", "video"]
)
def test_words_of_other_tools_are_no_misspellings(header):
    assert likely_header("survey", header) == ""


def test_all_columns_that_are_not_used_stand_in_one_note():
    result = with_column("comment", "x", "read_only", "")
    rows = [[*HEAD, "owner", "read_only", ""], [*ASKED, "me", "yes", "aside"]]
    assert result.warnings == [
        "survey sheet: the column comment is stored but not used."
    ]
    assert in_english(rows).warnings == [
        "survey sheet: these columns are stored but not used: owner, read_only, F."
    ]


def test_each_setting_that_is_not_used_has_a_note_on_what_that_means():
    head, row = SETTINGS.strip().splitlines()
    settings = (
        f"{head} public_key | submission_url | instance_name | style | auto_send |\n"
        f"{row} abc | https://example.org | concat('a') | pages | yes |"
    )
    notes = in_english([HEAD, ASKED], settings=settings).warnings
    told = "\n".join(notes)
    assert len(notes) == 5
    for name in ("public_key", "submission_url", "instance_name", "style", "auto_send"):
        assert name in told
