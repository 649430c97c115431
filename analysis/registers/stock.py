"""Who is held on the day of a record: stock, places, children, pregnant women (E1).

People counted at midnight and people counted at any time of the day are never added:
each way of counting has statistics of its own, named after it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from analysis.indicators import data_quality
from analysis.material import Candidate, ExactStatistic, Form, Material
from analysis.registers import counts_and_rates
from analysis.registers.breakdowns import TotalPart, divide, part_named
from analysis.registers.facility_records import Register, register
from analysis.registers.reported_numbers import (
    PlaceCoverage,
    ReportedCount,
    Reports,
    RoundCoverage,
    total,
)
from analysis.registers.statistics_reported import (
    CENSUS,
    count_statistic,
    coverage_note,
    part_statistics,
    statistic_without_numbers,
)
from analysis.registers.units_and_periods import CountingTime, CountingUnit, Moment
from analysis.schema import Settings

WOMEN, OTHERS, BEYOND = "women", "others", "beyond"


def statistics(
    materials: Sequence[Material], settings: Settings
) -> Iterator[Candidate]:
    """E1.1, E1.9, E1.10, E1.11 by way of counting, and the coverage of all (E2.13)."""
    records = register(materials)
    if records is None:
        return
    yield from coverage(records)
    for counting in CountingTime:
        part = records.counted_at(counting)
        if len(part.rows):
            yield from _on_the_day(part, part.moment(counting))


def coverage(records: Register) -> Iterator[Candidate]:
    """Places with a record, of those known, police and prisons apart; their sources."""
    reach = RoundCoverage.of(
        records.places, [str(place) for place in records.rows.index]
    )
    for about, among in (
        ("coverage_of_places", reach.all),
        ("coverage_of_police", reach.police),
        ("coverage_of_prisons", reach.prisons),
    ):
        if among.places:
            yield _quality(about, among, reach)
    codes = [] if "k_src" not in records.rows else list(records.rows["k_src"])
    if any(
        isinstance(code, str) and code not in data_quality.NO_SOURCE for code in codes
    ):
        quality = data_quality.from_registers(codes)
        yield _quality(quality.aspect, PlaceCoverage(quality.k, quality.n), reach)


def _quality(about: str, among: PlaceCoverage, reach: RoundCoverage) -> Candidate:
    """A share of places: it counts nobody, and is not rounded as people are."""
    statistic = ExactStatistic(
        code="E2.13",
        about=about,
        source="records",
        design_class=CENSUS,
        unit="share",
        value=among.reporting / among.places,
        reporting=among.reporting,
        known=among.places,
        method="count_only",
        note=coverage_note(reach),
    )
    return Candidate(statistic, Form.FACT)


def _on_the_day(records: Register, when: Moment) -> Iterator[Candidate]:
    stock = records.reports("k_stock_total", CountingUnit.PERSON, when, name="stock")
    if stock.numbers:
        yield from _stock(records, stock, when)
        yield from _occupancy(records, stock, when)
    yield from _children(records, when)
    pregnant = records.reports("k_pregnant", CountingUnit.PERSON, when)
    if pregnant.numbers:
        yield count_statistic(
            total("E1.10", records.places, pregnant), str(when.counting)
        )


def _stock(records: Register, stock: Reports, when: Moment) -> Iterator[Candidate]:
    """Stock in all, by kind of place, by sex, and held beyond the legal limit."""
    about = str(when.counting)
    women = records.reports("k_stock_women", CountingUnit.PERSON, when, name=WOMEN)
    beyond = records.reports("k_over_max", CountingUnit.PERSON, when, name=BEYOND)
    count, sexes = divide("E1.1", records.places, stock, women, _others(stock, women))
    yield count_statistic(count, about)
    yield from part_statistics(count, about, "kind", _kinds(records, when))
    if women.numbers:
        yield from part_statistics(count, about, "sex", sexes)
    if beyond.numbers:
        _count, parts = divide("E1.1", records.places, stock, beyond)
        yield from part_statistics(count, about, "limit", part_named(BEYOND, parts))


def _others(stock: Reports, women: Reports) -> Reports:
    """People who are not women, at places that counted women."""
    counts = {
        place: stock.numbers[place] - n
        for place, n in women.numbers.items()
        if place in stock.numbers
    }
    others = {place: n if n >= 0 else None for place, n in counts.items()}
    return Reports(OTHERS, stock.unit, stock.when, stock.source, others)


def _kinds(records: Register, when: Moment) -> list[TotalPart]:
    parts = []
    for kind in sorted(set(records.rows["kind"])):
        of_kind = records.of_kind(kind).reports(
            "k_stock_total", CountingUnit.PERSON, when
        )
        counts = of_kind.numbers.values()
        if counts:
            parts.append(TotalPart(kind, round(sum(counts)), len(counts)))
    return parts


def _occupancy(records: Register, stock: Reports, when: Moment) -> Iterator[Candidate]:
    """People over official places; a place without a capacity has no occupancy."""
    capacity = records.reports("k_capacity", CountingUnit.PERSON, when, name="capacity")
    both = [place for place in stock.numbers if place in capacity.numbers]
    if sum(capacity.numbers[place] for place in both) > 0:
        count = counts_and_rates.occupancy(records.places, stock, capacity)
        about = str(when.counting)
        yield count_statistic(count, about, form=Form.RATE, unit="share")
        yield from _overcrowded(
            count,
            about,
            {place: stock.numbers[place] for place in both},
            {place: capacity.numbers[place] for place in both},
        )


def _overcrowded(
    occupancy: ReportedCount,
    about: str,
    stock: Mapping[str, float],
    capacity: Mapping[str, float],
) -> Iterator[Candidate]:
    """Places with more people than official places, and the people who are in them.

    A place with people and no capacity at all is overcrowded.
    """
    over = [place for place, people in stock.items() if people > capacity[place]]
    places = replace(
        statistic_without_numbers(occupancy, f"{about}:overcrowded"),
        unit="share",
        value=len(over) / len(stock),
        n=len(stock),
        k=len(over),
        known=occupancy.reach.all.places,
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


def _children(records: Register, when: Moment) -> Iterator[Candidate]:
    """Held under an order and housed with a parent, added; the unaccompanied of them.

    Of places that gave both: their sum is not known elsewhere.
    """
    about = str(when.counting)
    ordered = records.reports(
        "k_child_order", CountingUnit.PERSON, when, name="ordered"
    )
    housed = records.reports("k_child_housed", CountingUnit.PERSON, when, name="housed")
    both = set(ordered.numbers) & set(housed.numbers)
    if not both:
        return
    count = counts_and_rates.children(records.places, ordered, housed)
    yield count_statistic(count, about)
    kinds = [_part_at(reports, both) for reports in (ordered, housed)]
    yield from part_statistics(count, about, "basis", kinds)
    yield from _unaccompanied(records, count, ordered, both, when)


def _unaccompanied(
    records: Register,
    count: ReportedCount,
    ordered: Reports,
    both: set[str],
    when: Moment,
) -> Iterator[Candidate]:
    alone = records.reports("k_uasc", CountingUnit.PERSON, when, name="unaccompanied")
    of_all = round(sum(ordered.numbers[place] for place in both))
    if alone.numbers.keys() & both:
        about = f"{when.counting}:basis:ordered"
        yield from part_statistics(
            count, about, "who", [_part_at(alone, both)], total=of_all
        )


def _part_at(reports: Reports, places: set[str]) -> TotalPart:
    reporting = [place for place in reports.numbers if place in places]
    counts = [reports.numbers[place] for place in reporting]
    return TotalPart(reports.name, round(sum(counts)), len(counts))
