"""Writers of what happens to an interview after it was received."""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from surveys import audit, sealing
from surveys.exceptions import Refused
from surveys.interviews.erasure import erase_copies
from surveys.models import Act, Draft, Interview, Outcome, Person, Quarantine, Round
from surveys.models.interviews import WITH_ANSWERS
from surveys.sealed_answers.custodian_keys import forget_own_words

DIGITS = 10  # after the first 0, as of a telephone number


@transaction.atomic
def note_reading(*, interview: Interview, by: Person) -> None:
    """Record who read the coded answers of one interview."""
    about = f"interview:{interview.interview_id}"
    audit.record(Act.READ_INTERVIEW, by=by, round=interview.round, about=about)


@transaction.atomic
def give_code(*, interview: Interview, by: Person) -> str:
    """A code to withdraw an interview with, once; it looks like a phone number.

    Only its keyed hash is kept: the code is nowhere but on the person's card.
    """
    code = "0" + "".join(secrets.choice("0123456789") for _place in range(DIGITS))
    uncoded = Interview.objects.filter(pk=interview.pk, by=by, withdrawal_hash="")
    uncoded = uncoded.filter(outcome__in=WITH_ANSWERS)
    if not uncoded.update(withdrawal_hash=code_hash(code)):
        raise Refused(_("This interview already has a code."))
    return f"{code[:3]} {code[3:7]} {code[7:]}"


def code_hash(code: str) -> str:
    digits = "".join(character for character in code if character.isdecimal()).encode()
    key = sealing.load_ring(settings.DRAFT_KEY).hash_key  # outlives a rotation
    return hmac.new(key, b"withdrawal:" + digits, sha256).hexdigest()


@transaction.atomic
def withdraw_by_code(*, code: str) -> None:
    """Withdraw the interview of a code, or nothing; the caller never learns which.

    Whoever finds the code in somebody's pocket must not learn that it is one.
    """
    interviews = Interview.objects.select_for_update().filter(
        withdrawal_hash=code_hash(code),
        round__withdrawal_until__gte=timezone.localdate(),
    )
    for interview in interviews.select_related("round"):
        _erase(interview.round, interview)
        audit.record(Act.WITHDRAWN, round=interview.round, detail={"by": "code"})


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
    erase_content(Interview.objects.filter(interview_id=interview.interview_id))
    Interview.objects.filter(interview_id=interview.interview_id).update(
        outcome=Outcome.WITHDRAWN
    )
    Round.objects.filter(pk=round.pk).update(last_withdrawal_at=timezone.now())
    transaction.on_commit(flush_erased)


def erase_content(interviews: QuerySet[Interview]) -> None:
    """Erase the answers of these interviews and whatever leads back to them."""
    erase_copies(rounds=set(interviews.values_list("round", flat=True)))
    ids = interviews.values("interview_id")
    Quarantine.objects.filter(interview_id__in=ids).delete()
    Draft.objects.filter(pk__in=ids).delete()
    forget_own_words(interviews=interviews)
    interviews.update(answers={}, content_hash="", withdrawal_hash="")


def flush_erased() -> None:
    """Take what was erased out of SQLite's write-ahead log too."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
