"""What changed since the round before (E2.12), every indicator that both have."""

import math

from django.utils.translation import gettext as _

from assessment.findings import changes
from assessment.presentation import figure_rows, figure_sentences, number_texts
from assessment.reader_figures import ShownFigure

TEMPLATE = "assessment/topics/changes.html"


def page(figure_set, statistics, figures):
    made = changes.changes(figure_set, figures, statistics)
    shown = [one for one in made if one.has_numbers]
    return {
        "rows": [_row(one) for one in shown],
        "without_numbers": len(made) - len(shown),
        "clear": sum(one.is_clear for one in shown),
        "closer": sum(one.is_closer for one in shown),
        "before": figure_set.earlier and figure_set.earlier.round,
        "follows": figure_set.round.follows,
        "exact": any(one.is_exact for one in shown),
    }


def _row(one):
    row = {
        "figure": one.now,
        "who": changes.who(one),
        "before": changes.before(one),
        "before_n": _base_before(one),
        "now": changes.now(one),
        "now_n": figure_sentences.base(one.now),
        "verdict": changes.verdict(one),
        "clear": one.is_clear,
    }
    if one.change is not None:
        unit = one.now.indicator.unit
        row["change"] = figure_rows.points(one.change.value, unit)
        row["range"] = _range(one.change, one.now.indicator)
        row["places"] = number_texts.k_of_n(one.change.reporting, one.change.known)
    return row


def _base_before(one):
    if one.exact_before is not None:
        return number_texts.whole(one.exact_before.n)
    return figure_sentences.base(ShownFigure(one.before))


def _range(change, indicator):
    """Limits of a change, with their signs; points of a share are rounded outward."""
    if change.lower is None or change.method == "exact":
        return ""
    ends = change.lower, change.upper
    if indicator.is_share:
        points = math.floor(ends[0] * 100), math.ceil(ends[1] * 100)
        ends = tuple(f"{end:+d}" for end in points)
    else:
        ends = tuple(number_texts.amount(end, "number") for end in ends)
    return _("likely %(low)s to %(high)s") % {"low": ends[0], "high": ends[1]}
