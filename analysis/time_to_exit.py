"""How long people are held, from files that are followed until they leave (E2.4).

Of files of people admitted, or of people present with late entry; never of both
together. A transfer ends the stay at a place, not that in detention.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from analysis import ways_out
from analysis.days_apart import days_apart
from analysis.file_sample import FileList, drawn, lists
from analysis.followed import Followed, followed
from analysis.lengths import behind, counted, number
from analysis.risk_sets import TooFewToFollow
from analysis.schema import MINORITY, DesignClass, Settings
from analysis.statistic import Candidate, GapStatistic, Material
from analysis.stays import Origin, observed
from analysis.survival import quantiles_held, restricted_mean
from analysis.survival_tests import log_rank

AGES = ("child", "adult")


def statistics(
    materials: Sequence[Material], settings: Settings
) -> Iterator[Candidate]:
    """E2.4 of each list of files that can be followed."""
    for one in materials:
        for found in lists(one):
            if found.origin is not Origin.RELEASES:
                yield from _of_list(found, one, settings)


def _of_list(found: FileList, one: Material, settings: Settings) -> Iterator[Candidate]:
    total = counted("E2.4", found, one)
    yield behind(total, found.stays)
    if one.design_class == DesignClass.PURPOSIVE:
        yield from ways_out.counts(found, total)
    elif found.places >= settings.min_places:
        try:
            group, note = _followed(found, one, settings)
        except TooFewToFollow:  # a stock of which nobody was looked up again
            return
        yield from _of_files(group, replace(total, note=note, level=settings.level))


def _followed(
    found: FileList, one: Material, settings: Settings
) -> tuple[Followed, str]:
    sample = drawn(found, one, settings)
    stays = ways_out.named(sample.stays)
    spells = observed(
        stays, found.origin, ways_out.NAMES, kind=sample.kind, design=sample.design
    )
    return followed(stays, spells, sample.design, settings.level), sample.note


# -- of a sample -----------------------------------------------------------------------


def _of_files(group: Followed, total: GapStatistic) -> Iterator[Candidate]:
    """Shares on fixed days, kept apart; see days_apart.py."""
    origin = total.about.partition(":")[0]
    people = group.people
    stem = replace(total, n=len(people), denominator=None)
    if group.held.basis.late:
        start = group.held.basis.start
        note = f"{total.note} of_those_still_held_on_day_{start:g}".strip()
        stem = replace(stem, note=note)
        begins = replace(stem, about=f"{origin}:from", unit="days", value=start)
        yield behind(replace(begins, level=None), people)
    days = days_apart([(group.counts, len(people))], MINORITY)
    for day in days:
        about = f"{origin}:held:{day:g}"
        yield _share(group, day, replace(stem, about=about), people)
    if days:
        yield from _median_and_mean(group, days, stem, origin)
        yield from ways_out.shares(group, days, stem, origin)
        yield from _ages(group, days, stem, origin)


def _share(
    group: Followed, day: float, stem: GapStatistic, people: pd.DataFrame
) -> Candidate:
    """Of the people followed k had left; the denominator are those seen afterwards.

    It is told where none of the others, or more than a few, were not seen so long.
    """
    held, at, left = group.held, group.at(day), len(group.exits(day))
    at_risk = int(held.at_risk[at])
    seen = at_risk - (left - len(group.exits(np.nextafter(day, 0.0))))
    unseen = abs(len(people) - left - seen)
    made = replace(
        stem,
        unit="share",
        value=float(held.value[at]),
        lower=number(held.lower[at]),
        upper=number(held.upper[at]),
        n=len(people),
        k=left,
        denominator=None if 0 < unseen < MINORITY else float(seen),
        method="kaplan_meier",
    )
    return replace(behind(made, people, left), few=(at_risk, seen))


def _median_and_mean(
    group: Followed, days: Sequence[float], stem: GapStatistic, origin: str
) -> Iterator[Candidate]:
    """The median where it was reached; the mean of days up to the last one told.

    The mean counts from the day on which observation begins, see Basis.start.
    """
    level, design = group.held.basis.level, group.design
    (half,) = quantiles_held(group.spells, (0.5,), design=design, level=level)
    days_of = replace(stem, unit="days")
    if not np.isnan(half.value):
        made = replace(
            days_of,
            about=f"{origin}:median",
            value=half.value,
            lower=_reached(group, half.lower),
            upper=_reached(group, half.upper),
            method="kaplan_meier",
        )
        yield behind(made, group.people, len(group.exits(half.value)))
    mean = restricted_mean(group.spells, days[-1], design=design, level=level)
    made = replace(
        days_of,
        about=f"{origin}:mean:{mean.until:g}",
        value=mean.value,
        lower=max(mean.lower, 0.0),
        upper=min(mean.upper, mean.until - mean.basis.start),
        method="restricted_mean",
    )
    yield behind(made, group.people)


def _reached(group: Followed, day: float) -> float | None:
    """A limit of the median is known if a few people had left by then."""
    known = not np.isnan(day) and len(group.exits(day)) >= MINORITY
    return float(day) if known else None


# -- children beside adults ------------------------------------------------------------


def _ages(
    group: Followed, days: Sequence[float], stem: GapStatistic, origin: str
) -> Iterator[Candidate]:
    """Both or none, on days that are kept apart for both; and one test of their pace.

    Each is a part of all files: what is hidden of one is not left to be worked out.
    """
    of_age = group.stays["age"].to_numpy()
    level, people = group.held.basis.level, group.people
    try:
        parts = {age: group.part(of_age == age, level) for age in AGES}
    except TooFewToFollow:
        return
    of = {age: people[people["age"] == age] for age in AGES}
    told = days_apart(
        [
            ({d: n for d, n in one.counts.items() if d in days}, len(of[age]))
            for age, one in parts.items()
        ],
        MINORITY,
    )
    for day in told:
        whole = f"{origin}:held:{day:g}"
        for age, one in parts.items():
            made = replace(stem, about=f"{whole}:{age}", part_of=whole)
            yield _share(one, day, made, of[age])
    if told:
        test = replace(stem, about=f"{origin}:pace:ages")
        yield _pace(group, parts, told[-1], test)


def _pace(
    group: Followed, parts: Mapping[str, Followed], day: float, stem: GapStatistic
) -> Candidate:
    """Children less adults, of the share still held on a day; log-rank over all days.

    As safe as the smallest of children, adults and people of no known age: with one of
    the two shares it tells the other.
    """
    known = group.stays["age"].isin(AGES).to_numpy()
    ages = [str(one) for one in group.stays["age"][known]]
    test = log_rank(group.spells.where(known), ages, design=group.design)
    people = group.people
    by_age = dict(
        tuple(people.groupby(people["age"].where(people["age"].isin(AGES), "")))
    )
    child, adult = (parts[age].held.value[group.at(day)] for age in AGES)
    made = replace(
        stem,
        unit="difference",
        value=float(child - adult),
        n=sum(len(by_age[age]) for age in AGES),
        p_value=number(test.p),
        method="log_rank",
    )
    return min((behind(made, one) for one in by_age.values()), key=_room)


def _room(one: Candidate) -> tuple[int, int]:
    return one.people or 0, one.places or 0
