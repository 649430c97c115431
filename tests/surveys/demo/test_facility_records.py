"""The demo's facility records: numbers that fit each other and the place."""

import random

import pytest

from surveys.demo.facility_records import BANDS, REASONS, record
from surveys.models import DesignClass, Instrument, Outcome, PrimaryUnit


@pytest.fixture
def records(small_round):
    interviews = small_round.interviews.filter(
        version__instrument__source=Instrument.Source.RECORDS
    )
    return list(interviews.select_related("primary_unit__site"))


def test_every_place_has_one_record_and_is_no_sample(records):
    places = {interview.primary_unit_id for interview in records}
    assert places == set(PrimaryUnit.objects.values_list("pk", flat=True))
    assert len(records) == len(places)
    assert {interview.design_class for interview in records} == {DesignClass.CENSUS}
    assert {interview.outcome for interview in records} == {Outcome.COMPLETE}


def test_the_numbers_of_a_place_fit_each_other(records):
    for interview in records:
        answers = interview.answers
        assert answers["k_stock_total"] == interview.primary_unit.population
        reasons = [answers[f"k_exit_reason_{name}"] for name in (*REASONS, "death")]
        bands = [answers[f"k_len_bands_{name}"] for name in BANDS]
        assert sum(reasons) == sum(bands) == answers["k_exits"]
        assert answers["k_exit_reason_death"] == answers["k_death_n"]
        mean_stock = answers["k_days_total"] / 365
        assert mean_stock == pytest.approx(answers["k_stock_total"], rel=0.1)


def test_every_place_counted_its_people_at_midnight(records):
    """So occupancy and children are known of all twelve."""
    assert {interview.answers["k_ref_hour"] for interview in records} == {"midnight"}


def test_a_round_in_which_nobody_was_asked_has_no_record(empty_round):
    assert not empty_round.interviews.exists()


def test_the_same_dice_give_the_same_record(records):
    unit = records[0].primary_unit
    first, again = (record(unit, random.Random(3)) for _time in range(2))
    assert first == again
