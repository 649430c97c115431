"""What each page of the review says, gathered from stored figures."""

from collections import Counter

from django.utils.translation import gettext as _

from assessment.access import computable_rounds_for, figure_sets_for, releasable_for
from assessment.charts import change_slopes, svg
from assessment.computation import coverage
from assessment.findings import changes, finding_sentences, matrix, priorities
from assessment.findings.standard_findings import reading, readings
from assessment.models import Finding, PublicationState, Standard
from assessment.presentation import figure_rows, figure_sentences, uncertainty
from surveys.access import rounds_for
from surveys.models import DesignClass, Instrument

HEADLINES = 6
FIGURE = ("indicator", "source", "design_class", "group_var", "group_code")


def home(person):
    sets = list(figure_sets_for(person))
    computable = set(computable_rounds_for(person).values_list("pk", flat=True))
    releasable = set(releasable_for(person).values_list("pk", flat=True))
    rounds = [
        {
            "round": round,
            "sets": [one for one in sets if one.round_id == round.pk],
            "may_compute": round.pk in computable,
        }
        for round in rounds_for(person).order_by("-starts_on", "code")
    ]
    return {
        "rounds": rounds,
        "releasable": releasable,
        "synthetic": any(one["round"].synthetic for one in rounds),
    }


def is_exact(shown):
    return any(one.is_exact for one in shown)


def findings(figure_set, figures, group_var):
    variables = matrix.variables(figures)
    if group_var not in dict(variables):
        group_var = variables[0][0] if variables else "gender"
    read = readings(Standard.objects.all(), figures)
    return {
        "figure_set": figure_set,
        "matrix": matrix.matrix(read, figures, group_var),
        "variables": variables,
        "chosen": group_var,
        "headlines": _headlines(read),
        "coverage": coverage.lines(figure_set, is_exact(figures)),
        "how_to_read": uncertainty.how_to_read(),
        "exact": is_exact(figures),
    }


def _headlines(read):
    """The clearest gaps of the core standards, one sentence each."""
    core = [
        one
        for one in read
        if one.finding == Finding.NOT_MET
        and one.standard.core
        and one.rests_on.published.is_published
    ]
    core.sort(key=lambda one: (-one.rests_on.gap_points, one.standard.place))
    return [
        (one.standard, figure_sentences.finding_sentence(one.rests_on))
        for one in core[:HEADLINES]
    ]


def standard(figure_set, known, figures, statistics):
    measures = figure_rows.measures(figures)
    since = _since(figure_set, figures, statistics)
    exact = [one.exact for one in statistics if one.is_exact]
    for measure in measures:
        measure.picture, measure.caption = _picture(measure)
        measure.since = since.get((measure.indicator.pk, measure.total.source))
        measure.differences += figure_sentences.alike(measure.indicator, exact)
    pairs = figure_rows.pairs(figures)
    page = {
        "figure_set": figure_set,
        "standard": known,
        "measures": measures,
        "sources": figure_rows.sources(known),
        "needs": "" if measures else figure_rows.needs(known),
        "how_to_read": uncertainty.how_to_read(),
        "together": _together(known, figures),
        "exact": is_exact(figures),
    }
    if pairs:
        page["voices"] = figure_sentences.disagreement_sentence(*pairs[0])
        page["dumbbell"] = svg.dumbbells(pairs, page["voices"])
    return page


def _since(figure_set, figures, statistics):
    """Figure → what changed in it since the round before, in words and as a picture."""
    made = {}
    for one in changes.changes(figure_set, figures, statistics):
        said = changes.sentence(one)
        drawn = one.has_numbers and one.now.indicator.is_share and _is_drawn(one)
        made[one.now.indicator_id, one.now.source] = {
            "said": said,
            "picture": change_slopes.slope(one, said) if drawn else "",
        }
    return made


def _is_drawn(changed):
    if changed.is_exact:
        return True
    rows = (changed.before, changed.now.published)
    return all(row.band_low is not None for row in rows)


def _together(known, figures):
    """What all informant groups say of a standard, or None if nobody was asked."""
    found = reading(known, figures)
    if found.strength is None:
        return None
    return {
        "voices": finding_sentences.voices(found),
        "finding": finding_sentences.finding(found),
        "rests_on": finding_sentences.rests_on(found),
        "shape": figure_rows.SHAPES[found.finding],
        "status": found.finding,
        "contradiction": finding_sentences.contradiction(found),
        "cases": finding_sentences.cases(found),
        "strength": finding_sentences.strength(found),
    }


def priority_list(figure_set, figures, asked="", data=None):
    """The list of gaps, and the form for those who may judge them."""
    found = priorities.listed(figure_set, figures)
    return {
        "figure_set": figure_set,
        "found": found,
        "form": priorities.form(found, asked, data),
        "named": is_exact(figures),
        "exact": is_exact(figures),
        "how_to_read": uncertainty.how_to_read(),
    }


def _picture(measure):
    """Dots or boxes for shares of a sample; what is not at random has none."""
    drawn = [shown for shown in measure.figures if _has_range(shown)]
    whole = drawn and drawn[0].group_var == "all"
    if not whole or measure.indicator.statistic != "proportion":
        return "", ""
    caption = figure_sentences.picture_sentence(drawn)
    return svg.dots(drawn, caption), caption


def _has_range(shown):
    if shown.is_exact:
        return shown.exact.ci50_lower is not None
    return shown.published.likely_low is not None


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
    source, _kind, *of_places = name.split()
    label = Instrument.Source(source).label
    if of_places:
        return _("%(name)s, by kind of place") % {"name": label}
    return label


def release(figure_set):
    """How much of the figures everybody will read, and why not more.

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
