"""People held in each district, as the places of the plan report them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.alternatives.detained_now import districts
from analysis.material import Material
from analysis.registers.facility_records import Register, register
from analysis.registers.units_and_periods import CountingTime, CountingUnit

STOCK = "k_stock_total"


@dataclass(frozen=True, slots=True)
class DistrictStock:
    """People held in one district, and how many of its places reported.

    people: of the places that reported; None where no place did, which is not zero.
    """

    district: str
    people: int | None
    reporting: int
    places: int

    @classmethod
    def unknown(cls, district: str) -> "DistrictStock":
        return cls(district, None, 0, 0)


def stock_by_district(materials: Sequence[Material]) -> dict[str, DistrictStock]:
    """People held at midnight in every district of the plan.

    The same people as of the stock at midnight (E1.1).
    """
    plan = next(
        (material.plan for material in materials if not material.plan.empty),
        pd.DataFrame(),
    )
    records = register(materials)
    stocks = _at_midnight(records) if records else {}
    by_district = {}
    where = districts(plan)
    for district in sorted(set(where.values())):
        places = [
            psu
            for psu, district_of_place in where.items()
            if district_of_place == district
        ]
        counts = {psu: stocks[psu] for psu in sorted(places) if psu in stocks}
        people = round(sum(counts.values())) if counts else None
        by_district[district] = DistrictStock(
            district, people, len(counts), len(places)
        )
    return by_district


def _at_midnight(records: Register) -> Mapping[str, float]:
    part = records.counted_at(CountingTime.MIDNIGHT)
    if part.rows.empty:
        return {}
    return part.reports(
        STOCK, CountingUnit.PERSON, part.moment(CountingTime.MIDNIGHT)
    ).numbers
