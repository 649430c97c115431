"""Every address × every role × every relation × every method, from one table.

A row of matrix.csv says who may ask; whoever is not named gets the answer of
something that does not exist, to the letter.
"""

import csv
import re
import statistics
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse

from assessment.exports import release_files
from assessment.models import FigureSet
from surveys.models import (
    Device,
    Draft,
    Incident,
    InstrumentVersion,
    Interview,
    Invitation,
    Opening,
    Person,
    Role,
    Round,
    Site,
)
from tests.access.addresses import (
    PUBLIC_SPACES,
    arguments,
    named_patterns,
    nowhere,
)
from tests.access.two_rounds import make_world
from tests.conftest import check_all
from tests.signed_in import signed_in

TABLE = Path(__file__).with_name("matrix.csv")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
REACHED = {200, 302, 400, 409, 410, 422, 423}  # the act, or a sentence about it
# Their own answer leads to the sign-in page, or to its other ways of asking.
LEADS_THERE = {"account_logout", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"}
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"')

pytestmark = pytest.mark.django_db


def rows():
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def matrix(django_db_setup, django_db_blocker, compiled):
    """(world, clients), built once for the module and taken back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        check_all(compiled)
        world = make_world()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("surveys.people.sign_in.FRESH_SECONDS", 24 * 3600)
            yield world, clients_of(world)
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _workbooks_without_rows(monkeypatch):
    """Who may take a workbook away is asked here, many times; not what is in it."""
    monkeypatch.setattr(release_files, "content", lambda _reader, _name: b"")
    monkeypatch.setattr(release_files, "all_facts", lambda _reader: [])


def clients_of(world):
    """A signed-in client of each role, and one of nobody."""
    clients = {"anonymous": Client()}
    for role, person in world.people.items():
        clients[role] = signed_in(Client(), person)
    return clients


def answer(client, method, address):
    """The response; whatever the request did is taken back, cookies too."""
    cookies = client.cookies.copy()
    cache.clear()  # nobody is slowed down by the tries of another
    with transaction.atomic():
        response = client.generic(method, address, **_typed(method))
        transaction.set_rollback(True)
    client.cookies = cookies
    return response


def _typed(method):
    form = "application/x-www-form-urlencoded"
    return {"content_type": form} if method in ("POST", "PUT", "PATCH") else {}


def to_sign_in(response):
    sign_in = reverse(settings.LOGIN_URL)
    if response.status_code == 401:  # the sign-in page, with what was typed kept
        return True
    return response.status_code == 302 and response.url.startswith(sign_in)


def status_and_body(response, address):
    """Status and body, without the token and the address that was asked for."""
    asked = b'"' + address.encode() + b'"'  # not the addresses that begin with it
    plain = TOKEN.sub(b"", response.content).replace(asked, b"")
    return response.status_code, plain


def judge(world, clients, row, seen):
    """What is wrong with the answers to one row, as sentences."""
    name, methods = row["url"], row["methods"].split()
    allowed = {*Role} if row["allowed"] == "all" else set(row["allowed"].split())
    assert allowed <= {*Role}, row
    for role, person in world.people.items():
        about = arguments(world, name, row["relation"], person)
        address, client = reverse(name, args=about), clients[role]
        for method in METHODS:
            place = f"{method} {name} ({row['relation']}) as {role}"
            if method not in methods:
                wrong = _refuses(client, method, name, address, seen)
            elif role in allowed:
                wrong = _reaches(answer(client, method, address), name)
            else:
                nothing = reverse(name, args=nowhere(name, about)) if about else ""
                wrong = _denies(client, method, address, nothing, seen)
            if wrong:
                yield f"{place}: {wrong}"
    yield from _judge_nobody(world, clients, row)


def _refuses(client, method, name, address, seen):
    """A method without a row is refused; HEAD may be answered as GET is."""
    key = (id(client), method, name)
    if key in seen:
        return ""
    seen[key] = status = answer(client, method, address).status_code
    head = method == "HEAD" and status == 200
    return "" if status in (404, 405) or head else f"{status}, and it has no row"


def _reaches(response, name):
    away = to_sign_in(response) and name not in LEADS_THERE
    reached = response.status_code in REACHED and not away
    return "" if reached else f"{response.status_code}, and it is allowed"


def _denies(client, method, address, nothing, seen):
    response = answer(client, method, address)
    if response.status_code != 404:
        return f"{response.status_code}, and nobody allows it"
    if nothing and status_and_body(response, address) != _of_nothing(
        client, method, nothing, seen
    ):
        return "told apart from what does not exist"
    return ""


def _of_nothing(client, method, address, seen):
    """What is said about something that does not exist, asked for once."""
    key = (id(client), method, address)
    if key not in seen:
        seen[key] = status_and_body(answer(client, method, address), address)
    return seen[key]


def _judge_nobody(world, clients, row):
    name = row["url"]
    about = arguments(world, name, row["relation"], world.people[Role.INTERVIEWER])
    for method in row["methods"].split():
        response = answer(clients["anonymous"], method, reverse(name, args=about))
        opened = response.status_code in REACHED and not to_sign_in(response)
        if opened != (row["anonymous"] == "open"):
            status = response.status_code
            yield f"{method} {name} ({row['relation']}) unsigned: {status}"


def test_every_address_has_a_row_and_every_row_an_address():
    listed = {row["url"] for row in rows()}
    named = {name for name, _pattern in named_patterns()}
    public = {name for name in named if name.startswith(PUBLIC_SPACES)}
    assert listed - public == named - public


@pytest.mark.parametrize("name", sorted({row["url"] for row in rows()}))
def test_nobody_reaches_what_the_table_does_not_allow(matrix, name):
    world, clients = matrix
    seen = {}
    wrong = [
        sentence
        for row in rows()
        if row["url"] == name
        for sentence in judge(world, clients, row, seen)
    ]
    assert not wrong, "\n".join(wrong)


def everything(model):
    return lambda *_arguments: model._default_manager.all()


# Each guard of the product that is taken away here, and the address that shows it.
GUARDS = [
    ("surveys.interviews.views.drafts_for", everything(Draft), "sections"),
    ("surveys.interviews.wizard.drafts_for", everything(Draft), "ask"),
    (
        "surveys.interviews.decisions.views.readable_for",
        everything(Interview),
        "interview",
    ),
    ("surveys.interviews.views.receipts_for", everything(Interview), "done"),
    ("surveys.fieldwork.coordinated.rounds_for", everything(Round), "terms"),
    ("surveys.fieldwork.views.sites_for", everything(Site), "site"),
    (
        "surveys.oversight.register_views.incidents_for",
        everything(Incident),
        "incident-told",
    ),
    (
        "surveys.instruments.views.versions_for",
        everything(InstrumentVersion),
        "instrument-download",
    ),
    ("surveys.sealed_answers.views.rounds_for", everything(Round), "custody-key"),
    ("surveys.sealed_answers.views.openings_for", everything(Opening), "opening-open"),
    ("surveys.oversight.audit_views.roles_of", lambda person: {*Role}, "audit"),
    ("assessment.access.figure_sets_for", everything(FigureSet), "assessment:methods"),
    (
        "assessment.release.views.releasable_for",
        everything(FigureSet),
        "assessment:release",
    ),
    (
        "assessment.findings.views.judgeable_for",
        everything(FigureSet),
        "assessment:judge",
    ),
    (
        "assessment.computation.views.computable_rounds_for",
        everything(Round),
        "assessment:compute",
    ),
    ("surveys.offline.device_views.devices_for", everything(Device), "tablet-revoke"),
    ("surveys.people.views.people_for", everything(Person), "person"),
    (
        "surveys.people.views.invitations_for",
        everything(Invitation),
        "invitation-withdraw",
    ),
    (
        "surveys.people.views.invitations_to_confirm",
        everything(Invitation),
        "invitation-confirm",
    ),
    ("surveys.people.sign_in.invitable_roles", lambda person: tuple(Role), "invite"),
]


@pytest.mark.parametrize(("guard", "broken", "name"), GUARDS)
def test_the_matrix_sees_a_guard_that_is_gone(matrix, monkeypatch, guard, broken, name):
    world, clients = matrix
    matching = [row for row in rows() if row["url"] == name]
    monkeypatch.setattr(guard, broken)
    assert any(
        sentence for row in matching for sentence in judge(world, clients, row, {})
    )


def test_not_yours_costs_what_does_not_exist_costs(matrix):
    world, clients = matrix
    person = world.people[Role.COORDINATOR]
    of_other = arguments(world, "interview", "other", person)
    client, took = clients[Role.COORDINATOR], {"other": [], "nowhere": []}
    for _time in range(15):
        for kind, about in (
            ("other", of_other),
            ("nowhere", nowhere("interview", of_other)),
        ):
            begun = time.process_time()
            answer(client, "GET", reverse("interview", args=about))
            took[kind].append(time.process_time() - begun)
    theirs, nothing = (statistics.median(times) for times in took.values())
    assert 0.5 < theirs / nothing < 2
