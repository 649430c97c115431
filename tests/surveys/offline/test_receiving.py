"""Interviews from tablets: counted once, refused one by one, kept until a receipt."""

import hashlib
import json
import sqlite3
import threading
import uuid
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import DataError, IntegrityError, OperationalError, connection
from django.test import Client
from django.utils import timezone

from surveys import sealing
from surveys.fieldwork import rounds, safeguards
from surveys.interviews import submission
from surveys.interviews.withdrawals import withdrawal
from surveys.interviews.withdrawals.codes import new_code
from surveys.models import (
    Assignment,
    CustodianKey,
    Interview,
    Person,
    Quarantine,
    Round,
    Site,
    WaitingRisks,
)
from surveys.offline import devices, receiving
from tests.signed_in import signed_in
from tests.surveys.offline.tablet import PROOF, QUESTION, WORDS, sealed, words_of
from tests.surveys.sealed_answers.custodians import new_custodian, own_words

pytestmark = pytest.mark.django_db


def test_an_interview_from_a_tablet_counts_once_and_its_receipt_proves_it(own_tablet):
    record = own_tablet.record()
    first, again = own_tablet.outcomes(record)[0], own_tablet.outcomes(record)[0]
    assert (first["state"], again["state"]) == ("received", "already_received")
    assert first["receipt"] == again["receipt"] == Interview.objects.get().receipt
    assert first["sent"] == hashlib.sha256(record.encode()).hexdigest()
    assert first["proof"] == PROOF
    assert WaitingRisks.objects.count() == 1
    stored = Interview.objects.get()
    assert (stored.by, stored.minutes) == (own_tablet.person, 47)


def test_it_stores_what_the_wizard_stores_for_the_same_answers(own_tablet):
    document = own_tablet.document()
    own_tablet.outcomes(sealed(document))
    tablet = Interview.objects.get()
    submission.submit_interview(
        version=tablet.version,
        answers=document["answers"] | {QUESTION: WORDS},
        interview_id=uuid.uuid4(),
        round=tablet.round,
        site=tablet.primary_unit.site,
        by=tablet.by,
    )
    wizard = Interview.objects.exclude(pk=tablet.pk).get()
    assert tablet.answers == wizard.answers
    assert tablet.sealed.keys() == wizard.sealed.keys() == {QUESTION}
    assert (tablet.outcome, tablet.sealed_format) == (wizard.outcome, 2)


def test_two_custodians_open_what_the_tablet_sealed(own_tablet):
    own_tablet.outcomes(own_tablet.record())
    interview = Interview.objects.select_related("sealed_key").get()
    public = {k.fingerprint: bytes(k.public_key) for k in CustodianKey.objects.all()}
    custody = sealing.Custody(interview.round.code, interview.interview_id, 1, public)
    assert own_words(interview, custody) == {QUESTION: WORDS}


def test_other_content_under_the_same_id_is_set_aside_not_dropped(own_tablet):
    document = own_tablet.document()
    changed = {**document, "answers": {**document["answers"], "m_age": "a60"}}
    states = [
        outcome["state"]
        for outcome in own_tablet.outcomes(sealed(document), sealed(changed))
    ]
    assert states == ["received", "quarantined"]
    assert (Interview.objects.count(), Quarantine.objects.count()) == (1, 1)


POISON = {
    "no JSON": "{",
    "a list": "[]",
    "deep": "[" * 100_000,
    "another format": '{"format": 9}',
    "no base64": '{"format": 1, "id": "x", "key": "first", "sealed": "?"}',
    "a lone surrogate": "\ud800",
    "nothing in it": json.dumps(
        {"format": 1, "id": str(uuid.uuid4()), "key": "first", "sealed": ""}
    ),
    "too long": "x" * 500_000,
}


@pytest.mark.parametrize("name", POISON)
def test_a_record_that_cannot_be_read_blocks_no_other_one(own_tablet, name):
    good = own_tablet.record()
    poisoned, received = own_tablet.outcomes(POISON[name], good)
    assert (poisoned["state"], received["state"]) == ("refused", "received")
    assert "rescue file" in poisoned["sentence"]


CHANGES = {
    "version": "0" * 64,
    "round": "nowhere",
    "site": "nowhere",
    "device": str(uuid.uuid4()),
    "answers": [],
    "stopped": "no",
    "held_on": "yesterday",
    "proof": "short",
    "minutes": "many",
    "words": {"answers": {}, "layers": []},
    "interview_id": None,
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_record_with_a_wrong_part_is_refused_by_itself(own_tablet, name):
    document = own_tablet.document()
    wrong = {**document, name: CHANGES[name]}
    key_id, public_key = sealing.record_key(settings.DRAFT_KEY)
    record = sealing.seal_record(
        wrong,
        interview_id=uuid.UUID(document["interview_id"]),
        key_id=key_id,
        public_key=public_key,
    )
    assert own_tablet.outcomes(record)[0]["state"] == "refused"
    assert not Interview.objects.exists()


@pytest.mark.parametrize(
    "answers",
    [
        {"m_age": {"state": ["x"]}},
        {"m_age": [[["x"]]]},
        {"m_age": 10**400},
        {"nothing.of.that.name": 1},
        {"m_age": {"a": {"b": 1}}},
        {"m_age": "\x00"},
    ],
)
def test_an_answer_of_a_strange_shape_is_no_error_of_the_server(own_tablet, answers):
    document = own_tablet.document()
    document["answers"] |= answers
    poisoned, good = own_tablet.outcomes(sealed(document), own_tablet.record())
    assert poisoned["state"] in ("refused", "received")
    assert good["state"] == "received"


def test_problems_are_named_by_question_and_nothing_is_stored(own_tablet):
    document = own_tablet.document()
    del document["answers"]["m_age"]
    outcome = own_tablet.outcomes(sealed(document))[0]
    assert outcome["state"] == "refused"
    assert outcome["problems"] == [
        {"question": "m_age", "code": "required", "params": {}, "message": {}}
    ]
    assert not outcome["receipt"]
    assert not outcome["proof"]
    assert not Interview.objects.exists()


def test_own_words_in_clear_are_never_taken_from_a_tablet(own_tablet):
    document = own_tablet.document()
    document["answers"][QUESTION] = WORDS
    assert own_tablet.outcomes(sealed(document))[0]["state"] == "refused"
    assert not Interview.objects.exists()


def test_words_sealed_to_a_key_of_nobody_are_refused(own_tablet):
    document = own_tablet.document()
    round = Round.objects.get(code=document["round"])
    keys = {c.fingerprint: c.public for c in (new_custodian(), new_custodian())}
    document["words"] = words_of(
        round, uuid.UUID(document["interview_id"]), {QUESTION: WORDS}, keys
    )
    outcome = own_tablet.outcomes(sealed(document))[0]
    assert "not sealed to the custodians" in outcome["sentence"]


def test_words_sealed_before_a_custodian_ended_their_key_are_taken(own_tablet):
    record = own_tablet.record()
    CustodianKey.objects.filter(pk=CustodianKey.objects.first().pk).update(
        retired_at=timezone.now() + timedelta(seconds=1)
    )
    assert own_tablet.outcomes(record)[0]["state"] == "received"


def test_damaged_words_are_refused(own_tablet):
    document = own_tablet.document()
    document["words"]["answers"][QUESTION] = "AAAA"
    assert "damaged" in own_tablet.outcomes(sealed(document))[0]["sentence"]


def test_without_agreement_nothing_said_is_stored(own_tablet):
    document = own_tablet.document()
    document["answers"]["x_consent"] = "no"
    assert own_tablet.outcomes(sealed(document))[0]["state"] == "received"
    stored = Interview.objects.get()
    assert (stored.outcome, stored.answers, stored.sealed) == ("refused", {}, None)


def test_a_suspended_place_a_closed_round_and_later_days_are_refused_in_words(
    own_tablet, person
):
    record, document = own_tablet.record(), own_tablet.document()
    round = Round.objects.get(code=document["round"])
    site = Site.objects.get(code=document["site"])
    by = person("coordinator")
    safeguards.suspend_site(round=round, site=site, reason="unsafe", by=by)
    outcome = own_tablet.outcomes(record)[0]
    assert outcome["state"] == "refused"
    assert f"{site.code} are suspended" in outcome["sentence"]
    safeguards.resume_site(round=round, site=site, by=by)

    later = str(round.withdrawal_until + timedelta(days=9))
    document["terms"]["withdrawal_until"] = later
    assert "the person was told" in own_tablet.outcomes(sealed(document))[0]["sentence"]

    rounds.close_round(round=round)
    assert "closed on" in own_tablet.outcomes(record)[0]["sentence"]
    assert not Interview.objects.exists()


def test_what_was_received_is_told_again_when_the_place_is_suspended(
    own_tablet, person
):
    record, document = own_tablet.record(), own_tablet.document()
    own_tablet.outcomes(record)
    safeguards.suspend_site(
        round=Round.objects.get(code=document["round"]),
        site=Site.objects.get(code=document["site"]),
        reason="unsafe",
        by=person("coordinator"),
    )
    assert own_tablet.outcomes(record)[0]["state"] == "already_received"


def test_an_interview_that_was_withdrawn_never_returns(own_tablet, person):
    record = own_tablet.record()
    own_tablet.outcomes(record)
    interview = Interview.objects.get()
    withdrawal.withdraw_interview(interview=interview, by=person("coordinator"))
    outcome = own_tablet.outcomes(record)[0]
    assert (outcome["state"], outcome["proof"]) == ("withdrawn", PROOF)
    assert Interview.objects.get().answers == {}


def test_a_tablet_that_is_locked_out_still_hands_in_and_is_told_to_wipe(
    own_tablet, person
):
    record = own_tablet.record()
    devices.revoke_device(device=own_tablet.device, by=person("coordinator"))
    answer = own_tablet.send(record).json()
    assert answer["outcomes"][0]["state"] == "received"
    assert answer["device"] == "revoked"
    own_tablet.send(wiped=True)
    own_tablet.device.refresh_from_db()
    assert own_tablet.device.wiped_at


def test_nobody_signed_in_gets_401_in_json(own_tablet):
    own_tablet.client = Client()
    answer = own_tablet.send(own_tablet.record())
    assert (answer.status_code, answer.json()["problem"]) == (401, "sign_in")


def test_a_session_that_ended_gets_401_and_the_browser_keeps_its_storage(own_tablet):
    session = own_tablet.client.session
    session["seen"] = session.get("seen", 0) - 20 * 3600
    session.save()
    answer = own_tablet.send(own_tablet.record())
    assert answer.status_code == 401
    assert "storage" not in answer.headers.get("Clear-Site-Data", "")


def test_nobody_sends_what_is_on_the_tablet_of_another(own_tablet, tablet_of):
    record = own_tablet.record()
    own_tablet.client = tablet_of("interviewer2").client
    assert own_tablet.send(record).status_code == 404


def test_a_forged_page_cannot_send(own_tablet):
    own_tablet.client = signed_in(Client(enforce_csrf_checks=True), own_tablet.person)
    assert own_tablet.send(own_tablet.record()).status_code == 403
    token = own_tablet.get("tablet-session").json()["csrf"]
    sent = own_tablet.client.post(
        "/tablet/sync/",
        json.dumps({"device": str(own_tablet.device.pk), "records": []}),
        content_type="application/json",
        headers={"X-CSRFToken": token},
    )
    assert sent.status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        '{"records": 4}',
        '{"records": [1]}',
        json.dumps({"records": [""] * (receiving.MOST_RECORDS + 1)}),
    ],
)
def test_a_batch_that_is_none_is_answered_400(own_tablet, body):
    answer = own_tablet.client.post(
        "/tablet/sync/", body, content_type="application/json"
    )
    assert (answer.status_code, answer.json()["problem"]) == (400, "unreadable")


@pytest.mark.parametrize("code", [5, "0012345", "0012345678900", None])
def test_what_is_no_code_to_withdraw_is_not_kept(own_tablet, code):
    (outcome,) = own_tablet.outcomes(own_tablet.record(withdrawal_code=code))
    assert outcome["state"] == "refused"


def test_nothing_to_withdraw_keeps_no_code(own_tablet):
    document = own_tablet.document(words="", withdrawal_code=new_code())
    document["answers"]["x_place_safe"] = "no"
    (outcome,) = own_tablet.outcomes(own_tablet.record(document))
    assert outcome["state"] == "received"
    assert Interview.objects.get().withdrawal_hash == ""


@pytest.mark.parametrize("fault", [DataError, IntegrityError])
def test_a_record_that_the_database_cannot_hold_blocks_no_other_one(
    own_tablet, monkeypatch, fault
):
    poisoned, good = own_tablet.document(), own_tablet.document()
    create = type(Interview.objects).create

    def in_a_column(rows, **columns):
        if str(columns.get("interview_id")) == poisoned["interview_id"]:
            raise fault("not what this column takes")
        return create(rows, **columns)

    monkeypatch.setattr(type(Interview.objects), "create", in_a_column)
    outcomes = own_tablet.outcomes(*map(own_tablet.record, (poisoned, good)))
    assert [outcome["state"] for outcome in outcomes] == ["refused", "received"]
    assert "rescue file" in outcomes[0]["sentence"]


def test_a_full_disk_is_said_and_the_batch_stays_on_the_tablet(own_tablet, monkeypatch):
    first, second = own_tablet.record(), own_tablet.record()
    store = submission.submit_interview

    def full(**arrival):
        if Interview.objects.exists():
            cause = sqlite3.OperationalError("database or disk is full")
            cause.sqlite_errorcode = sqlite3.SQLITE_FULL
            raise OperationalError from cause
        return store(**arrival)

    monkeypatch.setattr(submission, "submit_interview", full)
    own_tablet.client.raise_request_exception = False
    answer = own_tablet.send(first, second)
    assert (answer.status_code, answer.json()["problem"]) == (507, "no_space")
    assert not Interview.objects.exists()
    monkeypatch.undo()
    states = [outcome["state"] for outcome in own_tablet.outcomes(first, second)]
    assert states == ["received", "received"]


def test_the_day_of_a_wrong_clock_is_the_day_of_arrival(own_tablet):
    today = timezone.localdate()
    for years in (-5, 5):
        day = today + timedelta(days=365 * years)
        own_tablet.outcomes(own_tablet.record(held_on=day.isoformat()))
    assert set(Interview.objects.values_list("held_on", flat=True)) == {today}


@pytest.mark.django_db(transaction=True)
def test_sixteen_identical_posts_at_once_count_once(own_tablet):
    record, states, receipts = own_tablet.record(), [], []

    def send():
        client = Client()
        client.cookies = own_tablet.client.cookies
        try:
            answer = client.post(
                "/tablet/sync/",
                json.dumps({"device": str(own_tablet.device.pk), "records": [record]}),
                content_type="application/json",
            )
            outcome = answer.json()["outcomes"][0]
            states.append(outcome["state"])
            receipts.append(outcome["receipt"])
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(states) == ["already_received"] * 15 + ["received"]
    assert len(set(receipts)) == 1
    assert Interview.objects.count() == 1


def test_who_no_longer_interviews_sends_nothing(own_tablet):
    Person.objects.get(pk=own_tablet.person.pk).memberships.update(
        ended_at=timezone.now()
    )
    assert own_tablet.send(own_tablet.record()).status_code == 404


def test_an_instrument_taken_away_meanwhile_is_said_and_the_interview_taken_later(
    own_tablet,
):
    """As when the coordinator takes an assignment back, or a version leaves a round."""
    record = own_tablet.record()
    assignments = Assignment.objects.filter(instrument__code="migrant")
    taken_away = list(assignments)
    assignments.delete()
    outcome = own_tablet.outcomes(record)[0]
    assert outcome["state"] == "refused"
    assert "no assignment for this instrument" in outcome["sentence"]
    assert not Interview.objects.exists()
    Assignment.objects.bulk_create(taken_away)
    assert own_tablet.outcomes(record)[0]["state"] == "received"
