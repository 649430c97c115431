"""Receives sealed interviews from tablets, each by itself and with its own receipt."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import DataError, IntegrityError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from surveys.exceptions import NotFinished, Refused
from surveys.fieldwork.safeguards import suspension_of
from surveys.interviews import submission
from surveys.models import Device, InstrumentVersion, Interview, Round, Site
from surveys.offline.finished_record import FinishedRecord, Unreadable, read_record

logger = logging.getLogger(__name__)
MOST_RECORDS = 50  # of one batch
REFUSED = "refused"
MOST_PROBLEMS = 100
UNEXPECTED = (
    *(ValueError, TypeError, KeyError, RecursionError, OverflowError),
    *(DataError, IntegrityError),  # what a column or a constraint does not take
)


@dataclass(frozen=True, slots=True)
class RecordOutcome:
    """What happened to one record, in the order in which records were sent.

    sent: SHA-256 of the text as it arrived; the tablet compares before it deletes.
    proof: from inside the record, which only this server can open.
    state: received, already_received, quarantined, withdrawn, or refused: then the
    record stays on the tablet, sentence says why, and problems name questions.
    """

    sent: str
    state: str
    proof: str = ""
    receipt: str = ""
    received_at: datetime | None = None
    sentence: str = ""
    problems: list[dict[str, Any]] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        at = self.received_at.isoformat() if self.received_at else None
        return {
            "sent": self.sent,
            "state": self.state,
            "proof": self.proof,
            "receipt": self.receipt,
            "received_at": at,
            "sentence": self.sentence,
            "problems": self.problems,
        }


def receive_batch(*, texts: list[str], device: Device) -> list[RecordOutcome]:
    """Receive records in the order in which they were sent, in one transaction."""
    with submission.one_batch() as batch:
        return [receive(text=text, device=device, batch=batch) for text in texts]


def receive(*, text: str, device: Device, batch: submission.Batch) -> RecordOutcome:
    """Open one record and submit its interview; the outcome says what happened.

    A record that cannot be read or accepted is refused by itself, whatever is wrong
    with it, so that it blocks no other one. A problem of the database that is not the
    record's own is raised: nothing of the batch is stored, and the tablet sends it
    again.
    """
    sent = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    try:
        record = read_record(text)
        receipt = _submit(record, device, batch)
    except Unreadable:
        logger.warning("", extra={"event": "record-unreadable"})
        return RecordOutcome(sent, REFUSED, sentence=_unreadable())
    except NotFinished as refusal:
        return RecordOutcome(
            sent, REFUSED, sentence=str(refusal), problems=_named(refusal.problems)
        )
    except Refused as refusal:
        return RecordOutcome(sent, REFUSED, sentence=str(refusal))
    except UNEXPECTED:  # a shape that nothing here expects must not stop the others
        logger.exception("", extra={"event": "record-refused"})
        return RecordOutcome(sent, REFUSED, sentence=_unreadable())
    return RecordOutcome(
        sent=sent,
        state=receipt.state,
        proof=record.proof,
        receipt=receipt.reference,
        received_at=receipt.received_at,
    )


def _unreadable() -> str:
    return _(
        "The server cannot read this interview. It stays locked on the tablet. Make a"
        " rescue file and call your coordinator."
    )


def _named(problems: list[Any]) -> list[dict[str, Any]]:
    return [
        {
            "question": problem.question,
            "code": problem.code,
            "params": dict(problem.params),
            "message": dict(problem.message),
        }
        for problem in problems[:MOST_PROBLEMS]
    ]


def _submit(
    record: FinishedRecord, device: Device, batch: submission.Batch
) -> submission.Receipt:
    versions = InstrumentVersion.objects.defer("compiled", "workbook", "written")
    version = batch.get(
        *("version", record.version),
        find=versions.filter(fingerprint=record.version).first,
    )
    rounds = Round.objects.filter(code=record.round)
    round = batch.get("round", record.round, find=rounds.first)
    sites = Site.objects.filter(code=record.site)
    site = batch.get("site", record.site, find=sites.first)
    if version is None or round is None or site is None or record.device != device.pk:
        raise Unreadable("of another tablet, or about what is not on this server")
    suspension = batch.get(
        "suspension", round.pk, site.pk, find=lambda: suspension_of(round, site)
    )
    refusal = _why_not(record, round, suspension is not None)
    if refusal and not _is_here(record):
        raise Refused(refusal)
    return submission.submit_interview(
        version=version,
        answers=record.answers,
        interview_id=record.interview_id,
        round=round,
        site=site,
        by=device.person,
        stopped=record.stopped,
        held_on=_day_held(record.held_on, round),
        words=record.words,
        minutes=record.minutes,
        code=record.code,
        batch=batch,
    )


def _day_held(day: date, round: Round) -> date:
    """The day of the tablet, or today where its clock is plainly wrong."""
    today = timezone.localdate()
    return day if round.starts_on <= day <= today else today


def _is_here(record: FinishedRecord) -> bool:
    """Whether the interview came before: then its receipt is told again."""
    return Interview.objects.filter(interview_id=record.interview_id).exists()


def _why_not(record: FinishedRecord, round: Round, suspended: bool) -> str:
    """Why an interview is not taken in now, or "".

    Nor where the person was told later days than those that hold now.
    """
    if suspended:
        return _(
            "Interviews at %(site)s are suspended. The interview stays locked on the"
            " tablet. Call your coordinator, and send it when interviews there are"
            " allowed again."
        ) % {"site": record.site}
    for was_told, holds in (
        (record.withdrawal_until, round.withdrawal_until),
        (record.retention_until, round.retention_until),
    ):
        if was_told and holds and was_told > holds:
            return _(
                "The days of this round changed after the tablet got its forms: the"
                " person was told %(day)s, and now it is %(now)s. The interview stays"
                " locked on the tablet. Call your coordinator."
            ) % {"day": date_format(was_told), "now": date_format(holds)}
    return ""
