"""The seam: interviews of one round and one informant group → frames for analysis.

Nothing but received.py reads them for analysis. Interviews that were not chosen at
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
    of the interview of each row, see respondents.py.
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
class Measure:
    """An indicator ready to be asked of one interview."""

    id: str
    statistic: str
    numerator: Expression
    denominator: Expression
    names: tuple[str, ...]

    def of(self, scope: Scope, answers: Mapping[str, Any]) -> tuple[float, str]:
        """(value, reason): NaN with a reason when the person is not in the base."""
        if self.statistic == Statistic.RATIO:
            above, below = self.parts(scope)
            return (above, "") if below > 0 else (math.nan, self._reason(answers))
        if not to_boolean(self.denominator.closure(scope)):
            return math.nan, self._reason(answers)
        value = self.numerator.closure(scope)
        if self.statistic == Statistic.MEAN:
            return to_number(value), ""
        return (1.0 if to_boolean(value) else 0.0), ""

    def parts(self, scope: Scope) -> tuple[float, float]:
        """(above, below) the line of a ratio; both NaN where either is not known.

        Nothing below the line is no base: no exits say nothing about exits.
        """
        above = to_number(self.numerator.closure(scope))
        below = to_number(self.denominator.closure(scope))
        known = math.isfinite(above) and math.isfinite(below) and below > 0
        return (above, below) if known else (math.nan, math.nan)

    def _reason(self, answers: Mapping[str, Any]) -> str:
        """The first reserved state among the questions, else not applicable."""
        for name in self.names:
            value = answers.get(name)
            if isinstance(value, Mapping) and is_state(value):
                return str(value["state"])
        return str(ReservedState.NOT_APPLICABLE)


def measures(indicators: Iterable[Indicator]) -> list[Measure]:
    return [
        Measure(
            id=one.pk,
            statistic=one.statistic,
            numerator=_compiled(one.numerator),
            denominator=_compiled(one.denominator),
            names=_names(one.denominator + one.numerator),
        )
        for one in indicators
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
    found: Sequence[Record],
    indicators: Sequence[Indicator],
) -> Iterator[Frame]:
    """One frame for the sample and one for those not chosen at random."""
    with_answers = [one for one in found if one.outcome in WITH_ANSWERS]
    asked = measures(indicators)
    repeats = repeat_names(round, source)
    plan = list(
        PrimaryUnit.objects.filter(round=round).select_related("site", "stratum")
    )
    for design_class, part in _by_design(with_answers):
        units = _stood_for(plan, source, design_class, part)
        counted = source not in OF_PEOPLE
        yield Frame(
            source=source,
            design_class=design_class,
            groups=(*GROUPS.get(source, {}), *_of_places(source)),
            rows=_rows(source, part, asked, repeats),
            units=_units(units, Counter(r.unit for r in part) if counted else None),
            strata=_strata(units, whole=counted and design_class == DesignClass.CENSUS),
            answers=other_answers.answers(source, part),
            files=files(round, source, part),
            plan=other_answers.plan(plan),
            respondents=tuple(hash_of(record.interview_id) for record in part),
        )


def _of_places(source: str) -> tuple[str, ...]:
    """The kind of place groups who was met there, and what was recorded there; of an
    organisation, a programme or a law it says nothing."""
    elsewhere = (Instrument.Source.NGO, Instrument.Source.PROVIDER, LAW)
    return () if source in elsewhere else (SITE_KIND,)


def _stood_for(
    plan: Sequence[PrimaryUnit], source: str, design_class: str, part: Sequence[Record]
) -> list[PrimaryUnit]:
    """The units of the plan that the figures speak for.

    Of people not chosen at random, the places they were met at; of all programmes and
    laws there are, the desks at which they were reviewed. Of people, every place. Of a
    sample of places and programmes, the strata that were reached: an instrument that
    went to one stratum only says nothing about another.
    """
    reached = {record.unit for record in part}
    people = source in OF_PEOPLE
    if design_class == DesignClass.PURPOSIVE or (
        design_class == DesignClass.CENSUS and not people
    ):
        return [one for one in plan if one.site.code in reached]
    if people:
        return list(plan)
    strata = {record.stratum for record in part}
    return [one for one in plan if one.stratum.code in strata]


def _by_design(found: Sequence[Record]) -> Iterator[tuple[str, list[Record]]]:
    """The sample under its most modest name, then the rest.

    A census of some places among samples of others is one probability sample: the
    places asked in full have the weight one.
    """
    chosen = [one for one in found if one.design_class != DesignClass.PURPOSIVE]
    others = [one for one in found if one.design_class == DesignClass.PURPOSIVE]
    classes = {one.design_class for one in chosen}
    if chosen:
        yield (
            (classes.pop() if len(classes) == 1 else str(DesignClass.PROBABILITY)),
            chosen,
        )
    if others:
        yield str(DesignClass.PURPOSIVE), others


def _rows(
    source: str,
    found: Sequence[Record],
    asked: Sequence[Measure],
    repeats: frozenset[str],
) -> pd.DataFrame:
    groups = GROUPS.get(source, {})
    columns: dict[str, list[Any]] = {
        "stratum": [one.stratum for one in found],
        "psu": [one.unit for one in found],
        "interviewer": [str(one.interviewer) for one in found],
        SITE_KIND: [one.site_kind for one in found],
    }
    for group, question in groups.items():
        columns[group] = [_code(one.answers.get(question)) for one in found]
    for measure in asked:
        columns[measure.id] = []
        columns[f"{measure.id}:state"] = []
        if measure.statistic == Statistic.RATIO:
            columns[f"{measure.id}:base"] = []
    for record in found:
        scope = scope_of(record.answers, repeats)
        for measure in asked:
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
            name, place = split_key(key)
            repeated.setdefault(name, []).append(place)

    def instances(name: str) -> list[str]:
        places = sorted(repeated.get(name, ()))
        if name in repeats:
            counts = [read.get(key_of(name, at), "") for at in (*places, ())]
            return [""] * sum(int(count) for count in counts if count)
        if places:
            return [read[key_of(name, at)] for at in places]
        return [read[name]] if name in read else []

    def first(name: str) -> str:
        return read[name] if name in read else next(iter(instances(name)), "")

    return Scope(read=first, nodes=instances)


def _code(value: Any) -> str | None:
    """The group somebody belongs to; who refused to say belongs to none."""
    return value if isinstance(value, str) and value else None


def _units(
    plan: Sequence[PrimaryUnit], held: Mapping[str, int] | None = None
) -> pd.DataFrame:
    """held: how many records a unit gave, where people are not what is counted."""
    return pd.DataFrame(
        [
            (
                one.site.code,
                one.stratum.code,
                one.population if held is None else max(held.get(one.site.code, 0), 1),
            )
            for one in plan
        ],
        columns=["psu", "stratum", "population"],
    )


def _strata(plan: Sequence[PrimaryUnit], *, whole: bool = False) -> pd.DataFrame:
    """whole: the units of the plan are all there are, wherever they were assigned."""
    sizes = Counter(one.stratum.code for one in plan)
    counts = {
        one.stratum.code: sizes[one.stratum.code] if whole else one.stratum.frame_count
        for one in plan
    }
    return pd.DataFrame(sorted(counts.items()), columns=["stratum", "frame_count"])
