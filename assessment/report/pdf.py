"""The report as PDF that screen readers read (PDF/UA-1), made by WeasyPrint.

Two builds of the same content give the same bytes: the moment in the file is that of
the release, and its identifier the fingerprint of the figures.
"""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from assessment.models import FigureSet
from assessment.report.blocks import ReportContent
from assessment.report.ink import inked

HIDDEN = 'aria-hidden="true"'
PICTURE = re.compile(r"<svg\b.*?</svg>", re.S)
SHEET = Path(settings.BASE_DIR) / "templates/assessment/report/report.css"


def why_not() -> str:
    """Why this server cannot make PDF files, in a sentence; "" where it can."""
    try:
        _load()
    except OSError:
        return _(
            "This server cannot make PDF files, only Word: it has no Pango library. The"
            " person who runs it installs libpango-1.0-0 and libpangoft2-1.0-0."
        )
    return ""


def _load() -> Any:
    """WeasyPrint, slow to load; OSError without the libraries it draws with."""
    import weasyprint

    return weasyprint


def page_html(report: ReportContent) -> str:
    """The whole report as one page of HTML with its style sheet."""
    return render_to_string(
        "assessment/report/document.html",
        {
            "report": report,
            "direction": "rtl" if get_language_bidi() else "ltr",
            "sheet": SHEET.read_text(encoding="utf-8"),
        },
    )


def _inked(page: str) -> str:
    """The page with colours written into its pictures; see ink.py.

    A mark beside its number says nothing more: it becomes a background, which screen
    readers pass over. Other pictures keep their title as their text.
    """
    return PICTURE.sub(_as_drawn, page)


def _as_drawn(match: re.Match[str]) -> str:
    picture = str(inked(match[0]))
    if HIDDEN not in match[0]:
        return picture
    picture = picture.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    data = base64.b64encode(picture.encode()).decode()
    address = f"data:image/svg+xml;base64,{data}"
    return f'<span class="drawn" style="background-image:url({address})"></span>'


def render(report: ReportContent, figure_set: FigureSet) -> tuple[bytes, int]:
    """(the file, its number of pages)."""
    document = _load().HTML(string=_inked(page_html(report))).render()
    moment = figure_set.released_at or figure_set.computed_at
    document.metadata.created = moment.isoformat()
    document.metadata.modified = moment.isoformat()
    content = document.write_pdf(
        pdf_variant="pdf/ua-1", pdf_identifier=figure_set.fingerprint[:32].encode()
    )
    return bytes(content), len(document.pages)
