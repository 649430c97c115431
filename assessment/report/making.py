"""Making the report: PDF and Word, in each language, stored as they were made."""

from __future__ import annotations

import hashlib
from collections.abc import Generator
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from assessment.audit_trail import note, now
from assessment.computation.progress import ProgressStep
from assessment.models import FigureSet, Report
from assessment.reading.reader import Reader
from assessment.report import content, pdf, word
from surveys.exceptions import Refused
from surveys.models import Act, Person

Form = Report.Form


def make_reports_in_steps(
    *, figure_set: FigureSet, exact: bool, by: Person, site: str
) -> Generator[ProgressStep, None, list[Report]]:
    """Make the reports of a release in every language, step by step.

    exact: of exact figures, for the body; else of published ones, for everybody. site:
    the address of the server. Raises Refused where PDF files cannot be made here, or
    figures are not released.
    """
    if not exact and not figure_set.is_released:
        raise Refused(_("Release the figures first. Then the public report is made."))
    pdf.check_available()
    languages = [code for code, _name in settings.LANGUAGES]
    made: list[tuple[str, str, bytes, int | None]] = []
    reader = Reader(figure_set, exact=exact, address=(figure_set.pk,))
    for number, code in enumerate(languages, start=1):
        title = _("Writing the report (%(language)s)") % {"language": code}
        yield ProgressStep(number, len(languages) + 1, title)
        with translation.override(code):
            made += _made(reader, code, site)
    yield ProgressStep(len(languages) + 1, len(languages) + 1, _("Saving the reports"))
    return _store(figure_set, exact, made, by)


def _made(
    reader: Reader, code: str, site: str
) -> list[tuple[str, str, bytes, int | None]]:
    address = site + reader.permalink("figure_set")
    whole = content.report_content(reader, address)
    summary = content.summary_content(reader, address)
    files = []
    for form, report in ((Form.PDF, whole), (Form.SUMMARY, summary)):
        document, pages = pdf.render(report, reader.figure_set)
        files.append((str(form), code, document, pages))
    document = word.render(whole, reader.figure_set)
    files.append((str(Form.WORD), code, document, None))
    return files


@transaction.atomic
def _store(
    figure_set: FigureSet,
    exact: bool,
    made: list[tuple[str, str, bytes, int | None]],
    by: Person,
) -> list[Report]:
    moment = now()
    reports = [
        Report.objects.create(
            figure_set=figure_set,
            form=form,
            language=code,
            exact=exact,
            content=document,
            sha256=hashlib.sha256(document).hexdigest(),
            pages=pages,
            made_at=moment,
            made_by=by,
        )
        for form, code, document, pages in made
    ]
    note(Act.REPORT_MADE, figure_set, by, exact=str(exact))
    return reports


def newest_reports(reader: Any) -> list[Report]:
    """The reports of this set that the reader may take, the newest of each kind."""
    rows = Report.objects.filter(figure_set=reader.figure_set).defer("content")
    if not reader.exact:
        rows = rows.filter(exact=False)
    newest: dict[tuple[Any, ...], Report] = {}
    for row in rows:
        newest.setdefault((row.exact, row.form, row.language), row)
    return [newest[key] for key in sorted(newest)]
