"""The exact figures of one frame, and what they were made of."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.estimation.cells import Table
from analysis.estimation.design import Design, design_of
from analysis.estimation.estimates import estimate_ratios
from analysis.estimation.weights import interview_weights
from analysis.indicators.figures import counts, figures, with_comparisons
from analysis.indicators.group_differences import group_differences
from analysis.schema import DesignKind, ExactFigure, Settings

Floats = npt.NDArray[np.float64]
Tabulated = Callable[[Sequence[str], Floats], Table]  # places, weights → table


@dataclass(frozen=True, slots=True)
class ExactFigures:
    """A table, the design its places were drawn by, and one exact figure a cell.

    design: None where chance did not choose. source: the informant group.
    """

    table: Table
    design: Design | None
    figures: Sequence[ExactFigure]
    source: str
    settings: Settings

    def of_cells(self, table: Table) -> Sequence[ExactFigure]:
        """The figures of other cells of the same places, without comparisons."""
        if self.design is None:
            return counts(table, self.source)
        estimates = estimate_ratios(table.totals, self.design)
        return figures(table, estimates, source=self.source, settings=self.settings)


def exact_figures(
    interviews: pd.DataFrame,
    units: pd.DataFrame,
    strata: pd.DataFrame,
    kind: DesignKind,
    source: str,
    settings: Settings,
    tabulated: Tabulated,
) -> ExactFigures:
    """The exact figure of every cell, with its comparison to the reference group.

    interviews: stratum and psu of each, and the weight where one is given.
    """
    if kind is DesignKind.PURPOSIVE:
        table = tabulated(tuple(units["psu"].astype(str)), np.ones(len(interviews)))
        return ExactFigures(table, None, counts(table, source), source, settings)
    design = design_of(
        interviews,
        units,
        strata,
        kind=kind,
        lonely=settings.lonely,
        two_stage=settings.two_stage,
    )
    table = tabulated(design.psu, interview_weights(interviews, units, strata))
    exact = ExactFigures(table, design, (), source, settings)
    compared = with_comparisons(
        exact.of_cells(table),
        group_differences(
            table, design, level=settings.level, of_family=_family(table)
        ),
    )
    return replace(exact, figures=compared)


def _family(table: Table) -> set[str]:
    """The indicators that stand for a whole standard: declared before the data came."""
    return {cell.indicator.id for cell in table.cells if not cell.indicator.part}
