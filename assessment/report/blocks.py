"""Of what a report is made: sections of texts, lists, tables and figures.

Page, PDF and Word are written from these records, so they say the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from assessment.presentation.figure_cards import FigureCard


@dataclass(frozen=True)
class Paragraph:
    """kind: "" for plain text, "lead", "finding", "warning", "quiet"."""

    text: str
    kind: str = ""


@dataclass(frozen=True)
class Bullets:
    items: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True)
class Table:
    """caption: says what the table is of; the first cell of a row is its name.

    wide: the column with the longest texts, from 0.
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    wide: int = 0


Block = Paragraph | Bullets | Table | FigureCard


TEMPLATES: dict[type, str] = {
    Paragraph: "assessment/report/paragraph.html",
    Bullets: "assessment/report/bullets.html",
    Table: "assessment/report/table.html",
    FigureCard: "assessment/report/card.html",
}


@dataclass(frozen=True)
class Placed:
    block: Block
    template: str


@dataclass
class Section:
    """level: 1 for a chapter, 2 and 3 below it. number: "6.5", given in order."""

    id: str
    title: str
    level: int = 1
    blocks: list[Block] = field(default_factory=list)
    number: str = ""
    new_page: bool = False

    @property
    def kinds(self) -> list[Placed]:
        """Each block with the template that shows it."""
        return [Placed(block, TEMPLATES[type(block)]) for block in self.blocks]

    def add(self, *blocks: Block | None) -> Section:
        self.blocks += [block for block in blocks if block is not None]
        return self


@dataclass(frozen=True)
class ReportContent:
    """cover: lines; sections: numbered, in order."""

    title: str
    subtitle: str
    body: str
    language: str
    release: str
    check_number: str
    address: str
    synthetic: bool
    exact: bool
    cover: tuple[str, ...]
    sections: tuple[Section, ...]
    one_page: bool = False


def numbered(sections: list[Section]) -> tuple[Section, ...]:
    """Give the sections their numbers: 1, 1.1, 1.1.1 …"""
    counts = [0, 0, 0]
    for section in sections:
        counts[section.level - 1] += 1
        counts[section.level :] = [0] * (3 - section.level)
        section.number = ".".join(str(n) for n in counts[: section.level])
    return tuple(sections)
