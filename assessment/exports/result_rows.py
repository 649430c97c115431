"""One row for each figure, statistic and answer of a release, by column.

Every file and the API print these rows. Nothing here computes or rounds: public numbers
are those of the published rows, exact ones stand in rows of who may read them.
"""

import hashlib
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from assessment.exports.about_release import about_release
from assessment.exports.statistic_names import NAMES as STATISTIC_NAMES
from assessment.exports.statistic_names import part_name
from assessment.findings.frequency_tables import frequency_tables
from assessment.frames.closed_questions import asks
from assessment.models import Indicator, PublicationState
from assessment.models.published import BANDS
from assessment.presentation import (
    figure_rows,
    group_names,
    number_texts,
    statistic_values,
)
from assessment.presentation.code_labels import set_versions
from surveys.models import DesignClass

INDICATOR, STATISTIC, ANSWER = "indicator", "statistic", "answer"
METHODS = {"hypergeometric": "hypergeometric", "census": "none", "count_only": "none"}
INDICATOR_UNITS = {"share": "proportion", "place": "proportion"}
STATISTIC_UNITS = {
    "share": "proportion",
    "place": "places",
    "person": "persons",
    "event": "events",
    "programme": "programmes",
    "file": "files",
    "day": "days",
}
GAP_STATUS = {
    "met": "met",
    "not_met": "not_met",
    "inconclusive": "uncertain",
    "not_assessed": "not_assessed",
    "not_published": "not_assessed",
    "no_finding": "not_assessed",
}


@dataclass
class ResultRows:
    """The rows of what one reader may read of a release, in the reader's language.

    reader: has figure_set, exact, figures(), statistics() and frequencies().
    """

    reader: object
    stored: list | None = None
    _indicators: dict = field(default_factory=dict)
    _groups: dict = field(default_factory=dict)

    def __iter__(self):
        """Every row, in an order that rests on what rows are of and on no number."""
        return iter(self._made() if self.stored is None else self.stored)

    def store(self):
        """Make all rows now, for who makes several files of them."""
        self.stored = list(self._made())
        return self

    def _made(self):
        for figure in self.figures:
            yield self.of_figure(figure)
        for statistic in self.statistics:
            yield self.of_statistic(statistic)
        yield from self.of_frequencies(self.frequencies)

    def __len__(self):
        return len(self.figures) + len(self.statistics) + len(self.frequencies)

    @cached_property
    def figures(self):
        return sorted(self.reader.figures(), key=figure_key)

    @cached_property
    def statistics(self):
        return sorted(self.reader.statistics(), key=statistic_key)

    @cached_property
    def frequencies(self):
        """In the order of the questionnaires."""
        return self.reader.frequencies()

    @cached_property
    def about(self):
        return about_release(self.reader)

    @cached_property
    def versions(self):
        return set_versions(self.reader.figure_set)

    @cached_property
    def _release(self):
        """Columns that are the same in every row."""
        figure_set, about = self.reader.figure_set, self.about
        row = {
            "assessment_id": about.code,
            "round": about.code,
            "period_start": about.first_day,
            "period_end": about.last_day,
            "country_code": about.country,
            "group_var": "all",
            "group_code": "all",
            "analysis_version": figure_set.code_version[:12],
            "computed_at": figure_set.computed_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
        return row | ({"not_for_publication": "yes"} if self.reader.exact else {})

    @cached_property
    def _reasons(self):
        """Why a number is not published, in words, by the state of its row."""
        return {state: str(text) for state, text in PublicationState.choices}

    # -- figures of indicators -------------------------------------------------------

    def of_figure(self, figure):
        """column → value of one figure."""
        published = figure.published
        row = {
            **self._release,
            **self._indicator(figure, published),
            "result_id": result_id(self.about.code, figure_key(published)),
            "group_var": published.group_var,
            "group_code": published.group_code,
            "group_name": self._group(figure, published),
            **_published(published),
            "places": published.places,
            "target": published.target,
            "target_direction": published.direction,
            "finding": published.finding,
            "gap_status": GAP_STATUS[published.finding],
            "cases": published.cases,
            "compare_to": published.compare_to,
            "comparison": published.comparison,
            "note": _note(figure, self._reasons),
        }
        if published.group_var == "site_kind":
            row["site_type"] = published.group_code
        if published.value is not None:
            row["value_unit"] = row["unit"]
        return row | _exact_figure(figure) if figure.is_exact else row

    def _indicator(self, figure, published):
        """Columns that are the same for every group of an indicator."""
        key = published.indicator_id, published.source, published.design_class
        if key not in self._indicators:
            indicator, standard = figure.indicator, figure.indicator.standard
            counted = figure.design_class == DesignClass.PURPOSIVE
            self._indicators[key] = {
                "result_kind": INDICATOR,
                "domain_code": (indicator.standard_id or "").partition("-")[0],
                "domain_name": standard.domain if standard else "",
                "standard_code": indicator.standard_id,
                "indicator_code": indicator.pk,
                "indicator_name": indicator.label,
                "standard_ref": "; ".join(
                    source.citation
                    for source in (figure_rows.sources(standard) if standard else ())
                ),
                "statistic": "count" if counted else indicator.statistic,
                "source_group": figure.source,
                "design_class": figure.design_class,
                "unit": unit_of(indicator),
                "weighted": weighted(figure),
                "instrument_version": self._asked_with(indicator, figure.source),
            }
        return self._indicators[key]

    def _asked_with(self, indicator, source):
        return "; ".join(
            str(version)
            for version in self.versions
            if version.instrument.source == source and asks(version, indicator)
        )

    def _group(self, figure, published):
        others = published.with_others and not figure.is_exact
        key = published.source, published.group_var, published.group_code, others
        if key not in self._groups:
            self._groups[key] = group_names.label(*key)
        return self._groups[key]

    # -- statistics ------------------------------------------------------------------

    def of_statistic(self, statistic):
        """column → value of one statistic that is no indicator."""
        published = statistic.published
        row = {
            **self._release,
            "result_kind": STATISTIC,
            "result_id": result_id(self.about.code, statistic_key(statistic)),
            "indicator_code": published.code,
            "indicator_name": str(STATISTIC_NAMES[published.code]),
            "statistic": kind_of(published),
            "category_code": published.about,
            "category_name": part_name(published, self._indicator_names),
            "part_of": published.part_of,
            "source_group": published.source,
            "design_class": published.design_class,
            "group_name": group_names.label(published.source, "all", "all"),
            "unit": STATISTIC_UNITS.get(published.unit, published.unit),
            "method": published.method,
            "weighted": weighted(published),
            **_published(published),
            "fewer_than": published.fewer_than,
            "at_least": published.at_least,
            "reporting": published.reporting,
            "known": published.known,
            "reference_day": published.when,
            "note": _notes(
                [] if published.is_published else [statistic.reason],
                [published.note],
            ),
        }
        if published.value is not None:
            counted = statistic_values.is_count(published)
            row["value_unit"] = "count" if counted else row["unit"]
        return row | _exact_statistic(statistic) if statistic.is_exact else row

    @cached_property
    def _indicator_names(self):
        return {indicator.pk: indicator.label for indicator in Indicator.objects.all()}

    # -- answers ---------------------------------------------------------------------

    def of_frequencies(self, frequencies):
        """The rows of every choice of closed questions, question by question."""
        for table in frequency_tables(self.reader.figure_set, frequencies):
            for line in table.rows:
                yield self._of_choice(table, line)

    def _of_choice(self, table, line):
        frequency = line.frequency
        published = frequency.published
        row = {
            **self._release,
            "result_kind": ANSWER,
            "result_id": result_id(self.about.code, answer_key(frequency)),
            "indicator_code": published.question,
            "indicator_name": table.label,
            "statistic": "proportion",
            "category_code": published.choice,
            "category_name": line.label,
            "source_group": published.source,
            "design_class": published.design_class,
            "group_name": group_names.label(published.source, "all", "all"),
            "unit": "proportion",
            "weighted": weighted(published),
            "instrument_version": f"{table.instrument} {table.versions}".strip(),
            **_published(published),
            "note": "" if published.is_published else frequency.reason,
        }
        if published.value is not None:
            row["value_unit"] = "proportion"
        if not frequency.is_exact:
            return row
        exact = frequency.exact
        return row | {
            **{name: getattr(exact, name) for name in ("n", "n_base", "n_clusters")},
            **{name: getattr(exact, name) for name in ("k", "estimate", "deff")},
            "ci_lower": exact.lower,
            "ci_upper": exact.upper,
            "std_error": exact.se,
        }


def rows_of(reader):
    """The rows of a reader; those that are there already, see release_files.py."""
    return getattr(reader, "result_rows", None) or ResultRows(reader)


# -- what rows are of ----------------------------------------------------------------


def result_id(code, key):
    """The name of a row: a hash of what it is of, the same in every release."""
    text = "|".join((code, *map(str, key)))
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()[:16]


def figure_key(figure):
    return (
        INDICATOR,
        figure.indicator_id,
        figure.source,
        figure.design_class,
        figure.group_var,
        figure.group_code,
    )


def statistic_key(statistic):
    return (
        STATISTIC,
        statistic.code,
        statistic.about,
        statistic.source,
        statistic.design_class,
    )


def answer_key(frequency):
    return (
        ANSWER,
        frequency.instrument_id,
        frequency.question,
        frequency.wording,
        frequency.choice,
        frequency.source,
        frequency.design_class,
    )


def unit_of(indicator):
    """The unit of an indicator's figures; a share of places is a proportion too."""
    return INDICATOR_UNITS.get(indicator.unit, indicator.unit)


def weighted(row):
    counted = row.design_class == DesignClass.PURPOSIVE
    return "no" if counted or row.source in group_names.OF_THINGS else "yes"


def kind_of(statistic):
    """The sort of number a statistic is: proportion, mean, median, count, rate …"""
    if statistic.unit == "share":
        return "km_survival" if ":held:" in statistic.about else "proportion"
    if statistic.unit == "days":
        if statistic.about.endswith(":median"):
            return "km_median" if statistic.code == "E2.4" else "median"
        return "mean"
    if statistic.unit in ("rate", "per_year"):
        return "rate"
    if statistic.unit in ("difference", "coefficient"):
        return "difference"
    return "mean" if statistic.unit in ("money", "number") else "count"


# -- numbers -------------------------------------------------------------------------


def _published(row):
    """The numbers that everybody reads, or nothing and the rule that keeps them."""
    if not row.is_published:
        return {"suppressed": "yes", "suppressed_because": row.state}
    shares = {
        name: None if getattr(row, name) is None else getattr(row, name) / 100
        for name in BANDS
    }
    return {
        "suppressed": "no",
        **shares,
        "value": row.value,
        "value_low": row.lower,
        "value_high": row.upper,
        "count": row.k,
        "base_low": row.base_low,
        "base_high": row.base_high,
        "from_release": row.stands_from,
    }


def _exact_figure(figure):
    exact = figure.exact
    return {
        "n": exact.n,
        "n_base": exact.n_base,
        "n_clusters": exact.n_clusters,
        "k": exact.k if exact.denominator is None else exact.numerator,
        "numerator": exact.numerator,
        "denominator": exact.denominator,
        "estimate": exact.estimate,
        "ci_lower": exact.lower,
        "ci_upper": exact.upper,
        "ci_level": exact.level,
        "std_error": exact.se,
        "deff": exact.deff,
        "method": METHODS.get(exact.method, exact.method),
        "exact_finding": exact.finding,
        "gap": exact.gap,
        "gap_lower": exact.gap_lower,
        "gap_upper": exact.gap_upper,
        "compare_to": exact.compare_to,
        "comparison": exact.comparison,
        "difference": exact.difference,
        "diff_lower": exact.diff_lower,
        "diff_upper": exact.diff_upper,
        "p_value": exact.p_value,
        "p_adjusted": exact.overall_p_adjusted,
        "overall_p": exact.overall_p,
        "quality_flag": exact.quality,
    }


def _exact_statistic(statistic):
    exact = statistic.exact
    return {
        "n": exact.n,
        "k": exact.k,
        "numerator": exact.numerator,
        "denominator": exact.denominator,
        "estimate": exact.value,
        "ci_lower": exact.lower,
        "ci_upper": exact.upper,
        "ci_level": exact.level,
        "p_value": exact.p_value,
        "p_adjusted": exact.p_adjusted,
        "reporting": exact.reporting,
        "known": exact.known,
        "reference_day": exact.when,
        "method": exact.method,
        "note": _notes(
            [] if statistic.published.is_published else [statistic.reason],
            [exact.note],
        ),
    }


# -- notes ---------------------------------------------------------------------------


def _note(figure, reasons):
    """Why there is no number, what it is not, and cautions of the exact figure."""
    published, exact = figure.published, figure.exact
    chance = published.design_class != DesignClass.PURPOSIVE
    if chance and published.is_published and exact is None:
        return ""
    why = [] if published.is_published else [reasons[published.state]]
    if exact is None:
        return _notes(why, _not_at_random(figure))
    counts = []
    if exact.denominator is not None:
        counts.append(number_texts.k_of_n(exact.numerator, exact.denominator))
    return _notes(why, counts, _not_at_random(figure), _cautions(exact.note))


def _notes(*parts):
    return "; ".join(text for part in parts for text in part if text)


def _not_at_random(figure):
    if figure.design_class != DesignClass.PURPOSIVE or not figure.has_number:
        return []
    if figure.source in group_names.OF_THINGS:
        return [_("Count only: they were not chosen at random")]
    return [_("A number of people only: they were not chosen at random")]


def _cautions(flags):
    if not flags:
        return []
    texts = {
        "few_df": _("Few places: the range is less reliable"),
        "periodicity": _(
            "One person at regular steps in a list: reliable unless the list"
            " repeats a pattern"
        ),
    }
    return [texts[flag] for flag in flags.split(";") if flag in texts]


def prefetch_sources(figures):
    """One query for the sources of all standards, not one a figure."""
    standards = [figure.indicator.standard for figure in figures]
    prefetch_related_objects([s for s in standards if s is not None], "sources")
