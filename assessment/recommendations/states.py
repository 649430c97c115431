"""Where a recommendation stands on its three axes, read from its log.

The moves are tables. Nothing is stored here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from assessment.models import (
    Addressee,
    Axis,
    FollowUp,
    Progress,
    Recommendation,
    RecommendationState,
    Response,
    Status,
)
from surveys.models import Party

DAYS_TO_RESPOND = 60
DAYS_TO_READ = 7  # then what was handed in is published unread
REPLIES = (
    Response.ACCEPTED,
    Response.PARTLY_ACCEPTED,
    Response.NOTED,
    Response.REJECTED,
)
UNANSWERED = (Response.WAITING, Response.ACKNOWLEDGED)
# A reply may be replaced by another one; the log keeps both.
RESPONSES = {
    Response.WAITING: (Response.ACKNOWLEDGED, *REPLIES),
    Response.ACKNOWLEDGED: REPLIES,
    Response.NO_RESPONSE: REPLIES,
    **{reply: tuple(other for other in REPLIES if other != reply) for reply in REPLIES},
}
_STEPS = (Status.NOT_STARTED, Status.IN_PROGRESS, Status.PARTLY, Status.IMPLEMENTED)
# Forward, or the same with a new step; back to work where "done" was said too early.
STATUSES: dict[str, Sequence[str]] = {
    "": tuple(Status),
    Status.NOT_STARTED: (*_STEPS, Status.NOT_APPLICABLE),
    Status.IN_PROGRESS: (*_STEPS[1:], Status.NOT_APPLICABLE),
    Status.PARTLY: _STEPS[1:],
    Status.IMPLEMENTED: (Status.IN_PROGRESS, Status.IMPLEMENTED),
    Status.NOT_APPLICABLE: (*_STEPS[:2], Status.NOT_APPLICABLE),
}
JUDGEMENTS = tuple(p for p in Progress if p != Progress.NOT_ASSESSED)
LIVES = {
    RecommendationState.DRAFT: (RecommendationState.ISSUED,),
    RecommendationState.ISSUED: (
        RecommendationState.CLOSED_IMPLEMENTED,
        RecommendationState.CLOSED_SUPERSEDED,
        RecommendationState.WITHDRAWN,
        RecommendationState.REITERATED,
    ),
    RecommendationState.CLOSED_IMPLEMENTED: (),
    RecommendationState.CLOSED_SUPERSEDED: (),
    RecommendationState.WITHDRAWN: (),
    RecommendationState.REITERATED: (),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """Where one authority stands on axes 1 and 2.

    response: derived, so it is "no response" from the day after the deadline on.
    late: days after the deadline, of a late reply or until today; 0 in time.
    response_line, status_line: the newest lines of the log; None where there is none.
    """

    addressee: Addressee
    response: str
    late: int
    status: str
    response_line: FollowUp | None
    status_line: FollowUp | None


def is_published(line: FollowUp, now: datetime) -> bool:
    """Whether everybody reads it: the body wrote or read it, or seven days passed."""
    if line.party in ("", Party.REVIEW) or line.read_at:
        return True
    return line.at <= now - timedelta(days=DAYS_TO_READ)


def answers(
    recommendation: Recommendation,
    lines: Iterable[FollowUp],
    today: date,
    hidden: Iterable[FollowUp] = (),
) -> list[Answer]:
    """Where each addressee stands by the lines that a reader sees.

    hidden: lines that are not published yet. Who answered in time is not called late
    while the body reads the answer.
    """
    lines, hidden = list(lines), list(hidden)
    return [
        _answer(
            recommendation,
            addressee,
            [line for line in lines if line.addressee_id == addressee.pk],
            any(_is_reply_in_time(line, addressee) for line in hidden),
            today,
        )
        for addressee in recommendation.addressees.all()
    ]


def _is_reply_in_time(line: FollowUp, addressee: Addressee) -> bool:
    return (
        line.addressee_id == addressee.pk
        and line.axis == Axis.RESPONSE
        and line.days_late is None
    )


def _answer(
    recommendation: Recommendation,
    addressee: Addressee,
    lines: list[FollowUp],
    is_being_read: bool,
    today: date,
) -> Answer:
    response_line = _newest(lines, Axis.RESPONSE)
    status_line = _newest(lines, Axis.STATUS)
    response = response_line.value if response_line else Response.WAITING
    late = (response_line.days_late or 0) if response_line else 0
    if response in (*UNANSWERED, Response.NO_RESPONSE) and is_being_read:
        response = Response.ACKNOWLEDGED
    elif response in (*UNANSWERED, Response.NO_RESPONSE):
        passed = days_late(recommendation, today)
        if passed or response == Response.NO_RESPONSE:
            response, late = Response.NO_RESPONSE, passed
    return Answer(
        addressee=addressee,
        response=str(Response(response).value),
        late=late,
        status=status_line.value if status_line else "",
        response_line=response_line,
        status_line=status_line,
    )


def days_late(recommendation: Recommendation, today: date) -> int:
    """Days that have passed since the deadline to respond; 0 until its end."""
    if recommendation.respond_by is None:
        return 0
    return max(0, (today - recommendation.respond_by).days)


def _newest(lines: Iterable[FollowUp], axis: str) -> FollowUp | None:
    newest = None
    for line in lines:
        if line.axis == axis:
            newest = line
    return newest


def newest_judgement(lines: Iterable[FollowUp]) -> FollowUp | None:
    return _newest(lines, Axis.PROGRESS)


def newest_observation(lines: Iterable[FollowUp]) -> FollowUp | None:
    return _newest(lines, Axis.OBSERVATION)
