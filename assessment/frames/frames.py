"""Interviews of one round and one informant group as data frames for analysis.

Only interview_rows.py reads interviews for analysis. Interviews that were not chosen at
random get a frame of their own: they are never mixed with a sample.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import pandas as pd

from assessment.computation.respondent_hashes import hash_of
from assessment.frames import other_answers
from assessment.frames.case_files import files
from assessment.frames.children import repeat_names
from assessment.frames.interview_rows import Record
from assessment.models import Indicator, Statistic
from surveys.engine.evaluate import Expression, Scope, compile_expression
from surveys.engine.functions import to_boolean, to_number
from surveys.engine.instrument import key_of, split_key
from surveys.engine.values import ReservedState, as_string, is_state
from surveys.models import DesignClass, Instrument, PrimaryUnit
from surveys.models import Round as RoundOfAssessment
from surveys.models.interviews import WITH_ANSWERS

GROUPS: Mapping[str, Mapping[str, str]] = {
    Instrument.Source.MIGRANT: {
        "gender": "m_gender",
        "age": "m_age",
        "legal": "m_legal",
        "status": "m_status",
    },
    Instrument.Source.AUTHORITY: {"role": "a_role"},
}
# Whose weights rest on the residents of a place.
OF_PEOPLE = (Instrument.Source.MIGRANT, Instrument.Source.AUTHORITY)
LAW = Instrument.Source.LAW
SITE_KIND = "site_kind"  # known from the plan, not asked
_REFERENCE = re.compile(r"\$\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Frame:
    """What analysis takes: one row an interview, the units and strata of the plan.

    answers, files, plan: see analysis.material.Material. respondents: the keyed hash
    of the interview of each row, see assessment.computation.respondent_hashes.
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
    respondents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IndicatorMeasure:
    """An indicator with compiled expressions, ready to be computed for an interview."""

    id: str
    statistic: str
    numerator: Expression
    denominator: Expression
    names: tuple[str, ...]

    def of(self, scope: Scope, answers: Mapping[str, Any]) -> tuple[float, str]:
        """(value, reason): NaN with a reason when the person is not in the base."""
        if self.statistic == Statistic.RATIO:
            numerator, denominator = self.parts(scope)
            return (
                (numerator, "")
                if denominator > 0
                else (math.nan, self._reason(answers))
            )
        if not to_boolean(self.denominator.closure(scope)):
            return math.nan, self._reason(answers)
        value = self.numerator.closure(scope)
        if self.statistic == Statistic.MEAN:
            return to_number(value), ""
        return (1.0 if to_boolean(value) else 0.0), ""

    def parts(self, scope: Scope) -> tuple[float, float]:
        """(numerator, denominator) of a ratio; both NaN where either is not known.

        A denominator of zero is no base: no exits say nothing about exits.
        """
        numerator = to_number(self.numerator.closure(scope))
        denominator = to_number(self.denominator.closure(scope))
        has_base = (
            math.isfinite(numerator) and math.isfinite(denominator) and denominator > 0
        )
        return (numerator, denominator) if has_base else (math.nan, math.nan)

    def _reason(self, answers: Mapping[str, Any]) -> str:
        """The first reserved state among the questions, else not applicable."""
        for name in self.names:
            value = answers.get(name)
            if isinstance(value, Mapping) and is_state(value):
                return str(value["state"])
        return str(ReservedState.NOT_APPLICABLE)


def compile_measures(indicators: Iterable[Indicator]) -> list[IndicatorMeasure]:
    return [
        IndicatorMeasure(
            id=indicator.pk,
            statistic=indicator.statistic,
            numerator=_compiled(indicator.numerator),
            denominator=_compiled(indicator.denominator),
            names=_names(indicator.denominator + indicator.numerator),
        )
        for indicator in indicators
    ]


@lru_cache(maxsize=1024)
def _compiled(text: str) -> Expression:
    return compile_expression(text)


def _names(text: str) -> tuple[str, ...]:
    """Question names in the order of the text, each once."""
    return tuple(dict.fromkeys(_REFERENCE.findall(text)))


def questions_of(indicator: Indicator) -> tuple[str, ...]:
    """Names of the questions that an indicator rests on."""
    return _names(indicator.denominator + indicator.numerator)


def frames(
    round: RoundOfAssessment,
    source: str,
    records: Sequence[Record],
    indicators: Sequence[Indicator],
) -> Iterator[Frame]:
    """One frame for the sample and one for those not chosen at random."""
    with_answers = [record for record in records if record.outcome in WITH_ANSWERS]
    measures = compile_measures(indicators)
    repeats = repeat_names(round, source)
    plan = list(
        PrimaryUnit.objects.filter(round=round).select_related("site", "stratum")
    )
    for design_class, part in _by_design(with_answers):
        units = _units_represented(plan, source, design_class, part)
        counted = source not in OF_PEOPLE
        yield Frame(
            source=source,
            design_class=design_class,
            groups=(*GROUPS.get(source, {}), *_place_groups(source)),
            rows=_rows(source, part, measures, repeats),
            units=_units(units, Counter(r.unit for r in part) if counted else None),
            strata=_strata(
                units, are_all_units=counted and design_class == DesignClass.CENSUS
            ),
            answers=other_answers.answers(source, part),
            files=files(round, source, part),
            plan=other_answers.plan(plan),
            respondents=tuple(hash_of(record.interview_id) for record in part),
        )


def _place_groups(source: str) -> tuple[str, ...]:
    """The kind of place groups who was met there, and what was recorded there; of an
    organisation, a programme or a law it says nothing."""
    elsewhere = (Instrument.Source.NGO, Instrument.Source.PROVIDER, LAW)
    return () if source in elsewhere else (SITE_KIND,)


def _units_represented(
    plan: Sequence[PrimaryUnit], source: str, design_class: str, part: Sequence[Record]
) -> list[PrimaryUnit]:
    """The units of the plan that the figures represent.

    1. People not chosen at random: the places at which they were met.
    2. A census of places, programmes or laws: the units that have a record.
    3. Other interviews with people: every unit.
    4. A sample of places or programmes: the units of the strata that were reached. An
       instrument that went to one stratum only says nothing about another.
    """
    reached = {record.unit for record in part}
    people = source in OF_PEOPLE
    if design_class == DesignClass.PURPOSIVE or (
        design_class == DesignClass.CENSUS and not people
    ):
        return [unit for unit in plan if unit.site.code in reached]
    if people:
        return list(plan)
    strata = {record.stratum for record in part}
    return [unit for unit in plan if unit.stratum.code in strata]


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


def _rows(
    source: str,
    records: Sequence[Record],
    measures: Sequence[IndicatorMeasure],
    repeats: frozenset[str],
) -> pd.DataFrame:
    groups = GROUPS.get(source, {})
    columns: dict[str, list[Any]] = {
        "stratum": [record.stratum for record in records],
        "psu": [record.unit for record in records],
        "interviewer": [str(record.interviewer) for record in records],
        SITE_KIND: [record.site_kind for record in records],
    }
    for group, question in groups.items():
        columns[group] = [_code(record.answers.get(question)) for record in records]
    for measure in measures:
        columns[measure.id] = []
        columns[f"{measure.id}:state"] = []
        if measure.statistic == Statistic.RATIO:
            columns[f"{measure.id}:base"] = []
    for record in records:
        scope = scope_of(record.answers, repeats)
        for measure in measures:
            value, reason = measure.of(scope, record.answers)
            columns[measure.id].append(value)
            columns[f"{measure.id}:state"].append(reason)
            if measure.statistic == Statistic.RATIO:
                columns[f"{measure.id}:base"].append(measure.parts(scope)[1])
    return pd.DataFrame(columns)


def scope_of(answers: Mapping[str, Any], repeats: frozenset[str]) -> Scope:
    """What an indicator reads of one interview: of a repeat, all its instances."""
    read = {key: as_string(None, value) for key, value in answers.items()}
    repeated: dict[str, list[tuple[int, ...]]] = {}
    for key in read:
        if "." in key:
            name, position = split_key(key)
            repeated.setdefault(name, []).append(position)

    def instances(name: str) -> list[str]:
        positions = sorted(repeated.get(name, ()))
        if name in repeats:
            counts = [
                read.get(key_of(name, position), "") for position in (*positions, ())
            ]
            return [""] * sum(int(count) for count in counts if count)
        if positions:
            return [read[key_of(name, position)] for position in positions]
        return [read[name]] if name in read else []

    def first(name: str) -> str:
        return read[name] if name in read else next(iter(instances(name)), "")

    return Scope(read=first, nodes=instances)


def _code(value: Any) -> str | None:
    """The group somebody belongs to; who refused to say belongs to none."""
    return value if isinstance(value, str) and value else None


def _units(
    plan: Sequence[PrimaryUnit], record_counts: Mapping[str, int] | None = None
) -> pd.DataFrame:
    """record_counts: records of each unit, where the instrument does not count people.

    Without it, a unit's population is the number of people that the plan states.
    """
    return pd.DataFrame(
        [
            (
                unit.site.code,
                unit.stratum.code,
                unit.population
                if record_counts is None
                else max(record_counts.get(unit.site.code, 0), 1),
            )
            for unit in plan
        ],
        columns=["psu", "stratum", "population"],
    )


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
