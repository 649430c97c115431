"""Writers of earlier last days to withdraw and to keep the interviews of a round.

People were told until when they may withdraw, and the earlier an interview is deleted,
the less it can prove. So a coordinator cannot make these days earlier alone: a
coordinator of another organisation and the review body agree, or nothing changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from surveys import audit
from surveys.access import has_role, rounds_for
from surveys.exceptions import Refused
from surveys.models import Act, EarlierDays, Membership, Person, Role, Round

Days = Mapping[str, date | None]  # withdrawal_until and retention_until


def check_coordinator(round: Round, by: Person) -> None:
    """Refuse whoever does not coordinate the round."""
    if not has_role(by, round, Role.COORDINATOR):
        raise Refused(_("Only a coordinator of this round can do this."))


def check_not_past(round: Round, days: Days) -> None:
    """Refuse a day before today, unless it stood there before."""
    for name, day in days.items():
        if day and day < timezone.localdate() and day != getattr(round, name):
            raise Refused(_("Choose days from today on."))


def ask(*, round: Round, kept: Days, days: Days, by: Person) -> Days:
    """The days to record now; where one is to be earlier, it is asked for instead.

    kept: the days as they stand; days: as they are wanted. None of them is empty. An
    earlier request of the round is replaced, and what others said to it.
    """
    if days == kept:
        return days
    EarlierDays.objects.filter(round=round).delete()
    now = {name: max(kept[name] or day, day) for name, day in days.items() if day}
    if now == days:
        return now
    EarlierDays.objects.create(
        round=round, asked_by=by, asked_at=timezone.now(), **days
    )
    detail = {name: str(day) for name, day in days.items()}
    audit.record(Act.EARLIER_ASKED, by=by, round=round, about="terms", detail=detail)
    return now


def requests_for(person: Person) -> QuerySet[EarlierDays]:
    """Requests of the rounds that the person coordinates or reviews."""
    rounds = rounds_for(person, Role.COORDINATOR, Role.REVIEWER)
    return EarlierDays.objects.filter(round__in=rounds).select_related(
        "round", "asked_by", "partner", "reviewer"
    )


def waiting_for(person: Person) -> QuerySet[EarlierDays]:
    """Requests that the person may still agree to."""
    reviewed = rounds_for(person, Role.REVIEWER)
    as_reviewer = EarlierDays.objects.filter(round__in=reviewed, reviewer__isnull=True)
    coordinated = rounds_for(person, Role.COORDINATOR)
    as_partner = EarlierDays.objects.filter(round__in=coordinated, partner__isnull=True)
    others = [
        request.pk for request in as_partner if is_other_organisation(request, person)
    ]
    either = as_reviewer | EarlierDays.objects.filter(pk__in=others)
    agreed = Q(partner=person) | Q(reviewer=person)
    return either.exclude(asked_by=person).exclude(agreed)


def is_other_organisation(request: EarlierDays, person: Person) -> bool:
    """Whether the person coordinates for an organisation that did not ask."""
    roles = Membership.objects.filter(round=request.round_id)
    asking = roles.filter(person=request.asked_by).values("organisation")
    mine = roles.filter(person=person, role=Role.COORDINATOR, ended_at__isnull=True)
    return mine.exists() and not mine.filter(organisation__in=asking).exists()


@transaction.atomic
def agree(*, request: EarlierDays, by: Person) -> bool:
    """Agree to earlier days; True where they are recorded, as the second to agree."""
    request = _locked(request)
    if not waiting_for(by).filter(pk=request.pk).exists():
        raise Refused(_("This request does not wait for you."))
    reviews = has_role(by, request.round, Role.REVIEWER)
    role = "reviewer" if reviews and request.reviewer is None else "partner"
    setattr(request, role, by)
    request.save(update_fields=[role])
    round = request.round
    days = {
        "withdrawal_until": request.withdrawal_until,
        "retention_until": request.retention_until,
    }
    detail = {name: str(day) for name, day in days.items()}
    audit.record(Act.EARLIER_AGREED, by=by, round=round, about="terms", detail=detail)
    if not (request.partner and request.reviewer):
        return False
    check_not_past(round, days)
    Round.objects.filter(pk=round.pk).update(**days)
    request.delete()
    audit.record(Act.GATE_RECORDED, by=by, round=round, about="terms", detail=detail)
    return True


@transaction.atomic
def refuse(*, request: EarlierDays, by: Person) -> None:
    """Take a request away: who asked, who may agree, and who has agreed can do it."""
    request = _locked(request)
    if not requests_for(by).filter(pk=request.pk).exists():
        raise Refused(_("This request does not wait for you."))
    request.delete()
    audit.record(Act.EARLIER_REFUSED, by=by, round=request.round, about="terms")


def _locked(request: EarlierDays) -> EarlierDays:
    Round.objects.select_for_update(no_key=True).get(pk=request.round_id)
    found = EarlierDays.objects.filter(pk=request.pk).select_related("round").first()
    if found is None:
        raise Refused(_("This request was answered meanwhile. Nothing has changed."))
    return found
