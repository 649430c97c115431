"""Review of the law: provision, what the law says, the standard and what is asked.

What the law says on children comes first.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.utils.translation import gettext as _

from assessment.findings import frequency_tables
from assessment.frames.measures import questions_of
from assessment.presentation import figure_sentences
from assessment.report.blocks import Paragraph, Section, Table
from assessment.report.report_reader import ReportReader
from assessment.report.standard_sections import (
    numbers_by_standard,
    recommendation_words,
)
from surveys.models import Instrument

LAW = Instrument.Source.LAW
ON_CHILDREN = ("CHD-", "FAM-")


def law(reader: ReportReader) -> Section:
    section = Section("law", _("What the law says"), new_page=True)
    figures = [
        figure
        for figure in reader.figures(source=LAW, group_var="all")
        if figure.indicator.standard_id and not figure.indicator.is_component
    ]
    if not figures:
        return section.add(Paragraph(_("The law was not reviewed in this round.")))
    answers = _answers(reader)
    asked = numbers_by_standard(reader.round)
    on_children = [
        f for f in figures if f.indicator.standard_id.startswith(ON_CHILDREN)
    ]
    others = [figure for figure in figures if figure not in on_children]
    for caption, rows in (
        (_("Law, policy and practice on children"), on_children),
        (_("Other provisions"), others),
    ):
        if rows:
            lines = tuple(_line(figure, answers, asked) for figure in rows)
            section.add(Table(caption, _head(), lines))
    return section


def _head() -> tuple[str, ...]:
    return (
        _("Provision"),
        _("What the law says"),
        _("Standard"),
        _("Finding"),
        _("What we ask"),
    )


def _line(
    figure: Any, answers: dict[str, list[str]], asked: dict[str, list[int]]
) -> tuple[str, ...]:
    standard = figure.indicator.standard
    names = questions_of(figure.indicator)
    words = [text for name in names for text in answers.get(name, ())]
    return (
        figure_sentences.capital(figure.indicator.label),
        "; ".join(dict.fromkeys(words)) or "–",
        standard.pk,
        str(figure_sentences.verdict(figure)),
        recommendation_words(asked.get(standard.pk, ())) or "–",
    )


def _answers(reader: ReportReader) -> dict[str, list[str]]:
    """question → the answers that were given, as the reader may see them."""
    rows = [row for row in reader.frequencies() if row.source == LAW]
    answers: dict[str, list[str]] = defaultdict(list)
    for table in frequency_tables.frequency_tables(reader.figure_set, rows):
        for row in table.rows:
            counted = row.frequency.exact or row.frequency.published
            if counted.k:
                several = f" ({row.value})" if table.base != "1" else ""
                answers[table.question].append(f"{row.label}{several}")
    return answers
