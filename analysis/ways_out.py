"""How stays end, for publishing: ways under few names, on days that are kept apart."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from analysis.days_apart import ways_apart
from analysis.exits import Exits, cumulative_incidence
from analysis.file_sample import FileList
from analysis.followed import Followed
from analysis.lengths import behind, number
from analysis.schema import MINORITY
from analysis.statistic import Candidate, GapStatistic

ON = (28.0, 90.0, 180.0)
OTHER = "other"
# Way out in a file → the name it is told under; what is not named is another way.
WAYS: Mapping[str, str] = {
    "judge": "release",
    "authority": "release",
    "status": "release",
    "alternative": "alternative",
    "return": "return",
    "removal": "return",
    "transfer": "transfer",
}
NAMES = ("release", "alternative", "return", "transfer", OTHER)


def named(stays: pd.DataFrame) -> pd.DataFrame:
    """Ways out under the names that are published; none of who is still held."""
    ways = [WAYS.get(str(one), OTHER) for one in stays["reason"]]
    told = pd.Series(ways, stays.index, dtype=object)
    return stays.assign(reason=told.where(stays["left"].notna(), None))


def counts(found: FileList, total: GapStatistic) -> Iterator[Candidate]:
    """Files that were not drawn at random: how many people left, and how."""
    stays = named(found.stays)
    left = stays[stays["left"].notna()]
    stem = replace(total, denominator=None)
    about = found.about("left")
    parts = {name: left[left["reason"] == name] for name in NAMES}
    for name, part in {"": left, **parts}.items():
        made = replace(
            stem,
            about=f"{about}:{name}" if name else about,
            part_of=about if name else "",
            value=float(len(part)),
            n=len(part),
        )
        still = len(stays) - len(part) if not name else 0
        yield replace(behind(made, part), few=(still,))


def shares(
    group: Followed, days: Sequence[float], stem: GapStatistic, origin: str
) -> Iterator[Candidate]:
    """Cumulative incidence of each way within the days; see exits.py.

    days: those on which the share still held is told. The ways of a day add up to all
    who left by then, so each is a part of them, by its people. Ways that are told
    together are named together, as "transfer+other".
    """
    on = [day for day in days if day in ON]
    exits = {
        name: {day: len(_left(group, day, (name,))) for day in on} for name in NAMES
    }
    under, told = ways_apart(exits, on, MINORITY, OTHER)
    kinds = tuple(dict.fromkeys(under.values()))
    if not told:
        return
    found = _incidence(group, under, kinds, told)
    for column, day in enumerate(told):
        whole = replace(stem, about=f"{origin}:left:{day:g}", part_of="")
        yield _all(group, day, whole)
        for row, kind in enumerate(kinds):
            ways = tuple(way for way, name in under.items() if name == kind)
            left = _left(group, day, ways)
            made = replace(
                stem,
                about=f"{whole.about}:{'+'.join(ways)}",
                part_of=whole.about,
                unit="share",
                value=float(found.value[row, column]),
                lower=number(found.lower[row, column]),
                upper=number(found.upper[row, column]),
                k=len(left),
                method="aalen_johansen",
            )
            yield behind(made, left)


def _left(group: Followed, day: float, ways: Sequence[str]) -> pd.DataFrame:
    exits = group.exits(day)
    return exits[exits["reason"].isin(ways)]


def _incidence(
    group: Followed,
    under: Mapping[str, str],
    kinds: Sequence[str],
    days: Sequence[float],
) -> Exits:
    event = np.array([kinds.index(under[name]) + 1 for name in NAMES])
    spells = replace(
        group.spells,
        event=np.where(group.spells.event > 0, event[group.spells.event - 1], 0),
    )
    level = group.held.basis.level
    return cumulative_incidence(spells, kinds, days, design=group.design, level=level)


def _all(group: Followed, day: float, stem: GapStatistic) -> Candidate:
    """Everybody who left, in whatever way: what is not still held."""
    held, at, left = group.held, group.at(day), group.exits(day)
    low, high = number(held.lower[at]), number(held.upper[at])
    made = replace(
        stem,
        unit="share",
        value=1 - float(held.value[at]),
        lower=None if high is None else 1 - high,
        upper=None if low is None else 1 - low,
        k=len(left),
        method="kaplan_meier",
    )
    return behind(made, left)
