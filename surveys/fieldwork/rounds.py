"""Writers of rounds: their terms, their opening, their end."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from surveys import audit
from surveys.exceptions import Refused
from surveys.fieldwork import earlier_days
from surveys.fieldwork.earlier_days import check_coordinator
from surveys.interviews.row_hashes import begin_count
from surveys.models import (
    Act,
    Assignment,
    Interview,
    LegalBasis,
    Membership,
    Person,
    PrimaryUnit,
    Round,
    RoundVersion,
)
from surveys.sealed_answers.custodian_keys import custody_gaps

NOON = 12


def opening_gaps(round: Round) -> list[str]:
    """What is missing before a round may open, as sentences."""
    gaps = []
    if not RoundVersion.objects.filter(round=round).exists():
        gaps.append(_("No instrument is published in this round."))
    if not PrimaryUnit.objects.filter(round=round).exists():
        gaps.append(_("No place has been drawn yet."))
    if not Assignment.objects.filter(primary_unit__round=round).exists():
        gaps.append(_("Nobody has an assignment."))
    return gaps + round_gaps(round) + custody_gaps(round)


def round_gaps(round: Round) -> list[str]:
    """What the terms of a round lack before it may open, as sentences."""
    gaps = []
    if not round.legal_basis:
        gaps.append(_("The legal basis besides consent is not recorded."))
    if not round.impact_assessment:
        gaps.append(_("There is no signed data-protection impact assessment."))
    if round.withdrawal_until is None:
        gaps.append(_("The last day to withdraw an interview is not set."))
    if round.retention_until is None:
        gaps.append(_("The day on which interviews are deleted is not set."))
    return gaps


@transaction.atomic
def set_terms(
    *,
    round: Round,
    legal_basis: str,
    impact_assessment: str,
    sharing_protocol: str,
    withdrawal_until: date | None,
    retention_until: date | None,
    most_interviews_a_day: int,
    clinical_approval: str,
    follows: Round | None = None,
    exclusions_by_two: bool = False,
    by: Person,
) -> None:
    """Record the terms of a round; a round that was open cannot lose its terms.

    Earlier last days to withdraw and to keep are asked for, not recorded, once a round
    was open: people were told the days. follows: the round it is compared with, of
    which the coordinator is a member too.
    """
    check_coordinator(round, by)
    round = Round.objects.select_for_update(no_key=True).get(pk=round.pk)
    days = {"withdrawal_until": withdrawal_until, "retention_until": retention_until}
    earlier_days.check_not_past(round, days)
    if follows is not None and follows not in earlier_rounds(round, by):
        raise Refused(_("Choose an earlier round of yours in the same country."))
    if legal_basis not in ["", *LegalBasis.values]:
        raise Refused(_("Choose the legal basis from the list."))
    terms = {
        "legal_basis": legal_basis,
        "impact_assessment": impact_assessment.strip(),
        "sharing_protocol": sharing_protocol.strip(),
        "withdrawal_until": withdrawal_until,
        "retention_until": retention_until,
        "most_interviews_a_day": most_interviews_a_day,
        "clinical_approval": clinical_approval.strip(),
        "follows": follows,
        "exclusions_by_two": exclusions_by_two,
    }
    planned = round.state == Round.State.PLANNED
    if round.exclusions_by_two and not exclusions_by_two and not planned:
        raise Refused(
            _("The round was open, so exclusions go on to need the review body.")
        )
    kept = {name: getattr(round, name) for name in days}
    for name, value in terms.items():
        setattr(round, name, value)
    if withdrawal_until and retention_until and retention_until < withdrawal_until:
        raise Refused(
            _("The deletion date must not be before the last day to withdraw.")
        )
    if round.state != Round.State.PLANNED and round_gaps(round):
        raise Refused(" ".join(round_gaps(round)))
    if round.state != Round.State.PLANNED:
        terms |= earlier_days.ask(round=round, kept=kept, days=days, by=by)
    Round.objects.filter(pk=round.pk).update(**terms)
    detail = {
        "legal_basis": legal_basis,
        "sharing_protocol": bool(terms["sharing_protocol"]),
        "withdrawal_until": str(terms["withdrawal_until"] or ""),
        "retention_until": str(terms["retention_until"] or ""),
        "follows": follows.code if follows else "",
    }
    audit.record(Act.GATE_RECORDED, by=by, round=round, about="terms", detail=detail)


def earlier_rounds(round: Round, person: Person) -> QuerySet[Round]:
    """Earlier rounds of the same country that the person is a member of."""
    mine = Membership.objects.filter(person=person, ended_at__isnull=True)
    return Round.objects.filter(
        pk__in=mine.values("round"),
        country=round.country,
        starts_on__lt=round.starts_on,
    ).exclude(pk=round.pk)


@transaction.atomic
def open_round(*, round: Round, by: Person) -> None:
    """Let interviewers begin, or begin again after a round was closed."""
    check_coordinator(round, by)
    round = Round.objects.select_for_update(no_key=True).get(pk=round.pk)
    gaps = opening_gaps(round)
    if gaps:
        raise Refused(" ".join(gaps))
    shut = Round.objects.filter(pk=round.pk).exclude(state=Round.State.OPEN)
    if shut.update(state=Round.State.OPEN, closed_at=None):
        begin_count(round)
        audit.record(Act.ROUND_OPENED, by=by, round=round)


@transaction.atomic
def close_round(*, round: Round, by: Person | None = None) -> None:
    """Close a round; from now on nobody can tell at which hour someone was asked."""
    open_ones = Round.objects.filter(pk=round.pk).exclude(state=Round.State.CLOSED)
    if open_ones.update(state=Round.State.CLOSED, closed_at=timezone.now()):
        _coarsen(round)
        received = Round.objects.values_list("interviews_received").get(pk=round.pk)[0]
        detail = {"interviews_received": received}
        audit.record(Act.ROUND_CLOSED, by=by, round=round, detail=detail)


def _coarsen(round: Round) -> None:
    """Times of receipt become half-days (ETH-10)."""
    times = Interview.objects.filter(round=round).values_list("pk", "received_at")
    halves: dict[datetime, list[int]] = {}
    for pk, received_at in times:
        halves.setdefault(half_day(received_at), []).append(pk)
    for half, keys in halves.items():
        Interview.objects.filter(pk__in=keys).update(received_at=half)


def half_day(moment: datetime) -> datetime:
    """The beginning of the half-day of a moment, where the product is."""
    local = timezone.localtime(moment)
    hour = NOON if local.hour >= NOON else 0
    return local.replace(hour=hour, minute=0, second=0, microsecond=0)


@transaction.atomic
def open_to_children(*, round: Round, approval: str, partner: str, by: Person) -> None:
    """Unlock the interviews with children of a round: both, or they stay locked."""
    check_coordinator(round, by)
    if not approval.strip() or not partner.strip():
        raise Refused(
            _("Write the number of the ethics approval and the name of the partner.")
        )
    if len(approval) > 80 or len(partner) > 160 or "\x00" in approval + partner:
        raise Refused(_("Write a shorter number and name, with ordinary characters."))
    Round.objects.filter(pk=round.pk).update(
        child_ethics_approval=approval.strip(), child_protection_partner=partner.strip()
    )
    audit.record(Act.CHILDREN_OPENED, by=by, round=round)


@transaction.atomic
def lock_to_children(*, round: Round, by: Person) -> None:
    """Lock the interviews with children again, at once and for everyone."""
    check_coordinator(round, by)
    Round.objects.filter(pk=round.pk).update(
        child_ethics_approval="", child_protection_partner=""
    )
    audit.record(Act.CHILDREN_OPENED, by=by, round=round, detail={"open": False})
