"""Who was asked and who is counted, as stored with the figures.

Numbers of people are exact for the review body and rounded to five for everybody else
(rule 6); numbers of places, programmes and laws are not rounded.
"""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessment import band_words, groups, numerals
from assessment.models import SUPERSEDED
from surveys.models import Instrument, Outcome

ROUNDED = 5


def lines(figure_set, exact):
    """One for each informant group: received, used, and excluded by reason."""
    names = {**dict(Outcome.choices), SUPERSEDED: _("Replaced by a later record")}
    made = []
    for source, counts in figure_set.coverage.items():
        if not counts["received"]:
            continue

        def number(count, rounds=not exact and source not in groups.OF_THINGS):
            return _rounded(count) if rounds else numerals.whole(count)

        rounds = not exact and source not in groups.OF_THINGS
        received, used = number(counts["received"]), number(counts["used"])
        refused = counts["excluded"].get(Outcome.REFUSED, 0)
        made.append(
            {
                "name": Instrument.Source(source).label,
                "received": received,
                "used": used,
                "counted": _("%(k)s of %(n)s") % {"k": used, "n": received},
                "share": _share(counts, rounds),
                "refused": number(refused),
                "excluded": [
                    (names.get(key, key), number(n))
                    for key, n in counts["excluded"].items()
                ],
                "period": period(counts),
            }
        )
    return made


def _rounded(count):
    """To the nearest five; one to four are fewer than five, and nobody is nobody."""
    if 0 < count < ROUNDED:
        return _("fewer than %(number)d") % {"number": ROUNDED}
    return numerals.whole(ROUNDED * ((2 * count + ROUNDED) // (2 * ROUNDED)))


def _share(counts, rounds):
    share = counts["used"] / counts["received"]
    if not rounds:
        return numerals.percent(share)
    low = min(int(share * 20), 19) * 5
    return band_words.row(low, low + 5)


def period(counts):
    """The days on which the interviews were held: "28 September – 27 November 2026"."""
    first, last = counts.get("first_day"), counts.get("last_day")
    if not first or not last:
        return ""
    return between(first, last)


def between(first, last):
    """Two days given as 2026-11-28, in words."""
    from datetime import date

    days = [date_format(date.fromisoformat(day), "j F Y") for day in (first, last)]
    if days[0] == days[1]:
        return days[0]
    return _("%(first)s to %(last)s") % {"first": days[0], "last": days[1]}


def fieldwork(figure_set):
    """(first, last) day of all interviews of a set, as 2026-11-28, or None."""
    days = [
        day
        for counts in figure_set.coverage.values()
        for day in (counts.get("first_day"), counts.get("last_day"))
        if day
    ]
    return (min(days), max(days)) if days else None
