"""Loops over the choices of a list."""

from tests.surveys.xlsform.repairs.forms import problems, questions, sent

SURVEY = """
| type                 | name | label::English (en) | relevant     |
| begin loop over pet  | pets | Your pets           |              |
| integer              | n    | How many %(label)s? |              |
| text                 | w    | Which %(name)s?     | ${n} > 1     |
| end loop             |      |                     |              |
| integer              | last | How old?            |              |
"""
CHOICES = """
| list_name | name | label::English (en) |
| pet       | cat  | Cats                |
| pet       | dog  | Dogs                |
| pet       | none | None                |
"""


def test_the_questions_of_a_loop_stand_once_for_each_choice():
    answer = sent(SURVEY, choices=CHOICES)
    asked = questions(answer)
    assert set(asked) == {"cat_n", "cat_w", "dog_n", "dog_w", "last"}
    assert asked["dog_n"]["label"] == {"en": "How many Dogs?"}
    assert asked["dog_w"]["relevance"] == [">", ["ref", "dog_n"], ["num", 1.0]]


def test_a_problem_below_a_loop_keeps_the_row_of_the_file():
    survey = SURVEY.replace(
        "| integer              | last", "| rating               | last"
    )
    [problem] = problems(sent(survey, choices=CHOICES))
    assert problem.startswith("survey 6 type: there is no question type “rating”")


def test_names_in_a_loop_are_replaced_once_even_where_one_ends_as_another():
    rows = "| integer | {0} | A? | |\n| integer | cat_{0} | B? | ${{{0}}} > 1 |\n"
    survey = SURVEY[: SURVEY.index("| integer")] + rows.format("n")
    answer = sent(f"{survey}| end loop | | | |\n", choices=CHOICES)
    assert questions(answer)["cat_cat_n"]["relevance"][1] == ["ref", "cat_n"]


def test_a_loop_that_makes_more_rows_than_a_form_may_have_is_refused():
    choices = "".join(f"| pet | c{n} | C{n} |\n" for n in range(1_300))
    answer = sent(SURVEY, choices=CHOICES[: CHOICES.index("| pet")] + choices)
    assert "its loop makes 5200 rows" in problems(answer)[0]
