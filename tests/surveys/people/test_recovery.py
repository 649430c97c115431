"""A person who lost a password or phone comes back when two managers agree."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from surveys.exceptions import Refused
from surveys.models import AuditEntry, OpenSession, Person, Recovery, Role
from surveys.people import recovery, roles
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db
NEW = "seven quiet herons walking"


@pytest.fixture(autouse=True)
def no_tries():
    cache.clear()


@pytest.fixture
def asked(empty_round, person):
    return recovery.ask_recovery(
        person=person("coordinator"), checked_how="Met", by=person("administrator")
    )


def test_with_two_managers_a_person_comes_back_and_the_lost_phone_counts_no_more(
    asked, person
):
    coordinator = person("coordinator")
    Authenticator.objects.create(user=coordinator, type="webauthn", data={})
    signed_in(Client(), coordinator)
    token = recovery.agree(recovery=asked, by=person("reviewer"))
    recovery.recover(token=token, password=NEW)
    coordinator = person("coordinator")
    assert coordinator.check_password(NEW)
    assert not Authenticator.objects.filter(user=coordinator).exists()
    assert not OpenSession.objects.filter(person=coordinator).exists()
    with pytest.raises(Refused, match="was used"):
        recovery.recover(token=token, password="another quiet heron flying")


def test_who_asked_does_not_agree_nor_does_a_colleague_or_the_person(
    asked, person, empty_round
):
    colleague = Person.objects.create(email="second@demo.test", name="Second")
    roles.give_role(
        person=colleague,
        organisation=person("administrator").memberships.get().organisation,
        role=Role.ADMINISTRATOR,
        round=empty_round,
    )
    for by in (person("administrator"), colleague, person("coordinator")):
        with pytest.raises(Refused, match="does not wait for you"):
            recovery.agree(recovery=asked, by=by)


def test_an_administrator_of_another_organisation_agrees(asked, person, empty_round):
    partner = Person.objects.create(email="partner@demo.test", name="Partner")
    roles.give_role(
        person=partner,
        organisation=person("auditor").memberships.get().organisation,
        role=Role.ADMINISTRATOR,
        round=empty_round,
    )
    assert recovery.agree(recovery=asked, by=partner)


def test_an_administrator_never_opens_an_account_of_the_review_body(
    empty_round, person
):
    with pytest.raises(Refused, match="cannot ask"):
        recovery.ask_recovery(
            person=person("reviewer"), checked_how="Met", by=person("administrator")
        )
    asked = recovery.ask_recovery(
        person=person("reviewer2"), checked_how="Met", by=person("reviewer")
    )
    assert not recovery.recoveries_to_confirm(person("administrator")).exists()
    assert not recovery.recoveries_to_confirm(person("reviewer")).exists()
    with pytest.raises(Refused):
        recovery.agree(recovery=asked, by=person("reviewer2"))


@pytest.mark.parametrize("change", ["expires_at", "withdrawn_at", "closed"])
def test_a_link_ends_with_its_time_a_new_request_or_the_account(asked, person, change):
    token = recovery.agree(recovery=asked, by=person("reviewer"))
    past = timezone.now() - timedelta(seconds=1)
    if change == "closed":
        Person.objects.filter(email="coordinator@demo.test").update(is_active=False)
    else:
        Recovery.objects.update(**{change: past})
    with pytest.raises(Refused, match="was used"):
        recovery.recover(token=token, password=NEW)


def test_a_second_request_ends_the_first_link(asked, person):
    token = recovery.agree(recovery=asked, by=person("reviewer"))
    recovery.ask_recovery(
        person=person("coordinator"), checked_how="Met", by=person("administrator")
    )
    assert recovery.recovery_of(token) is None


def test_the_whole_way_on_pages(empty_round, as_person, person):
    coordinator = person("coordinator")
    page = as_person("administrator").get(reverse("person", args=[coordinator.pk]))
    assert "How did you make sure" in page.text
    ask = reverse("recovery-ask", args=[coordinator.pk])
    as_person("administrator").post(ask, {"checked_how": "I met him"})
    waiting = Recovery.objects.get()
    reviewer = as_person("reviewer")
    confirm = reverse("recovery-confirm", args=[waiting.pk])
    assert confirm in reviewer.get(reverse("people")).text
    assert "I met him" in reviewer.get(confirm).text
    page = reviewer.post(confirm, {"agree": "1"})
    link = re.search(r"http://testserver(/people/back/[\w-]{43}/)", page.text)[1]
    stranger = Client()
    assert coordinator.email in stranger.get(link).text
    token = link.split("/")[-2]
    short = stranger.post(
        reverse("come-back"), {"token": token, "new": "short", "again": "short"}
    )
    assert short.status_code == 422
    typed = {"token": token, "new": NEW, "again": NEW}
    assert stranger.post(reverse("come-back"), typed).status_code == 302
    assert person("coordinator").check_password(NEW)
    assert stranger.get(link).status_code == 410
    acts = AuditEntry.objects.filter(act__startswith="recover").values_list("act")
    assert sorted(acts) == [("recovered",), ("recovery_agreed",), ("recovery_asked",)]


def test_the_review_body_can_refuse(asked, as_person):
    confirm = reverse("recovery-confirm", args=[asked.pk])
    as_person("reviewer").post(confirm, {"refuse": "1"})
    assert not recovery.open_recoveries().exists()


def test_tries_with_invented_links_are_counted(empty_round, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"join": "2/h/key"}
    typed = {"token": "a" * 43, "new": NEW, "again": NEW}
    answers = [Client().post(reverse("come-back"), typed) for _try in range(3)]
    assert [answer.status_code for answer in answers] == [410, 410, 429]


def test_an_administrator_puts_a_name_right(empty_round, as_person, person):
    coordinator = person("coordinator")
    ask = reverse("recovery-ask", args=[coordinator.pk])
    as_person("administrator").post(ask, {"name": "Élena Ruiz"})
    assert person("coordinator").name == "Élena Ruiz"
    as_person("administrator").post(ask, {"name": "\u202eevil"})
    assert person("coordinator").name == "Élena Ruiz"


def test_the_page_of_people_shows_last_sign_in_and_second_step(
    empty_round, as_person, person
):
    Authenticator.objects.create(user=person("coordinator"), type="totp", data={})
    page = as_person("administrator").get(reverse("people"))
    with_step = [m.person.email for m in page.context["memberships"] if m.has_factor]
    assert with_step == ["coordinator@demo.test"]


def test_the_database_holds_that_two_others_agree(asked, person):
    for changes in (
        {"second": asked.asked_by},
        {"second": asked.person},
        {"asked_by": asked.person},
        {"token_hash": "0" * 64},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Recovery.objects.filter(pk=asked.pk).update(**changes)
