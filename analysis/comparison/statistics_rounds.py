"""What changed since the round before: both figures, and the difference (E2.12)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.comparison.change_between_rounds import (
    Change,
    NotComparable,
    NoVariance,
    Question,
    Wave,
    change,
    require_same_question,
)
from analysis.estimation.cells import Table, tabulate
from analysis.estimation.design import Design, design_of
from analysis.estimation.estimates import Estimates, estimate_ratios
from analysis.estimation.intervals import Interval
from analysis.estimation.weights import interview_weights
from analysis.indicators.figures import spread
from analysis.indicators.reference_differences import adjusted
from analysis.material import Candidate, Form, GapStatistic, Material
from analysis.schema import DesignClass, Indicator, Settings

# Why an earlier figure stands beside the new one without a change.
WORDED_OTHERWISE, ALL_THE_SAME = "worded_otherwise", "all_the_same"
NO_VARIANCE = "no_variance"  # answers differ, but places do not


@dataclass(frozen=True, slots=True)
class Earlier:
    """The round that this one follows: its name, its days apart by "/", its records."""

    name: str
    when: str
    materials: Sequence[Material]


@dataclass(frozen=True, slots=True)
class Totals:
    """Every indicator of one round and informant group, for everybody asked."""

    material: Material
    indicators: tuple[Indicator, ...]
    table: Table
    design: Design
    estimates: Estimates
    around: Interval

    @classmethod
    def of(
        cls, one: Material, indicators: tuple[Indicator, ...], settings: Settings
    ) -> "Totals":
        design = design_of(
            one.rows,
            one.units,
            one.strata,
            kind=one.design_class,
            lonely=settings.lonely,
            two_stage=settings.two_stage,
        )
        weight = interview_weights(one.rows, one.units, one.strata)
        table = tabulate(one.rows, design.psu, weight, indicators, ())
        found = estimate_ratios(table.totals, design)
        share = np.array([i.statistic == "proportion" for i in indicators])
        around = spread(found, share, settings.level).outer
        return cls(one, indicators, table, design, found, around)

    def wave(self, at: int, name: str) -> Wave:
        asked = self.indicators[at].id
        question = self.material.asked.get(asked, Question(asked, "", ()))
        return Wave(name, question, self.table.totals.cells([at]), self.design)


def statistics(
    materials: Sequence[Material], earlier: Earlier | None, settings: Settings
) -> Iterator[Candidate]:
    """The earlier figure of every indicator that both rounds have, and the change.

    Of samples and complete counts alone: what two groups say that nobody drew cannot
    be told from who they were. p is adjusted over all changes of an informant group.
    """
    for now in materials:
        before = _before(now, earlier)
        if earlier and before:
            yield from _group(before, now, earlier, settings)


def _before(now: Material, earlier: Earlier | None) -> Material | None:
    if earlier is None or now.design_class == DesignClass.PURPOSIVE:
        return None
    return next(
        (
            one
            for one in earlier.materials
            if one.source == now.source and one.design_class != DesignClass.PURPOSIVE
        ),
        None,
    )


def _group(
    before: Material, now: Material, earlier: Earlier, settings: Settings
) -> Iterator[Candidate]:
    known = {one.id: one for one in before.indicators}
    common = tuple(one for one in now.indicators if known.get(one.id) == one)
    if not common or before.rows.empty or now.rows.empty:
        return
    first, second = (Totals.of(one, common, settings) for one in (before, now))
    both = [
        at
        for at in range(len(common))
        if first.estimates.n[at] > 0 and second.estimates.n[at] > 0
    ]
    found = {at: _changed(first, second, at, earlier.name, settings) for at in both}
    grid = [one for one in found.values() if isinstance(one, Change)]
    tested = dict(zip(map(id, grid), adjusted(grid), strict=True))
    for at in range(len(common)):
        made = found.get(at) or _worded(first, second, at, earlier.name)
        why = "" if isinstance(made, Change) else made
        yield _earlier(first, at, earlier.when, why, settings, known=at in found)
        if isinstance(made, Change):
            yield _change(first, second, at, tested[id(made)], earlier.when)


def _worded(first: Totals, second: Totals, at: int, name: str) -> str:
    """Whether the question was worded otherwise, where one round has no answer."""
    try:
        require_same_question(first.wave(at, name), second.wave(at, "this"))
    except NotComparable:
        return WORDED_OTHERWISE
    return ""


def _changed(
    first: Totals, second: Totals, at: int, name: str, settings: Settings
) -> Change | str:
    """The change, or in one word why there is none."""
    try:
        return change(
            first.wave(at, name), second.wave(at, "this"), level=settings.level
        )
    except NotComparable:
        return WORDED_OTHERWISE
    except NoVariance as problem:
        return NO_VARIANCE if problem.differ else ALL_THE_SAME


def _earlier(
    first: Totals, at: int, when: str, why: str, settings: Settings, *, known: bool
) -> Candidate:
    """known: whether both rounds have answers; else it has no value."""
    asked, found = first.indicators[at], first.estimates
    limits = first.around.at(at)
    bounded = known and bool(np.isfinite(limits.lower) and np.isfinite(limits.upper))
    made = GapStatistic(
        code="E2.1",
        about=asked.id,
        source=first.material.source,
        design_class=str(found.kind),
        unit=asked.unit,
        value=float(found.value[at]) if known else None,
        lower=float(limits.lower) if bounded else None,
        upper=float(limits.upper) if bounded else None,
        level=settings.level if bounded else None,
        n=int(found.n[at]),
        k=int(found.k[at]) if asked.statistic == "proportion" else None,
        reporting=int(found.clusters[at]),
        when=when,
        method="exact" if found.exact[at] else "survey",
        note=why,
    )
    return Candidate(made, Form.BODY, people=made.n, places=made.reporting)


def _change(
    first: Totals, second: Totals, at: int, made: Change, when: str
) -> Candidate:
    asked = second.indicators[at]
    statistic = GapStatistic(
        code="E2.12",
        about=asked.id,
        source=second.material.source,
        design_class=str(second.estimates.kind),
        unit="difference" if asked.unit == "share" else asked.unit,
        value=made.difference,
        lower=made.lower,
        upper=made.upper,
        level=made.level,
        n=made.n[1],
        reporting=made.places_in_both,
        known=int(second.estimates.clusters[at]),
        p_value=made.p,
        p_adjusted=made.p_adjusted,
        when=when,
        method="exact" if made.p is None else "overlapping_places",
    )
    return Candidate(statistic, Form.BODY, people=statistic.n, places=statistic.known)
