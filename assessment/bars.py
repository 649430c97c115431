"""P6, places against need: two bars an area, one scale for all, no script."""

import textwrap

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from assessment import numerals
from assessment.charts import LEFT, LINE, LONGEST_LINE, RIGHT, WIDTH, svg

TOP, BAR, BETWEEN = 52, 14, 16


def places(areas, sentence):
    """Need above with its likely range, places below split in use and free.

    areas: those with every number shown, in the order of the table.
    """
    most = max(
        max(one.need.upper, one.need.value, one.found["capacity"].value)
        for one in areas
    )
    top, rows = TOP, []
    for one in areas:
        label = [
            line
            for text in (one.name, one.short)
            for line in textwrap.wrap(text, LONGEST_LINE)
        ]
        rows.append(_row(one, label, top, (RIGHT - LEFT) / max(most, 1)))
        top += LINE * len(label) + 2 * BAR + BETWEEN + 6
    body = format_html("{}{}", _key(), format_html_join("", "{}", ((r,) for r in rows)))
    return svg("p6-places", top, _("Places against need"), sentence, body)


def _key():
    return format_html(
        '<rect class="need" x="8" y="4" width="24" height="12"/>'
        '<path class="thin" d="M14 10H30"/><text x="38" y="14">{}</text>'
        '<rect class="in-use" x="8" y="26" width="24" height="12"/>'
        '<text x="38" y="36">{}</text><rect class="free" x="180" y="26" width="24"'
        ' height="12"/><text x="210" y="36">{}</text>',
        _("Need, with its likely range"),
        _("Places in use"),
        _("Free places"),
    )


def _row(area, label, top, scale):
    first = top + LINE * len(label) + 4
    second = first + BAR + 2
    used = area.found["in_use"].value * scale
    return format_html(
        '{}<rect class="need" x="{}" y="{}" width="{}" height="{}"/>'
        '<path class="thin" d="M{} {}H{}"/>{}'
        '<rect class="in-use" x="{}" y="{}" width="{}" height="{}"/>'
        '<rect class="free" x="{}" y="{}" width="{}" height="{}"/>{}',
        format_html_join(
            "",
            '<text x="{}" y="{}">{}</text>',
            ((LEFT, top + 12 + LINE * at, line) for at, line in enumerate(label)),
        ),
        *(LEFT, first, _wide(area.need.value * scale), BAR),
        round(LEFT + max(0, area.need.lower) * scale, 1),
        first + BAR / 2,
        round(LEFT + area.need.upper * scale, 1),
        _number(first, area.need.value),
        *(LEFT, second, _wide(used), BAR),
        *(_wide(LEFT + used), second, _wide(area.found["free"].value * scale), BAR),
        _number(second, area.found["capacity"].value),
    )


def _wide(length):
    return round(max(0, length), 1)


def _number(top, value):
    return format_html(
        '<text class="num" x="{}" y="{}" text-anchor="end">{}</text>',
        WIDTH,
        top + BAR - 2,
        numerals.whole(value),
    )
