"""What other pages of a set show of the body's own words, for any reader.

Before a round has released figures only the review body reads them.
"""

from __future__ import annotations

from typing import Any

from assessment.models import (
    BodyFinding,
    Concern,
    FigureSet,
    Milestone,
    Priority,
    Recommendation,
    Standard,
)
from assessment.recommendations import body_findings
from assessment.recommendations.access import (
    public_recommendations,
    recommendations_for,
)
from surveys.models import Round


def _may_read(reader: Any) -> bool:
    return bool(reader.is_member or is_released(reader.round))


def is_released(round: Round) -> bool:
    released = FigureSet.State.RELEASED
    return FigureSet.objects.filter(round=round, state=released).exists()


def priorities(reader: Any) -> list[Priority]:
    """What the body puts first, in its order; empty where it has not said so yet."""
    if not _may_read(reader):
        return []
    return list(body_findings.priorities(reader.round))


def concerns(reader: Any) -> list[Concern]:
    if not _may_read(reader):
        return []
    return list(body_findings.concerns(reader.round))


def body_finding(reader: Any, standard: Standard) -> BodyFinding | None:
    """The body's own finding of a standard, to stand beside the computed one."""
    if not _may_read(reader):
        return None
    return body_findings.body_finding(reader.round, standard)


def milestone(reader: Any, standard: Standard) -> Milestone | None:
    if not _may_read(reader):
        return None
    return body_findings.milestones(reader.round).get(standard.pk)


def recommendations_of(reader: Any, standard: Standard) -> list[Recommendation]:
    """Issued recommendations that rest on a standard, as the reader may see them."""
    rows = (
        public_recommendations(reader.round)
        if reader.is_public
        else recommendations_for(reader.person, reader.round)
    )
    return list(rows.exclude(state="draft").filter(standards=standard))
