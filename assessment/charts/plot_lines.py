"""Marks of figures on a scale from 0 to 100, each an SVG in a cell of a table.

The table is the picture: names and numbers are text that grows, wraps and is read
aloud; the marks stand under one another on one scale. They run from left to right in
every language.
"""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from assessment.charts import svg
from assessment.presentation import number_texts

WIDTH, HEIGHT, MIDDLE = 288, 24, 12  # as wide as the scale of charts/svg.py
BOXES = 24  # squares of places that fit in a row


def line(figure, target=None, milestone=None):
    """The mark of one figure: ring or box, with its likely range."""
    return _plot(
        format_html(
            "{}{}{}{}",
            _grid(),
            _upright("target", target),
            _upright("milestone", milestone),
            svg.mark(figure, MIDDLE),
        )
    )


def estimate(value, lower, upper, target=None):
    """An exact estimate that is no figure of this set, with its likely range."""
    likely = (
        format_html(
            '<path class="thin" d="M{} {}H{}"/>', svg.x(lower), MIDDLE, svg.x(upper)
        )
        if lower is not None
        else ""
    )
    ring = format_html(
        '<circle class="dot not_met" cx="{}" cy="{}" r="5"/>', svg.x(value), MIDDLE
    )
    return _plot(
        format_html("{}{}{}{}", _grid(), _upright("target", target), likely, ring)
    )


def pair(people, officials):
    """People and officials on one line, never pooled."""
    return _plot(
        format_html(
            "{}{}{}{}",
            _grid(),
            svg.between(people, officials, MIDDLE),
            svg.mark(people, MIDDLE),
            svg.officials_mark(officials, MIDDLE),
        )
    )


def officials(figure, target=None):
    """A group that was not chosen by chance: a square without a range."""
    return _plot(
        format_html(
            "{}{}{}",
            _grid(),
            _upright("target", target),
            svg.officials_mark(figure, MIDDLE),
        )
    )


def axis(target=None, milestone=None):
    """The scale, for the head of the column."""
    ticks = format_html_join(
        "",
        '<text class="num" x="{}" y="20" text-anchor="{}">{}</text>',
        (
            (svg.x(share), anchor, number_texts.percent(share))
            for share, anchor in ((0.0, "start"), (0.5, "middle"), (1.0, "end"))
        ),
    )
    return _plot(
        format_html(
            "{}{}{}",
            ticks,
            _upright("target", target),
            _upright("milestone", milestone),
        )
    )


def squares(counted, of):
    """n of m places as squares; with more than a row holds, as a bar."""
    if of > BOXES:
        return bar(counted / of)
    size = min(20, 272 // of)
    return _plot(
        format_html_join(
            "",
            '<rect class="{}" x="{}" y="3" width="{}" height="{}"/>',
            (
                (
                    "failing" if number < counted else "need",
                    8 + number * size,
                    size - 3,
                    size - 3,
                )
                for number in range(of)
            ),
        )
    )


def bar(share):
    """A part of a whole, filled."""
    outline = mark_safe('<rect class="need" x="8" y="5" width="272" height="14"/>')
    filled = format_html(
        '<rect class="bar" x="8" y="5" width="{}" height="14"/>',
        round(272 * min(1, share), 1),
    )
    return _plot(format_html("{}{}", outline, filled))


def _plot(body):
    return format_html(
        '<svg class="figure plot" viewBox="0 0 {} {}" direction="ltr"'
        ' aria-hidden="true" focusable="false">{}</svg>',
        WIDTH,
        HEIGHT,
        body,
    )


def _grid():
    return format_html_join(
        "",
        '<path class="tick" d="M{} 0V{}"/>',
        ((svg.x(share), HEIGHT) for share in (0.0, 0.25, 0.5, 0.75, 1.0)),
    )


def _upright(kind, share):
    if share is None:
        return ""
    return format_html('<path class="{}" d="M{} 0V{}"/>', kind, svg.x(share), HEIGHT)


def key(exact, milestone=None):
    """How to read the marks."""
    text = _key(exact)
    if milestone is None:
        return text
    return f"{text} " + _("Dotted line: the milestone of the review body.")


def _key(exact):
    if exact:
        return _(
            "Ring: our estimate. Thin line: the likely range, 95 times in 100. Thick"
            " line: its middle half. Dashed line: the target."
        )
    return _(
        "Box: the band that the share lies in. Thin line: the likely range. Dashed"
        " line: the target."
    )
