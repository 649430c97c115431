"""The working workbook: one numeric table for filters, and all that explains it."""

import io
from itertools import islice

import xlsxwriter
from django.utils.translation import gettext as _

from assessment.exports import (
    action_plan,
    codebook,
    dictionary,
    priorities,
    workbook_charts,
    working_sheets,
)
from assessment.exports.columns import BY_UNIT, COLUMNS, NAMES, SHARE
from assessment.exports.result_rows import prefetch_sources, rows_of
from assessment.exports.streamed_sheet import StreamedSheet
from assessment.exports.workbook_parts import (
    NUMBER_FORMATS,
    add_sheet,
    options,
    set_properties,
    with_language,
)

MOST_ROWS = 1_048_575  # of a sheet, below its head
DICTIONARY_WIDTHS = (22, 10, 10, 40, 60, 60)
STANDARD_WIDTHS = (9, 24, 60, 18, 20, 8, 60, 40)
OWN_WIDTHS = (10, 40, 40, 16, 12, 12, 50, 50, 8, 10)


def working_workbook(reader):
    """Bytes of the workbook; the same release gives the same bytes."""
    rows = rows_of(reader)
    prefetch_sources(rows.figures)
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, options(len(rows))) as book:
        set_properties(book, rows.about, rows.about.title)
        _write_sheets(book, reader, rows)
    return with_language(out.getvalue(), rows.about.language)


def _write_sheets(book, reader, rows):
    figure_set = reader.figure_set
    readme = working_sheets.readme(rows.about, figure_set, len(rows))
    add_sheet(book, "README", readme, (28, 90))
    _results(book, rows)
    indicators = [rows.of_figure(figure) for figure in rows.figures]
    wide = list(working_sheets.wide_lines(indicators, reader.exact))
    add_sheet(book, "wide_indicator_x_group", wide, [14] * len(wide[0]), head=True)
    workbook_charts.add_charts(book, reader, rows)
    for name, fields, lines, widths in (
        ("dictionary", dictionary.FIELDS, dictionary.lines(), DICTIONARY_WIDTHS),
        ("codebook", codebook.FIELDS, codebook.lines(rows.versions), codebook.WIDTHS),
        (
            "choices",
            codebook.CHOICE_FIELDS,
            codebook.choice_lines(rows.versions),
            codebook.CHOICE_WIDTHS,
        ),
    ):
        head = [field for field, _type in fields]
        _table(book, name, [head, *lines], widths)
    own = working_sheets.own_indicator_lines(rows.figures)
    _table(book, "own_indicators", own, OWN_WIDTHS)
    plan = action_plan.lines(rows.figures)
    _table(book, "action_plan", plan, action_plan.WIDTHS)
    gaps = priorities.lines(figure_set, rows.figures)
    _table(book, "priorities", gaps, priorities.WIDTHS)
    _table(book, "standards", working_sheets.standard_lines(), STANDARD_WIDTHS)
    add_sheet(book, "methods", working_sheets.method_lines(figure_set), (28, 90))
    quality = working_sheets.quality_lines(figure_set, rows.figures, reader.exact)
    _table(book, "quality", quality, (18, 30, 40, 12))
    log = working_sheets.suppression_lines(rows)
    _table(book, "suppression_log", log, (14, 28, 24, 60, 8))
    changes = working_sheets.change_lines(figure_set, rows)
    _table(book, "change_log", changes, (9, 12, 90))


def _table(book, name, rows, widths):
    add_sheet(book, name, rows, widths, head=True)


def _results(book, rows):
    """The table of results, in further sheets where one cannot hold it."""
    lines = streamed_lines(rows)
    if len(rows) <= MOST_ROWS:
        add_results(book, "results", lines, len(rows), rows.about.exact)
        return
    left, number = len(rows), 1
    while left > 0:
        # Sheets are written in their order when the workbook closes.
        length = min(left, MOST_ROWS)
        part = islice(lines, length)
        add_results(book, f"data_{number}", part, length, rows.about.exact)
        left, number = left - length, number + 1


def streamed_lines(rows):
    """(cells, whether numbers in the row's own unit are shares) of each row."""
    for row in rows:
        yield list(map(row.get, NAMES)), row["unit"] == "proportion"


def add_results(book, name, lines, length, exact):
    """A sheet of results, of which one row at a time is in memory."""
    formats = {
        kind: book.add_format({"num_format": text})
        for kind, text in NUMBER_FORMATS.items()
    }
    shares = {**formats, BY_UNIT: formats[SHARE]}
    sheet = book.add_worksheet(name, StreamedSheet)
    sheet.stream(
        name,
        NAMES,
        [formats.get(column.format) for column in COLUMNS],
        [shares.get(column.format) for column in COLUMNS],
        lines,
        length,
    )
    if exact:
        sheet.set_header("&C" + _("Exact figures: not for publication"))
