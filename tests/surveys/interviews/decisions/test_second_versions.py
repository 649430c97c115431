"""An interview that arrived twice: somebody decides which version counts."""

from dataclasses import asdict

import pytest
from django.conf import settings
from django.urls import reverse

from surveys import sealing
from surveys.exceptions import Refused
from surveys.interviews import row_hashes, submission
from surveys.interviews.decisions import second_versions
from surveys.interviews.withdrawals import withdrawal
from surveys.models import (
    CustodianKey,
    Interview,
    Quarantine,
    SealedKey,
    WaitingRisks,
)
from surveys.sealing.sealed_columns import quarantine_place

pytestmark = pytest.mark.django_db
WORDS = "A lawyer, and to call home."


@pytest.fixture
def copy(arrival):
    submission.submit_interview(**arrival)
    changed = {**arrival["answers"], "m_age": "a60", "m_priority": WORDS}
    submission.submit_interview(**{**arrival, "answers": changed})
    return Quarantine.objects.get()


def replace(copy, person):
    second_versions.settle(
        copy=copy, settled="replaced", why="slip", by=person("coordinator")
    )
    return Interview.objects.get(interview_id=copy.interview_id)


def test_both_versions_are_shown_side_by_side(copy, as_person):
    page = as_person("coordinator").get(reverse("second-version", args=[copy.pk]))
    [difference] = page.context["comparison"].differences
    assert difference.question
    assert difference.first != difference.second
    assert WORDS not in page.text


def test_the_first_counts_until_somebody_decides(copy, person):
    before = Interview.objects.get().answers
    second_versions.settle(
        copy=copy, settled="kept", why="old_copy", by=person("coordinator")
    )
    assert Interview.objects.get().answers == before
    copy.refresh_from_db()
    assert copy.settled == "kept"


def test_the_second_takes_the_place_of_the_first_and_back_is_nothing_lost(
    copy, person, arrival
):
    first = Interview.objects.get()
    layers = SealedKey.objects.get().layers
    record = replace(copy, person)
    assert record.answers["m_age"] == "a60"
    assert record.receipt == first.receipt
    assert SealedKey.objects.get().layers != layers, "the words of the second"
    assert list(row_hashes.row_faults(record.round)) == []
    aside = second_versions.read_copy(Quarantine.objects.get())
    assert aside["answers"] == first.answers
    assert aside["words"]["layers"] == layers


def test_after_the_change_each_version_is_recognised_when_it_comes_again(
    copy, person, arrival
):
    replace(copy, person)
    changed = {**arrival["answers"], "m_age": "a60", "m_priority": WORDS}
    again = submission.submit_interview(**{**arrival, "answers": changed})
    assert again.state == "already_received"
    assert submission.submit_interview(**arrival).state == "quarantined"
    assert Quarantine.objects.count() == 1


def test_two_people_do_not_decide_one_after_the_other(copy, person):
    replace(copy, person)
    with pytest.raises(Refused, match="decided this already"):
        replace(copy, person)


def test_nobody_of_another_organisation_decides(copy, person):
    with pytest.raises(Refused, match="cannot decide"):
        second_versions.settle(
            copy=copy, settled="kept", why="slip", by=person("reviewer")
        )


def test_a_version_without_agreement_keeps_no_answer(arrival):
    submission.submit_interview(**arrival)
    no = {**arrival["answers"], "x_consent": "no"}
    submission.submit_interview(**{**arrival, "answers": no})
    body = second_versions.read_copy(Quarantine.objects.get())
    assert (body["outcome"], body["answers"], body["words"]) == ("refused", {}, None)


def test_a_danger_told_in_the_second_version_only_is_filed(arrival):
    submission.submit_interview(**arrival)
    before = WaitingRisks.objects.count()
    changed = {**arrival["answers"], "m_age": "a60"}
    for _again in range(2):
        submission.submit_interview(**{**arrival, "answers": changed})
    assert WaitingRisks.objects.count() == before + 1
    body = second_versions.read_copy(Quarantine.objects.get())
    assert not {"x_urgent", "x_refer"} & set(body["answers"])


@pytest.mark.parametrize("consent", ["yes", "no"])
def test_a_version_of_before_such_versions_were_checked_is_read(
    arrival, as_person, person, consent
):
    """It was stored as it came, with its urgent risk and without saying its version."""
    submission.submit_interview(**arrival)
    answers = {**arrival["answers"], "m_age": "a60", "x_consent": consent}
    words = {"m_priority": answers.pop("m_priority")}
    first = Interview.objects.get()
    custody = sealing.Custody(
        first.round.code,
        first.interview_id,
        1,
        {k.fingerprint: bytes(k.public_key) for k in CustodianKey.objects.all()},
    )
    sealed = asdict(sealing.seal_words(words, custody=custody))
    hash_ = "1" * 64
    copy = Quarantine.objects.create(
        interview_id=first.interview_id,
        round=first.round,
        organisation=first.organisation,
        by=first.by,
        content_hash=hash_,
        body=sealing.seal(
            {"answers": answers, "words": sealed},
            key=settings.DRAFT_KEY,
            place=quarantine_place(first.interview_id, hash_),
        ),
    )
    address = reverse("second-version", args=[copy.pk])
    assert as_person("coordinator").get(address).status_code == 200
    record = replace(copy, person)
    agreed = consent == "yes"
    assert record.outcome == ("complete" if agreed else "refused")
    assert record.answers.get("m_age") == ("a60" if agreed else None)
    assert not {"x_urgent", "x_refer", "m_priority"} & set(record.answers)
    assert bool(record.sealed) == agreed


def test_withdrawing_erases_both_versions(copy, person):
    replace(copy, person)
    withdrawal.withdraw_interview(
        interview=Interview.objects.get(), by=person("coordinator")
    )
    assert not Quarantine.objects.exists()


def test_nothing_changes_while_custodians_open_an_answer(
    interview, request_of, arrival, person
):
    request_of()
    changed = {**arrival["answers"], "m_age": "a60"}
    submission.submit_interview(**{**arrival, "answers": changed})
    with pytest.raises(Refused, match="opening an answer"):
        replace(Quarantine.objects.get(), person)


def test_the_decision_is_made_on_the_page(copy, as_person):
    client = as_person("coordinator")
    address = reverse("second-version", args=[copy.pk])
    assert client.post(address, {}).status_code == 422
    answer = client.post(address, {"settled": "replaced", "why": "slip"})
    assert answer.status_code == 302
    page = client.get(address)
    assert "The second version counts" in page.text
    [difference] = page.context["comparison"].differences
    assert difference.first != difference.second
