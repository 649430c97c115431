"""Sixty words typed into the boxes of a whole scenario, and looked for everywhere."""

import base64
import io
import json
import logging
import random
import zipfile
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from assessment.computation import compute
from config.log import AllowedFields
from surveys.demo.answers import walk
from surveys.engine.instrument import QuestionType
from surveys.instruments import versions
from surveys.interviews.drafts import save_draft, start_draft
from surveys.models import (
    Assignment,
    Draft,
    Feedback,
    Incident,
    Interview,
    OpenSession,
    SealedKey,
)
from surveys.people.sessions import unsealed
from tests.assessment.builders.releases import release_by_two
from tests.database_guards import bytes_on_disk
from tests.surveys.conftest import OPENING, Tab
from tests.surveys.xlsform.workbooks import CHOICES, SETTINGS, workbook

WORDS = [f"zq{number}canary{number * 7919 % 9973:04d}" for number in range(1, 61)]


class Mouth:
    """Says a new canary each time, and knows what it said."""

    def __init__(self):
        self.left, self.spoken = list(WORDS), []

    def __call__(self):
        self.spoken.append(self.left.pop(0))
        return self.spoken[-1]


def every_form(canary):
    """How a word may lie on a disk: plain, hex, reversed, wide, base64 anywhere."""
    yield canary.encode()
    yield canary.encode().hex().encode()
    yield canary[::-1].encode()
    yield canary.encode("utf-16-le")
    for before in range(3):
        coded = base64.b64encode(b"\0" * before + canary.encode())
        yield coded[(4 if before else 0) : -4]


@pytest.fixture
def mouth():
    return Mouth()


@pytest.fixture
def log(monkeypatch):
    """Everything that the product's own handlers would have written."""
    stream = io.StringIO()
    root = logging.getLogger()
    own = logging.StreamHandler(stream)
    own.setFormatter(AllowedFields())
    root.addHandler(own)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(own)
    root.setLevel(logging.WARNING)


# -- what is typed, and where ------------------------------------------------------


def interviews(client, person, mouth):
    """Each text question of each instrument; finished, stopped, open and erased."""
    chosen = {
        duty.instrument_id: duty for duty in Assignment.objects.filter(person=person)
    }
    for number, assignment in enumerate(chosen.values()):
        version = assignment.instrument.versions.get()
        instrument = versions.instrument_of(version)
        answers = walk(
            instrument, random.Random(number), 0.0, today=timezone.localdate()
        )
        draft = start_draft(assignment=assignment, language="en", by=person)
        texts = [q for q in instrument.questions() if q.type == QuestionType.TEXT]
        for question in texts:
            answers.pop(question.name, None)
        save_draft(draft=draft, revision=0, answers=answers, unchecked={}, place="")
        for question in texts:
            screen = instrument.place_of(question.name)[1].name
            page = Tab(client, draft, screen)
            if page.page.status_code == 200:  # this person is asked it
                page.post(**as_page(page, question.name, mouth()))
        client.post(reverse("finish", args=[draft.pk]))


def as_page(tab, name, text):
    """What a browser would send of the page, with the text typed."""
    form = tab.page.context["form"]
    posted = {key: form.current(key) for key in form.fields}
    return {**posted, name: text}


def drafts(client, assignment, mouth):
    """Typed and not accepted, looked for in a list, forged, stale, after a time-out."""
    begin = {"assignment": assignment, "language": "en", "by": assignment.person}
    draft = start_draft(**begin)
    save_draft(draft=draft, revision=0, answers=dict(OPENING), unchecked={}, place="")
    tab = Tab(client, draft, "this_interview")
    tab.post(m_status=mouth())  # no choice of the list
    tab.post(**{"search:m_status": mouth(), "go": "search:m_status"})
    for forged in ("round", "site", "role", "organisation", "by"):
        tab.post(m_status="current", **{forged: mouth()})
    for screen, name in (("length", "m_days"), ("judge", "m_review_n")):
        Tab(client, draft, screen).post(**{name: mouth()})  # no number
    tab.post(**{mouth(): "a field with this name"})
    tab.post(m_status=mouth())  # an old page by now
    client.post(reverse("set-up"), {"assignment": mouth(), "language": mouth()})
    client.get(reverse("instrument-medium", args=[draft.version.uuid, mouth()]))
    client.get(reverse("ask", args=[draft.pk, mouth()]))
    tab.post(go=f"language:{mouth()}")
    client.logout()
    tab.post(m_status=mouth())
    return draft


def strangers(client, mouth):
    """What somebody without an account types, and where they look."""
    client.post(reverse("account_login"), {"login": mouth(), "password": mouth()})
    email = f"{mouth()}@example.org"
    client.post(reverse("account_login"), {"login": email, "password": mouth()})
    client.post(reverse("withdraw"), {"code": mouth()})
    client.cookies["visitor"] = mouth()
    client.post(reverse("set_language"), {"language": mouth(), "next": f"/{mouth()}"})
    return [
        client.get(f"/nowhere/{mouth()}/"),
        client.get(reverse("account_login"), {"next": f"/{mouth()}"}),
        client.post(reverse("display"), {"theme": mouth(), "next": f"//{mouth()}"}),
        client.get("/", headers={"User-Agent": mouth(), "Referer": mouth()}),
    ]


def registers(client, round, mouth):
    """What staff write about a site, an incident, and what was given back."""
    site = (
        Assignment.objects.filter(primary_unit__round=round).first().primary_unit.site
    )
    today, ends = timezone.localdate(), timezone.localdate() + timedelta(days=30)
    at_site = [round.code, site.code]
    pages = {
        "site-risk": {"document": mouth(), "assessed_on": today, "expires_on": ends},
        "site-partner": {
            **{"services": ["legal"], "name": mouth(), "contact": mouth()},
            **{"confirmed_on": today, "expires_on": ends},
        },
    }
    for name, posted in pages.items():
        assert client.post(reverse(name, args=at_site), posted).status_code == 302
    noticed = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    posted = {"kind": "loss", "what": mouth(), "noticed_at": noticed}
    client.post(reverse("incidents", args=[round.code]), posted)
    address = reverse("incident-told", args=[round.code, Incident.objects.get().pk])
    client.post(address, {"whom": mouth()})
    posted = {"what": mouth(), "language": mouth(), "given_on": today}
    client.post(reverse("feedback", args=[round.code]), posted)
    return [client.get(reverse("site", args=at_site))]


def offices(as_person, mouth):
    """File names, lines to check, references, filters."""
    client = as_person("author")
    book = workbook([["type", "name", "label"], ["text", "a", "A?"]], CHOICES, SETTINGS)
    for content in (book, b"%PDF-1.4"):
        file = SimpleUploadedFile(f"{mouth()}.xlsx", content)
        client.post(reverse("instrument-upload"), {"files": file, "language": "en"})
    client = as_person("coordinator")
    client.post(
        reverse("withdraw-interview"), {"reference": mouth()[:12], "confirmation": "on"}
    )
    responses = [client.get(reverse("interview", args=[Draft.objects.first().pk]))]
    responses.append(client.get("/review/figures/1/", {"by": mouth()}))
    return responses


# -- where it is looked for --------------------------------------------------------


def disk():
    """Every byte of the database: its file and its log, or a dump of every table."""
    if connection.vendor == "sqlite":
        path = connection.settings_dict["NAME"]
        yield "the database", bytes_on_disk(path)
        yield "the write-ahead log", bytes_on_disk(f"{path}-wal")
        return
    out = io.StringIO()
    call_command("dumpdata", stdout=out)
    yield "the database", out.getvalue().encode()


def sessions():
    for session in OpenSession.objects.all():
        yield "a session", json.dumps(unsealed(session)).encode()


def exports(round, person, as_person):
    figures = compute.compute_figures(round=round, by=person("reviewer"))
    release_by_two(figure_set=figures, by=person("reviewer"))
    book = as_person("reader").get(
        reverse("assessment:file", args=[figures.pk, "working.xlsx"])
    )
    with zipfile.ZipFile(io.BytesIO(book.content)) as archive:
        for name in archive.namelist():
            yield f"the workbook’s {name}", archive.read(name)


@pytest.mark.django_db(transaction=True)
def test_sixty_words_that_were_typed_are_found_nowhere(
    small_round, as_person, person, client, mouth, log
):
    cache.clear()
    call_command("load_standards", stdout=io.StringIO())
    interviews(as_person("interviewer"), person("interviewer"), mouth)
    migrants = {"person": person("interviewer"), "instrument__code": "migrant"}
    assignment = Assignment.objects.filter(**migrants).first()
    drafts(as_person("interviewer"), assignment, mouth)
    (site,) = registers(as_person("coordinator"), small_round, mouth)
    assert mouth.spoken[-6] in site.content.decode()  # staff read what staff wrote
    assert Incident.objects.get().told_whom in mouth.spoken
    assert Feedback.objects.get().language == mouth.spoken[-1]
    pages = strangers(client, mouth) + offices(as_person, mouth)
    while mouth.left:
        pages.append(client.get(f"/field/done/{mouth()}/"))
    sealed = Interview.objects.filter(sealed__isnull=False)
    assert sealed.exists()
    assert SealedKey.objects.count() == sealed.count()

    places = [*disk(), *sessions(), ("the log", log.getvalue().encode())]
    places += [
        ("an error page", response.content)
        for response in pages
        if response.status_code > 399
    ]
    places += exports(small_round, person, as_person)
    leaks = [
        (canary, place)
        for canary in mouth.spoken
        for place, content in places
        if any(form in content for form in every_form(canary))
    ]
    assert leaks == []


def test_the_search_finds_a_word_in_each_form():
    word = WORDS[0]
    for content in (
        f"...{word}...".encode(),
        base64.b64encode(b"a" + word.encode() + b"zzz"),
        base64.b64encode(b"ab" + word.encode() + b"zzz"),
        base64.b64encode(word.encode() + b"zzz"),
        word.encode().hex().encode(),
    ):
        assert any(form in content for form in every_form(word)), content
