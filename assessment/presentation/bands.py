"""Published numbers in words: bands, rounded bases, and why there is no number.

A band is named by its ends, never by a point within it.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from assessment.models import PublicationState
from assessment.presentation import number_texts


def share(low: int, high: int) -> str:
    """ "between 14 and 16 in 100", "fewer than 10 in 100", "fewer than half"."""
    if (low, high) == (0, 50):
        return _("fewer than half")
    if (low, high) == (50, 100):
        return _("half or more")
    values = {"low": low, "high": high}
    if low == 0:
        return _("fewer than %(high)d in 100") % values
    if high == 100:
        return _("%(low)d or more in 100") % values
    return _("between %(low)d and %(high)d in 100") % values


def share_of(low: int, high: int, who: str | Promise) -> str:
    """ "Between 14 and 16 in 100 women", "Fewer than half of women"."""
    values = {"low": low, "high": high, "who": who}
    if (low, high) == (0, 50):
        return _("Fewer than half of %(who)s") % values
    if (low, high) == (50, 100):
        return _("Half or more of %(who)s") % values
    if low == 0:
        return _("Fewer than %(high)d in 100 %(who)s") % values
    if high == 100:
        return _("%(low)d or more in 100 %(who)s") % values
    return _("Between %(low)d and %(high)d in 100 %(who)s") % values


def row(low: int, high: int) -> str:
    """The same in a cell of a table: "14 to 16", "under 10", "under half"."""
    if (low, high) == (0, 50):
        return _("under half")
    if (low, high) == (50, 100):
        return _("half or more")
    values = {"low": low, "high": high}
    if low == 0:
        return _("under %(high)d") % values
    if high == 100:
        return _("%(low)d or more") % values
    return _("%(low)d to %(high)d") % values


def likely(low: int, high: int) -> str:
    return _("likely %(low)d to %(high)d") % {"low": low, "high": high}


def base(published) -> str:
    """ "515", or "100 to 125" where the base itself is a band."""
    if published.base_low is None:
        return ""
    low = number_texts.whole_number(published.base_low)
    if published.base_low == published.base_high:
        return low
    high = number_texts.whole_number(published.base_high)
    return _("%(low)s to %(high)s") % {"low": low, "high": high}


def why_not(published) -> str:
    """Why there is no number."""
    return str(PublicationState(published.state).label)


def count(published) -> str:
    """A rounded count: "about 135", "fewer than 5", "at least 1", "0"."""
    if published.at_least is not None:
        return _("at least %(number)d") % {"number": published.at_least}
    if published.fewer_than is not None:
        return _("fewer than %(number)d") % {"number": published.fewer_than}
    if published.value is None:
        return base(published)
    if published.value == 0:
        return "0"
    return _("about %(number)s") % {
        "number": number_texts.whole_number(published.value)
    }
