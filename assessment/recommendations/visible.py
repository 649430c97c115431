"""Which recommendations, and which lines of their logs, a reader of a set sees."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from assessment.models import Recommendation, RecommendationState
from assessment.recommendations.access import public_recommendations, readable_for
from assessment.recommendations.sight import PUBLIC, Sight, sight_of


def visible_to(reader: Any) -> tuple[QuerySet[Recommendation], Sight]:
    """(issued recommendations, lines) that the reader sees beside the figures."""
    if reader.is_public:
        return public_recommendations(reader.round), PUBLIC
    rows = readable_for(reader.person, reader.round)
    issued = rows.exclude(state=RecommendationState.DRAFT)
    return issued, sight_of(reader.person, reader.round)
