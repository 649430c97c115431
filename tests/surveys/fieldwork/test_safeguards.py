"""A site opens with its safeguards and shuts when one is gone; nothing is lost."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from surveys import exceptions
from surveys.fieldwork import rounds, safeguards
from surveys.interviews import drafts
from surveys.models import (
    Assignment,
    Draft,
    Incident,
    Interview,
    PrimaryUnit,
    ReferralPartner,
    RiskAssessment,
    Round,
    Site,
    Suspension,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def assignment(empty_round, person):
    return Assignment.objects.filter(
        person=person("interviewer"), instrument__source="migrant"
    ).first()


@pytest.fixture
def begin(assignment):
    return lambda: drafts.start_draft(
        assignment=assignment, language="en", by=assignment.person
    )


@pytest.fixture
def site(assignment):
    return assignment.primary_unit.site


def yesterday():
    return timezone.localdate() - timedelta(days=1)


def expire(model, site):
    model.objects.filter(site=site).update(expires_on=yesterday())


def test_no_interview_begins_where_the_risk_assessment_has_expired(begin, site):
    begin()
    expire(RiskAssessment, site)
    with pytest.raises(exceptions.Refused, match="no valid risk assessment"):
        begin()
    assert Draft.objects.count() == 1


def test_no_interview_begins_without_a_partner_for_each_kind_of_help(begin, site):
    ReferralPartner.objects.filter(site=site, service="legal").delete()
    with pytest.raises(exceptions.Refused, match=r"confirmed here for: Legal aid\."):
        begin()


def test_a_partner_who_confirmed_long_ago_counts_no_more(begin, site):
    expire(ReferralPartner, site)
    with pytest.raises(exceptions.Refused, match="Health care, Mental health"):
        begin()


def test_an_assessment_dated_tomorrow_is_refused(begin, site, empty_round, person):
    today = timezone.localdate()
    fields = {"document": "R-1", "by": person("coordinator")}
    for days, until in ((1, 30), (0, 0), (0, 400)):
        with pytest.raises(exceptions.Refused):
            safeguards.record_assessment(
                round=empty_round,
                sites=[site],
                assessed_on=today + timedelta(days),
                expires_on=today + timedelta(days + until),
                **fields,
            )


def test_an_interviewer_begins_so_many_interviews_a_day_and_no_more(begin):
    Round.objects.update(most_interviews_a_day=2)
    for _time in range(2):
        begin()
    with pytest.raises(exceptions.Refused, match="started 2 interviews today"):
        begin()
    assert Draft.objects.count() == 2


def test_a_suspended_site_locks_open_interviews_and_keeps_what_was_typed(
    begin, site, as_person, empty_round
):
    draft, coordinator = begin(), as_person("coordinator")
    address = reverse("site-suspend", args=[empty_round.code, site.code])
    coordinator.post(address, {"reason": "reprisal"})
    client = as_person("interviewer")
    ask = reverse("ask", args=[draft.pk, "setting"])
    typed = {"revision": 0, "x_place_safe": "yes", "go": "save"}
    client.post(ask, typed)
    for page in (ask, reverse("sections", args=[draft.pk])):
        locked = client.get(page)
        assert locked.status_code == 423
        assert "are suspended" in locked.content.decode()
    assert drafts.read_draft(Draft.objects.get())[0]["x_place_safe"] == "yes"
    with pytest.raises(exceptions.Refused, match="suspended"):
        begin()
    resume = reverse("site-resume", args=[empty_round.code, site.code])
    as_person("coordinator").post(resume)
    assert as_person("interviewer").get(ask).status_code == 200


def test_two_alerts_at_once_are_one_suspension(site, empty_round, person):
    for _twice in range(2):
        safeguards.suspend_site(
            round=empty_round, site=site, reason="unsafe", by=person("coordinator")
        )
    assert Suspension.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Suspension.objects.create(
            round=empty_round, site=site, reason="unsafe", by=person("coordinator")
        )


TERMS = {
    "legal_basis": "duty",
    "impact_assessment": "DPIA-7",
    "sharing_protocol": "",
    "withdrawal_until": str(timezone.localdate() + timedelta(days=400)),
    "retention_until": str(timezone.localdate() + timedelta(days=1200)),
    "most_interviews_a_day": "4",
    "clinical_approval": "",
}


def test_a_round_opens_only_with_its_terms(empty_round, as_person):
    Round.objects.update(
        state="planned", legal_basis="", impact_assessment="", withdrawal_until=None
    )
    client = as_person("coordinator")
    page = reverse("round", args=[empty_round.code])
    opened = client.post(reverse("round-open", args=[empty_round.code]), follow=True)
    assert "legal basis besides consent is not recorded" in opened.content.decode()
    assert Round.objects.get().state == "planned"
    client.post(reverse("terms", args=[empty_round.code]), TERMS)
    client.post(reverse("round-open", args=[empty_round.code]))
    assert Round.objects.get().state == "open"
    assert "Before you can open this round" not in client.get(page).content.decode()


def test_the_database_refuses_an_open_round_without_a_legal_basis(empty_round):
    for gone in (
        {"legal_basis": ""},
        {"impact_assessment": ""},
        {"withdrawal_until": None},
        {"retention_until": None},
        {"retention_until": empty_round.withdrawal_until - timedelta(days=1)},
        {"legal_basis": "consent"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Round.objects.update(**gone)


def test_an_open_round_cannot_lose_its_terms(empty_round, as_person):
    address = reverse("terms", args=[empty_round.code])
    wrong = TERMS | {"legal_basis": "", "impact_assessment": ""}
    refused = as_person("coordinator").post(address, wrong)
    assert refused.status_code == 422
    assert "legal basis besides consent" in refused.content.decode()
    early = TERMS | {"retention_until": str(empty_round.withdrawal_until)}
    assert as_person("coordinator").post(address, early).status_code == 422
    assert Round.objects.get().legal_basis == "mandate"


def test_what_was_typed_on_a_form_stays_when_it_is_refused(empty_round, as_person):
    address = reverse("terms", args=[empty_round.code])
    wrong = TERMS | {"most_interviews_a_day": "0", "impact_assessment": "Kept text"}
    refused = as_person("coordinator").post(address, wrong)
    assert refused.status_code == 422
    assert 'value="Kept text"' in refused.content.decode()


def test_closing_a_round_leaves_no_hour_of_anyones_interview(small_round, person):
    rounds.close_round(round=small_round, by=person("coordinator"))
    for moment in Interview.objects.values_list("received_at", flat=True):
        local = timezone.localtime(moment)
        assert local.hour in (0, 12)
        assert (local.minute, local.second, local.microsecond) == (0, 0, 0)


def test_an_incident_counts_72_hours_until_the_authority_is_told(
    empty_round, as_person, person
):
    client = as_person("coordinator")
    address = reverse("incidents", args=[empty_round.code])
    noticed = timezone.localtime() - timedelta(hours=80)
    fields = {
        "kind": "seizure",
        "what": "A tablet was taken at the gate.",
        "noticed_at": noticed.strftime("%Y-%m-%dT%H:%M"),
    }
    assert client.post(address, fields).status_code == 302
    incident = Incident.objects.get()
    assert incident.is_overdue
    for name in ("coordinator", "reviewer"):
        page = as_person(name).get(address).content.decode()
        assert "Overdue: the 72 hours are over" in page
    told_address = reverse("incident-told", args=[empty_round.code, incident.pk])
    as_person("coordinator").post(told_address, {"whom": " "})
    assert Incident.objects.get().is_overdue
    as_person("reviewer").post(told_address, {"whom": "Data protection authority"})
    assert not Incident.objects.get().is_overdue
    future = fields | {"noticed_at": "2999-01-01T10:00"}
    assert as_person("coordinator").post(address, future).status_code == 422


def test_results_given_back_are_on_the_closing_list(empty_round, as_person):
    client = as_person("coordinator")
    page = reverse("round", args=[empty_round.code])
    assert "Not yet" in client.get(page).content.decode()
    fields = {"what": "Poster", "language": "French", "given_on": "2026-11-01"}
    client.post(reverse("feedback", args=[empty_round.code]), fields)
    assert "Poster" in client.get(page).content.decode()


def test_a_day_of_interviews_is_talked_over(small_round, as_person, person):
    Interview.objects.filter(by=person("interviewer")).update(held_on=yesterday())
    client = as_person("interviewer")
    assert "Talk about it" in client.get(reverse("today")).content.decode()
    client.post(reverse("debrief"), {"day": "1999-01-01", "go": "held"})
    client.post(reverse("debrief"), {"day": str(yesterday()), "go": "held"})
    assert "Talk about it" not in client.get(reverse("today")).content.decode()


def test_a_day_to_come_is_not_talked_over(small_round, as_person, person):
    """A wrong clock of a tablet, say; the day is flagged elsewhere."""
    tomorrow = timezone.localdate() + timedelta(days=1)
    Interview.objects.filter(by=person("interviewer")).update(held_on=tomorrow)
    page = as_person("interviewer").get(reverse("today")).content.decode()
    assert "Talk about it" not in page


def test_a_coordinator_of_another_round_sees_no_site_and_no_register(
    empty_round, as_person, site
):
    for name in ("state", "analyst", "reader", "interviewer", "reviewer"):
        client = as_person(name)
        for page in (
            reverse("round", args=[empty_round.code]),
            reverse("terms", args=[empty_round.code]),
            reverse("site", args=[empty_round.code, site.code]),
        ):
            assert client.get(page).status_code == 404
    for name in ("state", "analyst", "reader", "interviewer"):
        page = reverse("incidents", args=[empty_round.code])
        assert as_person(name).get(page).status_code == 404


def test_what_is_missing_at_a_place_is_the_same_asked_alone_or_with_others(
    empty_round, site
):
    expire(RiskAssessment, site)
    sites = list(Site.objects.filter(primary_units__round=empty_round))
    ReferralPartner.objects.filter(site=sites[-1], service="legal").delete()
    Suspension.objects.create(
        round=empty_round,
        site=sites[-2],
        reason="health",
        by=empty_round.memberships.first().person,
    )
    PrimaryUnit.objects.filter(site=sites[-3]).update(refused_because="No")
    together = safeguards.gaps_by_site(empty_round, sites)
    alone = {one.pk: safeguards.site_gaps(empty_round, one) for one in sites}
    assert together == alone
    assert sum(map(bool, together.values())) == 4
