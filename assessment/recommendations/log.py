"""Adds lines to the log of a recommendation, in the transaction of the act itself."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.models import Axis, FollowUp, Recommendation
from surveys import audit
from surveys.exceptions import Refused
from surveys.models import Act, Party, Person, Role, Round

ROLES = {
    Party.REVIEW: Role.REVIEWER,
    Party.STATE: Role.STATE_FOCAL_POINT,
    Party.CIVIL: "",
}


def now() -> datetime:
    return timezone.now().replace(microsecond=0).astimezone(UTC)


def locked(recommendation: Recommendation) -> Recommendation:
    """The row, locked until the transaction ends: who acts meanwhile waits."""
    return (
        Recommendation.objects.select_for_update(of=("self",))
        .select_related("round")
        .get(pk=recommendation.pk)
    )


def add_line(
    recommendation: Recommendation,
    *,
    axis: str,
    value: str,
    by: Person,
    party: str,
    on: date | None = None,
    role: str = "",
    **columns: Any,
) -> FollowUp:
    """One line, with its entry in the audit log. The body has read its own lines."""
    moment = now()
    read = {"read_by": by, "read_at": moment} if party == Party.REVIEW else {}
    line = FollowUp.objects.create(
        recommendation=recommendation,
        axis=axis,
        value=value,
        by=by,
        party=party,
        role=role or ROLES[Party(party)],
        on=on or timezone.localdate(),
        at=moment,
        **read,
        **columns,
    )
    record(
        recommendation,
        by,
        Act.RECOMMENDATION if axis == Axis.LIFE else Act.FOLLOWED_UP,
        axis=str(axis),
        value=str(value),
    )
    return line


def record(recommendation: Recommendation, by: Person, act: Act, **detail: str) -> None:
    audit.record(
        act,
        by=by,
        round=recommendation.round,
        about=f"recommendation:{recommendation.pk}",
        detail=detail,
    )


@transaction.atomic
def note_export(*, round: Round, by: Person, table: str) -> None:
    """Who took the register of a round away, confidential lines and all."""
    about, detail = f"round:{round.code}", {"kind": table}
    audit.record(Act.EXPORTED, by=by, round=round, about=about, detail=detail)


def check_open(recommendation: Recommendation) -> None:
    """Raise Refused for a draft and for what is closed."""
    if recommendation.is_draft:
        raise Refused(_("This recommendation is still a draft. Issue it first."))
    if not recommendation.is_open:
        raise Refused(
            _("This recommendation is closed (%(state)s). Nothing has changed.")
            % {"state": recommendation.get_state_display()}
        )


def check_day(on: date | None) -> date:
    """A day that is not in the future; today where it is empty."""
    today = timezone.localdate()
    if on and on > today:
        raise Refused(_("This day is in the future. Choose today or an earlier day."))
    return on or today
