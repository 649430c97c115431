"""Making the report: PDF and Word, in each language, stored as they were made."""

from __future__ import annotations

import hashlib
from collections.abc import Generator
from dataclasses import dataclass

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


@dataclass(frozen=True)
class MadeFile:
    """pages: None for Word, which counts them itself."""

    form: Form
    language: str
    content: bytes
    pages: int | None


def make_reports_in_steps(
    *, figure_set: FigureSet, exact: bool, by: Person, site: str
) -> Generator[ProgressStep, None, list[Report]]:
    """Make the reports of a release in every language, and store them.

    exact: of exact figures, for the body; else of published ones, for everybody. site:
    the address of the server. Raises Refused for a public report of figures that are
    not released.
    """
    if not exact and not figure_set.is_released:
        raise Refused(_("Release the figures first. Then the public report is made."))
    files = yield from files_in_steps(figure_set, exact, site)
    return _store(figure_set, exact, files, by)


def files_in_steps(
    figure_set: FigureSet, exact: bool, site: str
) -> Generator[ProgressStep, None, list[MadeFile]]:
    """Every file, step by step; Word alone where PDF files cannot be made."""
    forms = list(Form) if not pdf.why_not() else [Form.WORD]
    languages = [code for code, _name in settings.LANGUAGES]
    total = len(languages) * len(forms)
    files: list[MadeFile] = []
    reader = Reader(figure_set, exact=exact, address=(figure_set.pk,))
    for code in languages:
        for form in forms:
            yield ProgressStep(len(files) + 1, total, _step_words(form, code))
            with translation.override(code):
                address = site + reader.permalink("report")
                document, pages = _made(reader, form, address)
            files.append(MadeFile(form, code, document, pages))
    return files


def _step_words(form: Form, code: str) -> str:
    language = get_language_info(code)["name_translated"]
    words = {"form": form.label, "language": language}
    return _("Writing the report: %(form)s, %(language)s") % words


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
    files: list[MadeFile],
    by: Person,
) -> list[Report]:
    moment = now()
    reports = [
        Report.objects.create(
            figure_set=figure_set,
            form=file.form,
            language=file.language,
            exact=exact,
            content=file.content,
            sha256=hashlib.sha256(file.content).hexdigest(),
            pages=file.pages,
            made_at=moment,
            made_by=by,
        )
        for file in files
    ]
    note(Act.REPORT_MADE, figure_set, by, exact=str(exact))
    return reports
