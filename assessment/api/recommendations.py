"""The recommendations of a release, for programs."""

from datetime import date

from django.utils import timezone

from assessment.recommendations import register_files
from assessment.recommendations.visible import visible_to

COLUMNS = register_files.REGISTER_COLUMNS


def recommendation_rows(reader):
    """One row for each authority of a recommendation that the reader may see: the
    columns of the register → text, or None where there is nothing."""
    recommendations, sight = visible_to(reader)
    rows = register_files.rows(
        register_files.REGISTER,
        recommendations,
        sight,
        timezone.now(),
        timezone.localdate(),
    )
    return [{name: _text(row[name]) for name in COLUMNS} for row in rows]


def _text(value):
    if value is None or value == "":
        return None
    return value.isoformat() if isinstance(value, date) else str(value)
