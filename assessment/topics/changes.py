"""What changed since the round before (E2.12), every indicator that both have."""

import math

from django.utils.translation import gettext as _

from assessment import changes, numerals, tables

TEMPLATE = "assessment/changes.html"


def page(figure_set, statistics, figures):
    made = changes.changes(statistics, figures)
    shown = [one for one in made if one.is_shown]
    return {
        "rows": [_row(one) for one in shown],
        "hidden": len(made) - len(shown),
        "clear": sum(one.is_clear for one in shown),
        "closer": sum(one.is_closer for one in shown),
        "before": figure_set.earlier and figure_set.earlier.round,
        "follows": figure_set.round.follows,
    }


def _row(one):
    unit = one.now.indicator.unit
    change = one.change if one.change and one.change.is_shown else None
    row = {
        "figure": one.now,
        "who": changes.who(one),
        "before": numerals.amount(one.before.value, unit),
        "before_n": one.before.n,
        "now": numerals.amount(one.now.estimate, unit),
        "now_n": one.now.n,
        "verdict": changes.verdict(one),
        "clear": one.is_clear,
    }
    if change:
        row["change"] = tables.points(change.value, unit)
        row["range"] = _range(change, unit)
        row["places"] = numerals.k_of_n(change.reporting, change.known)
    return row


def _range(change, unit):
    """Limits of a change, with their signs; points of a share are rounded outward."""
    if change.lower is None or change.method == "exact":
        return ""
    ends = change.lower, change.upper
    if unit == "share":
        points = math.floor(ends[0] * 100), math.ceil(ends[1] * 100)
        ends = tuple(f"{one:+d}" for one in points)
    else:
        ends = tuple(numerals.amount(one, unit) for one in ends)
    return _("likely %(low)s to %(high)s") % {"low": ends[0], "high": ends[1]}
