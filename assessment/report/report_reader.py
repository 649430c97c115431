"""A reader for whom a whole report is written: rows are read once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from assessment.findings import changes
from assessment.findings.found_page import CHANGES
from assessment.findings.standard_findings import StandardFinding, standard_findings
from assessment.models import Standard

# Conditions that are looked up among the rows that were read already.
FIGURE_TESTS: dict[str, Callable[[Any, Any], bool]] = {
    "group_var": lambda row, value: row.group_var == value,
    "source": lambda row, value: row.source == value,
    "indicator__standard": lambda row, value: row.indicator.standard_id == value.pk,
    "indicator__standard__in": lambda row, values: (
        row.indicator.standard_id in {standard.pk for standard in values}
    ),
}
STATISTIC_TESTS: dict[str, Callable[[Any, Any], bool]] = {
    "code": lambda row, value: row.code == value,
    "code__in": lambda row, values: row.code in values,
    "about": lambda row, value: row.about == value,
}


@dataclass
class ReportReader:
    """reader: who reads; everything else is asked of it."""

    reader: Any

    def __getattr__(self, name: str) -> Any:
        return getattr(self.reader, name)

    def figures(self, exact_of: Sequence[str] = (), **only: Any) -> list[Any]:
        """exact_of changes nothing: all exact rows were read, once."""
        return _those(self._figures, FIGURE_TESTS, only)

    def statistics(self, **only: Any) -> list[Any]:
        return _those(self._statistics, STATISTIC_TESTS, only)

    def frequencies(self) -> list[Any]:
        return self._frequencies

    @cached_property
    def standards(self) -> list[Standard]:
        return list(Standard.objects.prefetch_related("sources"))

    @cached_property
    def findings(self) -> list[StandardFinding]:
        """The joint finding of every standard, in their order."""
        return standard_findings(self.standards, self._figures)

    @cached_property
    def changes(self) -> list[changes.FigureChange]:
        statistics = self.statistics(code__in=CHANGES)
        return changes.changes(self.figure_set, self._figures, statistics)

    @cached_property
    def _figures(self) -> list[Any]:
        rows: list[Any] = self.reader.figures()
        return rows

    @cached_property
    def _statistics(self) -> list[Any]:
        rows: list[Any] = self.reader.statistics()
        return rows

    @cached_property
    def _frequencies(self) -> list[Any]:
        rows: list[Any] = self.reader.frequencies()
        return rows


def _those(rows: list[Any], tests: Any, only: dict[str, Any]) -> list[Any]:
    """The rows that meet every condition; an unknown condition is an error."""
    return [row for row in rows if all(tests[name](row, only[name]) for name in only)]
