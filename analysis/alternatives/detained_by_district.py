"""People held in each district, as the places of the plan report them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.alternatives.detained_now import districts
from analysis.material import Material
from analysis.registers.facility_records import Register, register
from analysis.registers.units_and_periods import Reckoned, Unit

STOCK = "k_stock_total"


@dataclass(frozen=True, slots=True)
class Held:
    """people: of the places that reported; None where none did, which is no zero."""

    district: str
    people: int | None
    reporting: int
    known: int

    @classmethod
    def unknown(cls, district: str) -> "Held":
        return cls(district, None, 0, 0)


def held(materials: Sequence[Material]) -> dict[str, Held]:
    """Every district of the plan, with people as they were counted at midnight.

    The same people as of the stock at midnight (E1.1).
    """
    plan = next((one.plan for one in materials if not one.plan.empty), pd.DataFrame())
    records = register(materials)
    stocks = _at_midnight(records) if records else {}
    found = {}
    where = districts(plan)
    for district in sorted(set(where.values())):
        places = [psu for psu, one in where.items() if one == district]
        given = {psu: stocks[psu] for psu in sorted(places) if psu in stocks}
        people = round(sum(given.values())) if given else None
        found[district] = Held(district, people, len(given), len(places))
    return found


def _at_midnight(records: Register) -> Mapping[str, float]:
    part = records.reckoned(Reckoned.MIDNIGHT)
    if part.rows.empty:
        return {}
    return part.reports(STOCK, Unit.PERSON, part.moment(Reckoned.MIDNIGHT)).given
