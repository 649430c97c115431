"""Two lengths that are never in one row: held so far (E2.3), and ended stays (E1.5).

Of people present, how long they were held so far; of files of people who left, how long
they stayed. See time_held.py for why the two do not add up.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd

from analysis.file_sample import FileList, drawn, lists
from analysis.schema import MINORITY, DesignClass, Settings
from analysis.statistic import Candidate, GapStatistic, Material
from analysis.stays import Origin
from analysis.time_held import (
    BANDS,
    CompletedStays,
    Days,
    TimeHeld,
    completed_stays,
    time_held,
)

STATUS, HELD_NOW, DAYS = "m_status", "current", "m_days"
MORE = "more"  # the last band, which has no end


def statistics(
    materials: Sequence[Material], settings: Settings
) -> Iterator[Candidate]:
    """E2.3 of the people present, and E1.5 of files of people who left."""
    for one in materials:
        if STATUS in one.answers.columns and DAYS in one.answers.columns:
            yield from _of_people_present(one, settings)
        for found in lists(one):
            if found.origin is Origin.RELEASES:
                yield from _of_people_who_left(found, one, settings)


def behind(
    made: GapStatistic, people: pd.DataFrame, yes: int | None = None
) -> Candidate:
    """people: a row each, with psu and interviewer. Nobody has no place to tell."""
    some = len(people) > 0
    return Candidate(
        made,
        len(people),
        yes=yes,
        places=int(people["psu"].nunique()) if some else None,
        interviewers=int(people["interviewer"].nunique()) if some else None,
    )


def number(value: float) -> float | None:
    """Nothing where the value is not known."""
    return None if np.isnan(value) else float(value)


def counted(code: str, found: FileList, material: Material) -> GapStatistic:
    """How many files of a list could be followed, at how many places of the round."""
    return GapStatistic(
        code=code,
        about=found.about("files"),
        source=material.source,
        design_class=material.design_class,
        unit="file",
        value=float(len(found.stays)),
        n=len(found.stays),
        denominator=float(found.recorded),
        reporting=found.places,
        known=len(material.plan),
        method="count_only",
    )


def _of_people_present(one: Material, settings: Settings) -> Iterator[Candidate]:
    """Only who is held now: who has left belongs to no stock."""
    given = one.answers[DAYS].astype(float).to_numpy()
    held = (one.answers[STATUS] == HELD_NOW).to_numpy(dtype=bool) & ~np.isnan(given)
    if not held.any():
        return
    people = one.rows.loc[held, ["psu", "interviewer"]].astype(str)
    people = people.assign(days=given[held])
    total = GapStatistic(
        code="E2.3",
        about="present",
        source=one.source,
        design_class=one.design_class,
        unit="person",
        value=float(len(people)),
        n=len(people),
        reporting=int(people["psu"].nunique()),
        method="count_only",
    )
    elsewhere = one.answers.loc[one.answers[STATUS] != HELD_NOW, STATUS]
    few = tuple(elsewhere.dropna().value_counts().tolist())
    yield replace(behind(total, people), few=few)
    if one.design_class == DesignClass.PURPOSIVE:
        yield from _band_counts(total, people)
        return
    sample = one.sample(settings)
    stays = people.assign(weight=sample.weight[held], admitted=0.0, seen=people["days"])
    yield from _described(
        time_held(
            stays.assign(left=np.nan, news=np.nan, reason=None),
            Origin.STOCK,
            kind=one.design_class,
            design=sample.design,
            level=settings.level,
        ),
        total,
        people,
    )


def _of_people_who_left(
    found: FileList, one: Material, settings: Settings
) -> Iterator[Candidate]:
    total = counted("E1.5", found, one)
    people = found.stays.assign(days=found.stays["left"])
    yield behind(total, people)
    if one.design_class == DesignClass.PURPOSIVE:
        yield from _band_counts(total, people)
    elif found.places >= settings.min_places:
        sample = drawn(found, one, settings)
        yield from _described(
            completed_stays(
                sample.stays,
                found.origin,
                kind=sample.kind,
                design=sample.design,
                level=settings.level,
            ),
            replace(total, note=sample.note),
            people,
        )


def _described(
    found: TimeHeld | CompletedStays, total: GapStatistic, people: pd.DataFrame
) -> Iterator[Candidate]:
    """Mean, quantiles and bands. A quantile is told if it tells of no few people.

    It is one person's days: at least a few were held no longer, and a few longer. A
    limit which fewer people reach is not known.
    """
    exact = total.design_class == DesignClass.CENSUS and total.unit == "person"
    stem = replace(total, unit="days", level=found.level, denominator=None)
    prefix = total.about.partition(":")[0]
    for name, value, method in (
        ("mean", found.mean, "linearised"),
        ("median", found.median, "woodruff"),
        ("p90", found.ninth_decile, "woodruff"),
    ):
        low, high = _limits(value, people["days"].to_numpy(dtype=float), name)
        made = replace(
            stem,
            about=f"{prefix}:{name}",
            value=value.value,
            lower=low,
            upper=high,
            method="census" if exact else method,
        )
        longer = int((people["days"] > value.value).sum())
        found_in = behind(made, people, None if name == "mean" else longer)
        yield replace(found_in, follows=total.about)
    yield from _band_shares(found, total, people, exact)


def _limits(
    found: Days, held: np.ndarray, name: str
) -> tuple[float | None, float | None]:
    low, high = number(found.lower), number(found.upper)
    if name == "mean":
        return (None if low is None else max(low, 0.0)), high
    few_below = low is None or (held <= low).sum() < MINORITY
    few_above = high is None or (held >= high).sum() < MINORITY
    return (None if few_below else low), (None if few_above else high)


def _band_shares(
    found: TimeHeld | CompletedStays,
    total: GapStatistic,
    people: pd.DataFrame,
    exact: bool,
) -> Iterator[Candidate]:
    """Bands add up to everybody, so each is a part of the total, by its people."""
    for at, (made, inside) in enumerate(_in_bands(total, people)):
        bands = found.bands
        shares = replace(
            made,
            unit="share",
            value=float(bands.share[at]),
            lower=number(bands.lower[at]),
            upper=number(bands.upper[at]),
            level=found.level,
            n=len(people),
            k=len(inside),
            method="census" if exact else "korn_graubard",
        )
        yield behind(shares, inside)


def _band_counts(total: GapStatistic, people: pd.DataFrame) -> Iterator[Candidate]:
    """People who were not chosen at random: how many, and nothing about others."""
    for made, inside in _in_bands(total, people):
        yield behind(made, inside)


def _in_bands(
    total: GapStatistic, people: pd.DataFrame
) -> Iterator[tuple[GapStatistic, pd.DataFrame]]:
    """A count for each band, and who is in it; none where hardly anybody is outside.

    If nearly everybody is in one band, the row would tell it of each of them.
    """
    ends = (-np.inf, *BANDS, np.inf)
    days = people["days"]
    found = [people[(days > low) & (days <= high)] for low, high in pairwise(ends)]
    if max(map(len, found)) > len(people) - MINORITY:
        return
    prefix = total.about.partition(":")[0]
    for end, inside in zip((*BANDS, None), found, strict=True):
        name = MORE if end is None else f"{end:g}"
        made = replace(
            total,
            about=f"{prefix}:band:{name}",
            part_of=total.about,
            value=float(len(inside)),
            n=len(inside),
            denominator=None,
        )
        yield made, inside
