"""Figures → inline SVG: no script, no style attribute, the sentence as its text.

The scale runs from 0 to 100 % in the reading direction of numbers, in every
language, so that a picture can be compared with its translation.
"""

import textwrap

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from assessment import groups, numerals, wording

WIDTH, LEFT, RIGHT = 360, 8, 296
TOP, STEP, LINE = 30, 40, 16
LONGEST_LINE = 42  # letters that fit in the widest theme


def x(share):
    return round(LEFT + (RIGHT - LEFT) * min(1.0, max(0.0, share)), 1)


def svg(name, height, heading, sentence, body):
    return format_html(
        '<svg class="figure" viewBox="0 0 {} {}" role="img" direction="ltr"'
        ' aria-labelledby="{}-t {}-d"><title id="{}-t">{}</title>'
        '<desc id="{}-d">{}</desc>{}</svg>',
        WIDTH,
        height,
        name,
        name,
        name,
        heading,
        name,
        sentence,
        body,
    )


def _axis(bottom):
    ticks = format_html_join(
        "",
        '<path class="tick" d="M{} {}V{}"/><text class="num" x="{}" y="{}"'
        ' text-anchor="{}">{}</text>',
        (
            (x(at), TOP, bottom, x(at), bottom + 16, anchor, numerals.percent(at))
            for at, anchor in ((0.0, "start"), (0.5, "middle"), (1.0, "middle"))
        ),
    )
    return ticks


def _target(target, bottom):
    if target is None:
        return ""
    at = x(target)
    anchor = "end" if target > 0.7 else "start" if target < 0.3 else "middle"
    return format_html(
        '<path class="target" d="M{} {}V{}"/>'
        '<text x="{}" y="14" text-anchor="{}">{}</text>',
        at,
        TOP - 10,
        bottom,
        at,
        anchor,
        _("Target %(target)s") % {"target": numerals.percent(target)},
    )


def dots(figures, sentence):
    """P2, dot and whisker: thin 95 %, thick 50 %, the target, n at the row's end.

    figures: shown figures with a range, the total first; the rest sorted by value.
    """
    total, *others = figures
    rows = [total, *sorted(others, key=lambda one: -one.estimate)]
    labels = [_lines_of(one) for one in rows]
    tops = [TOP]
    for label in labels:
        tops.append(tops[-1] + STEP + LINE * (len(label) - 1))
    bottom = tops[-1]
    lines = format_html_join(
        "",
        '{}<text class="num" x="{}" y="{}"'
        ' text-anchor="end">n={}</text><path class="thin" d="M{} {}H{}"/>'
        '<path class="thick" d="M{} {}H{}"/><circle class="dot {}" cx="{}" cy="{}"'
        ' r="5"/>',
        (_dot(*row) for row in zip(rows, labels, tops, strict=False)),
    )
    body = format_html("{}{}{}", _axis(bottom), _target(total.target, bottom), lines)
    name = f"p2-{total.indicator_id}".replace(".", "-")
    return svg(name, bottom + 22, title(total), sentence, body)


def _lines_of(figure):
    label = groups.label(figure.source, figure.group_var, figure.group_code)
    return textwrap.wrap(str(label), LONGEST_LINE)


def _dot(figure, label, top):
    middle = top + 28 + LINE * (len(label) - 1)
    return (
        format_html_join(
            "",
            '<text class="name" x="{}" y="{}">{}</text>',
            ((LEFT, top + 16 + LINE * at, line) for at, line in enumerate(label)),
        ),
        WIDTH,
        middle + 4,
        figure.n,
        x(figure.ci_lower),
        middle,
        x(figure.ci_upper),
        x(figure.ci50_lower),
        middle,
        x(figure.ci50_upper),
        figure.finding,
        x(figure.estimate),
        middle,
    )


def title(figure):
    return figure.indicator.label[:1].upper() + figure.indicator.label[1:]


def dumbbells(pairs, sentence, name="p4"):
    """P4: circle = what people lived, square = what officials said; never pooled.

    Officials were not chosen at random: their k of n has no whisker.
    """
    bottom = TOP + STEP * len(pairs)
    lines = format_html_join(
        "",
        '<text x="{}" y="{}">{}</text><text class="num" x="{}" y="{}"'
        ' text-anchor="end">{}</text><path class="between" d="M{} {}H{}"/>'
        '<path class="thin" d="M{} {}H{}"/><circle class="dot" cx="{}" cy="{}" r="5"/>'
        '<rect class="square" x="{}" y="{}" width="10" height="10"/>',
        (_pair(*pair, TOP + STEP * at) for at, pair in enumerate(pairs)),
    )
    key = format_html(
        '<circle class="dot" cx="13" cy="10" r="5"/><text x="24" y="14">{}</text>'
        '<rect class="square" x="200" y="5" width="10" height="10"/>'
        '<text x="216" y="14">{}</text>',
        _("People asked"),
        _("Officials"),
    )
    body = format_html("{}{}{}", key, _axis(bottom), lines)
    return svg(name, bottom + 22, _("Who says what"), sentence, body)


def _pair(migrants, officials, top):
    middle = top + 28
    said = officials.k / officials.n
    return (
        LEFT,
        top + 16,
        migrants.indicator.standard_id,
        WIDTH,
        middle + 4,
        numerals.k_of_n(officials.k, officials.n),
        x(migrants.estimate),
        middle,
        x(said),
        x(migrants.ci_lower),
        middle,
        x(migrants.ci_upper),
        x(migrants.estimate),
        middle,
        round(x(said) - 5, 1),
        middle - 5,
    )


def steps(name, title, bars, sentence):
    """How many of all who came are at each step; a hidden step has no bar.

    bars: (name of the step, its share of all, None where it is hidden), in order.
    """
    bottom = TOP + STEP * len(bars)
    lines = format_html_join(
        "", "{}", ((_bar(*bar, TOP + STEP * at),) for at, bar in enumerate(bars))
    )
    return svg(
        name, bottom + 22, title, sentence, format_html("{}{}", _axis(bottom), lines)
    )


def _bar(label, share, top):
    said = wording.too_few() if share is None else numerals.percent(share)
    named = format_html(
        '<text class="name" x="{}" y="{}">{}</text>', LEFT, top + 16, label
    )
    if share is None:
        return format_html(
            '{}<text class="num" x="{}" y="{}">{}</text>', named, LEFT, top + 33, said
        )
    return format_html(
        '{}<rect class="bar" x="{}" y="{}" width="{}" height="12"/>'
        '<text class="num" x="{}" y="{}" text-anchor="end">{}</text>',
        named,
        LEFT,
        top + 22,
        max(1, round(x(share) - LEFT, 1)),
        WIDTH,
        top + 33,
        said,
    )
