"""Places of alternatives against the need for them, per district and type (E2.10)."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from analysis.alternatives.detained_by_district import DistrictStock, stock_by_district
from analysis.alternatives.districts import DistrictOffer, district_offers
from analysis.alternatives.eligibility import Eligibility
from analysis.alternatives.places_needed import CODE, DAY, Need, of_nobody
from analysis.alternatives.programmes import Programmes
from analysis.material import Candidate, Form, Material
from analysis.schema import Settings


def statistics(
    programmes: Programmes, materials: Sequence[Material], settings: Settings
) -> Iterator[Candidate]:
    """People held per district; per offer programmes, places, need and the gap.

    The gap and the need only stock all programmes there are answered. What is missing
    for them is in the note of the number of programmes, which is always told.
    """
    stocks = stock_by_district(materials)
    yield from _districts(programmes, stocks)
    offers = list(district_offers(programmes))
    eligibility = Eligibility.of(materials, settings)
    stock_of_each = [
        stocks.get(offer.district) or DistrictStock.unknown(offer.district)
        for offer in offers
    ]
    shares = [
        eligibility.share(offer.rules, stock)
        for offer, stock in zip(offers, stock_of_each, strict=True)
    ]
    for offer, stock, share in zip(offers, stock_of_each, shares, strict=True):
        missing = _missing(programmes, offer, stock, eligibility)
        yield _programmes(programmes, offer, missing)
        yield from _places(programmes, offer)
        if share and not missing:
            yield from Need(offer, stock, share).statistics(programmes)
        elif not missing and eligibility.people is not None:
            rows = eligibility.people.material.rows
            yield from of_nobody(programmes, offer, stock, rows)


def _districts(
    programmes: Programmes, stocks: Mapping[str, DistrictStock]
) -> Iterator[Candidate]:
    covered = programmes.codes("p_district")
    named = {district for districts in covered.values() for district in districts}
    for district in sorted({*stocks, *named}):
        serving = sum(district in districts for districts in covered.values())
        statistic = programmes.statistic(
            CODE, f"{district}:programmes", "programme", float(serving)
        )
        yield Candidate(statistic, Form.FACT)
    for district, stock in sorted(stocks.items()):
        if stock.people is not None:
            statistic = programmes.statistic(
                CODE,
                f"{district}:held",
                "person",
                float(stock.people),
                n=stock.people,
                reporting=stock.reporting,
                known=stock.places,
                when=DAY,
                method="count_only",
            )
            yield Candidate(
                statistic, Form.COUNT, people=stock.people, places=stock.reporting
            )


def _missing(
    programmes: Programmes,
    offer: DistrictOffer,
    stock: DistrictStock,
    eligibility: Eligibility,
) -> tuple[str, ...]:
    """What would have to be known for the gap of this offer, and is not."""
    reasons = {
        "programmes": not programmes.all_there_are,
        "capacity": offer.capacity is None,
        "enrolled": offer.capacity is not None and offer.free is None,
        "waiting": offer.waiting is None,
        "held": stock.people is None,
    }
    names = [name for name, lacking in reasons.items() if lacking]
    return (*names, *filter(None, [eligibility.why_not(offer.rules)]))


def _programmes(
    programmes: Programmes, offer: DistrictOffer, missing: Collection[str]
) -> Candidate:
    statistic = programmes.statistic(
        CODE,
        f"{offer.name}:programmes",
        "programme",
        float(len(offer.by)),
        note=" ".join(f"missing:{reason}" for reason in missing),
    )
    return Candidate(statistic, Form.FACT)


def _places(programmes: Programmes, offer: DistrictOffer) -> Iterator[Candidate]:
    """All places, those in use and those that are free.

    People beyond the number of places use no place: see occupancy in E1.13. Places are
    not rounded, but for those in use and free, which count people.
    """
    counted = {
        "capacity": (offer.capacity, Form.FACT),
        "in_use": (offer.in_use, Form.COUNT),
        "free": (offer.free, Form.COUNT),
    }
    for name, (count, form) in counted.items():
        if count is not None:
            statistic = programmes.statistic(
                CODE,
                f"{offer.name}:{name}",
                "place",
                float(count),
                reporting=len(offer.by),
                when=DAY,
                method="count_only",
            )
            yield Candidate(statistic, form, people=offer.in_use, places=len(offer.by))
