"""Whether a released page is still what it was: everything that it is made of."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from assessment.models import FigureSet

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
        FigureSet.objects.filter(round=round, state=FigureSet.State.RELEASED).count(),
        round.last_withdrawal_at,
        timezone.localdate(),
        program_version(),
    )
    return "|".join(str(part) for part in parts)


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
