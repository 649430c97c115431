"""Audit entries on figures: computed, released, read and exported."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import transaction
from django.utils import timezone

from assessment.models import FigureSet
from surveys import audit
from surveys.models import Act, Person


@transaction.atomic
def note_export(*, figure_set: FigureSet, by: Person, kind: str) -> None:
    """Record an export: who, which figures, in which form."""
    note(Act.EXPORTED, figure_set, by, kind=kind)


@transaction.atomic
def note_reading(*, figure_set: FigureSet, by: Person, page: str) -> None:
    """Record who read exact figures, on which page."""
    note(Act.READ_EXACT, figure_set, by, page=page)


def note(act: Act, figure_set: FigureSet, by: Person, **detail: str) -> None:
    detail["fingerprint"] = figure_set.fingerprint
    about = f"figures:{figure_set.pk}"
    audit.record(act, by=by, round=figure_set.round, about=about, detail=detail)


def now() -> datetime:
    return timezone.now().replace(microsecond=0).astimezone(UTC)
