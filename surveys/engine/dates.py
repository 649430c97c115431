"""Dates and times as texts: YYYY-MM-DD, and YYYY-MM-DDTHH:MM:SS with its offset."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, timedelta

BORN = date(1970, 1, 1).toordinal()
DAY = timedelta(days=1)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]+))?)?"
    r"(?:Z|[+-][0-9]{2}:[0-9]{2})?"
)
_CLOCK = re.compile(
    r"((?:[01][0-9]|2[0-3])):([0-5][0-9])(?::([0-5][0-9](?:\.[0-9]+)?))?"
    r"(?:Z|[+-][0-9]{2}:[0-9]{2})?"
)
MARKS = "YymnbdeaHhMS3%"
# Short names of months and of days from Sunday on; other languages take the English.
NAMES = {
    "en": (
        "Jan,Feb,Mar,Apr,May,Jun,Jul,Aug,Sep,Oct,Nov,Dec",
        "Sun,Mon,Tue,Wed,Thu,Fri,Sat",
    ),
    "fr": (
        "janv.,févr.,mars,avr.,mai,juin,juil.,août,sept.,oct.,nov.,déc.",
        "dim.,lun.,mar.,mer.,jeu.,ven.,sam.",
    ),
}


def day_number(text: str) -> int | None:
    """Days since 1970-01-01 of an ISO date, or None when it is not a real date."""
    if not _DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text).toordinal() - BORN
    except ValueError:
        return None


_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?")


def is_time(text: str) -> bool:
    """A time of day, HH:MM or HH:MM:SS."""
    return _TIME.fullmatch(text) is not None


def is_moment(text: str) -> bool:
    """A date with a time of day, and an offset where the tablet knows it."""
    return len(text) > 10 and days(text) is not None


def days(text: str) -> float | None:
    """Days since 1970-01-01 of a date, or of a moment in its own local time.

    The offset is kept with the text and not reckoned with, so that a day stays the
    day on which the person spoke.
    """
    day = day_number(text[:10])
    if day is None or len(text) == 10:
        return day
    clock = _clock(text)
    if clock is None:
        return None
    hour, minute, second = map(int, clock[:3])
    return day + (hour * 3600 + minute * 60 + second) / 86_400


def day_fraction(text: str) -> float:
    """The part of a day that has gone by at a time of day: 0.5 at noon, else NaN.

    An offset is kept with the text and not reckoned with, as everywhere.
    """
    match = _CLOCK.fullmatch(text)
    if not match:
        return math.nan
    hour, minute, second = int(match[1]), int(match[2]), float(match[3] or 0)
    return (hour * 3600 + minute * 60 + second) / 86_400


def _clock(text: str) -> tuple[str, str, str, str] | None:
    """("09", "30", "00", "5") of a moment with a possible time of day."""
    match = _MOMENT.fullmatch(text)
    if not match:
        return None
    hour, minute, second = match[1], match[2], match[3] or "00"
    possible = is_time(f"{hour}:{minute}:{second}")
    return (hour, minute, second, match[4] or "") if possible else None


def from_days(number: float) -> str:
    """The ISO date of a number of days, or "" when there is no such day."""
    if not math.isfinite(number) or abs(number) > 3_000_000:
        return ""
    try:
        return date.fromordinal(BORN + math.floor(number)).isoformat()
    except ValueError:
        return ""


def moment_of(number: float) -> str:
    """The moment, to the second, of a number of days; "" when there is none."""
    day = from_days(number)
    if not day:
        return ""
    seconds = math.floor((number - math.floor(number)) * 86_400 + 0.5)
    try:
        moment = datetime.fromisoformat(day) + timedelta(seconds=seconds)
    except OverflowError:
        return ""
    return moment.isoformat(timespec="seconds")


def unknown_mark(pattern: str) -> str:
    """The first mark of a pattern that format-date() does not know, or ""."""
    marks = re.findall(r"%(.)", pattern, re.DOTALL)
    return next(("%" + mark for mark in marks if mark not in MARKS), "")


def format_moment(text: str, pattern: str, language: str = "en") -> str:
    """A date or moment written by the marks %Y %m %d %H %M and their like.

    language: of the short names of months (%b) and days (%a).
    """
    number = days(text)
    if number is None:
        return ""
    year, month, day = text[:10].split("-")
    hour, minute, second, fraction = _clock(text) or ("00", "00", "00", "")
    names = NAMES.get(language, NAMES["en"])
    months, weekdays = (written.split(",") for written in names)
    marks = {
        "Y": year,
        "y": year[2:],
        "m": month,
        "n": str(int(month)),
        "b": months[int(month) - 1],
        "d": day,
        "e": str(int(day)),
        "a": weekdays[(math.floor(number) + 4) % 7],
        "H": hour,
        "h": str(int(hour)),
        "M": minute,
        "S": second,
        "3": fraction[:3].ljust(3, "0"),
        "%": "%",
    }
    parts = re.split(r"%(.)", pattern)
    return "".join(
        marks.get(part, "%" + part) if index % 2 else part
        for index, part in enumerate(parts)
    )
