"""What is counted, and when: units, moments and periods."""

from dataclasses import dataclass
from enum import StrEnum
from re import fullmatch

import numpy as np

from analysis.schema import FrameProblem


class CountingUnit(StrEnum):
    """What is counted. One person may be two episodes and many days."""

    PERSON = "person"
    EPISODE = "episode"
    EVENT = "event"
    PLACE = "place"
    PLACE_YEAR = "place_year"
    FILE = "file"
    DAY = "day"
    MONEY = "money"


class CountingTime(StrEnum):
    """How a place counts people: present at midnight, or at any time of the day."""

    MIDNIGHT = "midnight"
    ANY_TIME = "any_time"


@dataclass(frozen=True, slots=True)
class Moment:
    """day: as 2026-03-31; last: where each place was counted on a day of its own."""

    day: str
    counting: CountingTime
    last: str = ""

    def __post_init__(self) -> None:
        if self.last and _day(self.last) < _day(self.day):
            raise FrameProblem(
                f"Counts from {self.day} to {self.last} end before they begin. Correct"
                " one of the days."
            )
        _day(self.day)

    def __str__(self) -> str:
        days = f"{self.day} to {self.last}" if self.last else self.day
        return f"{days} ({self.counting.replace('_', ' ')})"

    @property
    def span(self) -> str:
        """The day, or the first and the last one apart by "/"."""
        one_day = self.last in ("", self.day)
        return self.day if one_day else f"{self.day}/{self.last}"


@dataclass(frozen=True, slots=True)
class Period:
    """From the first to the last day, both within, as 2026-03-31."""

    first: str
    last: str

    def __post_init__(self) -> None:
        if _day(self.last) < _day(self.first):
            raise FrameProblem(
                f"A period from {self.first} to {self.last} ends before it begins."
                " Correct one of the days."
            )

    @property
    def days(self) -> int:
        return _day(self.last) - _day(self.first) + 1

    def __str__(self) -> str:
        return f"{self.first} to {self.last}"

    @property
    def span(self) -> str:
        return f"{self.first}/{self.last}"

    @classmethod
    def year_to(cls, last: str) -> "Period":
        """Twelve months that end with a day: 365 days, or 366 with a 29 February."""
        _day(last)
        month = np.datetime64(last[:7], "M") - np.timedelta64(12, "M")
        first = month.astype("datetime64[D]") + np.timedelta64(int(last[8:]), "D")
        return cls(str(first), last)


class NamedPeriod(StrEnum):
    """A day or period named by the question, where its dates were not recorded."""

    REFERENCE_DAY = "reference_day"
    TWELVE_MONTHS = "twelve_months"

    @property
    def span(self) -> str:
        return str(self)


def _day(text: str) -> int:
    """Number of a day; words as "today" would make results depend on a clock."""
    try:
        if fullmatch(r"\d{4}-\d\d-\d\d", text):
            return int(np.datetime64(text, "D").astype(int))
    except ValueError:
        pass
    raise FrameProblem(f'"{text}" is no day. Write year, month and day: 2026-03-31.')
