"""The rows of every table as lines, in the order of their keys, and back into tables.

A line ends with its only line break. On SQLite it is JSON, with bytes as
{"base64": …}; on PostgreSQL it is what COPY writes and reads.
"""

import base64
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import CharField

# Sessions end with a restore: one that was ended since must not come back to life.
LEFT_OUT = ("django_session", "surveys_opensession")
BATCH = 1_000  # rows of one statement on SQLite
# What COPY writes depends on these.
SAME_TEXT = (
    "SET LOCAL TimeZone = 'UTC'",
    "SET LOCAL DateStyle = 'ISO, YMD'",
    "SET LOCAL IntervalStyle = 'postgres'",
    "SET LOCAL bytea_output = 'hex'",
    "SET LOCAL extra_float_digits = 1",
)
# On SQLite, in WAL, who reads keeps what they saw first and stops no writer.
SNAPSHOT = {
    "sqlite": ("BEGIN DEFERRED",),
    "postgresql": ("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", *SAME_TEXT),
}


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    key: str  # the column of its primary key
    key_is_text: bool
    columns: tuple[str, ...]


def tables() -> list[Table]:
    """Every table of a model but those of sessions, by name."""
    models = [model._meta for model in apps.get_models(include_auto_created=True)]
    return [
        Table(
            meta.db_table,
            str(meta.pk.column),
            isinstance(meta.pk, CharField),
            tuple(sorted(str(field.column) for field in meta.local_concrete_fields)),
        )
        for meta in sorted(models, key=lambda meta: meta.db_table)
        if meta.db_table not in LEFT_OUT
    ]


@contextmanager
def snapshot() -> Iterator[CursorWrapper]:
    """A cursor that reads the database as it is now, while others go on writing."""
    reader = connection.copy()
    try:
        with reader.cursor() as cursor:
            for statement in SNAPSHOT[reader.vendor]:
                cursor.execute(statement)
            yield cursor
            cursor.execute("ROLLBACK")
    finally:
        reader.close()


def read_rows(cursor: CursorWrapper, table: Table) -> Iterator[bytes]:
    """One line a row, by primary key."""
    if cursor.db.vendor == "postgresql":
        # Numbers and UUIDs have one order; of texts only "C" is everywhere the same.
        order = f'"{table.key}"' + (' COLLATE "C"' if table.key_is_text else "")
        query = f"SELECT {_listed(table)} FROM {table.name} ORDER BY {order}"  # noqa: S608 - our own names
        with (
            cursor.db.wrap_database_errors,
            cursor.copy(f"COPY ({query}) TO STDOUT") as copy,
        ):
            yield from lines(bytes(part) for part in copy)
        return
    # A column behind a plus has no declared type: its value comes as it is stored.
    values = ", ".join(f'+"{column}"' for column in table.columns)
    cursor.execute(f'SELECT {values} FROM {table.name} ORDER BY "{table.key}"')  # noqa: S608 - our own names
    for row in cursor:
        text = json.dumps(
            row, default=_coded, ensure_ascii=False, separators=(",", ":")
        )
        yield text.encode() + b"\n"


def write_rows(cursor: CursorWrapper, table: Table, rows: Iterable[bytes]) -> None:
    """Lines of read_rows() into an empty table."""
    if cursor.db.vendor == "postgresql":
        statement = f"COPY {table.name} ({_listed(table)}) FROM STDIN"
        with cursor.db.wrap_database_errors, cursor.copy(statement) as copy:
            for row in rows:
                copy.write(row)
        return
    places = ", ".join(["%s"] * len(table.columns))
    statement = f"INSERT INTO {table.name} ({_listed(table)}) VALUES ({places})"  # noqa: S608 - our own names
    values = (json.loads(row, object_hook=_decoded) for row in rows)
    while batch := list(islice(values, BATCH)):
        cursor.executemany(statement, batch)


def lines(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Parts of any length → lines with their break; the last one may lack it."""
    waiting = b""
    for part in parts:
        first, *others = part.split(b"\n")
        waiting += first
        for other in others:
            yield waiting + b"\n"
            waiting = other
    if waiting:
        yield waiting


def lock_all(cursor: CursorWrapper) -> None:
    """Nobody else reads or writes until the transaction ends.

    On SQLite no other writes from its beginning on, and others read what was before.
    """
    if cursor.db.vendor == "postgresql":
        cursor.execute(f"LOCK TABLE {_every_name()} IN ACCESS EXCLUSIVE MODE")
        for statement in SAME_TEXT:
            cursor.execute(statement)


def empty_all(cursor: CursorWrapper) -> None:
    if cursor.db.vendor == "postgresql":
        cursor.execute(f"TRUNCATE {_every_name()}")  # erased rows leave the disk too
        return
    for name in _every_name().split(", "):
        cursor.execute(f"DELETE FROM {name}")  # noqa: S608 - our own names


@contextmanager
def without_triggers(cursor: CursorWrapper) -> Iterator[None]:
    """The audit log refuses to be emptied, which a restore must do in between."""
    names = _every_name().split(", ")
    if cursor.db.vendor == "postgresql":
        for name in names:
            cursor.execute(f"ALTER TABLE {name} DISABLE TRIGGER USER")
        yield
        cursor.db.check_constraints()  # no table changes while keys wait for a check
        for name in names:
            cursor.execute(f"ALTER TABLE {name} ENABLE TRIGGER USER")
        return
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    triggers = cursor.fetchall()
    for name, _statement in triggers:
        cursor.execute(f"DROP TRIGGER {name}")
    yield
    cursor.db.check_constraints()
    for _name, statement in triggers:
        cursor.execute(statement)


def reset_sequences(cursor: CursorWrapper) -> None:
    """New rows get numbers after the highest; SQLite sees to it by itself."""
    models = apps.get_models(include_auto_created=True)
    for statement in cursor.db.ops.sequence_reset_sql(no_style(), models):
        cursor.execute(statement)


def _listed(table: Table) -> str:
    return ", ".join(f'"{column}"' for column in table.columns)


def _every_name() -> str:
    return ", ".join([*(table.name for table in tables()), *LEFT_OUT])


def _coded(value: bytes) -> dict[str, str]:
    return {"base64": base64.b64encode(value).decode()}


def _decoded(value: dict[str, Any]) -> bytes:
    return base64.b64decode(value["base64"])
