"""What is missing before people can be let in, in sentences for the operator."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from config.messages import LOCALE
from surveys import sealing
from surveys.oversight.server_keys import check_keys

LEAST_BYTES = 1_000_000_000


NO_DATABASE = "The database does not answer. Start it, or correct DATABASE_URL."


def missing() -> list[str]:
    """Every sentence; none when all is there."""
    return missing_steps() + nearly_full()


def missing_steps() -> list[str]:
    """What an installation or an update left out."""
    if not _database_answers():
        return [NO_DATABASE]
    pending = list(_migrations())
    checks: tuple[Callable[[], Iterator[str]], ...] = (
        *(_static_files, _catalogues),
        *(() if pending else (_keys, _standards)),  # they read tables
    )
    return pending + [sentence for check in checks for sentence in check()]


def breaks_every_page() -> bool:
    """Whether a step is missing without which no page can be answered."""
    return not _database_answers() or any(_migrations()) or any(_static_files())


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _migrations() -> Iterator[str]:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        yield f"Migrations are pending: {len(plan)}. Run: manage.py migrate"


def _static_files() -> Iterator[str]:
    """A page without its scripts looks well and saves nothing."""
    hashed = getattr(staticfiles_storage, "hashed_files", None)
    if hashed is not None and not hashed:
        yield "The static files are missing. Run: manage.py collectstatic --noinput"


def _catalogues() -> Iterator[str]:
    for source in LOCALE.glob("*/LC_MESSAGES/*.po"):
        if not source.with_suffix(".mo").exists():
            language = source.parent.parent.name
            yield f"The texts in {language} are missing. Run: python -m config.messages"


def nearly_full() -> list[str]:
    """The disk, which no step mends; who reads is let in all the same."""
    place = Path(settings.BASE_DIR)
    if connection.vendor == "sqlite":
        file = Path(str(connection.settings_dict["NAME"]))
        place = file.parent if file.exists() else place
    if shutil.disk_usage(place).free >= LEAST_BYTES:
        return []
    return ["Less than 1 GB of the disk is free. Free some space."]


def _keys() -> Iterator[str]:
    try:
        check_keys()
    except sealing.KeyProblem as problem:
        yield str(problem)


def _standards() -> Iterator[str]:
    if not apps.get_model("assessment.Standard")._default_manager.exists():
        yield "The standards are missing. Run: manage.py load_standards"
