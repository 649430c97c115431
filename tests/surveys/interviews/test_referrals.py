"""Whom to call for the person: found at once, by the interviewer only, unrecorded."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from surveys.models import AuditEntry, Draft, ReferralPartner
from tests.surveys.conftest import OPENING

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(as_person, draft):
    address = reverse("help", args=[draft.pk])
    return lambda: as_person("interviewer").get(address)


def test_the_interviewer_finds_partners_and_what_is_urgent(page, draft):
    shown = page()
    text = shown.content.decode()
    assert "Synthetic number" in text
    assert [entry.service for entry in shown.context["helps"]][:2] == [
        "Health care",
        "Mental health and support in distress",
    ]
    assert len(shown.context["urgent"]) >= 3
    assert "Nothing on this page is recorded" in text


def test_a_partner_whose_word_has_run_out_is_not_shown(page, draft):
    gone = timezone.localdate() - timedelta(days=1)
    early = gone - timedelta(days=9)
    ReferralPartner.objects.filter(service="legal").update(
        confirmed_on=early, expires_on=gone
    )
    assert "Legal aid" not in page().content.decode()
    ReferralPartner.objects.update(confirmed_on=early, expires_on=gone)
    sentence = "No referral contacts for this site. Call your coordinator."
    assert sentence in page().content.decode()


def test_partners_of_another_site_are_not_shown(page, draft):
    at_site = ReferralPartner.objects.filter(site=draft.primary_unit.site)
    for partner in ReferralPartner.objects.exclude(pk__in=at_site):
        partner.contact = "elsewhere-77"
        partner.save()
    assert "elsewhere-77" not in page().content.decode()


def test_looking_for_help_leaves_no_trace(page, draft):
    before = AuditEntry.objects.count(), Draft.objects.values_list("revision").get()
    page()
    assert before == (
        AuditEntry.objects.count(),
        Draft.objects.values_list("revision").get(),
    )


@pytest.mark.parametrize("name", ["interviewer2", "coordinator", "reviewer", "state"])
def test_nobody_else_sees_that_somebody_needs_help(as_person, draft, name):
    address = reverse("help", args=[draft.pk])
    assert as_person(name).get(address).status_code == 404


def test_the_question_page_leads_there_and_saves_what_was_typed(tab, draft, stored):
    response = tab(draft, "about").post("help", m_age="a25")
    assert response.url == reverse("help", args=[draft.pk])
    assert stored(draft)[0]["m_age"] == "a25"


def test_partners_stand_above_the_question_about_referral(tab, start):
    draft = start(**OPENING, m_status="current", x_urgent=["medical"])
    page = tab(draft, "care").page
    assert page.status_code == 200
    assert "Synthetic number" in page.content.decode()
    assert "Synthetic number" not in tab(draft, "about").page.content.decode()
