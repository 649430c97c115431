"""Sentences on lengths of detention: followed files, completed and elapsed stays.

No sentence mixes two kinds of length.
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessment.presentation import number_texts, statistic_values, uncertainty

MARKS = (28, 30, 90)  # legal limits of the reference sources, and a month
MEAN = gettext_lazy("On average")
MEDIAN = gettext_lazy("Half: this long or less")
NINTH_DECILE = gettext_lazy("Nine in ten: this long or less")
LISTS = {
    "admissions": gettext_lazy("From files of people admitted"),
    "stock": gettext_lazy("From files of people present on one day"),
}
WAYS = {
    "release": gettext_lazy("Released, or granted a status"),
    "alternative": gettext_lazy("Placed in an alternative"),
    "return": gettext_lazy("Removed from the country, or returned voluntarily"),
    "transfer": gettext_lazy("Transferred to another place"),
    "other": gettext_lazy("Left without permission, died, other or unknown"),
}
AGES = {"child": gettext_lazy("Children"), "adult": gettext_lazy("Adults")}
BANDS = {
    "1": gettext_lazy("1 day or less"),
    "2": gettext_lazy("2 days"),
    "7": gettext_lazy("3 to 7 days"),
    "28": gettext_lazy("8 to 28 days"),
    "90": gettext_lazy("29 to 90 days"),
    "180": gettext_lazy("91 to 180 days"),
    "365": gettext_lazy("181 to 365 days"),
    "more": gettext_lazy("More than 365 days"),
}


def days(number):
    return ngettext("%(number)d day", "%(number)d days", number) % {"number": number}


def files(number, places, known_places):
    """The base in words: number of files, and of places where they were read."""
    values = {
        "n": number,
        "places": number_texts.whole_number(places),
        "known": number_texts.whole_number(known_places),
    }
    text = _("Based on %(n)s files read at the %(places)s of %(known)s known places")
    return text % values


def median(statistic):
    if not statistic.is_exact:
        row = statistic.published
        ends = (row.lower, row.upper)
        lower, upper = (None if end is None else round(end) for end in ends)
        return uncertainty.about_median(
            number_texts.two_digits(row.value), lower, upper
        )
    exact = statistic.exact
    ends = (None if end is None else round(end) for end in (exact.lower, exact.upper))
    return uncertainty.median(round(exact.value), *ends)


def more_than_half(day):
    return _("More than half were still held after %(days)s") % {"days": days(day)}


def mean(statistic, start, until):
    """A mean up to a day: no day after it counts, and none before the start."""
    row = statistic.exact if statistic.is_exact else statistic.published
    text = number_texts.short if statistic.is_exact else number_texts.two_digits
    values = {"value": text(row.value), "start": start, "until": until}
    values["range"] = _("its range is not known")
    if row.lower is not None and row.upper is not None:
        ends = {"low": text(row.lower), "high": text(row.upper)}
        values["range"] = _("likely between %(low)s and %(high)s") % ends
    if start is not None:
        return (
            _(
                "From day %(start)d to day %(until)d, people were held %(value)s of"
                " these days on average (%(range)s)."
            )
            % values
        )
    return (
        _(
            "Over the first %(until)d days, people were held %(value)s of these days"
            " on average (%(range)s)."
        )
        % values
    )


def late(start):
    return ngettext(
        "We have almost no data on the first days. These figures are only about"
        " people still held after %(number)d day.",
        "We have almost no data on the first days. These figures are only about"
        " people still held after %(number)d days.",
        start,
    ) % {"number": start}


def picture(rows):
    """The picture in words: each marked day, or all days if none is marked.

    rows: (day, statistic) of those on the page.
    """
    days_with_number = [
        (day, days_with_number)
        for day, days_with_number in rows
        if days_with_number.has_number
    ]
    marks = [
        (day, statistic) for day, statistic in days_with_number if day in MARKS
    ] or days_with_number
    return " ".join(
        _("After %(days)s %(share)s were still held (%(range)s).")
        % {
            "days": days(day),
            "share": statistic_values.sentence_share(statistic),
            "range": statistic_values.likely(statistic),
        }
        for day, statistic in marks
    )


def pace(statistic):
    """Children compared with adults; an unclear difference is not called equality."""
    if statistic.p_value is None or statistic.p_value >= 0.05:
        return _("Children and adults: no clear difference.")
    if statistic.value > 0:
        return _("Children are held longer than adults. The difference is clear.")
    return _("Children are held for less time than adults. The difference is clear.")
