"""The server keeps own words that it cannot open; two custodians together can."""

import base64
import json
import uuid

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import IntegrityError, transaction

from surveys import exceptions, sealing
from surveys.interviews import drafts, submission
from surveys.models import CustodianKey, Draft, Interview, SealedKey
from surveys.sealed_answers import custodian_keys
from tests.conformance.node import Twin
from tests.surveys.sealed_answers.custodians import (
    halves_in,
    interview_key,
    new_custodian,
    of_the_demo,
    open_answer,
    own_words,
)
from tests.surveys.sealed_answers.interviews import WORDS

pytestmark = pytest.mark.django_db


@pytest.fixture
def alone(empty_round):
    """Only one custodian is left with a key."""
    CustodianKey.objects.first().delete()


def test_two_custodians_read_what_was_said_in_either_order(interview, custody):
    assert own_words(interview, custody) == {"m_priority": WORDS}
    first, second = of_the_demo()
    key = interview_key(interview.sealed_key.layers, custody, first, second)
    other = interview_key(interview.sealed_key.layers, custody, second, first)
    assert key == other


def test_one_custodian_alone_opens_nothing(interview, custody):
    """Every layer that one key reaches, tried as every layer there is."""
    layers, (custodian, other) = interview.sealed_key.layers, of_the_demo()
    for mine, theirs in ((custodian, other), (other, custodian)):
        reached = [
            base64.b64decode(layers[theirs.fingerprint]),
            *halves_in(layers, custody, mine).values(),
        ]
        for content in reached:
            for layer in ("outer", "inner"):
                for whose in (mine.fingerprint, theirs.fingerprint):
                    context = sealing.layer_context(custody, layer, whose)
                    with pytest.raises(InvalidTag):
                        mine.peel(content, context)


def test_no_key_of_the_server_opens_what_was_said(interview, custody, settings):
    """Every secret the server holds, tried on every ciphertext of the interview."""
    ring = sealing.load_ring(settings.DRAFT_KEY)
    keys = [*ring.keys.values(), ring.hash_key, settings.SECRET_KEY.encode()[:32]]
    stored = [*interview.sealed.values(), *interview.sealed_key.layers.values()]
    context = sealing.answer_context(custody, "m_priority")
    for key in keys:
        for sealed in stored:
            content = base64.b64decode(sealed)
            for bound in (context, b"", None):
                with pytest.raises(InvalidTag):
                    AESGCM(key).decrypt(content[:12], content[12:], bound)
        with pytest.raises(InvalidTag):
            open_answer(key, interview.sealed["m_priority"], context)
    for sealed in stored:
        with pytest.raises(sealing.SealBroken):
            sealing.unseal(
                base64.b64decode(sealed), key=settings.DRAFT_KEY, place="draft"
            )


def test_the_browser_opens_the_same_words(interview, custody):
    first, second = of_the_demo()
    layers, two = interview.sealed_key.layers, second.fingerprint
    twin = Twin("sealing.mjs")
    peeled = twin.ask(
        act="peel",
        context=sealing.layer_context(custody, "outer", first.fingerprint).decode(),
        wrapped=base64.b64decode(layers[first.fingerprint]).hex(),
        publicKey=first.public.hex(),
        privateKey=first.private.hex(),
    )
    half = base64.b64decode(json.loads(bytes.fromhex(peeled))[two]).hex()
    key = twin.ask(
        act="peel",
        context=sealing.layer_context(custody, "inner", two).decode(),
        wrapped=half,
        publicKey=second.public.hex(),
        privateKey=second.private.hex(),
    )
    opened = twin.ask(
        act="answer",
        key=key,
        context=sealing.answer_context(custody, "m_priority").decode(),
        sealed=base64.b64decode(interview.sealed["m_priority"]).hex(),
    )
    twin.close()
    assert opened == WORDS


@pytest.mark.parametrize("change", ["interview_id", "revision", "round", "question"])
def test_an_answer_moved_to_another_place_does_not_open(interview, custody, change):
    key = interview_key(interview.sealed_key.layers, custody, *of_the_demo())
    sealed = interview.sealed["m_priority"]
    moved = {
        "interview_id": custody.interview_id,
        "revision": custody.revision,
        "round": custody.round,
        "keys": custody.keys,
    }
    question = "m_other" if change == "question" else "m_priority"
    if change != "question":
        moved[change] = {"interview_id": uuid.uuid4(), "revision": 2}.get(change, "r9")
    elsewhere = sealing.answer_context(sealing.Custody(**moved), question)
    with pytest.raises(InvalidTag):
        open_answer(key, sealed, elsewhere)


def test_a_short_answer_and_a_longer_one_take_the_same_room(custody):
    public = {custodian.fingerprint: custodian.public for custodian in of_the_demo()}
    custody = sealing.Custody("r", uuid.uuid4(), 1, public)
    sealed = sealing.seal_words({"a": "yes", "b": "x" * 100}, custody=custody)
    assert len(sealed.answers["a"]) == len(sealed.answers["b"])


def test_three_custodians_open_in_every_pair():
    people = [new_custodian() for _custodian in range(3)]
    public = {custodian.fingerprint: custodian.public for custodian in people}
    custody = sealing.Custody("r", uuid.uuid4(), 1, public)
    sealed = sealing.seal_words({"a": "said"}, custody=custody)
    assert len(sealed.layers) == 3
    for first in people:
        for second in people:
            if first is not second:
                key = interview_key(sealed.layers, custody, first, second)
                context = sealing.answer_context(custody, "a")
                assert open_answer(key, sealed.answers["a"], context) == "said"


def test_own_words_are_refused_while_fewer_than_two_hold_keys(arrival, alone):
    with pytest.raises(exceptions.Refused, match="Two custodians must make keys"):
        submission.submit_interview(**arrival)
    assert Interview.objects.count() == 0


def test_the_draft_of_a_refused_interview_stays(arrival, alone, as_person):
    from django.urls import reverse

    from surveys.models import Assignment

    assignment = Assignment.objects.get(
        person=arrival["by"],
        primary_unit__site=arrival["site"],
        instrument=arrival["version"].instrument,
    )
    draft = drafts.start_draft(assignment=assignment, language="en", by=arrival["by"])
    drafts.save_draft(
        draft=draft, revision=0, answers=arrival["answers"], unchecked={}, place=""
    )
    answer = as_person("interviewer").post(reverse("finish", args=[draft.pk]))
    assert answer.status_code == 422
    assert "Two custodians must make keys" in answer.content.decode()
    answers, _unchecked = drafts.read_draft(Draft.objects.get(pk=draft.pk))
    assert answers["m_priority"] == WORDS


def test_an_interview_without_own_words_needs_no_custodian(arrival, alone):
    coded = {**arrival["answers"], "m_priority": {"state": "refused"}}
    submission.submit_interview(**{**arrival, "answers": coded})
    interview = Interview.objects.get()
    assert (interview.sealed, interview.sealed_format) == (None, None)
    assert not SealedKey.objects.exists()


def test_once_the_key_is_destroyed_the_words_are_noise(interview, custody):
    before = dict(interview.sealed)
    custodian_keys.forget_own_words(
        interviews=Interview.objects.filter(pk=interview.pk)
    )
    assert not SealedKey.objects.exists()
    row = Interview.objects.get(pk=interview.pk)
    assert (row.sealed, row.sealed_format) == (None, None)
    assert row.answers
    assert WORDS not in str(before)


@pytest.mark.parametrize(
    "fields",
    [{"sealed_format": 1}, {"sealed_format": None}, {"sealed": None}],
)
def test_the_database_itself_refuses_words_in_another_format(interview, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        Interview.objects.filter(pk=interview.pk).update(**fields)
