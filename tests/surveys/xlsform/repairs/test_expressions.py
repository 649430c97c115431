"""Paths, random numbers, null, and quotes of spreadsheet programs."""

from datetime import date

import pytest

from surveys.engine.instrument import Instrument
from surveys.engine.journey import Journey
from tests.surveys.xlsform.repairs.forms import changes, problems, questions, sent

DAY = date(2026, 11, 25)

HEAD = "| type | name | label::English (en) | relevant | calculation |\n"
FIRST = f"{HEAD}| integer | a | How many? | | |\n"


@pytest.mark.parametrize(
    "written",
    ["../a > 1", "./a > 1", "current()/../a > 1", "/data/a > 1", "../../g/a > 1"],
)
def test_a_path_to_a_question_is_its_name(written):
    answer = sent(f"{FIRST}| text | b | Which? | {written} | |")
    assert changes(answer)["survey", 3, "relevant"] == (written, "${a} > 1")
    assert questions(answer)["b"]["relevance"] == [">", ["ref", "a"], ["num", 1.0]]


def test_a_path_between_quotes_is_a_text():
    answer = sent(f"{FIRST}| text | b | Which? | ${{a}} != '../a' | |")
    assert answer["repairs"] == []


def test_a_random_text_that_nothing_reads_is_not_needed():
    answer = sent(f"{FIRST}| calculate | u | | | uuid() |")
    assert set(questions(answer)) == {"a"}
    [repair] = answer["repairs"]
    assert "Each interview has a number of its own" in repair["why"]


def test_a_random_text_that_is_read_becomes_a_number_drawn_once():
    survey = f"{FIRST}| calculate | u | | | uuid() |\n| note | n | You are ${{u}} | | |"
    answer = sent(survey)
    assert changes(answer)["survey", 3, "calculation"] == ("uuid()", "once(random())")


def test_a_number_is_drawn_apart_from_what_may_still_change():
    answer = sent(f"{FIRST}| calculate | r | | | int(random() * ${{a}}) |")
    assert changes(answer) == {
        ("survey", 3, "calculation"): ("int(random() * ${a})", "int(${r_draw} * ${a})"),
        ("survey", 4, ""): ("", "calculate | r_draw | once(random())"),
    }


def test_a_random_number_is_drawn_once():
    answer = sent(f"{FIRST}| calculate | r | | | random() |")
    assert changes(answer)["survey", 3, "calculation"] == ("random()", "once(random())")


def test_null_is_an_empty_text():
    answer = sent(f"{FIRST}| text | b | Which? | ${{a}} != null | |")
    assert changes(answer)["survey", 3, "relevant"][1] == "${a} != ''"


def test_a_typographic_quote_that_closes_a_straight_one_is_straight():
    answer = sent(f"{FIRST}| text | b | Which? | ${{a}} = 'x' or ${{a}} = ’y' | |")
    assert changes(answer)["survey", 3, "relevant"][1] == "${a} = 'x' or ${a} = 'y'"


def test_the_number_of_an_instance_counts_the_repeat_through_its_groups():
    answer = sent(
        "| type | name | label::English (en) | calculation |\n"
        "| begin_repeat | visits | Visits | |\n"
        "| calculate | first | | index() |\n"
        "| begin_group | inner | Inner | |\n"
        "| calculate | second | | concat('index()', index()) |\n"
        "| end_group | | | |\n| text | a | A? | |\n| end_repeat | | | |\n"
    )
    shown = changes(answer)
    assert shown["survey", 3, "calculation"][1] == "position(..)"
    assert shown["survey", 5, "calculation"][1] == "concat('index()', position(../..))"
    assert problems(answer) == []


def test_the_text_of_a_choice_that_another_tool_keeps_apart_is_its_label():
    answer = sent(
        "| type | name | label::English (en) | calculation |\n"
        "| select_one yn | a | A? | |\n"
        "| calculate | b | | jr:itext(instance('yn')/root/item[name=${a}]/itextId) |\n",
        choices="| list_name | name | label::English (en) |\n| yn | yes | Yes |\n",
    )
    assert problems(answer) == []
    instrument = Instrument.from_json(answer["instrument"])
    assert Journey(instrument, {"a": "yes"}, today=DAY).read("b") == "Yes"


def test_all_instances_read_inside_their_repeat_are_refused_and_never_made_one():
    answer = sent(
        "| type | name | label::English (en) | calculation |\n"
        "| begin_repeat | r | R | |\n| integer | x | X? | |\n"
        "| calculate | all | | sum(../../r/x) |\n| calculate | own | | ../x |\n"
        "| end_repeat | | | |\n"
    )
    [problem] = problems(answer)
    assert "“../../r/x” means all instances of the repeat" in problem
    assert changes(answer)["survey", 5, "calculation"][1] == "${x}"
