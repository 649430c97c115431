"""P3: two rounds of one indicator, as inline SVG; see svg.py."""

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from assessment.charts import svg
from assessment.presentation import bands, number_texts

LEFT, RIGHT, TOP, BOTTOM = 120, 240, 40, 200  # the two rounds, and 100 % to 0 %
ASIDE = 14  # of a label from its dot


def y(share):
    return round(BOTTOM - (BOTTOM - TOP) * min(1.0, max(0.0, share)), 1)


def slope(changed, sentence):
    """A share then and now, a whisker at both ends; a solid line if it is clear."""
    before, now = _ends(changed)
    heads = format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="middle">{}</text>',
        ((LEFT, 20, _("Previous round")), (RIGHT, 20, _("This round"))),
    )
    line = format_html(
        '<path class="{}" d="M{} {}L{} {}"/>',
        "thin" if changed.is_clear else "thin unclear",
        LEFT,
        y(before["middle"]),
        RIGHT,
        y(now["middle"]),
    )
    dots = format_html(
        "{}{}",
        _end(LEFT, "end", LEFT - ASIDE, **before),
        _end(RIGHT, "start", RIGHT + ASIDE, **now),
    )
    target = _target(changed.now.target)
    body = format_html("{}{}{}{}", heads, target, line, dots)
    name = f"p3-{changed.now.indicator_id}".replace(".", "-")
    title = svg.title(changed.now)
    return svg.svg(name, BOTTOM + 16, title, sentence, body)


def _ends(changed):
    """What is drawn of both rounds: a dot, or the box of a band."""
    if changed.is_exact:
        before, now = changed.exact_before, changed.now.exact
        return (
            _dot(before.value, before.lower, before.upper),
            _dot(now.estimate, now.lower, now.upper),
        )
    return _band(changed.before), _band(changed.now.published)


def _dot(value, lower, upper):
    return {
        "middle": value,
        "whisker": (lower, upper),
        "box": None,
        "value_text": number_texts.percent(value),
    }


def _band(row):
    likely = (row.likely_low, row.likely_high)
    return {
        "middle": (row.band_low + row.band_high) / 200,
        "whisker": tuple(None if end is None else end / 100 for end in likely),
        "box": (row.band_low / 100, row.band_high / 100),
        "value_text": bands.row(row.band_low, row.band_high),
    }


def _end(position, anchor, label, *, middle, whisker, box, value_text):
    line = ""
    if None not in whisker:
        line = format_html(
            '<path class="thin" d="M{} {}V{}"/>', position, y(whisker[0]), y(whisker[1])
        )
    if box is None:
        shape = format_html(
            '<circle class="dot" cx="{}" cy="{}" r="5"/>', position, y(middle)
        )
    else:
        shape = format_html(
            '<rect class="band" x="{}" y="{}" width="12" height="{}"/>',
            position - 6,
            y(box[1]),
            round(y(box[0]) - y(box[1]), 1),
        )
    text = format_html(
        '<text class="num" x="{}" y="{}" text-anchor="{}">{}</text>',
        label,
        y(middle) + 4,
        anchor,
        value_text,
    )
    return format_html("{}{}{}", line, shape, text)


def _target(target):
    if target is None:
        return ""
    return format_html(
        '<path class="target" d="M{} {}H{}"/>', LEFT - 30, y(target), RIGHT + 30
    )
