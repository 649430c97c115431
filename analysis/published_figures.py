"""The published version of the figures of one frame: builds the input of the
publication rule, and puts its result into the right cells."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.estimation.cells import Table
from analysis.exact_figures import ExactFigures
from analysis.publication import rule
from analysis.publication.bands import Precision, design_effect
from analysis.publication.groups import (
    Categories,
    Members,
    Near,
    Overlap,
    members_of,
)
from analysis.publication.merged_cells import (
    Mergings,
    cells_of,
    conditional,
    mergings_of,
    with_merged_cells,
)
from analysis.publication.parameters import Parameters
from analysis.publication.published_figure import (
    IndicatorFigures,
    PublicFigure,
    RespondentCounts,
    Survey,
)
from analysis.schema import ALL, COUNTING, LAW, PROPORTION, ExactFigure, Settings

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class FrameFigures:
    """The exact and the published figures of one frame.

    published: of the same cells in the same order; of a question for some also of the
    groups of which nobody was asked, or that they are missing would tell it.
    respondents: who of the rows stands behind each figure, published or not.
    """

    figures: tuple[ExactFigure, ...]
    published: tuple[PublicFigure, ...]
    respondents: Members
    precision: Precision | None = None
    precision_of_places: Precision | None = None


def published_figures(
    exact: ExactFigures,
    rows: pd.DataFrame,
    settings: Settings,
    parameters: Parameters,
    precision: Precision | None = None,
) -> FrameFigures:
    """Each figure beside its published version, for the cells that have answers.

    precision: of rule 7; None where it is that of these figures.
    """
    of_people = exact.source not in (*COUNTING, LAW)
    conditional_ids = conditional(exact.table) if of_people else frozenset[str]()
    # Rule 3 is of people: kinds of places and of laws are never counted together.
    fewest = parameters.fewest_people if of_people else 1
    mergings = mergings_of(exact.table, conditional_ids, fewest, parameters)
    table = with_merged_cells(exact.table, mergings)
    merged = _with_merged_figures(exact, table, mergings)
    of_places = groupings_of_places(exact.table)
    survey = Survey(
        parameters,
        precision or _precision(exact, settings),
        settings.tolerance,
        _precision_of_places(exact, of_places, settings),
        of_places,
    )
    published: dict[int, PublicFigure] = {}
    respondents: dict[int, Callable[[], Bools]] = {}
    cells = Cells(
        Categories(rows), table, merged, mergings, conditional_ids, parameters
    )
    for of_question in _questions(cells):
        figures_published = rule.publish(of_question.question, survey)
        for order, figure in enumerate(figures_published):
            published[of_question.positions[order]] = figure
            respondents[of_question.positions[order]] = partial(
                of_question.members, order
            )
        for position in of_question.merged_away:
            published[position] = rule.merged_away(
                exact.figures[position], of_question.question
            )
            respondents[position] = partial(cells.in_category, position)
    positions = sorted(published)
    return FrameFigures(
        tuple(figure for figure in exact.figures if figure.n),
        tuple(published[position] for position in positions),
        Members(tuple(respondents[position] for position in positions)),
        survey.precision,
        survey.of_places,
    )


def _with_merged_figures(
    exact: ExactFigures, table: Table, mergings: Mergings
) -> list[ExactFigure]:
    """The exact figures, those of merged categories made of the merged totals."""
    figures = list(exact.figures)
    positions = [
        position
        for position, cell in enumerate(table.cells)
        if (how := mergings.get((cell.indicator.id, cell.group_var)))
        and how.has_others(cell.group_code)
    ]
    if positions:
        merged = exact.of_cells(cells_of(table, positions))
        for position, figure in zip(positions, merged, strict=True):
            figures[position] = figure
    return figures


@dataclass(frozen=True, slots=True)
class Cells:
    """What questions are made of: the merged table and the figures of its cells.

    conditional_ids: indicators of questions for some; mergings: see merged_cells.py.
    """

    rows: Categories
    table: Table
    figures: Sequence[ExactFigure]
    mergings: Mergings
    conditional_ids: Collection[str]
    parameters: Parameters

    def is_published(self, position: int) -> bool:
        """Whether the cell has respondents; of a conditional question, interviews."""
        if self.table.cells[position].indicator.id in self.conditional_ids:
            return bool(self.table.interviewed[position])
        return bool(self.figures[position].n)

    def respondents(self, position: int) -> RespondentCounts:
        return RespondentCounts(
            answered=self.figures[position].n or 0,
            interviewed=int(self.table.interviewed[position]),
            places=int((self.table.totals.n[:, position] > 0).sum()),
            interviewers=int(self.table.interviewers[position]),
            conditional=self.table.cells[position].indicator.id in self.conditional_ids,
        )

    def in_category(self, position: int) -> Bools:
        """Respondents of a category that is merged into another: n of bool."""
        cell = self.table.cells[position]
        answered = ~np.isnan(self.rows.rows[cell.indicator.id].to_numpy(dtype=float))
        return np.asarray(
            answered & self.rows.inside(cell.group_var, [cell.group_code])
        )

    def has_others(self, position: int) -> bool:
        cell = self.table.cells[position]
        how = self.mergings.get((cell.indicator.id, cell.group_var))
        return how is not None and how.has_others(cell.group_code)


@dataclass(frozen=True, slots=True)
class QuestionCells:
    """One indicator as the input of the publication rule.

    positions: cells of its figures, everyone's first; merged_away: cells of categories
    that are counted in another; members: who stands behind a figure, n of bool.
    """

    question: IndicatorFigures
    positions: Sequence[int]
    merged_away: Sequence[int]
    members: Callable[[int], Bools]


def _precision(exact: ExactFigures, settings: Settings) -> Precision:
    """Rule 7: one design effect and its degrees of freedom for the whole group."""
    if exact.design is None:
        return Precision(1.0, 1.0, settings.level)
    effects, _df = _effects(exact, {ALL})
    return _rests_on(exact, effects, float(exact.design.df), settings)


def _precision_of_places(
    exact: ExactFigures, groupings: Collection[str], settings: Settings
) -> Precision | None:
    """The same for groups of places: the design effect and the lower quartile of the
    degrees of freedom of their figures, which rest on fewer places."""
    effects, df = _effects(exact, groupings)
    if exact.design is None or not df:
        return None
    return _rests_on(exact, effects, sorted(df)[len(df) // 4], settings)


def _effects(
    exact: ExactFigures, groupings: Collection[str]
) -> tuple[list[float], list[float]]:
    """(design effects, degrees of freedom) of the shares of these groupings."""
    pairs = [
        (figure.deff, figure.df or 0.0)
        for figure, cell in zip(exact.figures, exact.table.cells, strict=True)
        if cell.group_var in groupings
        and cell.indicator.statistic == PROPORTION
        and figure.deff is not None
    ]
    return [deff for deff, _df in pairs], [df for _deff, df in pairs]


def _rests_on(
    exact: ExactFigures, effects: list[float], df: float, settings: Settings
) -> Precision:
    everybody = exact.design is not None and bool(exact.design.exhausted.all())
    deff = 0.0 if everybody else design_effect(effects)
    return Precision(deff, max(df, 1.0), settings.level)


def groupings_of_places(table: Table) -> frozenset[str]:
    """Groupings of which all people of a place are in one category, as its kind."""
    categories: dict[tuple[str, str], npt.NDArray[np.int64]] = {}
    for position, cell in enumerate(table.cells):
        if cell.group_var != ALL:
            key = (cell.indicator.id, cell.group_var)
            answered = (table.totals.n[:, position] > 0).astype(np.int64)
            categories[key] = categories.get(key, np.zeros_like(answered)) + answered
    mixed = {name for (_id, name), counts in categories.items() if counts.max() > 1}
    return frozenset(name for _id, name in categories) - mixed


def _questions(cells: Cells) -> Iterator[QuestionCells]:
    """Each indicator of which something is published, and who is in its groups."""
    columns: dict[str, list[int]] = {}
    for position, cell in enumerate(cells.table.cells):
        if cells.is_published(position):
            columns.setdefault(cell.indicator.id, []).append(position)
    for positions in columns.values():
        small = [
            position
            for position in positions
            if _is_small(cells.figures[position], cells.mergings)
        ]
        yield _question(
            cells, [position for position in positions if position not in small], small
        )


def _question(
    cells: Cells, shown: Sequence[int], small: Sequence[int]
) -> QuestionCells:
    of_cells = [cells.table.cells[position] for position in shown]
    indicator = of_cells[0].indicator
    groups = [(cell.group_var, cell.group_code) for cell in of_cells]
    members = members_of(cells.rows, indicator.id, groups, cells.mergings)
    respondents = [cells.respondents(position) for position in shown]
    answered = Overlap(
        groups, [people.answered for people in respondents], cache(members)
    )
    interviewed = None
    if indicator.id in cells.conditional_ids:
        everybody = members_of(
            cells.rows, indicator.id, groups, cells.mergings, answered=False
        )
        sizes = [people.interviewed for people in respondents]
        interviewed = Overlap(groups, sizes, cache(everybody))
    question = IndicatorFigures(
        indicator,
        [cells.figures[position] for position in shown],
        respondents,
        [cells.has_others(position) for position in shown],
        Near(answered, interviewed, cells.parameters).few_apart,
    )
    return QuestionCells(question, shown, small, members)


def _is_small(figure: ExactFigure, mergings: Mergings) -> bool:
    how = mergings.get((figure.indicator, figure.group_var))
    return how is not None and figure.group_code in how.small
