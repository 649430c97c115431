"""The one door: an interview counts once, and without agreement nothing is kept."""

import threading
import uuid

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from surveys import exceptions, sealing
from surveys.demo.answers import walk
from surveys.fieldwork import rounds
from surveys.instruments import versions
from surveys.interviews import drafts, submission
from surveys.models import Assignment, Interview, Membership, Quarantine, Round
from surveys.people import roles
from tests.surveys.conftest import OPENING
from tests.surveys.instruments.shipped.plan import opening_of
from tests.surveys.instruments.shipped.plan import walk as walk_plan


@pytest.fixture
def arrival(assignment):
    """Everything submit_interview needs for one complete interview."""
    import random

    from django.utils import timezone

    version = assignment.instrument.versions.get()
    answers = walk(
        versions.instrument_of(version),
        random.Random(4),
        0.0,
        today=timezone.localdate(),
    )
    return {
        "version": version,
        "answers": answers,
        "interview_id": uuid.uuid4(),
        "round": assignment.primary_unit.round,
        "site": assignment.primary_unit.site,
        "by": assignment.person,
    }


pytestmark = pytest.mark.django_db


def test_the_same_interview_again_gets_the_first_receipt(arrival):
    first = submission.submit_interview(**arrival)
    second = submission.submit_interview(**arrival)
    assert (first.state, second.state) == ("received", "already_received")
    assert first.reference == second.reference
    assert Interview.objects.count() == 1


def test_other_content_under_the_same_id_waits_in_quarantine(arrival):
    submission.submit_interview(**arrival)
    words = "A lawyer and the number of my sister."
    changed = {**arrival["answers"], "m_age": "a60", "m_priority": words}
    receipt = submission.submit_interview(**{**arrival, "answers": changed})
    assert receipt.state == "quarantined"
    waiting = Quarantine.objects.get()
    place = f"quarantine:{waiting.interview_id}:{waiting.content_hash}"
    from django.conf import settings

    opened = sealing.unseal(waiting.body, key=settings.DRAFT_KEY, place=place)
    assert opened["answers"]["m_age"] == "a60"
    assert "m_priority" in opened["words"]["answers"], "for two custodians to open"
    assert "sister" not in str(opened)


def test_a_repeated_arrival_after_the_round_closed_still_gets_its_receipt(arrival):
    first = submission.submit_interview(**arrival)
    rounds.close_round(round=arrival["round"])
    arrival["round"] = Round.objects.get(pk=arrival["round"].pk)
    assert submission.submit_interview(**arrival).reference == first.reference


def test_answers_to_questions_not_asked_are_dropped_at_the_door(arrival):
    answers = {**arrival["answers"], "m_order": "no", "m_order_own": "own"}
    submission.submit_interview(**{**arrival, "answers": answers})
    assert "m_order_own" not in Interview.objects.get().answers


def test_own_words_are_sealed_and_coded_answers_are_not(arrival):
    answers = {**arrival["answers"], "m_priority": "canary-9911 a lawyer"}
    submission.submit_interview(**{**arrival, "answers": answers})
    interview = Interview.objects.get()
    assert "m_priority" not in interview.answers
    assert "canary" not in str(interview.sealed)
    assert interview.answers["m_status"]


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        ({"x_consent": "no"}, "refused"),
        ({"x_place_safe": "no"}, "unsafe"),
        ({"x_interp": "codet"}, "unsafe"),
        ({"x_still_ok": "no"}, "taken_back"),
    ],
)
def test_without_agreement_the_interview_is_counted_and_nothing_kept(
    arrival, change, outcome
):
    submission.submit_interview(**{**arrival, "answers": arrival["answers"] | change})
    interview = Interview.objects.get()
    assert (interview.outcome, interview.answers, interview.sealed) == (
        outcome,
        {},
        None,
    )


def test_what_could_be_overheard_is_stored_as_not_asked(arrival):
    before_somebody_came = {"m_status": "current", "m_illtreat": ["none"]}
    answers = {**arrival["answers"], **before_somebody_came, "x_private": "none"}
    del answers["m_vuln"]
    receipt = submission.submit_interview(
        **{**arrival, "answers": answers}, stopped=True
    )
    assert receipt.outcome == "stopped"
    stored = Interview.objects.get().answers
    assert stored["m_illtreat"] == ["none"]
    assert stored["m_vuln"] == {"state": "not_asked_privacy"}


@pytest.mark.parametrize(
    "answers",
    [
        {"m_age": "nonsense"},
        {"m_days": -3},
        {"m_days": "many"},
        {"m_vuln": ["none", "ill"]},
        {"m_age": {"state": "invented"}},
        {"m_age": ["a25", {"deep": [1]}]},
        {"m_days": float("inf")},
        {"m_priority": "a\x00b"},
    ],
)
def test_an_impossible_answer_is_a_named_problem_and_stores_nothing(arrival, answers):
    with pytest.raises(exceptions.NotFinished) as refusal:
        submission.submit_interview(
            **{**arrival, "answers": arrival["answers"] | answers}
        )
    assert {problem.question for problem in refusal.value.problems} == set(answers)
    assert Interview.objects.count() == 0


def test_who_is_not_assigned_cannot_hand_in(arrival, person):
    with pytest.raises(exceptions.Refused, match="no assignment for this instrument"):
        submission.submit_interview(**{**arrival, "by": person("interviewer4")})


def test_a_reader_cannot_hand_in_even_with_an_assignment(arrival):
    Membership.objects.filter(person=arrival["by"]).update(role="reader")
    with pytest.raises(exceptions.Refused):
        submission.submit_interview(**arrival)


def test_the_database_itself_counts_an_interview_once(arrival):
    submission.submit_interview(**arrival)
    copy = Interview.objects.get()
    copy.pk = copy.number = None
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save(force_insert=True)


def test_the_database_itself_keeps_nothing_without_agreement(arrival):
    submission.submit_interview(**arrival)
    with pytest.raises(IntegrityError), transaction.atomic():
        Interview.objects.update(outcome="refused")


def test_one_person_acts_for_one_party(empty_round, person):
    from surveys.models import Organisation, Role

    with pytest.raises(exceptions.Refused, match="another party"):
        roles.give_role(
            person=person("state"),
            organisation=Organisation.objects.get(code="legal-aid"),
            role=Role.READER,
            round=empty_round,
        )


def test_a_state_account_cannot_be_given_the_role_of_an_analyst(empty_round, person):
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.filter(person=person("state")).update(role="analyst")


def test_a_draft_moved_to_another_row_does_not_open(start):
    first, second = start(**OPENING), start(**OPENING)
    first.body = second.body
    with pytest.raises(sealing.SealBroken):
        drafts.read_draft(first)


@pytest.mark.django_db(transaction=True)
def test_sixteen_equal_arrivals_at_once_are_one_interview(arrival):
    receipts, problems = [], []

    def send():
        try:
            receipts.append(submission.submit_interview(**arrival).reference)
        except Exception as problem:  # noqa: BLE001 - reported by the assertion below
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _copy in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert len(receipts) == 16
    assert len(set(receipts)) == 1
    assert Interview.objects.count() == 1


@pytest.fixture
def child_assignment(empty_round, person):
    return Assignment.objects.filter(
        person=person("interviewer"), instrument__code="child"
    ).get()


def test_a_child_is_not_interviewed_before_both_gates_are_open(child_assignment):
    """Neither on a new page nor by an interview that arrives from elsewhere."""
    round, by = child_assignment.primary_unit.round, child_assignment.person
    closed = {"child_ethics_approval": "", "child_protection_partner": ""}
    Round.objects.filter(pk=round.pk).update(**closed)
    child_assignment.refresh_from_db()
    round.refresh_from_db()
    with pytest.raises(exceptions.Refused, match="children are locked"):
        drafts.start_draft(assignment=child_assignment, language="en", by=by)
    with pytest.raises(exceptions.Refused, match="children are locked"):
        submission.submit_interview(
            version=child_assignment.instrument.versions.get(),
            answers={},
            interview_id=uuid.uuid4(),
            round=round,
            site=child_assignment.primary_unit.site,
            by=by,
        )
    assert Interview.objects.count() == 0


def test_a_coordinator_opens_interviews_with_children_with_both(
    child_assignment, person
):
    round = child_assignment.primary_unit.round
    with pytest.raises(exceptions.Refused, match="Only a coordinator"):
        rounds.open_to_children(
            round=round, approval="1", partner="P", by=person("interviewer")
        )
    with pytest.raises(exceptions.Refused, match="number of the ethics approval"):
        rounds.open_to_children(
            round=round, approval="  ", partner="P", by=person("coordinator")
        )
    rounds.open_to_children(
        round=round, approval="E-7", partner="P", by=person("coordinator")
    )
    round.refresh_from_db()
    assert (round.child_ethics_approval, round.open_to_children) == ("E-7", True)


def test_the_database_refuses_half_a_gate(empty_round):
    with pytest.raises(IntegrityError), transaction.atomic():
        Round.objects.update(child_protection_partner="")


def test_only_coordinators_of_the_round_find_the_page_of_the_gates(
    empty_round, as_person
):
    address = reverse("children", args=[empty_round.code])
    for name in ("interviewer", "reader", "reviewer", "state", "analyst"):
        assert as_person(name).get(address).status_code == 404, name
    client = as_person("coordinator")
    assert client.get(address).status_code == 200
    response = client.post(address, {"approval": "", "partner": "Service"})
    assert response.status_code == 422
    assert "Service" in response.content.decode()
    assert client.post(address, {"approval": "E-8", "partner": "S"}).status_code == 302
    assert Round.objects.get().open_to_children
    assert "Lock interviews with children" in client.get(address).content.decode()
    assert client.post(address, {"lock": "1"}).status_code == 302
    assert not Round.objects.get().open_to_children


@pytest.fixture
def hand_in(empty_round, person):
    """hand_in("child", answers) → the interview as it is kept."""

    def submit(name, answers):
        assignment = Assignment.objects.filter(
            person=person("interviewer"), instrument__code=name
        ).first()
        receipt = submission.submit_interview(
            version=assignment.instrument.versions.get(),
            answers=answers,
            interview_id=uuid.uuid4(),
            round=assignment.primary_unit.round,
            site=assignment.primary_unit.site,
            by=assignment.person,
        )
        return Interview.objects.get(receipt=receipt.reference)

    return submit


@pytest.mark.parametrize("name", ["facility", "law"])
def test_a_checklist_has_nobody_who_could_refuse(hand_in, name):
    answers, _seen = walk_plan(name, 3)
    interview = hand_in(name, answers)
    assert interview.outcome == "complete"
    assert len(interview.answers) > 10


@pytest.mark.parametrize("assent", ["no", {"state": "refused"}])
def test_a_child_who_does_not_say_yes_has_refused_whatever_an_adult_agreed(
    hand_in, assent
):
    answers = {**opening_of("child"), "c_age": "c12", "c_assent": assent}
    interview = hand_in("child", answers)
    assert (interview.outcome, interview.answers, interview.sealed) == (
        "refused",
        {},
        None,
    )
