"""Which rows of a round are its interviews: each once, and which are left out.

Progress, coverage and figures all begin with these rows, so they show the same numbers.
"""

from typing import Any

from django.db.models import Case, Exists, OuterRef, QuerySet, When

from surveys.models import Decision, Interview, Round


def latest_interviews(round: Round) -> QuerySet[Any]:
    """Every interview in its latest revision; left_out: whether the team excluded it.

    Excluded is one with a decision in force to exclude it, whichever of its revisions
    was decided about.
    """
    later = Interview.objects.filter(
        interview_id=OuterRef("interview_id"), revision__gt=OuterRef("revision")
    )
    excluded = Decision.objects.filter(
        interview__round=round,
        kind=Decision.Kind.EXCLUDED,
        state=Decision.State.IN_FORCE,
    ).values("interview__interview_id")
    # IN, not EXISTS: the database reads the decisions once, not for each interview.
    left_out = Case(When(interview_id__in=excluded, then=True), default=False)
    return Interview.objects.filter(~Exists(later), round=round).annotate(
        left_out=left_out
    )
