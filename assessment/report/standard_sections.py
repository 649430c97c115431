"""Findings by domain: each standard with what every source says of it.

Only groups that clearly differ are drawn here; the others are in the files of results.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from assessment.findings import standard_cards, standard_page
from assessment.findings.standard_findings import StandardFinding
from assessment.models import Standard
from assessment.presentation import figure_rows
from assessment.recommendations import body_findings
from assessment.recommendations.access import public_recommendations
from assessment.report.blocks import Block, Paragraph, Section, Table
from assessment.report.report_reader import ReportReader

CLEARLY = ("less_often", "more_often")


def findings(reader: ReportReader, written: dict[str, str]) -> list[Section]:
    """written: the body's own text on each domain."""
    shared = Shared(reader)
    sections = [Section("findings", _("Findings by domain"), new_page=True)]
    for domain, members in groupby(
        reader.findings, key=lambda finding: finding.standard.domain_en
    ):
        of_domain = list(members)
        first = of_domain[0].standard
        chapter = Section(f"domain-{first.pk.lower()}", first.domain, level=2)
        sections.append(chapter.add(*paragraphs(written.get(domain, ""))))
        sections += [_standard(shared, finding) for finding in of_domain]
    return sections


def paragraphs(text: str) -> list[Paragraph]:
    """A text of the body: an empty line begins a new paragraph."""
    parts = [part.strip() for part in text.replace("\r\n", "\n").split("\n\n")]
    return [Paragraph(part) for part in parts if part]


@dataclass
class Shared:
    """What the sections of all standards are written from, read once."""

    reader: ReportReader

    @cached_property
    def figures(self) -> dict[str, list[Any]]:
        rows: dict[str, list[Any]] = defaultdict(list)
        for figure in self.reader.figures():
            if figure.indicator.standard_id and figure.indicator.round_id is None:
                rows[figure.indicator.standard_id].append(figure)
        return rows

    @cached_property
    def milestones(self) -> dict[str, Any]:
        return body_findings.milestones(self.reader.round)

    @cached_property
    def own(self) -> dict[str, Any]:
        return body_findings.body_findings(self.reader.round)

    @cached_property
    def asked(self) -> dict[str, list[int]]:
        return numbers_by_standard(self.reader.round)


def numbers_by_standard(round: Any) -> dict[str, list[int]]:
    """standard → the numbers of the recommendations on it."""
    numbers: dict[str, list[int]] = defaultdict(list)
    for recommendation in public_recommendations(round):
        for standard in recommendation.standards.all():
            numbers[standard.pk].append(recommendation.number)
    return {code: sorted(of_standard) for code, of_standard in numbers.items()}


def recommendation_words(numbers: Sequence[int]) -> str:
    """ "Recommendation 4", "Recommendations 4, 7", or "" where there is none."""
    if not numbers:
        return ""
    words = ", ".join(str(number) for number in numbers)
    if len(numbers) == 1:
        return _("Recommendation %(number)s") % {"number": words}
    return _("Recommendations %(numbers)s") % {"numbers": words}


def _standard(shared: Shared, finding: StandardFinding) -> Section:
    standard = finding.standard
    title = f"{standard.title} ({standard.pk})"
    section = Section(standard.pk.lower(), title, level=3)
    box = standard_page.finding_box(finding)
    section.add(Paragraph(f"{box.get('shape', '–')} {box['word']}", "finding"))
    if finding.rests_on is None:
        section.add(Paragraph(figure_rows.needs(standard)))
    else:
        section.add(Paragraph(box["sentence"], "lead"), _facts(shared, finding))
        section.add(_warning(box["cases"]), _warning(box["contradiction"]))
    section.add(_own_words(shared, standard))
    section.add(*_who_says_what(shared.reader, finding))
    section.add(*_who_is_worse_off(shared, finding))
    asked = recommendation_words(shared.asked.get(standard.pk, ()))
    section.add(Paragraph(f"{asked}.") if asked else None)
    return section.add(_law(standard))


def _warning(text: str) -> Block | None:
    return Paragraph(text, "warning") if text else None


def _facts(shared: Shared, finding: StandardFinding) -> Block:
    milestone = shared.milestones.get(finding.standard.pk)
    pairs = standard_page.facts(finding, shared.reader.changes, milestone)
    words = [_fact(name, str(value).rstrip(".")) for name, value in pairs]
    return Paragraph(" ".join(words))


def _fact(name: str, value: str) -> str:
    """ "Target: everybody."; what it is based on is a sentence already."""
    return f"{value}." if name == _("Base") else f"{name}: {value}."


def _own_words(shared: Shared, standard: Standard) -> Block | None:
    own = shared.own.get(standard.pk)
    if own is None:
        return None
    words = f"{own.get_finding_display()}. {own.words} {own.reason}".strip()
    return _warning(_("The review body: %(words)s") % {"words": words})


def _law(standard: Standard) -> Block | None:
    sources = [source.citation for source in figure_rows.sources(standard)]
    if not sources:
        return None
    text = _("What the law asks: %(sources)s.") % {"sources": "; ".join(sources)}
    return Paragraph(text, "quiet")


# -- who says what, who is worse off ------------------------------------------------


def _who_says_what(reader: ReportReader, finding: StandardFinding) -> list[Block]:
    """Each source beside the others, and in a sentence whether they agree."""
    card = standard_cards.voices_card(reader, finding.standard, finding)
    if card is None:
        return []
    head = (_("Source"), _("What it says"), _("Number"))
    rows = tuple(
        (row[0], f"{row[1]}: {row[2]} {_in_brackets(row[3], row[4])}".strip(), row[5])
        for row in card.rows
    )
    table = Table(_("What each source says"), head, rows, wide=1)
    sentence = standard_cards.people_and_officials(list(card.records))
    if not sentence or finding.contradiction is not None:
        return [table]
    return [Paragraph(f"{sentence.rstrip('.')}."), table]


def _in_brackets(low: str, high: str) -> str:
    if not low:
        return ""
    return _("(%(low)s–%(high)s)") % {"low": low, "high": high}


def _who_is_worse_off(shared: Shared, finding: StandardFinding) -> list[Block]:
    """Everyone beside the groups that clearly differ, one figure an indicator."""
    figures = shared.figures.get(finding.standard.pk, [])
    by_indicator = defaultdict(list)
    for figure in figures:
        key = figure.indicator_id, figure.source, figure.design_class
        by_indicator[key].append(figure)
    blocks: list[Block] = []
    for of_indicator in by_indicator.values():
        pairs = [f for f in of_indicator if f.published.comparison in CLEARLY]
        if pairs and not of_indicator[0].indicator.is_component:
            kept = _compared(of_indicator, pairs)
            blocks.append(standard_cards.groups_card(shared.reader, kept))
    if blocks or not _is_compared(figures):
        return blocks
    return [Paragraph(_("Between groups: no clear difference."), "quiet")]


def _compared(figures: list[Any], pairs: list[Any]) -> list[Any]:
    """Everyone, the groups that differ, and those that they are compared with."""
    wanted = {("all", "")}
    for figure in pairs:
        wanted.add((figure.group_var, figure.group_code))
        wanted.add((figure.group_var, figure.published.compare_to))
    return [
        figure
        for figure in figures
        if figure.group_var == "all" or (figure.group_var, figure.group_code) in wanted
    ]


def _is_compared(figures: list[Any]) -> bool:
    return any(figure.published.comparison for figure in figures)
