"""The results table: one row for each figure of one group. Columns by allow-list.

1. The published table is for everybody.
2. The exact table is for the review body and analysts; every row carries a mark.
"""

import hashlib
from datetime import date

from django.utils.translation import gettext as _

from assessment.computation import coverage
from assessment.frames.closed_questions import asks
from assessment.presentation import figure_rows, group_names, number_texts
from surveys.models import DesignClass

NUMBER, WHOLE_NUMBER, SHARE, DAY, TEXT = "number", "whole", "share", "day", "text"
METHODS = {
    "korn_graubard": "korn_graubard",
    "taylor_t": "taylor_t",
    "hypergeometric": "hypergeometric",
    "census": "none",
    "count_only": "none",
}
ABOUT = (
    ("result_id", TEXT),
    ("assessment_id", TEXT),
    ("round", TEXT),
    ("fieldwork_first_day", DAY),
    ("fieldwork_last_day", DAY),
    ("country_code", TEXT),
    ("site_type", TEXT),
    ("domain_code", TEXT),
    ("domain_name", TEXT),
    ("indicator_code", TEXT),
    ("indicator_name", TEXT),
    ("standard_ref", TEXT),
    ("statistic", TEXT),
    ("source_group", TEXT),
    ("group_var", TEXT),
    ("group_code", TEXT),
    ("group_name", TEXT),
)
TARGET = (
    ("target", SHARE),
    ("target_direction", TEXT),
    ("finding", TEXT),
    ("cases", TEXT),
)
PROVENANCE = (
    ("note", TEXT),
    ("instrument_version", TEXT),
    ("analysis_version", TEXT),
    ("computed_at", TEXT),
)
# What everybody takes away: bands and rounded bases, nothing exact beside them.
PUBLISHED = (
    *ABOUT,
    ("published", TEXT),
    ("why_not", TEXT),
    ("band_low", SHARE),
    ("band_high", SHARE),
    ("likely_low", SHARE),
    ("likely_high", SHARE),
    ("value", NUMBER),
    ("value_low", NUMBER),
    ("value_high", NUMBER),
    ("k", WHOLE_NUMBER),
    ("base_low", WHOLE_NUMBER),
    ("base_high", WHOLE_NUMBER),
    ("places", WHOLE_NUMBER),
    *TARGET,
    ("compare_to", TEXT),
    ("comparison", TEXT),
    ("from_release", WHOLE_NUMBER),
    *PROVENANCE,
)
# What the review body and analysts take away.
EXACT = (
    *ABOUT,
    ("not_for_publication", TEXT),
    ("may_be_published", TEXT),
    ("n", WHOLE_NUMBER),
    ("n_base", WHOLE_NUMBER),
    ("n_clusters", WHOLE_NUMBER),
    ("k", WHOLE_NUMBER),
    ("estimate", SHARE),
    ("unit", TEXT),
    ("ci_lower", SHARE),
    ("ci_upper", SHARE),
    ("ci_level", SHARE),
    ("std_error", NUMBER),
    ("deff", NUMBER),
    ("method", TEXT),
    ("weighted", TEXT),
    *TARGET,
    ("exact_finding", TEXT),
    ("gap", SHARE),
    ("gap_lower", SHARE),
    ("gap_upper", SHARE),
    ("compare_to", TEXT),
    ("difference", NUMBER),
    ("diff_lower", NUMBER),
    ("diff_upper", NUMBER),
    ("p_value", NUMBER),
    ("overall_p", NUMBER),
    ("overall_p_adjusted", NUMBER),
    ("comparison", TEXT),
    ("quality_flag", TEXT),
    *PROVENANCE,
)


def columns(exact):
    return EXACT if exact else PUBLISHED


def result(figure, figure_set, versions, exact):
    """column → value of one figure, as this reader may take it away.

    versions: the instrument versions that the set was computed with.
    """
    row = {**_about(figure, figure_set, versions, exact), **_target(figure)}
    if not exact:
        return row | _published(figure)
    mark = {"not_for_publication": _("Exact figure: not for publication")}
    return row | mark | (_exact(figure) if figure.is_exact else _nobody(figure))


def _about(figure, figure_set, versions, exact):
    round, indicator = figure_set.round, figure.indicator
    standard = indicator.standard
    days = coverage.fieldwork(figure_set, exact)
    others = figure.published.with_others and not figure.is_exact
    return {
        "result_id": result_id(figure, round.code),
        "assessment_id": round.code,
        "round": round.code,
        "fieldwork_first_day": days and date.fromisoformat(days[0]),
        "fieldwork_last_day": days and date.fromisoformat(days[1]),
        "country_code": round.country,
        "site_type": figure.group_code if figure.group_var == "site_kind" else None,
        "domain_code": (indicator.standard_id or "").partition("-")[0] or None,
        "domain_name": standard.domain if standard else None,
        "indicator_code": figure.indicator_id,
        "indicator_name": indicator.label,
        "standard_ref": "; ".join(
            source.citation
            for source in (figure_rows.sources(standard) if standard else ())
        ),
        "statistic": "count" if is_counted(figure) else indicator.statistic,
        "source_group": figure.source,
        "group_var": figure.group_var,
        "group_code": figure.group_code,
        "group_name": group_names.label(
            figure.source, figure.group_var, figure.group_code, others
        ),
        "instrument_version": "; ".join(
            str(version)
            for version in versions
            if version.instrument.source == figure.source and asks(version, indicator)
        ),
        "analysis_version": figure_set.code_version[:12],
        "computed_at": figure_set.computed_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }


def _target(figure):
    return {
        "target": figure.target,
        "target_direction": figure.direction,
        "finding": figure.finding,
        "cases": figure.cases or None,
    }


def is_counted(figure):
    """Whether the figure is of people or things that nobody drew at random."""
    return figure.design_class == DesignClass.PURPOSIVE


def _published(figure):
    row = figure.published
    points = {
        name: None if getattr(row, name) is None else getattr(row, name) / 100
        for name in ("band_low", "band_high", "likely_low", "likely_high")
    }
    return {
        **points,
        "published": "yes" if row.is_published else "no",
        "why_not": None if row.is_published else row.get_state_display(),
        "value": row.value,
        "value_low": row.lower,
        "value_high": row.upper,
        "k": row.k,
        "base_low": row.base_low,
        "base_high": row.base_high,
        "places": row.places,
        "compare_to": row.compare_to or None,
        "comparison": row.comparison or None,
        "from_release": row.stands_from,
        "note": _indicative(figure),
    }


def _exact(figure):
    exact, purposive = figure.exact, is_counted(figure)
    return {
        "may_be_published": "no" if figure.mark else "as a band",
        "n": exact.n,
        "n_base": exact.n_base,
        "n_clusters": exact.n_clusters,
        "k": exact.k if exact.denominator is None else exact.numerator,
        "estimate": exact.estimate,
        "unit": unit(figure),
        "ci_lower": exact.lower,
        "ci_upper": exact.upper,
        "ci_level": exact.level,
        "std_error": exact.se,
        "deff": exact.deff,
        "method": METHODS.get(exact.method, exact.method) or None,
        "weighted": "no" if purposive else "yes",
        "exact_finding": exact.finding,
        "gap": exact.gap,
        "gap_lower": exact.gap_lower,
        "gap_upper": exact.gap_upper,
        "compare_to": exact.compare_to or None,
        "difference": exact.difference,
        "diff_lower": exact.diff_lower,
        "diff_upper": exact.diff_upper,
        "p_value": exact.p_value,
        "overall_p": exact.overall_p,
        "overall_p_adjusted": exact.overall_p_adjusted,
        "comparison": exact.comparison or None,
        "quality_flag": exact.quality or None,
        "note": _note(figure),
    }


def _nobody(figure):
    """Columns of a figure without respondents: it has no exact row."""
    return {
        "may_be_published": "no",
        "unit": unit(figure),
        "note": figure.published.get_state_display(),
    }


def unit(figure):
    """The unit of the estimate, which decides the format of its cell."""
    if is_counted(figure):
        return "persons" if figure.source not in group_names.OF_THINGS else "count"
    return "proportion" if figure.indicator.is_share else "number"


def _indicative(figure):
    if not is_counted(figure) or not figure.has_number:
        return None
    if figure.source in group_names.OF_THINGS:
        return _("Count only: they were not chosen at random")
    return _("A number of people only: they were not chosen at random")


def _note(figure):
    exact = figure.exact
    notes = [figure.mark] if figure.mark else []
    if exact.denominator is not None:
        notes.append(number_texts.k_of_n(exact.numerator, exact.denominator))
    if is_counted(figure):
        notes.append(_indicative(figure))
    flags = exact.note.split(";")
    if "few_df" in flags:
        notes.append(_("Few places: the range is less reliable"))
    if "periodicity" in flags:
        notes.append(
            _(
                "One person at regular steps in a list: reliable unless the list"
                " repeats a pattern"
            )
        )
    return "; ".join(notes) or None


def result_id(figure, round_code):
    key = "|".join(
        (
            round_code,
            figure.indicator_id,
            figure.source,
            figure.design_class,
            figure.group_var,
            figure.group_code,
        )
    )
    return hashlib.sha256(key.encode()).hexdigest()[:16]
