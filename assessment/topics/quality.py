"""Data quality (E2.13): shares of interviews, answers and places."""

from django.utils.translation import gettext_lazy as _

from assessment.computation import coverage
from assessment.presentation import statistic_values
from surveys.models import DesignClass, Instrument

TEMPLATE = "topics/quality.html"
ASPECTS = {
    "private": _("Interviews in private: nobody could see or hear"),
    "interpreter_qualified": _(
        "Interviews with a professional interpreter, of those that had or needed one"
    ),
    "completeness": _("Questions answered, out of all questions asked"),
    "timeliness": _("Interviews received within seven days"),
    "length_from_document": _("Lengths of detention taken from a document"),
    "coverage_of_places": _("Places that sent figures, of all known places"),
    "coverage_of_police": _("Police places that sent figures, of those in this round"),
    "coverage_of_prisons": _("Prisons that sent figures, of those in this round"),
    "counts_from_registers": _(
        "Places whose counts come from a register or a publication"
    ),
}


def page(reader):
    rows = reader.statistics(code="E2.13")
    exact = any(statistic.is_exact for statistic in rows)
    return {
        "rows": [_row(statistic) for statistic in rows],
        "outcomes": _outcomes(reader.figure_set, exact),
        "exact": exact,
    }


def _row(statistic):
    return {
        "aspect": ASPECTS[statistic.about],
        "who": Instrument.Source(statistic.source).label,
        "chosen": _selection(statistic),
        "counted": _count(statistic),
        "share": statistic_values.share(statistic),
        "unpublished": not statistic.has_number,
    }


def _selection(statistic):
    """How the informants were chosen; of a register everything is counted."""
    if statistic.source == Instrument.Source.RECORDS:
        return _("Places that reported")
    return DesignClass(statistic.design_class).label


def _count(statistic):
    """Interviews, or places where no interview is counted."""
    if not statistic.has_number:
        return statistic.reason
    return statistic_values.k_of_n(statistic) or statistic_values.reporting(statistic)


def _outcomes(figure_set, exact):
    """(informants, used, of received, refused) as stored with the figures.

    Published numbers of people are rounded like any others.
    """
    return [
        {
            "who": line["name"],
            "counted": line["counted"],
            "share": line["share"],
            "refused": line["refused"],
        }
        for line in coverage.lines(figure_set, exact)
    ]
