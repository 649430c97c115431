"""Writers of visits: who was at a place on a day, and how contacts ended."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from surveys import audit
from surveys.access import visiting_organisations
from surveys.exceptions import Refused
from surveys.models import Act, Organisation, Person, PrimaryUnit, Round, Visit

CONTACTS = ("agreed", "refused", "absent", "not_eligible", "no_language")
MOST_PEOPLE = 100_000


@transaction.atomic
def record_visit(
    *,
    unit: PrimaryUnit,
    organisation: Organisation,
    held_on: date,
    visit: Visit | None = None,
    by: Person,
    **counts: Any,
) -> Visit:
    """Store a visit, or correct the one that is there.

    visit: the one to correct. counts: the other columns of a visit. An organisation
    records a day at a place once.
    """
    round = Round.objects.select_for_update(no_key=True).get(pk=unit.round_id)
    if not visiting_organisations(by, unit).filter(pk=organisation.pk).exists():
        raise Refused(_("Choose your own organisation."))
    _check(round, held_on, counts)
    same_day = Visit.objects.filter(
        primary_unit=unit, organisation=organisation, held_on=held_on
    ).exclude(pk=visit.pk if visit else None)
    if same_day.exists():
        raise Refused(
            _("A visit on this day is recorded already. Correct it in the list above.")
        )
    corrected = visit is not None
    visit = visit or Visit(primary_unit=unit)
    visit.organisation, visit.held_on = organisation, held_on
    visit.recorded_by, visit.recorded_at = by, timezone.now()
    for name, value in counts.items():
        setattr(visit, name, value)
    visit.save()
    detail = {
        "place": unit.site.code,
        "day": str(held_on),
        "access": visit.access,
        "corrected": corrected,
    }
    audit.record(Act.VISIT_RECORDED, by=by, round=round, detail=detail)
    return visit


def _check(round: Round, held_on: date, counts: dict[str, Any]) -> None:
    if round.state != Round.State.OPEN:
        raise Refused(_("Visits are recorded while the round is open."))
    if not round.starts_on <= held_on <= timezone.localdate():
        raise Refused(_("Choose a day from the first day of the round to today."))
    present, new = counts["people_present"], counts["new_since_last"]
    if new is not None and (present is None or new > present):
        raise Refused(
            _("More people are new than were there. Correct one of the numbers.")
        )
    if counts["access"] != Visit.Access.REFUSED:
        return
    if not counts["access_reason"].strip():
        raise Refused(_("Write why you were not let in."))
    if any(counts[name] for name in CONTACTS):
        raise Refused(_("You were not let in, so you met nobody: contacts must be 0."))
