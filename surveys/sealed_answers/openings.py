"""Writers of openings: one custodian asks for one answer, another one agrees."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from surveys import audit, sealing
from surveys.exceptions import Refused
from surveys.models import Act, CustodianKey, Interview, Opening, Person, SealedKey
from surveys.sealed_answers.custodian_keys import custodians_of
from surveys.sealing.sealed_columns import reason_place

REASON_LETTERS = 2_000
HALF_BYTES = 512  # an inner layer has 113


@dataclass(frozen=True, slots=True)
class Envelope:
    """What the second person's browser opens, and what binds it."""

    half: bytes
    half_context: bytes
    answer: str
    answer_context: bytes


def read_reason(opening: Opening) -> str:
    place = reason_place(opening.pk)
    reason: str = sealing.unseal(
        bytes(opening.reason), key=settings.DRAFT_KEY, place=place
    )
    return reason


def custody_of(interview: Interview) -> sealing.Custody:
    """What the contexts of an interview's layers are made of, as when it was sealed."""
    fingerprints = SealedKey.objects.get(interview=interview).layers
    return sealing.Custody(
        interview.round.code,
        interview.interview_id,
        interview.revision,
        dict.fromkeys(fingerprints, b""),
    )


@transaction.atomic
def ask_opening(
    *,
    interview: Interview,
    question: str,
    reason: str,
    asker_key: CustodianKey,
    partner_key: CustodianKey,
    half: bytes,
    by: Person,
) -> Opening:
    """Ask another custodian to open one answer together.

    half: the inner layer, which the asker's browser has laid bare.
    """
    partner = partner_key.person
    _check_two(interview, asker_key, partner_key, by)
    if question not in (interview.sealed or {}):
        raise Refused(_("Choose the answer that has to be opened."))
    if not reason.strip():
        raise Refused(_("Write why this answer has to be opened."))
    if len(reason) > REASON_LETTERS or "\x00" in reason:
        raise Refused(_("Write a shorter reason, with ordinary characters."))
    if not half or len(half) > HALF_BYTES:
        raise Refused(
            _(
                "Your part of the answer is still locked. Type your recovery text on"
                " this page and send it again. The browser needs JavaScript."
            )
        )
    forget_expired_openings()
    opening_id, now = uuid.uuid4(), timezone.now()
    sealed = sealing.seal(
        reason.strip(), key=settings.DRAFT_KEY, place=reason_place(opening_id)
    )
    opening = Opening.objects.create(
        id=opening_id,
        interview=interview,
        question=question,
        reason=sealed,
        asked_by=by,
        partner=partner,
        asker_key=asker_key,
        partner_key=partner_key,
        half=half,
        asked_at=now,
        expires_at=now + timedelta(hours=Opening.HOURS),
    )
    _record(Act.OPENING_ASKED, opening, by)
    return opening


def _record(act: Act, opening: Opening, by: Person) -> None:
    """Which answer of which interview; never what it says, nor why it was asked for."""
    audit.record(
        act,
        by=by,
        round=opening.interview.round,
        about=f"interview:{opening.interview.interview_id}",
        detail={"opening": str(opening.pk), "question": opening.question},
    )


def _check_two(
    interview: Interview, asker: CustodianKey, partner: CustodianKey, by: Person
) -> None:
    custodians = custodians_of(interview.round)
    if asker.person_id != by.pk or not custodians.filter(person=by).exists():
        raise Refused(_("Only a custodian of this round can do this."))
    if partner.person_id == by.pk:
        raise Refused(_("Choose a second person. Nobody can open an answer alone."))
    if not custodians.filter(person=partner.person_id).exists():
        raise Refused(_("Choose another custodian of this round."))
    both = [asker.fingerprint, partner.fingerprint]
    sealed = SealedKey.objects.filter(interview=interview, layers__has_keys=both)
    if not sealed.exists():
        raise Refused(_("These two keys cannot open this interview."))


@transaction.atomic
def agree_opening(*, opening: Opening, by: Person) -> None:
    """The second person agrees; only now, and only by them, is the answer fetched."""
    row = _waiting(opening, by)
    row.agreed_at = timezone.now()
    row.save(update_fields=["agreed_at"])
    _record(Act.OPENING_AGREED, row, by)


@transaction.atomic
def refuse_opening(*, opening: Opening, by: Person) -> None:
    row = _waiting(opening, by)
    row.refused_at, row.half = timezone.now(), None
    row.save(update_fields=["refused_at", "half"])
    _record(Act.OPENING_REFUSED, row, by)


def _waiting(opening: Opening, by: Person) -> Opening:
    row = Opening.objects.select_for_update().get(pk=opening.pk)
    if by.pk != row.partner_id:
        raise Refused(_("Choose a second person. Nobody can open an answer alone."))
    if not row.waits:
        raise Refused(
            _("This request has already been answered, or its 24 hours are over.")
        )
    return row


@transaction.atomic
def open_answer(*, opening: Opening, by: Person) -> Envelope:
    """Hand the second person's browser what it opens. Every time is in the log."""
    row = (
        Opening.objects.select_for_update(of=("self",))
        .select_related("interview__round", "asker_key", "partner_key")
        .get(pk=opening.pk)
    )
    sealed = row.interview.sealed or {}
    if by.pk != row.partner_id or not row.may_be_opened:
        raise Refused(
            _("This answer is not open, or its 24 hours are over. Ask again.")
        )
    if row.question not in sealed:
        raise Refused(_("This answer has been erased, as the person wished."))
    custody = custody_of(row.interview)
    if row.opened_at is None:
        row.opened_at = timezone.now()
        row.save(update_fields=["opened_at"])
    _record(Act.ANSWER_OPENED, row, by)
    return Envelope(
        half=bytes(row.half or b""),
        half_context=sealing.layer_context(
            custody, "inner", row.partner_key.fingerprint
        ),
        answer=sealed[row.question],
        answer_context=sealing.answer_context(custody, row.question),
    )


@transaction.atomic
def forget_expired_openings() -> int:
    """Erase the halves of requests whose time is over; returns how many there were."""
    over = Opening.objects.filter(expires_at__lte=timezone.now(), half__isnull=False)
    return over.update(half=None)
