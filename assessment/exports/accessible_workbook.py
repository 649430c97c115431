"""The accessible workbook: for people who read with a screen reader or large letters.

1. Cover, contents and notes, then one table a sheet; everything begins at A1.
2. Every table has a name and one row of heads. No cell is merged, empty, hidden,
   frozen, filtered or filled, and no picture stands anywhere.
3. Where a cell has no number it has shorthand, which is explained above the table.
"""

import io
from dataclasses import dataclass
from functools import partial

import xlsxwriter
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessment.exports.about_release import LICENCE_ADDRESS, LICENCE_TITLE
from assessment.exports.result_rows import prefetch_sources, rows_of
from assessment.exports.workbook_parts import OPTIONS, set_properties, with_language
from assessment.models import Finding
from assessment.presentation import figure_rows, group_names, uncertainty
from surveys.models import Instrument

NOT_PUBLISHED, CARE, NOT_AVAILABLE, NOT_APPLICABLE = "[c]", "[u]", "[x]", "[z]"
FONT = {"font_name": "Arial", "font_size": 12}
WIDE, NARROW = 44, 16
SHARES = ("proportion",)


@dataclass(frozen=True)
class Table:
    """name: of the Excel table; sheet: what it is called; rows: of cells."""

    name: str
    sheet: str
    title: str
    head: tuple
    rows: list
    widths: tuple


def accessible_workbook(reader):
    """Bytes of the workbook; the same release gives the same bytes."""
    rows = rows_of(reader)
    prefetch_sources(rows.figures)
    tables = _tables(rows)
    out = io.BytesIO()
    letters = {"default_format_properties": dict(FONT)}
    with xlsxwriter.Workbook(out, {**OPTIONS, **letters}) as book:
        set_properties(book, rows.about, rows.about.title)
        styles = _Styles(book)
        _write_cover(book, styles, reader, rows)
        _write_contents(book, styles, tables)
        _write_notes(book, styles)
        for table in tables:
            _write_table(book, styles, table)
        book.worksheets()[0].activate()
    return with_language(out.getvalue(), rows.about.language)


class _Styles:
    def __init__(self, book):
        self.title = book.add_format({**FONT, "font_size": 16, "bold": True})
        self.line = book.add_format(FONT)
        self.wrapped = book.add_format({**FONT, "text_wrap": True, "valign": "top"})
        self.head = book.add_format(
            {**FONT, "bold": True, "text_wrap": True, "valign": "top"}
        )
        numbers = partial(self._number, book)
        self.share, self.whole, self.number = map(numbers, ("0.0%", "0", "0.0##"))

    def _number(self, book, form):
        return book.add_format({**FONT, "num_format": form, "valign": "top"})


# -- the first sheets ----------------------------------------------------------------


def _write_cover(book, styles, reader, rows):
    about = rows.about
    sheet = book.add_worksheet(_("Cover"))
    sheet.set_column(0, 0, 100)
    sheet.write_string(0, 0, about.title, styles.title)
    lines = [
        *about.marks,
        _("Who publishes this: %(name)s") % {"name": about.publisher},
        _("Date: %(day)s") % {"day": date_format(about.moment, "j F Y")},
        _("Version: %(version)s") % {"version": about.version},
        _("Status of the figures: %(state)s")
        % {"state": reader.figure_set.get_state_display()},
        _("Check code: %(code)s") % {"code": about.fingerprint},
        _("How to cite: %(citation)s") % {"citation": about.citation},
        _("Licence: %(title)s, %(address)s")
        % {"title": LICENCE_TITLE, "address": LICENCE_ADDRESS},
        _("Questions and mistakes: %(contact)s") % {"contact": about.contact},
        _("Next update: with the next release of this round; there is no date."),
        uncertainty.exact() if about.exact else uncertainty.published(),
    ]
    for line, text in enumerate(lines, start=1):
        sheet.write_string(line, 0, text, styles.wrapped)


def _write_contents(book, styles, tables):
    sheet = book.add_worksheet(_("Contents"))
    sheet.write_string(0, 0, _("Contents"), styles.title)
    sheet.write_string(1, 0, _("This sheet has one table."), styles.line)
    _add(
        sheet,
        2,
        Table(
            "contents",
            "",
            "",
            (_("Sheet"), _("What is in it")),
            [(_("Notes"), _("Notes and shorthand"))]
            + [(table.sheet, table.title) for table in tables],
            (NARROW + 10, 90),
        ),
        styles,
        linked=True,
    )


def _write_notes(book, styles):
    sheet = book.add_worksheet(_("Notes"))
    sheet.write_string(0, 0, _("Notes and shorthand"), styles.title)
    sheet.write_string(1, 0, _("This sheet has one table."), styles.line)
    head = (_("Note"), _("What it means"))
    _add(sheet, 2, Table("notes", "", "", head, _notes(), (NARROW, 100)), styles)


def _notes():
    return [
        ("[note 1]", uncertainty.published()),
        ("[note 2]", uncertainty.how_to_read()),
        (
            "[note 3]",
            _(
                "The base is the number of people who answered, or of places or"
                " programmes that reported. Numbers of people are rounded to five in"
                " public."
            ),
        ),
        *_shorthand(),
    ]


def _shorthand():
    return [
        (NOT_PUBLISHED, _("Not published; the column “Note” says why")),
        (CARE, _("Use with care: few interviews")),
        (NOT_AVAILABLE, _("Not available")),
        (NOT_APPLICABLE, _("Does not apply")),
    ]


# -- tables --------------------------------------------------------------------------


def _tables(rows):
    figures = [(figure, rows.of_figure(figure)) for figure in rows.figures]
    tables = [_of_figures("headlines", _("Headlines"), figures, "all", rows)]
    for variable in group_names.NAMES:
        name = str(group_names.VARIABLES[variable])
        tables.append(_of_figures(f"by_{variable}", name, figures, variable, rows))
    statistics = [rows.of_statistic(statistic) for statistic in rows.statistics]
    tables.append(_of_results("statistics", _("Statistics"), statistics, rows))
    answers = list(rows.of_frequencies(rows.frequencies))
    tables.append(_of_results("answers", _("Answers to each question"), answers, rows))
    with_rows = [table for table in tables if table.rows]
    return [
        Table(
            table.name,
            f"{number}_{table.sheet}"[:31],
            table.title,
            table.head,
            table.rows,
            table.widths,
        )
        for number, table in enumerate(with_rows, start=1)
    ]


def _of_figures(name, sheet, figures, variable, rows):
    chosen = [pair for pair in figures if pair[0].group_var == variable]
    head = (
        _("Standard"),
        _("What was measured"),
        _("Who was asked, or what was read"),
        *((_("Group"),) if variable != "all" else ()),
        _("Figure in words [note 1]"),
        *_number_heads(rows),
        _("Target"),
        _("Finding"),
        *((_("Compared with the largest group"),) if variable != "all" else ()),
        _("Note"),
        _("Name of the row"),
    )
    lines = [_figure_line(figure, row, variable) for figure, row in chosen]
    return Table(name, sheet, _titled(sheet, rows), head, lines, _widths(head))


def _figure_line(figure, row, variable):
    grouped = variable != "all"
    comparisons = {
        "more_often": _("More often"),
        "less_often": _("Less often"),
        "may_differ": _("May differ"),
        "differs": _("Differs"),
        "not_clear": _("No clear difference"),
    }
    compared = comparisons.get(row["comparison"], NOT_APPLICABLE)
    return (
        row["standard_code"] or NOT_APPLICABLE,
        row["indicator_name"],
        str(Instrument.Source(figure.source).label),
        *((row["group_name"],) if grouped else ()),
        figure_rows.value(figure) or NOT_PUBLISHED,
        *_numbers(row),
        Number(row["target"], row["unit"])
        if row["target"] is not None
        else NOT_APPLICABLE,
        str(Finding(row["finding"]).label),
        *((compared,) if grouped else ()),
        _note(row),
        row["result_id"],
    )


def _note(row):
    care = CARE if row.get("quality_flag") == "u" else ""
    return f"{care} {row['note'] or ''}".strip() or NOT_APPLICABLE


def _unit(unit):
    return {
        "proportion": _("Share"),
        "number": _("Number"),
        "days": _("Days"),
        "persons": _("People"),
        "count": _("Number"),
        "places": _("Places"),
        "events": _("Events"),
        "programmes": _("Programmes"),
        "files": _("Files"),
        "money": _("Money, in the country’s currency"),
        "rate": _("Rate"),
        "per_year": _("For each year of a person"),
        "difference": _("Difference"),
        "coefficient": _("Coefficient"),
    }[unit]


def _of_results(name, sheet, results, rows):
    head = (
        _("Code"),
        _("What was counted, or the question"),
        _("Part or answer"),
        _("Who was asked, or what was read"),
        *_number_heads(rows),
        _("Fewer than"),
        _("At least"),
        _("Note"),
        _("Name of the row"),
    )
    lines = [
        (
            row["indicator_code"],
            row["indicator_name"],
            row["category_name"] or row["category_code"],
            str(Instrument.Source(row["source_group"]).label),
            *_numbers(row),
            Number(row["fewer_than"]) if row.get("fewer_than") else NOT_APPLICABLE,
            Number(row["at_least"]) if row.get("at_least") else NOT_APPLICABLE,
            _note(row),
            row["result_id"],
        )
        for row in results
    ]
    return Table(name, sheet, _titled(sheet, rows), head, lines, _widths(head))


def _titled(sheet, rows):
    return f"{sheet}. {rows.about.name}"


def _widths(head):
    narrow = {_("Target"), _("Fewer than"), _("At least"), _("Standard"), _("Code")}
    numbers = {*_public_heads(), *_exact_heads()}
    return tuple(NARROW if title in narrow | numbers else WIDE for title in head)


@dataclass(frozen=True)
class Number:
    """A number and its unit, which decides the format of its cell."""

    value: float
    unit: str = "count"


def _public_heads():
    return (
        _("Lower end of the band [note 1]"),
        _("Upper end of the band [note 1]"),
        _("Likely from [note 2]"),
        _("Likely to [note 2]"),
        _("Published number"),
        _("Base, lowest [note 3]"),
        _("Base, highest [note 3]"),
        _("Unit"),
    )


def _exact_heads():
    return (
        _("Exact figure"),
        _("Exact range from [note 2]"),
        _("Exact range to [note 2]"),
        _("People who answered"),
    )


def _number_heads(rows):
    return (*_public_heads(), *(_exact_heads() if rows.about.exact else ()))


def _numbers(row):
    """The numbers of a row, shorthand where there is none."""
    missing = NOT_PUBLISHED if row["suppressed"] == "yes" else NOT_APPLICABLE
    value_unit = row.get("value_unit") or row["unit"]
    named = [
        *((name, "proportion") for name in ("band_low", "band_high")),
        *((name, "proportion") for name in ("likely_low", "likely_high")),
        ("value", value_unit),
        *((name, "count") for name in ("base_low", "base_high")),
    ]
    cells = [_cell(row.get(name), unit, missing) for name, unit in named]
    cells.append(_unit(value_unit))
    if "not_for_publication" not in row:
        return cells
    exact = ("estimate", "ci_lower", "ci_upper")
    cells += [_cell(row.get(name), row["unit"], NOT_APPLICABLE) for name in exact]
    return [*cells, _cell(row.get("n"), "count", NOT_AVAILABLE)]


def _cell(value, unit, missing):
    return missing if value is None else Number(value, unit)


# -- writing -------------------------------------------------------------------------


def _write_table(book, styles, table):
    sheet = book.add_worksheet(table.sheet)
    sheet.write_string(0, 0, table.title, styles.title)
    sheet.write_string(1, 0, _("This sheet has one table."), styles.line)
    explained = "; ".join(f"{mark} {text}" for mark, text in _shorthand())
    text = _("Shorthand: %(list)s. Notes are on the sheet Notes.") % {"list": explained}
    sheet.write_string(2, 0, text, styles.line)
    _add(sheet, 3, table, styles)


def _add(sheet, top, table, styles, *, linked=False):
    """A named Excel table without filter, stripes or colour, below its head."""
    for column, width in enumerate(table.widths):
        sheet.set_column(column, column, width)
    sheet.add_table(
        top,
        0,
        top + len(table.rows),
        len(table.head) - 1,
        {
            "name": table.name,
            "autofilter": False,
            "banded_rows": False,
            "style": None,
            "columns": [
                {"header": title, "header_format": styles.head} for title in table.head
            ],
        },
    )
    for line, row in enumerate(table.rows, start=top + 1):
        for column, value in enumerate(row):
            if linked and column == 0:
                sheet.write_url(line, 0, f"internal:'{value}'!A1", styles.line, value)
            elif isinstance(value, Number):
                sheet.write_number(line, column, value.value, _form(value, styles))
            else:
                sheet.write_string(line, column, str(value), styles.wrapped)


def _form(number, styles):
    if number.unit in SHARES:
        return styles.share
    return styles.whole if float(number.value).is_integer() else styles.number
