"""The database keeps what it acknowledged, and weaker options are refused."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from config.checks import (
    backups_outlive_their_day,
    draft_key_is_usable,
    secrets_are_their_owners_alone,
    sqlite_is_durable,
    weak_options,
)
from config.settings import SQLITE_DURABLE

on_sqlite = pytest.mark.skipif(
    "sqlite3" not in settings.DATABASES["default"]["ENGINE"],
    reason="these are options of SQLite; the run with PostgreSQL has its own",
)


@on_sqlite
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("secure_delete", 1),
        ("foreign_keys", 1),
        ("recursive_triggers", 1),
    ],
)
def test_sqlite_really_runs_with_the_durable_options(pragma, value):
    with connection.cursor() as cursor:
        assert cursor.execute(f"PRAGMA {pragma}").fetchone()[0] == value


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"init_command": "PRAGMA journal_mode=DELETE"}, "journal_mode must be WAL"),
        (
            {
                "init_command": SQLITE_DURABLE["init_command"].replace(
                    "synchronous=FULL", "synchronous=NORMAL"
                )
            },
            "synchronous must be FULL",
        ),
        ({"transaction_mode": "DEFERRED"}, "must be IMMEDIATE"),
        ({"timeout": 5}, "at least 20 seconds"),
    ],
)
def test_a_weaker_option_is_refused_at_start(change, message):
    problems = weak_options("default", {**SQLITE_DURABLE, **change})
    assert any(message in error.msg for error in problems)


def test_the_shipped_options_pass_the_check():
    assert list(weak_options("default", SQLITE_DURABLE)) == []
    assert sqlite_is_durable() == []


def outside_the_demo(code, **environment):
    """What a Python process prints that starts as a deployment does."""
    started = {**os.environ, "ALLOWED_HOSTS": "testserver", **environment}
    del started["DEMO"]
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=settings.BASE_DIR,
        env={**started, "DJANGO_SETTINGS_MODULE": "config.settings"},
        capture_output=True,
        text=True,
        umask=0o022,
    )


def test_cookies_of_a_deployment_come_from_its_host_alone():
    """Browsers refuse a __Host- cookie without Secure and Path=/, or of a domain."""
    code = """if True:
        import django; django.setup()
        from django.conf import settings
        from django.test import Client, override_settings
        print(settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE,
              settings.SESSION_COOKIE_PATH, settings.SESSION_COOKIE_DOMAIN)
        plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
        with override_settings(STORAGES={"staticfiles": {"BACKEND": plain}}):
            print(Client().get("/sign-in/", secure=True).cookies)
    """
    session, csrf = outside_the_demo(code).stdout.splitlines()
    assert session == "__Host-sessionid True / None"
    assert csrf.startswith("Set-Cookie: __Host-csrftoken=")
    assert "Path=/;" in csrf
    assert "Secure" in csrf
    assert "Domain" not in csrf


def test_the_demo_over_plain_http_has_cookies_without_the_prefix():
    assert settings.SESSION_COOKIE_NAME == "sessionid"
    assert settings.CSRF_COOKIE_NAME == "csrftoken"


@pytest.mark.parametrize("name", ["SECRET_KEY_FILE", "EMAIL_PASSWORD_FILE"])
def test_an_empty_file_of_a_secret_is_refused_with_a_sentence(tmp_path, name):
    path = tmp_path / "secret"
    path.write_text(" \n")
    refused = outside_the_demo("import config.settings", **{name: str(path)})
    assert refused.returncode == 1
    assert f"{name} points to {path}, which is empty." in refused.stderr


@pytest.mark.parametrize(
    "start",
    [
        "import config.wsgi; open({path!r}, 'w')",
        "import runpy, sys; sys.argv = ['manage.py', 'shell', '--no-imports', '-c',"
        ' "open({path!r}, \'w\')"]; runpy.run_path("manage.py", run_name="__main__")',
    ],
    ids=["web process", "command"],
)
def test_what_the_product_writes_is_for_its_owner_alone(tmp_path, start):
    path = tmp_path / "written"
    ended = outside_the_demo(start.format(path=str(path)))
    assert path.exists(), ended.stderr
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("name", ["SECRET_KEY_FILE", "BACKUP_KEY_FILE"])
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602])
def test_a_key_that_others_may_read_is_refused(tmp_path, monkeypatch, mode, name):
    assert secrets_are_their_owners_alone() == []
    path = tmp_path / "secret-key"
    path.write_text("secret")
    path.chmod(mode)
    monkeypatch.setenv(name, str(path))
    (problem,) = secrets_are_their_owners_alone()
    assert problem.id == "daa.E006"
    assert f"chmod 600 {path}" in problem.msg


def test_a_cut_key_file_is_refused_at_start(settings):
    settings.DRAFT_KEY = settings.DRAFT_KEY[:20]
    assert draft_key_is_usable()[0].id == "daa.E004"


@pytest.mark.django_db
def test_models_and_migrations_agree():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_pages_run_no_inline_script_and_ask_nobody_else(client, db):
    policy = client.get("/sign-in/").headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "http" not in policy


def test_an_unknown_address_says_so_kindly(client, db):
    assert client.get("/nowhere/").status_code in (302, 404)


def test_no_second_factor_outside_the_demo_is_refused_loudly(settings):
    from config.checks import second_factor_is_asked_for

    assert second_factor_is_asked_for() == [], "the demo may"
    settings.PLAIN_HTTP = False
    assert second_factor_is_asked_for()[0].id == "daa.E020"
    settings.SECOND_FACTOR_REQUIRED = True
    assert second_factor_is_asked_for() == []


def test_counts_of_attempts_are_shared_by_all_processes(settings):
    assert "DatabaseCache" in settings.CACHES["default"]["BACKEND"]


def test_passwords_are_hashed_with_argon2():
    from django.contrib.auth.hashers import make_password

    assert make_password("x").startswith("argon2")


@pytest.mark.parametrize(("days", "problems"), [(1, 0), (0, 1), (-5, 1)])
def test_backups_that_would_delete_themselves_are_refused(settings, days, problems):
    settings.BACKUP_DAYS = days
    assert len(backups_outlive_their_day()) == problems
