"""Unusual interviews are flagged, and somebody settles every flag."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from assessment.computation.progress import run_steps
from assessment.field_quality.find_flags import find_flags_in_steps
from assessment.field_quality.settle import settle_flag
from surveys.exceptions import Refused
from surveys.interviews import row_hashes
from surveys.interviews.decisions import decisions
from surveys.interviews.decisions.flag_texts import TEXTS
from surveys.models import AuditEntry, Interview, QualityFlag

pytestmark = pytest.mark.django_db


def check(round):
    return run_steps(find_flags_in_steps(round))


def flags(**wanted):
    return QualityFlag.objects.filter(**wanted)


@pytest.fixture
def migrants(whole_round):
    """Complete interviews with migrants of one organisation; half took 40 minutes."""
    answered = Interview.objects.filter(
        round=whole_round, outcome="complete", version__instrument__source="migrant"
    ).order_by("pk")
    for place, interview in enumerate(answered):
        Interview.objects.filter(pk=interview.pk).update(minutes=35 + place % 11)
    return answered.filter(organisation__code="asylum-rights")


def test_a_duplicate_a_short_one_and_a_wrong_day_are_flagged(migrants, whole_round):
    first, twin, short, late = migrants[:4]
    Interview.objects.filter(pk=twin.pk).update(answers=first.answers)
    Interview.objects.filter(pk=short.pk).update(minutes=3)
    tomorrow = timezone.localdate() + timedelta(days=2)
    Interview.objects.filter(pk=late.pk).update(held_on=tomorrow)
    check(whole_round)
    pair = flags(kind="near_duplicate", rank="look_first").first()
    assert {pair.interview, pair.other} == {first, twin}
    assert pair.value == 1
    assert flags(kind="short").get().interview == short
    assert flags(kind="day_in_future").get().interview == late


def test_more_interviews_than_were_assigned_are_flagged(migrants, whole_round):
    interview = migrants[0]
    interview.by.assignments.filter(
        primary_unit=interview.primary_unit,
        instrument=interview.version.instrument,
    ).update(wanted=1)
    check(whole_round)
    flag = flags(kind="outside_plan", instrument__source="migrant").get()
    assert (flag.interviewer, flag.primary_unit) == (
        interview.by,
        interview.primary_unit,
    )


def test_a_settled_flag_stays_settled_when_interviews_are_checked_again(
    migrants, whole_round, person
):
    Interview.objects.filter(pk=migrants[0].pk).update(minutes=3)
    check(whole_round)
    flag = flags(kind="short").get()
    settle_flag(flag=flag, finding="explained", why="Stopped", by=person("coordinator"))
    check(whole_round)
    again = flags(kind="short").get()
    assert (again.pk, again.finding, again.why) == (flag.pk, "explained", "Stopped")
    with pytest.raises(Refused, match="settled this flag already"):
        settle_flag(flag=flag, finding="explained", why="x", by=person("coordinator"))


def test_a_flag_that_is_no_longer_true_goes_unless_it_was_settled(
    migrants, whole_round
):
    Interview.objects.filter(pk=migrants[0].pk).update(minutes=3)
    check(whole_round)
    Interview.objects.filter(pk=migrants[0].pk).update(minutes=40)
    check(whole_round)
    assert not flags(kind="short").exists()


def test_excluded_interviews_are_not_compared(migrants, whole_round, person):
    first, twin = migrants[:2]
    Interview.objects.filter(pk=twin.pk).update(answers=first.answers)
    row_hashes.write_hashes(Interview.objects.filter(pk=twin.pk))
    decisions.decide(
        interview=twin,
        kind="excluded",
        reason="duplicate",
        by=person("coordinator"),
        seen=0,
    )
    check(whole_round)
    assert not flags(kind="near_duplicate", value=1).exists()


def test_each_organisation_sees_its_own_flags_only(migrants, whole_round, as_person):
    own = migrants[0]
    other = (
        Interview.objects.filter(round=whole_round, outcome="complete")
        .exclude(organisation=own.organisation)
        .filter(version__instrument__source="migrant")
        .first()
    )
    Interview.objects.filter(pk__in=[own.pk, other.pk]).update(minutes=3)
    check(whole_round)
    address = reverse("assessment:quality", args=[whole_round.code])
    page = as_person("coordinator").get(address).text
    assert own.receipt in page
    assert other.receipt not in page
    assert other.receipt in as_person("reviewer").get(address).text


def test_before_the_first_check_the_page_does_not_say_that_all_is_well(
    whole_round, as_person
):
    page = as_person("coordinator").get(
        reverse("assessment:quality", args=[whole_round.code])
    )
    assert "were not checked yet" in page.text
    assert "No flag is open." not in page.text


def test_the_coordinator_checks_and_settles_on_pages(migrants, whole_round, as_person):
    Interview.objects.filter(pk=migrants[0].pk).update(minutes=3)
    client = as_person("coordinator")
    answer = client.post(reverse("assessment:quality-check", args=[whole_round.code]))
    assert "All interviews are checked." in answer.getvalue().decode()
    flag = flags(kind="short").get()
    address = reverse("assessment:flag", args=[flag.pk])
    page = client.get(address)
    assert "It took 3 minutes" in page.text
    assert client.post(address, {"finding": "explained"}).status_code == 422
    typed = {"finding": "put_right", "why": "It was practice"}
    assert client.post(address, typed).status_code == 302
    page = client.get(reverse("assessment:quality", args=[whole_round.code]))
    assert "It was practice" in page.text
    entry = AuditEntry.objects.get(act="flag_settled")
    assert "practice" not in entry.detail


def test_a_flag_shows_on_the_page_of_its_interview(migrants, whole_round, as_person):
    Interview.objects.filter(pk=migrants[0].pk).update(minutes=3)
    check(whole_round)
    page = as_person("coordinator").get(
        reverse("interview", args=[migrants[0].interview_id])
    )
    assert "It took 3 minutes" in page.text


def test_every_kind_of_flag_that_is_raised_has_its_sentence():
    from analysis.field_quality.flags import FlagKind

    never = {"ends_before_start", "overlap", "night", "slow_clock", "fast_clock"}
    assert {str(kind) for kind in FlagKind} - never == set(TEXTS)


def test_a_settled_flag_has_a_person_and_a_time(migrants, whole_round):
    Interview.objects.filter(pk=migrants[0].pk).update(minutes=3)
    check(whole_round)
    with pytest.raises(IntegrityError), transaction.atomic():
        QualityFlag.objects.update(finding="explained")


def plant(interview, number, rank="look_soon", **more):
    return QualityFlag.objects.create(
        round=interview.round,
        key=f"planted {number}",
        kind="short",
        rank=rank,
        value=60,
        comparison=2400,
        n=20,
        interview=interview,
        interviewer=interview.by,
        organisation=interview.organisation,
        found_at=timezone.now(),
        **more,
    )


def test_the_page_asks_the_same_with_few_flags_and_with_many(
    small_round, as_person, django_assert_max_num_queries
):
    client = as_person("reviewer")
    address = reverse("assessment:quality", args=[small_round.code])
    interviews = list(Interview.objects.filter(round=small_round)[:20])
    for place, interview in enumerate(interviews):
        plant(interview, place)
        settled = {
            "finding": "explained",
            "why": "It was so",
            "settled_by": interview.by,
            "settled_at": timezone.now(),
        }
        plant(interview, f"settled {place}", **settled)
        if place == 0:
            client.get(address)
    with django_assert_max_num_queries(20):
        page = client.get(address)
    assert (len(page.context["flags"]), len(page.context["settled"])) == (20, 20)


def test_of_more_flags_than_a_page_shows_those_to_look_at_first_are_there(
    small_round, as_person, monkeypatch
):
    from assessment.field_quality import views

    monkeypatch.setattr(views, "MOST_SHOWN", 2)
    interviews = Interview.objects.filter(round=small_round)[:3]
    ranks = ("good_to_know", "look_soon", "look_first")
    for place, (interview, rank) in enumerate(zip(interviews, ranks, strict=True)):
        plant(interview, place, rank)
    address = reverse("assessment:quality", args=[small_round.code])
    page = as_person("reviewer").get(address)
    shown = [line["flag"].rank for line in page.context["flags"]]
    assert shown == ["look_first", "look_soon"]
    assert page.context["more"] == 1
