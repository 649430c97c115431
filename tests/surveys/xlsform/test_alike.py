"""Many problems of one kind become one, with a count and the first rows."""

from tests.surveys.xlsform.workbooks import in_english

HEAD = ["type", "name", "label::English (en)", "relevant"]


def problems(count, kind="rating"):
    rows = [[kind, f"q{number}", "Q?"] for number in range(count)]
    return in_english([HEAD, ["text", "a", "A?"], *rows]).problems


def test_twenty_alike_are_told_one_by_one():
    assert len(problems(20)) == 20


def test_more_than_twenty_alike_are_told_once_with_their_count():
    (problem,) = problems(21)
    assert problem.row == 3
    assert problem.message == (
        "there is no question type “rating”. There are 21 problems like this, the first"
        " in the rows 3, 4, 5, 6, 7, 8, 9, 10"
    )


def test_another_problem_among_many_alike_is_not_swallowed():
    rows = [["rating", f"q{number}", "Q?"] for number in range(30)]
    rows[11] = ["text", "odd", "Odd?", "${nowhere} = 1"]
    found = in_english([HEAD, *rows]).problems
    assert [(problem.row, problem.column) for problem in found] == [
        (2, "type"),
        (13, "relevant"),
    ]


def test_cells_that_cannot_be_read_are_folded_too():
    rows = [["text", f"q{number}", '="A"&1'] for number in range(30)]
    (problem,) = in_english([HEAD, *rows]).problems
    assert "There are 30 problems like this" in problem.message
