"""The results table: one row = one statistic of one group. Columns by allow-list."""

import hashlib

from django.utils.translation import gettext as _

from assessment import groups, numerals, tables
from surveys.models import DesignClass

NUMBER, WHOLE, SHARE, DAY, TEXT = "number", "whole", "share", "day", "text"
METHODS = {
    "korn_graubard": "korn_graubard",
    "taylor_t": "taylor_t",
    "hypergeometric": "hypergeometric",
    "census": "none",
    "count_only": "none",
}
STATUS = {"inconclusive": "uncertain"}

COLUMNS = (
    ("result_id", TEXT),
    ("assessment_id", TEXT),
    ("round", TEXT),
    ("period_start", DAY),
    ("period_end", DAY),
    ("country_code", TEXT),
    ("adm1_code", TEXT),
    ("adm1_name", TEXT),
    ("site_code", TEXT),
    ("site_name", TEXT),
    ("site_type", TEXT),
    ("domain_code", TEXT),
    ("domain_name", TEXT),
    ("indicator_code", TEXT),
    ("indicator_name", TEXT),
    ("standard_ref", TEXT),
    ("statistic", TEXT),
    ("category_code", TEXT),
    ("category_name", TEXT),
    ("source_group", TEXT),
    ("group_var", TEXT),
    ("group_code", TEXT),
    ("group_name", TEXT),
    ("n", WHOLE),
    ("n_base", WHOLE),
    ("n_clusters", WHOLE),
    ("estimate", SHARE),
    ("unit", TEXT),
    ("ci_lower", SHARE),
    ("ci_upper", SHARE),
    ("ci_level", SHARE),
    ("std_error", NUMBER),
    ("deff", NUMBER),
    ("method", TEXT),
    ("weighted", TEXT),
    ("target", SHARE),
    ("target_direction", TEXT),
    ("gap", SHARE),
    ("gap_lower", SHARE),
    ("gap_upper", SHARE),
    ("gap_status", TEXT),
    ("compare_to", TEXT),
    ("difference", NUMBER),
    ("diff_lower", NUMBER),
    ("diff_upper", NUMBER),
    ("p_value", NUMBER),
    ("p_adjusted", NUMBER),
    ("quality_flag", TEXT),
    ("suppressed", TEXT),
    ("note", TEXT),
    ("instrument_version", TEXT),
    ("analysis_version", TEXT),
    ("computed_at", TEXT),
)


def result(figure, figure_set, versions):
    """column → value of one figure; a hidden figure has no number in it."""
    round, indicator = figure_set.round, figure.indicator
    purposive = figure.design_class == DesignClass.PURPOSIVE
    return {
        "result_id": result_id(figure, round.code),
        "assessment_id": round.code,
        "round": round.code,
        "period_start": round.starts_on,
        "period_end": round.ends_on,
        "country_code": round.country,
        "site_type": figure.group_code if figure.group_var == "site_kind" else None,
        "domain_code": indicator.standard_id.partition("-")[0],
        "domain_name": indicator.standard.domain,
        "indicator_code": figure.indicator_id,
        "indicator_name": indicator.label,
        "standard_ref": "; ".join(
            one.citation for one in tables.sources(indicator.standard)
        ),
        "statistic": "count" if purposive else indicator.statistic,
        "source_group": figure.source,
        "group_var": figure.group_var,
        "group_code": figure.group_code,
        "group_name": groups.label(figure.source, figure.group_var, figure.group_code),
        "n": figure.n,
        "n_base": figure.n_base,
        "n_clusters": figure.n_clusters,
        "estimate": counted(figure) if purposive else figure.estimate,
        "unit": unit(figure, purposive),
        "ci_lower": figure.ci_lower,
        "ci_upper": figure.ci_upper,
        "ci_level": figure.level,
        "std_error": figure.se,
        "deff": figure.deff,
        "method": METHODS.get(figure.method, figure.method) or None,
        "weighted": "no" if purposive else "yes",
        "target": figure.target if figure.is_shown and not purposive else None,
        "target_direction": figure.direction,
        "gap": figure.gap,
        "gap_lower": figure.gap_lower,
        "gap_upper": figure.gap_upper,
        "gap_status": STATUS.get(figure.finding, figure.finding),
        "compare_to": figure.compare_to or None,
        "difference": figure.difference,
        "diff_lower": figure.diff_lower,
        "diff_upper": figure.diff_upper,
        "p_value": figure.p_value,
        "p_adjusted": figure.p_adjusted,
        "quality_flag": figure.quality or None,
        "suppressed": "no" if figure.is_shown else "yes",
        "note": note(figure, purposive),
        "instrument_version": versions.get(figure.source),
        "analysis_version": figure_set.code_version[:12],
        "computed_at": figure_set.computed_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }


def counted(figure):
    """How many, of people and things that were not chosen at random."""
    return figure.k if figure.base is None else figure.above


def unit(figure, purposive):
    """What the estimate counts: its cell is written as a percentage or not."""
    if purposive:
        return "persons" if figure.source not in groups.OF_THINGS else "count"
    return "proportion" if figure.indicator.unit == "share" else "number"


def note(figure, purposive):
    said = []
    if figure.base is not None:
        said.append(numerals.k_of_n(figure.above, figure.base))
    if not figure.is_shown:
        said.append(figure.get_state_display())
    if purposive and figure.is_shown:
        things = figure.source in groups.OF_THINGS
        said.append(
            _("Counted, not chosen at random: indicative")
            if things
            else _("Number of people, not chosen at random: indicative")
        )
    flags = figure.note.split(";")
    if "few_df" in flags:
        said.append(_("Few places: the range is unsure"))
    if "periodicity" in flags:
        said.append(_("Every k-th of a list: sound unless the list has a rhythm"))
    return "; ".join(said) or None


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
