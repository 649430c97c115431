"""Writes the audit log, in the transaction of the act itself, and checks its chain."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from surveys.models import Person, Round
from surveys.models.audit import Act, AuditEntry, AuditHead

SEPARATOR = "\x1f"  # JSON escapes it, and no other column may hold it
COLUMNS = ("number", "at", "act", "by_id", "round_id", "about", "detail")
CHUNK = 5_000
TRIGGERS = {
    "sqlite": "SELECT count(*) FROM sqlite_master WHERE type = 'trigger'"
    " AND tbl_name = 'surveys_auditentry'",
    "postgresql": "SELECT count(*) FROM pg_trigger WHERE tgenabled <> 'D'"
    " AND tgrelid = 'surveys_auditentry'::regclass AND NOT tgisinternal",
}


def record(
    act: Act,
    *,
    by: Person | None = None,
    round: Round | None = None,
    about: str = "",
    detail: dict[str, Any] | None = None,
) -> AuditEntry:
    """Append one entry; it stands or falls with the transaction around it.

    about: what was acted on, such as "interview:<uuid>". detail: few plain values,
    never an answer, a name or an address.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "An act is recorded in its own transaction: call audit.record inside it."
        )
    if SEPARATOR in about:
        raise ValueError("about holds a control character")
    head, _created = AuditHead.objects.select_for_update().get_or_create(pk=1)
    entry = AuditEntry(
        number=head.number + 1,
        at=timezone.now().astimezone(UTC).isoformat(timespec="microseconds"),
        act=act,
        by=by,
        round=round,
        about=about,
        detail=canonical(detail) if detail else "",
    )
    entry.hash = chained_hash(head.hash, [getattr(entry, name) for name in COLUMNS])
    entry.save(force_insert=True)
    AuditHead.objects.filter(pk=1).update(number=entry.number, hash=entry.hash)
    return entry


def canonical(detail: dict[str, Any]) -> str:
    return json.dumps(detail, sort_keys=True, separators=(",", ":"))


def chained_hash(before: str, values: list[Any]) -> str:
    """SHA-256 over the hash before and every column of an entry."""
    text = SEPARATOR.join([before, *("" if v is None else str(v) for v in values)])
    return sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Broken:
    """A place where the log is not what was written. number: 0 for the whole log."""

    number: int
    kind: str  # "hash", "missing", "head", "kept_head", "triggers"


def verify(party_heads: dict[int, str] | None = None) -> Iterator[Broken]:
    """Every break of the chain, of the head, of heads kept elsewhere, of the guards.

    kept: number → hash of heads that a party wrote down; they show a log that was cut
    or written anew, which no chain shows by itself.
    """
    missing, number, before = dict(party_heads or {}), 0, ""
    if not has_triggers():
        yield Broken(0, "triggers")
    for row in _rows():
        *values, entry_hash = row
        if values[0] != number + 1:
            yield Broken(number + 1, "missing")
        if chained_hash(before, values) != entry_hash:
            yield Broken(values[0], "hash")
        number, before = values[0], entry_hash
        if number in missing and missing.pop(number) != entry_hash:
            yield Broken(number, "kept_head")
    yield from (Broken(absent, "kept_head") for absent in sorted(missing))
    head = AuditHead.objects.filter(pk=1).first() or AuditHead()
    if (head.number, head.hash) != (number, before):
        yield Broken(number, "head")


def has_triggers() -> bool:
    """Whether the triggers that refuse changes are in place."""
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS[connection.vendor])
        return bool(cursor.fetchone()[0] >= 2)


def _rows() -> Iterator[tuple[Any, ...]]:
    names = ", ".join([*COLUMNS, "hash"])
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {names} FROM surveys_auditentry ORDER BY number")  # noqa: S608 - our own column names
        while chunk := cursor.fetchmany(CHUNK):
            yield from chunk


def heads(days: int = 31) -> list[tuple[str, int, str]]:
    """(day, number, hash) of the last entry of each day, newest first."""
    last_entries: dict[str, tuple[str, int, str]] = {}
    columns = AuditEntry.objects.order_by("-number").values_list("number", "at", "hash")
    for number, time, hash_ in columns.iterator(chunk_size=CHUNK):
        day = time[:10]
        if day not in last_entries:
            if len(last_entries) == days:
                break
            last_entries[day] = (day, number, hash_)
    return list(last_entries.values())


def parse_heads(text: str) -> dict[int, str]:
    """“2026-03-01 17 3fa9…” lines → {17: "3fa9…"}, or ValueError."""
    hashes = {}
    for line in text.split("\n"):
        words = [word for word in line.split() if not _is_day(word)]
        if words:
            number, hash_ = words
            int(hash_, 16)
            hashes[int(number)] = hash_.lower()
    return hashes


def _is_day(word: str) -> bool:
    try:
        datetime.strptime(word, "%Y-%m-%d")
    except ValueError:
        return False
    return True
