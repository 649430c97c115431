"""Interviews of one round and one informant group as data frames for analysis.

Only interview_rows.py reads interviews for analysis. Interviews that were not chosen at
random get a frame of their own: they are never mixed with a sample.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
from django.db.models import Sum

from assessment.computation.respondent_hashes import hash_of
from assessment.frames import other_answers
from assessment.frames.closed_questions import ClosedQuestion
from assessment.frames.interview_rows import Record
from assessment.frames.interview_tables import GROUPS, SITE_KIND, Run, read_tables
from assessment.frames.visited_people import OF_PEOPLE, people_present, populations
from assessment.models import Indicator
from surveys.models import DesignClass, Instrument, PrimaryUnit, Stratum
from surveys.models import Round as RoundOfAssessment
from surveys.models.interviews import WITH_ANSWERS

LAW = Instrument.Source.LAW


@dataclass(frozen=True, slots=True)
class Frame:
    """What analysis takes: one row an interview, the units and strata of the plan.

    choices: the answers to closed questions, one row an interview. answers, files,
    plan: see analysis.material.Material. respondents: the keyed hash of the interview
    of each row, see assessment.computation.respondent_hashes.
    """

    source: str
    design_class: str
    groups: tuple[str, ...]
    rows: pd.DataFrame
    units: pd.DataFrame
    strata: pd.DataFrame
    answers: pd.DataFrame = field(default_factory=pd.DataFrame)
    files: pd.DataFrame = field(default_factory=pd.DataFrame)
    plan: pd.DataFrame = field(default_factory=pd.DataFrame)
    choices: pd.DataFrame = field(default_factory=pd.DataFrame)
    respondents: tuple[str, ...] = ()


def frames(
    round: RoundOfAssessment,
    source: str,
    records: Sequence[Record],
    indicators: Sequence[Indicator],
    run: Run = map,
    *,
    closed: Sequence[ClosedQuestion] = (),
    everywhere: bool = True,
) -> Iterator[Frame]:
    """One frame for the sample and one for those not chosen at random.

    run: applies the reading of answers to every part; see interview_tables. closed: the
    closed questions that these interviews were asked. everywhere: whether the round
    asks this everywhere; else the interviews stand for the strata that they reached.
    """
    answered = [record for record in records if record.outcome in WITH_ANSWERS]
    plan = _plan_of(round, {record.unit for record in answered})
    present = people_present(round)
    for design_class, part in _by_design(answered):
        units = _units_represented(
            plan, source, design_class, part, everywhere=everywhere
        )
        counts_records = source not in OF_PEOPLE
        tables = read_tables(round, source, part, indicators, run, closed)
        interviews = Counter(record.unit for record in part)
        yield Frame(
            source=source,
            design_class=design_class,
            groups=(*GROUPS.get(source, {}), *_place_groups(source)),
            rows=tables.rows,
            units=_units(
                units,
                [float(max(interviews[unit.site.code], 1)) for unit in units]
                if counts_records
                else populations(units, present, interviews),
                _variance_strata(round),
            ),
            strata=_strata(
                units,
                are_all_units=counts_records and design_class == DesignClass.CENSUS,
            ),
            answers=tables.answers,
            files=tables.files,
            plan=other_answers.plan(plan),
            choices=tables.choices,
            respondents=tuple(hash_of(record.interview_id) for record in part),
        )


def _place_groups(source: str) -> tuple[str, ...]:
    """The kind of place groups who was met there, and what was recorded there; of an
    organisation, a programme or a law it says nothing."""
    elsewhere = (Instrument.Source.NGO, Instrument.Source.PROVIDER, LAW)
    return () if source in elsewhere else (SITE_KIND,)


def _units_represented(
    plan: Sequence[PrimaryUnit],
    source: str,
    design_class: str,
    part: Sequence[Record],
    *,
    everywhere: bool,
) -> list[PrimaryUnit]:
    """The units of the plan that the figures represent.

    1. People not chosen at random: the places at which they were met.
    2. A census of places, programmes or laws: the units that have a record.
    3. Other interviews with people: every unit, but those of strata_left_out().
    4. A sample of places or programmes, and people who were asked with an instrument
       that is not used everywhere: the units of the strata that were reached. An
       instrument that went to one stratum only says nothing about another.
    """
    units_reached = {record.unit for record in part}
    people = source in OF_PEOPLE
    if design_class == DesignClass.PURPOSIVE or (
        design_class == DesignClass.CENSUS and not people
    ):
        return [unit for unit in plan if unit.site.code in units_reached]
    if people and everywhere:
        left_out = {stratum.code for stratum in strata_left_out(plan, units_reached)}
        return [unit for unit in plan if unit.stratum.code not in left_out]
    strata = {record.stratum for record in part}
    return [unit for unit in plan if unit.stratum.code in strata]


def strata_left_out(
    plan: Sequence[PrimaryUnit], reached: Collection[str]
) -> list[Stratum]:
    """Strata of which every place of the sample let nobody in, so nobody was asked.

    Figures of people do not speak for them, and coverage names them. Without a recorded
    refusal a stratum that nobody reached stops the figures instead (EmptyStratum):
    somebody may still go there.
    """
    places: dict[Stratum, list[PrimaryUnit]] = {}
    for unit in plan:
        places.setdefault(unit.stratum, []).append(unit)
    return [
        stratum
        for stratum, units in places.items()
        if all(unit.refused_because for unit in units)
        and not any(unit.site.code in reached for unit in units)
    ]


def _reached_by_the_sample(records: Sequence[Record]) -> set[str]:
    """Codes of the places at which people chosen at random answered."""
    return {
        record.unit
        for record in records
        if record.outcome in WITH_ANSWERS
        and record.design_class != DesignClass.PURPOSIVE
    }


def places_still_needed(
    round: RoundOfAssessment, records: Sequence[Record]
) -> list[tuple[Stratum, list[str], list[str]]]:
    """Strata of the sample with fewer than two places at which people were asked.

    (stratum, codes of those places, codes of places that may still be visited).
    Strata that are complete, joined or left out need no more. Where nobody was chosen
    at random there is nothing to weigh, and no place is needed.
    """
    reached = _reached_by_the_sample(records)
    if not reached:
        return []
    plan = _plan_of(round, reached)
    left_out = strata_left_out(plan, reached)
    joined = {code for code in _variance_strata(round).values() if " + " in code}
    found = []
    for stratum in dict.fromkeys(unit.stratum for unit in plan):
        units = [unit for unit in plan if unit.stratum == stratum]
        by_chance = [u for u in units if u.chance is None or u.chance < 1] or units
        asked = [u.site.code for u in by_chance if u.site.code in reached]
        open_ones = [
            u.site.code
            for u in by_chance
            if u.site.code not in reached and not u.refused_because
        ]
        complete = len(asked) == stratum.frame_count
        in_group = any(stratum.code in group.split(" + ") for group in joined)
        short = len(asked) < 2 and not complete
        if short and stratum not in left_out and not (in_group and asked):
            found.append((stratum, asked, open_ones))
    return found


def coverage_left_out(
    round: RoundOfAssessment, source: str, records: Sequence[Record]
) -> list[dict[str, Any]]:
    """Name and people held of strata_left_out(), as coverage stores them."""
    reached = _reached_by_the_sample(records)
    if source not in OF_PEOPLE or not reached:
        return []
    plan = _plan_of(round, reached)
    return [
        {
            "name": stratum.name,
            "people": stratum.frame_places.aggregate(n=Sum("people_held"))["n"],
        }
        for stratum in strata_left_out(plan, reached)
    ]


def _by_design(records: Sequence[Record]) -> Iterator[tuple[str, list[Record]]]:
    """(design class, records) of the sample, then of people not chosen at random.

    A census of some places among samples of others is one probability sample: the
    places of the census have weight 1.
    """
    sample = [
        record for record in records if record.design_class != DesignClass.PURPOSIVE
    ]
    purposive = [
        record for record in records if record.design_class == DesignClass.PURPOSIVE
    ]
    classes = {record.design_class for record in sample}
    if sample:
        yield (
            (classes.pop() if len(classes) == 1 else str(DesignClass.PROBABILITY)),
            sample,
        )
    if purposive:
        yield str(DesignClass.PURPOSIVE), purposive


def _plan_of(round: RoundOfAssessment, reached: Collection[str]) -> list[PrimaryUnit]:
    """The places of the sample. One that refused and was replaced is left out, unless
    somebody was interviewed there all the same."""
    plan = PrimaryUnit.objects.filter(round=round).select_related("site", "stratum")
    replaced = set(plan.filter(replaced_by__isnull=False).values_list("pk", flat=True))
    return [
        unit for unit in plan if unit.pk not in replaced or unit.site.code in reached
    ]


def _units(
    plan: Sequence[PrimaryUnit],
    population: Sequence[float],
    variance_strata: Mapping[str, str],
) -> pd.DataFrame:
    """population: people, or records where the instrument does not count people.

    variance_strata: see _variance_strata().
    """
    units = pd.DataFrame(
        [(unit.site.code, unit.stratum.code) for unit in plan],
        columns=["psu", "stratum"],
    )
    units["population"] = pd.Series(population, dtype=float)
    if any(unit.chance is not None for unit in plan):
        units["chance"] = [unit.chance for unit in plan]
        units["chance"] = units["chance"].astype(float)
    if any(unit.stratum.joined_with_id for unit in plan):
        units["variance_stratum"] = [
            variance_strata[unit.stratum.code] for unit in plan
        ]
    return units


def _variance_strata(round: RoundOfAssessment) -> dict[str, str]:
    """Code of a stratum → the stratum that its variance is computed in."""
    from analysis.sampling.collapse import collapse

    strata = list(Stratum.objects.filter(round=round).select_related("joined_with"))
    groups: dict[str, list[str]] = {}
    for stratum in strata:
        joined = stratum.joined_with or stratum
        groups.setdefault(joined.code, []).append(stratum.code)
    joined_groups = [codes for codes in groups.values() if len(codes) > 1]
    return collapse([stratum.code for stratum in strata], joined_groups)


def _strata(
    plan: Sequence[PrimaryUnit], *, are_all_units: bool = False
) -> pd.DataFrame:
    """are_all_units: the plan holds all units there are, so each stratum's frame count
    is the number of its units."""
    sizes = Counter(unit.stratum.code for unit in plan)
    counts = {
        unit.stratum.code: sizes[unit.stratum.code]
        if are_all_units
        else unit.stratum.frame_count
        for unit in plan
    }
    return pd.DataFrame(sorted(counts.items()), columns=["stratum", "frame_count"])
