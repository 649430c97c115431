"""Places of alternatives against the need for them, per district and type (E2.10)."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from analysis.areas import Area, areas, with_safe_lists
from analysis.eligibility import Eligibility
from analysis.held_places import Held, counts, held
from analysis.need import CODE, DAY, Need
from analysis.programmes import Programmes
from analysis.schema import Settings
from analysis.statistic import Candidate, Material


def statistics(
    programmes: Programmes, materials: Sequence[Material], settings: Settings
) -> Iterator[Candidate]:
    """People held per district; per area programmes, places, need and the gap.

    The gap and the need only where all programmes there are answered. What is missing
    for them is in the note of the number of programmes, which is always told.
    """
    found = held(materials)
    reported = counts(found, settings)
    yield from _districts(programmes, found, reported)
    places = list(
        with_safe_lists(programmes, list(areas(programmes)), settings.min_places)
    )
    eligibility = Eligibility.of(materials, settings, [one.rules for one in places])
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
            behind = min(len(area.by), reported.get(area.district, 0))
            people = eligibility.sums(share)
            yield from Need(area, where, share, behind, people).statistics(programmes)


def _districts(
    programmes: Programmes, found: Mapping[str, Held], behind: Mapping[str, int]
) -> Iterator[Candidate]:
    covered = programmes.codes("p_district")
    said = {one for some in covered.values() for one in some}
    for district in sorted({*filter(None, found), *said}):
        serving = sum(district in some for some in covered.values())
        made = programmes.statistic(
            CODE, f"{district}:programmes", "programme", float(serving)
        )
        yield Candidate(made, None)
    for one in sorted(found.values(), key=_size, reverse=True):
        if one.district and one.people is not None:
            made = programmes.statistic(
                CODE,
                f"{one.district}:held",
                "person",
                float(one.people),
                n=one.people,
                reporting=one.reporting,
                known=one.known,
                when=DAY,
                method="count_only",
            )
            yield Candidate(
                made, one.people, places=behind[one.district], sums=(one.sum,)
            )


def _size(one: Held) -> tuple[int, int, str]:
    """The largest come first: whom the others would give away is kept back last."""
    return one.reporting, one.people or 0, one.district


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
    made = programmes.statistic(
        CODE,
        f"{area.name}:programmes",
        "programme",
        float(len(area.by)),
        note=" ".join(f"missing:{one}" for one in missing),
    )
    return Candidate(made, None)


def _places(programmes: Programmes, area: Area) -> Iterator[Candidate]:
    """All places, those in use and those that are free; of people in use few or none.

    People beyond the number of places use no place: see occupancy in E1.13.
    """
    in_use = area.in_use
    counted = {"capacity": area.capacity, "in_use": in_use, "free": area.free}
    sums = area.sums(programmes)
    for name, count in counted.items():
        if count is not None:
            made = programmes.statistic(
                CODE,
                f"{area.name}:{name}",
                "place",
                float(count),
                reporting=len(area.by),
                when=DAY,
                method="count_only",
            )
            yield Candidate(
                made,
                None if name == "capacity" else in_use,
                places=len(area.by),
                few=(area.people_beyond,),
                sums=sums.get(name, ()),
            )
