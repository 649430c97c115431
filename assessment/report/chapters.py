"""Chapters of the report that are one page of the release each."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from assessment.findings import (
    children_page,
    finding_sentences,
    place_cards,
    places_page,
    priorities,
)
from assessment.findings.place_standards import place_standards
from assessment.report.blocks import Paragraph, Section, Table
from assessment.report.report_reader import ReportReader
from assessment.topics import alternatives as alternatives_topic
from assessment.topics import length as length_topic


def places(reader: ReportReader) -> Section:
    section = Section("places", _("Places"), new_page=True)
    page = places_page.page(reader)
    section.add(Paragraph(page["lead"], "lead"))
    names = place_cards.district_names(reader.figure_set)
    standards = [
        standard
        for standard in place_standards(reader.figure_set, exact=reader.exact)
        if not standard.indicator.is_component
    ]
    rows = [
        (
            f"{standard.indicator.standard.title} ({standard.indicator.standard_id})",
            place_cards.heading(standard),
            place_cards.worst_sentence(standard),
        )
        for standard in standards
    ]
    if rows:
        head = (_("Standard"), _("Places"), _("Worst place"))
        caption = _("Standards that hold for each place")
        if not reader.exact:
            head, rows = head[:2], [row[:2] for row in rows]
        section.add(Table(caption, head, tuple(rows)))
    if standards:
        overcrowded = _overcrowded(standards)
        section.add(place_cards.place_card(reader, overcrowded, names))
    return section


def _overcrowded(standards: list[Any]) -> Any:
    """The standard on room for people, or the first."""
    for standard in standards:
        if standard.indicator.standard_id == places_page.FIRST:
            return standard
    return standards[0]


def children(reader: ReportReader) -> Section:
    section = Section("children", _("Children"), new_page=True)
    page = children_page.page(reader)
    section.add(Paragraph(page["lead"], "lead"), *page["cards"])
    rows = tuple(
        (
            f"{row['standard'].title} ({row['standard'].pk})",
            row["finding"]["word"],
            row["finding"].get("sentence", ""),
        )
        for row in page["rows"]
    )
    head = (_("Standard"), _("Finding"), _("What we found"))
    return section.add(Table(_("Standards on children"), head, rows, wide=2))


def length(reader: ReportReader) -> Section:
    section = Section("length", _("Length of detention"), new_page=True)
    cards = length_topic.cards(reader)
    if not cards:
        text = _(
            "No files of this round give days, so we cannot say how long stays last."
        )
        return section.add(Paragraph(text))
    return section.add(*cards)


def alternatives(reader: ReportReader) -> Section:
    section = Section("alternatives", _("Alternatives to detention"), new_page=True)
    cards = alternatives_topic.cards(reader)
    if not cards:
        return section.add(Paragraph(_("No programme sent its profile in this round.")))
    return section.add(*cards)


def ranking(reader: ReportReader) -> Section:
    section = Section("ranking", _("Which gaps come first, and why"), new_page=True)
    listed = priorities.rank_gaps(reader.figure_set, reader.figures())
    section.add(
        Paragraph(
            _(
                "Gaps are sorted by one thing after the other; nothing is added up."
                " Members of the review body rate how serious a gap is; no figure"
                " decides that."
            )
        )
    )
    rows = tuple(
        (
            f"{row.standard.title} ({row.standard.pk})",
            str(row.rank or "–"),
            row.finding["word"],
            str(row.severity or "–"),
            row.missing or "–",
            row.difference or "–",
            row.standard_finding.strength.value,
        )
        for row in listed.gaps
    )
    head = (
        _("Standard"),
        _("Rank"),
        _("Finding"),
        _("How serious"),
        _("Distance to target, at least"),
        _("Difference between groups, at least"),
        _("Strength of evidence"),
    )
    letters = " ".join(
        f"{letter}: {words}." for letter, words in finding_sentences.STRENGTH.items()
    )
    table = Table(_("Gaps in their order"), head, rows)
    return section.add(table, Paragraph(letters, "quiet"))
