"""The indicators of a recommendation in two rounds, from stored figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from assessment.findings import changes, standard_cards
from assessment.findings.standard_findings import standard_finding
from assessment.models import (
    FigureSet,
    PublishedFigure,
    Recommendation,
    RecommendationState,
    Standard,
)
from assessment.presentation import figure_rows
from assessment.presentation.figure_cards import FigureCard
from assessment.reading.reader_figures import ReaderFigure
from assessment.recommendations import cells
from assessment.recommendations.access import public_recommendations
from surveys.models import Round

CHANGES = ("E2.1", "E2.12")


def then_and_now(reader: Any, recommendation: Recommendation) -> list[FigureCard]:
    """The main indicators of its standards, then and now, as one reader reads them."""
    standards = list(recommendation.standards.all())
    figures = reader.figures(indicator__standard__in=standards)
    statistics = reader.statistics(code__in=CHANGES)
    return [
        standard_cards.change_card(reader, change)
        for change in changes.changes(reader.figure_set, figures, statistics)
        if not change.now.indicator.is_component
    ]


def newest_release(round: Round) -> FigureSet | None:
    """The newest released figures of a round."""
    released = FigureSet.objects.filter(round=round, state=FigureSet.State.RELEASED)
    return released.order_by("-release_number").first()


# -- the round before, in the list -----------------------------------------------------


@dataclass(frozen=True, slots=True)
class Earlier:
    """A recommendation of the round before: made again as which, then and now."""

    recommendation: Recommendation
    made_again: Recommendation | None
    standard: Standard | None
    before: str
    now: str

    @property
    def progress(self) -> cells.Cell:
        return cells.progress_cell(self.recommendation)


def round_before(round: Round, figure_set: FigureSet | None) -> Round | None:
    """The round that the figures are compared with, else the one before."""
    if figure_set and figure_set.earlier:
        return figure_set.earlier.round
    earlier = Round.objects.filter(
        starts_on__lt=round.starts_on, recommendations__isnull=False
    )
    return earlier.order_by("-starts_on").first()


def earlier_recommendations(
    round: Round, figure_set: FigureSet | None
) -> list[Earlier]:
    """Public recommendations of the round before, but for those that were withdrawn.

    figure_set: the figures of the round that their indicators are read from.
    """
    before = round_before(round, figure_set)
    if before is None:
        return []
    values = _values_by_standard(figure_set)
    children = {
        child.parent_id: child
        for child in public_recommendations(round).filter(parent__isnull=False)
    }
    recommendations = public_recommendations(before).exclude(
        state=RecommendationState.WITHDRAWN
    )
    return [
        _earlier(recommendation, children.get(recommendation.pk), values)
        for recommendation in recommendations
    ]


def _earlier(
    recommendation: Recommendation,
    child: Recommendation | None,
    values: Callable[[Standard], tuple[str, str]],
) -> Earlier:
    pairs = [(s, *values(s)) for s in recommendation.standards.all()]
    with_numbers = [pair for pair in pairs if pair[1] and pair[2]]
    standard, before, now = (with_numbers or [(None, "", "")])[0]
    return Earlier(recommendation, child, standard, before, now)


def _values_by_standard(
    figure_set: FigureSet | None,
) -> Callable[[Standard], tuple[str, str]]:
    """standard → (published value then, now) of the figure its finding rests on."""

    def values(standard: Standard) -> tuple[str, str]:
        if figure_set is None or figure_set.earlier is None:
            return "", ""
        figures = [
            ReaderFigure(row)
            for row in PublishedFigure.objects.filter(
                figure_set=figure_set, indicator__standard=standard, group_var="all"
            ).select_related("indicator")
        ]
        rests_on = standard_finding(standard, figures).rests_on
        if rests_on is None:
            return "", ""
        before = PublishedFigure.objects.filter(
            figure_set=figure_set.earlier,
            indicator=rests_on.indicator,
            source=rests_on.source,
            design_class=rests_on.design_class,
            group_var="all",
        ).select_related("indicator")
        if not before:
            return "", ""
        return figure_rows.value(ReaderFigure(before[0])), figure_rows.value(rests_on)

    return values
