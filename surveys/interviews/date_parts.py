"""Dates in three boxes: day, month, year; the first ones may stay empty."""

import unicodedata

from django.utils.dates import MONTHS, MONTHS_3
from django.utils.translation import override

NAMED_IN = ("en", "fr")


def parts_of(appearance):
    """The boxes that a date question shows."""
    if "month-year" in appearance:
        return ("month", "year")
    return ("year",) if "year" in appearance else ("day", "month", "year")


def date_of(boxes):
    """["", "3", "2024"] → "2024-03". Whatever is no date comes out as it was typed."""
    day, month, year = ["", "", "", *(box.strip() for box in boxes)][-3:]
    if len(boxes) == 1 and "-" in boxes[0]:
        return boxes[0]
    month = _month(month)
    if not year.isdigit() or (day and not month):
        return " ".join(box for box in boxes if box)
    parts = [
        year,
        month.zfill(2) if month else "",
        day.zfill(2) if day else "",
    ]
    return "-".join(part for part in parts if part)


def boxes_of(stored, appearance):
    """A stored date as the texts of its boxes."""
    year, month, day = [*stored.split("-"), "", "", ""][:3]
    texts = {"day": day, "month": month, "year": year}
    return [texts[part] for part in parts_of(appearance)]


def _month(typed):
    """A month by number or by its name in a language we speak."""
    if not typed or typed.isdigit():
        return typed
    wanted = _plain(typed)
    for language in NAMED_IN:
        with override(language):
            for number in range(1, 13):
                names = {_plain(str(MONTHS[number])), _plain(str(MONTHS_3[number]))}
                if wanted in names:
                    return str(number)
    return typed


def _plain(text):
    """A name in lower case, without accents and without a final point."""
    apart = unicodedata.normalize("NFD", text.lower().rstrip("."))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
