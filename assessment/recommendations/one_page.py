"""What the page of one recommendation shows, for any reader."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessment.models import (
    Axis,
    Evidence,
    FollowUp,
    Progress,
    Recommendation,
    RecommendationState,
    Response,
    Status,
)
from assessment.models.recommendations import AMENDED
from assessment.recommendations import cells
from assessment.recommendations.lines import RecommendationLine
from assessment.recommendations.sight import Sight
from assessment.recommendations.states import (
    answers,
    is_published,
    newest_judgement,
    newest_observation,
)
from surveys.models import Party

OF_STANDARD = re.compile(r"^([a-z]{3}-\d\d)(?:[-.].*)?$", re.IGNORECASE)
LABELS = {
    Axis.RESPONSE: Response,
    Axis.STATUS: Status,
    Axis.PROGRESS: Progress,
}


@dataclass(frozen=True, slots=True)
class Event:
    """A line of the history. waits: not published yet; late: in words."""

    line: FollowUp
    who: str
    title: str
    notes: Sequence[str]
    late: str
    waits: bool


@dataclass(frozen=True, slots=True)
class Said:
    """What one of them says now, in a row of a table."""

    who: str
    cell: cells.Cell
    words: str
    since: date


def context(
    recommendation: Recommendation,
    sight: Sight,
    now: datetime,
    today: date,
    figure_address: Callable[[str, str], str],
) -> dict[str, Any]:
    """figure_address: (standard, anchor or "") → address for this reader, or ""."""
    shown, hidden = sight.lines(recommendation, now)
    every = answers(recommendation, shown, today, hidden)
    line = RecommendationLine(recommendation, every)
    texts = list(recommendation.texts.all())
    return {
        "recommendation": recommendation,
        "round": recommendation.round,
        "text": texts[0],
        "texts": texts[1:],
        "line": line,
        "today": today,
        "days_late": max(0, (today - recommendation.do_by).days)
        if recommendation.is_open
        else 0,
        "standards": [
            (standard, figure_address(standard.pk, ""))
            for standard in recommendation.standards.all()
        ],
        "evidence": [
            (evidence, _address(evidence, figure_address))
            for evidence in recommendation.evidence.all()
        ],
        "said": _said(line, shown),
        "history": [
            _event(line, now)
            for line in sorted(shown, key=lambda line: (line.on, line.pk))
        ],
        "children": recommendation.made_again.exclude(
            state=RecommendationState.DRAFT
        ).filter(confidential=False),
        "actions": recommendation.actions.select_related("authority"),
    }


def _address(evidence: Evidence, figure_address: Callable[[str, str], str]) -> str:
    if evidence.link:
        return evidence.link
    match = OF_STANDARD.match(evidence.figure)
    if not match:
        return ""
    code = match[1].upper()
    anchor = "" if evidence.figure.upper() == code else evidence.figure
    return figure_address(code, anchor)


def _said(line: RecommendationLine, shown: Sequence[FollowUp]) -> list[Said]:
    rows = []
    for answer in line.answers:
        newest = answer.status_line or answer.response_line
        if newest is None:
            continue
        cell = (
            cells.status_cell(answer)
            if answer.status_line
            else cells.response_cell(answer, line.recommendation)
        )
        words = _step(newest) or newest.words
        rows.append(Said(str(answer.addressee.authority), cell, words, newest.on))
    observation = newest_observation(shown)
    if observation:
        rows.append(
            Said(
                str(Party.CIVIL.label),
                cells.NO_CELL,
                _("“%s”") % observation.words,
                observation.on,
            )
        )
    judgement = newest_judgement(shown)
    if judgement:
        rows.append(
            Said(str(Party.REVIEW.label), line.progress, judgement.words, judgement.on)
        )
    return rows


def _step(line: FollowUp) -> str:
    if not line.next_step:
        return ""
    if not line.next_step_by:
        return line.next_step
    day = date_format(line.next_step_by, "j F Y")
    return _("%(step)s, by %(day)s") % {"step": line.next_step, "day": day}


def _event(line: FollowUp, now: datetime) -> Event:
    return Event(
        line=line,
        who=_who(line),
        title=title(line),
        notes=[note for note in _notes(line) if note],
        late=_late(line),
        waits=not is_published(line, now),
    )


def _who(line: FollowUp) -> str:
    if not line.party:
        return str(line.addressee)
    if line.party == Party.STATE:
        return str(line.addressee)
    if line.on_behalf:
        return _("%(authority)s, recorded by the review body") % {
            "authority": line.addressee
        }
    return str(Party(line.party).label)


def title(line: FollowUp) -> str:
    """The move in words."""
    if line.axis == Axis.OBSERVATION:
        return str(Axis.OBSERVATION.label)
    if line.axis in LABELS:
        return str(LABELS[Axis(line.axis)](line.value).label)
    if line.value == AMENDED:
        return _("Text amended")
    if line.value == RecommendationState.ISSUED:
        return _("Issued")
    return str(RecommendationState(line.value).label)


def _notes(line: FollowUp) -> list[str]:
    if line.axis == Axis.LIFE and line.value == RecommendationState.ISSUED:
        return [
            _(
                "The text is fixed. It cannot be changed; an amendment is a new version"
                " with a reason."
            )
        ]
    if line.axis == Axis.LIFE and line.value == AMENDED:
        return [_("Version %s") % line.evidence]
    if line.axis == Axis.LIFE and line.value == RecommendationState.REITERATED:
        return [_("Made again as %s") % line.evidence]
    quoted = line.axis in (Axis.RESPONSE, Axis.OBSERVATION, Axis.STATUS)
    return [
        _("“%s”") % line.words if line.words and quoted else line.words,
        _("Next step: %s.") % _step(line) if line.next_step else "",
        _("In charge: %s.") % line.owner if line.owner else "",
        _("Evidence: %s") % line.evidence if line.evidence else "",
    ]


def _late(line: FollowUp) -> str:
    if not line.days_late:
        return ""
    words = ngettext("%(n)d day late", "%(n)d days late", line.days_late)
    return words % {"n": line.days_late}
