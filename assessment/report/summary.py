"""The summary: what was assessed, headline counts, findings, what is asked first."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from assessment.report.blocks import Bullets, Paragraph, Section, Table
from assessment.report.report_reader import ReportReader
from assessment.topics import alternatives, length, numbers

ALL = 1000
# Of these tables of counts the summary tells the first line.
HEADLINES = ("held-", "children-", "flows", "deaths")


def summary(
    reader: ReportReader, findings: dict[str, Any], most: int = ALL, short: bool = False
) -> Section:
    """findings: what the first page of the release tells.

    most: lines of each list, at most. short: findings without what stands beside them.
    """
    section = Section("summary", _("Summary"), new_page=not short)
    section.add(Paragraph(findings["lead"], "lead"), _in_numbers(reader))
    section.add(*(Paragraph(text) for text in _sentences(reader)))
    found = [
        find["sentence"] if short else f"{find['sentence']} {find['facts']}".strip()
        for find in findings["main_findings"]
    ]
    _list(section, _("What we found"), found[:most])
    _list(section, _("Better"), _changes(findings["better"])[:most])
    _list(section, _("Worse"), _changes(findings["worse"])[:most])
    worse = [
        f"{row['group']}: " + ", ".join(s.title for s in row["standards"][:most])
        for row in findings["worse_groups"]
    ]
    _list(section, _("For whom it is worse"), worse[:most])
    first = [priority["text"] for priority in findings["priorities"]]
    _list(section, _("What the review body asks for first"), first[:most], True)
    concerns = list(findings["concerns"])
    _list(section, _("What concerns the review body"), concerns[:most], True)
    ribbon = findings["ribbon"]
    section.add(Paragraph(f"{ribbon['who']}. {ribbon['how']}", "quiet"))
    return section


def _list(
    section: Section, title: str, items: list[str], numbered: bool = False
) -> None:
    if items:
        section.add(Paragraph(title, "finding"), Bullets(tuple(items), numbered))


def _changes(changes: list[dict[str, Any]]) -> list[str]:
    return [f"{c['label']}: {c['before']} → {c['now']}" for c in changes]


def _in_numbers(reader: ReportReader) -> Table | None:
    rows = tuple(
        (lines[0].name, lines[0].number)
        for section in numbers.page(reader)["sections"]
        if section.name.startswith(HEADLINES) and (lines := section.lines)
    )
    if not rows:
        return None
    return Table(_("In numbers"), (_("What was counted"), _("Number")), rows)


def _sentences(reader: ReportReader) -> list[str]:
    """How long people are held, and the places in alternatives."""
    cards = [*length.cards(reader)[:1], *alternatives.cards(reader)[:1]]
    return [f"{card.heading.rstrip('.')}." for card in cards]
