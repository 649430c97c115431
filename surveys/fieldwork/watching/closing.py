"""What is unfinished when a round is closed: counts, and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from surveys.fieldwork.watching.progress import ProgressLine, progress_of
from surveys.models import Draft, Round, Visit

NAMED = 5  # places or groups that a line names


@dataclass(frozen=True, slots=True)
class Unfinished:
    """One line of the page: what, how many, where, and the page to look at."""

    what: str
    count: int
    where: str = ""
    address: str = ""


def unfinished(round: Round, own: QuerySet[Any]) -> list[Unfinished]:
    """What a coordinator should look at first; nothing of it stops the closing.

    own: the organisations of the coordinator. Of open drafts of partners the number
    alone is told.
    """
    progress = progress_of(round, own)
    tables = {table.code: table.lines for table in progress.tables}
    address = reverse("round-progress", args=[round.code])
    places = _short(tables["place"])
    quotas = _short(tables["quota"])
    return [
        Unfinished(
            _("Open interviews"), open_drafts(round).count(), _drafts(round, own)
        ),
        Unfinished(
            _("Places under what was planned"),
            len(places),
            _named(places),
            f"{address}#by-place",
        ),
        Unfinished(
            _("Quotas under what was planned"),
            len(quotas),
            _named(quotas),
            f"{address}#by-quota",
        ),
        Unfinished(
            _("Arrived twice with other answers, not decided"), progress.quarantined
        ),
        Unfinished(
            _("Visits without contacts"),
            visits_without_contacts(round, own).count(),
            address=reverse("contacts", args=[round.code]),
        ),
    ]


def open_drafts(round: Round) -> QuerySet[Draft]:
    return Draft.objects.filter(round=round, practice=False)


def _drafts(round: Round, own: QuerySet[Any]) -> str:
    """The own interviewers with open interviews, with how many."""
    counts = (
        open_drafts(round)
        .filter(organisation__in=own)
        .values_list("by__name")
        .annotate(n=Count("pk"))
        .order_by("by__name")
    )
    return ", ".join(f"{name}: {n}" for name, n in counts)


def visits_without_contacts(round: Round, own: QuerySet[Any]) -> QuerySet[Visit]:
    """Own visits at which access was given and nobody is counted as approached."""
    nobody = Q(agreed=0, refused=0, absent=0, not_eligible=0, no_language=0)
    return Visit.objects.filter(
        nobody, primary_unit__round=round, organisation__in=own
    ).exclude(access=Visit.Access.REFUSED)


def _short(lines: Sequence[ProgressLine]) -> list[ProgressLine]:
    return [line for line in lines if line.missing]


def _named(lines: Sequence[ProgressLine]) -> str:
    """The first of them with their numbers."""
    named = [
        _("%(name)s: %(done)d of %(wanted)d")
        % {"name": line.name, "done": line.done, "wanted": line.wanted}
        for line in lines[:NAMED]
    ]
    return ", ".join(named) + (" …" if len(lines) > NAMED else "")
