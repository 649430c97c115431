"""What repeats in an interview: rows with keys, and indicators over all instances."""

from datetime import UTC, datetime

import pytest

from assessment.frames import interview_rows, measures
from assessment.frames.children import child_frames
from surveys.engine.evaluate import compile_expression
from tests.surveys.engine.test_repeats import FAMILY

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
TWO = {
    "any": "yes",
    "child": 2,
    "age.1": 9,
    "school.1": "yes",
    "years.1": 2,
    "year.1": 2,
    "good.1.1": "yes",
    "good.1.2": {"state": "refused"},
    "age.2": 3,
    "year.2": 0,
    "ages": "12",
}


def record(identity, answers):
    place, when = ("P1", "S1", "ded", 7), (NOON.date(), NOON)
    return interview_rows.Record(
        identity, 1, "complete", "probability", *place, "", *when, answers
    )


@pytest.fixture
def frames_by_repeat():
    return child_frames(
        [record("amal", TWO), record("basel", {"any": "no", "child": 0})], [FAMILY]
    )


def test_each_child_is_a_row_with_its_keys(frames_by_repeat):
    children = frames_by_repeat["child"]
    assert children[
        ["interview", "instance", "parent", "age", "psu"]
    ].values.tolist() == [
        ["amal", "1", "", 9, "P1"],
        ["amal", "2", "", 3, "P1"],
    ]


def test_what_stands_inside_points_to_what_is_around_it(frames_by_repeat):
    years = frames_by_repeat["year"]
    assert years[["interview", "instance", "parent"]].values.tolist() == [
        ["amal", "1.1", "1"],
        ["amal", "1.2", "1"],
    ]
    assert list(years["good"].isna()) == [False, True]
    assert list(years["good:state"]) == ["", "refused"]
    around = set(
        zip(
            frames_by_repeat["child"]["interview"],
            frames_by_repeat["child"]["instance"],
            strict=True,
        )
    )
    assert set(zip(years["interview"], years["parent"], strict=True)) <= around


def test_keys_are_unique_and_nothing_in_own_words_has_a_column(frames_by_repeat):
    for frame in frames_by_repeat.values():
        assert not frame.duplicated(["interview", "instance"]).any()
    assert "end" not in frames_by_repeat["child"].columns


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("count(${child})", 2),
        ("count(${year})", 2),
        ("sum(${age})", 12),
        ("max(${age}) > 5", True),
        ("${age}", "9"),
        ("count(${good})", 2),
        ("${any}", "yes"),
    ],
)
def test_an_indicator_reads_all_instances_of_a_question(text, value):
    scope = measures.scope_of(TWO, frozenset({"child", "year"}))
    assert compile_expression(text).closure(scope) == value
