"""A visit is written down at the place; rates follow at once."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from surveys.fieldwork.visits import record_visit
from surveys.models import (
    Assignment,
    AuditEntry,
    Organisation,
    PrimaryUnit,
    Role,
    Round,
    Visit,
)
from surveys.people.roles import give_role
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
VISIT = {
    "held_on": str(TODAY),
    "access": "given",
    "access_reason": "",
    "people_present": "14",
    "new_since_last": "",
    "selection": "all",
    "agreed": "10",
    "refused": "2",
    "absent": "1",
    "not_eligible": "1",
    "no_language": "0",
    "privacy": "always",
}


@pytest.fixture
def unit(empty_round, person):
    Round.objects.filter(pk=empty_round.pk).update(
        starts_on=TODAY - timedelta(days=10), ends_on=TODAY + timedelta(days=30)
    )
    return Assignment.objects.filter(person=person("interviewer")).first().primary_unit


def address(unit):
    return reverse("visits", args=[unit.round.code, unit.site.code])


def record(client, unit, query="", **more):
    return client.post(address(unit) + query, VISIT | more)


def test_an_interviewer_records_and_the_coordinator_sees_it_with_its_rates(
    unit, as_person
):
    assert record(as_person("interviewer"), unit).status_code == 302
    visit = Visit.objects.get()
    assert (visit.organisation.code, visit.agreed) == ("asylum-rights", 10)
    assert AuditEntry.objects.filter(act="visit_recorded").count() == 1
    client = as_person("coordinator")
    page = client.get(address(unit)).content.decode()
    assert "10 of 13: 77 in 100" in page, "RR2 counts all who were eligible"
    assert "2 of 13: 15 in 100" in page, "REF1"
    table = client.get(reverse("contacts", args=[unit.round.code])).content.decode()
    assert table.count("10 of 13: 77 in 100") == 2, "the place, and all places"


def test_an_interviewer_records_only_where_they_interview(unit, as_person, person):
    elsewhere = PrimaryUnit.objects.create(
        round=unit.round,
        stratum=unit.stratum,
        site=unit.site.__class__.objects.create(code="NEW-1", name="N", kind="ded"),
        population=5,
    )
    assert as_person("interviewer").get(address(elsewhere)).status_code == 404
    assert as_person("coordinator").get(address(elsewhere)).status_code == 200
    assert as_person("reader").get(address(unit)).status_code == 404


def test_another_organisation_neither_sees_nor_corrects_the_visit(
    unit, as_person, person, client
):
    record(as_person("interviewer"), unit)
    visit = Visit.objects.get()
    other = person("interviewer3")
    give_role(
        person=other,
        organisation=Organisation.objects.get(code="legal-aid"),
        role=Role.COORDINATOR,
        round=unit.round,
    )
    page = signed_in(client, other).get(address(unit))
    assert page.context["visits"] == []
    assert client.get(f"{address(unit)}?visit={visit.pk}").status_code == 404
    for wrong in ("x", "9" * 5_000, "0"):
        assert client.get(f"{address(unit)}?visit={wrong}").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"held_on": ""}, "Choose a day."),
        ({"held_on": str(TODAY + timedelta(days=1))}, "from the first day"),
        ({"held_on": str(TODAY - timedelta(days=99))}, "from the first day"),
        ({"access": ""}, "Choose an answer."),
        ({"new_since_last": "15"}, "More people are new than were there"),
        ({"people_present": "", "new_since_last": "1"}, "More people are new"),
        ({"access": "refused"}, "Write why you were not let in"),
        (
            {"access": "refused", "access_reason": "Illness"},
            "you met nobody: contacts must be 0",
        ),
        ({"agreed": ""}, "0 if there was nobody"),
        ({"agreed": "-1"}, "greater than or equal to 0"),
        ({"agreed": "9" * 30}, "less than or equal to"),
    ],
)
def test_what_cannot_be_is_answered_in_a_sentence_and_stays_typed(
    unit, as_person, wrong, sentence
):
    page = record(as_person("interviewer"), unit, **wrong)
    assert page.status_code == 422
    text = page.content.decode()
    assert sentence in text
    assert 'value="14"' in text or "people_present" in wrong
    assert not Visit.objects.exists()


def test_a_day_is_recorded_once_and_can_be_corrected(unit, as_person):
    client = as_person("interviewer")
    record(client, unit)
    again = record(client, unit, refused="9")
    assert again.status_code == 422
    assert "recorded already" in again.content.decode()
    visit = Visit.objects.get()
    form = client.get(f"{address(unit)}?visit={visit.pk}").content.decode()
    assert 'value="10"' in form
    record(client, unit, f"?visit={visit.pk}", refused="5")
    visit.refresh_from_db()
    assert visit.refused == 5
    assert Visit.objects.count() == 1


def test_no_visit_is_recorded_when_the_round_is_not_open(unit, as_person):
    Round.objects.filter(pk=unit.round_id).update(state="planned")
    page = record(as_person("interviewer"), unit)
    assert page.status_code == 422
    assert not Visit.objects.exists()


def test_several_visits_add_up_and_a_note_says_that_people_came_and_went(
    small_round, as_person, person
):
    unit = Assignment.objects.filter(person=person("interviewer")).first().primary_unit
    client = as_person("coordinator")
    day = str(TODAY - timedelta(days=2))
    record(client, unit, held_on=day, people_present="2")
    record(client, unit, people_present="1", new_since_last="1")
    page = client.get(address(unit))
    assert page.context["present"] == 3
    assert "4 interviews with people held" in page.content.decode()
    shown = as_person("interviewer").get(address(unit)).content.decode()
    assert "interviews with people held" not in shown, (
        "partners’ interviews are no count of theirs"
    )


def visit_of(unit, person, **more):
    values = {
        "primary_unit": unit,
        "organisation": Organisation.objects.get(code="asylum-rights"),
        "held_on": TODAY,
        "access": "given",
        "recorded_by": person("coordinator"),
        "recorded_at": timezone.now(),
    }
    return Visit.objects.create(**values | more)


@pytest.mark.parametrize(
    ("twice", "wrong", "constraint"),
    [
        # SQLite names the columns of a unique constraint, not the constraint.
        (True, {}, "visit_of_a_day_is_recorded_once|UNIQUE constraint failed"),
        (False, {"access": "refused"}, "visit_refused_has_a_reason"),
        (
            False,
            {"people_present": 3, "new_since_last": 4},
            "visit_counts_new_people_among_those_present",
        ),
    ],
)
def test_the_database_holds_it_too(unit, person, twice, wrong, constraint):
    if twice:
        visit_of(unit, person)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        visit_of(unit, person, **wrong)


def test_nobody_records_for_another_organisation(unit, person):
    from surveys.exceptions import Refused

    with pytest.raises(Refused, match="your own organisation"):
        record_visit(
            unit=unit,
            organisation=Organisation.objects.get(code="legal-aid"),
            held_on=TODAY,
            by=person("interviewer"),
        )
