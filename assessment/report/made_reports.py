"""Reports that were made: which of them a reader may take, and what is newer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Length
from django.utils.translation import gettext as _

from assessment.models import (
    Axis,
    FigureSet,
    FollowUp,
    RecommendationState,
    Report,
    ReportText,
)

CONTENT_TYPES = {
    Report.Form.PDF: "application/pdf",
    Report.Form.SUMMARY: "application/pdf",
    Report.Form.WORD: (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    ),
}
ENDINGS = {
    Report.Form.PDF: "pdf",
    Report.Form.SUMMARY: "pdf",
    Report.Form.WORD: "docx",
}


@dataclass(frozen=True)
class ReportFile:
    """report: without its content. newer: what came after it was made, in words."""

    report: Report
    size: int
    newer: list[str]

    @property
    def ending(self) -> str:
        return ENDINGS[Report.Form(self.report.form)]


def readable_reports(reader: Any) -> QuerySet[Report]:
    """Those of exact figures are for members of the review body alone."""
    rows = Report.objects.filter(figure_set=reader.figure_set)
    if reader.exact and reader.is_member:
        return rows
    return rows.filter(exact=False)


def newest_reports(reader: Any) -> list[ReportFile]:
    """The newest report of each kind that the reader may take."""
    rows = readable_reports(reader).annotate(size=Length("content")).defer("content")
    newest: dict[tuple[Any, ...], Report] = {}
    for row in rows.order_by("-made_at", "-pk"):
        newest.setdefault((row.exact, row.language, row.form), row)
    forms = list(Report.Form.values)
    order = sorted(newest, key=lambda key: (key[0], key[1], forms.index(key[2])))
    return [_with_newer(newest[key]) for key in order]


def _with_newer(report: Any) -> ReportFile:
    return ReportFile(report, report.size, newer_than(report))


def newer_than(report: Report) -> list[str]:
    """What a reader of an older report has to know."""
    round, moment = report.figure_set.round, report.made_at
    later = FigureSet.objects.filter(
        round=round, state=FigureSet.State.RELEASED, released_at__gt=moment
    )
    issued = FollowUp.objects.filter(
        recommendation__round=round,
        axis=Axis.LIFE,
        value=RecommendationState.ISSUED,
        at__gt=moment,
    )
    if not report.exact:
        issued = issued.filter(recommendation__confidential=False)
    told = (
        (later, _("figures were released")),
        (issued, _("recommendations were issued")),
        (
            ReportText.objects.filter(round=round, at__gt=moment),
            _("the body changed its texts"),
        ),
    )
    return [words for rows, words in told if rows.exists()]


def file_name(report: Report, stem: str) -> str:
    """ "report_en_demo-2026_release-1_published.pdf"."""
    form = Report.Form(report.form)
    name = "summary" if form == Report.Form.SUMMARY else "report"
    return f"{name}_{report.language}_{stem}.{ENDINGS[form]}"
