"""Which release a page is of, in words."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _


def release_line(figure_set):
    if not figure_set.is_released:
        return _("Not released.")
    return _("Release %(number)s, %(day)s.") % {
        "number": figure_set.release_number,
        "day": date_format(figure_set.released_at, "j F Y"),
    }
