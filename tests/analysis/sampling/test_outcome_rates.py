"""Rates of AAPOR from how contacts ended."""

import pytest

from analysis.sampling.outcome_rates import Contacts, outcome_rates
from analysis.schema import FrameProblem


def test_the_four_rates_are_those_worked_out_by_hand():
    contacts = Contacts(
        agreed=60, refused=20, absent=15, not_eligible=40, language_missing=5
    )
    rates = outcome_rates(contacts)
    assert rates.rr2 == pytest.approx(0.60)
    assert rates.ref1 == pytest.approx(0.20)
    assert rates.con1 == pytest.approx(0.85)
    assert rates.coop2 == pytest.approx(60 / 85)
    assert rates.rr2 == pytest.approx(rates.con1 * rates.coop2)


def test_people_who_are_not_eligible_are_in_no_rate():
    assert outcome_rates(Contacts(agreed=3, refused=1)) == outcome_rates(
        Contacts(agreed=3, refused=1, not_eligible=99)
    )


def test_nobody_contacted_has_no_rate_and_nobody_met_no_cooperation():
    assert outcome_rates(Contacts(not_eligible=4)).rr2 is None
    absent = outcome_rates(Contacts(absent=4))
    assert (absent.rr2, absent.con1, absent.coop2) == (0, 0, None)


def test_contacts_of_places_add_up_and_are_no_fewer_than_none():
    total = Contacts(1, 2, 3, 4, 5) + Contacts(10, 20, 30, 40, 50)
    assert total == Contacts(11, 22, 33, 44, 55)
    with pytest.raises(FrameProblem, match="-1 contacts are counted as refused"):
        Contacts(refused=-1)
