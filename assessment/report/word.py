"""The report as a Word file, because bodies edit it. Made by python-docx."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from assessment.models import FigureSet
from assessment.presentation.figure_cards import FigureCard
from assessment.report.blocks import (
    Bullets,
    Paragraph,
    ReportContent,
    Section,
    Table,
)

A4, MARGIN = (210.0, 297.0), 20.0  # in millimetres
LETTERS, LETTERS_OF_TABLES = 10.5, 8.5  # in points
MANY_COLUMNS, LETTERS_OF_MANY = 6, 7.0
IN_TABLE, IN_WIDE_TABLE = "Table Text", "Wide Table Text"  # names of styles
FEWEST, MOST = 8, 40  # letters that a column asks for, however short or long its texts
EPOCH = (1980, 1, 1, 0, 0, 0)  # every entry of the zip has the same time


def render(report: ReportContent, figure_set: FigureSet) -> bytes:
    """The file; two builds of the same content give the same bytes."""
    from docx import Document  # slow to load

    document = Document()
    _page(document)
    moment = figure_set.released_at or figure_set.computed_at
    properties = document.core_properties
    properties.title, properties.author = report.title, report.body
    properties.language = report.language
    properties.created = properties.modified = moment.replace(tzinfo=None)
    properties.last_modified_by, properties.revision = report.body, 1
    _cover(document, report)
    for section in report.sections:
        _section(document, section)
    if get_language_bidi():
        _right_to_left(document)
    content = io.BytesIO()
    document.save(content)
    return _without_times(content.getvalue())


def _page(document: Any) -> None:
    """A4, as the PDF has it, and letters in which a table fits on it."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Mm, Pt

    section = document.sections[0]
    section.page_width, section.page_height = map(Mm, A4)
    for side in ("left", "right", "top", "bottom"):
        setattr(section, f"{side}_margin", Mm(MARGIN))
    normal = document.styles["Normal"]
    normal.font.size, normal.paragraph_format.space_after = Pt(LETTERS), Pt(5)
    document.styles["Caption"].paragraph_format.keep_with_next = True
    for name, points in (
        (IN_TABLE, LETTERS_OF_TABLES),
        (IN_WIDE_TABLE, LETTERS_OF_MANY),
    ):
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style, style.font.size = normal, Pt(points)
        style.paragraph_format.space_after = Pt(0)


def _cover(document: Any, report: ReportContent) -> None:
    document.add_paragraph(report.body)
    document.add_heading(report.title, level=0)
    document.add_paragraph(report.subtitle)
    for line in report.cover:
        document.add_paragraph(line)
    if report.synthetic:
        document.add_paragraph(_("Invented data for a demonstration"))
    document.add_paragraph(
        _("Check number %(number)s. Read on screen: %(address)s")
        % {"number": report.check_number, "address": report.address}
    )


def _section(document: Any, section: Section) -> None:
    if section.new_page:
        document.add_page_break()
    document.add_heading(f"{section.number} {section.title}", level=section.level)
    for block in section.blocks:
        _block(document, block)


def _block(document: Any, block: Any) -> None:
    if isinstance(block, Paragraph):
        paragraph = document.add_paragraph()
        run = paragraph.add_run(block.text)
        run.bold = block.kind in ("lead", "finding")
        run.italic = block.kind == "quiet"
    elif isinstance(block, Bullets):
        style = "List Number" if block.numbered else "List Bullet"
        for item in block.items:
            document.add_paragraph(item, style=style)
    elif isinstance(block, Table):
        _table(document, block.caption, block.head, block.rows)
    elif isinstance(block, FigureCard):
        heading = document.add_paragraph()
        heading.add_run(block.heading).bold = True
        document.add_paragraph(block.what)
        _table(document, block.heading, block.head, block.rows)
        for note in block.notes:
            document.add_paragraph(note, style="List Bullet")
        document.add_paragraph(f"{block.source} {_('Figure')} {block.id.upper()}.")


def _table(document: Any, caption: str, head: Any, rows: Any) -> None:
    """A table whose head repeats on each page; the caption stands above it."""
    document.add_paragraph(caption, style="Caption")
    style = document.styles[
        IN_WIDE_TABLE if len(head) > MANY_COLUMNS else IN_TABLE
    ].style_id
    lines = [[str(text) for text in line] for line in (head, *rows)]
    table = document.add_table(
        rows=len(lines), cols=len(head), style="Light Grid Accent 1"
    )
    table.autofit = False
    _repeats(table.rows[0])
    widths = _widths(lines)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for row, line in zip(table.rows, lines, strict=True):
        _keeps_together(row)
        for cell, text, width in zip(row.cells, line, widths, strict=True):
            cell.width = width
            cell.text, cell.paragraphs[0]._p.style = text, style
    document.add_paragraph("")


def _widths(lines: list[list[str]]) -> list[Any]:
    """The width of each column, by the letters of its longest text.

    A column asks for room for its longest word, and for its texts up to MOST letters;
    all columns together fill the page.
    """
    from docx.shared import Mm

    asked = []
    for texts in zip(*lines, strict=True):
        longest = max(map(len, texts))
        word = max((len(word) for text in texts for word in text.split()), default=0)
        asked.append(max(FEWEST, word + 2, min(longest, MOST)))
    room = A4[0] - 2 * MARGIN
    return [Mm(room * letters / sum(asked)) for letters in asked]


def _repeats(row: Any) -> None:
    from docx.oxml import OxmlElement

    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:tblHeader"))


def _keeps_together(row: Any) -> None:
    """A row does not break over pages."""
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _right_to_left(document: Any) -> None:
    from docx.enum.table import WD_TABLE_DIRECTION
    from docx.oxml import OxmlElement

    cells = (cell for table in document.tables for cell in table._cells)
    inside = (paragraph for cell in cells for paragraph in cell.paragraphs)
    for paragraph in (*document.paragraphs, *inside):
        paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
    for table in document.tables:
        table.table_direction = WD_TABLE_DIRECTION.RTL


def _without_times(content: bytes) -> bytes:
    """The same zip with one time for every entry."""
    result = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for entry in source.infolist():
            info = zipfile.ZipInfo(entry.filename, EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, source.read(entry.filename))
    return result.getvalue()
