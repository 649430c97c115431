"""What the API answers: rows of a release as values for JSON, page by page.

They are the rows of the files (assessment/exports/result_rows.py).
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from assessment.exports import dimensions
from assessment.exports.api.problems import Problem
from assessment.exports.columns import EXACT_NAMES, NAMES
from assessment.exports.result_rows import (
    ResultRows,
    answer_key,
    figure_key,
    prefetch_sources,
    result_id,
    statistic_key,
)
from assessment.findings.standard_findings import standard_findings
from assessment.models import Figure, PublishedFigure, Standard
from assessment.presentation import figure_rows
from surveys.models import Instrument

MOST = 1_000  # rows of a page
FILTERS = ("standard", "domain", "indicator", "group", "source")


@dataclass(frozen=True)
class Page:
    """Rows from `offset` on, of `count` in all."""

    rows: list
    offset: int
    limit: int
    count: int

    @property
    def next_offset(self):
        following = self.offset + self.limit
        return following if following < self.count else None

    @property
    def previous_offset(self):
        return max(0, self.offset - self.limit) if self.offset else None


@dataclass(frozen=True)
class Query:
    """What was asked for: filters by name, and which rows."""

    filters: dict
    offset: int = 0
    limit: int = MOST

    def page(self, rows):
        """A page of rows that are all in memory."""
        end = self.offset + self.limit
        return Page(rows[self.offset : end], self.offset, self.limit, len(rows))


def query_of(parameters, allowed):
    """The query of an address; Problem for a parameter that is not understood."""
    known = {"offset", "limit", "language", *allowed}
    unknown = sorted(set(parameters) - known)
    if unknown:
        names = ", ".join(sorted(known))
        raise Problem(400, f"“{unknown[0]}” is not known here. Use: {names}.")
    filters = {name: parameters[name] for name in allowed if parameters.get(name)}
    offset = _number(parameters, "offset", 0, 0)
    return Query(filters, offset, min(MOST, _number(parameters, "limit", MOST, 1)))


def _number(parameters, name, default, least):
    text = parameters.get(name, str(default))
    if not text.isascii() or not text.isdigit() or len(text) > 9 or int(text) < least:
        raise Problem(400, f"“{name}” must be a whole number of {least} or more.")
    return int(text)


@dataclass
class Resources:
    """The rows of one release as one reader may read them."""

    reader: object

    @cached_property
    def rows(self):
        return ResultRows(self.reader)

    # -- figures ---------------------------------------------------------------------

    def figures(self, query):
        """The figures of a page; only those of its indicators are loaded."""
        keys = self._visible_keys(figure_conditions(query.filters))
        page = query.page(keys)
        chosen = set(page.rows)
        indicators = {key[0] for key in chosen}
        figures = [
            figure
            for figure in self.reader.figures(indicator__in=indicators)
            if tuple(getattr(figure, name) for name in FIGURE_KEY) in chosen
        ]
        prefetch_sources(figures)
        lines = [self.as_json(self.rows.of_figure(figure)) for figure in figures]
        return Page(lines, page.offset, page.limit, page.count)

    def _visible_keys(self, only):
        """What the figures are of, in their order; see reader_figures.figures()."""
        of_set = {"figure_set": self.reader.figure_set, **only}
        keys = list(PublishedFigure.objects.filter(**of_set).values_list(*FIGURE_KEY))
        if not self.reader.exact:
            return keys
        exact = Figure.objects.filter(**of_set).order_by().values_list(*FIGURE_KEY)
        known = set(exact)
        return [key for key in keys if key in known or key[GROUP_VAR] == "all"]

    def figure(self, name):
        """The row of this name, whatever it is of; Problem where there is none."""
        row = self._figure(name) or self._statistic(name) or self._answer(name)
        if row is None:
            detail = f"No figure of this release is called “{name}”."
            raise Problem(404, f"{detail} Take a result_id from the list of figures.")
        return self.as_json(row)

    def _figure(self, name):
        stored = PublishedFigure.objects.filter(figure_set=self.reader.figure_set)
        for row in stored.only(*FIGURE_KEY).order_by():
            if self._named(figure_key(row)) == name:
                only = {column: getattr(row, column) for column in FIGURE_KEY}
                figures = self.reader.figures(**only)
                return self.rows.of_figure(figures[0]) if figures else None
        return None

    def _statistic(self, name):
        for statistic in self.reader.statistics():
            if self._named(statistic_key(statistic)) == name:
                return self.rows.of_statistic(statistic)
        return None

    def _answer(self, name):
        for frequency in self.reader.frequencies():
            if self._named(answer_key(frequency)) == name:
                (row,) = self.rows.of_frequencies([frequency])
                return row
        return None

    def _named(self, key):
        return result_id(self.reader.figure_set.round.code, key)

    # -- statistics and answers ------------------------------------------------------

    def statistics(self, query):
        only = {
            column: query.filters[name]
            for name, column in (("code", "code"), ("source", "source"))
            if name in query.filters
        }
        page = query.page(self.reader.statistics(**only))
        lines = [self.as_json(self.rows.of_statistic(row)) for row in page.rows]
        return Page(lines, page.offset, page.limit, page.count)

    def answers(self, query):
        chosen = [
            row
            for row in self.reader.frequencies()
            if query.filters.get("question") in (None, row.question)
            and query.filters.get("source") in (None, row.source)
        ]
        page = query.page(chosen)
        lines = [self.as_json(row) for row in self.rows.of_frequencies(page.rows)]
        return Page(lines, page.offset, page.limit, page.count)

    def as_json(self, row):
        """The columns that this reader may have; null where there is nothing."""
        names = NAMES if self.reader.exact else PUBLIC_NAMES
        return {name: _json(row.get(name)) for name in names}

    # -- what figures are of ---------------------------------------------------------

    def standards(self):
        figures = self.reader.figures()
        standards = Standard.objects.prefetch_related("sources")
        return [
            {
                "standard_code": finding.standard.pk,
                "domain_code": finding.standard.pk.partition("-")[0],
                "domain_name": finding.standard.domain,
                "name": finding.standard.title,
                "target": finding.standard.target,
                "target_direction": finding.standard.direction,
                "sources": [
                    source.citation for source in figure_rows.sources(finding.standard)
                ],
                "finding": str(finding.finding),
                "cases": str(finding.cases) or None,
            }
            for finding in standard_findings(standards, figures)
        ]

    def indicators(self):
        figures = self.reader.figures(group_var="all")
        prefetch_sources(figures)
        names = [name for name, _type in dimensions.INDICATOR_FIELDS]
        return [
            dict(zip(names, map(_json, line), strict=True))
            for line in dimensions.indicator_lines(figures, ())
        ]


FIGURE_KEY = ("indicator_id", "source", "design_class", "group_var", "group_code")
GROUP_VAR = FIGURE_KEY.index("group_var")
PUBLIC_NAMES = tuple(name for name in NAMES if name not in EXACT_NAMES)


def _json(value):
    if value is None or value == "":
        return None
    return value.isoformat() if type(value) is date else value


def figure_conditions(filters):
    """Conditions on stored figures for the filters of an address."""
    conditions = {}
    if "standard" in filters:
        conditions["indicator__standard"] = filters["standard"].upper()
    if "domain" in filters:
        domain = f"{filters['domain'].upper()}-"
        conditions["indicator__standard__id__startswith"] = domain
    if "indicator" in filters:
        conditions["indicator"] = filters["indicator"]
    if "source" in filters:
        _check_source(filters["source"])
        conditions["source"] = filters["source"]
    if "group" in filters:
        variable, _colon, code = filters["group"].partition(":")
        conditions["group_var"] = variable
        if code:
            conditions["group_code"] = code
    return conditions


def _check_source(source):
    if source not in Instrument.Source.values:
        names = ", ".join(Instrument.Source.values)
        raise Problem(400, f"“{source}” is no source. Use one of: {names}.")
