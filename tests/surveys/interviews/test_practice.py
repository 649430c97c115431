"""Practice: the same pages, and nothing of it counts."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from surveys.interviews import drafts, practice
from surveys.models import (
    Draft,
    InstrumentVersion,
    Interview,
    PracticeInterview,
    RoundVersion,
    UrgentRisk,
    WaitingRisks,
)
from tests.surveys.conftest import stop
from tests.surveys.sealed_answers.interviews import arrival_from

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(empty_round):
    return InstrumentVersion.objects.get(instrument__code="migrant")


@pytest.fixture
def begun(version, person):
    draft = practice.begin(
        version=version, language="en", second_language="", by=person("interviewer")
    )
    answers = arrival_from(person("interviewer"))["answers"]
    return drafts.save_draft(
        draft=draft, revision=0, answers=answers, unchecked={}, place=""
    )


def test_a_practice_interview_is_stored_apart_and_counts_nowhere(begun, as_person):
    client = as_person("interviewer")
    page = client.get(reverse("sections", args=[begun.pk]))
    assert "Practice: nothing you enter here is counted" in page.text
    answer = client.post(reverse("finish", args=[begun.pk]), follow=True)
    assert answer.redirect_chain[-1][0] == reverse("practice")
    assert not Interview.objects.exists()
    assert not Draft.objects.exists()
    assert not WaitingRisks.objects.exists()
    assert not UrgentRisk.objects.exists()
    practised = PracticeInterview.objects.get()
    assert practised.answers["m_age"]
    assert "m_priority" not in practised.answers, "own words are not stored"


def test_an_interviewer_starts_to_practise_on_the_page(version, as_person):
    client = as_person("interviewer")
    answer = client.post(reverse("practice"), {"version": version.pk, "language": "fr"})
    draft = Draft.objects.get()
    assert answer.url == reverse("ask", args=[draft.pk, "setting"])
    assert draft.practice
    assert draft.primary_unit is None
    assert draft not in client.get(reverse("today")).context["drafts"]
    assert "Avant de commencer" in client.get(answer.url).text
    help = client.get(reverse("help", args=[draft.pk]))
    assert help.status_code == 200


def test_an_author_practises_a_version_that_is_not_published(
    version, as_person, person
):
    RoundVersion.objects.all().delete()
    assert version not in practice.practisable_versions(person("interviewer"))
    client = as_person("author")
    answer = client.post(reverse("practice"), {"version": version.pk, "language": "en"})
    assert answer.status_code == 302
    assert client.get(answer.url).status_code == 200


def test_nobody_else_opens_somebodys_practice(begun, client, as_person):
    for name in ("interviewer2", "coordinator", "author"):
        page = as_person(name).get(reverse("sections", args=[begun.pk]))
        assert page.status_code == 404


def test_practice_is_deleted_by_a_button_and_after_two_weeks(begun, as_person):
    client = as_person("interviewer")
    client.post(reverse("finish", args=[begun.pk]))
    client.post(reverse("practice-delete"), {"practised": "all"})
    assert not PracticeInterview.objects.exists()


def test_old_practice_goes_by_itself(begun, as_person, version, person):
    as_person("interviewer").post(reverse("finish", args=[begun.pk]))
    fresh = practice.begin(
        version=version, language="en", second_language="", by=person("interviewer")
    )
    call_command("run_queue")
    assert PracticeInterview.objects.exists()
    old = timezone.now() - timedelta(days=15)
    PracticeInterview.objects.update(finished_at=old)
    call_command("run_queue")
    assert not PracticeInterview.objects.exists()
    Draft.objects.filter(pk=fresh.pk).update(saved_at=old)
    call_command("run_queue")
    assert not Draft.objects.exists()


def test_stopping_and_erasing_practice_leaves_nothing(begun, as_person):
    client = as_person("interviewer")
    stop(client, begun, "erase")
    assert not Draft.objects.exists()
    assert not PracticeInterview.objects.exists()
    assert not Interview.objects.exists()


def test_a_person_has_few_practice_interviews_open(version, as_person):
    client = as_person("interviewer")
    typed = {"version": version.pk, "language": "en"}
    answers = [client.post(reverse("practice"), typed) for _try in range(6)]
    assert [answer.status_code for answer in answers] == [302] * 5 + [422]
    assert "delete an earlier practice" in answers[-1].text


def test_a_real_draft_has_a_place_and_practice_has_none(draft):
    with pytest.raises(IntegrityError), transaction.atomic():
        Draft.objects.filter(pk=draft.pk).update(practice=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Draft.objects.filter(pk=draft.pk).update(primary_unit=None)
