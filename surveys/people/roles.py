"""Writers of people's roles."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from surveys import audit
from surveys.exceptions import Refused
from surveys.models import (
    Act,
    Membership,
    Organisation,
    Person,
    Role,
    Round,
)

# Who sees urgent risks with their place and half-day does not read interviews.
READS_INTERVIEWS = (
    Role.COORDINATOR,
    Role.ANALYST,
    Role.REVIEWER,
    Role.TEAM_LEAD,
    Role.INTERVIEWER,
)


def _check_apart(person: Person, role: Role, round: Round) -> None:
    """Refuse a role that would join urgent risks to the interviews they came from."""
    forbidden = (
        READS_INTERVIEWS
        if role == Role.PROTECTION
        else (Role.PROTECTION,)
        if role in READS_INTERVIEWS
        else ()
    )
    if Membership.objects.filter(
        person=person, round=round, role__in=forbidden, ended_at__isnull=True
    ).exists():
        raise Refused(
            _(
                "%(person)s cannot see urgent risks and also interviews of the same"
                " round. Choose somebody else."
            )
            % {"person": person}
        )


@transaction.atomic
def give_role(
    *,
    person: Person,
    organisation: Organisation,
    role: Role,
    round: Round,
    by: Person | None = None,
) -> Membership:
    """Give a person a role; a person acts for one party only.

    by: None where a command on the server does it.
    """
    other = Membership.objects.filter(person=person).exclude(party=organisation.party)
    if other.exists():
        raise Refused(
            _("%(person)s already acts for another party.") % {"person": person}
        )
    _check_apart(person, role, round)
    membership, created = Membership.objects.get_or_create(
        person=person,
        organisation=organisation,
        role=role,
        round=round,
        ended_at=None,
        defaults={"party": organisation.party, "given_by": by},
    )
    if created:
        about = f"person:{person.pk}"
        detail = {"role": role, "organisation": organisation.code}
        audit.record(Act.ROLE_GIVEN, by=by, round=round, about=about, detail=detail)
    return membership
