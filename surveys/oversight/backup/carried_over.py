"""What was withdrawn or deleted since a backup is withdrawn and deleted in it again."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from surveys.interviews.withdrawals import withdrawal
from surveys.models import (
    AuditHead,
    Draft,
    Interview,
    Outcome,
    RetentionRun,
    Round,
    WithdrawalRequest,
)
from surveys.models.interviews import WITH_ANSWERS
from surveys.oversight import registers


@dataclass(frozen=True, slots=True)
class Before:
    """What the database knew when it was about to be replaced."""

    interviews: frozenset[uuid.UUID]
    withdrawn: frozenset[uuid.UUID]
    agreed: frozenset[uuid.UUID]  # drafts, and interviews with answers
    deleted_rounds: frozenset[str]  # their codes
    last_line: str  # of the audit log, "number:hash"

    @property
    def has_interviews(self) -> bool:
        return bool(self.interviews or self.agreed)


@dataclass(frozen=True, slots=True)
class CarriedOver:
    withdrawn: int  # interviews
    rounds: int  # deleted at the end of retention
    drafts: int  # that were erased since, or ended without agreement
    missing: int  # interviews that the backup does not have


def before_replacing() -> Before:
    ids = Interview.objects.values_list("interview_id", flat=True)
    drafts = Draft.objects.values_list("pk", flat=True)
    requested = [  # codes that were sent in and wait for run_queue
        interview.interview_id
        for request in WithdrawalRequest.objects.all()
        for interview in withdrawal.interviews_of(request)
    ]
    runs = RetentionRun.objects.values_list("round__code", flat=True)
    return Before(
        interviews=frozenset(ids),
        withdrawn=frozenset([*ids.filter(outcome=Outcome.WITHDRAWN), *requested]),
        agreed=frozenset([*drafts, *ids.filter(outcome__in=WITH_ANSWERS)]),
        deleted_rounds=frozenset(runs),
        last_line=str(AuditHead.objects.filter(pk=1).first() or ""),
    )


def carry_over(before: Before) -> CarriedOver:
    """Withdraw and delete in what was restored as it was before."""
    withdrawn = [
        interview
        for interview in Interview.objects.exclude(outcome=Outcome.WITHDRAWN)
        .select_related("round")
        .defer("answers", "sealed")
        if interview.interview_id in before.withdrawn
    ]
    for interview in withdrawn:
        withdrawal.withdraw_again(interview=interview)
    rounds = Round.objects.filter(
        code__in=before.deleted_rounds, retentionrun__isnull=True
    )
    deleted = [registers.delete_answers(round=round) for round in rounds]
    # A draft that is gone, and left no answers, was erased because somebody said so.
    drafts = [
        draft for draft in Draft.objects.defer("body") if draft.pk not in before.agreed
    ]
    for draft in drafts:
        draft.delete()
    restored = set(Interview.objects.values_list("interview_id", flat=True))
    return CarriedOver(
        withdrawn=len(withdrawn),
        rounds=len(deleted),
        drafts=len(drafts),
        missing=len(before.interviews - restored),
    )
