"""Alternatives to detention: examined, missing, and what programmes achieve."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.estimation.intervals import poisson_exact
from analysis.indicators.proportions import Share, every, none, passing_share
from analysis.schema import Chance, FrameProblem, Limits

Floats = npt.NDArray[np.float64]
DAYS_OF_YEAR = 365.25
SUPPLY = ("address", "bail", "place")


def only_supply(barriers: Mapping[str, Floats]) -> Floats:
    """1 for people whom only missing supply keeps in detention, 0 for others: n.

        at least one of address, bail, place  and  none of the others

    barriers: n of 0, 1 and NaN per barrier, those of SUPPLY among them; NaN where it
    cannot be known. An indicator column for the pipeline as well. A lower bound of
    avoidable detention: others could be elsewhere too.
    """
    _require(barriers, SUPPLY, "barriers to release")
    others = [barrier for name, barrier in barriers.items() if name not in SUPPLY]
    supply = 1.0 - none(*(barriers[name] for name in SUPPLY))
    return every(supply, none(*others)) if others else supply


def eligible(admits: Mapping[str, Floats], excludes: Mapping[str, Floats]) -> Floats:
    """1 for people whom a programme's rules let in, 0 for others: n.

        at least one that admits  and  none that excludes

    admits, excludes: n of 0, 1 and NaN for each rule; a programme for anyone admits by
    a rule that is 1 for all. NaN where it cannot be known. No rule that admits raises
    FrameProblem.
    Source: gap statistics of the assessment, E2.10.
    """
    if not admits:
        raise FrameProblem(
            "The programme has no rule that admits anybody. Name who can enter, or a"
            " rule that is 1 for all where anyone can."
        )
    admitted = 1.0 - none(*admits.values())
    return every(admitted, none(*excludes.values())) if excludes else admitted


@dataclass(frozen=True, slots=True)
class CapacityGap:
    """Places that a district lacks for one type of alternative; below 0, spare ones.

    All but eligible are counts of people or places on one day.
    """

    district: str
    alternative: str
    gap: float
    limits: Limits
    eligible: Share
    detained: int
    waiting: int
    free: int


def capacity_gap(
    district: str,
    alternative: str,
    *,
    eligible: Share,
    detained: int | None,
    waiting: int | None,
    free: int | None,
) -> CapacityGap:
    """Places needed beyond those that are free.

        gap = (p · detained + waiting) − free,  limits at those of p

    eligible: share p of the detained whom the rules admit, see `eligible`, of the
    district, or of all where districts are too small; detained: people held in the
    district; waiting: people on the list who are not held, or they count twice; free:
    places. A count that is missing is no zero: FrameProblem. Gaps of districts are not
    added up: a free place elsewhere is no place here.
    Source: gap statistics of the assessment, E2.10.
    """
    counts = {"detained": detained, "waiting": waiting, "free": free}
    for name, count in counts.items():
        if count is None or count < 0:
            raise FrameProblem(
                f'District {district}, "{alternative}": the count "{name}" is'
                f" {'missing' if count is None else count}. Ask for it, or report the"
                " gap of this district as not known."
            )
    people, rest = int(detained or 0), int(waiting or 0) - int(free or 0)
    return CapacityGap(
        district=district,
        alternative=alternative,
        gap=eligible.value * people + rest,
        limits=Limits(
            eligible.lower * people + rest,
            eligible.upper * people + rest,
            eligible.kind,
        ),
        eligible=eligible,
        detained=people,
        waiting=int(waiting or 0),
        free=int(free or 0),
    )


@dataclass(frozen=True, slots=True)
class Programme:
    """Counts of one programme over one period.

    due, attended, excused: appointments; the others: people. lost: contact lost;
    person_days: days under the programme, where stays differ. kind: how the people came
    to be counted, a whole register is a census.
    """

    name: str
    due: int
    attended: int
    excused: int
    exits: int
    lost: int
    resolved: int
    redetained: int
    removed: int
    kind: str
    person_days: float | None = None


@dataclass(frozen=True, slots=True)
class Rate:
    """Events per person-year with exact limits."""

    name: str
    value: float
    events: int
    person_years: float
    limits: Limits
    level: float


def results(programme: Programme, *, level: float = 0.95) -> tuple[Share, ...]:
    """What a programme achieved, k of n with Wilson's limits.

        appearance = (attended + excused)/due,  disengagement = lost/exits,
        resolution = resolved/exits, re-detention, forced removal likewise

    k of n is what happened; the limits say what the same work would bring for the next
    people. Where people have several appointments the limits of the appearance are too
    narrow: count people who kept all of theirs instead. Nobody due, or nobody who left,
    has no share and is left out; counts that cannot be raise FrameProblem.
    Source: gap statistics of the assessment, E2.11; Wilson (1927), JASA 22.
    """
    counts = (
        ("appearance", programme.attended + programme.excused, programme.due),
        ("disengagement", programme.lost, programme.exits),
        ("resolution", programme.resolved, programme.exits),
        ("re_detention", programme.redetained, programme.exits),
        ("forced_removal", programme.removed, programme.exits),
    )
    return tuple(
        passing_share(name, k, n, kind=programme.kind, level=level)
        for name, k, n in counts
        if (k, n) != (0, 0)
    )


def rates(programme: Programme, *, level: float = 0.95) -> tuple[Rate, ...]:
    """Ends per person-year, for programmes whose people stay for unequal times.

    Exact Poisson limits; without person-days raises FrameProblem.
    Source: gap statistics of the assessment, E2.11; Garwood (1936), Biometrika 28.
    """
    kind, days = Chance.of(programme.kind), programme.person_days
    if days is None or not days > 0:
        raise FrameProblem(
            f'Programme "{programme.name}" has no person-days, so there is no rate.'
            " Count the days of everybody under it, or report shares of exits."
        )
    years = days / DAYS_OF_YEAR
    counts = {
        "disengagement": programme.lost,
        "resolution": programme.resolved,
        "re_detention": programme.redetained,
        "forced_removal": programme.removed,
    }
    return tuple(
        Rate(
            name,
            events / years,
            events,
            years,
            poisson_exact(events, years, level, kind=kind),
            level,
        )
        for name, events in counts.items()
    )


def _require(answers: Mapping[str, Floats], names: tuple[str, ...], what: str) -> None:
    missing = [name for name in names if name not in answers]
    if missing:
        raise FrameProblem(
            f"The {what} needs {', '.join(missing)}. Ask it, or leave the index out."
        )
