"""What programmes of alternatives achieved, over all of them together (E2.11)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from analysis.alternatives import measures
from analysis.alternatives.measures import Programme
from analysis.alternatives.programmes import Programmes
from analysis.material import Candidate, ExactStatistic, Form
from analysis.schema import DesignKind, Settings

CODE, YEAR = "E2.11", "twelve_months"
DAYS = "p_persondays"
# Outcome → the question of the part, that of the whole, its name in Programme.
OUTCOMES: Mapping[str, tuple[str, str, str]] = {
    "appearance": ("p_appear_n", "p_appear_d", "attended"),
    "disengagement": ("p_diseng", "p_exit_n", "lost"),
    "resolution": ("p_resolved", "p_exit_n", "resolved"),
    "re_detention": ("p_redetain", "p_exit_n", "redetained"),
    "forced_removal": ("p_forced", "p_exit_n", "removed"),
}
NOTHING = Programme("all programmes", 0, 0, 0, 0, 0, 0, 0, 0, DesignKind.CENSUS)


@dataclass(frozen=True, slots=True)
class PooledOutcome:
    """One outcome over all programmes: k of n, and events and days for its rate.

    by: programmes that gave k and n; with_days: those that also gave person-days.
    """

    name: str
    k: int
    n: int
    by: frozenset[str]
    with_days: frozenset[str]
    events: int
    days: float


def statistics(programmes: Programmes, settings: Settings) -> Iterator[Candidate]:
    """Shares with Wilson's limits, and rates per person-year where days are known.

    Only where all programmes there are answered: of others k of n alone.
    """
    for outcome in _pooled_outcomes(programmes):
        if not programmes.all_there_are:
            yield _count(programmes, outcome)
            continue
        yield _share(programmes, outcome, settings)
        if outcome.name != "appearance" and outcome.days > 0:
            yield _rate(programmes, outcome, settings)


def _pooled_outcomes(programmes: Programmes) -> Iterator[PooledOutcome]:
    days = programmes.numbers(DAYS)
    for name, (part, total, _name) in OUTCOMES.items():
        k, n = programmes.numbers(part), programmes.numbers(total)
        by = frozenset(k.keys() & n.keys())
        if not sum(n[programme] for programme in by) > 0:
            continue
        timed = frozenset(by & days.keys())
        yield PooledOutcome(
            name=name,
            k=round(sum(k[programme] for programme in by)),
            n=round(sum(n[programme] for programme in by)),
            by=by,
            with_days=timed,
            events=round(sum(k[programme] for programme in timed)),
            days=sum(days[programme] for programme in timed),
        )


def _count(programmes: Programmes, outcome: PooledOutcome) -> Candidate:
    unit = "event" if outcome.name == "appearance" else "person"
    statistic = _statistic(
        programmes, outcome, unit, float(outcome.k), method="count_only"
    )
    return _candidate(outcome, statistic)


def _candidate(outcome: PooledOutcome, statistic: ExactStatistic) -> Candidate:
    return Candidate(statistic, Form.PART, people=outcome.n, places=len(outcome.by))


def _share(
    programmes: Programmes, outcome: PooledOutcome, settings: Settings
) -> Candidate:
    _part, total, name = OUTCOMES[outcome.name]
    below = "due" if total == "p_appear_d" else "exits"
    counts: dict[str, Any] = {below: outcome.n, name: outcome.k}
    programme = replace(NOTHING, **counts)
    result = {
        share.name: share for share in measures.results(programme, level=settings.level)
    }[outcome.name]
    statistic = _statistic(
        programmes,
        outcome,
        "share",
        result.value,
        lower=result.lower,
        upper=result.upper,
        level=result.level,
        method=result.method,
    )
    return _candidate(outcome, statistic)


def _rate(
    programmes: Programmes, outcome: PooledOutcome, settings: Settings
) -> Candidate:
    """Events per person-year, over the programmes that also gave person-days."""
    counts: dict[str, Any] = {OUTCOMES[outcome.name][2]: outcome.events}
    programme = replace(NOTHING, **counts, person_days=outcome.days)
    result = {
        rate.name: rate for rate in measures.rates(programme, level=settings.level)
    }[outcome.name]
    statistic = programmes.statistic(
        CODE,
        f"{outcome.name}:per_year",
        "per_year",
        result.value,
        lower=result.limits.lower,
        upper=result.limits.upper,
        level=result.level,
        n=outcome.n,
        k=result.events,
        numerator=float(result.events),
        denominator=result.person_years,
        reporting=len(outcome.with_days),
        when=YEAR,
        method="poisson_exact",
    )
    return Candidate(
        statistic, Form.RATE, people=outcome.n, places=len(outcome.with_days)
    )


def _statistic(
    programmes: Programmes,
    outcome: PooledOutcome,
    unit: str,
    value: float,
    **rest: object,
) -> ExactStatistic:
    return programmes.statistic(
        CODE,
        outcome.name,
        unit,
        value,
        n=outcome.n,
        k=outcome.k,
        reporting=len(outcome.by),
        when=YEAR,
        **rest,
    )
