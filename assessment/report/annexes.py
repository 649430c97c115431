"""Method and annexes of the report: tables, questionnaires, disclosure, action plan."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.utils.translation import gettext as _

from assessment.exports import action_plan
from assessment.findings import page_contexts, places_page
from assessment.models import PublicationState
from assessment.presentation import (
    bands,
    code_labels,
    figure_rows,
    figure_sentences,
    group_names,
)
from assessment.report.blocks import Bullets, Paragraph, Section, Table
from surveys.models import Instrument


def value_of(figure: Any) -> str:
    """The number as the reader may see it, with its range, or why there is none."""
    line = figure_rows.line(figure)
    if not line.value:
        return bands.why_not(figure.published)
    if not line.low:
        return line.value
    return f"{line.value} ({line.low}–{line.high})"


def verdict_of(figure: Any) -> str:
    return str(figure_sentences.verdict(figure))


def method(reader: Any, ribbon: dict[str, str]) -> Section:
    """How it was done, and what it cannot say."""
    section = Section("method", _("Method in brief"), new_page=True)
    page = page_contexts.methods(reader)
    section.add(Paragraph(f"{ribbon['how']} {ribbon['where']}.", "lead"))
    rows = tuple(
        (row["name"], row["received"], row["used"], row["refused"], row["period"])
        for row in page["coverage"]
    )
    head = (_("Who"), _("Received"), _("Used"), _("Refused"), _("When"))
    section.add(Table(_("Who was interviewed, what was read"), head, rows))
    designs = tuple(f"{name}: {kind}" for name, kind in page["designs"])
    section.add(Paragraph(_("How they were chosen"), "finding"), Bullets(designs))
    section.add(
        Paragraph(_("What we cannot say"), "finding"),
        Bullets(
            (
                _(
                    "We count people who were not chosen at random, but give no range"
                    " and no finding for them."
                ),
                _(
                    "We show officials and detained people next to each other and never"
                    " add them up."
                ),
                _(
                    "Days in detention so far describe the people present that day, not"
                    " how long detention lasts."
                ),
                _("We have not checked what people report person by person."),
            )
        ),
        Paragraph(str(page["how_to_read"]), "quiet"),
    )
    precision = tuple(
        _("%(name)s: design effect %(deff)s, %(df)s degrees of freedom") % row
        for row in page["precision"]
    )
    if precision:
        section.add(Paragraph(_("Basis of the published ranges:")), Bullets(precision))
    return section


def annexes(reader: Any) -> list[Section]:
    sections = [
        _tables(reader),
        _questionnaires(reader),
        _disclosure(reader),
        _action_plan(reader),
    ]
    if reader.exact:
        sections.append(_places_by_name(reader))
    return sections


def _tables(reader: Any) -> Section:
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


def _questionnaires(reader: Any) -> Section:
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


def _disclosure(reader: Any) -> Section:
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


def _action_plan(reader: Any) -> Section:
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


def _places_by_name(reader: Any) -> Section:
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
        Table(_("Places, most failures first"), head, rows),
    )
