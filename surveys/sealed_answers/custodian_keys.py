"""Writers of custodians' keys, and what a round lacks before it may keep own words."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from surveys import audit, sealing
from surveys.exceptions import Refused
from surveys.models import (
    Act,
    CustodianKey,
    Interview,
    Membership,
    Opening,
    Party,
    Person,
    Role,
    Round,
    SealedKey,
)

QUORUM = 2


def custodians_of(round: Round) -> QuerySet[Membership]:
    return Membership.objects.filter(
        round=round, role=Role.CUSTODIAN, person__is_active=True
    ).exclude(party=Party.STATE)


def active_keys(round: Round) -> list[CustodianKey]:
    """The keys that own words of a round are sealed to: one a person, oldest first."""
    people = custodians_of(round).values("person")
    return list(
        CustodianKey.objects.filter(
            round=round, person__in=people, retired_at__isnull=True
        )
    )


def custody_gaps(round: Round) -> list[str]:
    """What is missing before a round may open; nothing when it may."""
    missing = QUORUM - len(active_keys(round))
    if missing <= 0:
        return []
    appointed = custodians_of(round).values("person").distinct().count()
    gaps = []
    if appointed < QUORUM:
        text = _(
            "Appoint at least two custodians who do not work for the State. So far:"
            " %(count)d."
        )
        gaps.append(text % {"count": appointed})
    text = _(
        "At least two custodians must make their keys, under “Keys”. So far: %(count)d."
    )
    gaps.append(text % {"count": len(active_keys(round))})
    return gaps


@transaction.atomic
def register_key(*, round: Round, public_key: bytes, by: Person) -> CustodianKey:
    """Keep the public half of a key that a custodian has made and written down."""
    if not custodians_of(round).filter(person=by).exists():
        raise Refused(_("Only a custodian of this round can do this."))
    if CustodianKey.objects.filter(
        round=round, person=by, retired_at__isnull=True
    ).exists():
        raise Refused(
            _("You already have a key in this round. End it before you make another.")
        )
    try:
        fingerprint = sealing.fingerprint_of(public_key)
    except sealing.KeyProblem:
        raise Refused(
            _("Part of the key is missing. Open the page again and make a new key.")
        ) from None
    try:
        with transaction.atomic():
            key = CustodianKey.objects.create(
                round=round, person=by, public_key=public_key, fingerprint=fingerprint
            )
    except IntegrityError:  # the same key again, or two windows at once
        raise Refused(
            _("This key is already registered. Open the page again to check.")
        ) from None
    audit.record(Act.KEY_REGISTERED, by=by, round=round, about=f"key:{fingerprint}")
    return key


@transaction.atomic
def retire_key(*, key: CustodianKey, by: Person) -> None:
    """No new interview is sealed to the key; those that are still open with it."""
    round = Round.objects.select_for_update().get(pk=key.round_id)
    if key.person_id != by.pk:
        raise Refused(_("Only the owner of a key can end it."))
    left = [other for other in active_keys(round) if other.pk != key.pk]
    if round.state != Round.State.CLOSED and len(left) < QUORUM:
        raise Refused(
            _(
                "At least two keys must remain, or no interview can be sent. Ask"
                " another custodian to make a key first, or wait until the round is"
                " closed."
            )
        )
    active = CustodianKey.objects.filter(pk=key.pk, retired_at__isnull=True)
    if active.update(retired_at=timezone.now()):
        about = f"key:{key.fingerprint}"
        audit.record(Act.KEY_RETIRED, by=by, round=round, about=about)


@transaction.atomic
def forget_own_words(*, interviews: QuerySet[Interview]) -> None:
    """Destroy own words, and the keys without which older copies of them are noise."""
    SealedKey.objects.filter(interview__in=interviews).delete()
    Opening.objects.filter(interview__in=interviews).delete()
    interviews.update(sealed=None, sealed_format=None)
