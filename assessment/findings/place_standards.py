"""Standards that hold for each place: which places fail, and who is held in them.

1. A place fails or it does not; there is never a mean over places.
2. The review body and analysts read each place by name. Everybody else reads numbers of
   places by kind and district, of three places or more (rules 11, 12 and 21).
3. People in places that fail are rounded to the nearest five in public, and told only
   of all places together, where three or more fail, or none does: numbers by kind
   could be taken from each other, and the size of one place would be left.
4. Where fewer than three places are counted in all, the public reads no part of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from django.db.models import Q

from analysis.publication.band import round_count
from assessment.computation.figure_inputs import parameters
from assessment.models import Direction, FigureSet, Indicator, PlaceFact
from assessment.models.standards import Rule
from surveys.models import Instrument, Site

# Of an indicator that a place meets or not: the ratio by which the worst place is told.
MEASURED_BY = {"CND-02.k": "CND-02.k.occupancy"}


@dataclass(frozen=True, slots=True)
class PlaceResult:
    """One place, by name: for readers of exact figures only.

    numerator, denominator: what it counts towards the figure, or of what measures it,
    as people held and official places.
    """

    code: str
    name: str
    kind: str
    district: str
    people: int
    numerator: float
    denominator: float
    fails: bool


@dataclass(frozen=True, slots=True)
class PlaceCount:
    """How many places of a kind, of a district or of all fail.

    failing: None in public where there are fewer than three places; people: held in
    those that fail, None where it may not be told.
    """

    code: str
    failing: int | None
    places: int
    people: int | None


@dataclass(frozen=True, slots=True)
class PlaceStandard:
    """One standard by place. results, worst: empty for everybody but exact readers.

    results: those that fail come first, the worst of them on top.
    """

    indicator: Indicator
    total: PlaceCount
    people_at_all: int
    by_kind: tuple[PlaceCount, ...]
    by_district: tuple[PlaceCount, ...]
    results: tuple[PlaceResult, ...] = ()

    @property
    def failing(self) -> tuple[PlaceResult, ...]:
        return tuple(result for result in self.results if result.fails)

    @property
    def worst(self) -> PlaceResult | None:
        return self.failing[0] if self.failing else None


def place_standards(figure_set: FigureSet, *, exact: bool) -> list[PlaceStandard]:
    """Every standard of a set that is judged place by place, in their order.

    exact: whether the reader reads exact figures; see access.reads_exact().
    """
    facts = list(PlaceFact.objects.filter(figure_set=figure_set))
    names = dict(
        Site.objects.filter(code__in={fact.place for fact in facts}).values_list(
            "code", "name"
        )
    )
    return [
        _standard(indicator, of_indicator, facts, names if exact else None)
        for indicator in _judged_by_place()
        if (of_indicator := [f for f in facts if f.indicator_id == indicator.pk])
    ]


def _judged_by_place() -> Iterable[Indicator]:
    """Indicators of records that every place must meet, or of which one case is too
    many."""
    every_place = Q(rule=Rule.EVERY_PLACE)
    no_case = Q(zero_tolerance=True, target__isnull=False)
    return Indicator.objects.filter(
        every_place | no_case, source=Instrument.Source.RECORDS
    ).select_related("standard")


def fails(fact: PlaceFact, indicator: Indicator) -> bool:
    """Whether the place misses the target of the indicator."""
    share, target = fact.numerator / fact.denominator, indicator.target or 0.0
    if indicator.direction == Direction.AT_MOST:
        return share > target
    return share < target


def _standard(
    indicator: Indicator,
    of_indicator: Sequence[PlaceFact],
    facts: Sequence[PlaceFact],
    names: dict[str, str] | None,
) -> PlaceStandard:
    public = names is None
    results = () if names is None else _results(indicator, of_indicator, facts, names)
    total = _count("", of_indicator, indicator, public)
    people = sum(fact.people for fact in of_indicator)
    return PlaceStandard(
        indicator=indicator,
        total=total,
        people_at_all=round_count(people, parameters()) if public else people,
        by_kind=_counts(of_indicator, indicator, public, lambda fact: fact.kind),
        by_district=_counts(
            of_indicator, indicator, public, lambda fact: fact.district
        ),
        results=results,
    )


def _counts(
    facts: Sequence[PlaceFact],
    indicator: Indicator,
    public: bool,
    code_of: Callable[[PlaceFact], str],
) -> tuple[PlaceCount, ...]:
    if public and len(facts) < parameters().fewest_places:
        return ()
    codes = sorted({code_of(fact) for fact in facts})
    counts = [
        _count(code, [f for f in facts if code_of(f) == code], indicator, public)
        for code in codes
    ]
    if not public:
        return tuple(counts)
    return tuple(replace(count, people=None) for count in counts)


def _count(
    code: str, facts: Sequence[PlaceFact], indicator: Indicator, public: bool
) -> PlaceCount:
    failing = [fact for fact in facts if fails(fact, indicator)]
    people = sum(fact.people for fact in failing)
    if not public:
        return PlaceCount(code, len(failing), len(facts), people)
    rule = parameters()
    if len(facts) < rule.fewest_places:
        return PlaceCount(code, None, len(facts), None)
    told = not failing or len(failing) >= rule.fewest_places
    rounded = round_count(people, rule) if told else None
    return PlaceCount(code, len(failing), len(facts), rounded)


def _results(
    indicator: Indicator,
    of_indicator: Sequence[PlaceFact],
    facts: Sequence[PlaceFact],
    names: dict[str, str],
) -> tuple[PlaceResult, ...]:
    measure = MEASURED_BY.get(indicator.pk)
    measured = {fact.place: fact for fact in facts if fact.indicator_id == measure}
    results = [
        _result(fact, measured.get(fact.place, fact), names, fails(fact, indicator))
        for fact in of_indicator
    ]
    upward = indicator.direction == Direction.AT_MOST or measure is not None

    def order(result: PlaceResult) -> tuple[bool, float, int, str]:
        share = result.numerator / result.denominator
        shortfall = -share if upward else share
        return not result.fails, shortfall, -result.people, result.code

    return tuple(sorted(results, key=order))


def _result(
    fact: PlaceFact, measured: PlaceFact, names: dict[str, str], failing: bool
) -> PlaceResult:
    return PlaceResult(
        code=fact.place,
        name=names.get(fact.place, fact.place),
        kind=fact.kind,
        district=fact.district,
        people=fact.people,
        numerator=measured.numerator,
        denominator=measured.denominator,
        fails=failing,
    )
