"""An open interview and how a form posts to it."""

import re

import pytest
from django.urls import reverse

from surveys.interviews import drafts, submission
from surveys.models import Assignment, CustodianKey, Draft, Interview
from surveys.sealed_answers import openings
from tests.surveys.sealed_answers.custodians import half_for, of_the_demo
from tests.surveys.sealed_answers.interviews import REASON, arrival_from

OPENING = {
    "x_place_safe": "yes",
    "x_private": "full",
    "x_interp": "none",
    "x_lang": "en",
    "x_mode": "face",
    "x_consent": "yes",
    "x_understood": "yes",
    "x_quote": "no",
    "x_share": "yes",
}


@pytest.fixture
def assignment(empty_round, person):
    return Assignment.objects.filter(
        person=person("interviewer"), instrument__code="migrant"
    ).first()


@pytest.fixture
def arrival(empty_round, person):
    """An interview with own words, as it arrives at submit_interview()."""
    return arrival_from(person("interviewer"))


@pytest.fixture
def interview(arrival):
    receipt = submission.submit_interview(**arrival)
    return Interview.objects.select_related("round", "sealed_key").get(
        receipt=receipt.reference
    )


@pytest.fixture
def start(assignment):
    """start(**answers) → an open interview with these answers stored."""

    def begin(**answers):
        draft = drafts.start_draft(
            assignment=assignment, language="en", by=assignment.person
        )
        return drafts.save_draft(
            draft=draft, revision=0, answers=answers, unchecked={}, place=""
        )

    return begin


@pytest.fixture
def draft(start):
    return start(**OPENING, m_status="current")


class Tab:
    """A browser tab on one screen: it remembers the revision that its page showed."""

    def __init__(self, client, draft, screen):
        self.client, self.url = client, reverse("ask", args=[draft.pk, screen])
        page = client.get(self.url)
        match = re.search(rb'name="revision" value="(\d+)"', page.content)
        self.revision = match[1].decode() if match else ""
        entries = re.search(rb'name="entries" value="([\d.]+)"', page.content)
        self.entries = {"entries": entries[1].decode()} if entries else {}
        self.page = page

    def post(self, go="continue", **answers):
        return self.client.post(
            self.url, {"revision": self.revision, "go": go, **self.entries, **answers}
        )


def stop(client, draft, go, **said):
    """Stop an interview, go through the items for the interviewer, and end it."""
    page = client.post(
        reverse({"erase": "erase"}.get(go, "stop"), args=[draft.pk]), {"go": go}
    )
    care = {"x_distress": "none", "x_urgent": "none"} | said
    care |= {"go": "continue", "ending": go}
    for _screen in range(4):
        if f"ending={go}" not in page.url:
            break
        shown = client.get(page.url)
        revision = re.search(rb'name="revision" value="(\d+)"', shown.content)[1]
        page = client.post(page.url, care | {"revision": revision.decode()})
    return page


@pytest.fixture
def tab(empty_round, as_person):
    client = as_person("interviewer")
    return lambda draft, screen: Tab(client, draft, screen)


@pytest.fixture
def stored():
    """stored(draft) → (answers, unchecked) as they lie in the database now."""
    return lambda draft: drafts.read_draft(Draft.objects.get(pk=draft.pk))


# -- one interview with own words, sealed to the demo's two custodians ---------------


@pytest.fixture
def custody(interview):
    return openings.custody_of(interview)


@pytest.fixture
def keys(empty_round):
    return list(CustodianKey.objects.order_by("pk"))


@pytest.fixture
def request_of(interview, keys, person):
    """request_of(**changes) → an opening that custodian1 asks of custodian2."""

    def ask(**changes):
        layers, custody = interview.sealed_key.layers, openings.custody_of(interview)
        half = half_for(layers, custody, *of_the_demo())
        return openings.ask_opening(
            **{
                "interview": interview,
                "question": "m_priority",
                "reason": REASON,
                "asker_key": keys[0],
                "partner_key": keys[1],
                "half": half,
                "by": person("custodian1"),
                **changes,
            }
        )

    return ask
