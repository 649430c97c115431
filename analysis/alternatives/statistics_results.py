"""What programmes of alternatives achieved, over all of them together (E2.11)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from analysis.alternatives import measures
from analysis.alternatives.measures import Programme
from analysis.alternatives.programmes import Programmes
from analysis.material import Candidate, Form, GapStatistic
from analysis.schema import DesignClass, Settings

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
NOTHING = Programme("all programmes", 0, 0, 0, 0, 0, 0, 0, 0, DesignClass.CENSUS)


@dataclass(frozen=True, slots=True)
class Pooled:
    """k of n over the programmes that gave both; days of those that gave them too."""

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
    for one in _pooled(programmes):
        if not programmes.all_there_are:
            yield _counted(programmes, one)
            continue
        yield _share(programmes, one, settings)
        if one.name != "appearance" and one.days > 0:
            yield _rate(programmes, one, settings)


def _pooled(programmes: Programmes) -> Iterator[Pooled]:
    days = programmes.numbers(DAYS)
    for name, (part, whole, _name) in OUTCOMES.items():
        k, n = programmes.numbers(part), programmes.numbers(whole)
        by = frozenset(k.keys() & n.keys())
        if not sum(n[one] for one in by) > 0:
            continue
        timed = frozenset(by & days.keys())
        yield Pooled(
            name=name,
            k=round(sum(k[one] for one in by)),
            n=round(sum(n[one] for one in by)),
            by=by,
            with_days=timed,
            events=round(sum(k[one] for one in timed)),
            days=sum(days[one] for one in timed),
        )


def _counted(programmes: Programmes, one: Pooled) -> Candidate:
    unit = "event" if one.name == "appearance" else "person"
    made = _made(programmes, one, unit, float(one.k), method="count_only")
    return _behind(one, made)


def _behind(one: Pooled, statistic: GapStatistic) -> Candidate:
    return Candidate(statistic, Form.PART, people=one.n, places=len(one.by))


def _share(programmes: Programmes, one: Pooled, settings: Settings) -> Candidate:
    _part, whole, name = OUTCOMES[one.name]
    below = "due" if whole == "p_appear_d" else "exits"
    counts: dict[str, Any] = {below: one.n, name: one.k}
    programme = replace(NOTHING, **counts)
    found = {
        share.name: share for share in measures.results(programme, level=settings.level)
    }[one.name]
    made = _made(
        programmes,
        one,
        "share",
        found.value,
        lower=found.lower,
        upper=found.upper,
        level=found.level,
        method=found.method,
    )
    return _behind(one, made)


def _rate(programmes: Programmes, one: Pooled, settings: Settings) -> Candidate:
    """Events per person-year, of the programmes that gave their person-days too."""
    counts: dict[str, Any] = {OUTCOMES[one.name][2]: one.events}
    programme = replace(NOTHING, **counts, person_days=one.days)
    found = {
        rate.name: rate for rate in measures.rates(programme, level=settings.level)
    }[one.name]
    made = programmes.statistic(
        CODE,
        f"{one.name}:per_year",
        "per_year",
        found.value,
        lower=found.limits.lower,
        upper=found.limits.upper,
        level=found.level,
        n=one.n,
        k=found.events,
        numerator=float(found.events),
        denominator=found.person_years,
        reporting=len(one.with_days),
        when=YEAR,
        method="poisson_exact",
    )
    return Candidate(made, Form.RATE, people=one.n, places=len(one.with_days))


def _made(
    programmes: Programmes, one: Pooled, unit: str, value: float, **rest: object
) -> GapStatistic:
    return programmes.statistic(
        CODE,
        one.name,
        unit,
        value,
        n=one.n,
        k=one.k,
        reporting=len(one.by),
        when=YEAR,
        **rest,
    )
