"""P5, share still held: a step line from 100 % on day 0 for the review body, boxes of
bands on the published days for everybody.

Days lie closer together the later they are, so that the first week can be read beside
half a year. Dashed lines mark legal limits, each with its day. Numbers under the axis
are of people still observed.
"""

import math
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from assessment.charts.svg import svg
from assessment.presentation import number_texts

LEFT, RIGHT, TOP, BOTTOM = 44, 340, 28, 208
LIMITS = (28, 90, 180)  # legal limits of the reference sources
APART = 26  # of two numbers under the axis


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
    drawn = (
        _curve(steps, start, last)
        if steps
        else format_html_join("", "{}", ((_box(point, last),) for point in points))
    )
    body = format_html(
        '{}{}{}{}<text class="num" x="4" y="{}">{}</text>{}',
        _scale(),
        _limits(last),
        drawn,
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
            (LEFT, _y(at), RIGHT, LEFT - 8, _y(at) + 4, number_texts.percent(at))
            for at in (0.0, 0.5, 1.0)
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
        at = _x(day, last)
        line.append(f"H{at}V{_y(share)}")
        upper.append(f"H{at}V{_y(high)}")
        lower.append((at, _y(low_before), _y(low)))
        low_before = low
    end = _x(steps[-1][0], last)
    back = [f"L{end} {_y(low_before)}"]
    for at, before, _after in reversed(lower):
        back.append(f"H{at}V{before}")
    area = "".join([*upper, *back, "Z"])
    return format_html(
        '<path class="area" d="{}"/><path class="curve" d="{}"/>', area, "".join(line)
    )


def _box(point, last):
    """The band of one day, with its likely range."""
    at = _x(point.day, last)
    low, high = point.likely
    whisker = (
        format_html('<path class="thin" d="M{} {}V{}"/>', at, _y(low), _y(high))
        if low is not None and high is not None
        else ""
    )
    return format_html(
        '{}<rect class="band" x="{}" y="{}" width="12" height="{}"/>',
        whisker,
        at - 6,
        _y(point.share[1]),
        round(_y(point.share[0]) - _y(point.share[1]), 1),
    )


def _readable(points, last):
    """Points whose numbers do not run into each other, the later ones first."""
    kept = []
    for point in reversed(points):
        at = _x(point.day, last)
        if all(abs(at - _x(other.day, last)) >= APART for other in kept):
            kept.append(point)
    return list(reversed(kept))


def _day(point, last):
    return format_html(
        '<text class="num" x="{}" y="{}" text-anchor="middle">{}</text>',
        _x(point.day, last),
        BOTTOM + 20,
        round(point.day),
    )


def _observed(points, last):
    known = [point for point in points if point.observed is not None]
    if not known:
        return ""
    head = format_html(
        '<text class="num" x="4" y="{}">{}</text>', BOTTOM + 42, _("Still observed")
    )
    numbers = format_html_join(
        "",
        '<text class="num" x="{}" y="{}" text-anchor="middle">{}</text>',
        (
            (_x(point.day, last), BOTTOM + 60, point.observed)
            for point in _readable(known, last)
        ),
    )
    return format_html("{}{}", head, numbers)
