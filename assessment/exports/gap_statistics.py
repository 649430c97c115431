"""Statistics that are no indicator as a sheet, one a row, by allow-list."""

from assessment.models.statistics import NUMBERS

COLUMNS = (
    ("code", 8),
    ("about", 36),
    ("part_of", 20),
    ("source", 16),
    ("design_class", 14),
    ("unit", 12),
    *((name, 12) for name in NUMBERS),
    ("when", 24),
    ("method", 16),
    ("note", 30),
)
HEAD = (*(name for name, _width in COLUMNS), "suppressed")
WIDTHS = (*(width for _name, width in COLUMNS), 24)


def lines(statistics):
    """Header and rows; a hidden statistic has no number, which is never a zero."""
    yield HEAD
    for one in statistics:
        values = (getattr(one, name) for name, _width in COLUMNS)
        yield (*values, "no" if one.is_shown else one.state)
