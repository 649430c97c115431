"""The columns of the results: one list for every file, the dictionary and the API.

They stand in columns.csv. An exact column is empty wherever everybody reads.
"""

import csv
from dataclasses import dataclass
from pathlib import Path

SHARE, WHOLE_NUMBER, NUMBER, DAY, TEXT = "share", "whole", "number", "day", "text"
BY_UNIT = "by_unit"  # the column `unit` says how it is read


@dataclass(frozen=True)
class Column:
    """hxl: its tags in the optional second row; allowed: its words, if they are few."""

    name: str
    type: str
    format: str
    exact: bool
    hxl: str
    allowed: tuple[str, ...]
    meaning_en: str
    meaning_fr: str

    @property
    def is_text(self) -> bool:
        return self.type == "string"


def _columns():
    path = Path(__file__).with_name("columns.csv")
    with path.open(encoding="utf-8", newline="") as lines:
        return tuple(
            Column(
                **{
                    **row,
                    "exact": row["exact"] == "yes",
                    "allowed": tuple(row["allowed"].split()),
                }
            )
            for row in csv.DictReader(lines)
        )


COLUMNS = _columns()
NAMES = tuple(column.name for column in COLUMNS)
EXACT_NAMES = frozenset(column.name for column in COLUMNS if column.exact)
