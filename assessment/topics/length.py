"""Length of detention: survival of followed files (E2.4) and completed stays (E1.5).

The elapsed stays of the people present (E2.3) are shown apart from both.
"""

from collections import defaultdict

from django.utils.translation import gettext as _

from assessment.charts.survival import Point, still_held
from assessment.presentation import bands, number_texts, statistic_values, uncertainty
from assessment.presentation.figure_cards import FigureCard
from assessment.reading.source_lines import source_line
from assessment.topics import length_sentences as words
from surveys.models import DesignClass, Instrument

CODES = ("E1.5", "E2.3", "E2.4")
TEMPLATE = "topics/length.html"
MEASURES = {
    "mean": words.MEAN,
    "median": words.MEDIAN,
    "p90": words.NINTH_DECILE,
}


def page(reader):
    rows_by_group = defaultdict(dict)
    for statistic in reader.statistics(code__in=CODES):
        group = statistic.about.partition(":")[0], statistic.design_class
        rows_by_group[group][statistic.about] = statistic
    return {
        "followed": [
            _survival_section(reader, origin, rows)
            for origin in words.LISTS
            for rows in _rows_starting_with(rows_by_group, origin)
        ],
        "ended": [
            _length_section("releases", rows)
            for rows in _rows_starting_with(rows_by_group, "releases")
        ],
        "present": [
            _length_section("present", rows)
            for rows in _rows_starting_with(rows_by_group, "present")
        ],
        "how_to_read": uncertainty.how_to_read(),
    }


def _rows_starting_with(rows_by_group, prefix):
    return [rows for (start, _design), rows in rows_by_group.items() if start == prefix]


def _is_purposive(statistic):
    """Whether people or files were not chosen at random."""
    return statistic.design_class == DesignClass.PURPOSIVE


# -- files that are followed -----------------------------------------------------------


def cards(reader):
    sections = page(reader)["followed"]
    return [section["card"] for section in sections if section["card"]]


def _survival_section(reader, origin, rows):
    total = rows[f"{origin}:files"]
    statistics_by_day = {
        int(key): statistic
        for key, statistic in _statistics_under(rows, f"{origin}:held").items()
    }
    start = _start(rows.get(f"{origin}:from"))
    days = [
        (day, statistic)
        for day, statistic in sorted(statistics_by_day.items())
        if _is_shown(statistic)
    ]
    points = [_point(day, statistic) for day, statistic in days if statistic.has_number]
    curve = rows.get(f"{origin}:curve")
    steps = curve.exact.steps if curve is not None and curve.is_exact else []
    title = words.LISTS[origin]
    caption = words.picture(days) if points else ""
    picture = (
        still_held(points, steps, start or 0, f"p5-{origin}", title, caption)
        if points
        else ""
    )
    return {
        "title": title,
        "base": _base_of_files(total),
        "purposive": _is_purposive(total),
        "late": "" if start is None else words.late(start),
        "card": None
        if _is_purposive(total) or not days
        else _curve_card(
            reader, origin, days, picture, _lead(rows.get(f"{origin}:median"), points)
        ),
        "mean": _mean(rows, origin, start),
        "ways": _ways_out(rows, origin),
        "counts": _way_out_counts(rows, origin),
        "ages": _ages(rows, origin, [day for day, _statistic in days]),
        "lists_unknown": any(
            "list_length" in statistic.note for statistic in rows.values()
        ),
    }


def _curve_card(reader, origin, days, picture, lead):
    """The share still held after some days, as a line or as bands."""
    exact = reader.exact
    head = [_("After"), _("Still held"), _("Low"), _("High")]
    head += [_("People who had left"), _("Still in the data")] if exact else []
    caption = words.picture(days)
    return FigureCard(
        id=f"length-{origin}",
        heading=lead or caption,
        what=caption if lead else "",
        head=tuple(head),
        rows=tuple(_curve_row(day, statistic, exact) for day, statistic in days),
        picture=picture,
        key=_curve_key(exact) if picture else "",
        records=tuple(statistic for _day, statistic in days),
        source=source_line(
            reader, [Instrument.Source.RECORDS], days[0][1].published.reporting
        ),
        exact=exact,
    )


def _curve_row(day, statistic, exact):
    cells = _cells(statistic)
    if "unpublished" in cells:
        return (words.days(day), cells["unpublished"], *[""] * (4 if exact else 2))
    row = (words.days(day), cells["value"], cells["low"], cells["high"])
    return (*row, cells["counted"], cells["observed"]) if exact else row


def _curve_key(exact):
    limits = _(
        "Later days are drawn closer together. Dashed lines mark 28, 90 and 180 days,"
        " as far as the picture goes."
    )
    if exact:
        drawn = _(
            "The line starts at 100% and falls with every exit; the shaded area is the"
            " likely range."
        )
    else:
        drawn = _(
            "Boxes: the bands the shares lie in, on the days that are published. Lines:"
            " likely ranges."
        )
    return f"{drawn} {limits}"


def _is_shown(statistic):
    """Whether the row is shown: rows for the review body only are not public."""
    return statistic.is_exact or statistic.published.state != "body_only"


def _start(statistic):
    if statistic is None or not statistic.has_number:
        return None
    row = statistic.exact if statistic.is_exact else statistic.published
    return round(row.value)


def _statistics_under(rows, about):
    """Statistics whose name is `about` plus one word, by that word."""
    by_last_word = {}
    for key, statistic in rows.items():
        start, _colon, last = key.rpartition(":")
        if start == about:
            by_last_word[last] = statistic
    return by_last_word


def _point(day, statistic):
    if statistic.is_exact:
        exact = statistic.exact
        observed = None if exact.denominator is None else round(exact.denominator)
        return Point(day, (exact.value,) * 2, (exact.lower, exact.upper), observed)
    row = statistic.published
    ends = (row.likely_low, row.likely_high)
    likely = tuple(None if end is None else end / 100 for end in ends)
    return Point(day, (row.band_low / 100, row.band_high / 100), likely, None)


def _lead(median, points):
    if median and median.has_number:
        return words.median(median)
    over = [point.day for point in points if point.share[0] > 0.5]
    return words.more_than_half(over[-1]) if over else ""


def _cells(statistic):
    """Share, range and counts of a row, or why it has none."""
    if not statistic.has_number:
        return {"unpublished": statistic.reason}
    low, high = statistic_values.ends(statistic)
    row = {"value": statistic_values.share(statistic), "low": low, "high": high}
    if statistic.is_exact:
        exact = statistic.exact
        row["counted"] = statistic_values.k_of_n(statistic)
        row["observed"] = (
            ""
            if exact.denominator is None
            else number_texts.whole_number(exact.denominator)
        )
    return row


def _mean(rows, origin, start):
    for until, statistic in _statistics_under(rows, f"{origin}:mean").items():
        if statistic.has_number:
            return words.mean(statistic, start, int(until))
    return ""


def _ways_out(rows, origin):
    """One table for each day: the share that had left, by way out."""
    days = _statistics_under(rows, f"{origin}:left")
    tables = []
    for day in sorted((key for key in days if key.isdigit()), key=int):
        lines = [
            {"name": words.WAYS[kind], **_cells(statistic)}
            for kind, statistic in _statistics_under(
                rows, f"{origin}:left:{day}"
            ).items()
            if _is_shown(statistic)
        ]
        if lines:
            title = _("How stays ended within %(days)s") % {
                "days": words.days(int(day))
            }
            tables.append({"title": title, "rows": lines})
    return tables


def _way_out_counts(rows, origin):
    """Counts by way out, without shares, for files that were not drawn at random."""
    return [
        {"name": words.WAYS[kind], "count": statistic_values.count(statistic)}
        for kind, statistic in _statistics_under(rows, f"{origin}:left").items()
        if kind in words.WAYS
    ]


def _ages(rows, origin, days):
    lines = [
        {"name": words.AGES[age], "after": words.days(day), **_cells(statistic)}
        for day in days
        for age, statistic in _statistics_under(rows, f"{origin}:held:{day}").items()
        if _is_shown(statistic)
    ]
    test = rows.get(f"{origin}:pace:ages")
    sentence = words.pace(test.exact) if test is not None and test.is_exact else ""
    return {"rows": lines, "sentence": sentence} if lines else None


# -- lengths that are described --------------------------------------------------------


def _length_section(prefix, rows):
    total = rows.get(f"{prefix}:files") or rows[prefix]
    purposive = _is_purposive(total)
    base = _base_of_people if prefix == "present" else _base_of_files
    return {
        "base": base(total),
        "purposive": purposive,
        "measures": [
            {"name": name, **_days(rows[f"{prefix}:{key}"])}
            for key, name in MEASURES.items()
            if f"{prefix}:{key}" in rows
        ],
        "bands": [
            {"name": words.BANDS[band], **_band(statistic, purposive)}
            for band, statistic in _statistics_under(rows, f"{prefix}:band").items()
        ],
    }


def _band(statistic, purposive):
    if not purposive:
        return _cells(statistic)
    if statistic.is_exact:
        return {"count": statistic_values.k_of_n(statistic)}
    return {"count": statistic_values.share(statistic) or statistic.reason}


def _base_of_people(total):
    if not total.has_number:
        return total.reason
    row = total.exact if total.is_exact else total.published
    people = number_texts.whole_number(row.n) if total.is_exact else bands.base(row)
    return uncertainty.base(people, uncertainty.PEOPLE, row.reporting)


def _base_of_files(total):
    if not total.has_number:
        return total.reason
    row = total.exact if total.is_exact else total.published
    return words.files(statistic_values.count(total), row.reporting, row.known)


def _days(statistic):
    value, low, high = statistic_values.days(statistic)
    if not statistic.has_number:
        return {"unpublished": value}
    return {"value": value, "low": low, "high": high}
