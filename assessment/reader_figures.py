"""What one reader sees of a cell: the exact row, or what everybody may read of it.

The review body and analysts have both; everybody else has the published row alone. The
finding is that of the published row, so that it is the same for every reader.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from assessment import access
from assessment.models import (
    Figure,
    GapStatistic,
    PublicationState,
    PublishedFigure,
    PublishedStatistic,
)

FAR = -1000  # where there is no gap to sort by


class Shown:
    """A published row, and the exact one for who reads it.

    Other attributes are those of the published row: the same for every reader.
    """

    published: Any
    exact: Any

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self.published, name)

    @property
    def is_exact(self) -> bool:
        return self.exact is not None

    @property
    def has_number(self) -> bool:
        return self.is_exact or self.published.is_published


@dataclass(frozen=True)
class ShownFigure(Shown):
    """exact: None for who reads what is published."""

    published: PublishedFigure
    exact: Figure | None = None

    @property
    def mark(self) -> str:
        """Why what this reader sees may not be published; nothing where it may."""
        if self.exact is None or self.published.is_published:
            return ""
        return str(PublicationState(self.published.state).label)

    @property
    def exact_finding(self) -> str:
        """The finding of the exact figure, where it is another than everybody's."""
        if self.exact is None or self.exact.finding == self.published.finding:
            return ""
        return str(self.exact.finding)

    @property
    def gap_points(self) -> int:
        """Points short of the target at the least, by the published range.

        The order of lists rests on it, so that no order tells an exact value.
        """
        row = self.published
        ends = (row.likely_low, row.likely_high)
        if row.target is None or None in ends or not row.indicator.is_share:
            return FAR
        low, high = ends
        if row.direction == "at_most":
            return int(low - 100 * row.target)
        return int(100 * row.target - high)


@dataclass(frozen=True)
class ShownStatistic(Shown):
    """exact: None for who reads what is published."""

    published: PublishedStatistic
    exact: GapStatistic | None = None

    @property
    def reason(self) -> str:
        """Why there is no number, in words."""
        return str(PublicationState(self.published.state).label)


def figures(person: Any, figure_set: Any, **only: Any) -> list[ShownFigure]:
    """The figures of a set as the person reads them, in their order.

    only: conditions on the figures, as `group_var="all"`. A group nobody of which was
    asked is published without a number like one of a few; who reads exact figures reads
    of it nothing.
    """
    published = access.published_figures_for(person, figure_set).filter(**only)
    exact = list(access.figures_for(person, figure_set).filter(**only))
    pairs = pair_figures(published, exact)
    if not exact:
        return pairs
    return [shown for shown in pairs if shown.is_exact or shown.group_var == "all"]


def statistics(person: Any, figure_set: Any) -> list[ShownStatistic]:
    """The statistics of a set as the person reads them, in the order of the pages.

    Of which of them there are some that only the review body reads, may follow from
    answers: nobody else reads that they are there. A statistic of nobody has no exact
    row, see figures().
    """
    published = access.published_statistics_for(person, figure_set)
    exact = list(access.statistics_for(person, figure_set))
    if not exact:
        return pair_statistics(published.exclude(state=PublicationState.BODY_ONLY))
    pairs = pair_statistics(published, exact)
    return [shown for shown in pairs if shown.is_exact]


def pair_figures(published: Any, exact: Any = ()) -> list[ShownFigure]:
    rows = {_figure_key(row): row for row in exact}
    return [ShownFigure(row, rows.get(_figure_key(row))) for row in published]


def pair_statistics(published: Any, exact: Any = ()) -> list[ShownStatistic]:
    rows = {_statistic_key(row): row for row in exact}
    return [ShownStatistic(row, rows.get(_statistic_key(row))) for row in published]


def _figure_key(row: Figure | PublishedFigure) -> tuple[str, ...]:
    return (
        row.indicator_id,
        row.source,
        row.design_class,
        row.group_var,
        row.group_code,
    )


def _statistic_key(row: GapStatistic | PublishedStatistic) -> tuple[str, ...]:
    return row.code, row.about, row.source, row.design_class
