"""The database keeps what it acknowledged, and weaker options are refused."""

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from config.checks import (
    backups_outlive_their_day,
    draft_key_is_usable,
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
