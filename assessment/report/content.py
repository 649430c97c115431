"""The gap report from stored figures, the body's findings and its recommendations.

The chapters follow what review bodies publish: summary, places, method, law on
children, findings by domain, alternatives, priorities, recommendations, responses,
annexes.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessment.findings import found_page
from assessment.reading.release_lines import release_line
from assessment.report import (
    annexes,
    chapters,
    method,
    standard_sections,
    summary,
    texts,
)
from assessment.report.asked import recommendations
from assessment.report.blocks import ReportContent, Section, numbered
from assessment.report.law import law
from assessment.report.report_reader import ReportReader


def report_content(reader: Any, address: str) -> ReportContent:
    """The whole report for one reader; address: where it is read on screen."""
    reader = ReportReader(reader)
    findings = found_page.page(reader)
    written = texts.newest(reader.round)
    sections = [
        *_own_text("foreword", _("Foreword"), written.get(texts.FOREWORD, "")),
        summary.summary(reader, findings),
        chapters.places(reader),
        method.method(reader, findings["ribbon"]),
        law(reader),
        *standard_sections.findings(reader, written),
        chapters.children(reader),
        chapters.length(reader),
        chapters.alternatives(reader),
        chapters.ranking(reader),
        *recommendations(reader),
        *_own_text("conclusions", _("Conclusions"), written.get(texts.CONCLUSIONS, "")),
        *annexes.annexes(reader),
    ]
    return _wrapped(reader, address, findings, sections)


def summary_content(
    reader: Any, address: str, most: int = summary.ALL
) -> ReportContent:
    """The summary alone, for one page. most: lines of each list, at most."""
    reader = ReportReader(reader)
    findings = found_page.page(reader)
    section = summary.summary(reader, findings, most, short=True)
    return _wrapped(reader, address, findings, [section], one_page=True)


def _wrapped(
    reader: ReportReader,
    address: str,
    findings: dict[str, Any],
    sections: list[Section],
    one_page: bool = False,
) -> ReportContent:
    cover = [
        _("Joint assessment of immigration detention"),
        findings["ribbon"]["where"],
        release_line(reader.figure_set),
        _("Exact figures: for the review body only")
        if reader.exact
        else _("Public version: figures are bands"),
    ]
    return ReportContent(
        title=_("Immigration detention: what the law asks and what we found"),
        subtitle=_("Gap report: %(round)s") % {"round": reader.round.name},
        body=reader.review_body,
        language="fr" if (get_language() or "en").startswith("fr") else "en",
        release=release_line(reader.figure_set),
        check_number=reader.figure_set.fingerprint[:8],
        address=address,
        synthetic=reader.figure_set.synthetic,
        exact=reader.exact,
        cover=tuple(line for line in cover if line),
        sections=numbered(sections),
        one_page=one_page,
    )


def _own_text(section_id: str, title: str, text: str) -> list[Section]:
    """A chapter that the body wrote; none where it wrote nothing."""
    if not text:
        return []
    section = Section(section_id, title, new_page=True)
    return [section.add(*standard_sections.paragraphs(text))]
