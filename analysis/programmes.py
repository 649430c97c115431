"""What programmes of alternatives report of themselves, each number as it was given."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from analysis.entry import Rules
from analysis.moments import Told, Unit
from analysis.reports import Place, Reports
from analysis.schema import DesignClass
from analysis.statistic import GapStatistic, Material
from analysis.sums import Sum

PROGRAMMES = "alternative_provider"  # the informant group
SEVERAL, NOT_SAID = "several", "not_said"  # in the place of a type of alternative


def reporters(
    source: str, design_class: str, rows: pd.DataFrame
) -> tuple[str, tuple[str, ...]]:
    """Who gave the numbers of each row, and what sets their questions apart.

    Several programmes may be described at one place; those of one way of choosing are
    never added to those of another. Of others the place is who reports.
    """
    if source == PROGRAMMES:
        return f"{design_class} ", tuple(map(str, range(len(rows))))
    return "", tuple(rows["psu"].astype(str))


@dataclass(frozen=True)
class Programmes:
    """Programmes of one way of choosing; their names are their positions: "0", "1", …

    Numbers are of the reference day or of the twelve months before it, as the question
    says; one that is missing is not known, and no zero.
    """

    material: Material

    @cached_property
    def names(self) -> tuple[str, ...]:
        return self._reporters[1]

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """As reports.py counts who answered, of those that are known."""
        return tuple(Place(name) for name in self.names)

    @property
    def named(self) -> str:
        return self._reporters[0]

    @property
    def _reporters(self) -> tuple[str, tuple[str, ...]]:
        given = self.material
        return reporters(given.source, given.design_class, given.rows)

    @property
    def all_there_are(self) -> bool:
        return self.material.design_class == DesignClass.CENSUS

    def numbers(self, question: str) -> dict[str, float]:
        """Of the programmes that gave it."""
        if question not in self.material.answers.columns:
            return {}
        column = pd.to_numeric(self.material.answers[question])
        values = column.to_numpy(dtype=float)
        return {
            name: float(one)
            for name, one in zip(self.names, values, strict=True)
            if not np.isnan(one)
        }

    def codes(self, question: str) -> dict[str, frozenset[str]]:
        """Of the programmes that gave it, all that were chosen."""
        if question not in self.material.answers.columns:
            return {}
        column = self.material.answers[question]
        return {
            name: frozenset(one.split())
            for name, one in zip(self.names, column, strict=True)
            if isinstance(one, str) and one
        }

    def reports(self, question: str, unit: Unit, when: Told) -> Reports:
        given: Mapping[str, float | None] = self.numbers(question)
        asked = f"{self.named}{question}"
        return Reports(question, unit, when, self.material.source, given, asked)

    def sum_over(self, question: str, names: Iterable[str]) -> Sum:
        """What these programmes gave, of which each gave it."""
        given = self.numbers(question)
        counted = {name: given[name] for name in names}
        return Sum.over(f"{self.named}{question}", counted)

    def rules(self) -> dict[str, Rules]:
        admits, excludes = self.codes("p_elig"), self.codes("p_excl")
        return {
            name: Rules.of(
                " ".join(admits.get(name, ())), " ".join(excludes.get(name, ()))
            )
            for name in self.names
        }

    def by_type(self) -> dict[str, tuple[str, ...]]:
        """Each programme once: under its type, or under "several", or "not_said"."""
        types = self.codes("p_type")
        found: dict[str, list[str]] = {}
        for name in self.names:
            said = types.get(name, frozenset({NOT_SAID}))
            found.setdefault(min(said) if len(said) == 1 else SEVERAL, []).append(name)
        return {one: tuple(found[one]) for one in sorted(found)}

    def statistic(
        self, code: str, about: str, unit: str, value: float, **rest: Any
    ) -> GapStatistic:
        """Of these programmes; known: how many they are, where rest does not say."""
        return GapStatistic(
            code=code,
            about=about,
            source=self.material.source,
            design_class=self.material.design_class,
            unit=unit,
            value=value,
            **{"known": len(self.names), **rest},
        )
