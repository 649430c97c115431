"""The composition for indicators: frames → totals → exact figures → published ones."""

from collections.abc import Sequence
from functools import partial

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.estimation.cells import Table, tabulate
from analysis.exact_figures import exact_figures
from analysis.frame_checks import check_frames
from analysis.partitions import Asked, Run, reduce_chunk
from analysis.publication.groups import Members
from analysis.publication.parameters import Parameters
from analysis.published_figures import FrameFigures, published_figures
from analysis.schema import DesignClass, Figure, Indicator, Settings

Floats = npt.NDArray[np.float64]


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

    exact = exact_figures(rows, units, strata, kind, source, settings, tabulated)
    return published_figures(exact, rows, settings, parameters or Parameters())


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

    exact = exact_figures(interviews, units, strata, kind, source, settings, tabulated)
    return tuple(figure for figure in exact.figures if figure.n)


def _by_place(interviews: pd.DataFrame, weight: Floats) -> dict[str, float]:
    """The weight of each primary unit, whose interviews all have the same."""
    first = ~interviews["psu"].duplicated().to_numpy()
    places = interviews["psu"][first].astype(str)
    return dict(zip(places, weight[first], strict=True))
