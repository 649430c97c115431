"""The report as PDF that screen readers read (PDF/UA-1), made by WeasyPrint.

Two builds of the same content give the same bytes: the moment in the file is that of
the release, and its identifier the fingerprint of the figures.
"""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from assessment.models import FigureSet
from assessment.report.blocks import ReportContent
from assessment.report.ink import inked
from surveys.exceptions import Refused

PICTURE = re.compile(r"<svg\b.*?</svg>", re.S)
SHEET = Path(settings.BASE_DIR) / "templates/assessment/report/report.css"


def check_available() -> None:
    """Raise Refused where the libraries that draw text are missing on the server."""
    try:
        import weasyprint  # noqa: F401 - loads what draws text
    except OSError as problem:
        raise Refused(
            _(
                "This server cannot make PDF files: it has no Pango library. The person"
                " who runs it installs libpango-1.0-0 and libpangoft2-1.0-0."
            )
        ) from problem


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
    """The page with colours written into its pictures; see ink.py."""
    return PICTURE.sub(lambda match: str(inked(match[0])), page)


def render(report: ReportContent, figure_set: FigureSet) -> tuple[bytes, int]:
    """(the file, its number of pages)."""
    import weasyprint  # slow to load

    document = weasyprint.HTML(string=_inked(page_html(report))).render()
    moment = figure_set.released_at or figure_set.computed_at
    document.metadata.created = moment.isoformat()
    document.metadata.modified = moment.isoformat()
    content = document.write_pdf(
        pdf_variant="pdf/ua-1", pdf_identifier=figure_set.fingerprint[:32].encode()
    )
    return bytes(content), len(document.pages)
