"""How long people are held: from files that are followed (E2.4), of stays that ended
(E1.5), and apart from both, how long the people present were held so far (E2.3)."""

from collections import defaultdict

from django.utils.translation import gettext as _

from assessment import length_words as words
from assessment import numerals, wording
from assessment.pages import how_to_read
from assessment.survival_chart import still_held
from surveys.models import DesignClass

TEMPLATE = "assessment/length.html"
MEASURES = ("mean", "median", "p90")


def page(figure_set, statistics, figures):
    found = defaultdict(dict)
    for one in statistics:
        if one.code in ("E1.5", "E2.3", "E2.4"):
            found[one.about.partition(":")[0], one.design_class][one.about] = one
    return {
        "followed": [
            _followed(origin, rows)
            for origin in words.LISTS
            for rows in _of(found, origin)
        ],
        "ended": [_described("releases", rows) for rows in _of(found, "releases")],
        "present": [_described("present", rows) for rows in _of(found, "present")],
        "how_to_read": how_to_read(figure_set, statistics),
    }


def _of(found, prefix):
    return [rows for (start, _design), rows in found.items() if start == prefix]


def _chosen(one):
    """How they were chosen, said where it was not by chance."""
    return one.design_class == DesignClass.PURPOSIVE


# -- files that are followed -----------------------------------------------------------


def _followed(origin, rows):
    total = rows[f"{origin}:files"]
    held = {int(key): one for key, one in _under(rows, f"{origin}:held").items()}
    start = rows.get(f"{origin}:from")
    start = round(start.value) if start and start.is_shown else None
    points = [_point(day, one) for day, one in sorted(held.items()) if one.is_shown]
    title = words.LISTS[origin]
    said = words.picture(points) if points else ""
    return {
        "title": title,
        "base": words.files(total) if total.is_shown else wording.too_few(),
        "purposive": _chosen(total),
        "lead": _lead(rows.get(f"{origin}:median"), points),
        "late": "" if start is None else words.late(start),
        "picture": still_held(points, f"p5-{origin}", title, said) if points else "",
        "caption": said,
        "rows": [_line(day, one) for day, one in sorted(held.items())],
        "mean": _mean(rows, origin, start),
        "ways": _ways(rows, origin),
        "counts": _way_counts(rows, origin),
        "ages": _ages(rows, origin, sorted(held)),
        "lists_unknown": any("list_length" in one.note for one in rows.values()),
    }


def _under(rows, about):
    """Last word of the name → statistic, of those right under a name."""
    found = {}
    for key, one in rows.items():
        start, _colon, last = key.rpartition(":")
        if start == about:
            found[last] = one
    return found


def _point(day, one):
    return day, one.value, one.lower, one.upper, round(one.denominator)


def _lead(median, points):
    if median and median.is_shown:
        return words.median(median)
    over = [day for day, share, *_rest in points if share > 0.5]
    return words.more_than_half(over[-1]) if over else ""


def _line(day, one):
    return {"name": words.days(day), **_cells(one)}


def _cells(one):
    """Share, range and counts of a row, or that it is hidden."""
    if not one.is_shown:
        return {"hidden": wording.too_few()}
    return {
        "value": numerals.percent(one.value),
        "low": "–"
        if one.lower is None
        else numerals.percents(numerals.down(one.lower)),
        "high": "–" if one.upper is None else numerals.percents(numerals.up(one.upper)),
        "counted": "" if one.k is None else numerals.k_of_n(one.k, one.n),
        "observed": "" if one.denominator is None else round(one.denominator),
    }


def _mean(rows, origin, start):
    for until, one in _under(rows, f"{origin}:mean").items():
        if one.is_shown:
            return words.mean(one, start, int(until))
    return ""


def _ways(rows, origin):
    """One table a day: of those followed, how many had left in which way."""
    days = _under(rows, f"{origin}:left")
    return [
        {
            "title": _("Ways out within %(days)s") % {"days": words.days(int(day))},
            "rows": [
                {"name": words.way(kind), **_cells(one)}
                for kind, one in _under(rows, f"{origin}:left:{day}").items()
            ],
        }
        for day in sorted((key for key in days if key.isdigit()), key=int)
    ]


def _way_counts(rows, origin):
    """Of files that were not drawn at random: people, and no share."""
    return [
        {"name": words.WAYS[kind], "count": _count(one)}
        for kind, one in _under(rows, f"{origin}:left").items()
        if kind in words.WAYS
    ]


def _count(one):
    return round(one.value) if one.is_shown else wording.too_few()


def _ages(rows, origin, days):
    lines = [
        {"name": words.AGES[age], "after": words.days(day), **_cells(one)}
        for day in days
        for age, one in _under(rows, f"{origin}:held:{day}").items()
    ]
    test = rows.get(f"{origin}:pace:ages")
    said = words.pace(test) if test and test.is_shown else ""
    return {"rows": lines, "said": said} if lines else None


# -- lengths that are described --------------------------------------------------------


def _described(prefix, rows):
    total = rows.get(f"{prefix}:files") or rows[prefix]
    purposive = _chosen(total)
    return {
        "total": total,
        "base": _base(prefix, total),
        "purposive": purposive,
        "measures": [
            {"name": name, **_days(rows[f"{prefix}:{name}"])}
            for name in MEASURES
            if f"{prefix}:{name}" in rows
        ],
        "bands": [
            {
                "name": words.BANDS[band],
                **({"count": _count(one)} if purposive else _cells(one)),
            }
            for band, one in _under(rows, f"{prefix}:band").items()
        ],
    }


def _base(prefix, total):
    if not total.is_shown:
        return wording.too_few()
    if prefix == "present":
        return wording.base(total.n, wording.PEOPLE, total.reporting)
    return words.files(total)


def _days(one):
    if not one.is_shown:
        return {"hidden": wording.too_few()}
    low, high = one.lower, one.upper
    return {
        "value": words.amount(one.value),
        "low": "–" if low is None else words.amount(low),
        "high": "–" if high is None else words.amount(high),
    }
