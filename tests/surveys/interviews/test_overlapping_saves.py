"""Tabs that save and finish the same interview at once: no acknowledged answer is lost.

Five hundred overlaps on a live server: python -m bench.faults.overlapping_saves
"""

import random
import threading
import time
from collections import Counter

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from surveys import exceptions
from surveys.demo.answers import CHANCES, walk
from surveys.instruments import versions
from surveys.interviews import drafts, submission
from surveys.models import Draft, Interview, Round

pytestmark = pytest.mark.django_db(transaction=True)

OVERLAPS = 30
SPREAD = 0.05  # seconds; about as long as a finish takes


@pytest.fixture
def ready(start, assignment):
    """ready() → an open interview that needs nothing more; a woman of age a25."""
    Round.objects.update(most_interviews_a_day=OVERLAPS)
    assignment.primary_unit.round.refresh_from_db()
    instrument = versions.instrument_of(assignment.instrument.versions.get())
    women = CHANCES | {"m_gender": {"woman": 1.0}}
    answers = walk(instrument, random.Random(4), 0.0, women, today=timezone.localdate())
    return lambda: Draft.objects.get(pk=start(**answers | {"m_age": "a25"}).pk)


@pytest.fixture
def at_once(as_person):
    """at_once(act, act…) → what each answered; an act takes a tab of its own."""
    cookies = as_person("interviewer").cookies

    def run(*acts):
        answers, begun = [None] * len(acts), threading.Barrier(len(acts))

        def do(number, act):
            try:
                tab = Client(raise_request_exception=False)
                tab.cookies = cookies.copy()
                begun.wait()
                answers[number] = act(tab)
            finally:
                connection.close()

        threads = [
            threading.Thread(target=do, args=numbered) for numbered in enumerate(acts)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return answers

    return run


def saving(draft, age, after=0.0):
    """The act of saving another age on the page that was open before."""

    def save(tab):
        time.sleep(after)
        posted = {"revision": draft.revision, "go": "continue"}
        posted |= {"m_age": age, "m_gender": "woman"}
        return tab.post(reverse("ask", args=[draft.pk, "about"]), posted)

    return save


def finishing(draft, after=0.0):
    def finish(tab):
        time.sleep(after)
        return tab.post(reverse("finish", args=[draft.pk]))

    return finish


def outcome(draft, response):
    """What became of a save of the age a60, by what its tab was answered."""
    if response.status_code == 409:
        assert "This interview is already finished" in response.content.decode()
        return "told"
    assert response.status_code == 302, response.content
    assert "/done/" not in response.url
    interview = Interview.objects.get(interview_id=draft.pk)
    return "saved" if interview.answers["m_age"] == "a60" else "lost"


def test_no_acknowledged_answer_is_lost_when_another_tab_finishes(ready, at_once):
    dice, outcomes = random.Random(20261129), Counter()
    for _overlap in range(OVERLAPS):
        draft = ready()
        save = saving(draft, "a60", dice.uniform(0, SPREAD))
        finish = finishing(draft, dice.uniform(0, SPREAD))
        outcomes[outcome(draft, at_once(save, finish)[0])] += 1
    assert set(outcomes) == {"saved", "told"}, outcomes


def test_who_saves_while_the_interview_is_being_finished_is_told(
    ready, at_once, monkeypatch
):
    """The finish has read the answers already when the save arrives."""
    draft, read = ready(), threading.Event()
    validate = submission.check_answers

    def slowly(*arguments, **named):
        read.set()
        time.sleep(0.5)
        return validate(*arguments, **named)

    def save(tab):
        read.wait(10)
        return saving(draft, "a60")(tab)

    monkeypatch.setattr(submission, "check_answers", slowly)
    late, finished = at_once(save, finishing(draft))
    assert late.status_code == 409
    assert "This interview is already finished" in late.content.decode()
    assert "/done/" in finished.url


@pytest.fixture
def slow_save(monkeypatch):
    """An event: a save has read its draft, and saves half a second later."""
    read, save = threading.Event(), drafts.save_draft

    def slowly(**arguments):
        read.set()
        time.sleep(0.5)
        return save(**arguments)

    monkeypatch.setattr(drafts, "save_draft", slowly)
    return read


@pytest.mark.parametrize(("age", "status"), [("a60", 302), ("a45", 409)])
def test_of_two_saves_at_once_the_second_is_told_unless_it_is_the_same(
    ready, at_once, slow_save, age, status
):
    draft = ready()
    slow_save.clear()

    def second_save(tab):
        slow_save.wait(10)
        return saving(draft, age)(tab)

    first, second = at_once(saving(draft, "a60"), second_save)
    assert (first.status_code, second.status_code) == (302, status)
    answers, _unchecked = drafts.read_draft(Draft.objects.get(pk=draft.pk))
    assert answers["m_age"] == "a60"


def test_a_draft_that_was_saved_after_it_was_read_is_not_finished(ready):
    read = ready()
    answers, unchecked = drafts.read_draft(read)
    drafts.save_draft(
        draft=Draft.objects.get(pk=read.pk),
        revision=read.revision,
        answers=answers | {"m_age": "a60"},
        unchecked=unchecked,
        place="",
    )
    with pytest.raises(exceptions.StaleDraft, match="while you finished it"):
        submission.submit_interview(
            version=read.version,
            answers=answers,
            interview_id=read.pk,
            round=read.round,
            site=read.primary_unit.site,
            by=read.by,
            draft=read,
        )
    assert not Interview.objects.filter(interview_id=read.pk).exists()
    assert Draft.objects.filter(pk=read.pk).exists()
