"""The working workbook: one numeric table for filters, and all that explains it."""

import io
from collections import Counter

import xlsxwriter
from django.db.models import prefetch_related_objects
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from assessment.computation import coverage
from assessment.exports import (
    action_plan,
    codebook,
    gap_statistics,
    priorities,
    results_table,
)
from assessment.exports import frequencies as frequency_sheet
from assessment.exports.results_table import DAY, NUMBER, SHARE, WHOLE_NUMBER, result
from assessment.models import Standard
from assessment.presentation import figure_rows, uncertainty
from assessment.presentation.code_labels import set_versions

FORMATS = {SHARE: "0.0%", WHOLE_NUMBER: "0", NUMBER: "0.000", DAY: "yyyy-mm-dd"}
UNITS = {
    "proportion": SHARE,
    "number": NUMBER,
    "persons": WHOLE_NUMBER,
    "count": WHOLE_NUMBER,
}
ESTIMATES = (
    "estimate",
    "ci_lower",
    "ci_upper",
    "target",
    "gap",
    "gap_lower",
    "gap_upper",
)
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}


def workbook(figure_set, figures, statistics, frequencies=()):
    """Bytes of the workbook; the same figures give the same bytes.

    figures, statistics, frequencies: as one reader reads them. With exact ones every
    sheet that has numbers says that it is not for publication.
    """
    # One query for the sources of all standards, not one a figure.
    standards = [figure.indicator.standard for figure in figures]
    prefetch_related_objects([s for s in standards if s is not None], "sources")
    versions = set_versions(figure_set)
    exact = any(row.is_exact for row in (*figures, *statistics, *frequencies))
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        book.set_properties(
            {
                "title": f"{figure_set.round.name}: {_('results')}",
                "created": figure_set.computed_at.replace(tzinfo=None),
                "comments": _comments(figure_set, exact),
            }
        )
        _readme(book, figure_set, figures, exact)
        _results(book, figure_set, figures, versions, exact)
        _sheet(
            book,
            "gap_statistics",
            list(gap_statistics.lines(statistics, exact)),
            gap_statistics.widths(exact),
            head=True,
        )
        _sheet(
            book,
            "frequencies",
            list(frequency_sheet.lines(figure_set, frequencies, exact)),
            frequency_sheet.widths(exact),
            head=True,
        )
        _sheet(book, "codebook", codebook.lines(versions), codebook.WIDTHS, head=True)
        _own_indicators(book, figures)
        _sheet(
            book,
            "action_plan",
            list(action_plan.lines(figures)),
            action_plan.WIDTHS,
            head=True,
        )
        _sheet(
            book,
            "priorities",
            list(priorities.lines(figure_set, figures)),
            priorities.WIDTHS,
            head=True,
        )
        _standards(book)
        _methods(book, figure_set)
        _quality(book, figure_set, figures, exact)
    return out.getvalue()


def _comments(figure_set, exact):
    comments = [_("Invented data for a demonstration")] if figure_set.synthetic else []
    if exact:
        comments.append(_("Exact figures: not for publication"))
    return ". ".join(comments)


def _sheet(book, name, rows, widths, *, head=False):
    """A plain sheet; with `head` the first row is a header that stays in sight."""
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    for line, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is None or value == "":
                continue
            if isinstance(value, Promise):
                value = str(value)
            strong = (
                bold if (head and line == 0) or (not head and column == 0) else wrap
            )
            sheet.write(line, column, value, strong)
    if head:
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(1, len(rows) - 1), len(widths) - 1)
    return sheet


def _readme(book, figure_set, figures, exact):
    round = figure_set.round
    days = coverage.fieldwork(figure_set, exact)
    published = sum(figure.published.is_published for figure in figures)
    rows = [
        (_("Assessment"), round.name),
        (_("Interviews took place"), coverage.between(*days, exact) if days else ""),
        (_("Status of the figures"), figure_set.get_state_display()),
        (_("Computed at"), figure_set.computed_at.strftime("%Y-%m-%dT%H:%M:%SZ")),
        (_("Check code"), figure_set.fingerprint),
        (_("Rows"), len(figures)),
        (_("Published figures"), published),
        (_("How to read"), uncertainty.how_to_read()),
        (
            _("Shares"),
            _(
                "Shares are written from 0 to 1. An empty cell means “not published”,"
                " never zero. Its row gives the reason."
            ),
        ),
        (
            _("Sheets"),
            _(
                "results: every figure; gap_statistics: figures not tied to a"
                " standard; frequencies: the answers to each closed question; codebook:"
                " the questions; own_indicators: what this round made figures of;"
                " action_plan: the indicators of"
                " A/HRC/35/25, Goal 4; priorities: the gaps in order; standards: the"
                " standards used; methods: how we calculated; quality: how complete"
                " the data are"
            ),
        ),
    ]
    if exact:
        rows.insert(0, (_("Not for publication"), uncertainty.exact()))
    else:
        rows.append((_("Bands and rounded numbers"), uncertainty.published()))
    if figure_set.synthetic:
        rows.insert(0, (_("Invented data for a demonstration"), _("No real person.")))
    _sheet(book, "README", rows, (28, 90))


def _results(book, figure_set, figures, versions, exact):
    sheet = book.add_worksheet("results")
    allowed = results_table.columns(exact)
    rows = [result(figure, figure_set, versions, exact) for figure in figures]
    rows.sort(key=lambda row: (row["indicator_code"], row["source_group"]))
    formats = {
        kind: book.add_format({"num_format": text}) for kind, text in FORMATS.items()
    }
    heads = [
        {"header": name, "format": formats[kind]}
        if kind in formats
        else {"header": name}
        for name, kind in allowed
    ]
    last = max(1, len(rows))
    sheet.add_table(
        0,
        0,
        last,
        len(allowed) - 1,
        {"name": "results", "columns": heads, "style": "Table Style Light 1"},
    )
    for line, row in enumerate(rows, start=1):
        for column, (name, kind) in enumerate(allowed):
            is_estimate = exact and name in ESTIMATES
            number_kind = UNITS[row["unit"]] if is_estimate else kind
            _write(sheet, line, column, row.get(name), formats.get(number_kind))
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, len(allowed) - 1, 14)
    if exact:
        sheet.set_header("&C" + _("Exact figures: not for publication"))


def _write(sheet, line, column, value, cell_format):
    if value is None:
        return
    if isinstance(value, str):
        sheet.write_string(line, column, value)
    elif isinstance(value, int | float):
        sheet.write_number(line, column, value, cell_format)
    else:
        sheet.write_datetime(line, column, value, cell_format)


def _standards(book):
    rows = [
        ("id", "domain", "title", "kind", "direction", "target", "sources", "figures")
    ]
    standards = Standard.objects.prefetch_related("sources", "indicators")
    for standard in standards:
        figures = ", ".join(
            indicator.pk
            for indicator in standard.indicators.all()
            if not indicator.is_own
        ) or figure_rows.needs(standard)
        citations = "; ".join(
            source.citation for source in figure_rows.sources(standard)
        )
        rows.append(
            (
                standard.pk,
                standard.domain,
                standard.title,
                standard.get_kind_display(),
                standard.get_direction_display(),
                standard.target,
                citations,
                figures,
            )
        )
    _sheet(book, "standards", rows, (9, 24, 60, 18, 20, 8, 60, 40), head=True)


def _own_indicators(book, figures):
    """Definitions of the indicators that the round made for itself, if it has any."""
    own = {
        figure.indicator_id: figure.indicator
        for figure in figures
        if figure.indicator.is_own
    }
    names = ("pk", "label_en", "label_fr", "source", "standard_id", "statistic")
    names += ("numerator", "denominator", "target", "direction")
    rows = [("id", *names[1:])]
    rows += [
        tuple(getattr(indicator, name) for name in names) for indicator in own.values()
    ]
    widths = (10, 40, 40, 16, 12, 12, 50, 50, 8, 10)
    _sheet(book, "own_indicators", rows, widths, head=True)


def _methods(book, figure_set):
    rows = [
        (_("How to read"), uncertainty.how_to_read()),
        (
            _("Ranges"),
            _(
                "For shares: the method of Korn and Graubard, with the sampling plan."
                " No range for people not chosen at random."
            ),
        ),
        (
            _("Who is counted"),
            _(
                "People who preferred not to answer, did not know or could not be"
                " asked in private are shown separately. They never count as a “no”."
            ),
        ),
        *((key, str(value)) for key, value in sorted(figure_set.settings.items())),
        *(
            (f"precision {key}", str(value))
            for key, value in figure_set.precision.items()
        ),
        ("analysis_version", figure_set.code_version),
    ]
    _sheet(book, "methods", rows, (28, 90))


def _quality(book, figure_set, figures, exact):
    rows = [("what", "who", "detail", "number")]
    for line in coverage.lines(figure_set, exact):
        rows += [
            ("coverage", line["name"], "received", line["received"]),
            ("coverage", line["name"], "used", line["used"]),
            *(
                ("coverage", line["name"], f"excluded: {word}", number)
                for word, number in line["excluded"]
            ),
        ]
        if line["left_out"]:
            rows.append(("coverage", line["name"], "left out", line["left_out"]))
    for figure in figures:
        row = figure.exact if figure.is_exact else figure.published
        if figure.group_var == "all":
            rows += [
                ("not answered", figure.indicator_id, key, count)
                for key, count in sorted(row.nonresponse.items())
            ]
    reasons = Counter(
        row.get_state_display()
        for row in (figure.published for figure in figures)
        if not row.is_published
    )
    rows += [
        ("not published", "", reason, count)
        for reason, count in sorted(reasons.items())
    ]
    _sheet(book, "quality", rows, (18, 30, 40, 12), head=True)
