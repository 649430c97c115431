"""What changed since the round before: both figures, and the difference (E2.12)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.comparison.change_between_rounds import (
    Change,
    NotComparable,
    NoVariance,
    QuestionVersion,
    RoundTotals,
    adjust_p,
    change,
    require_same_question,
)
from analysis.estimation.cells import Table, tabulate
from analysis.estimation.design import Design, design_of
from analysis.estimation.estimates import Estimates, estimate_ratios
from analysis.estimation.intervals import Interval
from analysis.estimation.weights import interview_weights
from analysis.indicators.figures import spread
from analysis.material import Candidate, ExactStatistic, Form, Material
from analysis.schema import DesignKind, IndicatorDefinition, Settings

# Why an earlier figure stands beside the new one without a change.
WORDED_OTHERWISE, ALL_THE_SAME = "worded_otherwise", "all_the_same"
NO_VARIANCE = "no_variance"  # answers differ, but places do not


@dataclass(frozen=True, slots=True)
class EarlierRound:
    """The round that this one follows: its name, its days apart by "/", its records."""

    name: str
    when: str
    materials: Sequence[Material]


@dataclass(frozen=True, slots=True)
class RoundEstimates:
    """Every indicator of one round and informant group, for everybody asked."""

    material: Material
    indicators: tuple[IndicatorDefinition, ...]
    table: Table
    design: Design
    estimates: Estimates
    around: Interval

    @classmethod
    def of(
        cls,
        material: Material,
        indicators: tuple[IndicatorDefinition, ...],
        settings: Settings,
    ) -> "RoundEstimates":
        design = design_of(
            material.rows,
            material.units,
            material.strata,
            kind=material.design_class,
            lonely=settings.lonely,
            two_stage=settings.two_stage,
        )
        weight = interview_weights(material.rows, material.units, material.strata)
        table = tabulate(material.rows, design.psu, weight, indicators, ())
        estimates = estimate_ratios(table.totals, design)
        share = np.array([i.statistic == "proportion" for i in indicators])
        around = spread(estimates, share, settings.level).outer
        return cls(material, indicators, table, design, estimates, around)

    def round_totals(self, position: int, name: str) -> RoundTotals:
        indicator_id = self.indicators[position].id
        question = self.material.questions.get(
            indicator_id, QuestionVersion(indicator_id, "", ())
        )
        return RoundTotals(
            name, question, self.table.totals.cells([position]), self.design
        )


def statistics(
    materials: Sequence[Material], earlier: EarlierRound | None, settings: Settings
) -> Iterator[Candidate]:
    """The earlier figure of every indicator that both rounds have, and the change.

    Of samples and complete counts alone: what two groups say that nobody drew cannot
    be told from who they were. p is adjusted over all changes of an informant group.
    """
    for now in materials:
        before = _before(now, earlier)
        if earlier and before:
            yield from _group(before, now, earlier, settings)


def _before(now: Material, earlier: EarlierRound | None) -> Material | None:
    if earlier is None or now.design_class == DesignKind.PURPOSIVE:
        return None
    return next(
        (
            material
            for material in earlier.materials
            if material.source == now.source
            and material.design_class != DesignKind.PURPOSIVE
        ),
        None,
    )


def _group(
    before: Material, now: Material, earlier: EarlierRound, settings: Settings
) -> Iterator[Candidate]:
    earlier_indicators = {indicator.id: indicator for indicator in before.indicators}
    common = tuple(
        indicator
        for indicator in now.indicators
        if earlier_indicators.get(indicator.id) == indicator
    )
    if not common or before.rows.empty or now.rows.empty:
        return
    first, second = (
        RoundEstimates.of(material, common, settings) for material in (before, now)
    )
    both = [
        position
        for position in range(len(common))
        if first.estimates.n[position] > 0 and second.estimates.n[position] > 0
    ]
    outcomes = {
        position: _compare(first, second, position, earlier.name, settings)
        for position in both
    }
    grid = [outcome for outcome in outcomes.values() if isinstance(outcome, Change)]
    tested = dict(zip(map(id, grid), adjust_p(grid), strict=True))
    for position in range(len(common)):
        outcome = outcomes.get(position) or _wording_note(
            first, second, position, earlier.name
        )
        why = "" if isinstance(outcome, Change) else outcome
        yield _earlier(
            first,
            position,
            earlier.when,
            why,
            settings,
            comparable=position in outcomes,
        )
        if isinstance(outcome, Change):
            yield _change(first, second, position, tested[id(outcome)], earlier.when)


def _wording_note(
    first: RoundEstimates, second: RoundEstimates, position: int, name: str
) -> str:
    """Whether the question was worded otherwise, where one round has no answer."""
    try:
        require_same_question(
            first.round_totals(position, name), second.round_totals(position, "this")
        )
    except NotComparable:
        return WORDED_OTHERWISE
    return ""


def _compare(
    first: RoundEstimates,
    second: RoundEstimates,
    position: int,
    name: str,
    settings: Settings,
) -> Change | str:
    """The change, or in one word why there is none."""
    try:
        return change(
            first.round_totals(position, name),
            second.round_totals(position, "this"),
            level=settings.level,
        )
    except NotComparable:
        return WORDED_OTHERWISE
    except NoVariance as problem:
        return NO_VARIANCE if problem.differ else ALL_THE_SAME


def _earlier(
    first: RoundEstimates,
    position: int,
    when: str,
    why: str,
    settings: Settings,
    *,
    comparable: bool,
) -> Candidate:
    """known: whether both rounds have answers; else it has no value."""
    indicator, estimates = first.indicators[position], first.estimates
    limits = first.around.limits_of(position)
    bounded = comparable and bool(
        np.isfinite(limits.lower) and np.isfinite(limits.upper)
    )
    statistic = ExactStatistic(
        code="E2.1",
        about=indicator.id,
        source=first.material.source,
        design_class=str(estimates.kind),
        unit=indicator.unit,
        value=float(estimates.value[position]) if comparable else None,
        lower=float(limits.lower) if bounded else None,
        upper=float(limits.upper) if bounded else None,
        level=settings.level if bounded else None,
        n=int(estimates.n[position]),
        k=int(estimates.k[position]) if indicator.statistic == "proportion" else None,
        reporting=int(estimates.clusters[position]),
        when=when,
        method="exact" if estimates.exact[position] else "survey",
        note=why,
    )
    return Candidate(
        statistic, Form.BODY, people=statistic.n, places=statistic.reporting
    )


def _change(
    first: RoundEstimates,
    second: RoundEstimates,
    position: int,
    tested_change: Change,
    when: str,
) -> Candidate:
    indicator = second.indicators[position]
    statistic = ExactStatistic(
        code="E2.12",
        about=indicator.id,
        source=second.material.source,
        design_class=str(second.estimates.kind),
        unit="difference" if indicator.unit == "share" else indicator.unit,
        value=tested_change.difference,
        lower=tested_change.lower,
        upper=tested_change.upper,
        level=tested_change.level,
        n=tested_change.n[1],
        reporting=tested_change.places_in_both,
        known=int(second.estimates.clusters[position]),
        p_value=tested_change.p,
        p_adjusted=tested_change.p_adjusted,
        when=when,
        method="exact" if tested_change.p is None else "overlapping_places",
    )
    return Candidate(statistic, Form.BODY, people=statistic.n, places=statistic.known)
