"""P5, share still held: points with whiskers on the days that are published.

Between two days nothing is known to a reader, so there is no step line; a dotted line
leads the eye. Days lie closer together the later they are, so that the first week can
be read beside half a year. Numbers under the axis are of people still observed.
"""

import math

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from assessment import numerals
from assessment.charts import svg

LEFT, RIGHT, TOP, BOTTOM = 44, 340, 20, 200
MARKS = (28, 90)  # legal limits of the reference sources


def still_held(points, name, title, sentence):
    """points: (day, share, low, high, still observed), by day; low and high or None."""
    last = points[-1][0]
    lines = "L".join(f"{_x(day, last)} {_y(share)}" for day, share, *_rest in points)
    body = format_html(
        '{}{}<path class="between" d="M{}"/>{}<text class="num" x="4" y="{}">{}</text>'
        '<text class="num" x="4" y="{}">{}</text>',
        _scale(),
        _marks([day for day, *_rest in points], last),
        lines,
        format_html_join("", "{}", ((_point(point, last),) for point in points)),
        BOTTOM + 20,
        _("Days"),
        BOTTOM + 42,
        _("Still observed"),
    )
    return svg(name, BOTTOM + 66, title, sentence, body)


def _x(day, last):
    return round(LEFT + (RIGHT - LEFT) * math.log1p(day) / math.log1p(last), 1)


def _y(share):
    return round(BOTTOM - (BOTTOM - TOP) * min(1.0, max(0.0, share)), 1)


def _scale():
    return format_html_join(
        "",
        '<path class="tick" d="M{} {}H{}"/><text class="num" x="{}" y="{}"'
        ' text-anchor="end">{}</text>',
        (
            (LEFT, _y(at), RIGHT, LEFT - 8, _y(at) + 4, numerals.percent(at))
            for at in (0.0, 0.5, 1.0)
        ),
    )


def _marks(days, last):
    return format_html_join(
        "",
        '<path class="target" d="M{} {}V{}"/>',
        ((_x(day, last), TOP - 10, BOTTOM) for day in MARKS if day in days),
    )


def _point(point, last):
    day, share, low, high, observed = point
    x = _x(day, last)
    ends = [(x, _y(low), _y(high))] if None not in (low, high) else []
    return format_html(
        '{}<circle class="dot" cx="{}" cy="{}" r="5"/><text class="num" x="{}" y="{}"'
        ' text-anchor="middle">{}</text><text class="num" x="{}" y="{}"'
        ' text-anchor="middle">{}</text>',
        format_html_join("", '<path class="thin" d="M{} {}V{}"/>', ends),
        x,
        _y(share),
        x,
        BOTTOM + 20,
        day,
        x,
        BOTTOM + 60,
        observed,
    )
