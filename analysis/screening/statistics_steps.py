"""The cascade from arrival to support as statistics: of records and of people (E2.8).

Each step has two shares: of the step before, and of all who came (":of_all").
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.estimation.sample import Sample
from analysis.indicators.proportions import Share, every, surveyed
from analysis.material import (
    Bools,
    Candidate,
    Form,
    GapStatistic,
    Material,
    of_people_asked,
)
from analysis.registers.facility_records import Register, register
from analysis.registers.reported_numbers import Count, total
from analysis.registers.statistics_reported import CENSUS, bare, stated
from analysis.registers.units_and_periods import Unit
from analysis.schema import DesignClass, Settings
from analysis.screening import cascade
from analysis.screening.cascade import Step

Floats = npt.NDArray[np.float64]

CODE, OF_ALL = "E2.8", ":of_all"
# Step of a register → its question; each holds some of the entries of the one before.
ENTRIES = {
    "entries": "k_entries",
    "screened": "k_screened",
    "found": "k_vuln_found",
    "placed_out": "k_vuln_out",
}
MIGRANT, ASKED = "migrant", ("asked", "screened", "special_need", "changed")
SCREENED, NEED, CHANGE = "m_vscreen", "m_vuln", "m_vscreen_out"
CHANGED = ("alt", "moved", "services")


def statistics(
    materials: Sequence[Material], settings: Settings
) -> Iterator[Candidate]:
    found = register(materials)
    if found is not None:
        yield from of_records(found)
    for one in materials:
        if one.source == MIGRANT and SCREENED in one.answers.columns:
            yield from of_people(one, settings)


# -- records -----------------------------------------------------------------------


def of_records(found: Register) -> Iterator[Candidate]:
    """Of the places that gave every step."""
    asked = [
        found.reports(question, Unit.EVENT, found.year, name=name)
        for name, question in ENTRIES.items()
    ]
    there = [at for at in asked[0].given if all(at in one.given for one in asked)]
    if not sum(asked[0].given[at] for at in there) > 0:
        return
    kept = [replace(one, counts={at: one.given[at] for at in there}) for one in asked]
    made = [total(CODE, found.places, one) for one in kept]
    steps = cascade.of_register(
        [round(one.value) for one in made], list(ENTRIES), kind=CENSUS
    )
    yield stated(made[0], steps[0].name)
    for before, step, count in zip(steps, steps[1:], made[1:], strict=False):
        yield from _of_register(before, step, count)


def _of_register(before: Step, step: Step, count: Count) -> Iterator[Candidate]:
    places = count.reach.all.reporting
    plain = replace(bare(count, step.name), unit="share")
    if step.of_before is not None:
        share = replace(plain, part_of=before.name, **_numbers(step.of_before))
        yield Candidate(share, Form.PART, people=share.n, places=places)
    if step.of_all is not None:
        share = replace(plain, about=step.name + OF_ALL, **_numbers(step.of_all))
        yield Candidate(share, Form.PART, people=share.n, places=places)


def _numbers(share: Share) -> dict[str, Any]:
    return {"value": share.value, "n": share.n, "k": share.k}


# -- people asked ------------------------------------------------------------------


def of_people(one: Material, settings: Settings) -> Iterator[Candidate]:
    """People asked: screened; of them with a special need; of them who saw a change.

    As VUL-01 and VUL-02 read the answers: who was not screened reached no later step,
    whatever else they said. People not chosen at random are counted.
    """
    reached = reached_by(one.answers)
    of_before, of_all = cascade.columns(reached, ASKED)
    purposive = one.design_class == DesignClass.PURPOSIVE
    sample = None if purposive else one.sample(settings)
    there = reached[:, 0] == 1
    first = _plain(one, ASKED[0], there)
    asked = replace(first.statistic, unit="person", value=float(there.sum()))
    yield replace(first, statistic=asked)
    for at in range(1, len(ASKED)):
        name = ASKED[at]
        for about, y in ((name, of_before[:, at]), (name + OF_ALL, of_all[:, at])):
            plain = _plain(one, about, ~np.isnan(y))
            yield _with_share(plain, y, sample, settings.level)


def reached_by(answers: pd.DataFrame) -> Floats:
    """n × 4 of 0, 1 and NaN (not asked, not answered), in the order of ASKED.

    Whoever did not say whether they were screened is in none: with them the first step
    would tell how many were never held.
    """
    screened = _one_of(answers[SCREENED], ("yes",))
    special = _one_of(answers[NEED], ("none",))
    need = every(screened, 1.0 - special)
    changed = every(need, _one_of(answers[CHANGE], CHANGED))
    asked = np.where(np.isnan(screened), np.nan, 1.0)
    return np.column_stack([asked, screened, need, changed])


def _one_of(given: "pd.Series[str]", codes: Sequence[str]) -> Floats:
    """1 where one of the codes was said, 0 where another, NaN where nothing was."""
    said = given.astype(object)
    yes = [isinstance(one, str) and bool(set(one.split()) & set(codes)) for one in said]
    known = [isinstance(one, str) and one != "" for one in said]
    return np.where(known, np.array(yes, dtype=float), np.nan)


def _with_share(
    made: Candidate, y: Floats, sample: Sample | None, level: float
) -> Candidate:
    """k of n, and in a sample its share with its range; no value where n is 0.

    The statistic is there also where it is of nobody: that it is missing would tell so.
    """
    if np.isnan(y).all():
        unit = "person" if sample is None else "share"
        return replace(made, statistic=replace(made.statistic, unit=unit))
    k = int((y == 1).sum())
    numbers: dict[str, Any] = {"unit": "person", "value": float(k), "k": k}
    if sample is not None:
        share = surveyed(made.statistic.about, sample, y, level=level)
        limits = {"lower": share.lower, "upper": share.upper, "level": level}
        numbers = {**_numbers(share), **limits, "method": share.method}
    return replace(made, statistic=replace(made.statistic, **numbers))


def _plain(one: Material, about: str, inside: Bools) -> Candidate:
    """Who stands behind a count of these interviews; its value is not set."""
    statistic = GapStatistic(
        code=CODE,
        about=about,
        source=one.source,
        design_class=one.design_class,
        unit="share",
        n=int(inside.sum()),
        reporting=int(one.rows["psu"][inside].nunique()),
        method="count_only",
    )
    return of_people_asked(statistic, one.rows, inside)
