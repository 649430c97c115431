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
from analysis.indicators.proportions import Share, every, survey_share
from analysis.material import (
    Bools,
    Candidate,
    ExactStatistic,
    Form,
    Material,
    of_people_asked,
)
from analysis.registers.facility_records import Register, register
from analysis.registers.reported_numbers import ReportedCount, total
from analysis.registers.statistics_reported import (
    CENSUS,
    count_statistic,
    statistic_without_numbers,
)
from analysis.registers.units_and_periods import CountingUnit
from analysis.schema import DesignKind, Settings
from analysis.screening import cascade
from analysis.screening.cascade import ScreeningStep

Floats = npt.NDArray[np.float64]

CODE, OF_ALL = "E2.8", ":of_all"
# Step of a register → its question; each holds some of the entries of the one before.
ENTRIES = {
    "entries": "k_entries",
    "screened": "k_screened",
    "found": "k_vuln_found",
    "placed_out": "k_vuln_out",
}
MIGRANT, PEOPLE_STEPS = "migrant", ("asked", "screened", "special_need", "changed")
SCREENED, NEED, CHANGE = "m_vscreen", "m_vuln", "m_vscreen_out"
CHANGED = ("alt", "moved", "services")


def statistics(
    materials: Sequence[Material], settings: Settings
) -> Iterator[Candidate]:
    records = register(materials)
    if records is not None:
        yield from of_records(records)
    for material in materials:
        if material.source == MIGRANT and SCREENED in material.answers.columns:
            yield from of_people(material, settings)


# -- records -----------------------------------------------------------------------


def of_records(records: Register) -> Iterator[Candidate]:
    """The cascade over the places that reported every step."""
    reports = [
        records.reports(question, CountingUnit.EVENT, records.year, name=name)
        for name, question in ENTRIES.items()
    ]
    places = [
        place
        for place in reports[0].numbers
        if all(place in report.numbers for report in reports)
    ]
    if not sum(reports[0].numbers[place] for place in places) > 0:
        return
    complete_reports = [
        replace(report, counts={place: report.numbers[place] for place in places})
        for report in reports
    ]
    counts = [total(CODE, records.places, report) for report in complete_reports]
    steps = cascade.of_register(
        [round(step_count.value) for step_count in counts], list(ENTRIES), kind=CENSUS
    )
    yield count_statistic(counts[0], steps[0].name)
    for before, step, count in zip(steps, steps[1:], counts[1:], strict=False):
        yield from _of_register(before, step, count)


def _of_register(
    before: ScreeningStep, step: ScreeningStep, count: ReportedCount
) -> Iterator[Candidate]:
    places = count.reach.all.reporting
    plain = replace(statistic_without_numbers(count, step.name), unit="share")
    if step.of_before is not None:
        share = replace(plain, part_of=before.name, **_numbers(step.of_before))
        yield Candidate(share, Form.PART, people=share.n, places=places)
    if step.of_all is not None:
        share = replace(plain, about=step.name + OF_ALL, **_numbers(step.of_all))
        yield Candidate(share, Form.PART, people=share.n, places=places)


def _numbers(share: Share) -> dict[str, Any]:
    return {"value": share.value, "n": share.n, "k": share.k}


# -- people asked ------------------------------------------------------------------


def of_people(material: Material, settings: Settings) -> Iterator[Candidate]:
    """People asked: screened; of them with a special need; of them who saw a change.

    As VUL-01 and VUL-02 read the answers: who was not screened reached no later step,
    whatever else they said. People not chosen at random are counted.
    """
    reached = reached_by(material.answers)
    of_before, of_all = cascade.columns(reached, PEOPLE_STEPS)
    purposive = material.design_class == DesignKind.PURPOSIVE
    sample = None if purposive else material.sample(settings)
    inside = reached[:, 0] == 1
    first = _plain(material, PEOPLE_STEPS[0], inside)
    statistic = replace(first.statistic, unit="person", value=float(inside.sum()))
    yield replace(first, statistic=statistic)
    for position in range(1, len(PEOPLE_STEPS)):
        name = PEOPLE_STEPS[position]
        for about, y in (
            (name, of_before[:, position]),
            (name + OF_ALL, of_all[:, position]),
        ):
            plain = _plain(material, about, ~np.isnan(y))
            yield _with_share(plain, y, sample, settings.level)


def reached_by(answers: pd.DataFrame) -> Floats:
    """n × 4 of 0, 1 and NaN (not asked, not answered), in the order of PEOPLE_STEPS.

    Whoever did not say whether they were screened is in none: with them the first step
    would tell how many were never held.
    """
    screened = _one_of(answers[SCREENED], ("yes",))
    special = _one_of(answers[NEED], ("none",))
    need = every(screened, 1.0 - special)
    changed = every(need, _one_of(answers[CHANGE], CHANGED))
    all_asked = np.where(np.isnan(screened), np.nan, 1.0)
    return np.column_stack([all_asked, screened, need, changed])


def _one_of(column: "pd.Series[str]", codes: Sequence[str]) -> Floats:
    """1 where one of the codes was said, 0 where another, NaN where nothing was."""
    answers = column.astype(object)
    yes = [
        isinstance(answer, str) and bool(set(answer.split()) & set(codes))
        for answer in answers
    ]
    answered = [isinstance(answer, str) and answer != "" for answer in answers]
    return np.where(answered, np.array(yes, dtype=float), np.nan)


def _with_share(
    candidate: Candidate, y: Floats, sample: Sample | None, level: float
) -> Candidate:
    """k of n, and in a sample its share with its range; no value where n is 0.

    The statistic is there also where it is of nobody: that it is missing would tell so.
    """
    if np.isnan(y).all():
        unit = "person" if sample is None else "share"
        return replace(candidate, statistic=replace(candidate.statistic, unit=unit))
    k = int((y == 1).sum())
    numbers: dict[str, Any] = {"unit": "person", "value": float(k), "k": k}
    if sample is not None:
        share = survey_share(candidate.statistic.about, sample, y, level=level)
        limits = {"lower": share.lower, "upper": share.upper, "level": level}
        numbers = {**_numbers(share), **limits, "method": share.method}
    return replace(candidate, statistic=replace(candidate.statistic, **numbers))


def _plain(material: Material, about: str, inside: Bools) -> Candidate:
    """The candidate of these interviews with its respondents; its value is not set."""
    statistic = ExactStatistic(
        code=CODE,
        about=about,
        source=material.source,
        design_class=material.design_class,
        unit="share",
        n=int(inside.sum()),
        reporting=int(material.rows["psu"][inside].nunique()),
        method="count_only",
    )
    return of_people_asked(statistic, material.rows, inside)
