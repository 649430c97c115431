"""Places of alternatives against the need for them, per district and type (E2.10)."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from analysis.alternatives.detained_by_district import Held, held
from analysis.alternatives.districts import Area, areas
from analysis.alternatives.eligibility import Eligibility
from analysis.alternatives.places_needed import CODE, DAY, Need, of_nobody
from analysis.alternatives.programmes import Programmes
from analysis.material import Candidate, Form, Material
from analysis.schema import Settings


def statistics(
    programmes: Programmes, materials: Sequence[Material], settings: Settings
) -> Iterator[Candidate]:
    """People held per district; per area programmes, places, need and the gap.

    The gap and the need only where all programmes there are answered. What is missing
    for them is in the note of the number of programmes, which is always told.
    """
    found = held(materials)
    yield from _districts(programmes, found)
    places = list(areas(programmes))
    eligibility = Eligibility.of(materials, settings)
    there = [found.get(one.district) or Held.unknown(one.district) for one in places]
    shares = [
        eligibility.share(area.rules, where)
        for area, where in zip(places, there, strict=True)
    ]
    for area, where, share in zip(places, there, shares, strict=True):
        missing = _missing(programmes, area, where, eligibility)
        yield _programmes(programmes, area, missing)
        yield from _places(programmes, area)
        if share and not missing:
            yield from Need(area, where, share).statistics(programmes)
        elif not missing and eligibility.people is not None:
            rows = eligibility.people.material.rows
            yield from of_nobody(programmes, area, where, rows)


def _districts(
    programmes: Programmes, found: Mapping[str, Held]
) -> Iterator[Candidate]:
    covered = programmes.codes("p_district")
    named = {district for some in covered.values() for district in some}
    for district in sorted({*found, *named}):
        serving = sum(district in some for some in covered.values())
        statistic = programmes.statistic(
            CODE, f"{district}:programmes", "programme", float(serving)
        )
        yield Candidate(statistic, Form.FACT)
    for district, where in sorted(found.items()):
        if where.people is not None:
            statistic = programmes.statistic(
                CODE,
                f"{district}:held",
                "person",
                float(where.people),
                n=where.people,
                reporting=where.reporting,
                known=where.known,
                when=DAY,
                method="count_only",
            )
            yield Candidate(
                statistic, Form.COUNT, people=where.people, places=where.reporting
            )


def _missing(
    programmes: Programmes, area: Area, where: Held, eligibility: Eligibility
) -> tuple[str, ...]:
    """What would have to be known for the gap of this area, and is not."""
    reasons = {
        "programmes": not programmes.all_there_are,
        "capacity": area.capacity is None,
        "enrolled": area.capacity is not None and area.free is None,
        "waiting": area.waiting is None,
        "held": where.people is None,
    }
    found = [name for name, lacking in reasons.items() if lacking]
    return (*found, *filter(None, [eligibility.why_not(area.rules)]))


def _programmes(
    programmes: Programmes, area: Area, missing: Collection[str]
) -> Candidate:
    statistic = programmes.statistic(
        CODE,
        f"{area.name}:programmes",
        "programme",
        float(len(area.by)),
        note=" ".join(f"missing:{reason}" for reason in missing),
    )
    return Candidate(statistic, Form.FACT)


def _places(programmes: Programmes, area: Area) -> Iterator[Candidate]:
    """All places, those in use and those that are free.

    People beyond the number of places use no place: see occupancy in E1.13. Places are
    not rounded, but for those in use and free, which count people.
    """
    counted = {
        "capacity": (area.capacity, Form.FACT),
        "in_use": (area.in_use, Form.COUNT),
        "free": (area.free, Form.COUNT),
    }
    for name, (count, form) in counted.items():
        if count is not None:
            statistic = programmes.statistic(
                CODE,
                f"{area.name}:{name}",
                "place",
                float(count),
                reporting=len(area.by),
                when=DAY,
                method="count_only",
            )
            yield Candidate(statistic, form, people=area.in_use, places=len(area.by))
