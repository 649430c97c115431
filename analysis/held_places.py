"""People held in each district, as the places of the plan report them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.held_now import districts
from analysis.schema import Settings
from analysis.statistic import Material

RECORDS, STOCK = "records", "k_stock_total"
WHEN = ("held_on", "received_at")  # beside the answers of a record
FEW = 10  # people of a district; as few as no published figure rests on


@dataclass(frozen=True, slots=True)
class Held:
    """people: of the places that reported; None where none did, which is no zero."""

    district: str
    people: int | None
    reporting: int
    known: int


def held(materials: Sequence[Material]) -> dict[str, Held]:
    """Every district of the plan. A place of two reports that differ has none."""
    plan = next((one.plan for one in materials if not one.plan.empty), pd.DataFrame())
    stocks = dict(_stocks(materials))
    found = {}
    where = districts(plan)
    for district in sorted(set(where.values())):
        places = [psu for psu, one in where.items() if one == district]
        given = [stocks[psu] for psu in places if psu in stocks]
        people = round(sum(given)) if given else None
        found[district] = Held(district, people, len(given), len(places))
    return found


def _stocks(materials: Sequence[Material]) -> Iterator[tuple[str, float]]:
    """The number of the last record of each place, where days are known; as given.

    Of records that nothing puts in order, only those that say the same.
    """
    given = [one for one in materials if one.source == RECORDS and STOCK in one.answers]
    told: dict[str, dict[tuple[str, ...], set[float]]] = {}
    for one in given:
        numbers = pd.to_numeric(one.answers[STOCK]).to_numpy(dtype=float)
        days = [_days(one, at) for at in range(len(numbers))]
        for psu, day, number in zip(one.rows["psu"], days, numbers, strict=True):
            told.setdefault(str(psu), {}).setdefault(day, set()).add(float(number))
    for psu, by_day in told.items():
        last = by_day[max(by_day)]
        if len(last) == 1 and not np.isnan(min(last)):
            yield psu, min(last)


def _days(one: Material, at: int) -> tuple[str, ...]:
    return tuple(
        str(one.answers[name].iloc[at]) for name in WHEN if name in one.answers
    )


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
