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
    assert run(ROUNDS).leaks


@pytest.mark.parametrize(
    ("guard", "first"), [("tell_of_few_places", 0), ("tell_of_few_people", 22)]
)
def test_each_way_of_looking_is_needed(guard, first, monkeypatch):
    assert run(1, first=first).leaks == []
    monkeypatch.setattr(f"analysis.sums._Rows.{guard}", lambda *_asked: False)
    assert run(1, first=first).leaks


def test_a_share_of_all_entries_shows_no_entries_that_are_hidden():
    """Round 80: nobody was found vulnerable, so that no step before it was told."""
    assert run(1, first=80).leaks == []
