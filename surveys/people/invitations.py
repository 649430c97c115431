"""Writers of invitations: made, withdrawn, accepted once."""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from surveys.access import has_role
from surveys.exceptions import Refused
from surveys.models import (
    CONFIRMED_ROLES,
    Act,
    Invitation,
    Organisation,
    Person,
    Role,
    Round,
    may_hold,
)
from surveys.people.accounts import check_password, record
from surveys.people.managed_people import (
    invitable_roles,
    invitations_for,
    invitations_to_confirm,
    rounds_managed_by,
)
from surveys.people.roles import give_role

HOURS = 72
TOKEN_BYTES, TOKEN_FORM = 32, re.compile(r"[A-Za-z0-9_-]{43}")


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def invite(
    *,
    email: str,
    name: str,
    organisation: Organisation,
    role: Role,
    round: Round,
    by: Person,
) -> tuple[Invitation, str]:
    """Offer a role to an address. The token is returned once and stored as a hash.

    There is no token ("") where a second person has to confirm the invitation first.
    """
    email = email.strip().lower()
    check_may_invite(organisation=organisation, role=role, round=round, by=by)
    if email == by.email:
        raise Refused(_("You cannot give yourself a role. Ask someone else."))
    token = "" if role in CONFIRMED_ROLES else new_token()
    now = timezone.now()
    invitation = Invitation.objects.create(
        email=email,
        name=name.strip(),
        organisation=organisation,
        role=role,
        round=round,
        token_hash=hash_of(token) if token else None,
        made_by=by,
        made_at=now,
        expires_at=now + timedelta(hours=HOURS),
    )
    detail = {"role": role, "organisation": organisation.code}
    record(Act.INVITED, by=by, about=invitation, round=round, detail=detail)
    return invitation, token


def new_token() -> str:
    return secrets.token_urlsafe(TOKEN_BYTES)


@transaction.atomic
def confirm_invitation(*, invitation: Invitation, by: Person) -> str:
    """Let an invitation count; returns the token, which its maker never sees.

    The 72 hours begin anew: they may have passed half before anybody looked.
    """
    waiting = invitations_to_confirm(by).filter(pk=invitation.pk)
    token, now = new_token(), timezone.now()
    # Named again: of two at one moment, PostgreSQL asks the second only these.
    if not Invitation.objects.filter(
        pk__in=waiting.values("pk"),
        confirmed_at__isnull=True,
        withdrawn_at__isnull=True,
    ).update(
        token_hash=hash_of(token),
        confirmed_by=by,
        confirmed_at=now,
        expires_at=now + timedelta(hours=HOURS),
    ):
        raise Refused(_("This invitation does not wait for your confirmation."))
    record(Act.INVITATION_CONFIRMED, by=by, about=invitation, round=invitation.round)
    return token


def check_may_invite(
    *, organisation: Organisation, role: Role, round: Round, by: Person
) -> None:
    """Refuse a role, round or organisation that the person does not give."""
    own = rounds_managed_by(by, role, organisation)
    if role not in invitable_roles(by) or not own.filter(pk=round.pk).exists():
        raise Refused(
            _(
                "You cannot give this role in this organisation and round. Choose"
                " from the list."
            )
        )
    if not may_hold(organisation.party, role):
        raise Refused(
            _(
                "%(organisation)s (%(party)s) cannot have the role %(role)s. Choose"
                " another."
            )
            % {
                "role": Role(role).label,
                "organisation": organisation,
                "party": organisation.get_party_display(),
            }
        )


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, by: Person) -> None:
    open_now = invitations_for(by).filter(pk=invitation.pk)
    if not open_now.update(withdrawn_at=timezone.now()):
        raise Refused(_("This invitation can no longer be used. Nothing has changed."))
    round = invitation.round
    record(Act.INVITATION_WITHDRAWN, by=by, about=invitation, round=round)


def open_invitation(
    token: str, person: Person | AnonymousUser | None
) -> Invitation | None:
    """The invitation of a token while it may be accepted by who holds it.

    person: who is signed in.
    """
    invitation = (
        Invitation.objects.select_related("organisation", "round", "made_by")
        .filter(
            token_hash=hash_of(token),
            accepted_at__isnull=True,
            withdrawn_at__isnull=True,
            expires_at__gt=timezone.now(),
        )
        .first()
    )
    if invitation and invitation.answered_at and not _is_for(invitation, person):
        return None
    return invitation


def _is_for(invitation: Invitation, person: Person | AnonymousUser | None) -> bool:
    return bool(person and person.is_authenticated and person.email == invitation.email)


def was_accepted_by(token: str, person: Person | AnonymousUser) -> bool:
    return (
        person.is_authenticated
        and Invitation.objects.filter(
            token_hash=hash_of(token), accepted_by=person
        ).exists()
    )


@transaction.atomic
def accept_invitation(
    *, token: str, password: str = "", by: Person | None
) -> Person | None:
    """Take on the role: a new account with its password, or the one that is there.

    by: the person of the address who is signed in, or None. Without them an address
    that has an account stays as it is, or a stolen link would set the password of
    somebody else; the answer is None, and the invitation waits for their sign-in.
    """
    list(Invitation.objects.select_for_update().filter(token_hash=hash_of(token)))
    invitation = open_invitation(token, by)
    if invitation is None:
        raise Refused(_not_open())
    person = by
    if person is None:
        check_password(password, Person(email=invitation.email, name=invitation.name))
        answered = Invitation.objects.filter(pk=invitation.pk)
        answered.update(answered_at=timezone.now())
        if Person.objects.filter(email=invitation.email).exists():
            make_password(password)  # takes the time that a new account takes
            return None
        person = _new_person(invitation, password)
    elif person.email != invitation.email:
        raise Refused(_("Sign in with the account of this address, then accept."))
    Invitation.objects.filter(pk=invitation.pk).update(
        accepted_at=timezone.now(), accepted_by=person
    )
    _take_on(invitation, person)
    return person


def _take_on(invitation: Invitation, person: Person) -> None:
    """Give the role, if who invited may still give it."""
    organisation, round = invitation.organisation, invitation.round
    role, by = Role(invitation.role), invitation.made_by
    if by is not None:
        check_may_invite(organisation=organisation, role=role, round=round, by=by)
    confirmer = invitation.confirmed_by
    if confirmer and not has_role(confirmer, round, Role.REVIEWER, Role.ADMINISTRATOR):
        raise Refused(
            _("Who confirmed this invitation may no longer do so. Ask for a new one.")
        )
    give_role(person=person, organisation=organisation, role=role, round=round, by=by)


def _not_open() -> str:
    return _(
        "This invitation was used or cancelled, or is older than 72 hours. Ask for a"
        " new one."
    )


def _new_person(invitation: Invitation, password: str) -> Person:
    person = Person(email=invitation.email, name=invitation.name)
    person.set_password(password)
    person.save(force_insert=True)
    return person
