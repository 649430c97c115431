"""One table judges every engine that evaluates expressions.

Rows are [expression, answers, expected]. Every interview of the table is held on
15 March 2026 at 9:30; the answer "." is the current value; blank is "".
"""

import json
from datetime import date
from pathlib import Path

import pytest

from surveys.engine.evaluate import compile_expression
from surveys.engine.functions import to_string
from surveys.engine.values import significant

TABLE = json.loads(
    Path(__file__).with_name("expressions.json").read_text(encoding="utf-8")
)


def plain(value):
    """Numbers with the digits that are stored; a number that is none is blank."""
    if isinstance(value, float):
        return significant(value) if to_string(value) else ""
    return value


@pytest.mark.parametrize(("text", "answers", "expected"), TABLE)
def test_an_expression_gives_what_the_table_says(text, answers, expected):
    value = plain(
        compile_expression(text).value(
            answers,
            today=date(2026, 3, 15),
            now="2026-03-15T09:30:00",
            current=answers.get(".", ""),
        )
    )
    assert isinstance(value, bool) == isinstance(expected, bool)
    assert value == expected


def test_the_table_has_no_row_twice():
    rows = [json.dumps(row) for row in TABLE]
    assert len(set(rows)) == len(rows) >= 150
