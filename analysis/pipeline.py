"""The composition for indicators: frames → totals → exact figures → published ones."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.cells import Table, tabulate
from analysis.checks import check_frames
from analysis.design import Design, design_of
from analysis.estimates import estimate_ratios
from analysis.figures import beside, counts, figures
from analysis.group_differences import group_differences
from analysis.partitions import Asked, Run, reduce_chunk
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
from analysis.publication.rule import PublishedFigure, Respondents
from analysis.schema import (
    ALL,
    COUNTING,
    LAW,
    PROPORTION,
    DesignClass,
    Figure,
    Indicator,
    Settings,
)
from analysis.weights import interview_weights

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Tabulated = Callable[[Sequence[str], Floats], Table]  # places, weights → table


@dataclass(frozen=True, slots=True)
class FrameFigures:
    """The figures of one frame: exact, and as everybody may read them.

    published: of the same cells in the same order; of a question for some also of the
    groups of which nobody was asked, or that they are missing would tell it.
    respondents: who of the rows stands behind each figure, published or not.
    """

    figures: tuple[Figure, ...]
    published: tuple[PublishedFigure, ...]
    respondents: Members
    precision: Precision | None = None
    precision_of_places: Precision | None = None


def frame_figures(
    rows: pd.DataFrame,
    units: pd.DataFrame,
    strata: pd.DataFrame,
    indicators: Sequence[Indicator],
    groups: Sequence[str],
    *,
    design_class: str,
    source: str,
    settings: Settings | None = None,
    parameters: Parameters | None = None,
) -> FrameFigures:
    """Figures of every indicator for all and for each group.

    rows, units, strata: see schema.py; indicators: each a column of rows; groups:
    grouping columns, taken one at a time. A group nobody of which answered has no
    figure. Raises FrameProblem (LonelyUnit, EmptyStratum) with the place and the
    remedy.
    """
    settings, kind = settings or Settings(), DesignClass.of(design_class)
    check_frames(rows, units, strata, indicators, groups, kind)
    if rows.empty or not indicators:
        return FrameFigures((), (), Members())

    def tabulated(places: Sequence[str], weight: Floats) -> Table:
        return tabulate(rows, places, weight, indicators, groups)

    exact = _exact(rows, units, strata, kind, source, settings, tabulated)
    return _published(exact, rows, settings, parameters or Parameters())


def figures_of_parts(
    run: Run,
    units: pd.DataFrame,
    strata: pd.DataFrame,
    indicators: Sequence[Indicator],
    groups: Sequence[str],
    *,
    design_class: str,
    source: str,
    settings: Settings | None = None,
) -> tuple[Figure, ...]:
    """The exact figures of rows that come in chunks: the same, to 1e-12.

    run: see partitions.py; it reads every chunk twice, first for what there is, then to
    add up. Any order of the same chunks gives the same bytes. What is published of them
    is not computed: the rule asks who is in two groups at once.
    """
    settings, kind = settings or Settings(), DesignClass.of(design_class)
    asked = Asked(units, strata, tuple(indicators), tuple(groups), kind)
    known = run(asked.know)
    asked.check(known)
    if not known.rows or not indicators:
        return ()
    interviews = known.skeleton()

    def tabulated(places: Sequence[str], weight: Floats) -> Table:
        own = known.weighted and kind is not DesignClass.PURPOSIVE
        reduced = partial(
            reduce_chunk,
            asked=asked,
            codes=known.codes,
            places=tuple(places),
            weight=None if own else _by_place(interviews, weight),
        )
        return run(reduced).table()

    exact = _exact(interviews, units, strata, kind, source, settings, tabulated)
    return tuple(figure for figure in exact.figures if figure.n)


@dataclass(frozen=True, slots=True)
class Exact:
    """A table, the design its places were drawn by, and one exact figure a cell.

    design: None where chance did not choose. source: the informant group.
    """

    table: Table
    design: Design | None
    figures: Sequence[Figure]
    source: str
    settings: Settings

    def of_cells(self, table: Table) -> Sequence[Figure]:
        """The figures of other cells of the same places, without comparisons."""
        if self.design is None:
            return counts(table, self.source)
        estimates = estimate_ratios(table.totals, self.design)
        return figures(table, estimates, source=self.source, settings=self.settings)


def _exact(
    interviews: pd.DataFrame,
    units: pd.DataFrame,
    strata: pd.DataFrame,
    kind: DesignClass,
    source: str,
    settings: Settings,
    tabulated: Tabulated,
) -> Exact:
    """interviews: stratum and psu of each, and the weight where one is given."""
    if kind is DesignClass.PURPOSIVE:
        table = tabulated(tuple(units["psu"].astype(str)), np.ones(len(interviews)))
        return Exact(table, None, counts(table, source), source, settings)
    design = design_of(
        interviews,
        units,
        strata,
        kind=kind,
        lonely=settings.lonely,
        two_stage=settings.two_stage,
    )
    table = tabulated(design.psu, interview_weights(interviews, units, strata))
    exact = Exact(table, design, (), source, settings)
    compared = beside(
        exact.of_cells(table),
        group_differences(
            table, design, level=settings.level, of_family=_family(table)
        ),
    )
    return replace(exact, figures=compared)


def _family(table: Table) -> set[str]:
    """The indicators that stand for a whole standard: declared before the data came."""
    return {cell.indicator.id for cell in table.cells if not cell.indicator.part}


def _by_place(interviews: pd.DataFrame, weight: Floats) -> dict[str, float]:
    """The weight of each primary unit, whose interviews all have the same."""
    first = ~interviews["psu"].duplicated().to_numpy()
    places = interviews["psu"][first].astype(str)
    return dict(zip(places, weight[first], strict=True))


# -- as everybody may read them --------------------------------------------------------


def _published(
    exact: Exact, rows: pd.DataFrame, settings: Settings, parameters: Parameters
) -> FrameFigures:
    """Each figure beside its published version, for the cells that have answers."""
    of_people = exact.source not in (*COUNTING, LAW)
    some = conditional(exact.table) if of_people else frozenset[str]()
    # Rule 3 is of people: kinds of places and of laws are never counted together.
    fewest = parameters.fewest_people if of_people else 1
    mergings = mergings_of(exact.table, some, fewest, parameters)
    table = with_merged_cells(exact.table, mergings)
    merged = _with_merged_figures(exact, table, mergings)
    of_places = groupings_of_places(exact.table)
    survey = rule.Survey(
        parameters,
        _precision(exact, settings),
        settings.tolerance,
        _precision_of_places(exact, of_places, settings),
        of_places,
    )
    published: dict[int, PublishedFigure] = {}
    behind: dict[int, Callable[[], Bools]] = {}
    cells = Cells(Categories(rows), table, merged, mergings, some, parameters)
    for question in _questions(cells):
        figures_published = rule.published(question.asked, survey)
        for order, figure in enumerate(figures_published):
            published[question.places[order]] = figure
            behind[question.places[order]] = partial(question.members, order)
        for place in question.merged_away:
            published[place] = rule.merged_away(exact.figures[place], question.asked)
            behind[place] = partial(cells.in_category, place)
    places = sorted(published)
    return FrameFigures(
        tuple(figure for figure in exact.figures if figure.n),
        tuple(published[place] for place in places),
        Members(tuple(behind[place] for place in places)),
        survey.precision,
        survey.of_places,
    )


def _with_merged_figures(
    exact: Exact, table: Table, mergings: Mergings
) -> list[Figure]:
    """The exact figures, those of merged categories made of the merged totals."""
    figures = list(exact.figures)
    places = [
        place
        for place, cell in enumerate(table.cells)
        if (how := mergings.get((cell.indicator.id, cell.group_var)))
        and how.has_others(cell.group_code)
    ]
    if places:
        of_places = exact.of_cells(cells_of(table, places))
        for place, figure in zip(places, of_places, strict=True):
            figures[place] = figure
    return figures


@dataclass(frozen=True, slots=True)
class Cells:
    """What questions are made of: the merged table and the figures of its cells.

    some: indicators of questions for some; mergings: see merged_cells.py.
    """

    rows: Categories
    table: Table
    figures: Sequence[Figure]
    mergings: Mergings
    some: Collection[str]
    parameters: Parameters

    def is_published(self, place: int) -> bool:
        """Whether somebody answered, or might have been asked a question for some."""
        if self.table.cells[place].indicator.id in self.some:
            return bool(self.table.interviewed[place])
        return bool(self.figures[place].n)

    def respondents(self, place: int) -> Respondents:
        return Respondents(
            answered=self.figures[place].n or 0,
            interviewed=int(self.table.interviewed[place]),
            places=int((self.table.totals.n[:, place] > 0).sum()),
            interviewers=int(self.table.interviewers[place]),
            conditional=self.table.cells[place].indicator.id in self.some,
        )

    def in_category(self, place: int) -> Bools:
        """Who answered and is of a category that is counted in another: n."""
        cell = self.table.cells[place]
        answered = self.rows.rows[cell.indicator.id].notna().to_numpy()
        return np.asarray(
            answered & self.rows.inside(cell.group_var, [cell.group_code])
        )

    def has_others(self, place: int) -> bool:
        cell = self.table.cells[place]
        how = self.mergings.get((cell.indicator.id, cell.group_var))
        return how is not None and how.has_others(cell.group_code)


@dataclass(frozen=True, slots=True)
class _Question:
    """One indicator as it is asked of the rule.

    places: cells of its figures, everyone's first; merged_away: cells of categories
    that are counted in another; members: who stands behind a figure, n of bool.
    """

    asked: rule.Question
    places: Sequence[int]
    merged_away: Sequence[int]
    members: Callable[[int], Bools]


def _precision(exact: Exact, settings: Settings) -> Precision:
    """Rule 7: one design effect and its degrees of freedom for the whole group."""
    if exact.design is None:
        return Precision(1.0, 1.0, settings.level)
    effects, _df = _effects(exact, {ALL})
    return _rests_on(exact, effects, float(exact.design.df), settings)


def _precision_of_places(
    exact: Exact, groupings: Collection[str], settings: Settings
) -> Precision | None:
    """The same for groups of places: the design effect and the lower quartile of the
    degrees of freedom of their figures, which rest on fewer places."""
    effects, df = _effects(exact, groupings)
    if exact.design is None or not df:
        return None
    return _rests_on(exact, effects, sorted(df)[len(df) // 4], settings)


def _effects(
    exact: Exact, groupings: Collection[str]
) -> tuple[list[float], list[float]]:
    """(design effects, degrees of freedom) of the shares of these groupings."""
    found = [
        (figure.deff, figure.df or 0.0)
        for figure, cell in zip(exact.figures, exact.table.cells, strict=True)
        if cell.group_var in groupings
        and cell.indicator.statistic == PROPORTION
        and figure.deff is not None
    ]
    return [deff for deff, _df in found], [df for _deff, df in found]


def _rests_on(
    exact: Exact, effects: list[float], df: float, settings: Settings
) -> Precision:
    everybody = exact.design is not None and bool(exact.design.exhausted.all())
    deff = 0.0 if everybody else design_effect(effects)
    return Precision(deff, max(df, 1.0), settings.level)


def groupings_of_places(table: Table) -> frozenset[str]:
    """Groupings of which all people of a place are in one category, as its kind."""
    found: dict[tuple[str, str], npt.NDArray[np.int64]] = {}
    for at, cell in enumerate(table.cells):
        if cell.group_var != ALL:
            key = (cell.indicator.id, cell.group_var)
            here = (table.totals.n[:, at] > 0).astype(np.int64)
            found[key] = found.get(key, np.zeros_like(here)) + here
    mixed = {name for (_id, name), categories in found.items() if categories.max() > 1}
    return frozenset(name for _id, name in found) - mixed


def _questions(cells: Cells) -> Iterator[_Question]:
    """Each indicator of which something is published, and who is in its groups."""
    columns: dict[str, list[int]] = {}
    for place, cell in enumerate(cells.table.cells):
        if cells.is_published(place):
            columns.setdefault(cell.indicator.id, []).append(place)
    for places in columns.values():
        small = [
            place for place in places if _is_small(cells.figures[place], cells.mergings)
        ]
        yield _question(cells, [place for place in places if place not in small], small)


def _question(cells: Cells, shown: Sequence[int], small: Sequence[int]) -> _Question:
    of_cells = [cells.table.cells[place] for place in shown]
    indicator = of_cells[0].indicator
    groups = [(cell.group_var, cell.group_code) for cell in of_cells]
    members = members_of(cells.rows, indicator.id, groups, cells.mergings)
    respondents = [cells.respondents(place) for place in shown]
    answered = Overlap(
        groups, [people.answered for people in respondents], cache(members)
    )
    interviewed = None
    if indicator.id in cells.some:
        everybody = members_of(
            cells.rows, indicator.id, groups, cells.mergings, answered=False
        )
        sizes = [people.interviewed for people in respondents]
        interviewed = Overlap(groups, sizes, cache(everybody))
    asked = rule.Question(
        indicator,
        [cells.figures[place] for place in shown],
        respondents,
        [cells.has_others(place) for place in shown],
        Near(answered, interviewed, cells.parameters).few_apart,
    )
    return _Question(asked, shown, small, members)


def _is_small(figure: Figure, mergings: Mergings) -> bool:
    how = mergings.get((figure.indicator, figure.group_var))
    return how is not None and figure.group_code in how.small
