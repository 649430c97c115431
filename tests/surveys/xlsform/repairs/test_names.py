"""Names that other tools take and expressions here cannot read."""

from tests.surveys.xlsform.repairs.forms import changes, problems, questions, sent

SURVEY = """
| type    | name   | label::English (en) | relevant    |
| integer | Q1.1   | How many?           |             |
| text    | prénom | Which?              | ${Q1.1} > 1 |
| note    |        | About ${ Q1.1 }     |             |
"""


def test_a_name_with_a_point_is_written_so_wherever_it_is_read():
    answer = sent(SURVEY)
    asked = questions(answer)
    assert set(asked) == {"Q1_1", "prenom", "note_4"}
    assert asked["prenom"]["relevance"] == [">", ["ref", "Q1_1"], ["num", 1.0]]
    assert changes(answer)["survey", 4, "label::English (en)"][1] == "About ${Q1_1}"


def test_a_name_that_is_taken_or_that_no_tool_takes_stays_a_problem():
    [problem] = problems(sent(SURVEY.replace("prénom", "Q1_1  ")))
    assert "“Q1.1” cannot be a name" in problem
    assert "“2b” cannot be a name" in problems(sent(SURVEY.replace("prénom", "2b")))[0]


def test_a_path_to_a_name_that_changes_is_read_as_well():
    answer = sent(
        "| type | name | label::English (en) | relevant |\n"
        "| integer | prénom | P? | |\n| text | c | C? | ../prénom > 1 |\n"
    )
    assert questions(answer)["c"]["relevance"][1] == ["ref", "prenom"]
