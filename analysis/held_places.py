"""People held in each district, as the places of the plan report them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.held_now import districts
from analysis.moments import Reckoned, Unit
from analysis.records import Register, register
from analysis.schema import Settings
from analysis.statistic import Material
from analysis.sums import Sum

STOCK = "k_stock_total"
FEW = 10  # people of a district; as few as no published figure rests on


@dataclass(frozen=True, slots=True)
class Held:
    """people: of the places that reported; None where none did, which is no zero.

    sum: what each of these places reported.
    """

    district: str
    people: int | None
    reporting: int
    known: int
    sum: Sum

    @classmethod
    def unknown(cls, district: str) -> "Held":
        return cls(district, None, 0, 0, Sum.over(STOCK, {}))


def held(materials: Sequence[Material]) -> dict[str, Held]:
    """Every district of the plan, with people as they were counted at midnight.

    The same people as of the stock that is told (E1.1): those of the places that count
    otherwise would be the rest of the two. Places of no district are under "".
    """
    plan = next((one.plan for one in materials if not one.plan.empty), pd.DataFrame())
    records = register(materials)
    stocks = _at_midnight(records) if records else {}
    found = {}
    where = districts(plan)
    nowhere = stocks.keys() - where.keys()
    for district in sorted({*where.values(), *([""] if nowhere else [])}):
        places = [psu for psu, one in where.items() if one == district] or nowhere
        given = {psu: stocks[psu] for psu in sorted(places) if psu in stocks}
        people = round(sum(given.values())) if given else None
        found[district] = Held(
            district, people, len(given), len(places), Sum.over(STOCK, given)
        )
    return found


def _at_midnight(records: Register) -> Mapping[str, float]:
    part = records.reckoned(Reckoned.MIDNIGHT)
    if part.rows.empty:
        return {}
    return part.reports(STOCK, Unit.PERSON, part.moment(Reckoned.MIDNIGHT)).given


def shown(found: Mapping[str, Held], settings: Settings) -> dict[str, bool]:
    """Whether the people held in a district can be told.

    Of few places or few people they are not. As the total of all places is told
    elsewhere, whoever is kept back, and whoever is in no district, must be together at
    enough places, and enough people: else the smallest district beside them is kept
    back too.
    """
    known = [one for one in found.values() if one.people is not None]
    known.sort(key=lambda one: (one.reporting, one.people or 0, one.district))
    back = [one for one in known if _kept_back(one, settings)]
    rest = [one for one in known if one not in back]
    while back and rest and _small(*_sums(back), settings):
        back.append(rest.pop(0))
    return {one.district: one not in back for one in found.values()}


def _kept_back(one: Held, settings: Settings) -> bool:
    return not one.district or _small(one.reporting, one.people or 0, settings)


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
