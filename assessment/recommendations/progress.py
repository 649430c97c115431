"""The only writer of axis 3: how far the review body judges that it got."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from assessment.models import Axis, FollowUp, Recommendation
from assessment.recommendations import log
from assessment.recommendations.drafting import check_body
from assessment.recommendations.states import JUDGEMENTS
from surveys.exceptions import Refused
from surveys.models import Membership, Party, Person, Role


@transaction.atomic
def judge_progress(
    *,
    recommendation: Recommendation,
    progress: str,
    words: str,
    evidence: str = "",
    on: date | None = None,
    by: Person,
) -> FollowUp:
    """What the body judges, with words. Nobody who answers for an authority can."""
    row = log.locked(recommendation)
    check_body(by, row.round)
    log.check_open(row)
    if answers_for_the_state(by):
        raise Refused(
            _("You answered for an authority. You cannot judge progress as well.")
        )
    if progress not in JUDGEMENTS:
        raise Refused(_("Choose how far it got."))
    if not words.strip():
        raise Refused(_("Say in words why the body judges so."))
    row.progress = progress
    row.save(update_fields=["progress"])
    return log.add_line(
        row,
        axis=Axis.PROGRESS,
        value=progress,
        words=words,
        evidence=evidence,
        by=by,
        party=Party.REVIEW,
        on=log.check_day(on),
    )


def answers_for_the_state(person: Person) -> bool:
    """Whether the person is or was a focal point, or reported what was done."""
    role = Membership.objects.filter(person=person, role=Role.STATE_FOCAL_POINT)
    reported = FollowUp.objects.filter(by=person, axis=Axis.STATUS)
    return role.exists() or reported.exists()
