"""How good the data are: shares of what was collected, with every table (E2.13)."""

from django.utils.translation import gettext_lazy as _

from assessment import numerals, wording
from surveys.models import DesignClass, Instrument, Outcome

TEMPLATE = "assessment/quality.html"
ASPECTS = {
    "private": _("Interviews in private: nobody could see or hear"),
    "interpreter_qualified": _(
        "Interviews with a professional interpreter, of those that had or needed one"
    ),
    "completeness": _("Questions answered, of those that people were asked"),
    "timeliness": _("Interviews that arrived within seven days"),
    "length_from_document": _("Lengths of detention that were read on a document"),
    "coverage_of_places": _("Places that gave a record, of those known"),
    "coverage_of_police": _("Police places that gave one, of those of the round"),
    "coverage_of_prisons": _("Prisons that gave one, of those of the round"),
    "counts_from_registers": _(
        "Places whose counts come from a register or a publication"
    ),
}


def page(figure_set, statistics, figures):
    found = [one for one in statistics if one.code == "E2.13"]
    return {"rows": [_row(one) for one in found], "outcomes": _outcomes(figure_set)}


def _row(one):
    return {
        "aspect": ASPECTS[one.about],
        "who": Instrument.Source(one.source).label,
        "chosen": _chosen(one),
        "counted": _counted(one) if one.is_shown else wording.too_few(),
        "share": numerals.percent(one.value) if one.is_shown else "",
        "hidden": not one.is_shown,
    }


def _chosen(one):
    """Nobody was chosen of a register: everything in it was counted."""
    if one.source == Instrument.Source.RECORDS:
        return _("Places that reported")
    return DesignClass(one.design_class).label


def _counted(one):
    """Interviews, or places where no interview is counted."""
    if one.k is None:
        return numerals.k_of_n(one.reporting, one.known)
    return numerals.k_of_n(one.k, one.n)


def _outcomes(figure_set):
    """(informants, used, of received, refused) as stored with the figures."""
    return [
        {
            "who": Instrument.Source(source).label,
            "counted": numerals.k_of_n(counts["used"], counts["received"]),
            "share": numerals.percent(counts["used"] / counts["received"]),
            "refused": counts["excluded"].get(Outcome.REFUSED, 0),
        }
        for source, counts in figure_set.coverage.items()
        if counts["received"]
    ]
