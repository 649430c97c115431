"""The indicators of a recommendation in two rounds, from stored figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from assessment.charts import change_slopes
from assessment.findings import changes
from assessment.findings.standard_findings import standard_finding
from assessment.models import (
    FigureSet,
    PublishedFigure,
    Recommendation,
    RecommendationState,
    Standard,
)
from assessment.presentation import figure_rows
from assessment.reader_figures import ReaderFigure
from assessment.recommendations import cells
from assessment.recommendations.access import public_recommendations
from surveys.models import Round


@dataclass(frozen=True, slots=True)
class Then:
    """One indicator then and now. picture: SVG or ""; is_closer: it got better."""

    standard: Standard
    label: str
    sentence: str
    picture: str
    is_closer: bool


def newest_release(round: Round) -> FigureSet | None:
    """The newest released figures of a round."""
    released = FigureSet.objects.filter(round=round, state=FigureSet.State.RELEASED)
    return released.order_by("-release_number").first()


def set_to_compare(recommendation: Recommendation, sets: Any) -> FigureSet | None:
    """Released figures that are compared with those of its round, or of its round.

    sets: the queryset of figure sets that the reader may open.
    """
    released = sets.filter(state=FigureSet.State.RELEASED)
    later = released.filter(earlier__round=recommendation.round)
    own = released.filter(round=recommendation.round)
    return (
        later.order_by("-released_at").first()
        or own.order_by("-release_number").first()
    )


def then_and_now(
    standards: Iterable[Standard],
    figure_set: FigureSet,
    figures: Iterable[ReaderFigure],
    statistics: Iterable[Any],
) -> list[Then]:
    """The main indicators of the standards, then and now, as one reader reads them."""
    wanted = {standard.pk for standard in standards}
    return [
        Then(
            standard=change.now.indicator.standard,
            label=change.now.indicator.label,
            sentence=changes.sentence(change),
            picture=_picture(change),
            is_closer=change.is_closer,
        )
        for change in changes.changes(figure_set, figures, statistics)
        if change.now.indicator.standard_id in wanted
        and not change.now.indicator.is_component
    ]


def _picture(change: changes.FigureChange) -> str:
    if not (change.has_numbers and change.now.indicator.is_share):
        return ""
    if not change.is_exact and not change.has_bands:
        return ""
    return str(change_slopes.slope(change, changes.sentence(change)))


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


def round_before(round: Round) -> Round | None:
    """The round that the newest figures are compared with, else the one before."""
    release = newest_release(round)
    if release and release.earlier:
        return release.earlier.round
    earlier = Round.objects.filter(
        starts_on__lt=round.starts_on, recommendations__isnull=False
    )
    return earlier.order_by("-starts_on").first()


def earlier_recommendations(round: Round) -> list[Earlier]:
    """Public recommendations of the round before, but for those that were withdrawn."""
    before = round_before(round)
    if before is None:
        return []
    values = _values_by_standard(newest_release(round))
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
