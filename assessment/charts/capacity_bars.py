"""P6: bars of need and free places, one for each area, on one scale.

The full bar is the need, its filled part the free places, its open part the shortfall.
"""

import textwrap

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from assessment.charts.svg import LEFT, LINE, LONGEST_LINE, RIGHT, WIDTH, svg
from assessment.presentation import number_texts

TOP, BAR, BETWEEN = 52, 16, 18


def places(areas, sentence):
    """Need with its likely range, and how much of it the free places meet.

    areas: those with every number shown, in the order of the table.
    """
    most = max(max(area.need.upper, area.need.value) for area in areas)
    top, rows = TOP, []
    for area in areas:
        label = [
            line
            for text in (area.name, area.short)
            for line in textwrap.wrap(text, LONGEST_LINE)
        ]
        rows.append(_row(area, label, top, (RIGHT - LEFT) / max(most, 1)))
        top += LINE * len(label) + BAR + BETWEEN + 6
    body = format_html("{}{}", _key(), format_html_join("", "{}", ((r,) for r in rows)))
    return svg("p6-places", top, _("Places against need"), sentence, body)


def _key():
    return format_html(
        '<rect class="need" x="8" y="4" width="24" height="12"/>'
        '<path class="thin" d="M14 10H30"/><text x="38" y="14">{}</text>'
        '<rect class="free" x="8" y="26" width="24" height="12"/>'
        '<text x="38" y="36">{}</text><rect class="need" x="180" y="26" width="24"'
        ' height="12"/><text x="210" y="36">{}</text>',
        _("Need, with its likely range"),
        _("Free places"),
        _("Shortage"),
    )


def _row(area, label, top, scale):
    bar = top + LINE * len(label) + 4
    need, free = area.need.value, area.value("free")
    return format_html(
        '{}<rect class="need" x="{}" y="{}" width="{}" height="{}"/>'
        '<rect class="free" x="{}" y="{}" width="{}" height="{}"/>'
        '<path class="thin" d="M{} {}H{}"/>{}',
        format_html_join(
            "",
            '<text x="{}" y="{}">{}</text>',
            ((LEFT, top + 12 + LINE * row, line) for row, line in enumerate(label)),
        ),
        *(LEFT, bar, _wide(need * scale), BAR),
        *(LEFT, bar, _wide(min(free, need) * scale), BAR),
        round(LEFT + max(0, area.need.lower) * scale, 1),
        bar + BAR / 2,
        round(LEFT + area.need.upper * scale, 1),
        _number(bar, need),
    )


def _wide(length):
    return round(max(0, length), 1)


def _number(top, value):
    return format_html(
        '<text class="num" x="{}" y="{}" text-anchor="end">{}</text>',
        WIDTH,
        top + BAR - 3,
        number_texts.whole_number(value),
    )
