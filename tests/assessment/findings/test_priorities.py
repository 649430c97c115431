"""Which gaps come first: what moves a standard on the list, and what never does."""

import io

import pytest
from openpyxl import load_workbook

from assessment.exports.priorities import HEAD
from assessment.exports.working_workbook import working_workbook
from assessment.findings import priorities
from assessment.reading.reader import reader_for
from tests.assessment.builders.stored_figures import (
    KEYS,
    compared,
    everything,
    gaps,
    heard,
    order,
    public,
    sample,
    unpublished,
)

pytestmark = pytest.mark.usefixtures("catalogue")


def test_what_is_missing_at_the_least_decides_between_equals(store_figures, judged):
    figures = store_figures(*gaps())
    judged(figures, *KEYS)
    assert order(figures) == [
        (1, "JUD-01", ""),
        (2, "INF-01", "extent"),
        (3, "LEG-02", "finding"),
    ]


def test_a_contradiction_comes_first(store_figures, judged):
    figures = store_figures(*gaps(), heard("INF-01.a", 18))
    judged(figures, *KEYS)
    assert order(figures)[:2] == [(1, "INF-01", ""), (2, "JUD-01", "contradicted")]


def test_a_contradiction_comes_first_among_those_nobody_has_judged(store_figures):
    figures = store_figures(*gaps(), heard("INF-01.a", 18))
    listed = priorities.rank_gaps(figures, everything(figures))
    assert [row.standard.pk for row in listed.unjudged] == [
        "INF-01",
        "LEG-02",
        "JUD-01",
    ]


def test_the_severer_comes_before_the_wider(store_figures, judged):
    figures = store_figures(*gaps())
    judged(figures, "JUD-01")
    judged(figures, "INF-01", irremediable=4)
    assert [key for _rank, key, _why in order(figures)] == ["INF-01", "JUD-01"]


UNPUBLISHED = [
    ("JUD-01.a",),
    ("JUD-01.n", "JUD-01.d"),
    ("INF-01.c", "INF-01.a"),
]


@pytest.mark.parametrize("keys", UNPUBLISHED, ids=["one", "two", "another standard"])
def test_what_few_people_said_never_moves_a_standard_up_or_down(
    store_figures, judged, keys
):
    seen, more = (
        store_figures(*gaps()),
        store_figures(*gaps(), *(unpublished(key) for key in keys)),
    )
    judged(seen, *KEYS)
    assert order(more) == order(seen)


def test_everybody_reads_the_gaps_in_the_order_of_the_review_body(
    store_figures, judged
):
    figures = store_figures(
        *gaps(), heard("INF-01.a", 18), *compared("JUD-01.m", (0.1, 0.3))
    )
    judged(figures, *KEYS)
    listed = priorities.rank_gaps(figures, public(figures))
    read = [(row.rank, row.standard.pk, row.decided_by) for row in listed.ranked]
    assert read == order(figures)


def test_a_standard_that_nobody_was_asked_about_is_named_as_such(store_figures):
    listed = priorities.rank_gaps(store_figures(), [])
    assert len(listed.nobody_asked) == 70


def test_a_gap_that_nobody_judged_has_no_rank(store_figures, judged):
    figures = store_figures(*gaps())
    judged(figures, "JUD-01")
    listed = priorities.rank_gaps(figures, everything(figures))
    assert [row.standard.pk for row in listed.ranked] == ["JUD-01"]
    assert {row.rank for row in listed.unjudged} == {0}


def test_what_is_met_is_no_gap(store_figures):
    figures = store_figures(sample("LEG-02.m", 0.97, 1.0, "met"))
    listed = priorities.rank_gaps(figures, everything(figures))
    assert ([standard.pk for standard in listed.met], listed.gaps) == (["LEG-02"], [])


# -- the workbook ------------------------------------------------------------------


@pytest.fixture
def sheet(store_figures, staff, judged):
    figures = store_figures(
        *gaps(),
        *compared("INF-01.m", (0.1, 0.3)),
        heard("INF-01.a", 18),
        unpublished("JUD-01.a"),
        sample("WOM-01.m", 0.0004, 0.09, "not_met", cases="reported"),
    )
    judged(figures, "JUD-01", "INF-01")
    content = working_workbook(reader_for(staff["leila"], figures))
    book = load_workbook(io.BytesIO(content))
    head, *rows = book["priorities"].iter_rows(values_only=True)
    assert head == HEAD
    return figures, [dict(zip(HEAD, row, strict=True)) for row in rows]


def test_the_sheet_has_the_rows_of_the_page_in_order(sheet):
    figures, rows = sheet
    listed = priorities.rank_gaps(figures, everything(figures))
    assert [row["standard"] for row in rows] == [r.standard.pk for r in listed.gaps]
    assert [row["rank"] for row in rows] == [1, 2, None, None]
    assert rows[0]["contradiction"].startswith("18 of 20 officials said")
    assert (rows[0]["evidence"], rows[0]["evidence_meaning"]) == (
        "D",
        "only one group says so",
    )
    assert rows[3]["one_case_too_many"] == "reported"


def test_the_sheet_holds_no_number_that_is_not_in_the_published_figures(sheet):
    figures, rows = sheet
    ends = figures.published_figures.values_list("likely_low", "likely_high")
    read = [end / 100 for row in ends for end in row if end is not None]
    distances = {
        round(abs(end - second), 2) for end in (*read, 1) for second in (*read, 1)
    }
    counts = ("rank", "severity", "scale", "scope", "irremediable", "feasibility")
    for row in rows:
        for name in ("missing_at_least", "difference_at_least"):
            value = row.pop(name)
            assert value is None or round(value, 2) in distances, name
        assert all(row.pop(name) in {None, 1, 2, 3, 4} for name in counts)
        assert not any(isinstance(value, int | float) for value in row.values())


def test_who_judged_does_not_leave_in_the_workbook(sheet, staff):
    _figures, rows = sheet
    assert not any(staff["leila"].name in str(row.values()) for row in rows)
