"""Any page that finds no space says so and keeps what was typed.

A real full file system: python -m bench.faults.disk_full
"""

import errno

import pytest
from django.db import DatabaseError
from django.urls import reverse

from config.full_disk import is_disk_full
from surveys.demo.seed import PASSWORD
from surveys.models import OpenSession
from tests.markup import one_line

pytestmark = pytest.mark.django_db


@pytest.fixture
def full(monkeypatch):
    """Every act that is recorded finds no space."""

    def refused(*_arguments, **_named):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("surveys.audit.record", refused)


def test_any_other_page_keeps_what_was_typed_and_sends_it_again(
    empty_round, as_person, full
):
    client = as_person("coordinator")
    client.raise_request_exception = False
    address = reverse("children", args=[empty_round.code])
    posted = {"approval": "E 8 of March", "partner": 'The "Harbour" service'}
    response = client.post(address, posted)
    text = one_line(response.content.decode())
    assert response.status_code == 507
    assert "Treat what you sent last as not saved" in text
    assert 'name="approval" value="E 8 of March"' in text
    assert "<bdi>The &quot;Harbour&quot; service</bdi>" in text
    assert f'action="{address}"' in text


def test_a_password_is_not_on_the_page_of_a_full_disk(empty_round, client, monkeypatch):
    def refused(_row, **_options):
        raise DatabaseError from OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(OpenSession, "save", refused)
    client.raise_request_exception = False
    posted = {"login": "interviewer@demo.test", "password": PASSWORD}
    response = client.post(reverse("account_login"), posted)
    assert response.status_code == 507
    assert 'value="interviewer@demo.test"' in response.content.decode()
    assert PASSWORD not in response.content.decode()


@pytest.mark.parametrize(
    ("problem", "full"),
    [
        (OSError(errno.ENOSPC, ""), True),
        (OSError(errno.EDQUOT, ""), True),
        (OSError(errno.EACCES, ""), False),
        (DatabaseError("database is locked"), False),
        (None, False),
    ],
)
def test_what_a_full_disk_is(problem, full):
    assert is_disk_full(problem) == full
    wrapped = ValueError()
    wrapped.__cause__ = problem
    assert is_disk_full(wrapped) == full
