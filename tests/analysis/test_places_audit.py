"""The attack of bench.places_audit on a few rounds: it finds nothing, unless let."""

import pytest

from analysis.sums import Sums
from bench.places_audit import run

ROUNDS = 3


def test_nothing_of_a_few_places_or_people_is_worked_out():
    tally = run(ROUNDS)
    assert tally.leaks == []
    assert tally.shown > 100 < tally.hidden
    assert tally.asked > 50


def test_it_finds_what_sums_give_away_that_nobody_looks_at(monkeypatch):
    monkeypatch.setattr(Sums, "add", lambda _self, _sums: True)
    assert run(1).leaks


@pytest.mark.parametrize(
    ("guard", "first"), [("tell_of_few_places", 0), ("tell_of_few_people", 22)]
)
def test_each_way_of_looking_is_needed(guard, first, monkeypatch):
    monkeypatch.setattr(f"analysis.sums._Rows.{guard}", lambda *_asked: False)
    assert run(1, first=first).leaks


@pytest.mark.parametrize("first", [22, 80])
def test_rounds_that_once_leaked_do_not(first):
    """In 80 nobody was found vulnerable, so that no step before it was told."""
    assert run(1, first=first).leaks == []
