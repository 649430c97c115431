"""Closing is asked on a page of its own, which says what is unfinished."""

import pytest
from django.urls import reverse
from django.utils import timezone

from surveys.models import (
    Assignment,
    Draft,
    Instrument,
    InstrumentVersion,
    Organisation,
    PrimaryUnit,
    Quota,
    Round,
    Visit,
)

pytestmark = pytest.mark.django_db


def draft_of(round, by, organisation):
    return Draft.objects.create(
        round=round,
        primary_unit=PrimaryUnit.objects.filter(round=round).first(),
        version=InstrumentVersion.objects.get(instrument__code="migrant"),
        organisation=Organisation.objects.get(code=organisation),
        design_class="probability",
        by=by,
        language="en",
        body=b"",
    )


@pytest.fixture
def address(empty_round):
    return reverse("round-close", args=[empty_round.code])


def test_the_page_says_what_is_unfinished_and_names_nobody_of_a_partner(
    empty_round, address, as_person, person
):
    draft_of(empty_round, person("interviewer"), "asylum-rights")
    draft_of(empty_round, person("interviewer3"), "legal-aid")
    Quota.objects.create(
        round=empty_round,
        instrument=Instrument.objects.get(code="migrant"),
        question="m_gender",
        codes=["woman"],
        label="Women",
        wanted=5,
    )
    Visit.objects.create(
        primary_unit=PrimaryUnit.objects.filter(round=empty_round).first(),
        organisation=Organisation.objects.get(code="asylum-rights"),
        held_on=timezone.localdate(),
        access="given",
        recorded_by=person("coordinator"),
        recorded_at=timezone.now(),
    )
    page = as_person("coordinator").get(address)
    lines = {line.what: line for line in page.context["unfinished"]}
    assert lines["Open interviews"].count == 2
    assert lines["Open interviews"].where == "Amina, interviewer: 1"
    wanted = Assignment.objects.filter(primary_unit__round=empty_round)
    places = wanted.values("primary_unit").distinct().count()
    assert lines["Places under what was planned"].count == places
    assert lines["Quotas under what was planned"].where == "Women: 0 of 5"
    assert lines["Visits without contacts"].count == 1
    assert "Chidi" not in page.content.decode()
    assert "half-days" in page.content.decode()


def test_a_round_closes_only_when_it_is_said_that_it_is_understood(
    empty_round, address, as_person
):
    client = as_person("coordinator")
    page = client.post(address)
    assert page.status_code == 422
    assert "Tick the box" in page.content.decode()
    assert Round.objects.get().state == "open"
    client.post(address, {"understood": "yes"})
    assert Round.objects.get().state == "closed"


def test_a_round_that_is_not_open_is_not_closed(empty_round, address, as_person):
    Round.objects.update(state="planned")
    client = as_person("coordinator")
    answer = client.post(address, {"understood": "yes"}, follow=True)
    assert "This round is not open" in answer.content.decode()
    assert Round.objects.get().state == "planned"
