"""The sheet of statistics that are not indicators: one row each, by allow-list."""

from assessment.models.published import BANDS
from assessment.models.published import NUMBERS as PUBLISHED_NUMBERS
from assessment.models.statistics import NUMBERS

ABOUT = (
    ("code", 8),
    ("about", 36),
    ("part_of", 20),
    ("source", 16),
    ("design_class", 14),
    ("unit", 12),
)
LAST_COLUMNS = (("when", 24), ("method", 16), ("note", 30))
EXACT = (*ABOUT, *((name, 12) for name in NUMBERS), *LAST_COLUMNS)
PUBLISHED = (
    *ABOUT,
    *((name, 12) for name in PUBLISHED_NUMBERS),
    *((name, 12) for name in ("fewer_than", "at_least", "reporting", "known")),
    *LAST_COLUMNS,
)


def columns(exact):
    return EXACT if exact else PUBLISHED


def widths(exact):
    return (*(width for _name, width in columns(exact)), 40)


def lines(statistics, exact):
    """Header and rows; an unpublished number is an empty cell, never a zero."""
    names = [name for name, _width in columns(exact)]
    yield (*names, "may_be_published" if exact else "published")
    for statistic in statistics:
        row = statistic.exact if exact else statistic.published
        state = "yes" if statistic.published.is_published else statistic.reason
        yield (*(_value(row, name) for name in names), state)


def _value(row, name):
    """The value of a cell; ends of bands are divided by 100 to shares."""
    value = getattr(row, name)
    return value / 100 if name in BANDS and value is not None else value
