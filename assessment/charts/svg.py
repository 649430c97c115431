"""Pictures of figures as inline SVG, without script or style attribute.

1. Exact: a dot, a thin line for the likely range, a thick line for its middle half.
2. Published: a box for the band, a thin line for the likely range, and never a dot.
3. The scale runs from 0 to 100 % from left to right in every language, so that a
   picture can be compared with its translation.
4. The sentence is the description that screen readers read.
"""

import textwrap

from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from assessment.presentation import figure_rows, group_names, number_texts

WIDTH, LEFT, RIGHT = 360, 8, 280
TOP, STEP, LINE = 30, 40, 16
LONGEST_LINE = 42  # letters that fit in the widest theme
DOT = '<circle class="dot" cx="13" cy="10" r="5"/>'
BOX = '<rect class="band" x="8" y="4" width="12" height="12"/>'


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
            (
                x(share),
                TOP,
                bottom,
                x(share),
                bottom + 16,
                anchor,
                number_texts.percent(share),
            )
            for share, anchor in ((0.0, "start"), (0.5, "middle"), (1.0, "middle"))
        ),
    )
    return ticks


def _target(target, bottom):
    if target is None:
        return ""
    position = x(target)
    anchor = "end" if target > 0.7 else "start" if target < 0.3 else "middle"
    return format_html(
        '<path class="target" d="M{} {}V{}"/>'
        '<text x="{}" y="14" text-anchor="{}">{}</text>',
        position,
        TOP - 10,
        bottom,
        position,
        anchor,
        _("Target %(target)s") % {"target": number_texts.percent(target)},
    )


def dots(figures, sentence):
    """P2: one row a group against the target, everyone on top, in their natural order.

    figures: those with a number; its value stands at the end of each row.
    """
    total = figures[0]
    labels = [_lines_of(figure) for figure in figures]
    tops = [TOP]
    for label in labels:
        tops.append(tops[-1] + STEP + LINE * (len(label) - 1))
    bottom = tops[-1]
    rows = format_html_join(
        "",
        "{}{}",
        (
            (_name(label, top), _mark(figure, top + 28 + LINE * (len(label) - 1)))
            for figure, label, top in zip(figures, labels, tops, strict=False)
        ),
    )
    body = format_html("{}{}{}", _axis(bottom), _target(total.target, bottom), rows)
    name = f"p2-{total.indicator_id}".replace(".", "-")
    return svg(name, bottom + 22, title(total), sentence, body)


def _lines_of(figure):
    others = figure.published.with_others and not figure.is_exact
    label = group_names.label(
        figure.source, figure.group_var, figure.group_code, others
    )
    return textwrap.wrap(str(label), LONGEST_LINE)


def _name(label, top):
    return format_html_join(
        "",
        '<text class="name" x="{}" y="{}">{}</text>',
        ((LEFT, top + 16 + LINE * row, line) for row, line in enumerate(label)),
    )


def _mark(figure, middle):
    """Dot or box of one figure, with its lines and its value at the end of the row."""
    end = format_html(
        '<text class="num" x="{}" y="{}" text-anchor="end">{}</text>',
        WIDTH,
        middle + 4,
        figure_rows.value(figure),
    )
    return format_html("{}{}", end, mark(figure, middle))


def mark(figure, middle):
    """Exact: range, its middle half and the estimate; published: range and band."""
    if not figure.is_exact:
        row = figure.published
        return format_html(
            "{}{}",
            _range(row.likely_low, row.likely_high, middle, 100),
            box(row.band_low, row.band_high, row.finding, middle),
        )
    exact = figure.exact
    value = exact.estimate if exact.estimate is not None else exact.k / exact.n
    inner = (
        format_html(
            '<path class="thick" d="M{} {}H{}"/>',
            x(exact.lower_50),
            middle,
            x(exact.upper_50),
        )
        if exact.lower_50 is not None
        else ""
    )
    return format_html(
        '{}{}<circle class="dot {}" cx="{}" cy="{}" r="5"/>',
        _range(exact.lower, exact.upper, middle, 1),
        inner,
        figure.finding,
        x(value),
        middle,
    )


def _range(low, high, middle, scale):
    if low is None:
        return ""
    return format_html(
        '<path class="thin" d="M{} {}H{}"/>', x(low / scale), middle, x(high / scale)
    )


def box(low, high, finding, middle):
    """A band in points, on the scale."""
    return format_html(
        '<rect class="band {}" x="{}" y="{}" width="{}" height="12"/>',
        finding,
        x(low / 100),
        middle - 6,
        round(x(high / 100) - x(low / 100), 1),
    )


def title(figure):
    return figure.indicator.label[:1].upper() + figure.indicator.label[1:]


def dumbbells(pairs, sentence, name="p4"):
    """P4: figures of people and of officials on one line; never pooled.

    Officials were not chosen at random, so their figures have no range.
    """
    bottom = TOP + STEP * len(pairs)
    lines = format_html_join(
        "", "{}", ((_pair(*pair, TOP + STEP * row),) for row, pair in enumerate(pairs))
    )
    exact = bool(pairs) and pairs[0][0].is_exact
    people = mark_safe(DOT if exact else BOX)  # noqa: S308 - two constants
    key = format_html(
        '{}<text x="24" y="14">{}</text>'
        '<rect class="square" x="200" y="5" width="10" height="10"/>'
        '<text x="216" y="14">{}</text>',
        people,
        _("People we interviewed"),
        _("Officials"),
    )
    body = format_html("{}{}{}", key, _axis(bottom), lines)
    return svg(name, bottom + 22, _("Who says what"), sentence, body)


def _pair(migrants, officials, top):
    middle = top + 28
    head = format_html(
        '<text x="{}" y="{}">{}</text><text class="num" x="{}" y="{}"'
        ' text-anchor="end">{}</text>',
        LEFT,
        top + 16,
        migrants.indicator.standard_id,
        WIDTH,
        middle + 4,
        figure_rows.value(officials),
    )
    return format_html(
        "{}{}{}{}",
        head,
        between(migrants, officials, middle),
        mark(migrants, middle),
        officials_mark(officials, middle),
    )


def between(migrants, officials, middle):
    return format_html(
        '<path class="between" d="M{} {}H{}"/>',
        x(_middle(migrants)),
        middle,
        x(_middle(officials)),
    )


def _middle(figure):
    if not figure.is_exact:
        return (figure.published.band_low + figure.published.band_high) / 200
    exact = figure.exact
    return exact.estimate if exact.estimate is not None else exact.k / exact.n


def officials_mark(figure, middle):
    if not figure.is_exact:
        row = figure.published
        return format_html(
            '<rect class="square" x="{}" y="{}" width="{}" height="10"/>',
            x(row.band_low / 100),
            middle - 5,
            round(x(row.band_high / 100) - x(row.band_low / 100), 1),
        )
    return format_html(
        '<rect class="square" x="{}" y="{}" width="10" height="10"/>',
        round(x(_middle(figure)) - 5, 1),
        middle - 5,
    )


def steps(name, title, bars, sentence):
    """A bar for each step: its share of all who came.

    bars: (name of the step, its share of all as text, its lower end, its upper end), in
    order; a share that is one number has both ends there; None where it has no bar.
    """
    bottom = TOP + STEP * len(bars)
    lines = format_html_join(
        "", "{}", ((_bar(*bar, TOP + STEP * row),) for row, bar in enumerate(bars))
    )
    return svg(
        name, bottom + 22, title, sentence, format_html("{}{}", _axis(bottom), lines)
    )


def _bar(label, text, low, high, top):
    """The bar up to the lower end; a band beyond it is drawn as an outline."""
    named = format_html(
        '<text class="name" x="{}" y="{}">{}</text>', LEFT, top + 16, label
    )
    if low is None:
        return format_html(
            '{}<text class="num" x="{}" y="{}">{}</text>', named, LEFT, top + 33, text
        )
    band = (
        format_html(
            '<rect class="band" x="{}" y="{}" width="{}" height="12"/>',
            x(low),
            top + 22,
            round(x(high) - x(low), 1),
        )
        if high > low
        else ""
    )
    return format_html(
        '{}<rect class="bar" x="{}" y="{}" width="{}" height="12"/>{}'
        '<text class="num" x="{}" y="{}" text-anchor="end">{}</text>',
        named,
        LEFT,
        top + 22,
        max(1, round(x(low) - LEFT, 1)),
        band,
        WIDTH,
        top + 33,
        text,
    )
