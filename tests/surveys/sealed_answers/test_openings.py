"""Keys of custodians, and one answer that two of them open together."""

import base64
import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from surveys import exceptions
from surveys.demo.custodians import recovery_texts
from surveys.fieldwork import rounds
from surveys.interviews import submission
from surveys.models import (
    AuditEntry,
    CustodianKey,
    Interview,
    Membership,
    Opening,
    Party,
    Person,
    Role,
    Round,
)
from surveys.people import roles
from surveys.sealed_answers import custodian_keys, openings
from tests.surveys.sealed_answers.custodians import (
    interview_key,
    new_custodian,
    of_the_demo,
    open_answer,
)
from tests.surveys.sealed_answers.interviews import REASON, WORDS

pytestmark = pytest.mark.django_db


@pytest.fixture
def newcomer(empty_round):
    """newcomer("zoe") → one more custodian of the round, without a key."""

    def join(name, party=Party.CIVIL):
        someone = Person.objects.create(email=f"{name}@demo.test", name=name)
        roles.give_role(
            person=someone,
            organisation=Membership.objects.filter(party=party).first().organisation,
            role=Role.CUSTODIAN,
            round=empty_round,
        )
        return someone

    return join


# -- keys ----------------------------------------------------------------------


def test_a_round_with_two_keys_of_two_people_lacks_nothing(empty_round):
    assert custodian_keys.custody_gaps(empty_round) == []


def test_a_round_says_what_it_lacks(empty_round, keys):
    keys[0].delete()
    assert len(custodian_keys.custody_gaps(empty_round)) == 1
    Membership.objects.filter(role=Role.CUSTODIAN).delete()
    gaps = custodian_keys.custody_gaps(empty_round)
    assert "Appoint at least two custodians" in gaps[0]
    assert "have them confirmed. So far: 0" in gaps[1]


def test_the_key_of_who_is_no_custodian_any_more_does_not_count(empty_round, person):
    Membership.objects.filter(person=person("custodian1")).delete()
    assert custodian_keys.custody_gaps(empty_round)


def test_nobody_of_the_state_can_be_a_custodian(empty_round, newcomer):
    with pytest.raises(IntegrityError), transaction.atomic():
        newcomer("stan", Party.STATE)


def third_key(round, custodian):
    """A key of another custodian, confirmed by the review body."""
    key = custodian_keys.register_key(
        round=round, public_key=new_custodian().public, by=custodian
    )
    reviewer = Person.objects.get(email="reviewer@demo.test")
    custodian_keys.confirm_key(key=key, check_code=key.fingerprint, by=reviewer)
    return key


@pytest.mark.parametrize("name", ["interviewer", "coordinator", "state", "reviewer"])
def test_who_is_no_custodian_registers_no_key(empty_round, person, name):
    with pytest.raises(exceptions.Refused, match="Only a custodian"):
        custodian_keys.register_key(
            round=empty_round, public_key=new_custodian().public, by=person(name)
        )


@pytest.mark.parametrize("content", [b"", b"\x04" * 65, b"x" * 2000, b"\x00"])
def test_bytes_that_are_no_key_are_refused_in_words(empty_round, newcomer, content):
    with pytest.raises(exceptions.Refused, match="Part of the key is missing"):
        custodian_keys.register_key(
            round=empty_round, public_key=content, by=newcomer("zoe")
        )


def test_one_key_cannot_stand_for_two_people(empty_round, newcomer):
    public = of_the_demo()[0].public
    with pytest.raises(exceptions.Refused, match="already registered"):
        custodian_keys.register_key(
            round=empty_round, public_key=public, by=newcomer("zoe")
        )


def test_the_database_itself_keeps_one_active_key_a_person(empty_round, keys):
    with pytest.raises(IntegrityError), transaction.atomic():
        CustodianKey.objects.create(
            person=keys[0].person,
            round=empty_round,
            public_key=new_custodian().public,
            fingerprint="0" * 16,
        )


def test_a_key_is_retired_only_when_two_others_are_left(empty_round, keys, newcomer):
    with pytest.raises(exceptions.Refused, match="At least two keys must remain"):
        custodian_keys.retire_key(key=keys[0], by=keys[0].person)
    third_key(empty_round, newcomer("zoe"))
    custodian_keys.retire_key(key=keys[0], by=keys[0].person)
    assert CustodianKey.objects.get(pk=keys[0].pk).retired_at


def test_after_the_round_any_key_is_retired_by_its_person_only(empty_round, keys):
    rounds.close_round(round=empty_round)
    with pytest.raises(exceptions.Refused, match="Only the owner of a key"):
        custodian_keys.retire_key(key=keys[0], by=keys[1].person)
    custodian_keys.retire_key(key=keys[0], by=keys[0].person)
    custodian_keys.retire_key(key=keys[1], by=keys[1].person)


def test_a_retired_key_gets_no_new_interview_and_opens_the_old_ones(
    interview, arrival, keys, newcomer
):
    third_key(interview.round, newcomer("zoe"))
    custodian_keys.retire_key(key=keys[0], by=keys[0].person)
    submission.submit_interview(**{**arrival, "interview_id": uuid.uuid4()})
    later = Interview.objects.latest("pk")
    assert keys[0].fingerprint in str(interview.sealed_key.layers)
    assert keys[0].fingerprint not in str(later.sealed_key.layers)


# -- openings ------------------------------------------------------------------


def test_two_people_open_one_answer(request_of, person, interview):
    opening = request_of()
    openings.agree_opening(opening=opening, by=person("custodian2"))
    envelope = openings.open_answer(opening=opening, by=person("custodian2"))
    key = of_the_demo()[1].peel(envelope.half, envelope.half_context)
    assert open_answer(key, envelope.answer, envelope.answer_context) == WORDS
    assert interview_key(
        interview.sealed_key.layers, openings.custody_of(interview), *of_the_demo()
    )


def test_the_asker_can_neither_agree_nor_open(request_of, person):
    opening = request_of()
    for act in (openings.agree_opening, openings.refuse_opening):
        with pytest.raises(exceptions.Refused, match="Choose a second person"):
            act(opening=opening, by=person("custodian1"))
    openings.agree_opening(opening=opening, by=person("custodian2"))
    with pytest.raises(exceptions.Refused):
        openings.open_answer(opening=opening, by=person("custodian1"))


def test_nobody_asks_themselves(request_of, keys):
    with pytest.raises(exceptions.Refused, match="Nobody can open an answer alone"):
        request_of(partner_key=keys[0])


def test_the_database_itself_takes_two_people_and_two_keys(request_of):
    opening = request_of()
    for change in (
        {"partner": opening.asked_by},
        {"partner_key": opening.asker_key},
        {"opened_at": timezone.now()},
        {"expires_at": opening.asked_at},
        {"refused_at": timezone.now()},
        {
            "agreed_at": timezone.now(),
            "refused_at": timezone.now(),
            "half": None,
        },
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Opening.objects.filter(pk=opening.pk).update(**change)


def test_nothing_is_handed_out_before_the_second_person_agreed(request_of, person):
    with pytest.raises(exceptions.Refused, match="not open"):
        openings.open_answer(opening=request_of(), by=person("custodian2"))


def test_a_refusal_erases_the_half(request_of, person):
    opening = request_of()
    openings.refuse_opening(opening=opening, by=person("custodian2"))
    assert Opening.objects.get().half is None
    with pytest.raises(exceptions.Refused, match="already been answered"):
        openings.agree_opening(opening=opening, by=person("custodian2"))


def test_after_a_day_nobody_agrees_or_opens_and_the_half_is_erased(request_of, person):
    first, second = request_of(), request_of()
    openings.agree_opening(opening=first, by=person("custodian2"))
    yesterday = timezone.now() - timedelta(hours=25)
    Opening.objects.update(
        asked_at=yesterday, expires_at=yesterday + timedelta(hours=24)
    )
    with pytest.raises(exceptions.Refused, match="24 hours"):
        openings.open_answer(opening=first, by=person("custodian2"))
    with pytest.raises(exceptions.Refused, match="24 hours"):
        openings.agree_opening(opening=second, by=person("custodian2"))
    assert openings.forget_expired_openings() == 2
    assert not Opening.objects.filter(half__isnull=False).exists()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"question": "m_age"}, "Choose the answer"),
        ({"reason": "  "}, "Write why"),
        ({"reason": "x" * 2001}, "a shorter reason"),
        ({"reason": "a\x00b"}, "a shorter reason"),
        ({"half": b""}, "part of the answer is still locked"),
        ({"half": b"x" * 600}, "part of the answer is still locked"),
    ],
)
def test_a_request_that_lacks_something_says_what(request_of, change, message):
    with pytest.raises(exceptions.Refused, match=message):
        request_of(**change)
    assert not Opening.objects.exists()


def test_the_log_knows_every_step_and_neither_reason_nor_answer(
    request_of, person, settings
):
    opening = request_of()
    openings.agree_opening(opening=opening, by=person("custodian2"))
    openings.open_answer(opening=opening, by=person("custodian2"))
    openings.open_answer(opening=opening, by=person("custodian2"))
    openings.refuse_opening(opening=request_of(), by=person("custodian2"))
    entries = AuditEntry.objects.filter(about__startswith="interview:")
    acts = list(entries.order_by("number").values_list("act", flat=True))
    assert acts == [
        "opening_asked",
        "opening_agreed",
        "answer_opened",
        "answer_opened",
        "opening_asked",
        "opening_refused",
    ]
    text = str(list(AuditEntry.objects.values_list()))
    assert "reason-7788" not in text
    assert "canary" not in text
    assert b"reason-7788" not in bytes(Opening.objects.first().reason)
    assert openings.read_reason(opening) == REASON


def test_the_sign_in_page_of_the_demo_shows_the_texts_that_open(client, empty_round):
    page = " ".join(client.get("/sign-in/").content.decode().split())
    for text in recovery_texts().values():
        assert text in page


# -- pages ---------------------------------------------------------------------


def pages(round, opening):
    return [
        ("get", reverse("custody")),
        ("get", reverse("custody-key", args=[round.code])),
        ("post", reverse("custody-key", args=[round.code])),
        ("post", reverse("custody-retire", args=[round.code])),
        ("get", reverse("opening-ask", args=[round.code])),
        ("get", reverse("opening", args=[opening.pk])),
        ("post", reverse("opening", args=[opening.pk])),
        ("post", reverse("opening-open", args=[opening.pk])),
    ]


def test_nobody_but_custodians_of_the_round_finds_any_of_it(request_of, as_person):
    opening = request_of()
    for name in (
        "interviewer",
        "coordinator",
        "analyst",
        "reviewer",
        "state",
        "reader",
    ):
        client = as_person(name)
        for method, url in pages(opening.interview.round, opening):
            assert getattr(client, method)(url).status_code == 404, (name, url)


def test_a_custodian_of_another_round_finds_nothing(request_of, as_person, person):
    opening = request_of()
    own_round = opening.interview.round
    other = Round.objects.create(
        code="elsewhere",
        name="E",
        country="XXA",
        starts_on="2026-01-01",
        ends_on="2026-02-01",
        synthetic=True,
    )
    Membership.objects.filter(person=person("custodian2")).update(round=other)
    client = as_person("custodian2")
    for method, url in pages(own_round, opening)[1:]:
        assert getattr(client, method)(url).status_code == 404, url


def test_the_list_shows_keys_requests_and_what_is_lacking(request_of, as_person, keys):
    request_of()
    page = as_person("custodian2").get(reverse("custody")).content.decode()
    assert keys[0].fingerprint in page
    assert "Waiting for the second person" in page
    assert "reason-7788" not in page


def test_a_key_is_registered_by_its_page(empty_round, newcomer, as_person):
    newcomer("zoe")
    client, url = as_person("zoe"), reverse("custody-key", args=[empty_round.code])
    assert client.post(url, {"public_key": "no base64!"}).status_code == 422
    assert client.post(url, {}).status_code == 422
    public = base64.b64encode(new_custodian().public).decode()
    assert client.post(url, {"public_key": public}).status_code == 302
    assert CustodianKey.objects.filter(person__name="zoe").count() == 1


def test_retiring_below_two_is_told_on_the_page(empty_round, as_person):
    client = as_person("custodian1")
    url = reverse("custody-retire", args=[empty_round.code])
    page = client.post(url, follow=True).content.decode()
    assert "At least two keys must remain" in page


@pytest.mark.parametrize("reference", ["nothing", "7K2M-9QXA", "\x00", "é" * 300])
def test_an_unknown_reference_is_told_and_kept(empty_round, as_person, reference):
    url = reverse("opening-ask", args=[empty_round.code])
    answer = as_person("custodian1").get(url, {"reference": reference})
    assert answer.status_code == 422
    assert "No interview with this reference" in answer.content.decode()


def test_without_the_half_the_request_is_refused_and_the_reason_kept(
    interview, as_person, keys
):
    url = reverse("opening-ask", args=[interview.round.code])
    client = as_person("custodian1")
    for reference in (interview.receipt.lower(), str(interview.interview_id)):
        assert client.get(url, {"reference": reference}).status_code == 200
    typed = {
        "reference": interview.receipt,
        "question": "m_priority",
        "reason": REASON,
        "partner": keys[1].fingerprint,
    }
    answer = client.post(url, typed)
    assert answer.status_code == 422
    assert "Your part of the answer is still locked" in answer.content.decode()
    assert REASON in answer.content.decode()
    answer = client.post(url, {**typed, "partner": "invented"})
    assert "Choose the second person" in answer.content.decode()


def test_the_second_person_agrees_on_the_page_and_fetches_one_answer(
    request_of, as_person
):
    opening = request_of()
    page = reverse("opening", args=[opening.pk])
    fetch = reverse("opening-open", args=[opening.pk])
    client = as_person("custodian2")
    assert REASON in client.get(page).content.decode()
    assert client.post(fetch).status_code == 422
    assert client.post(page, {"act": "agree"}).status_code == 302
    assert client.post(page, {"act": "agree"}).status_code == 422
    envelope = client.post(fetch).json()
    assert set(envelope) == {"half", "half_context", "answer", "answer_context"}
    assert as_person("custodian1").post(fetch).status_code == 422
