"""Writers of people's roles and of rounds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from surveys.models import (
    Membership,
    Organisation,
    Person,
    Role,
    Round,
)

if TYPE_CHECKING:
    pass

from surveys.services.refusals import Refused


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
    membership, _created = Membership.objects.get_or_create(
        person=person,
        organisation=organisation,
        role=role,
        round=round,
        ended_at=None,
        defaults={"party": organisation.party, "given_by": by},
    )
    return membership


@transaction.atomic
def close_round(*, round: Round) -> None:
    Round.objects.filter(pk=round.pk).exclude(state=Round.State.CLOSED).update(
        state=Round.State.CLOSED, closed_at=timezone.now()
    )


@transaction.atomic
def open_to_children(*, round: Round, approval: str, partner: str, by: Person) -> None:
    """Unlock the interviews with children of a round: both, or they stay locked."""
    coordinates = Membership.objects.filter(
        person=by, round=round, role=Role.COORDINATOR, ended_at__isnull=True
    )
    if not coordinates.exists():
        raise Refused(_("Only a coordinator of this round can do this."))
    if not approval.strip() or not partner.strip():
        raise Refused(
            _("Write the number of the ethics approval and the name of the partner.")
        )
    if len(approval) > 80 or len(partner) > 160 or "\x00" in approval + partner:
        raise Refused(_("Write the number and the name in fewer, plain letters."))
    Round.objects.filter(pk=round.pk).update(
        child_ethics_approval=approval.strip(), child_protection_partner=partner.strip()
    )
