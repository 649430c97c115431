"""What programmes of alternatives report of themselves, each number as it was given."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from analysis.alternatives.admission_rules import AdmissionRules
from analysis.material import ExactStatistic, Material
from analysis.registers.reported_numbers import Place, Reports
from analysis.registers.units_and_periods import CountingUnit, NamedPeriod
from analysis.schema import DesignKind

PROGRAMMES = "alternative_provider"  # the informant group
SEVERAL, NOT_SAID = "several", "not_said"  # in the place of a type of alternative


@dataclass(frozen=True)
class Programmes:
    """Programmes of one way of choosing; their names are their positions: "0", "1", …

    Numbers are of the reference day or of the twelve months before it, as the question
    says; one that is missing is not known, and no zero.
    """

    material: Material

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(map(str, range(len(self.material.rows))))

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """The programmes as places, for the coverage that registers count."""
        return tuple(Place(name) for name in self.names)

    @property
    def all_there_are(self) -> bool:
        return self.material.design_class == DesignKind.CENSUS

    def numbers(self, question: str) -> dict[str, float]:
        """Programme → its number, for the programmes that answered."""
        if question not in self.material.answers.columns:
            return {}
        column = pd.to_numeric(self.material.answers[question])
        values = column.to_numpy(dtype=float)
        return {
            name: float(value)
            for name, value in zip(self.names, values, strict=True)
            if not np.isnan(value)
        }

    def codes(self, question: str) -> dict[str, frozenset[str]]:
        """Programme → the codes it chose, for the programmes that answered."""
        if question not in self.material.answers.columns:
            return {}
        column = self.material.answers[question]
        return {
            name: frozenset(answer.split())
            for name, answer in zip(self.names, column, strict=True)
            if isinstance(answer, str) and answer
        }

    def reports(self, question: str, unit: CountingUnit, when: NamedPeriod) -> Reports:
        numbers: Mapping[str, float | None] = self.numbers(question)
        return Reports(question, unit, when, self.material.source, numbers)

    def rules(self) -> dict[str, AdmissionRules]:
        admits, excludes = self.codes("p_elig"), self.codes("p_excl")
        return {
            name: AdmissionRules.of(
                " ".join(admits.get(name, ())), " ".join(excludes.get(name, ()))
            )
            for name in self.names
        }

    def by_type(self) -> dict[str, tuple[str, ...]]:
        """Each programme once: under its type, or under "several", or "not_said"."""
        types = self.codes("p_type")
        names_by_kind: dict[str, list[str]] = {}
        for name in self.names:
            codes = types.get(name, frozenset({NOT_SAID}))
            names_by_kind.setdefault(
                min(codes) if len(codes) == 1 else SEVERAL, []
            ).append(name)
        return {kind: tuple(names_by_kind[kind]) for kind in sorted(names_by_kind)}

    def statistic(
        self, code: str, about: str, unit: str, value: float | None, **rest: Any
    ) -> ExactStatistic:
        """A statistic of these programmes; known: their number, if rest has none."""
        return ExactStatistic(
            code=code,
            about=about,
            source=self.material.source,
            design_class=self.material.design_class,
            unit=unit,
            value=value,
            **{"known": len(self.names), **rest},
        )
