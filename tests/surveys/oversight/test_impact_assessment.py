"""ETH-06: what a round does to people's data, from its own settings, gaps in red."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from surveys.models import (
    InstrumentVersion,
    Person,
    ReferralPartner,
    RiskAssessment,
    Round,
    Site,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(empty_round, as_person):
    def read(name="coordinator"):
        return as_person(name).get(reverse("impact", args=[empty_round.code]))

    return read


def test_eth06_the_assessment_is_made_from_the_round_itself(page, empty_round):
    shown = page()
    text = shown.content.decode()
    assert shown.context["gaps"] == []
    assert "mandate of the review body" in text
    assert "Synthetic impact assessment 1" in text
    assert "We talk with many people about detention" in text
    assert "Names, signatures" in text
    assert len(shown.context["sites"]) == 12
    assert "read figures about 10 people or more, as bands" in text


def test_eth06_people_are_counted_and_never_named(page, empty_round):
    shown = page()
    text = shown.content.decode()
    assert ("Civil society", "Interviewer", 4) in shown.context["parties"]
    assert not any(person.name in text for person in Person.objects.all())
    assert not any(person.email in text for person in Person.objects.all())


def test_eth18_questions_are_counted_by_class_in_each_instrument(page, empty_round):
    from surveys.instruments.versions import instrument_of

    shown = {entry.source: entry for entry in page().context["instruments"]}
    assert len(shown) == 7
    for version in InstrumentVersion.objects.select_related("instrument"):
        entry = shown[version.instrument.get_source_display()]
        questions = [q for q in instrument_of(version).questions() if q.answerable]
        assert entry.questions == len(questions) > 0
        assert entry.classes[3] == sum(q.sensitivity == 4 for q in questions)
        assert entry.sealed == sum(q.sealed for q in questions)


def test_eth06_a_missing_legal_basis_is_a_gap_with_what_to_do(page, empty_round):
    Round.objects.filter(pk=empty_round.pk).update(
        state="planned", legal_basis="", impact_assessment="", sharing_protocol=""
    )
    shown = page()
    assert any(
        "legal basis" in gap and "Record it in the terms" in gap
        for gap in shown.context["gaps"]
    )
    assert re.search(r"■\s+Not recorded", shown.content.decode())
    assert any("Analysts see no answers" in gap for gap in shown.context["gaps"])


@pytest.mark.parametrize("model", [RiskAssessment, ReferralPartner])
def test_eth06_an_expired_safeguard_is_a_gap_of_its_site(page, model):
    site = Site.objects.order_by("code").first()
    today = timezone.localdate()
    day = {"expires_on": today - timedelta(days=1)}
    first = "assessed_on" if model is RiskAssessment else "confirmed_on"
    model.objects.filter(site=site).update(**day, **{first: today - timedelta(days=9)})
    shown = page()
    assert shown.context["gaps"]
    assert all(gap.startswith(f"{site.code}:") for gap in shown.context["gaps"])


def test_the_review_body_reads_it_too(page):
    assert page("reviewer").status_code == 200


@pytest.mark.parametrize(
    "name", ["interviewer", "state", "analyst", "reader", "author"]
)
def test_nobody_else_reads_the_impact_assessment(page, name):
    assert page(name).status_code == 404


def test_a_coordinator_of_another_round_does_not_find_it(page, empty_round):
    other = Round.objects.create(
        code="other",
        name="Other",
        country="XXA",
        starts_on=empty_round.starts_on,
        ends_on=empty_round.ends_on,
    )
    empty_round.code = other.code
    assert page().status_code == 404
