"""One name in two groups."""

from tests.surveys.xlsform.repairs.forms import changes, problems, questions, sent

SURVEY = """
| type        | name   | label::English (en) | relevant   |
| begin_group | mother | Mother              |            |
| integer     | age    | Her age?            |            |
| text        | work   | Her work?           | ${age} > 5 |
| end_group   |        |                     |            |
| begin_group | father | Father              |            |
| integer     | age    | His age?            |            |
| end_group   |        |                     |            |
"""


def test_the_age_of_the_mother_and_of_the_father_have_names_of_their_own():
    answer = sent(SURVEY)
    assert set(questions(answer)) == {"mother_age", "work", "father_age"}
    assert changes(answer) == {
        ("survey", 3, "name"): ("age", "mother_age"),
        ("survey", 7, "name"): ("age", "father_age"),
        ("survey", 4, "relevant"): ("${age} > 5", "${mother_age} > 5"),
    }


def test_a_reference_that_may_mean_either_is_refused_and_named():
    outside = SURVEY + "| text | t | What? | ${age} > 5 |\n"
    [problem] = problems(sent(outside))
    assert (
        "“age” is used in row 3 too, and row 9 of the survey sheet uses ${age}"
        in problem
    )


def test_a_repeat_and_its_question_of_one_name_are_told_apart_where_nothing_reads_it():
    rows = (
        "| type | name | label::English (en) | relevant |\n"
        "| begin_repeat | visit | Visits | |\n| text | visit | Which? | |\n"
        "| end_repeat | | | |\n"
    )
    answer = sent(rows)
    assert changes(answer)["survey", 2, "name"] == ("visit", "visit_repeat")
    assert problems(answer) == []
    read = sent(f"{rows}| text | other | Other? | ${{visit}} = 'x' |")
    assert any("“visit” is used in row" in problem for problem in problems(read))


AGE = "| integer | age | A? | |\n| end_group | | | |\n"


def test_a_path_through_a_group_says_which_question_of_one_name_is_meant():
    answer = sent(
        "| type | name | label::English (en) | calculation |\n"
        f"| begin_group | mother | M | |\n{AGE}| begin_group | father | F | |\n{AGE}"
        "| calculate | sum | | ../mother/age + /data/father/age |\n"
    )
    assert problems(answer) == []
    shown = changes(answer)
    assert shown["survey", 8, "calculation"][1] == "${mother_age} + ${father_age}"


def test_a_path_out_of_a_group_means_the_question_outside():
    answer = sent(
        "| type | name | label::English (en) | relevant |\n"
        "| integer | age | A? | |\n| begin_group | child | C | |\n"
        "| integer | age | A? | |\n| text | b | B? | ../../age > 18 |\n"
        "| text | c | C? | ../age > 18 |\n| end_group | | | |\n"
    )
    read = {q: questions(answer)[q]["relevance"][1][1] for q in ("b", "c")}
    assert read == {"b": "age", "c": "child_age"}


def test_a_disabled_row_shares_no_name():
    answer = sent(
        "| type | name | label::English (en) | relevant | disabled |\n"
        "| begin_group | old | O | | |\n| integer | age | A? | | yes |\n"
        "| text | k | K? | | |\n| end_group | | | | |\n"
        "| begin_group | new | N | | |\n| integer | age | A? | | |\n"
        "| end_group | | | | |\n| text | z | Z? | ${age} > 1 | |\n"
    )
    assert changes(answer) == {}
    assert problems(answer) == []
