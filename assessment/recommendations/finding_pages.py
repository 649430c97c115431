"""What the pages of the body's own findings show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assessment.findings.priorities import rank_gaps
from assessment.findings.standard_cards import target_text
from assessment.findings.standard_findings import standard_finding, standard_findings
from assessment.models import (
    BodyFinding,
    Concern,
    Figure,
    FigureSet,
    Finding,
    Indicator,
    Milestone,
    Priority,
    Standard,
)
from assessment.presentation import figure_rows, number_texts
from assessment.reading import reader_figures
from assessment.recommendations import body_findings
from assessment.recommendations.finding_forms import typed_lines
from surveys.models import Round


def newest_set(round: Round) -> FigureSet | None:
    """The figures that the body judges by: the newest, released or not."""
    return FigureSet.objects.filter(round=round).order_by("-computed_at").first()


def overview(round: Round) -> dict[str, Any]:
    """Each standard with the computed finding, the body's own, and the milestone."""
    own, milestones = (
        body_findings.body_findings(round),
        body_findings.milestones(round),
    )
    figure_set = newest_set(round)
    figures = reader_figures.figures(figure_set, False) if figure_set else []
    return {
        "round": round,
        "rows": [
            {
                "standard": finding.standard,
                "computed": computed_words(finding.finding) if figure_set else None,
                "own": own.get(finding.standard.pk),
                "milestone": milestone_words(milestones.get(finding.standard.pk)),
            }
            for finding in standard_findings(Standard.objects.all(), figures)
        ],
        "concerns": body_findings.concerns(round),
        "priorities": body_findings.priorities(round),
    }


def computed_finding(round: Round, standard: Standard) -> str:
    """The computed finding of the newest figures, "" before any are computed."""
    figure_set = newest_set(round)
    if figure_set is None:
        return ""
    figures = reader_figures.figures(figure_set, False, indicator__standard=standard)
    return str(standard_finding(standard, figures).finding)


def computed_words(finding: str) -> dict[str, str] | None:
    if not finding:
        return None
    status = Finding(finding)
    return {
        "word": str(status.label),
        "shape": figure_rows.SHAPES[status],
        "status": status.value,
    }


def finding_initial(newest: BodyFinding | None) -> dict[str, Any]:
    if newest is None:
        return {"seen": 0}
    names = ("finding", "words_en", "words_fr", "reason_en", "reason_fr")
    return {"seen": newest.version} | {name: getattr(newest, name) for name in names}


def list_initial(stored: Sequence[Concern | Priority]) -> dict[str, Any]:
    if not stored:
        return {"seen": 0}
    rows = [(row.text_en, row.text_fr, _codes(row)) for row in stored]
    return {"seen": stored[0].version} | typed_lines(rows)


def _codes(row: Concern | Priority) -> str:
    if isinstance(row, Priority):
        return str(row.standard_id)
    return " ".join(standard.pk for standard in row.standards.all())


def ranked_gaps(round: Round) -> list[Standard]:
    """The gaps in the computed order, to choose from."""
    figure_set = newest_set(round)
    if figure_set is None:
        return []
    figures = reader_figures.figures(figure_set, False)
    return [row.standard for row in rank_gaps(figure_set, figures).gaps][:20]


# -- milestones ------------------------------------------------------------------------


def main_indicator(standard: Standard) -> Indicator | None:
    """The indicator that the target of a standard is of."""
    indicators = standard.indicators.filter(round__isnull=True)
    whole = [indicator for indicator in indicators if not indicator.is_component]
    return whole[0] if whole else None


def is_share(standard: Standard) -> bool:
    indicator = main_indicator(standard)
    return indicator is None or indicator.is_share


def target_words(standard: Standard) -> str:
    indicator = main_indicator(standard)
    if indicator is None:
        return ""
    figure = Figure(
        indicator=indicator, target=indicator.target, direction=indicator.direction
    )
    return str(target_text(figure))


def milestone_initial(newest: Milestone | None, share: bool) -> dict[str, Any]:
    if newest is None:
        return {"seen": 0}
    value = round(newest.value * 100, 6) if share else newest.value
    return {
        "seen": newest.version,
        "value": value,
        "year": newest.year,
        "words_en": newest.words_en,
        "words_fr": newest.words_fr,
    }


def milestone_words(milestone: Milestone | None) -> dict[str, Any] | None:
    """The value in the unit of the standard, its year, and whether it came late."""
    if milestone is None:
        return None
    indicator = main_indicator(milestone.standard)
    unit = indicator.unit if indicator else "share"
    return {
        "value": number_texts.amount(milestone.value, unit),
        "year": str(milestone.year),
        "words": milestone.words,
        "after_figures": milestone.after_figures,
    }
