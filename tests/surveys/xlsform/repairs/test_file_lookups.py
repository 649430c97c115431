"""pulldata(): look-ups in a file that came along."""

from datetime import date

from surveys.engine.instrument import Instrument
from surveys.engine.journey import Journey
from tests.surveys.xlsform.repairs.forms import problems, sent

DAY = date(2026, 11, 25)
SURVEY = """
| type      | name | label::English (en) | calculation |
| text      | q    | Which?              |             |
| calculate | c    |                     | concat(pulldata('Fruit', 'label', 'key', ${q}), pulldata('Fruit', 'price', 'key', concat(${q}, ''))) |
"""  # noqa: E501
FRUIT = ("Fruit.csv", b"key,label,price\nm,Mango,3\na,Apple,2\n")


def test_a_file_that_came_along_is_looked_up_in():
    answer = sent(SURVEY, FRUIT)
    assert problems(answer) == []
    journey = Journey(Instrument.from_json(answer["instrument"]), {"q": "a"}, today=DAY)
    assert journey.read("c") == "Apple2"


def test_a_file_that_did_not_come_along_is_named_once_and_clearly():
    [problem] = problems(sent(SURVEY))
    assert "reads the file Fruit.csv, which did not come along" in problem
    assert problem.endswith("Send it together with the workbook.")


def test_a_column_that_the_file_has_not_is_named():
    [problem] = problems(sent(SURVEY.replace("'price'", "'cost'"), FRUIT))
    assert "the file Fruit.csv has no column “cost”" in problem


def test_a_file_named_by_a_calculation_is_refused():
    [problem] = problems(
        sent(SURVEY.replace("pulldata('Fruit'", "pulldata(${q}"), FRUIT)
    )
    assert "pulldata() must name its file and columns in quotes" in problem
