"""Which rows of a round are its interviews: each once, and which are left out.

Progress, coverage and figures all begin with these rows, so they show the same numbers.
"""

from typing import Any

from django.db.models import Case, QuerySet, When

from surveys.models import Decision, Interview, Round


def latest_interviews(round: Round) -> QuerySet[Any]:
    """Every interview in its latest revision; left_out: whether the team excluded it.

    Excluded is one with a decision in force to exclude it, whichever of its revisions
    was decided about.
    """
    excluded = Decision.objects.filter(
        interview__round=round,
        kind=Decision.Kind.EXCLUDED,
        state=Decision.State.IN_FORCE,
    ).values("interview__interview_id")
    # IN, not EXISTS: the database reads the decisions once, not for each interview.
    left_out = Case(When(interview_id__in=excluded, then=True), default=False)
    return (
        Interview.objects.filter(round=round)
        .exclude(pk__in=_superseded(round))
        .annotate(left_out=left_out)
    )


def _superseded(round: Round) -> list[int]:
    """The rows that a later revision replaced: few, since only a withdrawal makes one.

    Looked up first: a database that knows little of its tables would compare every
    interview with every other.
    """
    later = Interview.objects.filter(round=round, revision__gt=1)
    revisions = (
        Interview.objects.filter(interview_id__in=later.values("interview_id"))
        .order_by("interview_id", "-revision")
        .values_list("interview_id", "pk")
    )
    superseded, newest = [], None
    for interview_id, pk in revisions:
        if interview_id == newest:
            superseded.append(pk)
        newest = interview_id
    return superseded
