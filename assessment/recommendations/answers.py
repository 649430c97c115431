"""Writers of axes 1 and 2, and of what civil society knows.

The State writes the response and what it has done, civil society what it saw. Nobody
of either judges the progress; progress.py does.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.models import (
    Addressee,
    Axis,
    FollowUp,
    Recommendation,
    RecommendationState,
    Response,
    Status,
)
from assessment.models.recommendations import OBSERVED, WITH_REASON
from assessment.recommendations import log
from assessment.recommendations.access import (
    observing_rounds_for,
    own_authorities_for,
)
from assessment.recommendations.drafting import check_body
from assessment.recommendations.states import (
    RESPONSES,
    STATUSES,
    UNANSWERED,
    Answer,
    answers,
    days_late,
)
from surveys.access import memberships_of
from surveys.exceptions import Refused
from surveys.models import Act, Party, Person


def answer_of(addressee: Addressee) -> Answer:
    """Where an addressee stands now, by every line of the log."""
    recommendation = addressee.recommendation
    lines = recommendation.follow_ups.filter(addressee=addressee)
    every = answers(recommendation, lines, timezone.localdate())
    return next(answer for answer in every if answer.addressee.pk == addressee.pk)


def _locked(addressee: Addressee) -> Addressee:
    row = Addressee.objects.select_related("authority").get(pk=addressee.pk)
    row.recommendation = log.locked(row.recommendation)
    log.check_open(row.recommendation)
    return row


def _check_focal_point(by: Person, addressee: Addressee) -> None:
    round = addressee.recommendation.round
    own = own_authorities_for(by, round)
    if not own.filter(pk=addressee.authority_id).exists():
        raise Refused(_("Only a contact of this authority can answer for it."))


@transaction.atomic
def acknowledge(*, addressee: Addressee, by: Person) -> FollowUp:
    """The focal point has received the recommendation."""
    row = _locked(addressee)
    _check_focal_point(by, row)
    return _respond(row, Response.ACKNOWLEDGED, "", "", by, Party.STATE, None)


@transaction.atomic
def respond(
    *,
    addressee: Addressee,
    response: str,
    reason: str = "",
    on: date | None = None,
    by: Person,
) -> FollowUp:
    """The response of an authority; who answers late stays late by so many days.

    on: an earlier day only where the answer was handed in on that day.
    """
    row = _locked(addressee)
    _check_focal_point(by, row)
    return _respond(row, response, reason, "", by, Party.STATE, log.check_day(on))


@transaction.atomic
def record_response(
    *,
    addressee: Addressee,
    response: str,
    reason: str = "",
    evidence: str = "",
    on: date | None = None,
    by: Person,
) -> FollowUp:
    """What an authority answered elsewhere, written down by the review body."""
    row = _locked(addressee)
    check_body(by, row.recommendation.round)
    day = log.check_day(on)
    if row.recommendation.issued_on and day < row.recommendation.issued_on:
        raise Refused(_("This day is before the recommendation was issued."))
    return _respond(row, response, reason, evidence, by, Party.REVIEW, day)


def _respond(
    row: Addressee,
    response: str,
    reason: str,
    evidence: str,
    by: Person,
    party: str,
    on: date | None,
) -> FollowUp:
    before = answer_of(row).response
    if response not in RESPONSES[Response(before)]:
        raise Refused(
            _("The response is “%(before)s” already. Nothing has changed.")
            % {"before": Response(before).label}
        )
    if response in WITH_REASON and not reason.strip():
        raise Refused(_("Give a reason. It is needed unless you accept all of it."))
    late = days_late(row.recommendation, on or timezone.localdate())
    return log.add_line(
        row.recommendation,
        addressee=row,
        axis=Axis.RESPONSE,
        value=response,
        words=reason,
        evidence=evidence,
        by=by,
        party=party,
        on=on,
        on_behalf=party == Party.REVIEW,
        days_late=late or None,
    )


@transaction.atomic
def report_status(
    *,
    addressee: Addressee,
    status: str,
    owner: str = "",
    next_step: str = "",
    next_step_by: date | None = None,
    evidence: str = "",
    words: str = "",
    on: date | None = None,
    by: Person,
) -> FollowUp:
    """What an authority says it has done. Nobody else can say it, nor its judge."""
    row = _locked(addressee)
    _check_focal_point(by, row)
    if has_judged(by):
        raise Refused(
            _("You judged progress for a review body. You cannot report it as well.")
        )
    before = answer_of(row).status
    if status not in STATUSES[before]:
        raise Refused(
            _("After “%(before)s” comes no “%(status)s”. Choose another one.")
            % {"before": Status(before).label, "status": Status(status).label}
        )
    is_under_way = status in (Status.IN_PROGRESS, Status.PARTLY)
    if is_under_way and not (owner.strip() and next_step.strip() and next_step_by):
        raise Refused(
            _("Say who is in charge, what the next step is, and by when it is done.")
        )
    if status == Status.NOT_APPLICABLE and not words.strip():
        raise Refused(_("Say why it does not apply to you."))
    return log.add_line(
        row.recommendation,
        addressee=row,
        axis=Axis.STATUS,
        value=status,
        words=words,
        owner=owner,
        next_step=next_step,
        next_step_by=next_step_by,
        evidence=evidence,
        by=by,
        party=Party.STATE,
        on=log.check_day(on),
    )


@transaction.atomic
def hand_in(
    *,
    addressee: Addressee,
    response: str = "",
    reason: str = "",
    status: str = "",
    owner: str = "",
    next_step: str = "",
    next_step_by: date | None = None,
    evidence: str = "",
    by: Person,
) -> None:
    """The page of an authority: its response, what it has done, or both at once."""
    before = answer_of(addressee)
    new_response = bool(response) and response != before.response
    if not new_response and not status:
        raise Refused(_("Choose an answer, or say how far you are."))
    if new_response:
        respond(addressee=addressee, response=response, reason=reason, by=by)
    if status:
        is_needed = status == Status.NOT_APPLICABLE
        report_status(
            addressee=addressee,
            status=status,
            owner=owner,
            next_step=next_step,
            next_step_by=next_step_by,
            evidence=evidence,
            words=reason if is_needed else "",
            by=by,
        )


def has_judged(person: Person) -> bool:
    """Whether the person judged the progress of any recommendation."""
    return FollowUp.objects.filter(by=person, axis=Axis.PROGRESS).exists()


@transaction.atomic
def observe(
    *,
    recommendation: Recommendation,
    words: str,
    evidence: str = "",
    on: date | None = None,
    by: Person,
) -> FollowUp:
    """What civil society knows about progress, beside what the State says."""
    row = log.locked(recommendation)
    log.check_open(row)
    may = observing_rounds_for(by).filter(pk=row.round_id).exists()
    if not may or row.confidential:
        raise Refused(_("Only civil society members of this round can do this."))
    if not words.strip():
        raise Refused(_("Write what you know."))
    membership = memberships_of(by).filter(round=row.round, party=Party.CIVIL)
    return log.add_line(
        row,
        axis=Axis.OBSERVATION,
        value=OBSERVED,
        words=words,
        evidence=evidence,
        by=by,
        party=Party.CIVIL,
        on=log.check_day(on),
        role=str(membership[0].role),
    )


@transaction.atomic
def mark_read(*, line: FollowUp, by: Person) -> FollowUp:
    """A member of the body has read what was handed in: it is published now."""
    row = FollowUp.objects.select_for_update(of=("self",)).get(pk=line.pk)
    check_body(by, row.recommendation.round)
    if row.read_at is None:
        row.read_by, row.read_at = by, log.now()
        row.save(update_fields=["read_by", "read_at"])
        log.record(row.recommendation, by, Act.FOLLOWED_UP, read=str(row.pk))
    return row


@transaction.atomic
def record_passed_deadlines(*, today: date) -> int:
    """Write "no response" in the log where a deadline passed; returns how many.

    Pages say it from the first day on without this.
    """
    passed = Addressee.objects.filter(
        recommendation__state=RecommendationState.ISSUED,
        recommendation__respond_by__lt=today,
    ).exclude(follow_ups__value=Response.NO_RESPONSE)
    lines = 0
    for addressee in passed.select_related("authority"):
        recommendation = log.locked(addressee.recommendation)
        newest = (
            recommendation.follow_ups.filter(addressee=addressee, axis=Axis.RESPONSE)
            .values_list("value", flat=True)
            .last()
        )
        if (newest or Response.WAITING) in UNANSWERED:
            _record_no_response(recommendation, addressee)
            lines += 1
    return lines


def _record_no_response(recommendation: Recommendation, addressee: Addressee) -> None:
    FollowUp.objects.create(
        recommendation=recommendation,
        addressee=addressee,
        axis=Axis.RESPONSE,
        value=Response.NO_RESPONSE,
        on=recommendation.respond_by or timezone.localdate(),
        at=log.now(),
    )
