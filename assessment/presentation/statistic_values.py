"""A statistic that is no indicator as text: exact, or as everybody may read it."""

from django.utils.translation import gettext as _

from assessment.presentation import bands, number_texts

DASH = "–"
OCCUPANCY = "E1.11"
FEWEST_COUNTED = 5


def count(statistic):
    """The count in words: a number, "about 135", or why there is none."""
    if statistic.is_exact:
        exact = statistic.exact
        return number_texts.whole_number(exact.value if exact.k is None else exact.k)
    row = statistic.published
    return bands.count(row) if row.is_published else bands.why_not(row)


def fact(statistic):
    """A number of programmes or places, which is not rounded."""
    row = statistic.exact if statistic.is_exact else statistic.published
    return "" if row.value is None else number_texts.whole_number(row.value)


def share(statistic):
    """A share: "61%", or the band; nothing where there is none."""
    if statistic.is_exact:
        exact = statistic.exact
        return number_texts.percent(exact.value) if exact.unit == "share" else ""
    row = statistic.published
    if row.band_low is not None:
        return bands.row(row.band_low, row.band_high)
    if row.value is None or row.unit != "share" or is_count(row):
        return ""
    return number_texts.percent(row.value)


def is_count(published):
    """Whether a rounded count, 0 or five and more, stands in the place of a share.

    Of fewer than ten people there is no share. The occupancy of places is one that may
    be above 500%.
    """
    if published.unit != "share" or published.band_low is not None:
        return False
    if published.value is None:
        return published.fewer_than is not None or published.at_least is not None
    occupancy = published.code == OCCUPANCY and ":" not in published.about
    return published.value >= FEWEST_COUNTED and not occupancy


def sentence_share(statistic):
    """A share within a sentence: "61%", "between 60 and 65 in 100"."""
    if not statistic.is_exact and statistic.published.band_low is not None:
        row = statistic.published
        return bands.share(row.band_low, row.band_high)
    return share(statistic)


def ends(statistic):
    """The likely range of a share as two texts, a dash where an end is not known."""
    if statistic.is_exact:
        exact = statistic.exact
        low = DASH if exact.lower is None else number_texts.down(exact.lower)
        high = DASH if exact.upper is None else number_texts.up(exact.upper)
        return _percents(low), _percents(high)
    row = statistic.published
    if row.likely_low is None:
        return DASH, DASH
    return _percents(row.likely_low), _percents(row.likely_high)


def _percents(end):
    return end if end == DASH else number_texts.percents(end)


def likely(statistic):
    """The likely range in one text; nothing where there is none."""
    if statistic.is_exact:
        exact = statistic.exact
        if exact.lower is None or exact.upper is None:
            return ""
        if exact.lower == exact.upper:
            return _("everyone was asked")
        return number_texts.likely(exact.lower, exact.upper)
    row = statistic.published
    if row.likely_low is None:
        return ""
    return bands.likely(row.likely_low, row.likely_high)


def k_of_n(statistic):
    """ "38 of 59" of exact figures; the published base, or k of n places."""
    if statistic.is_exact:
        exact = statistic.exact
        if exact.k is None or exact.n is None:
            return "" if exact.n is None else number_texts.whole_number(exact.n)
        return number_texts.k_of_n(exact.k, exact.n)
    row = statistic.published
    if row.k is not None and row.base_low is not None:
        return number_texts.k_of_n(row.k, row.base_low)
    return bands.count(row) if is_count(row) else bands.base(row)


def reporting(statistic):
    """ "12 of 26" places or programmes."""
    row = statistic.exact if statistic.is_exact else statistic.published
    if row.reporting is None or row.known is None:
        return ""
    return number_texts.k_of_n(row.reporting, row.known)


def days(statistic):
    """A number of days with its range: (value, low, high), or why there is none."""
    if statistic.is_exact:
        exact = statistic.exact
        texts = [
            DASH if number is None else number_texts.short(number)
            for number in (exact.value, exact.lower, exact.upper)
        ]
        return tuple(texts)
    row = statistic.published
    if row.value is None:
        return bands.why_not(row), "", ""
    return tuple(
        DASH if number is None else number_texts.two_digits(number)
        for number in (row.value, row.lower, row.upper)
    )
