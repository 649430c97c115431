"""Urgent risks on their way from an interview to the protection contact (ETH-11).

Nothing may join an urgent risk to an interview: no column, no time, no order of rows or
keys, and no number of the transaction that wrote it (`xmin` of PostgreSQL). Hence:

1. Every interview leaves one sealed row, in its own transaction, so that no risk is
   lost: also one that was refused or could not be held. Where nobody was in danger the
   row is as long.
2. `manage.py run_queue` opens these rows every minute, files their risks and deletes
   them. Until then the database and the key ring together would join the two.
3. When interviews of a half-day came, with a risk or without, all risks of that
   half-day are written anew: in one transaction, in random order, under new random
   keys. So they are all as old as the last interview of the half-day.

Withdrawing an interview leaves them: there is no link to follow.
"""

from __future__ import annotations

import json
import random
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from surveys import sealing
from surveys.fieldwork.rounds import half_day
from surveys.models import Round, Site, UrgentRisk, WaitingRisks
from surveys.sealing.sealed_columns import waiting_risks_place

LENGTH = 1_000  # characters of a sealed document: more than all risks of one person
NO_RISK = "none"

RANDOM = random.SystemRandom()


def keep_waiting(*, round: Round, site: Site, kinds: Any, answer: Any) -> None:
    """Seal the urgent risks of one interview, or that there were none.

    kinds: the codes that were chosen, or no list where the question was not answered.
    answer: whether help was accepted.
    """
    document = {
        "site": site.pk,
        "half": half_day(timezone.now()).isoformat(),
        "kinds": [kind for kind in kinds if kind != NO_RISK]
        if isinstance(kinds, list)
        else [],
        "answer": answer if answer in UrgentRisk.Answer.values else "",
    }
    written = json.dumps(document, separators=(",", ":"))  # as seal() writes it
    document["blanks"] = " " * (LENGTH - len(written))
    waiting = WaitingRisks(round=round)
    place = waiting_risks_place(waiting.pk)
    waiting.body = sealing.seal(document, key=settings.DRAFT_KEY, place=place)
    waiting.save(force_insert=True)


@transaction.atomic
def file_waiting_risks(
    *, shuffle: Callable[[list[UrgentRisk]], None] = RANDOM.shuffle
) -> None:
    """File the risks that wait, each among all others of its half-day."""
    waiting = list(WaitingRisks.objects.select_for_update().select_related("round"))
    arrivals: dict[tuple[Round, datetime], list[UrgentRisk]] = {}
    for row in waiting:
        half, risks = _opened(row)
        arrivals.setdefault((row.round, half), []).extend(risks)
    for (round, half), risks in arrivals.items():
        day, afternoon = half.date(), half.hour > 0
        stored = UrgentRisk.objects.filter(round=round, day=day, afternoon=afternoon)
        _write_anew(stored, risks, shuffle)
    if waiting:
        WaitingRisks.objects.filter(pk__in=[row.pk for row in waiting]).delete()
        transaction.on_commit(_forget_older_rows)


def _opened(row: WaitingRisks) -> tuple[datetime, list[UrgentRisk]]:
    """(half-day, risks not yet stored) of a waiting row."""
    place = waiting_risks_place(row.pk)
    document = sealing.unseal(bytes(row.body), key=settings.DRAFT_KEY, place=place)
    half = datetime.fromisoformat(document["half"])
    risks = [
        UrgentRisk(
            round=row.round,
            site_id=document["site"],
            kind=kind,
            answer=document["answer"],
            day=half.date(),
            afternoon=half.hour > 0,
        )
        for kind in document["kinds"]
    ]
    return half, risks


def _write_anew(
    stored: QuerySet[UrgentRisk],
    risks: list[UrgentRisk],
    shuffle: Callable[[list[UrgentRisk]], None],
) -> None:
    """Write all risks of a half-day anew, the new ones among them."""
    together = [*stored, *risks]
    shuffle(together)
    stored.delete()
    for risk in together:
        risk.pk = uuid.uuid4()
    UrgentRisk.objects.bulk_create(together)


def _forget_older_rows() -> None:
    """Take the deleted rows out of PostgreSQL's tables; SQLite overwrites them."""
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM surveys_urgentrisk, surveys_waitingrisks")
