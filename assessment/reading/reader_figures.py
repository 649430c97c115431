"""Figures and statistics as one reader may see them.

1. The review body and analysts see the exact row and the published row.
2. Everybody else sees the published row only.
3. The finding is that of the published row, so it is the same for every reader.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assessment.models import (
    Figure,
    FigureSet,
    Frequency,
    GapStatistic,
    PublicationState,
    PublishedFigure,
    PublishedFrequency,
    PublishedStatistic,
)
from assessment.models.frequencies import KEY as FREQUENCY_KEY

FAR = -1000  # where there is no gap to sort by


class ReaderRow:
    """A published row, with the exact row for readers of exact figures.

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
class ReaderFigure(ReaderRow):
    """exact: None for who reads what is published."""

    published: PublishedFigure
    exact: Figure | None = None

    @property
    def mark(self) -> str:
        """Why the exact figure is not published; "" where it is, or is not seen."""
        if self.exact is None or self.published.is_published:
            return ""
        return str(PublicationState(self.published.state).label)

    @property
    def exact_finding(self) -> str:
        """The finding of the exact figure, where it differs from the published one."""
        if self.exact is None or self.exact.finding == self.published.finding:
            return ""
        return str(self.exact.finding)

    @property
    def gap_points(self) -> int:
        """The smallest gap to the target in points, by the published range.

        Lists are sorted by it, so that no order reveals an exact value.
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
class ReaderStatistic(ReaderRow):
    """exact: None for who reads what is published."""

    published: PublishedStatistic
    exact: GapStatistic | None = None

    @property
    def reason(self) -> str:
        """Why there is no number, in words."""
        return str(PublicationState(self.published.state).label)


@dataclass(frozen=True)
class ReaderFrequency(ReaderRow):
    """exact: None for who reads what is published."""

    published: PublishedFrequency
    exact: Frequency | None = None

    @property
    def reason(self) -> str:
        """Why there is no number, in words."""
        return str(PublicationState(self.published.state).label)


def figures(
    figure_set: FigureSet, exact: bool, exact_of: Sequence[str] = (), **only: Any
) -> list[ReaderFigure]:
    """The figures of a set as a reader may see them, in their order.

    exact: whether the reader may see exact rows. exact_of: the groupings of which the
    page shows exact rows; the others come as everybody reads them, which is faster.
    only: conditions on the figures, as `group_var="all"`. A group without respondents
    is published without a number, like a small group; readers of exact figures do not
    see it.
    """
    published = figure_set.published_figures.filter(**only)
    published = published.prefetch_related("indicator__standard")
    if not exact:
        return pair_figures(published)
    if exact_of:
        only["group_var__in"] = exact_of
    exact_rows = figure_set.figures.filter(**only).prefetch_related(
        "indicator__standard"
    )
    pairs = pair_figures(published, exact_rows)
    return [figure for figure in pairs if figure.is_exact or _is_kept(figure, exact_of)]


def _is_kept(figure: ReaderFigure, exact_of: Sequence[str]) -> bool:
    """Whether a figure without an exact row is seen by readers of exact figures."""
    row = figure.published
    return row.group_var == "all" or bool(exact_of and row.group_var not in exact_of)


def statistics(
    figure_set: FigureSet, exact: bool, **only: Any
) -> list[ReaderStatistic]:
    """The statistics of a set as a reader may see them, in the order of the pages.

    only: conditions on the statistics, as `code="E2.1"`. Statistics for the review body
    only are not even listed for others: that they exist may follow from answers. A
    statistic without respondents has no exact row, see figures().
    """
    published = figure_set.published_statistics.filter(**only)
    if not exact:
        return pair_statistics(published.exclude(state=PublicationState.BODY_ONLY))
    pairs = pair_statistics(published, figure_set.statistics.filter(**only))
    return [statistic for statistic in pairs if statistic.is_exact]


def frequencies(figure_set: FigureSet, exact: bool) -> list[ReaderFrequency]:
    """The frequencies of a set as a reader may see them, in their order.

    Of a question that nobody answered readers of exact figures see no row.
    """
    exact_rows = figure_set.frequencies.all() if exact else ()
    by_key = {_frequency_key(row): row for row in exact_rows}
    published = figure_set.published_frequencies.all()
    rows = [ReaderFrequency(row, by_key.get(_frequency_key(row))) for row in published]
    return [row for row in rows if row.is_exact] if exact else rows


def _frequency_key(row: Frequency | PublishedFrequency) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in FREQUENCY_KEY)


def pair_figures(published: Any, exact: Any = ()) -> list[ReaderFigure]:
    rows = {_figure_key(row): row for row in exact}
    return [ReaderFigure(row, rows.get(_figure_key(row))) for row in published]


def pair_statistics(published: Any, exact: Any = ()) -> list[ReaderStatistic]:
    rows = {_statistic_key(row): row for row in exact}
    return [ReaderStatistic(row, rows.get(_statistic_key(row))) for row in published]


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
