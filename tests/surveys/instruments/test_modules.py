"""The coordinator chooses modules once for a round; interviews begin with them."""

import json

import pytest
from django.urls import reverse
from django.utils import timezone

from surveys.exceptions import Refused
from surveys.instruments import versions
from surveys.interviews import drafts, practice
from surveys.models import AuditEntry, InstrumentVersion, RoundVersion
from tests.markup import one_line

pytestmark = pytest.mark.django_db


@pytest.fixture
def migrant(empty_round):
    return InstrumentVersion.objects.get(instrument__code="migrant")


@pytest.fixture
def coordinator(empty_round, as_person):
    return as_person("coordinator")


def choose(client, version, *modules):
    address = reverse("instrument-publish", args=[version.uuid, "demo-2026"])
    return client.post(address, {"module": modules})


def page_of(client, version):
    answer = client.get(reverse("instrument-version", args=[version.uuid]))
    return one_line(answer.content.decode())


def begin(assignment):
    draft = drafts.start_draft(
        assignment=assignment, language="en", by=assignment.person
    )
    return draft, drafts.read_draft(draft)[0]


def test_a_coordinator_sees_what_is_lost_without_each_module(coordinator, migrant):
    page = page_of(coordinator, migrant)
    assert "Unknown without it:" in page
    assert "Whether detention parted couples and families (FAM-01)." in page
    assert page.count('name="module"') == 7


def test_a_reader_of_french_reads_it_in_french(coordinator, migrant):
    coordinator.cookies["django_language"] = "fr"
    page = page_of(coordinator, migrant)
    assert "Whether detention parted" not in page
    assert "Si la rétention a séparé des couples et des familles (FAM-01)." in page


def test_chosen_modules_are_kept_with_the_version_of_the_round(coordinator, migrant):
    assert choose(coordinator, migrant, "return", "health").status_code == 302
    used = RoundVersion.objects.get(version=migrant)
    assert used.modules == ["health", "return"], "in the order of the instrument"
    assert "Modules: Health care, Return" in page_of(coordinator, migrant)
    entry = AuditEntry.objects.filter(act="version_published").order_by("number").last()
    assert json.loads(entry.detail) == {"modules": ["health", "return"]}


def test_a_new_interview_begins_with_the_modules_of_its_round(
    coordinator, migrant, assignment
):
    choose(coordinator, migrant, "health")
    assert begin(assignment)[1]["x_modules"] == ["health"]
    choose(coordinator, migrant)
    assert begin(assignment)[1]["x_modules"] == ["none"]
    assert "Core only, no module" in page_of(coordinator, migrant)


def test_an_interview_that_was_begun_keeps_its_modules(
    coordinator, migrant, assignment
):
    choose(coordinator, migrant, "health")
    draft, answers = begin(assignment)
    choose(coordinator, migrant, "family")
    assert drafts.read_draft(draft)[0] == answers


def test_nobody_is_shown_the_question_of_modules(as_person, assignment):
    draft, answers = begin(assignment)
    opened = {
        **{"x_place_safe": "yes", "x_private": "full", "x_interp": "none"},
    }
    drafts.save_draft(
        draft=draft, revision=0, answers=answers | opened, unchecked={}, place=""
    )
    client = as_person("interviewer")
    page = client.get(reverse("ask", args=[draft.pk, "this_interview"]))
    assert "x_lang" in page.content.decode()
    assert "x_modules" not in page.content.decode()


def test_a_module_that_does_not_exist_is_refused(coordinator, migrant):
    answer = choose(coordinator, migrant, "health", "horoscope")
    assert answer.status_code == 422
    assert "no module horoscope" in answer.content.decode()
    with pytest.raises(Refused):
        versions.publish_version(
            version=migrant,
            round=migrant.round_versions.get().round,
            modules=["none"],
        )


def test_an_instrument_without_modules_is_published_as_before(
    coordinator, empty_round, assignment
):
    version = InstrumentVersion.objects.get(instrument__code="authority")
    assert 'name="module"' not in page_of(coordinator, version)
    assert versions.modules_answer(version, empty_round) == {}


def test_who_tries_a_version_before_it_is_published_meets_every_module(migrant, person):
    RoundVersion.objects.filter(version=migrant).delete()
    draft = practice.begin(
        version=migrant, language="en", second_language="", by=person("author")
    )
    assert len(drafts.read_draft(draft)[0]["x_modules"]) == 7


def test_a_round_from_before_there_were_modules_asks_the_core(
    migrant, empty_round, assignment
):
    RoundVersion.objects.filter(version=migrant).delete()
    RoundVersion.objects.create(
        round=empty_round, version=migrant, published_at=timezone.now()
    )
    assert begin(assignment)[1]["x_modules"] == ["none"]
