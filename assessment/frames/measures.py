"""What an indicator asks of one interview."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from assessment.models import Indicator, Statistic
from surveys.engine.evaluate import Expression, Scope, compile_expression
from surveys.engine.functions import to_boolean, to_number
from surveys.engine.instrument import key_of, split_key
from surveys.engine.values import ReservedState, as_string, is_state

_REFERENCE = re.compile(r"\$\{\s*([^}\s]+)\s*\}")


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


def scope_of(answers: Mapping[str, Any], repeats: frozenset[str]) -> Scope:
    """The values an indicator reads of one interview; all instances of a repeat."""
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
