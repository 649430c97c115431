"""Whether a released page is still what it was: everything that it is made of."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Count, Max
from django.utils import timezone

from assessment.models import (
    Action,
    BodyFinding,
    Concern,
    FigureSet,
    FollowUp,
    Milestone,
    Priority,
    Recommendation,
    Report,
    ReportText,
)
from assessment.recommendations.states import DAYS_TO_READ
from surveys.models import Round

MADE_OF = (
    "assessment/**/*.py",
    "assessment/**/*.csv",
    "templates/**/*",
    "config/*.py",
    "config/locale/**/*.po",
)


def version(figure_set: FigureSet) -> str:
    """Of the set, what the review body and others wrote since, the day, the program.

    The day counts because deadlines pass.
    """
    round = figure_set.round
    parts = (
        figure_set.pk,
        figure_set.fingerprint,
        round.figure_sets.filter(state=FigureSet.State.RELEASED).count(),
        *_written_since(round),
        *Report.objects.filter(figure_set=figure_set).aggregate(Max("pk")).values(),
        timezone.localdate(),
        program_version(),
    )
    return "|".join(str(part) for part in parts)


def _written_since(round: Round) -> tuple[Any, ...]:
    """What changes when any follow-up is written, read or seven days old."""
    lines = FollowUp.objects.filter(recommendation__round=round)
    newest = [
        lines.aggregate(Max("pk"), Max("read_at")),
        Recommendation.objects.filter(round=round).aggregate(Max("pk"), Count("pk")),
        Action.objects.filter(recommendations__round=round).aggregate(
            Max("pk"), Max("done_on")
        ),
        *(
            model.objects.filter(round=round).aggregate(Max("pk"))
            for model in (BodyFinding, Concern, Priority, Milestone, ReportText)
        ),
    ]
    week_ago = timezone.now() - timedelta(days=DAYS_TO_READ)
    old = lines.filter(at__lte=week_ago).count()
    return (*(value for row in newest for value in row.values()), old)


def mark(version: str, path: str) -> str:
    return hashlib.sha256(f"{version}|{path}".encode()).hexdigest()[:32]


@lru_cache(maxsize=1)
def program_version() -> str:
    """SHA-256 of the files that make pages."""
    root = Path(settings.BASE_DIR)
    digest = hashlib.sha256()
    for pattern in MADE_OF:
        for path in sorted(root.glob(pattern)):
            if path.is_file():
                digest.update(path.read_bytes())
    return digest.hexdigest()
