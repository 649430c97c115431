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
