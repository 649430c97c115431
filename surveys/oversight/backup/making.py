"""Makes a backup while people work, and deletes those that are too old."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from surveys import audit
from surveys.exceptions import Refused
from surveys.models import Act
from surveys.oversight.backup.backup_file import (
    Manifest,
    Origin,
    day_of,
    sealed_file,
    verified,
)
from surveys.oversight.backup.progress import Progress
from surveys.oversight.backup.tables import Table, read_rows, snapshot, tables
from surveys.oversight.product_version import product_version


def make_backup(*, path: Path, key: bytes, progress: Progress) -> Manifest:
    """Write the file, read it back, and record that it is there.

    The file appears under its name when it is complete and on the disk, for its owner
    only. Raises Refused where it exists already or cannot be written.
    """
    if path.exists():
        raise Refused(f"{path} exists already. Name a new file.")
    part = path.with_name(f"{path.name}.part")
    try:
        part.unlink(missing_ok=True)  # of a run that was killed
        _write(part, key, progress)
        manifest = verified(part, key=key, progress=progress)
        part.rename(path)
        _settle(path.parent)
    except OSError as problem:
        raise Refused(f"{path} cannot be written: {problem.strerror}.") from None
    finally:
        part.unlink(missing_ok=True)
    with transaction.atomic():
        audit.record(Act.BACKED_UP, detail={"rows": manifest.rows})
    return manifest


def _write(part: Path, key: bytes, progress: Progress) -> None:
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file, snapshot() as cursor:
        file.writelines(sealed_file(origin(), _contents(cursor, progress), key=key))
        file.flush()
        os.fsync(file.fileno())


def _settle(folder: Path) -> None:
    """Put the new name on the disk too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _contents(
    cursor: CursorWrapper, progress: Progress
) -> Iterator[tuple[Table, Iterator[bytes]]]:
    for table in tables():
        yield table, counted("saved", table, read_rows(cursor, table), progress)


def counted(
    act: str, table: Table, rows: Iterator[bytes], progress: Progress
) -> Iterator[bytes]:
    """The rows, while progress hears how many there were."""
    for number, row in enumerate(rows, start=1):
        progress.rows(act, table.name, number)
        yield row


def origin() -> Origin:
    """Where a backup of this database would come from."""
    return Origin(
        day=timezone.localdate().isoformat(),
        database=connection.vendor,
        version=product_version(),
        migrations=applied_migrations(),
    )


def applied_migrations() -> list[str]:
    """Names of the applied migrations; one that replaces others counts as those."""
    loader = MigrationLoader(connection)
    names = set(loader.applied_migrations)
    for joined, migration in loader.replacements.items():
        if joined in names:
            names = names - {joined} | set(migration.replaces)
    return sorted(".".join(migration) for migration in names)


def delete_old(folder: Path) -> list[Path]:
    """Delete backups in this folder that are BACKUP_DAYS old, by the day in them."""
    last_day = timezone.localdate() - timedelta(days=settings.BACKUP_DAYS)
    old = [path for path in sorted(folder.iterdir()) if _is_old(path, last_day)]
    for path in old:
        path.unlink()
    return old


def _is_old(path: Path, last_day: date) -> bool:
    day = day_of(path) if path.is_file() else None
    return day is not None and day <= last_day.isoformat()
