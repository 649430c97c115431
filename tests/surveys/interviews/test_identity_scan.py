"""ETH-08: no name, number or date that points to a person is taken in, by any way."""

import time

import pytest
from django.urls import reverse

from surveys import exceptions
from surveys.instruments import versions
from surveys.interviews import identity_rules, submission
from surveys.interviews.identity_scan import found_in
from surveys.models import Draft, InstrumentVersion, Interview
from tests.surveys.conftest import OPENING

pytestmark = pytest.mark.django_db
PHONE = "Call my sister on 06 12 34 56 78"


def test_eth08_a_phone_number_is_not_kept_and_stays_in_the_box(tab, draft, stored):
    page = tab(draft, "m_priority").post(m_priority=PHONE)
    assert page.status_code == 200
    text = page.content.decode()
    assert "Remove the phone number. Write “a number” instead." in text
    assert PHONE in text
    assert "m_priority" not in stored(draft)[0]


def test_eth08_leaving_the_screen_keeps_the_text_apart_from_the_answers(
    tab, draft, stored
):
    tab(draft, "m_priority").post("save", m_priority=PHONE)
    answers, unchecked = stored(draft)
    assert "m_priority" not in answers
    assert unchecked == {"m_priority": [PHONE]}
    again = tab(draft, "m_priority").page.content.decode()
    assert PHONE in again
    assert "Remove the phone number" in again


def test_eth08_a_year_an_age_and_a_sum_of_money_are_kept(tab, draft, stored):
    text = "In 2019 I was 12. They asked for 150 000 francs."
    tab(draft, "m_priority").post(m_priority=text)
    assert stored(draft)[0]["m_priority"] == text


def test_eth08_a_name_is_pointed_out_and_does_not_stand_in_the_way(tab, draft, stored):
    text = "Let my brother Ahmed Hassan go."
    assert tab(draft, "m_priority").post(m_priority=text).status_code == 302
    assert stored(draft)[0]["m_priority"] == text
    page = tab(draft, "m_priority").page.content.decode()
    assert "Is this a person’s name?" in page
    section = versions.instrument_of(draft.version).section_of("m_priority")
    check = reverse("section-check", args=[draft.pk, section.name])
    shown = tab(draft, "m_priority").client.get(check).content.decode()
    assert "Is this a person’s name?" in shown


def test_eth08_a_review_of_the_law_may_cite_the_date_of_an_act(instruments):
    def reads(source, name):
        version = InstrumentVersion.objects.get(instrument__source=source)
        instrument = versions.instrument_of(version)
        return identity_rules.reads_for_identity(instrument, instrument.question(name))

    assert not reads("law", "l_ref")
    assert reads("child", "c_wish")


def test_eth08_the_door_refuses_what_another_device_let_through(assignment, draft):
    answers = {**OPENING, "m_status": "current", "m_priority": "ahmed@example.org"}
    with pytest.raises(exceptions.NotFinished) as refusal:
        submission.submit_interview(
            version=draft.version,
            answers=answers,
            interview_id=draft.pk,
            round=draft.round,
            site=draft.primary_unit.site,
            by=assignment.person,
        )
    codes = {p.question: p.code for p in refusal.value.problems}
    assert codes["m_priority"] == "identifying"
    assert not Interview.objects.exists()
    assert Draft.objects.filter(pk=draft.pk).exists()


@pytest.mark.parametrize("text", ["x" * 2_000_000, "1 2 3 4 5 6 euro " * 100_000])
def test_eth08_a_flood_of_text_is_answered_at_once(text):
    begun = time.process_time()
    found_in(text)
    assert time.process_time() - begun < 0.5
