"""Whether two groups of informants agree in the same places, in words (E2.7)."""

from collections import defaultdict

from django.utils.translation import gettext as _

from assessment.models import Indicator
from assessment.presentation import number_texts
from surveys.models import Instrument


def agreements(statistics):
    """One line for each two groups and standard, the least agreement first.

    statistics: exact ones, as nothing of it is published: an agreement of places is
    made of what most people of each place said.
    """
    pairs = defaultdict(dict)
    for one in statistics:
        if one.code == "E2.7":
            pair, _colon, what = one.about.rpartition(":")
            pairs[pair][what] = one
    names = {one.pk: one for one in Indicator.objects.select_related("standard")}
    lines = [
        _line(names, *pair.split(":"), found)
        for pair, found in pairs.items()
        if "same" in found
    ]
    return sorted(lines, key=lambda line: line["order"])


def _line(names, standard, first, second, found):
    same = found["same"]
    return {
        "standard": names[first].standard,
        "first": Instrument.Source(names[first].source).label,
        "second": Instrument.Source(names[second].source).label,
        "same": number_texts.percent(same.value),
        "places": same.reporting,
        "beyond": number_texts.amount(found["beyond_chance"].value, "number")
        if "beyond_chance" in found
        else "",
        "apart": _apart(found.get("difference")),
        "order": same.value,
    }


def _apart(one):
    """The mean difference over the places, where chance chose both groups."""
    if one is None:
        return _("Not chosen at random: no difference is computed.")
    values = {
        "points": round(one.value * 100),
        "low": round(one.lower * 100),
        "high": round(one.upper * 100),
    }
    said = _("%(points)+d points (likely %(low)+d to %(high)+d)") % values
    match one.note:
        case "under_30_places":
            return _("%(said)s; fewer than 30 places: no verdict") % {"said": said}
        case "not_clear":
            return _("%(said)s; no clear difference") % {"said": said}
    return said
