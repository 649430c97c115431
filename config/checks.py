"""System checks that refuse settings under which an acknowledged answer can be lost."""

from pathlib import Path

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.db import OperationalError, connection

from config import environment as env
from surveys.models import KeySentinel
from surveys.oversight.server_keys import check_keys
from surveys.sealing import KeyProblem, load_ring

SECRET_FILES = (
    *("SECRET_KEY_FILE", "DRAFT_KEY_FILE", "BACKUP_KEY_FILE"),
    "EMAIL_PASSWORD_FILE",
)
OTHERS = 0o077  # the bits of group and everybody
NEEDED = {
    "journal_mode": ("WAL", "readers would block the writer"),
    "synchronous": ("FULL", "a power cut could take an acknowledged interview"),
    "secure_delete": ("ON", "erased answers would stay in the file"),
    "foreign_keys": ("ON", "answers could lose their round or site"),
}


@register(Tags.database)
def sqlite_is_durable(app_configs=None, **kwargs):
    """Look at the options asked for; tests/config asks SQLite what it really set."""
    return [
        problem
        for alias, database in settings.DATABASES.items()
        if database["ENGINE"] == "django.db.backends.sqlite3"
        for problem in weak_options(alias, database.get("OPTIONS", {}))
    ]


def weak_options(alias, options):
    pragmas = dict(
        statement.strip().removeprefix("PRAGMA ").split("=", 1)
        for statement in options.get("init_command", "").split(";")
        if "=" in statement
    )
    for name, (value, why) in NEEDED.items():
        if pragmas.get(name, "").upper() != value:
            yield Error(
                f'Database "{alias}": PRAGMA {name} must be {value}, or {why}.',
                id="daa.E001",
            )
    if options.get("transaction_mode") != "IMMEDIATE":
        yield Error(
            f'Database "{alias}": transaction_mode must be IMMEDIATE, or parallel'
            " writers are refused with 'database is locked'.",
            id="daa.E002",
        )
    if options.get("timeout", 0) < 20:
        yield Error(
            f'Database "{alias}": timeout must be at least 20 seconds.', id="daa.E003"
        )


@register(Tags.security)
def draft_key_is_usable(app_configs=None, **kwargs):
    try:
        load_ring(settings.DRAFT_KEY)
    except KeyProblem as problem:
        return [Error(str(problem), id="daa.E004")]
    return []


@register(Tags.security)
def secrets_are_their_owners_alone(app_configs=None, **kwargs):
    """Files of secrets that others on this machine may read or write."""
    paths = [Path(env.text(name, "")) for name in SECRET_FILES if env.text(name, "")]
    return [
        Error(
            f"Others on this machine may read or change {path}. Run: chmod 600 {path}",
            id="daa.E006",
        )
        for path in paths
        if path.stat().st_mode & OTHERS
    ]


@register(Tags.security)
def keys_fit_the_database(app_configs=None, **kwargs):
    """Before every command; an empty database has no key that could be wrong."""
    problem = wrong_keys()
    return [Error(problem, id="daa.E005")] if problem else []


def wrong_keys():
    """The sentence that says which key does not fit the database, or nothing."""
    try:
        if knows_keys():
            check_keys()
    except KeyProblem as problem:
        return str(problem)
    return ""


def knows_keys():
    """Whether there is a database that was migrated so far as to know its keys."""
    try:
        return KeySentinel._meta.db_table in connection.introspection.table_names()
    except OperationalError:  # no database, no data: who needs it will say so
        return False


@register(Tags.security)
def backups_outlive_their_day(app_configs=None, **kwargs):
    if settings.BACKUP_DAYS >= 1:
        return []
    message = "BACKUP_DAYS must be 1 or more: each backup would delete itself."
    return [Error(message, id="daa.E007")]


@register(Tags.security)
def second_factor_is_asked_for(app_configs=None, **kwargs):
    if settings.SECOND_FACTOR_REQUIRED or settings.PLAIN_HTTP:
        return []
    message = (
        "SECOND_FACTOR_REQUIRED is off outside a demonstration: a stolen password"
        " would open figures and sealed answers. Remove it from the environment."
    )
    return [Error(message, id="daa.E020")]
