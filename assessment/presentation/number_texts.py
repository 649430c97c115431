"""Numbers as text: counts, percentages, ranges that are never narrower than they are.

Shares are numbers from 0 to 1.
"""

import math
from collections.abc import Callable

from django.utils.formats import number_format
from django.utils.translation import gettext as _

TINY = 1e-9  # 0.58 * 100 must not be rounded outward to 57
SHARES = ("share", "place")  # units that are written as a percentage
DAYS = "days"


def down(share: float) -> int:
    return max(0, math.floor(share * 100 + TINY))


def up(share: float) -> int:
    return min(100, math.ceil(share * 100 - TINY))


def percent(value: float) -> str:
    return percents(round(value * 100))


def two_digits(value: float) -> str:
    """A number of two significant digits, as it is published: "94", "0.033"."""
    most = max(0, 1 - math.floor(math.log10(abs(value)))) if value else 0
    number = round(value, most)
    digits = next(d for d in range(most + 1) if round(number, d) == number)
    return number_format(number, decimal_pos=digits, force_grouping=True)


def rounded(value: float, unit: str) -> str:
    """The same with the word, where it counts days."""
    number = two_digits(value)
    return _("%(number)s days") % {"number": number} if unit == DAYS else number


def short(value: float) -> str:
    """Whole numbers as they are, others with one decimal."""
    digits = 0 if value == round(value) else 1
    return number_format(round(value, digits), decimal_pos=digits)


def days(value: float) -> str:
    """Days with one decimal under a hundred, and the word."""
    return _("%(number)s days") % {"number": _number(value, round)}


def amount(value: float, unit: str = "share") -> str:
    """A percentage, days, or the number with one decimal under a hundred."""
    if unit == DAYS:
        return days(value)
    if unit in SHARES:
        return percent(value)
    return _number(value, round)


def _number(value: float, way: Callable[[float], float]) -> str:
    """number_format cuts digits off, so they are rounded before, in the given way."""
    digits = 1 if abs(value) < 100 else 0
    return number_format(way(value * 10**digits) / 10**digits, decimal_pos=digits)


def ends(lower: float, upper: float, unit: str) -> tuple[str, str]:
    """Limits as text, rounded outward; what is counted is never below 0."""
    low = max(0.0, lower)
    if unit in SHARES:
        return percents(down(low)), percents(up(upper))
    return (
        _number(low, lambda number: math.floor(number + TINY)),
        _number(upper, lambda number: math.ceil(number - TINY)),
    )


def between(lower: float, upper: float, unit: str) -> str:
    """The likely range in the unit of the figure."""
    low, high = ends(lower, upper, unit)
    return _("likely between %(low)s and %(high)s") % {"low": low, "high": high}


def percents(number: int) -> str:
    return _("%(number)d%%") % {"number": number}


def likely(lower: float, upper: float, *, bare: bool = False) -> str:
    low, high = down(lower), up(upper)
    if bare:
        return _("likely between %(low)d and %(high)d") % {"low": low, "high": high}
    return _("likely between %(low)s and %(high)s") % {
        "low": percents(low),
        "high": percents(high),
    }


def k_of_n(k: int, n: int) -> str:
    return _("%(k)s of %(n)s") % {"k": whole_number(k), "n": whole_number(n)}


def whole_number(value: float) -> str:
    return number_format(round(value), decimal_pos=0, force_grouping=True)
