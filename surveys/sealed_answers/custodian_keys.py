"""Writers of custodians' keys, and what a round lacks before it may keep own words."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from surveys import audit, sealing
from surveys.access import has_role, rounds_for
from surveys.exceptions import Refused
from surveys.models import (
    Act,
    CustodianKey,
    Interview,
    Invitation,
    KeyConfirmation,
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
        round=round,
        role=Role.CUSTODIAN,
        ended_at__isnull=True,
        person__is_active=True,
    ).exclude(party=Party.STATE)


def active_keys(round: Round) -> list[CustodianKey]:
    """The keys that own words of a round are sealed to: one a person, oldest first."""
    people = custodians_of(round).values("person")
    return list(
        CustodianKey.objects.filter(
            round=round,
            person__in=people,
            confirmed_at__isnull=False,
            retired_at__isnull=True,
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
        "At least two custodians must make their keys, under “Keys”, and have them"
        " confirmed. So far: %(count)d."
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


def keys_to_confirm(person: Person) -> QuerySet[CustodianKey]:
    """Keys of others that wait, in rounds whose custodian or reviewer the person is."""
    waiting = _waiting_keys(person).exclude(person__in=_let_in_by(person))
    return waiting.select_related("person", "round")


def keys_of_people_let_in_by(person: Person) -> QuerySet[CustodianKey]:
    """Keys that wait for others, because the person let their custodians in."""
    return _waiting_keys(person).filter(person__in=_let_in_by(person))


def _waiting_keys(person: Person) -> QuerySet[CustodianKey]:
    rounds = rounds_for(person, Role.CUSTODIAN, Role.REVIEWER)
    return CustodianKey.objects.filter(
        round__in=rounds, confirmed_at__isnull=True, retired_at__isnull=True
    ).exclude(person=person)


def _let_in_by(person: Person) -> QuerySet[Person]:
    """Those whose invitation the person made or confirmed: the links were in their
    hands, so they alone could be all of these custodians."""
    handled = Q(made_by=person) | Q(confirmed_by=person)
    accepted = Invitation.objects.filter(
        handled, role=Role.CUSTODIAN, accepted_by__isnull=False
    )
    return Person.objects.filter(pk__in=accepted.values("accepted_by"))


@transaction.atomic
def confirm_key(*, key: CustodianKey, check_code: str, by: Person) -> None:
    """Say that a key is its owner's: the owner read out its check code.

    The key is used once the review body, or two custodians whose own keys are used,
    have said so. Anybody could else make up custodians and hold both keys.
    """
    Round.objects.select_for_update().get(pk=key.round_id)
    if not keys_to_confirm(by).filter(pk=key.pk).exists():
        raise Refused(_("This key does not wait for your confirmation."))
    of_review_body = has_role(by, key.round, Role.REVIEWER)
    in_use = [other.person_id for other in active_keys(key.round)]
    if not of_review_body and by.pk not in in_use:
        raise Refused(
            _("Your own key must be confirmed first. Ask the review body to do it.")
        )
    if "".join(check_code.split()).lower() != key.fingerprint.lower():
        raise Refused(
            _(
                "The check code is different. Ask the custodian to read it to you"
                " again. If it stays different, do not confirm the key."
            )
        )
    _added, created = KeyConfirmation.objects.get_or_create(key=key, by=by)
    if not created:
        raise Refused(_("You have already confirmed this key."))
    about = f"key:{key.fingerprint}"
    audit.record(Act.KEY_CONFIRMED, by=by, round=key.round, about=about)
    custodians = key.confirmations.filter(by__in=in_use).count()
    if of_review_body or custodians >= QUORUM:
        CustodianKey.objects.filter(pk=key.pk).update(confirmed_at=timezone.now())


@transaction.atomic
def retire_key(*, key: CustodianKey, by: Person) -> None:
    """No new interview is sealed to the key; those that are still open with it."""
    round = Round.objects.select_for_update().get(pk=key.round_id)
    if key.person_id != by.pk:
        raise Refused(_("Only the owner of a key can end it."))
    _retire(CustodianKey.objects.filter(pk=key.pk), round, by)


def retire_keys_without_role(*, round: Round, by: Person) -> None:
    """End the keys of those who are no longer custodians, in the same transaction."""
    custodians = custodians_of(round).values("person")
    keys = CustodianKey.objects.filter(round=round).exclude(person__in=custodians)
    _retire(keys, round, by)


def _retire(keys: QuerySet[CustodianKey], round: Round, by: Person) -> None:
    ending = list(keys.filter(retired_at__isnull=True))
    left = [key for key in active_keys(round) if key not in ending]
    in_use = any(key.confirmed_at for key in ending)
    if in_use and round.state == Round.State.OPEN and len(left) < QUORUM:
        raise Refused(
            _(
                "At least two keys must remain, or no interview can be sent. Ask"
                " another custodian to make a key first, or wait until the round is"
                " closed."
            )
        )
    for key in ending:
        CustodianKey.objects.filter(pk=key.pk).update(retired_at=timezone.now())
        about = f"key:{key.fingerprint}"
        audit.record(Act.KEY_RETIRED, by=by, round=round, about=about)


@transaction.atomic
def forget_own_words(*, interviews: QuerySet[Interview]) -> None:
    """Destroy own words, and the keys without which older copies of them are noise."""
    SealedKey.objects.filter(interview__in=interviews).delete()
    Opening.objects.filter(interview__in=interviews).delete()
    interviews.update(sealed=None, sealed_format=None)
