"""Districts and types of alternatives, and what programmes offer in each (E2.10).

What a programme of several districts or types has cannot be divided among them. Its
free places count wherever they could be used, its waiting list nowhere: both make a gap
too small, never too large.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from analysis.alternatives.admission_rules import AdmissionRules
from analysis.alternatives.programmes import Programmes
from analysis.alternatives.statistics_enrolment import CAPACITY, ENROLLED

WAITING = "p_waitlist"


@dataclass(frozen=True, slots=True)
class DistrictOffer:
    """One type of alternative in one district, and the programmes that offer it there.

    free, in_use: places; None where a programme did not say how many it has, or how
    many people it follows. alone: those of the programmes that are here and nowhere
    else; waiting: people on their lists, None where one is missing.
    """

    district: str
    kind: str
    by: frozenset[str]
    rules: frozenset[AdmissionRules]
    capacity: int | None
    free: int | None
    alone: frozenset[str]
    waiting: int | None

    @property
    def name(self) -> str:
        return f"{self.district}:{self.kind}"

    @property
    def several(self) -> int:
        """How many of the programmes also work elsewhere, or offer another type."""
        return len(self.by - self.alone)

    @property
    def in_use(self) -> int | None:
        """Places in use: people beyond the capacity use no place (occupancy, E1.13)."""
        if self.capacity is None or self.free is None:
            return None
        return self.capacity - self.free

    @property
    def unasked(self) -> list[str]:
        """Rules of its programmes that no question of the instrument covers."""
        return sorted(
            set[str]().union(*(programme.unasked for programme in self.rules))
        )


def district_offers(programmes: Programmes) -> Iterator[DistrictOffer]:
    """Every district and type that a programme offers.

    A programme that did not say where it works, or which type, counts in all of them.
    """
    kinds, districts = programmes.codes("p_type"), programmes.codes("p_district")
    every_kind = frozenset[str]().union(*kinds.values())
    every_district = frozenset[str]().union(*districts.values())
    offers = {
        name: (kinds.get(name, every_kind), districts.get(name, every_district))
        for name in programmes.names
    }
    for district in sorted(every_district):
        for kind in sorted(every_kind):
            by = [
                name
                for name, (types, where) in offers.items()
                if kind in types and district in where
            ]
            if by:
                alone = [name for name in by if _has_one_offer(name, kinds, districts)]
                yield _district_offer(programmes, district, kind, by, alone)


def _has_one_offer(name: str, *answers: Mapping[str, Collection[str]]) -> bool:
    """Whether a programme chose exactly one code in each question."""
    return all(len(codes.get(name, ())) == 1 for codes in answers)


def _district_offer(
    programmes: Programmes,
    district: str,
    kind: str,
    by: Sequence[str],
    alone: Sequence[str],
) -> DistrictOffer:
    capacity, enrolled = programmes.numbers(CAPACITY), programmes.numbers(ENROLLED)
    free = {
        name: max(capacity[name] - enrolled[name], 0.0)
        for name in capacity.keys() & enrolled.keys()
    }
    rules = programmes.rules()
    return DistrictOffer(
        district=district,
        kind=kind,
        by=frozenset(by),
        rules=frozenset(rules[name] for name in by),
        capacity=_sum(by, capacity),
        free=_sum(by, free),
        alone=frozenset(alone),
        waiting=_sum(alone, programmes.numbers(WAITING)),
    )


def _sum(names: Collection[str], numbers: Mapping[str, float]) -> int | None:
    """The sum over the programmes, or None where one of the numbers is missing."""
    if any(name not in numbers for name in names):
        return None
    return round(sum(numbers[name] for name in names))
