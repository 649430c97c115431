"""A figure as one record: page, table, CSV, picture, report and Word are made of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class PlotLine:
    """One line of a picture that is a table: a name, its mark on the scale, numbers.

    heading: of the grouping that begins here, or "". plot: the mark as SVG. numbers:
    as many texts as the card has number columns.
    """

    name: str
    plot: Any
    numbers: tuple[str, ...]
    heading: str = ""
    strong: bool = False


@dataclass(frozen=True)
class FigureCard:
    """What is shown of some stored figures, alike in every format.

    id: stable and short, the figure's number in citations ("inf-05-m").
    heading: the finding, as a sentence. what: what was measured, of whom.
    head, rows: its table; the first cell of a row is its name.
    lines: the picture as a table, where it is drawn so; number_heads: its columns.
    picture: as one SVG. records: the stored rows behind it, as the reader reads them.
    notes: sentences beside the picture. source: of what, where, when. key: how to read
    the marks.
    """

    id: str
    heading: str
    what: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    picture: Any = ""
    lines: tuple[PlotLine, ...] = ()
    number_heads: tuple[str, ...] = ()
    axis: Any = ""
    records: tuple[Any, ...] = ()
    notes: tuple[str, ...] = ()
    source: str = ""
    exact: bool = False
    key: str = ""

    def __str__(self) -> str:
        return self.id.upper()

    @property
    def as_table(self) -> dict[str, Any]:
        """What a table template reads: caption, head and rows."""
        return {"caption": self.heading, "head": self.head, "rows": self.rows}

    @property
    def drawn(self) -> list[tuple[PlotLine, list[tuple[str, str]]]]:
        """Each line with its numbers, each under the head of its column."""
        return [
            (line, list(zip(self.number_heads, line.numbers, strict=True)))
            for line in self.lines
        ]
