"""Numbers of interviews received, used and excluded, as stored with the figures.

Numbers of people are exact for the review body and rounded to five for everybody else
(rule 6); numbers of places, programmes and laws are not rounded.
"""

from calendar import monthrange
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from analysis.publication.band import band_of
from analysis.publication.parameters import Parameters
from assessment.models import LEFT_OUT, SUPERSEDED
from assessment.presentation import bands, group_names, number_texts
from surveys.models import ExclusionReason, Instrument, Outcome
from surveys.models.interviews import WITH_ANSWERS

ROUNDED = 5
NAMES = {
    **dict(Outcome.choices),
    SUPERSEDED: gettext_lazy("Replaced by a later record"),
    LEFT_OUT: gettext_lazy("Excluded after a check"),
    **{f"{LEFT_OUT}:{reason}": label for reason, label in ExclusionReason.choices},
}
EXCLUDED = [
    *(
        outcome
        for outcome in Outcome.values
        if outcome not in (*WITH_ANSWERS, Outcome.WITHDRAWN)
    ),
    LEFT_OUT,
]


def lines(figure_set, exact):
    """One row for each informant group: received, used, and excluded by reason.

    1. The public version lists every reason, so that none reveals that it occurred.
    2. It says how many people's interviews were excluded after a check, not why.
    3. It leaves out withdrawn interviews: the difference of two releases would reveal
       a single withdrawal.
    4. Where a group was asked with several instruments each has a row of its own: a
       figure rests on those who were asked it.
    """
    rows = []
    for source, name, counts in _groups(figure_set, exact):
        if not counts["received"]:
            continue
        if not exact and source in group_names.OF_THINGS:
            counts = _without_withdrawn(counts)
        rounds = not exact and source not in group_names.OF_THINGS
        number = rounded if rounds else number_texts.whole_number
        received, used = number(counts["received"]), number(counts["used"])
        excluded = counts["excluded"] if exact else _without_reasons(counts)
        reasons = EXCLUDED if rounds else excluded
        rows.append(
            {
                "name": name,
                "received": received,
                "used": used,
                "counted": _("%(k)s of %(n)s") % {"k": used, "n": received},
                "share": _share(counts, rounds),
                "refused": number(excluded.get(Outcome.REFUSED, 0)),
                "excluded": [
                    (NAMES.get(reason, reason), number(excluded.get(reason, 0)))
                    for reason in reasons
                ],
                "period": period(counts, exact)
                if exact or not _few(counts, source)
                else "",
                "exceeded": _exceeded(counts, exact),
                "left_out": _left_out(counts),
            }
        )
    return rows


def _without_reasons(counts):
    """Why interviews did not count, with all exclusions after a check as one reason."""
    excluded = {}
    for reason, number in counts["excluded"].items():
        name = LEFT_OUT if reason.startswith(LEFT_OUT) else reason
        excluded[name] = excluded.get(name, 0) + number
    return excluded


def _groups(figure_set, exact):
    """(informant group, name of the row, counts)"""
    for source, counts in _coverage(figure_set, exact).items():
        label = Instrument.Source(source).label
        yield source, label, counts
        for code, own in sorted(counts.get("instruments", {}).items()):
            yield source, f"{label}, {code}", own


def _coverage(figure_set, exact):
    """What was stored when the figures were computed, or what everybody else reads.

    A release keeps the counts of the release before for a group of people of whom few
    are new or gone (rule 15).
    """
    return figure_set.coverage if exact else figure_set.coverage_in_public


def _exceeded(counts, exact):
    """A note where more people were interviewed than were counted; else "".

    Of exact figures only: in public it would come and go with a single interview. The
    page of methods tells everybody the rule.
    """
    places = counts.get("exceeded", 0)
    if not places or not exact:
        return ""
    return ngettext(
        "at %(n)d place more people were interviewed than are known to be held there;"
        " those interviewed are taken as all people of the place",
        "at %(n)d places more people were interviewed than are known to be held there;"
        " those interviewed are taken as all people of each place",
        places,
    ) % {"n": places}


def _left_out(counts):
    """A note on the strata for which figures do not speak; else "".

    Everybody reads it: who was kept out of where is a finding of its own.
    """
    notes = []
    for stratum in counts.get("left_out", ()):
        text = _("figures do not speak for %(name)s: its places let nobody in")
        if stratum["people"]:
            text = _(
                "figures do not speak for %(name)s (%(people)s people held): its places"
                " let nobody in"
            )
        people = number_texts.whole_number(stratum["people"] or 0)
        notes.append(text % {"name": stratum["name"], "people": people})
    return "; ".join(notes)


def _without_withdrawn(counts):
    """The counts as if what was withdrawn had never been received."""
    excluded = dict(counts["excluded"])
    withdrawn = excluded.pop(Outcome.WITHDRAWN, 0)
    return counts | {
        "received": counts["received"] - withdrawn,
        "excluded": excluded,
    }


def rounded(count):
    """The count rounded to the nearest five; 0 to 4 are "fewer than 5"."""
    if count < ROUNDED:
        return _("fewer than %(number)d") % {"number": ROUNDED}
    return number_texts.whole_number(ROUNDED * ((2 * count + ROUNDED) // (2 * ROUNDED)))


def _share(counts, rounds):
    """The share used: exact, or as the band of rule 5; "" for fewer than ten people."""
    share = counts["used"] / counts["received"]
    if not rounds:
        return number_texts.percent(share)
    if counts["received"] < Parameters().fewest_people:
        return ""
    band = band_of(share, counts["received"], Parameters())
    return bands.row(band.low, band.high)


def _few(counts, source):
    """Whether so few people answered that their days could tell who they were."""
    people = source not in group_names.OF_THINGS
    return people and counts["used"] < Parameters().fewest_people


def period(counts, exact):
    """The days on which the interviews were held: "28 September – 27 November 2026".

    In public the months: the first and last day are those of single interviews, and
    whoever knows who was called on a day would learn that they took part.
    """
    first, last = counts.get("first_day"), counts.get("last_day")
    if not first or not last:
        return ""
    return between(first, last, exact)


def between(first, last, exact):
    """Two days given as 2026-11-28, in words: the days, or their months."""
    form = "j F Y" if exact else "F Y"
    days = [date_format(date.fromisoformat(day), form) for day in (first, last)]
    if days[0] == days[1]:
        return days[0]
    return _("%(first)s to %(last)s") % {"first": days[0], "last": days[1]}


def fieldwork(figure_set, exact):
    """(first, last) day of all interviews of a set, as 2026-11-28, or None.

    In public the first and the last day of their months, without groups of few people.
    """
    days = [
        day
        for source, counts in _coverage(figure_set, exact).items()
        if exact or not _few(counts, source)
        for day in (counts.get("first_day"), counts.get("last_day"))
        if day
    ]
    if not days:
        return None
    first, last = date.fromisoformat(min(days)), date.fromisoformat(max(days))
    if not exact:
        first = first.replace(day=1)
        last = last.replace(day=monthrange(last.year, last.month)[1])
    return first.isoformat(), last.isoformat()
