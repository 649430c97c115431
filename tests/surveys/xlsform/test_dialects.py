"""Forms written for one other tool: what that tool is, and what it means here."""

import pytest

from tests.surveys.xlsform.workbooks import in_english

HEAD = ["type", "name", "label::English (en)", "calculation", "appearance"]
ASKED = ["text", "a", "A?"]


@pytest.mark.parametrize(
    "row",
    [
        ["caseid", "case"],
        ["text audit", "log", "", "", "p=100"],
        ["speed violations count", "speed"],
        ["calculate", "how_long", "", "duration()"],
        ["calculate", "tablet", "", "device-info()"],
    ],
)
def test_what_surveycto_keeps_of_the_work_is_left_out_like_device_data(row):
    result = in_english([HEAD, ASKED, row])
    assert result.problems == []
    told = "\n".join(result.warnings)
    assert "This form was written for SurveyCTO." in told
    assert "Rows of the survey sheet that are left out: 3" in told
    if row[0] != "calculate":
        assert result.instrument.question(row[1]).type == "hidden"


def test_a_form_of_the_community_health_toolkit_is_named():
    rows = [HEAD, ASKED, ["text", "b", "Who?", "", "select-contact type-person"]]
    result = in_english(rows)
    assert "written for the Community Health Toolkit" in result.warnings[0]


def test_a_form_of_a_question_library_is_named():
    rows = [[*HEAD, "kobo--locking-profile"], [*ASKED, "", "", "profile_1"]]
    assert "a question library of KoboToolbox" in in_english(rows).warnings[0]


def test_what_a_form_was_written_for_is_told_beside_its_problems():
    result = in_english([HEAD, ["caseid", "case"], ["rating", "b", "B?"]])
    assert [problem.row for problem in result.problems] == [3]
    assert "SurveyCTO" in result.warnings[0]


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("begin_kobomatrix yn", "a table that only KoboToolbox knows"),
        ("begin_score yn", "a table that only KoboToolbox knows"),
        ("begin loop over yn", "asks its questions once for each choice"),
    ],
)
def test_a_table_of_one_other_tool_is_refused_with_a_way_to_write_it(kind, message):
    problem = in_english([HEAD, ASKED, [kind, "b", "B?"]]).problems[0]
    assert (problem.row, problem.column) == (3, "type")
    assert message in problem.message
    assert problem.remedy.startswith("Write ")


def test_a_plain_form_is_of_no_other_tool():
    assert in_english([HEAD, ASKED]).warnings == []
