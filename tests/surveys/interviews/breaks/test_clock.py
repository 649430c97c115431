"""The clock of an interview: breaks do not count, and what is usual is left."""

from datetime import timedelta

import pytest
from django.utils import timezone

from surveys.interviews import drafts, finishing
from surveys.interviews.breaks import clock
from surveys.interviews.breaks.ending import journey_of
from surveys.models import Draft, Interview, Outcome
from tests.surveys.conftest import OPENING

pytestmark = pytest.mark.django_db


def begun_before(draft, **ago):
    """The draft, as if it had been begun so long ago."""
    Draft.objects.filter(pk=draft.pk).update(
        started_at=timezone.now() - timedelta(**ago)
    )
    draft.refresh_from_db()
    return draft


def break_before(monkeypatch, draft, **ago):
    """A break that began so long ago and goes on."""
    moment = timezone.now() - timedelta(**ago)
    with monkeypatch.context() as patched:
        patched.setattr(drafts.timezone, "now", lambda: moment)
        drafts.begin_break(draft=draft)


def test_a_break_does_not_count_while_it_goes_on_and_after_it(monkeypatch, start):
    draft = begun_before(start(**OPENING), minutes=60)
    break_before(monkeypatch, draft, minutes=20)
    stopped = clock.clock_of(draft, journey_of(draft))
    assert (stopped.used, stopped.runs) == (40, False)
    drafts.end_break(draft=draft)
    running = clock.clock_of(draft, journey_of(draft))
    assert (running.used, running.runs) == (40, True)


def test_the_minutes_of_an_interview_leave_breaks_out(monkeypatch, start, person):
    draft = begun_before(start(**OPENING), minutes=60)
    break_before(monkeypatch, draft, minutes=20)
    drafts.end_break(draft=draft)
    finishing.hand_in(draft_id=draft.pk, by=person("interviewer"), stopped=True)
    assert Interview.objects.get(interview_id=draft.pk).minutes == 40


def test_minutes_are_unknown_where_the_clock_went_back(start, person):
    draft = begun_before(start(**OPENING), minutes=-5)
    finishing.hand_in(draft_id=draft.pk, by=person("interviewer"), stopped=True)
    assert Interview.objects.get(interview_id=draft.pk).minutes is None


def test_what_is_left_is_a_share_of_what_is_usual(monkeypatch, start, person):
    monkeypatch.setattr(clock, "ENOUGH", 1)
    before = start(**OPENING)
    finishing.hand_in(draft_id=before.pk, by=person("interviewer"), stopped=True)
    interviews = Interview.objects.filter(interview_id=before.pk)
    draft = start(**OPENING)
    journey = journey_of(draft)
    share = len(journey.unanswered()) / len(journey.asked_keys())
    interviews.update(minutes=90, outcome=Outcome.COMPLETE)
    assert clock.usual_minutes(draft.version_id) == 90
    assert clock.clock_of(draft, journey).left == round(90 * share)
    interviews.update(minutes=None)
    assert clock.usual_minutes(draft.version_id) is None
    plain = len(journey.unanswered()) * clock.SECONDS_A_QUESTION / 60
    assert clock.clock_of(draft, journey).left == round(plain)
