"""Frequencies of closed questions as a sheet. Columns by allow-list.

A row is one choice of a question: of the people who were asked it and answered.
"""

from django.utils.translation import gettext as _

from assessment.findings.frequency_tables import frequency_tables
from assessment.models.published import BANDS

ABOUT = (
    ("instrument", 16),
    ("versions", 14),
    ("question", 18),
    ("label", 50),
    ("choice", 16),
    ("choice_label", 40),
    ("source", 16),
    ("design_class", 14),
)
COUNTS = ("n", "n_base", "n_clusters", "k")
MEASURES = ("estimate", "lower", "upper", "se", "deff")
EXACT = (
    *ABOUT,
    ("not_for_publication", 24),
    *((name, 10) for name in COUNTS),
    *((name, 12) for name in MEASURES),
    ("may_be_published", 30),
)
PUBLISHED = (
    *ABOUT,
    *((name, 12) for name in BANDS),
    *((name, 10) for name in ("base_low", "base_high", "k")),
    *((name, 12) for name in ("value", "lower", "upper")),
    ("from_release", 12),
    ("published", 30),
)


def columns(exact):
    return EXACT if exact else PUBLISHED


def widths(exact):
    return tuple(width for _name, width in columns(exact))


def lines(figure_set, frequencies, exact):
    """Header and rows; an unpublished number is an empty cell, never a zero."""
    names = [name for name, _width in columns(exact)]
    yield names
    for table in frequency_tables(figure_set, frequencies):
        for row in table.rows:
            values = {**_about(table, row), **(_exact if exact else _published)(row)}
            yield [values[name] for name in names]


def _about(table, row):
    return {
        "instrument": table.instrument,
        "versions": table.versions,
        "question": table.question,
        "label": table.label,
        "choice": row.frequency.choice,
        "choice_label": row.label,
        "source": row.frequency.source,
        "design_class": row.frequency.design_class,
    }


def _exact(row):
    frequency = row.frequency
    published = frequency.published.is_published
    return {
        **{name: getattr(frequency.exact, name, None) for name in (*COUNTS, *MEASURES)},
        "not_for_publication": _("Exact figure: not for publication"),
        "may_be_published": "yes" if published else frequency.reason,
    }


def _published(row):
    stored = row.frequency.published
    numbers = {
        name: getattr(stored, name)
        for name in ("base_low", "base_high", "k", "value", "lower", "upper")
    }
    shares = {
        name: None if getattr(stored, name) is None else getattr(stored, name) / 100
        for name in BANDS
    }
    return {
        **numbers,
        **shares,
        "from_release": stored.stands_from,
        "published": "yes" if stored.is_published else row.frequency.reason,
    }
