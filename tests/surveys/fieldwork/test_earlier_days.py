"""Last days to withdraw and to keep are made earlier by three people, or not at all."""

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from surveys import exceptions
from surveys.fieldwork import earlier_days
from surveys.models import (
    AuditEntry,
    EarlierDays,
    Organisation,
    Person,
    Role,
    Round,
)
from surveys.people.roles import give_role
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db
DAYS = ("withdrawal_until", "retention_until")


def days():
    return tuple(Round.objects.values_list(*DAYS).get())


@pytest.fixture
def change(empty_round, as_person):
    """change(withdrawal_until=…) → the answer to the coordinator's form of terms."""

    def post(**changes):
        round = Round.objects.get()
        names = ("legal_basis", "impact_assessment", "sharing_protocol", *DAYS)
        names += ("most_interviews_a_day", "clinical_approval")
        terms = {name: str(getattr(round, name)) for name in names}
        terms |= {name: str(value) for name, value in changes.items()}
        return as_person("coordinator").post(reverse("terms", args=[round.code]), terms)

    return post


@pytest.fixture
def partner(empty_round):
    person = Person.objects.create(email="partner@demo.test", name="Petra")
    give_role(
        person=person,
        organisation=Organisation.objects.get(code="legal-aid"),
        role=Role.COORDINATOR,
        round=empty_round,
    )
    return person


@pytest.fixture
def earlier(empty_round):
    """A last day to withdraw that is earlier by 30 days, and one to keep."""
    return tuple(day - timedelta(days=30) for day in days())


@pytest.fixture
def asked(change, earlier):
    answer = change(**dict(zip(DAYS, earlier, strict=True)))
    assert answer.status_code == 302
    return EarlierDays.objects.get()


def decide(client, **choice):
    address = reverse("earlier-days", args=["demo-2026"])
    shown = client.get(address).context
    asked = shown["asked"].pk if shown and "asked" in shown else 0
    return client.post(address, {"request": asked} | (choice or {"agree": "yes"}))


def test_one_coordinator_alone_changes_nothing(asked, earlier, as_person):
    before = days()
    assert before != earlier
    page = as_person("coordinator").get(reverse("round", args=["demo-2026"]))
    assert "asked for earlier days" in page.content.decode()
    assert decide(as_person("coordinator")).status_code == 422
    with pytest.raises(exceptions.Refused, match="does not wait for you"):
        earlier_days.agree(request=asked, by=asked.asked_by)
    assert days() == before


@pytest.mark.parametrize("first", ["partner", "reviewer"])
def test_another_organisation_and_the_review_body_agree_in_either_order(
    asked, earlier, partner, person, client, first
):
    before = days()
    people = {"partner": partner, "reviewer": person("reviewer")}
    signed_in(client, people.pop(first))
    assert b"Earlier days" in client.get(reverse("you")).content, "it is in the menu"
    assert decide(client).status_code == 302
    assert days() == before
    assert decide(client).status_code == 422, "nobody agrees twice"
    assert days() == before
    (last,) = people.values()
    assert decide(signed_in(client, last)).status_code == 302
    assert days() == earlier
    assert not EarlierDays.objects.exists()
    acts = list(AuditEntry.objects.order_by("number").values_list("act", flat=True))
    assert acts.count("earlier_asked") == 1
    assert acts.count("earlier_agreed") == 2


def test_who_read_other_days_agrees_to_nothing(asked, change, partner, client):
    """The coordinator asks for other days while somebody has the page open."""
    before, seen = days(), asked.pk
    change(withdrawal_until=timezone.localdate())
    late = decide(signed_in(client, partner), request=seen, agree="yes")
    assert late.status_code == 422
    assert "Other days were asked for meanwhile" in late.content.decode()
    assert EarlierDays.objects.get().partner is None
    assert days() == before


def test_two_of_the_review_body_are_not_another_organisation(asked, as_person):
    before = days()
    assert decide(as_person("reviewer")).status_code == 302
    assert decide(as_person("reviewer2")).status_code == 422
    assert days() == before


def test_a_coordinator_of_the_same_organisation_is_no_partner(
    asked, empty_round, client
):
    colleague = Person.objects.create(email="colleague@demo.test", name="Carla")
    give_role(
        person=colleague,
        organisation=Organisation.objects.get(code="asylum-rights"),
        role=Role.COORDINATOR,
        round=empty_round,
    )
    assert decide(signed_in(client, colleague)).status_code == 422


def test_anybody_concerned_can_leave_the_days_as_they_are(asked, partner, client):
    before = days()
    decide(signed_in(client, partner), refuse="yes")
    assert not EarlierDays.objects.exists()
    assert days() == before
    assert decide(client).status_code == 404


@pytest.mark.parametrize("name", ["state", "reader", "analyst", "administrator"])
def test_to_everybody_else_there_is_no_request(asked, as_person, name):
    client = as_person(name)
    assert client.get(reverse("earlier-days", args=["demo-2026"])).status_code == 404
    assert decide(client).status_code == 404


def test_agreeing_asks_who_is_there(asked, client, partner):
    signed_in(client, partner, ago=301)
    assert decide(client).url.startswith("/sign-in/again/")
    assert EarlierDays.objects.get().partner is None


def test_later_days_are_recorded_at_once_and_an_earlier_one_waits(change):
    withdrawal, retention = days()
    change(
        withdrawal_until=withdrawal - timedelta(days=1),
        retention_until=retention + timedelta(days=1),
        impact_assessment="Second edition",
    )
    assert days() == (withdrawal, retention + timedelta(days=1))
    assert Round.objects.get().impact_assessment == "Second edition"
    assert EarlierDays.objects.get().withdrawal_until == withdrawal - timedelta(days=1)


def test_other_terms_leave_a_request_as_it_is_and_later_days_end_it(asked, change):
    change(impact_assessment="Second edition")
    assert EarlierDays.objects.get() == asked
    change(retention_until=days()[1] + timedelta(days=1))
    assert not EarlierDays.objects.exists()


def test_the_log_tells_whether_there_was_a_sharing_protocol(change):
    """Without one no analyst reads: emptied and filled again, it must show."""
    change(sharing_protocol="")
    change(sharing_protocol="Protocol 2")
    newest = AuditEntry.objects.filter(act="gate_recorded", about="terms")
    recorded = [json.loads(entry.detail) for entry in newest.order_by("-number")[:2]]
    assert [detail["sharing_protocol"] for detail in recorded] == [True, False]


@pytest.mark.parametrize("state", ["planned", "open"])
def test_no_day_is_set_in_the_past(change, state):
    Round.objects.update(state=state)
    before = days()
    yesterday = timezone.localdate() - timedelta(days=1)
    answer = change(withdrawal_until=yesterday)
    assert answer.status_code == 422
    assert "Choose days from today on." in answer.content.decode()
    assert days() == before
    assert not EarlierDays.objects.exists()


def test_a_day_that_has_passed_since_is_refused_when_the_second_agrees(
    asked, partner, client, person
):
    yesterday = timezone.localdate() - timedelta(days=1)
    EarlierDays.objects.update(withdrawal_until=yesterday)
    before = days()
    decide(signed_in(client, partner))
    answer = decide(signed_in(client, person("reviewer")))
    assert answer.status_code == 422
    assert days() == before


def test_before_a_round_opens_its_days_are_set_freely(change, earlier):
    Round.objects.update(state="planned")
    change(**dict(zip(DAYS, earlier, strict=True)))
    assert days() == earlier
    assert not EarlierDays.objects.exists()


def test_closing_a_round_first_is_no_way_around(change, earlier):
    Round.objects.update(state="closed", closed_at=timezone.now())
    before = days()
    change(**dict(zip(DAYS, earlier, strict=True)))
    assert days() == before
    assert change(withdrawal_until="", retention_until="").status_code == 422
    assert days() == before


def test_the_database_itself_wants_three_people(asked, person):
    for two in (
        {"partner": asked.asked_by},
        {"reviewer": asked.asked_by},
        {"partner": person("reviewer"), "reviewer": person("reviewer")},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            EarlierDays.objects.update(**two)
