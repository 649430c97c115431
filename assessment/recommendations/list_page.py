"""What the list of recommendations shows, for any reader."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessment.models import FigureSet, Recommendation
from assessment.recommendations import lines
from assessment.recommendations.drafting import times_made_again
from assessment.recommendations.sight import Sight
from assessment.recommendations.then_and_now import earlier_recommendations
from surveys.models import Round


def context(
    round: Round,
    recommendations: Iterable[Recommendation],
    sight: Sight,
    typed: Mapping[str, str],
    *,
    figure_set: FigureSet | None,
    address: Callable[[Recommendation], str],
    files: Callable[[str, str], str],
) -> dict[str, Any]:
    """address: of the page of a recommendation; files: (table, form) → address."""
    rows = lines.lines(recommendations, sight, timezone.now(), timezone.localdate())
    form = lines.FilterForm(rows, typed)
    shown = form.keep(rows)
    earlier = earlier_recommendations(round, figure_set)
    return {
        "round": round,
        "sentence": lines.sentence(rows),
        "dates": _dates(rows),
        "form": form,
        "filtered": len(shown) != len(rows),
        "rows": [(row, address(row.recommendation)) for row in shown],
        "total": len(rows),
        "earlier": earlier,
        "before": earlier[0].recommendation.round if earlier else None,
        "figure_set_before": figure_set.earlier if figure_set else None,
        "made_again": sum(
            times_made_again(row.recommendation) > 0
            for row in rows
            if not row.recommendation.is_draft
        ),
        "files": [
            (_("Register (CSV)"), files("register", "csv")),
            (_("Register (XLSX)"), files("register", "xlsx")),
            (_("Columns for treaty body reports (CSV)"), files("reporting", "csv")),
            (_("Columns for treaty body reports (XLSX)"), files("reporting", "xlsx")),
        ],
    }


def _dates(rows: Iterable[lines.RecommendationLine]) -> str:
    """ "As of 15 September 2027. Issued 29 November 2026, 20 July 2027"."""
    today = date_format(timezone.localdate(), "j F Y")
    issued = {row.recommendation.issued_on for row in rows}
    days = sorted(day for day in issued if day)
    text = _("As of %(today)s.") % {"today": today}
    if not days:
        return text
    words = ", ".join(date_format(day, "j F Y") for day in days)
    return f"{text} {_('Issued %(days)s.') % {'days': words}}"
