"""What places report: every number with its unit, its time, its source, its coverage.

A place that did not report is missing, and missing is never zero.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from analysis.registers.units_and_periods import Moment, Period, Told, Unit
from analysis.schema import FrameProblem, Range


@dataclass(frozen=True, slots=True)
class Place:
    name: str
    police: bool = False
    prison: bool = False


@dataclass(frozen=True, slots=True)
class Coverage:
    """Places that reported, of those that are known."""

    reporting: int
    known: int


@dataclass(frozen=True, slots=True)
class Reach:
    """Coverage of all known places, and of the police and prison places among them.

    0 of 0: no such place is known; 0 of 3: they are not included.
    """

    all: Coverage
    police: Coverage
    prisons: Coverage

    @classmethod
    def of(cls, places: Sequence[Place], at: Sequence[str]) -> "Reach":
        """places: those that are known; at: names of those that reported."""
        there = set(at)

        def among(some: list[Place]) -> Coverage:
            return Coverage(sum(place.name in there for place in some), len(some))

        return cls(
            among(list(places)),
            among([place for place in places if place.police]),
            among([place for place in places if place.prison]),
        )


@dataclass(frozen=True, slots=True)
class Reports:
    """One number asked of every place; None, or no entry, where it did not report."""

    name: str
    unit: Unit
    when: Moment | Period | Told
    source: str
    counts: Mapping[str, float | None]

    def __post_init__(self) -> None:
        for place, count in self.counts.items():
            if count is not None and not 0 <= count < float("inf"):
                raise FrameProblem(
                    f'Place {place} reports {count:g} as "{self.name}". Correct the'
                    " number, or leave it empty if it is not known."
                )

    @property
    def given(self) -> dict[str, float]:
        return {place: n for place, n in self.counts.items() if n is not None}


@dataclass(frozen=True, slots=True)
class Count:
    """A number of the places that reported, which it may speak for.

    value: numerator, or numerator over denominator times per; parts: what the numerator
    is made of; left_out: counts of places that gave only some of what was needed.
    Limits where an event is by chance.
    """

    code: str
    value: float
    unit: Unit
    when: Moment | Period | Told
    sources: tuple[str, ...]
    numerator: float
    reach: Reach
    denominator: float | None = None
    denominator_unit: Unit | None = None
    per: float = 1.0
    parts: Mapping[str, float] = field(default_factory=dict)
    left_out: Mapping[str, float] = field(default_factory=dict)
    limits: Range | None = None
    level: float | None = None


def total(
    code: str, places: Sequence[Place], first: Reports, *others: Reports
) -> Count:
    """Sum over the places that reported every part.

    places: those that are known; first, others: parts of one unit and one time, as
    people at midnight and people at any time cannot be added. A place that gave only
    some of the parts is in left_out, neither dropped in silence nor completed with
    zeros. A place that is not known, and no report at all, raise FrameProblem.
    Source: gap statistics of the assessment, E1.
    """
    parts = (first, *others)
    _alike(code, parts)
    at = complete(code, places, *parts)
    sums = {one.name: sum(one.given[place] for place in at) for one in parts}
    value = float(sum(sums.values()))
    return Count(
        code=code,
        value=value,
        unit=parts[0].unit,
        when=parts[0].when,
        sources=_sources(*parts),
        numerator=value,
        parts=sums,
        left_out=_left_out(at, parts),
        reach=Reach.of(places, at),
    )


def ratio(
    code: str,
    places: Sequence[Place],
    numerator: Reports | Sequence[Reports],
    denominator: Reports,
    *,
    part: bool = False,
    per: float = 1.0,
) -> Count:
    """Numerator over denominator, of the places that reported both.

        per · Σ a_i / Σ b_i

    numerator: one number, or several of one unit that are added; all of the time of the
    denominator; part: whether each place's numerator is some of its denominator. A
    place with more, and a denominator of nothing, raise FrameProblem.
    Source: gap statistics of the assessment, E1.
    """
    parts = (numerator,) if isinstance(numerator, Reports) else tuple(numerator)
    if not parts:
        raise FrameProblem(f"{code}: no numerator was given. Name what is counted.")
    _same_time(code, parts[0], denominator)
    _alike(code, parts)
    at = complete(code, places, *parts, denominator)
    if part:
        _some_of(parts, denominator, at)
    sums = {one.name: sum(one.given[place] for place in at) for one in parts}
    above = float(sum(sums.values()))
    below = float(sum(denominator.given[place] for place in at))
    if not below > 0:
        raise FrameProblem(
            f'{code}: "{denominator.name}" is 0 in the {len(at)} places that reported,'
            " so there is no ratio. Report the numerator as a count."
        )
    return Count(
        code=code,
        value=per * above / below,
        unit=parts[0].unit,
        when=parts[0].when,
        sources=_sources(*parts, denominator),
        numerator=above,
        denominator=below,
        denominator_unit=denominator.unit,
        per=per,
        parts=sums,
        left_out=_left_out(at, (*parts, denominator)),
        reach=Reach.of(places, at),
    )


def _some_of(parts: Sequence[Reports], whole: Reports, at: Sequence[str]) -> None:
    for place in at:
        some = sum(one.given[place] for one in parts)
        if some > whole.given[place]:
            names = " and ".join(f'"{one.name}"' for one in parts)
            raise FrameProblem(
                f"Place {place} reports {some:g} as {names} of"
                f' {whole.given[place]:g} as "{whole.name}". Correct one of them.'
            )


def complete(code: str, places: Sequence[Place], *parts: Reports) -> list[str]:
    """Names of the places that reported all parts, in the order of places."""
    known = {place.name for place in places}
    if len(known) < len(places):
        raise FrameProblem(f"{code}: a place is among the known ones twice.")
    for one in parts:
        strange = sorted(one.counts.keys() - known)
        if strange:
            raise FrameProblem(
                f'{code}: "{one.name}" has a report of {strange[0]}, which is not among'
                " the known places. Add it to them, or coverage would be wrong."
            )
    at = [p.name for p in places if all(p.name in one.given for one in parts)]
    if not at:
        names = '", "'.join(one.name for one in parts)
        raise FrameProblem(
            f'{code}: none of {len(places)} places reported "{names}". It is not known,'
            " and not zero: leave it out."
        )
    return at


def _left_out(at: Sequence[str], parts: Sequence[Reports]) -> dict[str, float]:
    kept = set(at)
    return {
        one.name: float(sum(n for place, n in one.given.items() if place not in kept))
        for one in parts
        if one.given.keys() - kept
    }


def _sources(*parts: Reports) -> tuple[str, ...]:
    return tuple(sorted({one.source for one in parts}))


def _alike(code: str, parts: Sequence[Reports]) -> None:
    for one in parts[1:]:
        if one.unit != parts[0].unit:
            raise FrameProblem(
                f'{code}: "{parts[0].name}" counts by {parts[0].unit} and "{one.name}"'
                f" by {one.unit}. They cannot be added; report both."
            )
        _same_time(code, parts[0], one)


def _same_time(code: str, first: Reports, second: Reports) -> None:
    if first.when != second.when:
        raise FrameProblem(
            f'{code}: "{first.name}" is of {first.when}, "{second.name}" of'
            f" {second.when}. Take both of one moment or period, or report them apart."
        )
