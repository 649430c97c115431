"""What is said about lengths: of stays that are followed, that ended, that go on.

Three kinds of sentences, and none of them speaks of two kinds of length.
"""

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessment import numerals, wording

LISTS = {
    "admissions": gettext_lazy("From files of people admitted"),
    "stock": gettext_lazy("From files of people present on one day"),
}
WAYS = {
    "release": gettext_lazy("Released, or granted a status"),
    "alternative": gettext_lazy("Placed in an alternative"),
    "return": gettext_lazy("Removed, or returned voluntarily"),
    "transfer": gettext_lazy("Transferred to another place"),
    "other": gettext_lazy("Escape, death, another or an unknown way"),
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


def files(counted):
    """Who it rests on: files, and the places that let them be read."""
    values = {
        "n": numerals.whole(counted.n),
        "places": numerals.whole(counted.reporting),
        "known": numerals.whole(counted.known),
    }
    said = _("Based on %(n)s files read at %(places)s of %(known)s places")
    return said % values


def median(found):
    ends = (None if one is None else round(one) for one in (found.lower, found.upper))
    return wording.median(round(found.value), *ends)


def more_than_half(day):
    return _("More than half were still held after %(days)s") % {"days": days(day)}


def mean(found, start, until):
    """A mean up to a day: no day after it counts, and none before the start."""
    values = {"value": amount(found.value), "start": start, "until": until}
    ends = {"low": amount(found.lower), "high": amount(found.upper)}
    values["range"] = _("likely between %(low)s and %(high)s") % ends
    if start is not None:
        return (
            _(
                "On average they were held %(value)s of the days from day %(start)d"
                " to day %(until)d (%(range)s)."
            )
            % values
        )
    return (
        _(
            "On average people were held %(value)s of the first %(until)d days"
            " (%(range)s)."
        )
        % values
    )


def late(start):
    return ngettext(
        "Hardly anybody was observed in the first days. All of this is about people who"
        " were still held after %(number)d day.",
        "Hardly anybody was observed in the first days. All of this is about people who"
        " were still held after %(number)d days.",
        start,
    ) % {"number": start}


def picture(shown):
    """The picture in words: what is said of each of its marks, else of all days."""
    marks = [one for one in shown if one[0] in (28, 90)] or shown
    return " ".join(
        _("After %(days)s %(share)s were still held (%(range)s).")
        % {
            "days": days(day),
            "share": numerals.percent(share),
            "range": numerals.likely(low or 0, 1 if high is None else high),
        }
        for day, share, low, high, *_rest in marks
    )


def pace(found):
    """Children beside adults; what is not clear is not said to be equal."""
    if found.p_value is None or found.p_value >= 0.05:
        return wording.no_clear_difference() + "."
    if found.value > 0:
        return _("Children are held longer than adults: a clear difference.")
    return _("Children are held less long than adults: a clear difference.")


def way(kinds):
    """The name of a way out; of those too rare to be told alone, their names."""
    return "; ".join(str(WAYS[one]) for one in kinds.split("+"))


def amount(value):
    """Days of a table: whole ones as they are."""
    if value == round(value):
        return number_format(value, decimal_pos=0)
    return number_format(round(value, 1), decimal_pos=1)
