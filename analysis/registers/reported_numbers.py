"""What places report: every number with its unit, its time, its source, its coverage.

A place that did not report is missing, and missing is never zero.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from analysis.registers.units_and_periods import (
    CountingUnit,
    Moment,
    NamedPeriod,
    Period,
)
from analysis.schema import FrameProblem, Limits


@dataclass(frozen=True, slots=True)
class Place:
    name: str
    police: bool = False
    prison: bool = False


@dataclass(frozen=True, slots=True)
class PlaceCoverage:
    """How many places reported, of how many known places."""

    reporting: int
    places: int


@dataclass(frozen=True, slots=True)
class RoundCoverage:
    """Coverage of all known places, and of the police and prison places among them.

    0 of 0: no such place is known; 0 of 3: they are not included.
    """

    all: PlaceCoverage
    police: PlaceCoverage
    prisons: PlaceCoverage

    @classmethod
    def of(cls, places: Sequence[Place], reporting: Sequence[str]) -> "RoundCoverage":
        """places: all known places; reporting: names of those that reported."""
        names = set(reporting)

        def among(group: list[Place]) -> PlaceCoverage:
            return PlaceCoverage(
                sum(place.name in names for place in group), len(group)
            )

        return cls(
            among(list(places)),
            among([place for place in places if place.police]),
            among([place for place in places if place.prison]),
        )


@dataclass(frozen=True, slots=True)
class Reports:
    """One number asked of every place; None, or no entry, where it did not report."""

    name: str
    unit: CountingUnit
    when: Moment | Period | NamedPeriod
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
    def numbers(self) -> dict[str, float]:
        return {place: n for place, n in self.counts.items() if n is not None}


@dataclass(frozen=True, slots=True)
class ReportedCount:
    """A count or rate over the places that reported, with its coverage.

    value: numerator, or numerator over denominator times per; parts: what the numerator
    is made of; left_out: counts of places that gave only some of what was needed.
    Limits where an event is by chance.
    """

    code: str
    value: float
    unit: CountingUnit
    when: Moment | Period | NamedPeriod
    sources: tuple[str, ...]
    numerator: float
    reach: RoundCoverage
    denominator: float | None = None
    denominator_unit: CountingUnit | None = None
    per: float = 1.0
    parts: Mapping[str, float] = field(default_factory=dict)
    left_out: Mapping[str, float] = field(default_factory=dict)
    limits: Limits | None = None
    level: float | None = None


def total(
    code: str, places: Sequence[Place], first: Reports, *others: Reports
) -> ReportedCount:
    """Sum over the places that reported every part.

    places: those that are known; first, others: parts of one unit and one time, as
    people at midnight and people at any time cannot be added. A place that gave only
    some of the parts is in left_out, neither dropped in silence nor completed with
    zeros. A place that is not known, and no report at all, raise FrameProblem.
    Source: gap statistics of the assessment, E1.
    """
    parts = (first, *others)
    _require_alike(code, parts)
    reporting = complete(code, places, *parts)
    sums = {
        reports.name: sum(reports.numbers[place] for place in reporting)
        for reports in parts
    }
    value = float(sum(sums.values()))
    return ReportedCount(
        code=code,
        value=value,
        unit=parts[0].unit,
        when=parts[0].when,
        sources=_sources(*parts),
        numerator=value,
        parts=sums,
        left_out=_left_out(reporting, parts),
        reach=RoundCoverage.of(places, reporting),
    )


def ratio(
    code: str,
    places: Sequence[Place],
    numerator: Reports | Sequence[Reports],
    denominator: Reports,
    *,
    part: bool = False,
    per: float = 1.0,
) -> ReportedCount:
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
    _require_alike(code, parts)
    reporting = complete(code, places, *parts, denominator)
    if part:
        _some_of(parts, denominator, reporting)
    sums = {
        reports.name: sum(reports.numbers[place] for place in reporting)
        for reports in parts
    }
    above = float(sum(sums.values()))
    below = float(sum(denominator.numbers[place] for place in reporting))
    if not below > 0:
        raise FrameProblem(
            f'{code}: "{denominator.name}" is 0 in the {len(reporting)} places that'
            " reported, so there is no ratio. Report the numerator as a count."
        )
    return ReportedCount(
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
        left_out=_left_out(reporting, (*parts, denominator)),
        reach=RoundCoverage.of(places, reporting),
    )


def _some_of(
    parts: Sequence[Reports], denominator: Reports, reporting: Sequence[str]
) -> None:
    for place in reporting:
        numerator = sum(reports.numbers[place] for reports in parts)
        if numerator > denominator.numbers[place]:
            names = " and ".join(f'"{reports.name}"' for reports in parts)
            raise FrameProblem(
                f"Place {place} reports {numerator:g} as {names} of"
                f' {denominator.numbers[place]:g} as "{denominator.name}". Correct one'
                " of them."
            )


def complete(code: str, places: Sequence[Place], *parts: Reports) -> list[str]:
    """Names of the places that reported all parts, in the order of places."""
    place_names = {place.name for place in places}
    if len(place_names) < len(places):
        raise FrameProblem(f"{code}: a place is among the known ones twice.")
    for reports in parts:
        strange = sorted(reports.counts.keys() - place_names)
        if strange:
            raise FrameProblem(
                f'{code}: "{reports.name}" has a report of {strange[0]}, which is not'
                " among the known places. Add it to them, or coverage would be wrong."
            )
    reporting = [
        p.name for p in places if all(p.name in reports.numbers for reports in parts)
    ]
    if not reporting:
        names = '", "'.join(reports.name for reports in parts)
        raise FrameProblem(
            f'{code}: none of {len(places)} places reported "{names}". It is not known,'
            " and not zero: leave it out."
        )
    return reporting


def _left_out(reporting: Sequence[str], parts: Sequence[Reports]) -> dict[str, float]:
    places = set(reporting)
    return {
        reports.name: float(
            sum(n for place, n in reports.numbers.items() if place not in places)
        )
        for reports in parts
        if reports.numbers.keys() - places
    }


def _sources(*parts: Reports) -> tuple[str, ...]:
    return tuple(sorted({reports.source for reports in parts}))


def _require_alike(code: str, parts: Sequence[Reports]) -> None:
    for reports in parts[1:]:
        if reports.unit != parts[0].unit:
            raise FrameProblem(
                f'{code}: "{parts[0].name}" counts by {parts[0].unit} and'
                f' "{reports.name}"'
                f" by {reports.unit}. They cannot be added; report both."
            )
        _same_time(code, parts[0], reports)


def _same_time(code: str, first: Reports, second: Reports) -> None:
    if first.when != second.when:
        raise FrameProblem(
            f'{code}: "{first.name}" is of {first.when}, "{second.name}" of'
            f" {second.when}. Take both of one moment or period, or report them apart."
        )
