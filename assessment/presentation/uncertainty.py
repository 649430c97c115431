"""Uncertain numbers in words, by the same rules in every language.

Shares are numbers from 0 to 1. A range is rounded outward to whole percent, so that
it never looks narrower than it is. Findings come from analysis.
"""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from assessment.presentation import number_texts
from assessment.presentation.group_names import PEOPLE, GroupName

PRECISE = 0.05  # half-width under which "61 in 100" is honest
CARE_MARK = "[u]"
BANNED = (  # never in a text for readers
    "significant",
    "confidence interval",
    "p-value",
    "margin of error",
    "significatif",
    "intervalle de confiance",
    "valeur p",
    "marge d’erreur",
)


def share(estimate: float, half_width: float, who: GroupName | None = None) -> str:
    """The share alone: "About 6 in 10 women", "61 in 100 women", "About half"."""
    hundredths, tenths = round(estimate * 100), min(9, max(1, round(estimate * 10)))
    if estimate < 0.05:
        alone, of, number = _("Fewer than 1 in 20"), _("Fewer than 1 in 20 %(who)s"), 1
    elif estimate > 0.95:
        alone, of = _("More than 19 in 20"), _("More than 19 in 20 %(who)s")
        number = 19
    elif half_width < PRECISE:
        number = hundredths
        alone, of = _("%(number)d in 100"), _in_100(number)
    else:
        number = tenths
        alone, of = _fraction_words(round(estimate, 4))
        alone = alone or _("About %(number)d in 10")
        of = of or _in_10(number)
    if who is None:
        return alone % {"number": number}
    return of % {"number": number, "who": who.name}


def _in_100(number: int) -> str:
    return ngettext("%(number)d in 100 %(who)s", "%(number)d in 100 %(who)s", number)


def _in_10(number: int) -> str:
    return ngettext(
        "About %(number)d in 10 %(who)s", "About %(number)d in 10 %(who)s", number
    )


def _fraction_words(estimate: float) -> tuple[str, str]:
    if 0.45 <= estimate <= 0.55:
        return _("About half"), _("About half of %(who)s")
    if 0.30 <= estimate <= 0.36:
        return _("About a third"), _("About a third of %(who)s")
    if 0.64 <= estimate <= 0.70:
        return _("About two thirds"), _("About two thirds of %(who)s")
    if 0.23 <= estimate <= 0.27:
        return _("About a quarter"), _("About a quarter of %(who)s")
    if 0.73 <= estimate <= 0.77:
        return _("About three quarters"), _("About three quarters of %(who)s")
    return "", ""


def headline(
    estimate: float, lower: float, upper: float, who: GroupName | None = None
) -> str:
    """The share with its range: "About 6 in 10 women (likely between …)"."""
    half_width = (upper - lower) / 2
    bare = half_width < PRECISE and 0.05 <= estimate <= 0.95
    likely = number_texts.likely(lower, upper, bare=bare)
    return f"{share(estimate, half_width, who)} ({likely})"


def base(people: str, who: GroupName, places: int | None = None) -> str:
    """The base of a figure. people: a number, or "100 to 125"."""
    if places is None:
        template = (
            pgettext("masculine", "Based on %(n)s %(who)s interviewed")
            if who.masculine
            else _("Based on %(n)s %(who)s interviewed")
        )
        return template % {"n": people, "who": who.name}
    where = ngettext("%(number)d place", "%(number)d places", places) % {
        "number": places
    }
    template = (
        pgettext("masculine", "Based on %(n)s %(who)s interviewed at %(places)s")
        if who.masculine
        else _("Based on %(n)s %(who)s interviewed at %(places)s")
    )
    return template % {"n": people, "who": who.name, "places": where}


def based_on(number: str, who: GroupName) -> str:
    """The base of a figure of places, programmes or laws."""
    return _("Based on %(n)s %(who)s") % {"n": number, "who": who.name}


def based_on_files(number: str, places: int | None) -> str:
    """The base of a ratio: the count, and the number of places."""
    if places is None:
        return _("Based on a count of %(n)s.") % {"n": number}
    where = ngettext("%(number)d place", "%(number)d places", places) % {
        "number": places
    }
    return _("Based on a count of %(n)s, at %(places)s.") % {
        "n": number,
        "places": where,
    }


def verdict(
    finding: str,
    target: float | None,
    direction: str = "at_least",
    unit: str = "share",
) -> str:
    """What a finding says about the target, in words."""
    if target is None or finding == "not_assessed":
        return _("Not assessed: nobody was asked")
    values = {"target": number_texts.amount(target, unit)}
    if finding == "met":
        return _("Meets the target of %(target)s") % values
    if finding == "not_met":
        if direction == "at_most":
            return _("Above the target of %(target)s") % values
        return _("Below the target of %(target)s") % values
    if target in (0, 1):  # nothing lies beyond the end of the scale
        return _("Too close to call: the true figure could be %(target)s or not") % (
            values
        )
    return (
        _("Too close to call: the true figure could be above or below %(target)s")
        % values
    )


def difference(exact, who: GroupName, others: GroupName) -> str:
    """A clear difference between two groups.

    exact: a figure that differs clearly, so that its range excludes no difference.
    """
    if exact.difference < 0:
        template = _("Lower for %(who)s than %(others)s: %(points)d points lower")
    else:
        template = _("Higher for %(who)s than %(others)s: %(points)d points higher")
    values = {
        "who": who.name,
        "others": others.name,
        "points": round(abs(exact.difference) * 100),
    }
    return f"{template % values} ({_likely_apart(exact)})"


def may_differ(exact, who: GroupName, others: GroupName) -> str:
    """A difference that may be due to chance, as one of many comparisons."""
    values = {
        "who": who.name,
        "others": others.name,
        "points": round(abs(exact.difference) * 100),
        "range": _likely_apart(exact),
    }
    if exact.difference < 0:
        return (
            _(
                "May be lower for %(who)s than %(others)s: %(points)d points"
                " (%(range)s), one of many comparisons looked at"
            )
            % values
        )
    return (
        _(
            "May be higher for %(who)s than %(others)s: %(points)d points"
            " (%(range)s), one of many comparisons looked at"
        )
        % values
    )


def _likely_apart(exact) -> str:
    if exact.diff_lower is None or exact.diff_upper is None:
        return _("everyone was asked")
    low, high = sorted((abs(exact.diff_lower), abs(exact.diff_upper)))
    return _("likely %(low)d to %(high)d") % {
        "low": number_texts.down(low),
        "high": number_texts.up(high),
    }


def furthest(n: int) -> float:
    """The share that n answers without one yes can still hide: 1 − 0.025^(1/n).

    Upper end of the exact 95% interval of Clopper and Pearson (1934) at zero.
    """
    return 1 - 0.025 ** (1 / n)


def none_observed(n: int, who: GroupName = PEOPLE, upper: float | None = None) -> str:
    limit = round(100 * max(furthest(n), upper or 0))
    template = (
        pgettext("masculine", "None of the %(n)s %(who)s asked.")
        if who.masculine
        else _("None of the %(n)s %(who)s asked.")
    )
    reach = _(
        "With %(n)s interviews the true share could still be up to about %(limit)d"
        " in 100"
    )
    values = {"n": number_texts.whole_number(n), "who": who.name, "limit": limit}
    return f"{template % values} {reach % values}"


def all_observed(n: int, who: GroupName = PEOPLE, lower: float | None = None) -> str:
    limit = round(100 * min(1 - furthest(n), 1 if lower is None else lower))
    template = (
        pgettext("masculine", "All of the %(n)s %(who)s asked.")
        if who.masculine
        else _("All of the %(n)s %(who)s asked.")
    )
    reach = _(
        "With %(n)s interviews the true share could still be as low as about"
        " %(limit)d in 100"
    )
    values = {"n": number_texts.whole_number(n), "who": who.name, "limit": limit}
    return f"{template % values} {reach % values}"


def not_at_random(n: int, k: int, label: str, *, official: bool) -> str:
    """k of n interviewed: no range, no verdict, no share of everyone held."""
    values = {
        "n": number_texts.whole_number(n),
        "k": number_texts.whole_number(k),
        "label": label,
    }
    if official:
        template = _("Of the %(n)s officials we spoke to, %(k)s said that %(label)s.")
        limit = elsewhere()
    else:
        template = _("Of the %(n)s people we spoke to, %(k)s said that they %(label)s.")
        limit = _(
            "They were not chosen at random, so this may not be true of everyone held."
        )
    return f"{template % values} {limit}"


def spoken_to(n: int, k: int, label: str, who: GroupName) -> str:
    """k of n of an informant group that was not chosen at random."""
    values = {
        "n": number_texts.whole_number(n),
        "k": number_texts.whole_number(k),
        "label": label,
        "who": who.name,
    }
    template = (
        pgettext("masculine", "Of the %(n)s %(who)s we spoke to, %(k)s %(label)s.")
        if who.masculine
        else _("Of the %(n)s %(who)s we spoke to, %(k)s %(label)s.")
    )
    return f"{template % values} {elsewhere()}"


def elsewhere() -> str:
    return _("They were not chosen at random, so this may not be true everywhere.")


def median(days: int, lower: int | None, upper: int | None) -> str:
    """The median stay of followed files; a limit that was not reached is left open."""
    length = ngettext("%(number)d day", "%(number)d days", days) % {"number": days}
    return _(
        "Half were held %(days)s or longer%(range)s; includes people still held when"
        " the files were read"
    ) % {"days": length, "range": _median_range(lower, upper)}


def about_median(days: str, lower: int | None, upper: int | None) -> str:
    """The same as it is published: two digits, the range outward."""
    return _(
        "Half were held about %(days)s days or longer%(range)s; includes people still"
        " held when the files were read"
    ) % {"days": days, "range": _median_range(lower, upper)}


def _median_range(lower: int | None, upper: int | None) -> str:
    if lower is None and upper is None:
        return ""
    if upper is None:
        return " " + _("(likely %(low)d or more)") % {"low": lower}
    if lower is None:
        return " " + _("(likely %(high)d or less)") % {"high": upper}
    return " " + _("(likely %(low)d to %(high)d)") % {"low": lower, "high": upper}


def published() -> str:
    """Said wherever published figures are read."""
    return _(
        "To protect the people we interviewed, we publish shares as bands, such as"
        " “between 14 and 16 in 100”. We round numbers of people to the nearest five,"
        " so they may not add up."
    )


def exact() -> str:
    """Said wherever exact figures are read."""
    return _(
        "You read exact figures, as a member of the review body or an analyst. Do not"
        " publish them. We log that you read them."
    )


def how_to_read() -> str:
    return _(
        "The likely range: if the survey were repeated many times, about 95 in 100"
        " such ranges would contain the true figure. It covers chance only, not people"
        " who refused or questions misunderstood."
    )
