"""A step that is missing is a sentence at start and on pages: no traceback, no 500."""

import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import DatabaseError, OperationalError, ProgrammingError, connection
from django.test import Client

from config import environment, readiness
from surveys.models import Person
from tests.config.test_settings import outside_the_demo

FIRST_START = (
    *("--organisation=A", "--administrator=B", "--administrator-email=b@a.org"),
    *("--review-body=C", "--reviewer=D", "--reviewer-email=d@c.org"),
    *("--second-reviewer=E", "--second-reviewer-email=e@c.org", "--country=KEN"),
    *("--round-name=Kenya", "--starts-on=2027-01-01", "--ends-on=2027-12-31"),
)


def manage(*command, **variables):
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=settings.BASE_DIR,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
    )


def command_and_pages(**change):
    """What is said where a command and the web process start with these settings."""
    command = "from config.command_line import run; run(['manage.py', 'check'])"
    for start in (command, "import config.wsgi"):
        yield outside_the_demo(start, **change)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"ALLOWED_HOSTS": ""}, "Set ALLOWED_HOSTS in the environment."),
        ({"DRAFT_KEY_FILE": "/gone/draft-key"}, "which is not there. Put the file"),
    ],
)
def test_a_missing_setting_stops_commands_and_pages_with_a_sentence(change, sentence):
    command, pages = command_and_pages(**change)
    for refused in (command, pages):
        assert sentence in refused.stderr
        assert len(refused.stderr.splitlines()) == 1
    assert command.returncode == 1
    assert pages.returncode == 4, "by 1 gunicorn would start the worker for ever"


@pytest.mark.parametrize(
    "url",
    [
        "postgress:///daa",
        "postgres://a:hush@b:x/c",
        "postgres://a:hush@b",
        "mysql://a:hush@b/c",
        "daa",
        "sqlite:////proc/daa/db",
    ],
)
def test_a_wrong_address_of_the_database_is_a_sentence(monkeypatch, url):
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(ImproperlyConfigured) as refused:
        environment.database("DATABASE_URL", "")
    assert "DATABASE_URL is" in str(refused.value)
    assert "hush" not in str(refused.value)


def test_a_key_of_another_account_is_a_sentence(monkeypatch):
    def refuse(*_arguments, **_more):
        raise PermissionError

    monkeypatch.setattr(Path, "read_text", refuse)
    with pytest.raises(ImproperlyConfigured, match="belong to the account"):
        environment.secret_file("SECRET_KEY_FILE")


@pytest.mark.parametrize("command", [("start", *FIRST_START), ("run_queue",)])
def test_a_command_before_migrate_says_so(tmp_path, command):
    url = f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    refused = manage(*command, DATABASE_URL=url)
    assert refused.returncode == 1
    assert "Run: manage.py migrate" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_database_that_is_down_is_a_sentence_with_the_reason():
    refused = manage("migrate", DATABASE_URL="postgres://a:hush@127.0.0.1:1/daa")
    assert refused.returncode == 1
    first, reason = refused.stderr.splitlines()
    assert first == readiness.NO_DATABASE
    assert "127.0.0.1" in reason
    assert "hush" not in refused.stderr


@pytest.mark.django_db
def test_the_web_process_waits_for_steps_but_not_for_the_disk(monkeypatch):
    said = StringIO()
    with pytest.raises(CommandError, match="Not ready"):
        call_command("ready", stderr=said)
    assert said.getvalue().splitlines() == [
        "The standards are missing. Run: manage.py load_standards"
    ]
    call_command("load_standards", verbosity=0)
    monkeypatch.setattr(readiness, "LEAST_BYTES", 10**30)
    said, done = StringIO(), StringIO()
    call_command("ready", stderr=said, stdout=done)
    assert "of the disk is free" in said.getvalue()
    assert done.getvalue() == "ready\n"


@pytest.fixture
def visitor():
    return Client(raise_request_exception=False)


def not_ready(response):
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "60"
    return response.content.decode()


@pytest.mark.django_db
def test_pages_without_a_database_say_so_in_both_languages(visitor, monkeypatch):
    def refuse(*_arguments, **_more):
        raise OperationalError

    visitor.force_login(Person.objects.create(email="a@b.org"))
    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", refuse)
        page = not_ready(visitor.get("/sign-in/"))
        french = {"accept-language": "fr"}
        translated = not_ready(visitor.get("/sign-in/", headers=french))
    assert "Not ready at the moment" in page
    assert "/readyz" in page
    assert '<html lang="fr">' in translated
    assert "Indisponible pour le moment" in translated


@pytest.mark.django_db
@pytest.mark.parametrize(
    "problem",
    [
        ProgrammingError("relation does not exist"),
        ValueError("Missing staticfiles manifest entry for 'surveys/icon.svg'"),
    ],
)
def test_pages_before_migrate_or_collectstatic_are_no_500(
    visitor, monkeypatch, problem
):
    def break_down(*_arguments, **_more):
        raise problem

    step = "_migrations" if isinstance(problem, DatabaseError) else "_static_files"
    monkeypatch.setattr("surveys.people.sign_in.SignInForm.__init__", break_down)
    with monkeypatch.context() as patch:
        patch.setattr(readiness, step, lambda: iter(["missing"]))
        assert "Not ready at the moment" in not_ready(visitor.get("/sign-in/"))
    other = visitor.get("/sign-in/")
    assert other.status_code == 500, "all steps were done: the fault is ours"
    assert "Reference" in other.content.decode()
