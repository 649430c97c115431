"""P3: two rounds of one indicator, as inline SVG; see charts.py."""

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from assessment import charts, numerals

LEFT, RIGHT, TOP, BOTTOM = 120, 240, 40, 200  # the two rounds, and 100 % to 0 %
ASIDE = 14  # of a label from its dot


def y(share):
    return round(BOTTOM - (BOTTOM - TOP) * min(1.0, max(0.0, share)), 1)


def slope(changed, sentence):
    """A share then and now, a whisker at both ends; a solid line if it is clear."""
    before, now = changed.before, changed.now
    ends = (
        (LEFT, before.value, before.lower, before.upper, "end", LEFT - ASIDE),
        (RIGHT, now.estimate, now.ci_lower, now.ci_upper, "start", RIGHT + ASIDE),
    )
    heads = format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="middle">{}</text>',
        ((LEFT, 20, _("Round before")), (RIGHT, 20, _("This round"))),
    )
    line = format_html(
        '<path class="{}" d="M{} {}L{} {}"/>',
        "thin" if changed.is_clear else "thin unclear",
        LEFT,
        y(before.value),
        RIGHT,
        y(now.estimate),
    )
    dots = format_html_join("", "{}", ((_end(*end),) for end in ends))
    body = format_html("{}{}{}{}", heads, _target(now.target), line, dots)
    name = f"p3-{now.indicator_id}".replace(".", "-")
    return charts.svg(name, BOTTOM + 16, charts.title(now), sentence, body)


def _end(at, value, lower, upper, anchor, beside):
    whisker = ""
    if lower is not None and upper is not None:
        whisker = format_html(
            '<path class="thin" d="M{} {}V{}"/>', at, y(lower), y(upper)
        )
    return format_html(
        '{}<circle class="dot" cx="{}" cy="{}" r="5"/>'
        '<text class="num" x="{}" y="{}" text-anchor="{}">{}</text>',
        whisker,
        at,
        y(value),
        beside,
        y(value) + 4,
        anchor,
        numerals.percent(value),
    )


def _target(target):
    if target is None:
        return ""
    return format_html(
        '<path class="target" d="M{} {}H{}"/>', LEFT - 30, y(target), RIGHT + 30
    )
