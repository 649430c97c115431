"""Annexes: figures, who was asked, changes, questionnaires, what is not published."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.utils.translation import gettext as _

from assessment.exports import action_plan
from assessment.findings import agreement, frequency_tables, places_page
from assessment.models import PublicationState
from assessment.presentation import (
    bands,
    code_labels,
    figure_rows,
    figure_sentences,
    group_names,
)
from assessment.report.blocks import Paragraph, Section, Table
from assessment.report.report_reader import ReportReader
from assessment.topics import changes
from surveys.models import Instrument

# Questions that people held answer about themselves.
PROFILE = ("m_gender", "m_age", "m_region", "m_legal", "m_status", "m_place_long")


def value_of(figure: Any) -> str:
    """The number as the reader may see it, with its range, or why there is none."""
    line = figure_rows.line(figure)
    if not line.value:
        row = figure.published
        return "–" if row.is_published else str(bands.why_not(row))
    if not line.low:
        return str(line.value)
    return f"{line.value} ({line.low}–{line.high})"


def verdict_of(figure: Any) -> str:
    return str(figure_sentences.verdict(figure))


def annexes(reader: ReportReader) -> list[Section]:
    sections = [
        _tables(reader),
        _respondents(reader),
        *_changes(reader),
        _questionnaires(reader),
        _disclosure(reader),
        _action_plan(reader),
    ]
    if reader.exact:
        sections += [*_agreement(reader), _places_by_name(reader)]
    return sections


def _tables(reader: ReportReader) -> Section:
    """Every indicator for everyone, with its range."""
    section = Section("tables", _("Annex: all figures for everyone"), new_page=True)
    rows = tuple(
        (
            f"{figure.indicator_id} {figure.indicator.label}",
            str(group_names.who(figure.source).name),
            value_of(figure),
            figure_sentences.base(figure) if figure.has_number else "",
            verdict_of(figure),
        )
        for figure in reader.figures(group_var="all")
    )
    head = (_("Indicator"), _("Of whom"), _("In 100, range"), _("Base"), _("Finding"))
    caption = _("All indicators; groups are in the files of results")
    return section.add(Table(caption, head, rows))


def _respondents(reader: ReportReader) -> Section:
    """Who the people are who were asked, by the questions on themselves."""
    section = Section("respondents", _("Annex: who was asked"))
    rows = [row for row in reader.frequencies() if row.question in PROFILE]
    tables = frequency_tables.frequency_tables(reader.figure_set, rows)
    lines = tuple(
        (
            f"{table.label} – {row.label}",
            table.who,
            f"{row.value} {_ends(row)}".strip(),
        )
        for table in tables
        for row in table.rows
    )
    if not lines:
        return section.add(Paragraph(_("No question on this was asked.")))
    head = (_("Question and answer"), _("Of whom"), _("In 100, range"))
    return section.add(Table(_("People held, by their own answers"), head, lines))


def _ends(row: Any) -> str:
    return f"({row.low}–{row.high})" if row.low else ""


def _changes(reader: ReportReader) -> list[Section]:
    """What is clear since the last round, and which questions changed."""
    page = changes.page(reader)
    if page["before"] is None:
        return []
    title = _("Annex: changes since %(round)s") % {"round": page["before"].name}
    section = Section("changes", title)
    head = (_("What was measured"), _("Before"), _("Now"), _("What may be said"))
    rows = tuple(
        (
            f"{row['figure'].indicator_id} {row['figure'].indicator.label}",
            row["before"],
            row["now"],
            str(row["verdict"]),
        )
        for row in page["rows"]
    )
    if rows:
        section.add(Table(_("Figures of both rounds"), head, rows))
    others = tuple(
        (f"{row['figure'].indicator_id} {row['figure'].indicator.label}", row["why"])
        for row in page["not_compared"]
    )
    if others:
        head = (_("What was measured"), _("Why it is not compared"))
        section.add(Table(_("Measured in another way than before"), head, others))
    return [section]


def _agreement(reader: ReportReader) -> list[Section]:
    """How often two groups say the same of a place: for the review body alone."""
    exact = [row.exact for row in reader.statistics() if row.is_exact]
    lines = agreement.agreements(exact)
    if not lines:
        return []
    section = Section("agreement", _("Annex: agreement of two groups, place by place"))
    head = (_("Standard"), _("Who"), _("Same answer"), _("Places"), _("Difference"))
    rows = tuple(
        (
            f"{line['standard'].title} ({line['standard'].pk})",
            f"{line['first']}, {line['second']}",
            str(line["same"]),
            str(line["places"]),
            str(line["difference"]),
        )
        for line in lines
    )
    return [section.add(Table(_("The least agreement first"), head, rows))]


def _questionnaires(reader: ReportReader) -> Section:
    section = Section("questionnaires", _("Annex: questionnaires"))
    versions = code_labels.set_versions(reader.figure_set)
    rows = tuple(
        (
            str(Instrument.Source(version.instrument.source).label),
            version.instrument.code,
            version.version,
            version.fingerprint[:8],
        )
        for version in versions
    )
    head = (_("Who was asked"), _("Questionnaire"), _("Version"), _("Check code"))
    section.add(Table(_("Questionnaires used"), head, rows))
    text = _("Every question, in English and French, is in the file of questions.")
    return section.add(Paragraph(text, "quiet"))


def _disclosure(reader: ReportReader) -> Section:
    """How many figures are not published, and why: counts only."""
    section = Section("disclosure", _("Annex: what is not published"))
    states = Counter(
        reader.figure_set.published_figures.values_list("state", flat=True)
    )
    rows = tuple(
        (str(state.label), str(states[state]))
        for state in PublicationState
        if states[state]
    )
    section.add(Table(_("Figures by state"), (_("State"), _("Figures")), rows))
    text = _(
        "“Not published” never means “none”. It protects the people who were asked."
    )
    return section.add(Paragraph(text, "quiet"))


def _action_plan(reader: ReportReader) -> Section:
    section = Section("action-plan", _("Annex: indicators of a national action plan"))
    columns = ("indicator_en", "indicator_code", "figure", "finding")
    places = [action_plan.HEAD.index(name) for name in columns]
    rows = tuple(
        tuple(str(line[place] if line[place] is not None else "") for place in places)
        for line in action_plan.lines(reader.figures())
        if line != action_plan.HEAD
    )
    head = (_("Indicator"), _("Code"), _("Figure"), _("Finding"))
    caption = _("Indicators of A/HRC/35/25, Goal 4")
    return section.add(Table(caption, head, rows))


def _places_by_name(reader: ReportReader) -> Section:
    """For the review body alone."""
    title = _("Confidential annex: places by name")
    section = Section("confidential", title, new_page=True)
    rows = tuple(
        (
            f"{row['name']} ({row['kind']})",
            row["counted"],
            ", ".join(standard.pk for standard in row["fails"]),
        )
        for row in places_page.page(reader)["table"] or ()
    )
    head = (_("Place"), _("Fails"), _("Standards that it fails"))
    warning = _("Named places are for the review body only: do not publish.")
    return section.add(
        Paragraph(warning, "warning"),
        Table(_("Places, most failures first"), head, rows, wide=2),
    )
