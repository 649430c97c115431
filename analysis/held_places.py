"""People held in each district, as the places of the plan report them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.held_now import districts
from analysis.moments import Reckoned, Unit
from analysis.records import Register, register
from analysis.schema import Settings
from analysis.statistic import Material

STOCK = "k_stock_total"
FEW = 10  # people of a district; as few as no published figure rests on


@dataclass(frozen=True, slots=True)
class Held:
    """people: of the places that reported; None where none did, which is no zero."""

    district: str
    people: int | None
    reporting: int
    known: int


def held(materials: Sequence[Material]) -> dict[str, Held]:
    """Every district of the plan, with people as they were counted at midnight.

    The same people as of the stock that is told (E1.1): those of the places that count
    otherwise would be the rest of the two.
    """
    plan = next((one.plan for one in materials if not one.plan.empty), pd.DataFrame())
    records = register(materials)
    stocks = _at_midnight(records) if records else {}
    found = {}
    where = districts(plan)
    for district in sorted(set(where.values())):
        places = [psu for psu, one in where.items() if one == district]
        given = [stocks[psu] for psu in places if psu in stocks]
        people = round(sum(given)) if given else None
        found[district] = Held(district, people, len(given), len(places))
    return found


def _at_midnight(records: Register) -> Mapping[str, float]:
    part = records.reckoned(Reckoned.MIDNIGHT)
    if part.rows.empty:
        return {}
    return part.reports(STOCK, Unit.PERSON, part.moment(Reckoned.MIDNIGHT)).given


def shown(found: Mapping[str, Held], settings: Settings) -> dict[str, bool]:
    """Whether the people held in a district can be told.

    Of few places or few people they are not. As the total of all places is told
    elsewhere, whoever is kept back must be together at enough places, and enough
    people: else the smallest district beside them is kept back too.
    """
    known = [one for one in found.values() if one.people is not None]
    known.sort(key=lambda one: (one.reporting, one.people or 0, one.district))
    back = [one for one in known if _small(one.reporting, one.people or 0, settings)]
    rest = [one for one in known if one not in back]
    while back and rest and (len(back) < 2 or _small(*_sums(back), settings)):
        back.append(rest.pop(0))
    return {one.district: one not in back for one in found.values()}


def _small(places: int, people: int, settings: Settings) -> bool:
    return places < settings.min_places or 0 < people < FEW


def _sums(some: Sequence[Held]) -> tuple[int, int]:
    return sum(one.reporting for one in some), sum(one.people or 0 for one in some)


def counts(found: Mapping[str, Held], settings: Settings) -> Mapping[str, int]:
    """Places that stand behind each district's number; 0 where it cannot be told."""
    told = shown(found, settings)
    return {
        one.district: one.reporting if told[one.district] else 0
        for one in found.values()
    }
