"""Writers of incidents, of results given back and of the end of retention."""

from __future__ import annotations

from datetime import date, datetime
from hashlib import sha256

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from surveys import audit
from surveys.exceptions import Refused
from surveys.interviews.erasure import erase_copies
from surveys.interviews.withdrawals.withdrawal import erase_content, flush_erased
from surveys.models import (
    Act,
    Draft,
    Feedback,
    Incident,
    IncidentKind,
    Interview,
    Person,
    PracticeInterview,
    Quarantine,
    RetentionRun,
    Round,
    UrgentRisk,
    WaitingRisks,
)


@transaction.atomic
def record_incident(
    *, round: Round, kind: str, what: str, noticed_at: datetime, by: Person
) -> Incident:
    if kind not in IncidentKind.values:
        raise Refused(_("Choose what kind of incident it was."))
    if noticed_at > timezone.now():
        raise Refused(_("The time must be in the past."))
    incident = Incident.objects.create(
        round=round, kind=kind, what=what.strip(), noticed_at=noticed_at, by=by
    )
    audit.record(
        Act.INCIDENT,
        by=by,
        round=round,
        about=f"incident:{incident.pk}",
        detail={"kind": kind},
    )
    return incident


@transaction.atomic
def tell_incident(*, incident: Incident, whom: str, by: Person) -> None:
    """Note that the authority was told, which stops the 72-hour clock."""
    if not whom.strip():
        raise Refused(_("Write who was informed."))
    untold = Incident.objects.select_for_update().filter(told_at__isnull=True)
    row = untold.filter(pk=incident.pk).first()
    if row is None:  # a second tap
        return
    row.told_at, row.told_whom = timezone.now(), whom.strip()[:160]
    row.save(update_fields=["told_at", "told_whom"])
    about, detail = f"incident:{row.pk}", {"told": True}
    audit.record(Act.INCIDENT, by=by, round=row.round, about=about, detail=detail)


@transaction.atomic
def record_feedback(
    *, round: Round, what: str, language: str, given_on: date, by: Person
) -> Feedback:
    """Note that results were given back to those who answered (ETH-27)."""
    if given_on > timezone.localdate():
        raise Refused(_("The day must be today or before."))
    return Feedback.objects.create(
        round=round,
        what=what.strip(),
        language=language.strip(),
        given_on=given_on,
        by=by,
    )


def overdue_rounds() -> list[Round]:
    """Rounds whose interviews should be gone by now."""
    due = Round.objects.filter(
        retention_until__lt=timezone.localdate(), retentionrun__isnull=True
    )
    return list(due.order_by("retention_until"))


@transaction.atomic
def end_retention(*, round: Round, by: Person | None = None) -> RetentionRun:
    """Delete what was said in a round and certify how much; figures stay.

    Raises Refused before the round's day, or when it was done before.
    """
    if round not in overdue_rounds():
        raise Refused(
            _("This round cannot be deleted yet. Its deletion date is still to come.")
        )
    return delete_answers(round=round, by=by)


@transaction.atomic
def delete_answers(*, round: Round, by: Person | None = None) -> RetentionRun:
    """The same whatever the day: for what a restored backup brought back."""
    interviews = Interview.objects.filter(round=round)
    outcomes = interviews.values("outcome").annotate(n=Count("pk")).order_by("outcome")
    counts = {row["outcome"]: row["n"] for row in outcomes}
    counts["drafts"] = Draft.objects.filter(round=round).delete()[0]
    counts["quarantined"] = Quarantine.objects.filter(round=round).delete()[0]
    WaitingRisks.objects.filter(round=round).delete()
    PracticeInterview.objects.filter(round=round).delete()
    counts["urgent_risks"] = UrgentRisk.objects.filter(round=round).delete()[0]
    erase_content(interviews)
    erase_copies(rounds=[round.pk], at_the_end=True)
    run_at = timezone.now()
    text = f"{round.code} {run_at.isoformat()} {audit.canonical(counts)}"
    run = RetentionRun.objects.create(
        round=round,
        run_at=run_at,
        by=by,
        counts=counts,
        fingerprint=sha256(text.encode()).hexdigest(),
    )
    audit.record(Act.RETENTION, by=by, round=round, detail=counts)
    transaction.on_commit(flush_erased)
    return run
