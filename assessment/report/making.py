"""Making the report: PDF and Word, in each language, stored as they were made."""

from __future__ import annotations

import hashlib
from collections.abc import Generator

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from assessment.audit_trail import note, now
from assessment.computation.progress import ProgressStep
from assessment.models import FigureSet, Report
from assessment.reading.reader import Reader
from assessment.report import content, pdf, word
from surveys.exceptions import Refused
from surveys.models import Act, Person

Form = Report.Form
LINES = (15, 8, 6, 5, 4, 3, 2, 1)  # of each list of the summary, at most


def make_reports_in_steps(
    *, figure_set: FigureSet, exact: bool, by: Person, site: str
) -> Generator[ProgressStep, None, list[Report]]:
    """Make the reports of a release in every language, step by step.

    exact: of exact figures, for the body; else of published ones, for everybody. site:
    the address of the server. Where PDF files cannot be made, Word alone is. Raises
    Refused for a public report of figures that are not released.
    """
    if not exact and not figure_set.is_released:
        raise Refused(_("Release the figures first. Then the public report is made."))
    languages = [code for code, _name in settings.LANGUAGES]
    forms = list(Form) if not pdf.why_not() else [Form.WORD]
    total = len(languages) * len(forms) + 1
    made: list[tuple[str, str, bytes, int | None]] = []
    reader = Reader(figure_set, exact=exact, address=(figure_set.pk,))
    for code in languages:
        for form in forms:
            words = {"form": form.label, "language": get_language_info(code)}
            words["language"] = words["language"]["name_translated"]
            title = _("Writing the report: %(form)s, %(language)s") % words
            yield ProgressStep(len(made) + 1, total, title)
            with translation.override(code):
                address = site + reader.permalink("report")
                document, pages = _made(reader, form, address)
            made.append((str(form), code, document, pages))
    yield ProgressStep(total, total, _("Saving the reports"))
    return _store(figure_set, exact, made, by)


def _made(reader: Reader, form: Form, address: str) -> tuple[bytes, int | None]:
    if form == Form.SUMMARY:
        return one_page(reader, address)
    whole = content.report_content(reader, address)
    if form == Form.WORD:
        return word.render(whole, reader.figure_set), None
    return pdf.render(whole, reader.figure_set)


def one_page(reader: Reader, address: str) -> tuple[bytes, int]:
    """The summary with as many lines of each list as one page holds."""
    for most in LINES:
        summary = content.summary_content(reader, address, most)
        document, pages = pdf.render(summary, reader.figure_set)
        if pages == 1:
            break
    return document, pages


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
