"""Which indicators mean something else since the revised instruments, and why."""

import pytest
from django.utils.translation import override

from assessment.standards.catalogue import rows
from assessment.standards.indicator_changes import (
    WHY,
    indicator_changes,
    why_not_comparable,
)
from surveys.instruments.build import names, sources

CHANGED = rows("indicator_changes.csv")


@pytest.mark.parametrize("row", CHANGED, ids=lambda row: row["indicator"])
def test_each_change_is_of_an_indicator_of_the_catalogue_and_has_a_reason(row):
    assert row["indicator"] in {indicator["id"] for indicator in rows("indicators.csv")}
    assert row["why"] in WHY
    assert row["since"] in {
        setting["version"] for name in names() for setting in sources(name)["settings"]
    }


def test_each_indicator_is_named_once_and_each_reason_is_used():
    assert len(indicator_changes()) == len(CHANGED)
    assert {row["why"] for row in CHANGED} == set(WHY)


@pytest.mark.parametrize(
    ("indicator", "words"),
    [
        ("CND-03.m.bed", "One question asked several facts"),
        ("JUD-01.m", "The answers to choose from changed"),
        ("JUD-01.d", "without any time limit now counts as not met"),
        ("JUD-02.d", "without any time limit now counts as not met"),
        ("MON-02.a", "never visited now counts as not met"),
        ("NEC-02.n", "every case it knows"),
        ("LEG-02.m", "worded anew"),
    ],
)
def test_an_indicator_that_means_something_else_says_why(indicator, words):
    assert words in why_not_comparable(indicator, ["2026.2"], ["2026.3"])


@pytest.mark.parametrize("why", WHY)
def test_each_reason_stands_in_french(why, french):
    with override("en"):
        english = str(WHY[why])
    assert str(WHY[why]) not in ("", english)


@pytest.mark.parametrize("indicator", ["LEG-02.k", "CHD-01.d", "RET-01.k"])
def test_an_indicator_that_asks_what_it_asked_is_compared(indicator):
    assert why_not_comparable(indicator, ["2026.2"], ["2026.3"]) == ""


@pytest.mark.parametrize(
    ("before", "now"),
    [
        (["2026.3"], ["2026.3"]),
        (["2026.3"], ["2027.1"]),
        (["2026.2"], ["2026.2"]),
        (["our own"], ["2026.3"]),
        ([], ["2026.3"]),
    ],
)
def test_rounds_on_one_side_of_the_revision_are_not_told_of_it(before, now):
    assert why_not_comparable("JUD-01.m", before, now) == ""


def test_versions_are_compared_as_numbers():
    assert why_not_comparable("JUD-01.m", ["2026.2"], ["2026.10"])
