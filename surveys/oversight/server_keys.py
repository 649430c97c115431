"""The server's own keys: whether they fit the database, and moving to a new one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from surveys import sealing
from surveys.models import KeySentinel
from surveys.offline.devices import keys_on_tablets
from surveys.sealing.sealed_columns import SEALED_FIELDS, SealedField

BATCH = 20  # rows of one transaction: a writer waits for no more than these


@dataclass(frozen=True, slots=True)
class Progress:
    """A batch of rows of one field that was looked at."""

    field: SealedField
    resealed: int
    broken: int  # rows that no key of the ring opens


def _sentinel_place(key_id: str) -> str:
    return f"sentinel:body:{key_id}"


def _sentinel_word() -> str:
    """Changes with the hash key, which seals nothing that could fail to open."""
    return sealing.content_hash(b"sentinel", key=settings.DRAFT_KEY)


def check_keys() -> None:
    """KeyProblem when the key file is not the one of this database."""
    ring = sealing.load_ring(settings.DRAFT_KEY)
    sentinels = list(KeySentinel.objects.order_by("pk"))
    for sentinel in sentinels:
        _check_sentinel(sentinel, ring)
    if not sentinels and not _opens_what_there_is():
        raise sealing.KeyProblem(
            "The draft key file is not the one of this database: a draft does not open."
            " Put back the right file."
        )


def _check_sentinel(sentinel: KeySentinel, ring: sealing.KeyRing) -> None:
    name = sentinel.key_id
    if name not in ring.keys:
        raise sealing.KeyProblem(
            f'The draft key file lacks the key "{name}", under which this database'
            " still holds data. Put its line back; rotate_keys says when it may go."
        )
    place = _sentinel_place(name)
    try:
        word = sealing.unseal(bytes(sentinel.body), key=settings.DRAFT_KEY, place=place)
    except sealing.SealBroken:
        raise sealing.KeyProblem(
            f'The key "{name}" of the draft key file is not the one that this database'
            " was sealed under. Put back the right file."
        ) from None
    if word != _sentinel_word():
        raise sealing.KeyProblem(
            'The line "hash" of the draft key file is not the one of this database.'
            " Put back the right file: interviews sent twice would count twice."
        )


def _opens_what_there_is() -> bool:
    """For a database from before sentinels: the first row of each field opens.

    A table that a migration still has to make holds nothing.
    """
    tables = set(connection.introspection.table_names())
    for field in SEALED_FIELDS:
        if field.table not in tables:
            continue
        row = field.rows.first()
        if row is not None and _opened(field, row) is None:
            return False
    return True


def mark_key() -> None:
    """Remember which key this database is sealed under, before anything is."""
    check_keys()
    name = sealing.load_ring(settings.DRAFT_KEY).active
    body = sealing.seal(
        _sentinel_word(), key=settings.DRAFT_KEY, place=_sentinel_place(name)
    )
    KeySentinel.objects.get_or_create(key_id=name, defaults={"body": body})


def reseal_all() -> Iterator[Progress]:
    """Seal everything under the active key; safe to be killed and to run again."""
    mark_key()
    for field in SEALED_FIELDS:
        last = None
        while batch := _after(field, last):
            last = batch[-1].pk
            yield _reseal(field, batch)


def _after(field: SealedField, last: Any) -> list[Any]:
    rows = field.rows if last is None else field.rows.filter(pk__gt=last)
    return list(rows[:BATCH])


@transaction.atomic
def _reseal(field: SealedField, batch: list[Any]) -> Progress:
    active = sealing.load_ring(settings.DRAFT_KEY).active
    resealed = broken = 0
    for row in batch:
        if sealing.is_under(field.ciphertext(row), active):
            continue
        document = _opened(field, row)
        if document is None:
            broken += 1
            continue
        # Only if nobody wrote meanwhile; who writes now, writes under the active key.
        same = field.rows.filter(pk=row.pk, **{field.field: field.column(row)})
        sealed = sealing.seal(document, key=settings.DRAFT_KEY, place=field.place(row))
        resealed += same.update(**{field.field: field.with_ciphertext(row, sealed)})
    return Progress(field, resealed, broken)


def _opened(field: SealedField, row: Any) -> Any:
    """What a row holds, or None when no key of the ring opens it; nothing is None."""
    try:
        return sealing.unseal(
            field.ciphertext(row), key=settings.DRAFT_KEY, place=field.place(row)
        )
    except sealing.SealBroken:
        return None


def still_under_old_keys() -> int:
    """Rows that are sealed under a key other than the active one, or under none."""
    active = sealing.load_ring(settings.DRAFT_KEY).active
    return sum(
        not sealing.is_under(field.ciphertext(row), active)
        for field in SEALED_FIELDS
        for row in field.rows.only(field.field).iterator()
    )


@transaction.atomic
def forget_old_keys() -> list[str]:
    """The keys of the ring that nothing is sealed under any more.

    Their sentinels go: from now on the file may lack these keys. A key that a tablet
    may hold interviews for stays.
    """
    if still_under_old_keys():
        return []
    ring = sealing.load_ring(settings.DRAFT_KEY)
    needed = {ring.active, *keys_on_tablets()}
    KeySentinel.objects.exclude(key_id__in=needed).delete()
    return [name for name in ring.keys if name not in needed]


def old_keys_on_tablets() -> list[str]:
    """The old keys of the ring that interviews on tablets may be sealed to."""
    ring = sealing.load_ring(settings.DRAFT_KEY)
    return sorted(keys_on_tablets() & ring.keys.keys() - {ring.active})
