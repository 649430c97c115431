"""Puts a backup in the place of what the database holds, all of it or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.db import DatabaseError, connection, transaction
from django.db.backends.utils import CursorWrapper

from surveys import audit, sealing
from surveys.exceptions import Refused
from surveys.interviews.withdrawals.withdrawal import flush_erased
from surveys.models import Act
from surveys.oversight import server_keys
from surveys.oversight.backup import tables
from surveys.oversight.backup.backup_file import (
    Manifest,
    Tally,
    rows_of_tables,
    verified,
)
from surveys.oversight.backup.carried_over import (
    CarriedOver,
    before_replacing,
    carry_over,
)
from surveys.oversight.backup.making import counted, origin
from surveys.oversight.backup.progress import Progress


@dataclass(frozen=True, slots=True)
class Restored:
    manifest: Manifest
    carried_over: CarriedOver | None  # None where there was nothing to replace


def restore_backup(
    *, path: Path, key: bytes, replace: bool, progress: Progress
) -> Restored:
    """Check the whole file, then put it into the database in one transaction.

    replace: whether a database with interviews may be replaced. Raises Refused, and
    then nothing has changed: when the file is not as it was made, is of another
    database schema or key ring, or when a row did not come back as it was.
    """
    manifest = verified(path, key=key, progress=progress)
    _check_fits(manifest)
    try:
        with transaction.atomic():
            return _replace(path, key, manifest, replace, progress)
    except DatabaseError as problem:
        raise Refused(
            f"The database did not take the backup: {problem}. Nothing was changed."
        ) from problem


def _replace(
    path: Path, key: bytes, manifest: Manifest, replace: bool, progress: Progress
) -> Restored:
    with connection.cursor() as cursor:
        tables.lock_all(cursor)
        before = before_replacing()
        if before.has_interviews and not replace:
            raise Refused(
                "This database has interviews. Add --replace to lose what came after"
                f" {manifest.origin.day}, or name an empty one. Nothing was changed."
            )
        with tables.without_triggers(cursor):
            tables.empty_all(cursor)
            _load(cursor, path, key, progress)
            _check_rows(cursor, manifest, progress)
        tables.reset_sequences(cursor)
    _check_keys()
    detail = {"backup_of": manifest.origin.day, "replaced": before.last_line}
    audit.record(Act.RESTORED, detail=detail)
    carried_over = carry_over(before) if before.has_interviews else None
    transaction.on_commit(flush_erased)
    return Restored(manifest, carried_over)


def _load(cursor: CursorWrapper, path: Path, key: bytes, progress: Progress) -> None:
    ours = {table.name: table for table in tables.tables()}
    for name, columns, rows in rows_of_tables(path, key=key):
        table = ours.get(name)
        if table is None or list(table.columns) != columns:
            raise Refused(f"The backup has other columns of {name}. {_UPDATE}")
        tables.write_rows(cursor, table, counted("restored", table, rows, progress))


def _check_rows(cursor: CursorWrapper, manifest: Manifest, progress: Progress) -> None:
    """Every table is read again and is, row by row, what was saved."""
    for table in tables.tables():
        tally = Tally()
        rows = tables.read_rows(cursor, table)
        for row in counted("checked", table, rows, progress):
            tally.add(row)
        if tally.content != manifest.contents.get(table.name):
            raise Refused(
                f"The rows of {table.name} did not come back as they were saved."
                " Nothing was changed."
            )


_UPDATE = "Install the version of the product that made it. Nothing was changed."


def _check_fits(manifest: Manifest) -> None:
    theirs, ours = manifest.origin, origin()
    if not ours.migrations:
        raise Refused("The database has no tables yet. Run first: manage.py migrate")
    if theirs.database != ours.database:
        raise Refused(
            f"The backup is of {theirs.database}, and DATABASE_URL names"
            f" {ours.database}. Nothing was changed."
        )
    if _parts(theirs.version) > _parts(ours.version):
        raise Refused(
            f"The backup is of version {theirs.version}, and this is {ours.version}."
            " Update the product first. Nothing was changed."
        )
    newer = sorted(set(theirs.migrations) - set(ours.migrations))
    if newer:
        raise Refused(
            f"The backup has a newer database schema ({newer[0]}). Update the product,"
            " run manage.py migrate, then restore. Nothing was changed."
        )
    older = sorted(set(ours.migrations) - set(theirs.migrations))
    if older:
        raise Refused(
            f"The backup has an older database schema (without {older[0]}). Install"
            f" version {theirs.version} as it was on {theirs.day}, restore there, then"
            " update. Nothing was changed."
        )


def _parts(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]


def _check_keys() -> None:
    try:
        server_keys.check_keys()
    except sealing.KeyProblem as problem:
        raise Refused(
            f"DRAFT_KEY_FILE does not fit the backup. {problem} Nothing was changed."
        ) from None
