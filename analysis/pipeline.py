"""The only composition: frames → totals → figures → suppression.

Unsuppressed values do not leave this module.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.cells import tabulate
from analysis.checks import check_frames
from analysis.contributors import Behind, Places, contributors
from analysis.design import design_of
from analysis.disclosure import Rule, suppress
from analysis.disparity import compared
from analysis.estimates import estimate_ratios
from analysis.figures import beside, counts, figures, without_hidden
from analysis.schema import DesignClass, Figure, Indicator, Settings
from analysis.weights import base_weights, require_interviews

AUDIENCES: Mapping[str, int] = {"review": 5, "public": 10}


def release_sets(
    rows: pd.DataFrame,
    units: pd.DataFrame,
    strata: pd.DataFrame,
    indicators: Sequence[Indicator],
    groups: Sequence[str],
    *,
    design_class: str,
    source: str,
    settings: Settings | None = None,
    audiences: Mapping[str, int] = AUDIENCES,
) -> dict[str, tuple[Figure, ...]]:
    """Figures of every indicator for all and for each group, safe per audience.

    rows, units, strata: see schema.py; indicators: each a column of rows; groups:
    grouping columns, taken one at a time; audiences: name → fewest contributors of a
    shown figure. A group nobody of which answered has no figure. Raises FrameProblem
    (LonelyUnit, EmptyStratum) with the place and the remedy.
    """
    settings, kind = settings or Settings(), DesignClass(design_class)
    check_frames(rows, units, strata, indicators, groups, kind)
    if rows.empty or not indicators:
        return dict.fromkeys(audiences, ())
    made, behind = _unsuppressed(
        rows, units, strata, indicators, groups, kind, source, settings
    )
    return {
        name: without_hidden(suppress(made, behind, Rule(threshold, settings)))
        for name, threshold in audiences.items()
    }


def _unsuppressed(
    rows: pd.DataFrame,
    units: pd.DataFrame,
    strata: pd.DataFrame,
    indicators: Sequence[Indicator],
    groups: Sequence[str],
    kind: DesignClass,
    source: str,
    settings: Settings,
) -> tuple[list[Figure], list[Behind]]:
    if kind is DesignClass.PURPOSIVE:
        places = Places.of(rows, units)
        table = tabulate(rows, places.psu, np.ones(len(rows)), indicators, groups)
        made, behind = counts(table, source), contributors(table, places, units)
    else:
        design = design_of(
            rows,
            units,
            strata,
            kind=kind,
            lonely=settings.lonely,
            two_stage=settings.two_stage,
        )
        weight = _weights(rows, units, strata)
        table = tabulate(rows, design.psu, weight, indicators, groups)
        estimates = estimate_ratios(table.totals, design)
        made = beside(
            figures(table, estimates, source=source, settings=settings),
            compared(table, design, level=settings.level),
        )
        behind = contributors(table, Places(design.psu, design.sampled), units)
    answered = [at for at, figure in enumerate(made) if figure.n]
    return [made[at] for at in answered], [behind[at] for at in answered]


def _weights(
    rows: pd.DataFrame, units: pd.DataFrame, strata: pd.DataFrame
) -> npt.NDArray[np.float64]:
    if "weight" in rows.columns:
        held = units["psu"].map(rows["psu"].value_counts()).fillna(0)
        require_interviews(units["stratum"], held, units["population"])
        return rows["weight"].to_numpy(dtype=float)
    return base_weights(rows, units, strata).to_numpy(dtype=float)
