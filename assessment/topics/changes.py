"""Changes since the round before (E2.12), for every indicator that both rounds have."""

import math

from django.utils.translation import gettext as _

from assessment.findings import changes
from assessment.presentation import figure_rows, figure_sentences, number_texts
from assessment.reading.reader_figures import ReaderFigure

TEMPLATE = "topics/changes.html"


def page(reader):
    figure_set, statistics = reader.figure_set, reader.statistics()
    figures = reader.figures(group_var="all")
    figure_changes = changes.changes(figure_set, figures, statistics)
    with_numbers = [
        figure_change for figure_change in figure_changes if figure_change.has_numbers
    ]
    return {
        "rows": [_row(figure_change) for figure_change in with_numbers],
        "not_compared": [
            {"figure": left_out.now, "who": changes.who(left_out), "why": left_out.why}
            for left_out in changes.not_compared(figure_set, figures)
        ],
        "without_numbers": len(figure_changes) - len(with_numbers),
        "clear": sum(figure_change.is_clear for figure_change in with_numbers),
        "closer": sum(figure_change.is_closer for figure_change in with_numbers),
        "before": figure_set.earlier and figure_set.earlier.round,
        "follows": figure_set.round.follows,
        "exact": any(figure_change.is_exact for figure_change in with_numbers),
    }


def _row(figure_change):
    row = {
        "figure": figure_change.now,
        "who": changes.who(figure_change),
        "before": changes.before(figure_change),
        "before_n": _base_before(figure_change),
        "now": changes.now(figure_change),
        "now_n": figure_sentences.base(figure_change.now),
        "verdict": changes.verdict(figure_change),
        "clear": figure_change.is_clear,
    }
    if figure_change.change is not None:
        unit = figure_change.now.indicator.unit
        row["change"] = figure_rows.points(figure_change.change.value, unit)
        row["range"] = _range(figure_change.change, figure_change.now.indicator)
        row["places"] = number_texts.k_of_n(
            figure_change.change.reporting, figure_change.change.known
        )
    return row


def _base_before(figure_change):
    if figure_change.exact_before is not None:
        return number_texts.whole_number(figure_change.exact_before.n)
    return figure_sentences.base(ReaderFigure(figure_change.before))


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
