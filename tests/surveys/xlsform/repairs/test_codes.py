"""Codes of choices: typographic quotes, and one code for two places."""

from tests.surveys.xlsform.repairs.forms import changes, problems, questions, sent

SURVEY = """
| type              | name | label::English (en) | choice_filter   | relevant |
| select_one region | r    | Region?             |                 |          |
| select_one town   | t    | Town?               | region = ${r}   |          |
| select_one camp   | c    | Camp?               | town = ${t}     |          |
| text              | w    | Why there?          |                 | ${t} = 'center' |
"""
CHOICES = """
| list_name | name   | label::English (en) | region | town   |
| region    | n      | North               |        |        |
| region    | s      | South               |        |        |
| town      | center | Center              | n      |        |
| town      | center | Center              | s      |        |
| town      | port   | Port                | s      |        |
| camp      | c1     | Camp 1              | n      | center |
| camp      | c2     | Camp 2              | s      | center |
"""
ALLOWED = """
| form_id | version | allow_choice_duplicates | daa::respondent |
| trial   | 1       | yes                     | none            |
"""


def test_two_places_with_one_code_are_told_apart_by_the_column_of_their_filter():
    answer = sent(SURVEY, choices=CHOICES, settings=ALLOWED)
    assert problems(answer) == []
    assert changes(answer) == {
        ("choices", 4, "name"): ("center", "center_n"),
        ("choices", 5, "name"): ("center", "center_s"),
        ("choices", 7, "town"): ("center", "center_n"),
        ("choices", 8, "town"): ("center", "center_s"),
        ("survey", 5, "relevant"): (
            "${t} = 'center'",
            "(${t} = 'center_n' or ${t} = 'center_s')",
        ),
    }


def test_a_row_that_may_mean_either_place_is_refused_and_named():
    choices = CHOICES.replace("| s      | center |", "|        | center |")
    [problem] = problems(sent(SURVEY, choices=choices))
    assert "“center” appears 2 times in the list “town”" in problem
    assert "row 8 of the choices sheet (town) may mean any of them" in problem


def test_without_a_filter_two_choices_of_one_code_are_refused():
    survey = SURVEY.replace("region = ${r}", "             ")
    [problem] = problems(sent(survey, choices=CHOICES))
    assert "“center” appears twice in the list “town”" in problem


def test_many_codes_in_a_list_twice_are_one_problem_that_counts_them():
    rows = "".join(
        f"| town | t{n} | Here |\n| town | t{n} | There |\n" for n in range(9)
    )
    survey = "| type | name | label::English (en) |\n| select_one town | t | Town? |"
    head = "| list_name | name | label::English (en) |\n"
    [problem] = problems(sent(survey, choices=head + rows))
    assert "and so do other codes (8)" in problem


def test_a_code_has_a_straight_quote_as_in_other_tools():
    survey = """
| type           | name | label::English (en) | relevant            | default    |
| select_one yn  | a    | Do you?             |                     | don’t_know |
| text           | b    | Why?                | ${a} = "don’t_know" |            |
"""
    choices = """
| list_name | name       | label::English (en) |
| yn        | yes        | Yes                 |
| yn        | don’t_know | Unsure              |
"""
    answer = sent(survey, choices=choices)
    asked = questions(answer)
    assert changes(answer)["choices", 3, "name"] == ("don’t_know", "don't_know")
    assert asked["b"]["relevance"] == ["=", ["ref", "a"], ["str", "don't_know"]]
    assert asked["a"]["default"] == "don't_know"


def test_many_repairs_alike_are_shown_with_their_number():
    towns = "".join(
        f"| town | t{n} | Town | {region} | |\n" for n in range(40) for region in "ns"
    )
    choices = "\n".join([*CHOICES.strip().splitlines()[:3], towns])
    survey = "\n".join(SURVEY.strip().splitlines()[:3])
    answer = sent(survey, choices=choices)
    assert problems(answer) == []
    assert len(answer["repairs"]) == 4
    assert answer["repairs"][-1]["old"] == "77 more rows"


def test_a_code_that_is_allowed_twice_and_that_nothing_reads_is_numbered():
    survey = "| type | name | label::English (en) |\n| select_one town | t | Town? |"
    choices = "\n".join(CHOICES.strip().splitlines()[:6])
    answer = sent(survey, choices=choices, settings=ALLOWED)
    assert problems(answer) == []
    assert changes(answer) == {("choices", 5, "name"): ("center", "center_2")}


def test_a_choice_without_any_text_is_shown_as_its_code():
    survey = "| type | name | label::English (en) |\n| select_one town | t | Town? |"
    choices = CHOICES.replace("| Port  ", "|       ")
    answer = sent(survey, choices=choices, settings=ALLOWED)
    assert changes(answer)["choices", 6, "label::English (en)"] == ("", "port")


def test_a_code_that_is_read_through_a_calculation_is_refused_and_named():
    survey = (
        SURVEY.replace(
            "|                 | ${t} = 'center' |", "|     | ${copy} = 'center' |"
        )
        + "| calculate | copy | | | |\n"
    )
    survey = survey.replace(
        "choice_filter   | relevant |", "choice_filter | relevant | calculation |"
    )
    survey = survey.replace(
        "| calculate | copy | | | |", "| calculate | copy | | | | ${t} |"
    )
    [problem] = problems(sent(survey, choices=CHOICES, settings=ALLOWED))
    assert "row 5 of the survey sheet (relevant) may mean any of them" in problem


def test_a_number_inside_another_number_is_no_code():
    answer = sent(
        "| type | name | label::English (en) | constraint |\n"
        "| select_one l | a | A? | |\n| integer | n | N? | . < 100 |\n",
        choices="| list_name | name | label::English (en) |\n"
        "| l | 1 | A |\n| l | 1 | B |\n",
        settings=ALLOWED,
    )
    assert problems(answer) == []
    assert changes(answer) == {("choices", 3, "name"): ("1", "1_2")}
