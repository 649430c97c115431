"""How stays end: exit routes in five groups, on days 30, 90 and 180."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from analysis.duration.cumulative_incidence import cumulative_incidence
from analysis.duration.file_sample import FileList
from analysis.duration.follow_up import FollowedStays
from analysis.duration.statistics_lengths import number, of_files
from analysis.material import Candidate, ExactStatistic, Form

ON = (30.0, 90.0, 180.0)
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


def with_route_names(stays: pd.DataFrame) -> pd.DataFrame:
    """Stays with their exit route under its published name; none if still held."""
    ways = [WAYS.get(str(reason), OTHER) for reason in stays["reason"]]
    names = pd.Series(ways, stays.index, dtype=object)
    return stays.assign(reason=names.where(stays["left"].notna(), None))


def counts(files: FileList, total: ExactStatistic) -> Iterator[Candidate]:
    """Counts of exits by route, for files that were not drawn at random."""
    stays = with_route_names(files.stays)
    left = stays[stays["left"].notna()]
    stem = replace(total, denominator=None)
    about = files.about("left")
    parts = {name: int((left["reason"] == name).sum()) for name in NAMES}
    for name, people in {"": len(left), **parts}.items():
        count = replace(
            stem,
            about=f"{about}:{name}" if name else about,
            part_of=about if name else "",
            value=float(people),
            n=people,
        )
        yield of_files(count, Form.COUNT, people)


def shares(
    group: FollowedStays, days: Sequence[float], stem: ExactStatistic, origin: str
) -> Iterator[Candidate]:
    """Cumulative incidence of each way within the days; see cumulative_incidence.

    days: those on which the share still held is known. The ways of a day add up to all
    who left by then, so each is a part of them.
    """
    on = [day for day in days if day in ON]
    if not on:
        return
    level = group.still_held.basis.level
    incidences = cumulative_incidence(
        group.spells, NAMES, on, design=group.design, level=level
    )
    for column, day in enumerate(on):
        total = replace(stem, about=f"{origin}:left:{day:g}", part_of="")
        everybody = _all_routes(group, day, total)
        yield everybody
        exits = group.exits(day)
        for row, name in enumerate(NAMES):
            incidence = replace(
                stem,
                about=f"{total.about}:{name}",
                part_of=total.about,
                unit="share",
                value=float(incidences.value[row, column]),
                lower=number(incidences.lower[row, column]),
                upper=number(incidences.upper[row, column]),
                k=int((exits["reason"] == name).sum()),
                method="aalen_johansen",
            )
            yield replace(everybody, statistic=incidence)


def _all_routes(group: FollowedStays, day: float, stem: ExactStatistic) -> Candidate:
    """The share of people who left by any route: 1 minus the share still held."""
    still_held, position, left = (
        group.still_held,
        group.position_of(day),
        group.exits(day),
    )
    low, high = number(still_held.lower[position]), number(still_held.upper[position])
    share = replace(
        stem,
        unit="share",
        value=1 - float(still_held.value[position]),
        lower=None if high is None else 1 - high,
        upper=None if low is None else 1 - low,
        k=len(left),
        method="kaplan_meier",
    )
    at_risk = int(still_held.at_risk[position])
    return of_files(share, Form.CURVE, len(group.people), at_risk=at_risk)
