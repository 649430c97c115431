"""Agreement of two groups of informants over the same places (E2.7), in words."""

from collections import defaultdict

from django.utils.translation import gettext as _

from assessment.models import Indicator
from assessment.presentation import number_texts
from surveys.models import Instrument


def agreements(statistics):
    """One line for each two groups and standard, the least agreement first.

    statistics: exact ones. Agreement is not published: it is made of what most people
    of each place said.
    """
    pairs = defaultdict(dict)
    for statistic in statistics:
        if statistic.code == "E2.7":
            pair, _colon, what = statistic.about.rpartition(":")
            pairs[pair][what] = statistic
    names = {
        indicator.pk: indicator
        for indicator in Indicator.objects.select_related("standard")
    }
    lines = [
        _line(names, *pair.split(":"), parts)
        for pair, parts in pairs.items()
        if "same" in parts
    ]
    return sorted(lines, key=lambda line: line["order"])


def _line(names, standard, first, second, parts):
    same = parts["same"]
    return {
        "standard": names[first].standard,
        "first": Instrument.Source(names[first].source).label,
        "second": Instrument.Source(names[second].source).label,
        "same": number_texts.percent(same.value),
        "places": same.reporting,
        "beyond": number_texts.amount(parts["beyond_chance"].value, "number")
        if "beyond_chance" in parts
        else "",
        "difference": _difference(parts.get("difference")),
        "order": same.value,
    }


def _difference(statistic):
    """The mean difference over the places, where both groups are random samples."""
    if statistic is None:
        return _("Not chosen at random, so we do not compare them.")
    values = {
        "points": round(statistic.value * 100),
        "low": round(statistic.lower * 100),
        "high": round(statistic.upper * 100),
    }
    text = _("%(points)+d points (likely %(low)+d to %(high)+d)") % values
    match statistic.note:
        case "under_30_places":
            return _("%(said)s; fewer than 30 places, so no finding") % {"said": text}
        case "not_clear":
            return _("%(said)s; no clear difference") % {"said": text}
    return text
