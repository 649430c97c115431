"""What each page of the review says, gathered from stored figures."""

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from assessment import (
    changes,
    charts,
    matrix,
    priorities,
    reading_words,
    sentences,
    slopes,
    tables,
    wording,
)
from assessment.access import computable_rounds_for, figure_sets_for, releasable_for
from assessment.models import SUPERSEDED, Audience, Figure, Standard
from assessment.reading import reading
from surveys.access import rounds_for
from surveys.models import DesignClass, Instrument, Outcome

HEADLINES = 6


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


def findings(figure_set, figures, group_var):
    variables = matrix.variables(figures)
    if group_var not in dict(variables):
        group_var = variables[0][0] if variables else "gender"
    made = matrix.matrix(figures, Standard.objects.all(), group_var)
    return {
        "figure_set": figure_set,
        "matrix": made,
        "variables": variables,
        "chosen": group_var,
        "headlines": _headlines(figures),
        "coverage": coverage(figure_set),
        "how_to_read": how_to_read(figure_set, figures),
    }


def how_to_read(figure_set, figures):
    """What a range means, and that counts are rounded for whom they are."""
    said = wording.how_to_read()
    audience = figures[0].audience if figures else Audience.PUBLIC
    base = figure_set.settings.get(f"rounded_{audience}", 1)
    return f"{said} {wording.rounded(base)}" if base > 1 else said


def _headlines(figures):
    """The clearest gaps of the core standards, one sentence each."""
    core = [
        one
        for one in figures
        if one.group_var == "all"
        and one.is_shown
        and one.finding == "not_met"
        and one.indicator.standard.core
        and not one.indicator.is_component
    ]
    core.sort(key=lambda one: -(one.gap or 0))
    return [(one, sentences.finding_sentence(one)) for one in core[:HEADLINES]]


def coverage(figure_set):
    """(informants, received, used, excluded by reason) as stored with the figures."""
    names = {**dict(Outcome.choices), SUPERSEDED: _("Replaced by a later record")}
    return [
        {
            "name": Instrument.Source(source).label,
            "received": counts["received"],
            "used": counts["used"],
            "excluded": [
                (names.get(key, key), n) for key, n in counts["excluded"].items()
            ],
        }
        for source, counts in figure_set.coverage.items()
    ]


def standard(figure_set, known, figures, statistics):
    measures = tables.measures(figures, _threshold(figure_set, figures))
    since = _since(statistics, figures)
    for one in measures:
        one.picture, one.caption = _picture(one)
        one.since = since.get(one.total.pk)
    pairs = tables.pairs(figures)
    page = {
        "figure_set": figure_set,
        "standard": known,
        "measures": measures,
        "sources": tables.sources(known),
        "needs": "" if measures else tables.needs(known),
        "how_to_read": how_to_read(figure_set, figures),
        "together": _together(figure_set, known, figures),
    }
    if pairs:
        page["voices"] = sentences.disagreement_sentence(*pairs[0])
        page["dumbbell"] = charts.dumbbells(pairs, page["voices"])
    return page


def _since(statistics, figures):
    """Figure → what changed in it since the round before, in words and as a picture."""
    made = {}
    for one in changes.changes(statistics, figures):
        said = changes.sentence(one)
        drawn = one.is_shown and one.now.indicator.unit == "share"
        made[one.now.pk] = {
            "said": said,
            "picture": slopes.slope(one, said) if drawn else "",
        }
    return made


def _together(figure_set, known, figures):
    """What all informant groups say of a standard, or None if nothing is shown."""
    found = reading(known, figures)
    if found.strength is None:
        return None
    return {
        "voices": reading_words.voices(found),
        "finding": reading_words.finding(found),
        "shape": tables.SHAPES[found.finding],
        "status": found.finding,
        "contradiction": reading_words.contradiction(found),
        "cases": reading_words.cases(found),
        "strength": reading_words.strength(found),
    }


def priority_list(figure_set, figures, asked="", data=None):
    """The list of gaps, and the form for those who may judge them."""
    found = priorities.listed(figure_set, figures)
    review = bool(figures) and figures[0].audience == Audience.REVIEW
    return {
        "figure_set": figure_set,
        "found": found,
        "form": priorities.form(found, asked, data),
        "named": review,
        "how_to_read": how_to_read(figure_set, figures),
    }


def _threshold(figure_set, figures):
    """The fewest people a count may show to this reader, as it was computed."""
    review = bool(figures) and figures[0].audience == Audience.REVIEW
    return figure_set.settings["min_cell_review" if review else "min_cell_public"]


def _picture(measure):
    """Dots for shares of a sample; what is hidden or not at random has none."""
    drawn = [
        one for one in measure.figures if one.is_shown and one.ci50_lower is not None
    ]
    whole = drawn and drawn[0].group_var == "all"
    if not whole or measure.indicator.statistic != "proportion":
        return "", ""
    caption = sentences.picture_sentence(drawn)
    return charts.dots(drawn, caption), caption


def methods(figure_set):
    classes = set(figure_set.figures.values_list("source", "design_class"))
    return {
        "figure_set": figure_set,
        "designs": [
            (Instrument.Source(source).label, DesignClass(kind).label)
            for source, kind in sorted(classes)
        ],
        "coverage": coverage(figure_set),
        "settings": figure_set.settings,
        "tolerance": round(figure_set.settings.get("tolerance", 0) * 100),
        "how_to_read": how_to_read(figure_set, []),
    }


def release(figure_set):
    public = Figure.objects.filter(figure_set=figure_set, audience=Audience.PUBLIC)
    counts = public.aggregate(
        rows=Count("pk"),
        shown=Count("pk", filter=Q(state="ok")),
        few=Count("pk", filter=Q(state="suppressed_primary")),
        others=Count("pk", filter=Q(state="suppressed_secondary")),
    )
    return {
        "figure_set": figure_set,
        "counts": counts,
        "coverage": coverage(figure_set),
    }
