"""Answers named in labels, hints and messages: each wrong name, with its column."""

import os
import subprocess
import sys

from surveys.xlsform.sandbox import ROOT
from tests.surveys.xlsform.workbooks import CHOICES, compiled

HEAD = [
    *("type", "name", "label::English (en)", "hint::English (en)", "constraint"),
    "constraint_message::English (en)",
]


def places(rows, choices=CHOICES):
    return [
        (problem.sheet, problem.row, problem.column)
        for problem in compiled([HEAD, *rows], choices).problems
    ]


def test_every_wrong_name_in_a_text_is_told_with_its_column():
    rows = [
        ["text", "name1", "Who?"],
        ["text", "b", "Is ${nam1} in?", "Ask ${gone}", ". != ''", "${lost}, no"],
        ["select_one yn", "c", "Is ${name1} in?"],
    ]
    listed = CHOICES.replace("| Yes ", "| Yes, ${gone} ")
    assert sorted(places(rows, listed)) == [
        ("choices", 2, "label::English (en)"),
        ("survey", 3, "constraint_message::English (en)"),
        ("survey", 3, "hint::English (en)"),
        ("survey", 3, "label::English (en)"),
    ]
    first = compiled([HEAD, *rows]).problems[0]
    assert (first.message, first.remedy) == (
        "the text refers to ${nam1}, which is not a question",
        "Did you mean ${name1}?",
    )


def test_who_refers_to_a_row_with_a_problem_of_its_own_is_not_told_again():
    rows = [
        ["rating", "stars", "Stars?"],
        ["text", "b", "You gave ${stars}", "", "${stars} = 'x'"],
        ["calculate", "c", "", "", ""],
    ]
    head = [*HEAD[:4], "relevant"]
    problems = compiled([head, *rows]).problems
    assert [(problem.row, problem.column) for problem in problems] == [
        (2, "type"),
        (4, "calculation"),
    ]


SAME = """
from surveys.xlsform.examine import examine
rows = "type,name,label::English (en),label::english (en),hint::English,relevant\\n"
rows += "text,age1,A?,,H,\\ntext,age2,B ${age3}?,,,${age} = 1\\n"
answer = examine([("survey.csv", rows.encode())], today="2026-11-30")
print(*(str(list(entry.values())) for entry in answer["problems"]))
print(*(str(list(entry.values())) for entry in answer["repairs"]))
"""


def test_the_answer_is_the_same_each_time():
    answers = {
        subprocess.run(
            [sys.executable, "-c", SAME],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": str(seed)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in range(6)
    }
    (answer,) = answers
    assert "two columns for one language" in answer.decode()
    assert "hint::English (en)" in answer.decode()


def test_a_long_cell_is_quoted_in_part_and_says_that_it_goes_on():
    rows = [["text", "a", f"{'Long words. ' * 20} ${{gone}}"], ["text", "b", "${gone}"]]
    values = [problem.value for problem in compiled([HEAD, *rows], CHOICES).problems]
    assert values[0].endswith("…")
    assert len(values[0]) <= 80
    assert values[1] == "${gone}"
