"""Places of alternatives against the need for them, per district and type (E2.10)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from analysis.areas import Area, areas
from analysis.eligibility import ALL, Eligibility
from analysis.enrolment import ENROLLED
from analysis.held_places import Held, counts, held
from analysis.need import CODE, DAY, Need
from analysis.overlaps import apart
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
    places = list(areas(programmes))
    everyone = frozenset(programmes.names)
    enrolled = [
        frozenset(name for name in names if name in programmes.numbers(ENROLLED))
        for names in programmes.by_type().values()
    ]
    told = [everyone, *enrolled]  # by E1.13
    alone = apart([*told, *(one.by for one in places)], settings.min_places)[
        len(told) :
    ]
    eligibility = Eligibility.of(materials, settings)
    needs: list[tuple[Need, int]] = []
    for area, good in zip(places, alone, strict=True):
        where = found.get(area.district, Held(area.district, None, 0, 0))
        missing = _missing(programmes, area, where, eligibility)
        behind = len(area.by) if good else 0
        yield _programmes(programmes, area, missing)
        yield from _places(programmes, area, behind)
        share = eligibility.share(area.rules, where)
        if share and not missing:
            least = min(behind, reported.get(area.district, 0))
            needs.append((Need(area, where, share), least))
    for need, least in needs:
        others = [other for other, _least in needs if other is not need]
        told_apart = replace(need, apart=_apart(need, others))
        yield from told_apart.statistics(programmes, least)


def _apart(need: Need, others: Sequence[Need]) -> tuple[int, ...]:
    """How far the people whom other rules let in are from these, in one place."""
    found = set[int]()
    for other in others:
        same = (other.share.of, other.where.district) == (
            need.share.of,
            need.where.district,
        )
        if same or need.share.of == other.share.of == ALL:
            ours, theirs = need.share.share, other.share.share
            found |= {abs(ours.k - theirs.k), abs(ours.n - theirs.n)}
    return tuple(sorted(found))


def _districts(
    programmes: Programmes, found: Mapping[str, Held], behind: Mapping[str, int]
) -> Iterator[Candidate]:
    covered = programmes.codes("p_district")
    for district in sorted(
        {*found, *(one for some in covered.values() for one in some)}
    ):
        serving = sum(district in some for some in covered.values())
        made = programmes.statistic(
            CODE, f"{district}:programmes", "programme", float(serving)
        )
        yield Candidate(made, None)
    for one in found.values():
        if one.people is not None:
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
            yield Candidate(made, one.people, places=behind[one.district])


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


def _places(programmes: Programmes, area: Area, behind: int) -> Iterator[Candidate]:
    """All places, those in use and those that are free; of people in use few or none.

    People beyond the number of places use no place: see occupancy in E1.13.
    """
    in_use = area.in_use
    counted = {"capacity": area.capacity, "in_use": in_use, "free": area.free}
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
            people = None if name == "capacity" else in_use
            yield Candidate(made, people, places=behind, few=(area.beyond,))
