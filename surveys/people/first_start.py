"""The first people of an installation, whom nobody inside could invite."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from surveys.exceptions import Refused
from surveys.fieldwork.new_round import check_new_round
from surveys.models import (
    Act,
    Invitation,
    Membership,
    Organisation,
    Party,
    Role,
    Round,
)
from surveys.people.accounts import record
from surveys.people.invitations import HOURS, hash_of, new_token
from surveys.people.organisations import make_organisation


@transaction.atomic
def start(
    *,
    organisation: str,
    party: Party,
    administrator: str,
    administrator_email: str,
    review_body: str,
    reviewer: str,
    reviewer_email: str,
    second_reviewer: str,
    second_reviewer_email: str,
    round_name: str,
    country: str,
    starts_on: date,
    ends_on: date,
) -> list[tuple[Invitation, str]]:
    """Make the first round, and invite its administrator and two reviewers.

    Two reviewers, since one confirms what the other has done. Names, where it is no
    address.
    Returns the invitations with the tokens of their links. Run again while nobody has
    joined, it makes new links and ends the earlier ones. Raises Refused once there is
    an administrator.
    """
    if Membership.objects.filter(
        role=Role.ADMINISTRATOR, ended_at__isnull=True
    ).exists():
        raise Refused(
            _("There is an administrator already. Administrators invite each other.")
        )
    if party == Party.STATE:
        raise Refused(_("The State is never administrator. Name another organisation."))
    emails = (administrator_email, reviewer_email, second_reviewer_email)
    if len({email.strip().lower() for email in emails}) < len(emails):
        raise Refused(_("The administrator and the reviewers must be three people."))
    code = check_new_round(round_name, country, starts_on, ends_on)
    round, _created = Round.objects.get_or_create(
        code=code,
        defaults={
            "name": round_name,
            "country": country,
            "starts_on": starts_on,
            "ends_on": ends_on,
        },
    )
    for earlier in Invitation.objects.filter(
        made_by__isnull=True, accepted_at__isnull=True, withdrawn_at__isnull=True
    ):
        earlier.withdrawn_at = timezone.now()
        earlier.save(update_fields=["withdrawn_at"])
    body = (Role.REVIEWER, review_body, Party.REVIEW)
    people = (
        (administrator, administrator_email, Role.ADMINISTRATOR, organisation, party),
        (reviewer, reviewer_email, *body),
        (second_reviewer, second_reviewer_email, *body),
    )
    return [
        _invite(name, email, role, _organisation(works_for, of_party), round)
        for name, email, role, works_for, of_party in people
    ]


def _organisation(name: str, party: Party) -> Organisation:
    """The organisation of a name, made unless an earlier start has made it."""
    made = Organisation.objects.filter(name=name.strip(), party=party).first()
    return made or make_organisation(name=name, party=party)


def _invite(
    name: str, email: str, role: Role, organisation: Organisation, round: Round
) -> tuple[Invitation, str]:
    token, now = new_token(), timezone.now()
    invitation = Invitation.objects.create(
        email=email.strip().lower(),
        name=name.strip(),
        organisation=organisation,
        role=role,
        round=round,
        token_hash=hash_of(token),
        made_at=now,
        expires_at=now + timedelta(hours=HOURS),
    )
    detail = {"role": role, "organisation": organisation.code}
    record(Act.INVITED, by=None, about=invitation, round=round, detail=detail)
    return invitation, token
