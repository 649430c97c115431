"""How long people are held, from files that are followed until they leave (E2.4).

Of files of people admitted, or of people present with late entry; never of both
together. A transfer ends the stay at a place, not that in detention.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from analysis.duration import exit_routes
from analysis.duration.file_sample import FileList, file_sample_of, lists
from analysis.duration.follow_up import FollowedStays, followed_stays
from analysis.duration.kaplan_meier import (
    Reach,
    quantiles_held,
    restricted_mean,
    still_held,
)
from analysis.duration.logrank import log_rank
from analysis.duration.risk_sets import TooFewToFollow
from analysis.duration.statistics_lengths import (
    FEWEST_PLACES,
    file_count,
    number,
    of_files,
)
from analysis.duration.stays import Origin, observe
from analysis.material import Candidate, ExactStatistic, Form, Material
from analysis.schema import DesignKind, Settings

AGES = ("child", "adult")


def statistics(
    materials: Sequence[Material], settings: Settings
) -> Iterator[Candidate]:
    """E2.4 of each list of files that can be followed."""
    for material in materials:
        for files in lists(material):
            if files.origin is not Origin.RELEASES:
                yield from _of_list(files, material, settings)


def _of_list(
    files: FileList, material: Material, settings: Settings
) -> Iterator[Candidate]:
    total = file_count("E2.4", files, material)
    yield of_files(total, Form.COUNT, len(files.stays))
    if material.design_class == DesignKind.PURPOSIVE or files.places < FEWEST_PLACES:
        yield from exit_routes.counts(files, total)
        return
    try:
        group, note = _follow(files, material, settings)
    except TooFewToFollow:  # a stock of which nobody was looked up again
        return
    yield from _of_files(group, replace(total, note=note, level=settings.level))


def _follow(
    files: FileList, material: Material, settings: Settings
) -> tuple[FollowedStays, str]:
    sample = file_sample_of(files, material, settings)
    stays = exit_routes.with_route_names(sample.stays)
    spells = observe(
        stays, files.origin, exit_routes.NAMES, kind=sample.kind, design=sample.design
    )
    return followed_stays(stays, spells, sample.design, settings.level), sample.note


# -- of a sample -----------------------------------------------------------------------


def _of_files(group: FollowedStays, total: ExactStatistic) -> Iterator[Candidate]:
    """The curve and its days, median, mean, ways out, and children beside adults."""
    origin = total.about.partition(":")[0]
    people = group.people
    stem = replace(total, n=len(people), denominator=None)
    if group.still_held.basis.late:
        start = group.still_held.basis.start
        note = f"{total.note} of_those_still_held_on_day_{start:g}".strip()
        stem = replace(stem, note=note)
        begins = replace(stem, about=f"{origin}:from", unit="days", value=start)
        yield of_files(replace(begins, level=None), Form.FACT, len(people))
    days = tuple(group.counts)
    for day in days:
        yield _share(group, day, replace(stem, about=f"{origin}:held:{day:g}"))
    yield _curve(group, replace(stem, about=f"{origin}:curve"))
    if days:
        yield from _median_and_mean(group, days, stem, origin)
        yield from exit_routes.shares(group, days, stem, origin)
        yield from _ages(group, days, stem, origin)


def _share(group: FollowedStays, day: float, stem: ExactStatistic) -> Candidate:
    """The share still held after a day: k exits of n; denominator: still observed."""
    shares, position, left = (
        group.still_held,
        group.position_of(day),
        len(group.exits(day)),
    )
    at_risk = int(shares.at_risk[position])
    seen = at_risk - (left - len(group.exits(np.nextafter(day, 0.0))))
    share = replace(
        stem,
        unit="share",
        value=float(shares.value[position]),
        lower=number(shares.lower[position]),
        upper=number(shares.upper[position]),
        n=len(group.people),
        k=left,
        denominator=float(seen),
        method="kaplan_meier",
    )
    return of_files(share, Form.CURVE, len(group.people), at_risk=min(at_risk, seen))


def _curve(group: FollowedStays, stem: ExactStatistic) -> Candidate:
    """The whole survival curve, for the review body: see ExactStatistic.steps."""
    days = [float(day) for day in group.risk.time]
    level = group.still_held.basis.level
    shares = still_held(group.spells, days, design=group.design, level=level)
    steps = tuple(
        (
            day,
            float(shares.value[position]),
            float(shares.lower[position]),
            float(shares.upper[position]),
            int(shares.at_risk[position]),
        )
        for position, day in enumerate(days)
        if shares.reach[position] is Reach.OK
    )
    start = group.still_held.basis.start if group.still_held.basis.late else 0.0
    curve = replace(stem, unit="days", value=start, steps=steps, method="kaplan_meier")
    return of_files(curve, Form.BODY, len(group.people))


def _median_and_mean(
    group: FollowedStays, days: Sequence[float], stem: ExactStatistic, origin: str
) -> Iterator[Candidate]:
    """The median where it was reached; the mean of days up to the last one told.

    The mean counts from the day on which observation begins, see Basis.start.
    """
    level, design = group.still_held.basis.level, group.design
    (half,) = quantiles_held(group.spells, (0.5,), design=design, level=level)
    people = len(group.people)
    days_of = replace(stem, unit="days")
    if not np.isnan(half.value):
        median = replace(
            days_of,
            about=f"{origin}:median",
            value=half.value,
            lower=number(half.lower),
            upper=number(half.upper),
            method="kaplan_meier",
        )
        left = len(group.exits(half.value))
        beyond = min(left, people - left)
        yield of_files(median, Form.QUANTILE, people, beyond=beyond)
    mean = restricted_mean(group.spells, days[-1], design=design, level=level)
    statistic = replace(
        days_of,
        about=f"{origin}:mean:{mean.until:g}",
        value=mean.value,
        lower=max(mean.lower, 0.0),
        upper=min(mean.upper, mean.until - mean.basis.start),
        method="restricted_mean",
    )
    yield of_files(statistic, Form.LENGTH, people)


# -- children beside adults ------------------------------------------------------------


def _ages(
    group: FollowedStays, days: Sequence[float], stem: ExactStatistic, origin: str
) -> Iterator[Candidate]:
    """Shares still held of children and of adults, on days when both are estimated,
    and one log-rank test between them."""
    of_age = group.stays["age"].to_numpy()
    level = group.still_held.basis.level
    try:
        parts = {age: group.part(of_age == age, level) for age in AGES}
    except TooFewToFollow:
        return
    both = [day for day in days if all(day in part.counts for part in parts.values())]
    for day in both:
        total_about = f"{origin}:held:{day:g}"
        for age, part in parts.items():
            share = replace(stem, about=f"{total_about}:{age}", part_of=total_about)
            yield _share(part, day, share)
    if both:
        yield _pace(group, parts, both[-1], replace(stem, about=f"{origin}:pace:ages"))


def _pace(
    group: FollowedStays,
    parts: Mapping[str, FollowedStays],
    day: float,
    stem: ExactStatistic,
) -> Candidate:
    """Children less adults, of the share still held on a day; log-rank of all days."""
    of_known_age = group.stays["age"].isin(AGES).to_numpy()
    ages = [str(age) for age in group.stays["age"][of_known_age]]
    test = log_rank(group.spells.where(of_known_age), ages, design=group.design)
    child, adult = (parts[age].still_held.value[group.position_of(day)] for age in AGES)
    people = min(len(part.people) for part in parts.values())
    pace = replace(
        stem,
        unit="difference",
        value=float(child - adult),
        n=sum(len(part.people) for part in parts.values()),
        p_value=number(test.p),
        method="log_rank",
    )
    return of_files(pace, Form.BODY, people)
