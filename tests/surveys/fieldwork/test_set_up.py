"""What the page of a round says before it opens, and what is recorded at once."""

import pytest
from django.urls import reverse
from django.utils import timezone

from config.waiting import waiting_for
from surveys.fieldwork import rounds
from surveys.models import (
    Assignment,
    AuditEntry,
    FramePlace,
    Membership,
    ReferralPartner,
    RiskAssessment,
    Role,
    Round,
    RoundVersion,
    Service,
    Stratum,
)
from surveys.people import invitations

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_page(empty_round, as_person):
    Round.objects.update(state="planned")
    return lambda: as_person("coordinator").get(
        reverse("round", args=[empty_round.code])
    )


def test_a_round_without_instruments_or_assignments_does_not_open(
    empty_round, round_page, as_person
):
    assert rounds.opening_gaps(empty_round) == []
    RoundVersion.objects.all().delete()
    Assignment.objects.all().delete()
    as_person("coordinator").post(reverse("round-open", args=[empty_round.code]))
    assert Round.objects.get().state == "planned"
    page = round_page().content.decode()
    assert "No instrument is published in this round." in page
    assert "Nobody has an assignment." in page


def test_interviewers_without_work_and_their_missing_coordinator_are_named(
    empty_round, round_page, as_person, person
):
    idle = person("interviewer3").memberships.get()
    person("interviewer3").assignments.all().delete()
    page = round_page().content.decode()
    assert f"{idle.organisation.name}: 1 interviewer has no assignment yet." in page
    assert idle.person.name not in page, "no names of another organisation"
    Membership.objects.filter(
        organisation=idle.organisation, role=Role.COORDINATOR
    ).delete()
    page = round_page().content.decode()
    assert "Only a coordinator of the same organisation" in page
    assignments = as_person("coordinator").get(
        reverse("assignments", args=[empty_round.code])
    )
    assert "Only a coordinator of the same organisation" in assignments.content.decode()


def test_a_drawn_place_that_nobody_may_visit_yet_is_named(empty_round, round_page):
    unit = empty_round.primary_units.select_related("site", "stratum").first()
    place = FramePlace.objects.create(
        round=empty_round,
        stratum=Stratum.objects.get(pk=unit.stratum_id),
        code=unit.site.code,
        name=unit.site.name,
        kind=unit.site.kind,
        people_held=20,
        number_is="counted",
        access="granted",
        drawn=True,
        chance=0.5,
    )
    sentence = f"Access to {unit.site.code}, which was drawn: Not asked yet."
    assert sentence not in round_page().content.decode()
    place.access = "not_asked"
    place.save()
    assert sentence in round_page().content.decode()


def test_one_assessment_and_one_partner_are_recorded_for_several_places_at_once(
    empty_round, as_person
):
    first, second, third = (
        unit.site for unit in empty_round.primary_units.order_by("pk")[:3]
    )
    RiskAssessment.objects.all().delete()
    ReferralPartner.objects.all().delete()
    client = as_person("coordinator")
    days = {"expires_on": "2027-01-20", "others": [second.pk]}
    at = [empty_round.code, first.code]
    client.post(
        reverse("site-risk", args=at),
        {"document": "R-1", "assessed_on": "2026-11-01", **days},
    )
    partner = {"services": Service.values, "name": "Clinic", "contact": "Here"}
    client.post(
        reverse("site-partner", args=at),
        partner | {"confirmed_on": "2026-11-01", **days},
    )
    places = RiskAssessment.objects.values_list("site", flat=True)
    assert sorted(places) == sorted([first.pk, second.pk])
    kinds = len(Service.values)
    assert ReferralPartner.objects.filter(site=second).count() == kinds
    assert not ReferralPartner.objects.filter(site=third).exists()
    assert AuditEntry.objects.filter(act="gate_recorded").count() >= 4


def test_an_administrator_is_told_that_a_round_has_no_coordinator(
    empty_round, as_person, person
):
    Round.objects.update(state="planned")
    assert waiting_for(person("administrator")) == []
    Membership.objects.filter(role=Role.COORDINATOR).update(ended_at=timezone.now())
    page = as_person("administrator").get(reverse("people")).content.decode()
    assert f"{empty_round.name} has no coordinator yet." in page


def test_the_first_page_of_a_reviewer_says_what_waits(empty_round, as_person, person):
    assert waiting_for(person("reviewer")) == []
    administrator = person("administrator")
    invitations.invite(
        email="new@example.org",
        name="New",
        role=Role.COORDINATOR,
        round=empty_round,
        organisation=administrator.memberships.first().organisation,
        by=administrator,
    )
    assert waiting_for(person("reviewer")) == [
        ("1 invitation to confirm", reverse("people"))
    ]
    page = as_person("reviewer").get(reverse("assessment:home")).content.decode()
    assert "1 invitation to confirm" in page
