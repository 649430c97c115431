"""The only composition: frames → totals → figures → suppression → rounding.

Unsuppressed values do not leave this module.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.cells import Table, tabulate
from analysis.checks import check_frames
from analysis.contributors import Behind, Places, contributors
from analysis.design import design_of
from analysis.disclosure import Rule, suppress
from analysis.disparity import compared
from analysis.estimates import estimate_ratios
from analysis.figures import beside, counts, figures, without_hidden
from analysis.partitions import Asked, Run, reduce_chunk
from analysis.rounding import of_rounded_events, rounded
from analysis.schema import (
    COUNTING,
    RATIO,
    SHARE,
    Cell,
    DesignClass,
    Figure,
    Indicator,
    Settings,
    Shows,
)
from analysis.weights import interview_weights

Floats = npt.NDArray[np.float64]
Tabulated = Callable[[Sequence[str], Floats], Table]  # places, weights → table

AUDIENCES: Mapping[str, int] = {"review": 5, "public": 10}
ROUNDING: Mapping[str, int] = {"public": 5}


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
    rounding: Mapping[str, int] = ROUNDING,
    shows: Mapping[str, Mapping[Cell, Shows]] | None = None,
) -> dict[str, tuple[Figure, ...]]:
    """Figures of every indicator for all and for each group, safe per audience.

    rows, units, strata: see schema.py; indicators: each a column of rows; groups:
    grouping columns, taken one at a time; audiences: name → fewest contributors of a
    shown figure; rounding: name → base to which its counts are rounded (absent: counts
    are exact); shows: by audience, ratios that cannot show all of themselves beside
    what is told elsewhere, see judging.py. A group nobody of which answered has no
    figure. Raises FrameProblem
    (LonelyUnit, EmptyStratum) with the place and the remedy.
    """
    settings, kind = settings or Settings(), DesignClass.of(design_class)
    check_frames(rows, units, strata, indicators, groups, kind)
    if rows.empty or not indicators:
        return dict.fromkeys(audiences, ())

    def tabulated(places: Sequence[str], weight: Floats) -> Table:
        return tabulate(rows, places, weight, indicators, groups)

    made, behind = _unsuppressed(rows, units, strata, kind, source, settings, tabulated)
    safety = Safety(settings, audiences, rounding, indicators, source, shows or {})
    return safety.of(made, behind)


def release_sets_of_parts(
    run: Run,
    units: pd.DataFrame,
    strata: pd.DataFrame,
    indicators: Sequence[Indicator],
    groups: Sequence[str],
    *,
    design_class: str,
    source: str,
    settings: Settings | None = None,
    audiences: Mapping[str, int] = AUDIENCES,
    rounding: Mapping[str, int] = ROUNDING,
) -> dict[str, tuple[Figure, ...]]:
    """`release_sets` of rows that come in chunks: the same figures, to 1e-12.

    For people who were asked: ratios of what places report are not looked at beside
    other sums of these places. run: see partitions.py; it reads every chunk twice,
    first for what there is, then to add up. Any order of the same chunks gives the same
    bytes.
    """
    settings, kind = settings or Settings(), DesignClass.of(design_class)
    asked = Asked(units, strata, tuple(indicators), tuple(groups), kind)
    known = run(asked.know)
    asked.check(known)
    if not known.rows or not indicators:
        return dict.fromkeys(audiences, ())
    held = known.skeleton()

    def tabulated(places: Sequence[str], weight: Floats) -> Table:
        own = known.weighted and kind is not DesignClass.PURPOSIVE
        reduced = partial(
            reduce_chunk,
            asked=asked,
            codes=known.codes,
            places=tuple(places),
            weight=None if own else _by_place(held, weight),
        )
        return run(reduced).table()

    made, behind = _unsuppressed(held, units, strata, kind, source, settings, tabulated)
    return Safety(settings, audiences, rounding, indicators, source).of(made, behind)


@dataclass(frozen=True, slots=True)
class Safety:
    """The last steps for each audience: suppression, then rounding.

    shows: as of release_sets.
    """

    settings: Settings
    audiences: Mapping[str, int]
    rounding: Mapping[str, int]
    indicators: Sequence[Indicator]
    source: str
    shows: Mapping[str, Mapping[Cell, Shows]] = field(default_factory=dict)

    def of(
        self, made: Sequence[Figure], behind: Sequence[Behind]
    ) -> dict[str, tuple[Figure, ...]]:
        ratios = {one.id: one.unit for one in self.indicators if one.statistic == RATIO}
        sums = {one for one, unit in ratios.items() if unit == SHARE}
        events = [one.counted for one in behind]
        shown = {}
        for name, threshold in self.audiences.items():
            base, rule = self.rounding.get(name, 1), Rule(threshold, self.settings)
            found = suppress(
                made,
                behind,
                rule,
                self.shows.get(name),
                self.indicators if self.source not in COUNTING else (),
            )
            safe = without_hidden(of_rounded_events(found, events, base), sums)
            shown[name] = rounded(safe, base, ratios)
        return shown


def _unsuppressed(
    held: pd.DataFrame,
    units: pd.DataFrame,
    strata: pd.DataFrame,
    kind: DesignClass,
    source: str,
    settings: Settings,
    tabulated: Tabulated,
) -> tuple[list[Figure], list[Behind]]:
    """held: stratum and psu of every interview, and the weight where one is given."""
    if kind is DesignClass.PURPOSIVE:
        places = Places.of(held, units)
        table = tabulated(places.psu, np.ones(len(held)))
        made, behind = counts(table, source), contributors(table, places, units)
    else:
        design = design_of(
            held,
            units,
            strata,
            kind=kind,
            lonely=settings.lonely,
            two_stage=settings.two_stage,
        )
        table = tabulated(design.psu, interview_weights(held, units, strata))
        estimates = estimate_ratios(table.totals, design)
        made = beside(
            figures(table, estimates, source=source, settings=settings),
            compared(table, design, level=settings.level),
        )
        behind = contributors(table, Places(design.psu, design.sampled), units)
    answered = [at for at, figure in enumerate(made) if figure.n]
    return [made[at] for at in answered], [behind[at] for at in answered]


def _by_place(held: pd.DataFrame, weight: Floats) -> dict[str, float]:
    """The weight of each primary unit, whose interviews all have the same."""
    first = ~held["psu"].duplicated().to_numpy()
    return dict(zip(held["psu"][first].astype(str), weight[first], strict=True))
