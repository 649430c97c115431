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

EPOCH = (1980, 1, 1, 0, 0, 0)  # every entry of the zip has the same time


def render(report: ReportContent, figure_set: FigureSet) -> bytes:
    """The file; two builds of the same content give the same bytes."""
    from docx import Document  # slow to load

    document = Document()
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
    table = document.add_table(rows=1, cols=len(head), style="Light Grid Accent 1")
    for cell, text in zip(table.rows[0].cells, head, strict=True):
        cell.text = str(text)
    _repeats(table.rows[0])
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = str(text)
    document.add_paragraph("")


def _repeats(row: Any) -> None:
    from docx.oxml import OxmlElement

    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:tblHeader"))


def _right_to_left(document: Any) -> None:
    from docx.oxml import OxmlElement

    for paragraph in document.paragraphs:
        paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))


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
