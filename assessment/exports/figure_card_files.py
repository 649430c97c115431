"""One figure to take away: its table as CSV, its picture as SVG.

The picture stands alone: colours are written into it, letters are those of the reader's
machine, and its source and licence stand below.
"""

import re
import textwrap

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessment.charts import plot_lines
from assessment.exports.about_release import LICENCE
from assessment.exports.csv_text import text_table

STYLE = """
svg{font-family:"Noto Sans",Arial,Helvetica,sans-serif}
text{fill:#0b0c0c;font-size:13px;stroke:none}
text.heading{font-size:16px;font-weight:700}
text.group{font-weight:700}
text.soft,text.num{font-size:12px}
path{fill:none;stroke:#0b0c0c}
.tick{stroke:#6b7280;stroke-width:.6;stroke-dasharray:1 3}
.target{stroke:#801650;stroke-width:2;stroke-dasharray:6 3}
.milestone{stroke-dasharray:1 3;stroke-width:2}
.thin{stroke-width:1.5}.thick{stroke-width:5}.curve{stroke-width:2.5}
.unclear{stroke-dasharray:5 4}
.between{stroke:#6b7280;stroke-width:1;stroke-dasharray:2 2}
.dot{fill:#0b0c0c;stroke:#fff;stroke-width:1}
.dot.met{fill:#12436d}
.dot.not_met{fill:#fff;stroke:#801650;stroke-width:3}
.dot.inconclusive{fill:#f46a25;stroke:#0b0c0c}
.bar,.free{fill:#12436d}
.need,.band{fill:#f1f4f8;stroke:#0b0c0c;stroke-width:1.5}
.band.met{fill:#12436d}
.band.not_met{stroke:#801650;stroke-width:2.5}
.band.inconclusive{fill:#f46a25}
.failing{fill:#801650;stroke:#801650}
.area{fill:#6b7280;stroke:none;opacity:.5}
.square{fill:#fff;stroke:#0b0c0c;stroke-width:2}
"""
WIDTH, MARGIN, LINE = 800, 16, 18
NAME_WIDTH, NUMBERS_LEFT = 220, 525
NAME_LETTERS, TEXT_LETTERS, HEADING_LETTERS = 28, 112, 84
NUMBER_LETTERS = 24
PLOT = re.compile(r"<svg ([^>]*)>")
VIEW_BOX = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')


# -- data ----------------------------------------------------------------------------


def card_csv(card):
    """The table of a figure; what it is, its source and licence stand in columns.

    One row of heads, so that programs read it as it is.
    """
    about = [_("Figure number"), _("About the figure"), _("Made of"), _("Licence")]
    told = [str(card), card.what, card.source, _licence(card)]
    return text_table(
        [*map(str, card.head), *about],
        [[*map(str, row), *told] for row in card.rows],
    )


def _licence(card):
    return _("Not for publication") if card.exact else LICENCE


# -- picture -------------------------------------------------------------------------


def card_svg(card):
    """The picture of a figure as a file of its own; None where it has no picture."""
    if not card.lines and not card.picture:
        return None
    parts, bottom = _heading(card)
    draw = _of_lines if card.lines else _of_picture
    body, bottom = draw(card, bottom)
    foot, bottom = _foot(card, bottom)
    language = "fr" if (get_language() or "en").startswith("fr") else "en"
    picture = format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" xml:lang="{}" lang="{}" role="img"'
        ' aria-labelledby="title desc" width="{}" height="{}" viewBox="0 0 {} {}">'
        '<title id="title">{}</title><desc id="desc">{}</desc>'
        '<style>{}</style><rect width="{}" height="{}" fill="#fff"/>{}{}{}</svg>',
        *(language, language, WIDTH, bottom, WIDTH, bottom),
        *(card.heading, description(card), mark_safe(STYLE)),  # noqa: S308 - our own
        *(WIDTH, bottom, parts, body, foot),
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{picture}\n'.encode()


def description(card):
    """The whole table in words, for who does not see the picture."""
    rows = [
        "; ".join(
            f"{head}: {cell}"
            for head, cell in zip(card.head, row, strict=False)
            if cell != ""
        )
        for row in card.rows
    ]
    return ". ".join([str(card.what).rstrip("."), *rows]) + "."


def _texts(texts, top, name=""):
    """Lines of text below each other, and where they end."""
    drawn = format_html_join(
        "",
        '<text class="{}" x="{}" y="{}">{}</text>',
        (
            (name, MARGIN, top + LINE * (number + 1), text)
            for number, text in enumerate(texts)
        ),
    )
    return drawn, top + LINE * len(texts)


def _heading(card):
    heading, top = _texts(
        textwrap.wrap(str(card.heading), HEADING_LETTERS), 8, "heading"
    )
    what, top = _texts(textwrap.wrap(str(card.what), TEXT_LETTERS), top + 4, "soft")
    return format_html("{}{}", heading, what), top + 12


def _foot(card, top):
    texts = [*card.notes, str(card.key), f"{card.source} {_licence(card)}."]
    lines = [
        line for text in texts if text for line in textwrap.wrap(text, TEXT_LETTERS)
    ]
    drawn, bottom = _texts(lines, top + 8, "soft")
    return drawn, bottom + MARGIN


def _of_picture(card, top):
    """A picture that is one SVG, set into the file."""
    width, height = _size(card.picture)
    scale = (WIDTH - 2 * MARGIN) / width
    drawn = _placed(card.picture, MARGIN, top, width * scale, height * scale)
    return drawn, round(top + height * scale)


def _of_lines(card, top):
    """A picture that is a table: name, mark on the scale, numbers."""
    heads, rows = _numbers(card.number_heads, top)
    drawn = [heads]
    if card.axis:
        drawn.append(_plot(card.axis, top))
    top += max(plot_lines.HEIGHT, LINE * rows) + 4
    for line in card.lines:
        if line.heading:
            drawn.append(_column([line.heading], MARGIN, top, "group"))
            top += LINE + 4
        names = textwrap.wrap(str(line.name), NAME_LETTERS) or [""]
        numbers, rows = _numbers(line.numbers, top)
        drawn += [_column(names, MARGIN, top), numbers]
        if line.plot:
            drawn.append(_plot(line.plot, top))
        top += max(plot_lines.HEIGHT, LINE * max(len(names), rows)) + 4
    return format_html_join("", "{}", ((part,) for part in drawn)), top


def _numbers(numbers, top):
    """The value with its range, and at the end of the row of how many."""
    value, *others = [str(number) for number in numbers] or [""]
    values = textwrap.wrap(value, NUMBER_LETTERS)
    ends = textwrap.wrap(" · ".join(filter(None, others)), NUMBER_LETTERS)
    drawn = format_html(
        "{}{}",
        _column(values, NUMBERS_LEFT, top),
        _column(ends, WIDTH - MARGIN, top, anchor="end"),
    )
    return drawn, max(len(values), len(ends), 1)


def _column(texts, left, top, name="", anchor="start"):
    return format_html_join(
        "",
        '<text class="{}" x="{}" y="{}" text-anchor="{}">{}</text>',
        (
            (name, left, top + 16 + LINE * row, anchor, text)
            for row, text in enumerate(texts)
        ),
    )


def _plot(plot, top):
    return _placed(plot, NAME_WIDTH, top, plot_lines.WIDTH, plot_lines.HEIGHT)


def _size(picture):
    return tuple(map(float, VIEW_BOX.search(str(picture)).groups()))


def _placed(picture, left, top, width, height):
    """A drawn SVG at a place within another, whose words are told by the outer one."""
    box = VIEW_BOX.search(str(picture)).group(0)
    start = (
        f'<svg x="{left}" y="{top}" width="{width:g}" height="{height:g}" {box}'
        ' aria-hidden="true">'
    )
    return SafeString(PLOT.sub(start, str(picture), count=1))
