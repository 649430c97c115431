"""Who is held on the day of a record: stock, places, children, pregnant women (E1).

People counted at midnight and people counted at any time of the day are never added:
each way of counting has statistics of its own, named after it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from analysis.indicators import data_quality
from analysis.material import Candidate, Form, GapStatistic, Material
from analysis.registers import counts_and_rates
from analysis.registers.breakdowns import Part, divided, named
from analysis.registers.facility_records import Register, register
from analysis.registers.reported_numbers import Count, Coverage, Reach, Reports, total
from analysis.registers.statistics_reported import (
    CENSUS,
    bare,
    included,
    parts_of,
    stated,
)
from analysis.registers.units_and_periods import Moment, Reckoned, Unit
from analysis.schema import Settings

WOMEN, OTHERS, BEYOND = "women", "others", "beyond"


def statistics(
    materials: Sequence[Material], settings: Settings
) -> Iterator[Candidate]:
    """E1.1, E1.9, E1.10, E1.11 by way of counting, and the coverage of all (E2.13)."""
    found = register(materials)
    if found is None:
        return
    yield from coverage(found)
    for how in Reckoned:
        part = found.reckoned(how)
        if len(part.rows):
            yield from _on_the_day(part, part.moment(how))


def coverage(found: Register) -> Iterator[Candidate]:
    """Places with a record, of those known, police and prisons apart; their sources."""
    reach = Reach.of(found.places, [str(place) for place in found.rows.index])
    for about, among in (
        ("coverage_of_places", reach.all),
        ("coverage_of_police", reach.police),
        ("coverage_of_prisons", reach.prisons),
    ):
        if among.known:
            yield _quality(about, among, reach)
    codes = [] if "k_src" not in found.rows else list(found.rows["k_src"])
    if any(isinstance(one, str) and one not in data_quality.NO_SOURCE for one in codes):
        made = data_quality.from_registers(codes)
        yield _quality(made.aspect, Coverage(made.k, made.n), reach)


def _quality(about: str, among: Coverage, reach: Reach) -> Candidate:
    """A share of places: it counts nobody, and is not rounded as people are."""
    statistic = GapStatistic(
        code="E2.13",
        about=about,
        source="records",
        design_class=CENSUS,
        unit="share",
        value=among.reporting / among.known,
        reporting=among.reporting,
        known=among.known,
        method="count_only",
        note=included(reach),
    )
    return Candidate(statistic, Form.FACT)


def _on_the_day(found: Register, when: Moment) -> Iterator[Candidate]:
    stock = found.reports("k_stock_total", Unit.PERSON, when, name="stock")
    if stock.given:
        yield from _stock(found, stock, when)
        yield from _occupancy(found, stock, when)
    yield from _children(found, when)
    pregnant = found.reports("k_pregnant", Unit.PERSON, when)
    if pregnant.given:
        yield stated(total("E1.10", found.places, pregnant), str(when.reckoned))


def _stock(found: Register, stock: Reports, when: Moment) -> Iterator[Candidate]:
    """Everybody who is there, by kind of place, by sex and beyond the legal limit."""
    about = str(when.reckoned)
    women = found.reports("k_stock_women", Unit.PERSON, when, name=WOMEN)
    beyond = found.reports("k_over_max", Unit.PERSON, when, name=BEYOND)
    made, sexes = divided("E1.1", found.places, stock, women, _others(stock, women))
    yield stated(made, about)
    yield from parts_of(made, about, "kind", _kinds(found, when))
    if women.given:
        yield from parts_of(made, about, "sex", sexes)
    if beyond.given:
        _made, parts = divided("E1.1", found.places, stock, beyond)
        yield from parts_of(made, about, "limit", named(BEYOND, parts))


def _others(stock: Reports, women: Reports) -> Reports:
    """Men, and people of another gender: who is no woman, where women were counted."""
    counts = {
        at: stock.given[at] - n for at, n in women.given.items() if at in stock.given
    }
    known = {at: n if n >= 0 else None for at, n in counts.items()}
    return Reports(OTHERS, stock.unit, stock.when, stock.source, known)


def _kinds(found: Register, when: Moment) -> list[Part]:
    made = []
    for kind in sorted(set(found.rows["kind"])):
        of_kind = found.of_kind(kind).reports("k_stock_total", Unit.PERSON, when)
        counts = of_kind.given.values()
        if counts:
            made.append(Part(kind, round(sum(counts)), len(counts)))
    return made


def _occupancy(found: Register, stock: Reports, when: Moment) -> Iterator[Candidate]:
    """People over official places; a place without a capacity has no occupancy."""
    capacity = found.reports("k_capacity", Unit.PERSON, when, name="capacity")
    both = [at for at in stock.given if at in capacity.given]
    if sum(capacity.given[at] for at in both) > 0:
        made = counts_and_rates.occupancy(found.places, stock, capacity)
        about = str(when.reckoned)
        yield stated(made, about, form=Form.RATE, unit="share")
        yield from _overcrowded(
            made,
            about,
            {at: stock.given[at] for at in both},
            {at: capacity.given[at] for at in both},
        )


def _overcrowded(
    occupancy: Count,
    about: str,
    stock: Mapping[str, float],
    capacity: Mapping[str, float],
) -> Iterator[Candidate]:
    """Places with more people than official places, and the people who are in them.

    A place with people and no capacity at all is overcrowded.
    """
    over = [place for place, people in stock.items() if people > capacity[place]]
    places = replace(
        bare(occupancy, f"{about}:overcrowded"),
        unit="share",
        value=len(over) / len(stock),
        n=len(stock),
        k=len(over),
        known=occupancy.reach.all.known,
    )
    yield Candidate(places, Form.FACT, places=len(stock))
    within = sum(stock[place] for place in over)
    everybody = sum(stock.values())
    if everybody:
        people = replace(
            places,
            about=f"{about}:in_overcrowded",
            value=within / everybody,
            n=round(everybody),
            k=round(within),
        )
        yield Candidate(people, Form.PART, people=round(everybody), places=len(stock))


def _children(found: Register, when: Moment) -> Iterator[Candidate]:
    """Held under an order and housed with a parent, added; the unaccompanied of them.

    Of places that gave both: their sum is not known elsewhere.
    """
    about = str(when.reckoned)
    ordered = found.reports("k_child_order", Unit.PERSON, when, name="ordered")
    housed = found.reports("k_child_housed", Unit.PERSON, when, name="housed")
    both = set(ordered.given) & set(housed.given)
    if not both:
        return
    made = counts_and_rates.children(found.places, ordered, housed)
    yield stated(made, about)
    kinds = [_among(one, both) for one in (ordered, housed)]
    yield from parts_of(made, about, "basis", kinds)
    yield from _unaccompanied(found, made, ordered, both, when)


def _unaccompanied(
    found: Register, made: Count, ordered: Reports, both: set[str], when: Moment
) -> Iterator[Candidate]:
    alone = found.reports("k_uasc", Unit.PERSON, when, name="unaccompanied")
    of_all = round(sum(ordered.given[at] for at in both))
    if alone.given.keys() & both:
        about = f"{when.reckoned}:basis:ordered"
        yield from parts_of(made, about, "who", [_among(alone, both)], total=of_all)


def _among(one: Reports, places: set[str]) -> Part:
    there = [at for at in one.given if at in places]
    counts = [one.given[at] for at in there]
    return Part(one.name, round(sum(counts)), len(counts))
