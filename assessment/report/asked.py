"""Recommendations by addressee, the answers to them, and those of the round before."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessment.recommendations import lines
from assessment.recommendations.access import public_recommendations
from assessment.recommendations.sight import PUBLIC
from assessment.recommendations.then_and_now import Earlier, earlier_recommendations
from assessment.report.blocks import Paragraph, Section, Table
from assessment.report.report_reader import ReportReader


def recommendations(reader: ReportReader) -> list[Section]:
    asked = list(public_recommendations(reader.round))
    rows = lines.lines(asked, PUBLIC, timezone.now(), timezone.localdate())
    chapter = Section("recommendations", _("Recommendations"), new_page=True)
    today = _("As of %(today)s.") % {"today": _day(timezone.localdate())}
    chapter.add(Paragraph(lines.sentence(rows), "lead"), Paragraph(today, "quiet"))
    sections = [chapter, *_by_authority(rows)]
    if rows:
        sections.append(_answers(rows))
    earlier = earlier_recommendations(reader.round, reader.figure_set)
    if earlier:
        sections.append(_earlier(earlier))
    return sections


def _by_authority(rows: list[Any]) -> list[Section]:
    by_authority: dict[str, list[str]] = {}
    for row in rows:
        for authority, _response, _status in row.rows:
            by_authority.setdefault(authority.name, []).append(_asked(row))
    return [
        Section(f"authority-{number}", name, level=2).add(*map(Paragraph, items))
        for number, (name, items) in enumerate(by_authority.items(), start=1)
    ]


def _asked(row: Any) -> str:
    """The text, by when, and what it rests on."""
    recommendation = row.recommendation
    objective = _("objective %(number)d of the Global Compact for Migration") % {
        "number": recommendation.gcm_objective
    }
    on = [row.codes, recommendation.seed_code, objective]
    due = _("To be done by %(day)s.") % {"day": _day(recommendation.do_by)}
    because = " ".join(evidence.text for evidence in recommendation.evidence.all())
    text = f"{recommendation.number}. {recommendation.text} {due} {because}".strip()
    return f"{text} ({', '.join(filter(None, on))})"


def _answers(rows: list[Any]) -> Section:
    section = Section("answers", _("Responses and progress"), level=2)
    table = tuple(
        (
            f"{row.recommendation.number}. {row.recommendation.text}",
            authority.name,
            response.word,
            status.word,
            row.progress.word,
        )
        for row in rows
        for authority, response, status in row.rows
    )
    head = (
        _("Recommendation"),
        _("Addressed to"),
        _("Response"),
        _("Done, the authority says"),
        _("Progress, we judge"),
    )
    return section.add(Table(_("What became of each"), head, table))


def _earlier(earlier: list[Earlier]) -> Section:
    title = _("Recommendations of the round before")
    section = Section("earlier", title, level=2)
    head = (_("Recommendation"), _("Progress, we judge"), _("Made again"), _("Figures"))
    rows = tuple(
        (
            f"{row.recommendation.number}. {row.recommendation.text}",
            row.progress.word,
            str(row.made_again.number) if row.made_again else "–",
            f"{row.standard.title}: {row.before} → {row.now}" if row.standard else "–",
        )
        for row in earlier
    )
    return section.add(Table(title, head, rows, wide=3))


def _day(day: Any) -> str:
    return str(date_format(day, "j F Y"))
