"""P5: survival curve, the share still held by day.

1. The review body sees a step line that starts at 100 % on day 0.
2. Everybody else sees boxes of bands on the published days.
3. Later days lie closer together, so that the first week can be read beside half a
   year. Dashed lines mark legal limits. Numbers under the axis count people still
   observed.
"""

import math
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from assessment.charts.svg import svg
from assessment.presentation import number_texts

LEFT, RIGHT, TOP, BOTTOM = 44, 340, 28, 208
LIMITS = (28, 90, 180)  # legal limits of the reference sources
LABEL_DISTANCE = 26  # of two numbers under the axis


class Point(NamedTuple):
    """share: both ends of a band, alike where it is exact; likely: its range."""

    day: float
    share: tuple
    likely: tuple
    observed: int | None


def still_held(points, steps, start, name, title, sentence):
    """points: by day; steps: (day, share, low, high, at risk) of the exact curve, none
    where only bands are published; start: the day on which observation begins."""
    last = max([point.day for point in points] + [step[0] for step in steps])
    curve = (
        _curve(steps, start, last)
        if steps
        else format_html_join("", "{}", ((_box(point, last),) for point in points))
    )
    body = format_html(
        '{}{}{}{}<text class="num" x="4" y="{}">{}</text>{}',
        _scale(),
        _limits(last),
        curve,
        format_html_join("", "{}", ((_day(p, last),) for p in _readable(points, last))),
        BOTTOM + 20,
        _("Days"),
        _observed(points, last),
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
            (
                LEFT,
                _y(share),
                RIGHT,
                LEFT - 8,
                _y(share) + 4,
                number_texts.percent(share),
            )
            for share in (0.0, 0.5, 1.0)
        ),
    )


def _limits(last):
    """All legal limits within the picture, whether or not a share is known there."""
    return format_html_join(
        "",
        '<path class="target" d="M{} {}V{}"/><text class="num" x="{}" y="{}"'
        ' text-anchor="middle">{}</text>',
        (
            (_x(day, last), TOP - 8, BOTTOM, _x(day, last), TOP - 12, day)
            for day in LIMITS
            if day <= last
        ),
    )


def _curve(steps, start, last):
    """The step line with its range: from 100 % on the day observation begins."""
    line = [f"M{_x(start, last)} {_y(1.0)}"]
    upper = [f"M{_x(start, last)} {_y(1.0)}"]
    lower = []
    low_before = 1.0
    for day, share, low, high, _at_risk in steps:
        position = _x(day, last)
        line.append(f"H{position}V{_y(share)}")
        upper.append(f"H{position}V{_y(high)}")
        lower.append((position, _y(low_before), _y(low)))
        low_before = low
    end = _x(steps[-1][0], last)
    lower_edge = [f"L{end} {_y(low_before)}"]
    for position, before, _after in reversed(lower):
        lower_edge.append(f"H{position}V{before}")
    area = "".join([*upper, *lower_edge, "Z"])
    return format_html(
        '<path class="area" d="{}"/><path class="curve" d="{}"/>', area, "".join(line)
    )


def _box(point, last):
    """The band of one day, with its likely range."""
    position = _x(point.day, last)
    low, high = point.likely
    whisker = (
        format_html('<path class="thin" d="M{} {}V{}"/>', position, _y(low), _y(high))
        if low is not None and high is not None
        else ""
    )
    return format_html(
        '{}<rect class="band" x="{}" y="{}" width="12" height="{}"/>',
        whisker,
        position - 6,
        _y(point.share[1]),
        round(_y(point.share[0]) - _y(point.share[1]), 1),
    )


def _readable(points, last):
    """Points whose labels do not overlap; later ones are preferred."""
    readable = []
    for point in reversed(points):
        position = _x(point.day, last)
        if all(
            abs(position - _x(other.day, last)) >= LABEL_DISTANCE for other in readable
        ):
            readable.append(point)
    return list(reversed(readable))


def _day(point, last):
    return format_html(
        '<text class="num" x="{}" y="{}" text-anchor="middle">{}</text>',
        _x(point.day, last),
        BOTTOM + 20,
        round(point.day),
    )


def _observed(points, last):
    with_count = [point for point in points if point.observed is not None]
    if not with_count:
        return ""
    head = format_html(
        '<text class="num" x="4" y="{}">{}</text>', BOTTOM + 42, _("Still in the data")
    )
    numbers = format_html_join(
        "",
        '<text class="num" x="{}" y="{}" text-anchor="middle">{}</text>',
        (
            (_x(point.day, last), BOTTOM + 60, point.observed)
            for point in _readable(with_count, last)
        ),
    )
    return format_html("{}{}", head, numbers)
