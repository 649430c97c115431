"""Template contexts of the pages of the review, from stored figures."""

from collections import Counter

from django.utils.translation import gettext as _

from assessment.access import (
    computable_rounds_for,
    figure_sets_for,
    own_indicator_rounds_for,
    releasable_for,
)
from assessment.charts import change_slopes, svg
from assessment.computation import coverage
from assessment.computation.figure_inputs import OF_PLACES
from assessment.findings import changes, finding_sentences, matrix, priorities
from assessment.findings.standard_findings import standard_finding, standard_findings
from assessment.models import Finding, PublicationState, Standard
from assessment.presentation import figure_rows, figure_sentences, uncertainty
from surveys.access import rounds_for
from surveys.models import DesignClass, Instrument

HEADLINES = 6
# Changes since the round before, and differences adjusted for other characteristics.
STATISTICS_OF_A_STANDARD = ("E2.1", "E2.12", "E2.6")
FIGURE = ("indicator", "source", "design_class", "group_var", "group_code")


def home(person):
    sets = list(figure_sets_for(person))
    computable = set(computable_rounds_for(person).values_list("pk", flat=True))
    proposable = set(own_indicator_rounds_for(person).values_list("pk", flat=True))
    releasable = set(releasable_for(person).values_list("pk", flat=True))
    rounds = [
        {
            "round": round,
            "sets": [
                figure_set for figure_set in sets if figure_set.round_id == round.pk
            ],
            "may_compute": round.pk in computable,
            "has_own_indicators": round.pk in proposable,
        }
        for round in rounds_for(person).order_by("-starts_on", "code")
    ]
    return {
        "rounds": rounds,
        "releasable": releasable,
        "synthetic": any(row["round"].synthetic for row in rounds),
    }


def is_exact(figures):
    return any(figure.is_exact for figure in figures)


def findings(figure_set, figures, group_var):
    variables = matrix.variables(figures)
    if group_var not in dict(variables):
        group_var = variables[0][0] if variables else "gender"
    all_findings = standard_findings(Standard.objects.all(), figures)
    return {
        "figure_set": figure_set,
        "matrix": matrix.matrix(all_findings, figures, group_var),
        "variables": variables,
        "chosen": group_var,
        "headlines": _headlines(all_findings),
        "coverage": coverage.lines(figure_set, is_exact(figures)),
        "how_to_read": uncertainty.how_to_read(),
        "exact": is_exact(figures),
    }


def _headlines(all_findings):
    """The clearest gaps of the core standards, one sentence each."""
    core = [
        finding
        for finding in all_findings
        if finding.finding == Finding.NOT_MET
        and finding.standard.core
        and finding.rests_on.published.is_published
    ]
    core.sort(
        key=lambda finding: (-finding.rests_on.gap_points, finding.standard.place)
    )
    return [
        (finding.standard, figure_sentences.finding_sentence(finding.rests_on))
        for finding in core[:HEADLINES]
    ]


def own_figures(figure_set, figures):
    """Indicators that the round made for itself, each with its groups."""
    summaries = figure_rows.indicator_summaries(figures)
    for summary in summaries:
        summary.picture, summary.caption = _picture(summary)
    return {
        "figure_set": figure_set,
        "summaries": summaries,
        "how_to_read": uncertainty.how_to_read(),
        "exact": is_exact(figures),
    }


def standard_page(figure_set, standard, figures, statistics):
    summaries = figure_rows.indicator_summaries(figures)
    since = _changes_by_figure(figure_set, figures, statistics)
    exact = [statistic.exact for statistic in statistics if statistic.is_exact]
    for summary in summaries:
        summary.picture, summary.caption = _picture(summary)
        summary.since = since.get((summary.indicator.pk, summary.total.source))
        summary.differences += figure_sentences.alike(summary.indicator, exact)
    pairs = figure_rows.comparison_pairs(figures)
    page = {
        "figure_set": figure_set,
        "standard": standard,
        "summaries": summaries,
        "sources": figure_rows.sources(standard),
        "needs": "" if summaries else figure_rows.needs(standard),
        "how_to_read": uncertainty.how_to_read(),
        "together": _joint_finding(standard, figures),
        "exact": is_exact(figures),
    }
    if pairs:
        page["voices"] = figure_sentences.disagreement_sentence(*pairs[0])
        page["dumbbell"] = svg.dumbbells(pairs, page["voices"])
    return page


def _changes_by_figure(figure_set, figures, statistics):
    """(indicator, source) → change since the round before, as sentence and picture."""
    by_figure = {}
    for figure_change in changes.changes(figure_set, figures, statistics):
        sentence = changes.sentence(figure_change)
        has_picture = (
            figure_change.has_numbers
            and figure_change.now.indicator.is_share
            and _is_drawn(figure_change)
        )
        by_figure[figure_change.now.indicator_id, figure_change.now.source] = {
            "sentence": sentence,
            "picture": change_slopes.slope(figure_change, sentence)
            if has_picture
            else "",
        }
    for left_out in changes.not_compared(figure_set, figures):
        sentence = changes.not_compared_sentence(left_out)
        place = left_out.now.indicator_id, left_out.now.source
        by_figure[place] = {"sentence": sentence, "picture": ""}
    return by_figure


def _is_drawn(figure_change):
    if figure_change.is_exact:
        return True
    rows = (figure_change.before, figure_change.now.published)
    return all(row.band_low is not None for row in rows)


def _joint_finding(standard, figures):
    """The joint finding of a standard in words, or None if nobody was asked."""
    finding = standard_finding(standard, figures)
    if finding.strength is None:
        return None
    return {
        "voices": finding_sentences.voices(finding),
        "finding": finding_sentences.finding(finding),
        "rests_on": finding_sentences.rests_on(finding),
        "shape": figure_rows.SHAPES[finding.finding],
        "status": finding.finding,
        "contradiction": finding_sentences.contradiction(finding),
        "cases": finding_sentences.cases(finding),
        "strength": finding_sentences.strength(finding),
    }


def priorities_page(figure_set, figures, standard_code="", data=None):
    """The list of gaps, and the form for those who may judge them."""
    priority_list = priorities.rank_gaps(figure_set, figures)
    return {
        "figure_set": figure_set,
        "priority_list": priority_list,
        "form": priorities.form(priority_list, standard_code, data),
        "named": is_exact(figures),
        "exact": is_exact(figures),
        "how_to_read": uncertainty.how_to_read(),
    }


def _picture(summary):
    """Dots or boxes for shares of a random sample; other figures have no picture."""
    figures = [figure for figure in summary.figures if _has_range(figure)]
    has_total = figures and figures[0].group_var == "all"
    if not has_total or summary.indicator.statistic != "proportion":
        return "", ""
    caption = figure_sentences.picture_sentence(figures)
    return svg.dots(figures, caption), caption


def _has_range(figure):
    if figure.is_exact:
        return figure.exact.lower_50 is not None
    return figure.published.likely_low is not None


def methods(figure_set, exact):
    classes = set(figure_set.published_figures.values_list("source", "design_class"))
    return {
        "figure_set": figure_set,
        "designs": [
            (Instrument.Source(source).label, DesignClass(kind).label)
            for source, kind in sorted(classes)
        ],
        "precision": _precision(figure_set),
        "coverage": coverage.lines(figure_set, exact),
        "rule": figure_set.settings.get("publication", {}),
        "tolerance": round(figure_set.settings.get("tolerance", 0) * 100),
        "how_to_read": uncertainty.how_to_read(),
        "exact": exact,
    }


def _precision(figure_set):
    """(informants, design effect, degrees of freedom) behind published ranges."""
    return [
        {
            "name": _precision_name(name),
            "deff": round(values["deff"], 1),
            "df": round(values["df"]),
        }
        for name, values in sorted(figure_set.precision.items())
        if name.split()[1] != DesignClass.PURPOSIVE and values["deff"]
    ]


def _precision_name(name):
    """Informants, versions where they are not those of the catalogue, kind of place."""
    source, _kind, *others = name.split()
    label = str(Instrument.Source(source).label)
    of_places = others[-1:] == [OF_PLACES]
    versions = others[:-1] if of_places else others
    if versions:
        label = f"{label}, {versions[0]}"
    if of_places:
        return _("%(name)s, by kind of place") % {"name": label}
    return label


def release(figure_set):
    """Numbers of figures that will be published, and of the others by reason.

    Groups nobody of which was asked are no figures.
    """
    exact = set(figure_set.figures.values_list(*FIGURE))
    rows = figure_set.published_figures.values_list(*FIGURE, "state")
    counts = Counter(state for *figure, state in rows if tuple(figure) in exact)
    reasons = [
        (str(state.label), counts[state])
        for state in PublicationState
        if counts[state] and state != PublicationState.PUBLISHED
    ]
    return {
        "figure_set": figure_set,
        "rows": sum(counts.values()),
        "published": counts[PublicationState.PUBLISHED],
        "reasons": reasons,
        "coverage": coverage.lines(figure_set, exact=True),
    }
