"""Lets a test empty its own database, and tamper as an intruder with the disk would."""

import subprocess
from contextlib import contextmanager

from django.core.management.commands import flush
from django.db import connection

ENTRIES = "surveys_auditentry"


def bytes_on_disk(path):
    """The bytes of a database file in use, read by another process.

    A process that opens and closes the file of its own database loses SQLite's locks on
    it, and the next process to close the database takes its log away
    (sqlite.org/howtocorrupt.html, section 2.2).
    """
    return subprocess.run(["cat", str(path)], capture_output=True, check=True).stdout


def settle():
    """PostgreSQL alters no table while foreign keys wait to be checked."""
    if connection.in_atomic_block:
        connection.check_constraints()


@contextmanager
def lifted(table=ENTRIES):
    """Without the triggers of a table, as someone with the database's file."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            settle()
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            yield cursor
            settle()
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            return
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        triggers = cursor.execute(f"{query} AND tbl_name = '{table}'").fetchall()
        for name, _sql in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        yield cursor
        for _name, sql in triggers:
            cursor.execute(sql)


def flushable():
    """Django empties every table after a transactional test; the log refuses that."""
    empty = flush.Command.handle

    def handle(self, **options):
        with lifted():
            empty(self, **options)

    flush.Command.handle = handle
