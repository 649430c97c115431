"""Native charts of the working workbook, each drawn from numbers beside it.

A bar begins at the lower end of a band and is as long as the band; an exact figure is a
bar from zero. The line on it is the likely range. Nothing is drawn within a band.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessment.exports.result_rows import unit_of
from assessment.exports.workbook_parts import add_sheet
from assessment.presentation import group_names
from surveys.models import Instrument

BARS = 30  # of a chart: more cannot be read
HEAD = ("chart", "label", "start", "length", "line_below", "line_above", "target")
WIDTHS = (16, 60, 10, 10, 12, 12, 10)
ROWS_OF_SHEET = 36  # that a chart covers
SHEET = "chart_data"


@dataclass(frozen=True)
class Bar:
    """One bar: a band, or an exact figure from zero; None where it is not drawn."""

    label: str
    low: float
    high: float
    likely_low: float | None
    likely_high: float | None
    target: float | None = None

    def cells(self, chart):
        line_below = 0 if self.likely_low is None else self.high - self.likely_low
        line_above = 0 if self.likely_high is None else self.likely_high - self.high
        lengths = (self.high - self.low, max(0, line_below), max(0, line_above))
        return (chart, self.label, self.low, *map(_rounded, lengths), self.target)


def _rounded(length):
    """Without the last digits of a subtraction: 0.6 − 0.5 is drawn as 0.1."""
    return round(length, 9)


@dataclass(frozen=True)
class Chart:
    """title, what screen readers read, and the bars from top to bottom."""

    name: str
    title: str
    description: str
    bars: list
    axis: str
    shares: bool = True


def charts(reader, rows):
    """Standards against their targets, women and men, places needed and free."""
    figures = [figure for figure in rows.figures if _is_drawn(figure)]
    everyone = [figure for figure in figures if figure.group_var == "all"]
    gender = [figure for figure in figures if figure.group_var == "gender"]
    found = [
        Chart(
            "standards",
            _("What people said, and the target"),
            _(
                "One bar for each standard, in the order of the standards. The text of"
                " each bar names the standard; its numbers are on the sheet chart_data."
            ),
            [_bar(figure, figure.indicator.label) for figure in everyone][:BARS],
            _("Share of people"),
        ),
        Chart(
            "women_and_men",
            _("Women and men"),
            _(
                "Bars of women and men beside each other for each standard. The numbers"
                " are on the sheet chart_data."
            ),
            [_bar(figure, _of_group(figure)) for figure in gender][:BARS],
            _("Share of people"),
        ),
        Chart(
            "places_needed",
            _("Places needed in alternatives"),
            _(
                "One bar for each district and type of alternative: people who need a"
                " place. The numbers are on the sheet chart_data."
            ),
            [_need(statistic) for statistic in rows.statistics if _is_need(statistic)],
            _("People"),
            shares=False,
        ),
    ]
    return [chart for chart in found if chart.bars]


def _is_drawn(figure):
    """Shares of people that have a number, of the leading indicator of a standard."""
    row = figure.exact if figure.is_exact else figure.published
    drawn = row.estimate if figure.is_exact else row.band_low
    return (
        figure.source == Instrument.Source.MIGRANT
        and not figure.indicator.is_component
        and unit_of(figure.indicator) == "proportion"
        and drawn is not None
    )


def _of_group(figure):
    group = group_names.label(figure.source, figure.group_var, figure.group_code)
    return f"{figure.indicator.standard_id} {group}"


def _bar(figure, label):
    everyone = figure.group_var == "all"
    text = f"{figure.indicator.standard_id} {label}" if everyone else label
    if figure.is_exact:
        exact = figure.exact
        return Bar(text, 0, exact.estimate, exact.lower, exact.upper, exact.target)
    row = figure.published
    ends = (row.band_low, row.band_high, row.likely_low, row.likely_high)
    return Bar(text, *(None if end is None else end / 100 for end in ends), row.target)


def _is_need(statistic):
    row = statistic.exact if statistic.is_exact else statistic.published
    return (
        statistic.code == "E2.10"
        and statistic.about.endswith(":need")
        and row.value is not None
    )


def _need(statistic):
    row = statistic.exact if statistic.is_exact else statistic.published
    return Bar(statistic.about, 0, row.value, row.lower, row.upper)


# -- writing -------------------------------------------------------------------------


def add_charts(book, reader, rows):
    """The sheet of charts and the sheet of the numbers that they are drawn from."""
    drawn = charts(reader, rows)
    pictures = book.add_worksheet("charts")
    lines = [HEAD]
    for place, chart in enumerate(drawn):
        first = len(lines)
        lines += [bar.cells(chart.name) for bar in chart.bars]
        picture = _picture(book, chart, first, len(lines) - 1)
        pictures.insert_chart(
            place * ROWS_OF_SHEET, 0, picture, {"description": _described(chart)}
        )
    add_sheet(book, SHEET, lines, WIDTHS, head=True)


def _described(chart):
    return f"{chart.title}. {chart.description}"


def _picture(book, chart, first, last):
    """A bar chart whose first series is not seen and lifts the second to its start."""
    picture = book.add_chart({"type": "bar", "subtype": "stacked"})
    labels = [SHEET, first, 1, last, 1]
    picture.add_series(
        {
            "name": _("Start"),
            "categories": labels,
            "values": [SHEET, first, 2, last, 2],
            "fill": {"none": True},
            "border": {"none": True},
        }
    )
    lines = [_column(column, first, last) for column in (5, 4)]
    picture.add_series(
        {
            "name": _("Figure, with its likely range"),
            "categories": labels,
            "values": [SHEET, first, 3, last, 3],
            "fill": {"color": "#12436D"},
            "border": {"color": "#12436D"},
            "gap": 40,
            "x_error_bars": {
                "type": "custom",
                "plus_values": lines[0],
                "minus_values": lines[1],
            },
        }
    )
    picture.set_title({"name": chart.title})
    picture.set_x_axis(
        {
            "name": chart.axis,
            "min": 0,
            **({"max": 1, "num_format": "0%"} if chart.shares else {}),
        }
    )
    picture.set_y_axis({"reverse": True})
    picture.set_legend({"none": True})
    picture.set_size({"width": 960, "height": 18 * (last - first) + 200})
    return picture


def _column(column, first, last):
    letter = "ABCDEFG"[column]
    return f"={SHEET}!${letter}${first + 1}:${letter}${last + 1}"
