"""Nothing that the State can ask for changes when a migrant interview comes or goes."""

import uuid

import pytest
from django.db import transaction
from django.urls import reverse

from surveys import audit
from surveys.interviews import submission
from surveys.interviews.withdrawals import withdrawal
from surveys.models import Act, AuditEntry, Interview, Role
from tests.access.addresses import arguments
from tests.access.test_matrix import answer, matrix, rows, status_and_body
from tests.access.two_rounds import draft_of, interview_of

__all__ = ["matrix"]
pytestmark = pytest.mark.django_db

DIFFERS_EACH_TIME = {"mfa_activate_totp", "mfa_add_webauthn"}  # a new secret
QUERIES = ("?by=age", "?by=m_age&sort=n", "?page=2", "?act=read_interview&page=9")


def everything_seen(world, client, person):
    """Every answer to every address, method and query, as the person gets it."""
    responses = {}
    for row in rows():
        if row["url"] in DIFFERS_EACH_TIME:
            continue
        about = arguments(world, row["url"], row["relation"], person)
        address = reverse(row["url"], args=about)
        methods = row["methods"].split()
        requests = [(method, "") for method in methods]
        requests += [("GET", query) for query in QUERIES if "GET" in methods]
        for method, query in requests:
            request = (row["url"], row["relation"], method, query)
            responses[request] = status_and_body(
                answer(client, method, address + query), address
            )
    return responses


def test_a_migrant_interview_that_comes_or_goes_changes_nothing_for_the_state(matrix):
    world, clients = matrix
    state = world.people[Role.STATE_FOCAL_POINT]
    client = clients[Role.STATE_FOCAL_POINT]
    before = everything_seen(world, client, state)
    reader = world.people[Role.ANALYST]
    for relation in ("same", "other"):
        owner = world.others[relation]
        draft_of(world, owner, world.round)
        added = Interview.objects.get(pk=interview_of(world, owner, world.round).pk)
        added.pk, added.interview_id = None, uuid.uuid4()
        added.receipt = submission.new_reference()
        added.save(force_insert=True)
        withdrawal.note_reading(interview=added, by=reader)
        with transaction.atomic():
            audit.record(Act.ANSWER_OPENED, by=reader, round=world.round)
    withdrawal.withdraw_interview(interview=added, by=reader)
    assert AuditEntry.objects.filter(act="read_interview").exists()
    after = everything_seen(world, client, state)
    changed = [request for request in before if before[request] != after[request]]
    assert changed == []


def test_the_same_change_is_seen_by_those_whom_it_concerns(matrix):
    """The comparison above can fail: a coordinator's progress page counts them."""
    world, clients = matrix
    coordinator = world.people[Role.COORDINATOR]
    page = reverse("round-progress", args=[world.round.code])
    before = status_and_body(answer(clients[Role.COORDINATOR], "GET", page), page)
    copy = interview_of(world, world.others["same"], world.round)
    withdrawal.withdraw_interview(interview=copy, by=coordinator)
    assert (
        status_and_body(answer(clients[Role.COORDINATOR], "GET", page), page) != before
    )
