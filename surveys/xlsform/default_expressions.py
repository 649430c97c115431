"""Defaults that are worked out once, apart from those that are the answer itself."""

import re

from surveys.engine.functions import FUNCTIONS, SPECIAL
from surveys.engine.translatable import sentence as _
from surveys.xlsform.question_types import kind_of

# What the person or the moment decides, never the form; and the assent of a child.
SAID_BY_PEOPLE = ("x_place_safe", "x_interp", "x_private", "x_consent", "x_still_ok")
NUMBERS = ("integer", "decimal", "range")
DATES = ("date", "time", "dateTime")
_WHOLE_CALL = re.compile(r"\s*([a-z][a-z0-9:-]*)\(.*\)\s*", re.DOTALL)
_CALL = re.compile(r"(?<![\w:-])([a-z][a-z0-9:-]*)\(")
_OPERATION = re.compile(r"[0-9)]\s*[-+*]|\b(div|mod)\b")


def is_expression(row):
    """Whether the default of a row is an expression.

    1. One that names a question, or is one call of a function, is.
    2. Of a number so is 1 + 1, of a number or a date whatever calls a function.
    3. Every other text is the answer itself: “a + b” is a text.
    """
    text, kind = row.get("default"), kind_of(row)[0]
    if "${" in text:
        return True
    whole = _WHOLE_CALL.fullmatch(text)
    if whole and _is_function(whole[1]):
        return True
    if kind in NUMBERS and _OPERATION.search(text):
        return True
    names = _CALL.findall(text) if kind in NUMBERS + DATES else ()
    return any(map(_is_function, names))


def _is_function(name):
    return name in FUNCTIONS or name in SPECIAL


def check_agreements(rows, settings):
    """Problems of defaults that would agree in the place of a person."""
    names = {*SAID_BY_PEOPLE, *(row.get("daa::assent") for row in settings)}
    return [
        row.problem(
            "default",
            _("“%(name)s” must not begin with an answer", name=row.get("name")),
            _("Empty this cell: it is asked each time."),
        )
        for row in rows
        if row.get("default") and row.get("name") in names
    ]
