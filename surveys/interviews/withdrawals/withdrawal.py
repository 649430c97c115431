"""Writers of what happens to an interview after it was received."""

from __future__ import annotations

import hmac
from hashlib import sha256

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from surveys import audit, sealing
from surveys.exceptions import Refused
from surveys.interviews import row_hashes
from surveys.interviews.erasure import erase_copies
from surveys.interviews.withdrawals.codes import new_code, spaced
from surveys.models import (
    Act,
    Correction,
    Decision,
    Draft,
    Interview,
    Outcome,
    Person,
    QualityFlag,
    Quarantine,
    Round,
    WithdrawalRequest,
)
from surveys.models.interviews import WITH_ANSWERS
from surveys.sealed_answers.custodian_keys import forget_own_words

ERASED_WITHIN = 5  # minutes; the page promises it, run_queue comes every minute


@transaction.atomic
def note_reading(*, interview: Interview, by: Person) -> None:
    """Record who read the coded answers of one interview."""
    about = f"interview:{interview.interview_id}"
    audit.record(Act.READ_INTERVIEW, by=by, round=interview.round, about=about)


@transaction.atomic
def give_code(*, interview: Interview, by: Person) -> str:
    """A code to withdraw an interview with, once, in groups of digits.

    Only its keyed hash is kept: the code is nowhere but on the person's card.
    """
    code = new_code()
    uncoded = Interview.objects.filter(pk=interview.pk, by=by, withdrawal_hash="")
    uncoded = uncoded.filter(outcome__in=WITH_ANSWERS)
    if not uncoded.update(withdrawal_hash=code_hash(code)):
        raise Refused(_("This interview already has a code."))
    row_hashes.write_hashes(Interview.objects.filter(pk=interview.pk))
    return spaced(code)


def code_hash(code: str) -> str:
    """The keyed hash of a code's digits."""
    key = sealing.load_ring(settings.DRAFT_KEY).hash_key  # outlives a rotation
    return hmac.new(key, b"withdrawal:" + code.encode(), sha256).hexdigest()


def request_withdrawal(*, code: str) -> None:
    """Ask for the interview of a code to be erased, if there is one.

    code: its digits, as read_code() gives them. A code of an interview and a code of
    none take the same statement, so that neither the answer nor its time tells which:
    whoever finds a code in somebody's pocket must not learn that it is one.
    """
    WithdrawalRequest.objects.create(code_hash=code_hash(code))


def erase_requested() -> None:
    """Erase the interviews of all codes that were sent in; the requests go as well."""
    for request in WithdrawalRequest.objects.order_by("asked_at"):
        _carry_out(request)


def interviews_of(request: WithdrawalRequest) -> QuerySet[Interview]:
    """The interview of a request whose day had not passed when it was made, if any."""
    return Interview.objects.filter(
        withdrawal_hash=request.code_hash,
        round__withdrawal_until__gte=timezone.localdate(request.asked_at),
    )


@transaction.atomic
def _carry_out(request: WithdrawalRequest) -> None:
    interviews = interviews_of(request).select_for_update()
    for interview in interviews.select_related("round"):
        _erase(interview.round, interview)
        audit.record(Act.WITHDRAWN, round=interview.round, detail={"by": "code"})
    request.delete()


@transaction.atomic
def withdraw_interview(*, interview: Interview, by: Person) -> None:
    """Withdraw an interview for a person who asked its organisation to.

    The log says who did it in which round, and not which interview it was.
    """
    if interview.outcome == Outcome.WITHDRAWN:
        return
    _erase(interview.round, interview)
    audit.record(
        Act.WITHDRAWN, by=by, round=interview.round, detail={"by": "reference"}
    )


@transaction.atomic
def withdraw_again(*, interview: Interview) -> None:
    """Withdraw an interview that a restored backup brought back."""
    _erase(interview.round, interview)
    audit.record(Act.WITHDRAWN, round=interview.round, detail={"by": "restore"})


def _erase(round: Round, interview: Interview) -> None:
    """Erase the answers; the row stays, so that the sample keeps its place."""
    copies = Interview.objects.filter(interview_id=interview.interview_id)
    erase_content(copies, outcome=Outcome.WITHDRAWN)
    Round.objects.filter(pk=round.pk).update(last_withdrawal_at=timezone.now())
    transaction.on_commit(flush_erased)


def erase_content(interviews: QuerySet[Interview], **columns: Outcome) -> None:
    """Erase the answers of these interviews and whatever leads back to them.

    columns: what else changes in their rows.
    """
    erase_copies(rounds=set(interviews.values_list("round", flat=True)))
    ids = interviews.values("interview_id")
    Quarantine.objects.filter(interview_id__in=ids).delete()
    Draft.objects.filter(pk__in=ids).delete()
    _erase_decisions(interviews)
    forget_own_words(interviews=interviews)
    interviews.update(answers={}, content_hash="", withdrawal_hash="", **columns)
    row_hashes.write_hashes(interviews)


def _erase_decisions(interviews: QuerySet[Interview]) -> None:
    """Erase notes, corrections and flags about interviews; that they were decided
    about stays."""
    Decision.objects.filter(interview__in=interviews).update(note=None)
    Correction.objects.filter(interview__in=interviews).delete()
    about = Q(interview__in=interviews) | Q(other__in=interviews)
    QualityFlag.objects.filter(about).delete()


def flush_erased() -> None:
    """Take what was erased out of SQLite's write-ahead log too."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
