"""How good the data are: shares of what was collected, with every table (E2.13)."""

from django.utils.translation import gettext_lazy as _

from assessment import wording
from surveys.models import DesignClass, Instrument

TEMPLATE = "assessment/quality.html"
ASPECTS = {
    "private": _("Interviews in private: nobody could see or hear"),
    "interpreter_qualified": _(
        "Interviews with a professional interpreter, of those that had or needed one"
    ),
    "length_from_document": _("Lengths of detention that were read on a document"),
}


def page(figure_set, statistics, figures):
    found = [one for one in statistics if one.code == "E2.13"]
    return {"rows": [_row(one) for one in found], "outcomes": _outcomes(figure_set)}


def _row(one):
    return {
        "aspect": ASPECTS[one.about],
        "who": Instrument.Source(one.source).label,
        "chosen": DesignClass(one.design_class).label,
        "counted": wording.k_of_n(one.k, one.n) if one.is_shown else wording.too_few(),
        "share": wording.percent(one.value) if one.is_shown else "",
        "hidden": not one.is_shown,
    }


def _outcomes(figure_set):
    """(informants, used, of received) as stored with the figures."""
    return [
        {
            "who": Instrument.Source(source).label,
            "counted": wording.k_of_n(counts["used"], counts["received"]),
            "share": wording.percent(counts["used"] / counts["received"]),
        }
        for source, counts in figure_set.coverage.items()
        if counts["received"]
    ]
