"""The composition for indicators: frames → totals → exact figures → published ones."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.estimation.cells import Table, tabulate
from analysis.exact_figures import exact_figures
from analysis.frame_checks import check_frames
from analysis.publication.bands import Precision
from analysis.publication.groups import Members
from analysis.publication.parameters import Parameters
from analysis.published_figures import FrameFigures, published_figures
from analysis.schema import DesignKind, IndicatorDefinition, Settings

Floats = npt.NDArray[np.float64]


def frame_figures(
    rows: pd.DataFrame,
    units: pd.DataFrame,
    strata: pd.DataFrame,
    indicators: Sequence[IndicatorDefinition],
    groups: Sequence[str],
    *,
    design_class: str,
    source: str,
    settings: Settings | None = None,
    parameters: Parameters | None = None,
    precision: Precision | None = None,
) -> FrameFigures:
    """Figures of every indicator for all and for each group.

    rows, units, strata: see schema.py; indicators: each a column of rows; groups:
    grouping columns, taken one at a time. A group nobody of which answered has no
    figure. precision: what published ranges rest on; None to work it out from these
    figures. Raises FrameProblem (LonelyUnit, EmptyStratum) with the place and the
    remedy.
    """
    settings, kind = settings or Settings(), DesignKind.of(design_class)
    check_frames(rows, units, strata, indicators, groups, kind)
    if rows.empty or not indicators:
        return FrameFigures((), (), Members())

    def tabulated(places: Sequence[str], weight: Floats) -> Table:
        return tabulate(rows, places, weight, indicators, groups)

    exact = exact_figures(rows, units, strata, kind, source, settings, tabulated)
    return published_figures(
        exact, rows, settings, parameters or Parameters(), precision
    )
