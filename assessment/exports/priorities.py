"""The list of gaps as a sheet: the same rows and components as the page.

Columns by allow-list; who judged stays on the page of the review body.
"""

from django.utils.translation import gettext as _

from assessment.findings import finding_sentences, priorities

COLUMNS = (
    ("rank", 6),
    ("standard", 10),
    ("title", 60),
    ("decided_by", 28),
    ("contradiction", 50),
    ("finding", 14),
    ("one_case_too_many", 24),
    ("severity", 9),
    ("scale", 8),
    ("scope", 8),
    ("irremediable", 12),
    ("missing_at_least", 14),
    ("difference_at_least", 14),
    ("feasibility", 11),
    ("evidence", 9),
    ("evidence_meaning", 44),
    ("note", 44),
)
HEAD = tuple(name for name, _width in COLUMNS)
WIDTHS = tuple(width for _name, width in COLUMNS)


def lines(figure_set, figures):
    """Header and rows; shares from 0 to 1, empty where nothing is known."""
    found = priorities.listed(figure_set, figures)
    yield HEAD
    for row in found.gaps:
        values = _values(row)
        yield tuple(values[name] for name in HEAD)


def _values(row):
    judged, read = row.judgement, row.reading
    return {
        "rank": row.rank or None,
        "standard": row.standard.pk,
        "title": row.standard.title,
        "decided_by": row.decided_by or None,
        "contradiction": row.contradiction or None,
        "finding": read.finding,
        "one_case_too_many": read.cases or None,
        "severity": row.severity,
        "scale": judged and judged.scale,
        "scope": judged and judged.scope,
        "irremediable": judged and judged.irremediable,
        "missing_at_least": row.extent,
        "difference_at_least": row.inequality,
        "feasibility": judged and judged.feasibility,
        "evidence": read.strength and read.strength.value,
        "evidence_meaning": finding_sentences.meaning(read),
        "note": None if judged else _("Not ranked: nobody has judged how severe it is"),
    }
