"""XPath 1.0 functions on texts; letters are code points and places begin at 1."""

from __future__ import annotations

import math
import re

_BLANKS = re.compile(r"[ \t\r\n]+")


def translate(text: str, old: str, new: str) -> str:
    """The text with each letter of `old` replaced by the letter at its place in `new`.

    A letter without a partner is taken out; of a letter that stands twice in `old`,
    the first place counts.
    """
    replaced: dict[str, str] = {}
    for place, letter in enumerate(old):
        replaced.setdefault(letter, new[place : place + 1])
    return "".join(replaced.get(letter, letter) for letter in text)


def substring_before(text: str, part: str) -> str:
    place = text.find(part)
    return text[:place] if place > 0 else ""


def substring_after(text: str, part: str) -> str:
    place = text.find(part)
    return text[place + len(part) :] if place >= 0 else ""


def substring(text: str, start: float, length: float = math.inf) -> str:
    """The letters from place `start` on; both numbers are rounded as round() does."""
    first = _rounded(start)
    end = first + _rounded(length)
    return "".join(
        letter for place, letter in enumerate(text, start=1) if first <= place < end
    )


def _rounded(number: float) -> float:
    return math.floor(number + 0.5) if math.isfinite(number) else number


def normalize_space(text: str) -> str:
    """The text without blanks at its ends and with one blank between words."""
    return _BLANKS.sub(" ", text).strip(" ")
