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
    priority_list = priorities.rank_gaps(figure_set, figures)
    yield HEAD
    for row in priority_list.gaps:
        values = _values(row)
        yield tuple(values[name] for name in HEAD)


def _values(row):
    judgement, finding = row.judgement, row.standard_finding
    return {
        "rank": row.rank or None,
        "standard": row.standard.pk,
        "title": row.standard.title,
        "decided_by": row.decided_by or None,
        "contradiction": row.contradiction or None,
        "finding": finding.finding,
        "one_case_too_many": finding.cases or None,
        "severity": row.severity,
        "scale": judgement and judgement.scale,
        "scope": judgement and judgement.scope,
        "irremediable": judgement and judgement.irremediable,
        "missing_at_least": row.extent,
        "difference_at_least": row.inequality,
        "feasibility": judgement and judgement.feasibility,
        "evidence": finding.strength and finding.strength.value,
        "evidence_meaning": finding_sentences.meaning(finding),
        "note": None
        if judgement
        else _("Not ranked: nobody has rated how serious it is"),
    }
