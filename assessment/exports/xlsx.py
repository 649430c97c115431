"""The working workbook: one numeric table for filters, and all that explains it."""

import io

import xlsxwriter
from django.utils.translation import gettext as _

from assessment import tables, wording
from assessment.exports import action_plan, codebook, gap_statistics, priorities
from assessment.exports.columns import COLUMNS, DAY, NUMBER, SHARE, WHOLE, result
from assessment.models import Standard
from surveys.models import InstrumentVersion

FORMATS = {SHARE: "0.0%", WHOLE: "0", NUMBER: "0.000", DAY: "yyyy-mm-dd"}
UNITS = {"proportion": SHARE, "number": NUMBER, "persons": WHOLE, "count": WHOLE}
MEASURED = (
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


def workbook(figure_set, figures, statistics):
    """Bytes of the workbook; the same figures give the same bytes."""
    figures = list(figures.prefetch_related("indicator__standard__sources"))
    versions = _versions(figure_set.round)
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        book.set_properties(
            {
                "title": f"{figure_set.round.name}: {_('results')}",
                "created": figure_set.computed_at.replace(tzinfo=None),
                "comments": _("Synthetic demonstration data")
                if figure_set.synthetic
                else "",
            }
        )
        _readme(book, figure_set, figures)
        _results(book, figure_set, figures, versions)
        _sheet(
            book,
            "gap_statistics",
            list(gap_statistics.lines(statistics)),
            gap_statistics.WIDTHS,
            head=True,
        )
        _sheet(book, "codebook", codebook.lines(versions), codebook.WIDTHS, head=True)
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
        _quality(book, figure_set, figures)
    return out.getvalue()


def _versions(round):
    """source → the newest version whose interviews are in the round."""
    used = InstrumentVersion.objects.filter(interview__round=round).distinct()
    return {one.instrument.source: one for one in used.select_related("instrument")}


def _sheet(book, name, rows, widths, *, head=False):
    """A plain sheet; with `head` the first row is a header that stays in sight."""
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    for at, width in enumerate(widths):
        sheet.set_column(at, at, width)
    for line, row in enumerate(rows):
        for at, value in enumerate(row):
            if value is None or value == "":
                continue
            strong = bold if (head and line == 0) or (not head and at == 0) else wrap
            sheet.write(line, at, value, strong)
    if head:
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(1, len(rows) - 1), len(widths) - 1)
    return sheet


def _readme(book, figure_set, figures):
    round = figure_set.round
    hidden = sum(not one.is_shown for one in figures)
    rows = [
        (_("Assessment"), round.name),
        (_("Period"), f"{round.starts_on.isoformat()} – {round.ends_on.isoformat()}"),
        (_("State of the figures"), figure_set.get_state_display()),
        (_("Computed at"), figure_set.computed_at.strftime("%Y-%m-%dT%H:%M:%SZ")),
        (_("Fingerprint"), figure_set.fingerprint),
        (_("Rows"), len(figures)),
        (_("Hidden figures"), hidden),
        (_("How to read"), wording.how_to_read()),
        (
            _("Shares"),
            _(
                "Shares are written from 0 to 1. An empty cell with suppressed = yes is"
                " hidden because too few people are behind it; it is never a zero."
            ),
        ),
        (
            _("Sheets"),
            _(
                "results: every figure; gap_statistics: numbers that no standard is"
                " measured by; codebook: the questions; action_plan: the indicators of"
                " A/HRC/35/25, Goal 4; priorities: which gaps come first; standards:"
                " what is measured against; methods; quality: who is counted and who"
                " is not"
            ),
        ),
    ]
    audience = figures[0].audience if figures else ""
    base = figure_set.settings.get(f"rounded_{audience}", 1)
    if base > 1:
        rows.append((_("Numbers of people"), wording.rounded(base)))
    if figure_set.synthetic:
        rows.insert(0, (_("Synthetic demonstration data"), _("No real person.")))
    _sheet(book, "README", rows, (28, 90))


def _results(book, figure_set, figures, versions):
    sheet = book.add_worksheet("results")
    names = {source: str(one) for source, one in versions.items()}
    made = [result(one, figure_set, names) for one in figures]
    made.sort(key=lambda row: (row["indicator_code"], row["source_group"]))
    formats = {
        kind: book.add_format({"num_format": text}) for kind, text in FORMATS.items()
    }
    columns = [
        {"header": name, "format": formats[kind]}
        if kind in formats
        else {"header": name}
        for name, kind in COLUMNS
    ]
    last = max(1, len(made))
    sheet.add_table(
        0,
        0,
        last,
        len(COLUMNS) - 1,
        {"name": "results", "columns": columns, "style": "Table Style Light 1"},
    )
    for line, row in enumerate(made, start=1):
        for at, (name, kind) in enumerate(COLUMNS):
            written = UNITS[row["unit"]] if name in MEASURED else kind
            _write(sheet, line, at, row.get(name), formats.get(written))
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, len(COLUMNS) - 1, 14)


def _write(sheet, line, at, value, cell_format):
    if value is None:
        return
    if isinstance(value, str):
        sheet.write_string(line, at, value)
    elif isinstance(value, int | float):
        sheet.write_number(line, at, value, cell_format)
    else:
        sheet.write_datetime(line, at, value, cell_format)


def _standards(book):
    rows = [
        ("id", "domain", "title", "kind", "direction", "target", "sources", "figures")
    ]
    standards = Standard.objects.prefetch_related("sources", "indicators")
    for one in standards:
        figures = ", ".join(i.pk for i in one.indicators.all()) or tables.needs(one)
        cited = "; ".join(source.citation for source in tables.sources(one))
        rows.append(
            (
                one.pk,
                one.domain,
                one.title,
                one.get_kind_display(),
                one.get_direction_display(),
                one.target,
                cited,
                figures,
            )
        )
    _sheet(book, "standards", rows, (9, 24, 60, 18, 20, 8, 60, 40), head=True)


def _methods(book, figure_set):
    rows = [
        (_("How to read"), wording.how_to_read()),
        (
            _("Ranges"),
            _(
                "Korn and Graubard for shares, with the sampling plan; none for people"
                " not chosen at random."
            ),
        ),
        (
            _("Who is counted"),
            _(
                "Whoever preferred not to answer, did not know or could not be asked in"
                " private is counted apart, never as a no."
            ),
        ),
        *((key, str(value)) for key, value in sorted(figure_set.settings.items())),
        ("analysis_version", figure_set.code_version),
    ]
    _sheet(book, "methods", rows, (28, 90))


def _quality(book, figure_set, figures):
    rows = [("what", "who", "detail", "number")]
    for source, counts in figure_set.coverage.items():
        rows += [
            ("coverage", source, "received", counts["received"]),
            ("coverage", source, "used", counts["used"]),
            *(
                ("coverage", source, f"excluded: {key}", n)
                for key, n in sorted(counts["excluded"].items())
            ),
        ]
    public = figure_set.settings["min_cell_public"]
    review = any(one.audience == "review" for one in figures)
    threshold = figure_set.settings["min_cell_review"] if review else public
    for one in figures:
        if one.group_var == "all":
            rows += [
                ("not answered", one.indicator_id, key, n if n >= threshold else None)
                for key, n in sorted(one.nonresponse.items())
            ]
    states = sorted({one.state for one in figures if not one.is_shown})
    for state in states:
        count = sum(one.state == state for one in figures)
        rows.append(("hidden figures", "", state, count))
    _sheet(book, "quality", rows, (18, 20, 30, 12), head=True)
