"""What is missing before people can be let in is a sentence each, and never a 500."""

import shutil
from collections import namedtuple

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from config import readiness
from surveys.models import KeySentinel

pytestmark = pytest.mark.django_db


@pytest.fixture
def ready():
    call_command("load_standards", verbosity=0)


def answer(client):
    response = client.get("/readyz")
    assert response.headers["Content-Type"].startswith("text/plain")
    return response.status_code, response.content.decode().splitlines()


def test_a_server_that_lacks_nothing_is_ready(client, ready):
    assert answer(client) == (200, ["ready"])


def test_without_standards_it_says_so(client):
    assert answer(client) == (
        503,
        ["The standards are missing. Run: manage.py load_standards"],
    )


def test_a_pending_migration_is_named_and_no_table_is_read(client, monkeypatch):
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *_plan: ["a", "b"])
    assert answer(client) == (
        503,
        ["Migrations are pending: 2. Run: manage.py migrate"],
    )


def test_static_files_without_a_manifest_are_missing(client, ready, settings):
    class Empty:
        hashed_files = {}

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(readiness, "staticfiles_storage", Empty())
        status, lines = answer(client)
    assert status == 503
    assert lines == [
        "The static files are missing. Run: manage.py collectstatic --noinput"
    ]


def test_texts_that_were_not_compiled_are_missing(client, ready, tmp_path, monkeypatch):
    folder = tmp_path / "fr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").touch()
    monkeypatch.setattr(readiness, "LOCALE", tmp_path)
    assert answer(client)[1] == [
        "The texts in fr are missing. Run: python -m config.messages"
    ]


def test_another_key_file_and_a_full_disk_are_said(client, ready, monkeypatch):
    KeySentinel.objects.create(key_id="gone", body=b"x")
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _place: usage(9, 9, 10**8))
    status, lines = answer(client)
    assert status == 503
    assert 'lacks the key "gone"' in lines[0]
    assert lines[1].startswith("Less than 1 GB of the disk is free")


def test_a_database_that_does_not_answer_is_a_sentence(client, monkeypatch):
    def refuse(*_arguments, **_more):
        raise OperationalError

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", refuse)
        lines = readiness.missing()
    assert lines == ["The database does not answer. Start it, or correct DATABASE_URL."]
