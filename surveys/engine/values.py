"""Answers as they are stored, and what a typed string becomes.

A stored answer is a code (select_one), a list of codes (select_multiple; rank, in
order), a number, a text, a date "YYYY-MM-DD", "YYYY-MM" or "YYYY" where the day or the
month is not known, a time "HH:MM", a moment with its offset, "OK" (acknowledge), or a
reserved state `{"state": "refused"}`. A state is never a blank and never "no".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Context, Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from surveys.engine.dates import day_number, is_moment, is_time

if TYPE_CHECKING:
    from surveys.engine.instrument import Question

Value = Any  # a JSON value
Reader = Callable[["Question", Any], Value]

TEXT_LIMIT = 2_000
LARGEST = 10**15 - 1
MAX_NUMBER = 60  # characters of a typed number or date
_TWELVE_DIGITS = Context(prec=12, rounding=ROUND_HALF_UP)
_DIGITS = str.maketrans(
    {
        **{chr(0x0660 + n): str(n) for n in range(10)},  # Arabic-Indic
        **{chr(0x06F0 + n): str(n) for n in range(10)},  # Persian
        "٫": ".",
        "−": "-",
    }
)
_INTEGER = re.compile(r"-?[0-9]+")
_DECIMAL = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?")
_PERHAPS_THOUSANDS = re.compile(r"-?[1-9][0-9]{0,2},[0-9]{3}")  # 1234 or 1.234
_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


class ReservedState(StrEnum):
    REFUSED = "refused"
    DOES_NOT_KNOW = "does_not_know"
    NOT_ASKED_PRIVACY = "not_asked_privacy"
    NOT_APPLICABLE = "not_applicable"
    NOT_REACHED = "not_reached"


ACKNOWLEDGED = "OK"
_STATES = frozenset(str(state) for state in ReservedState)


class AnswerProblem(Exception):
    """A typed answer that cannot be stored; `code` and `params` make the sentence."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def is_state(value: Value) -> bool:
    return isinstance(value, dict) and "state" in value


def is_blank(value: Value) -> bool:
    """Nothing was answered: absent, an empty text, or no choice taken."""
    return value is None or value == "" or value == []


def normalise(question: Question, raw: Any, reader: Reader | None = None) -> Value:
    """A typed or posted value → the stored value. Raises AnswerProblem, only."""
    if isinstance(raw, dict):
        return _state(raw)
    reader = reader or READERS.get(question.type)
    if reader:
        return reader(question, raw)
    raise AnswerProblem("not_answerable")


def _shown(raw: Any) -> str:
    """A short text of a hostile value, which a problem may repeat."""
    return raw[:40] if isinstance(raw, str) else type(raw).__name__


def _state(raw: dict[Any, Any]) -> dict[str, str]:
    word = raw.get("state")
    if len(raw) != 1 or not isinstance(word, str) or word not in _STATES:
        raise AnswerProblem("unknown_choice", value=_shown(word))
    return {"state": str(word)}


def _code(question: Question, raw: Any) -> Value:
    if not isinstance(raw, str):
        raise AnswerProblem("unknown_choice", value=_shown(raw))
    choice = question.choice(raw)
    if choice is None:
        raise AnswerProblem("unknown_choice", value=_shown(raw))
    return {"state": str(choice.state)} if choice.state else choice.code


def _codes(question: Question, raw: Any) -> Value:
    if isinstance(raw, str):
        raw = raw.split()
    if not isinstance(raw, list) or len(raw) > len(question.choices):
        raise AnswerProblem("unknown_choice", value=_shown(raw))
    values = [_code(question, code) for code in raw]
    states = [value for value in values if is_state(value)]
    if states and len(values) > 1:
        raise AnswerProblem("both")
    if states:
        return states[0]
    order = {choice.code: place for place, choice in enumerate(question.choices)}
    return sorted(set(values), key=order.__getitem__)


def _number_text(raw: Any) -> str:
    if not isinstance(raw, str) or len(raw) > MAX_NUMBER:
        raise AnswerProblem("not_a_number")
    return raw.strip().translate(_DIGITS)


def _integer(_question: Question, raw: Any) -> int:
    if type(raw) is int:
        _in_range(raw)
        return raw
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        if _in_range(raw) % 1:
            raise AnswerProblem("not_an_integer")
        return int(raw)
    text = _number_text(raw)
    if not _INTEGER.fullmatch(text):
        raise AnswerProblem("not_an_integer")
    return int(_in_range(int(text)))


def _decimal(raw: Any) -> float:
    number = raw
    if isinstance(raw, bool) or not isinstance(raw, (int, float)):
        text = _number_text(raw)
        if not _DECIMAL.fullmatch(text):
            raise AnswerProblem("not_a_number")
        if _PERHAPS_THOUSANDS.fullmatch(text):
            raise AnswerProblem(
                "thousands",
                value=text,
                whole=text.replace(",", ""),
                part=text.replace(",", "."),
            )
        number = float(text.replace(",", "."))
    return significant(float(_in_range(number)))


def _in_range(number: float) -> float:
    """The number, or AnswerProblem where it is too large or NaN."""
    if not -LARGEST <= number <= LARGEST:
        raise AnswerProblem("out_of_range", low=str(-LARGEST), high=str(LARGEST))
    return number


def _range(question: Question, raw: Any) -> int | float:
    """A number from start to end in whole steps."""
    start, end = (question.parameters.get(bound, 0.0) for bound in ("start", "end"))
    low, high = min(start, end), max(start, end)
    step = abs(question.parameters.get("step", 1.0)) or 1.0
    number = _decimal(raw)
    if not low <= number <= high:
        bounds = {"low": plain_number(low), "high": plain_number(high)}
        raise AnswerProblem("out_of_range", **bounds)
    steps = (number - low) / step
    if abs(steps - round(steps)) > 1e-6:
        raise AnswerProblem("between_steps", step=plain_number(step))
    return int(number) if number.is_integer() else number


def _rank(question: Question, raw: Any) -> Value:
    """All choices, in the order that was given to them."""
    if isinstance(raw, str):
        raw = raw.split()
    if not isinstance(raw, list) or len(raw) > len(question.choices):
        raise AnswerProblem("unknown_choice", value=_shown(raw))
    values = [_code(question, code) for code in raw]
    if len(values) == 1 and is_state(values[0]):
        return values[0]
    codes = [value for value in values if not is_state(value)]
    if len(codes) != len(values) or len(set(codes)) != len(codes):
        raise AnswerProblem("both")
    expected = sum(1 for choice in question.choices if choice.state is None)
    if len(codes) < expected:
        raise AnswerProblem("rank_incomplete", placed=len(codes), whole=expected)
    return codes


def _acknowledged(raw: Any) -> str:
    if raw != ACKNOWLEDGED:
        raise AnswerProblem("unknown_choice", value=_shown(raw))
    return ACKNOWLEDGED


def _date(question: Question, raw: Any) -> str:
    """A day, or the month or year alone when no more is known; never in year 0."""
    text = _short_text(raw)
    if "month-year" in question.appearance:
        text = text[:7]
    elif "year" in question.appearance:
        text = text[:4]
    if day_number(whole_day(text)) is None:
        raise AnswerProblem("not_a_date")
    return text


def whole_day(text: str) -> str:
    """The first day of a date that is known to the month or the year only."""
    return text + "-01-01"[len(text) - 10 :] if len(text) in (4, 7) else text


def _clock(question: Question, raw: Any) -> str:
    text = _short_text(raw)
    if question.type == "time" and not is_time(text):
        raise AnswerProblem("not_a_time")
    if question.type == "dateTime" and not is_moment(text):
        raise AnswerProblem("not_a_moment")
    return text


def _short_text(raw: Any) -> str:
    text = raw if isinstance(raw, str) and len(raw) <= MAX_NUMBER else ""
    return text.strip().translate(_DIGITS)


def _text(raw: Any, limit: int) -> str:
    if not isinstance(raw, str):
        raise AnswerProblem("not_text")
    text = raw.replace("\r\n", "\n").strip()
    if _CONTROL.search(text):
        raise AnswerProblem("control_character")
    if not text.isascii() and _SURROGATE.search(text):
        raise AnswerProblem("control_character")
    if len(text) > limit:
        raise AnswerProblem("too_long", limit=limit, length=len(text))
    return text


def significant(number: float) -> float:
    """A number with the twelve significant digits that are stored; halves go out."""
    return float(_TWELVE_DIGITS.create_decimal_from_float(number))


READERS: dict[str, Reader] = {
    "select_multiple": _codes,
    "select_one": _code,
    "rank": _rank,
    "integer": _integer,
    "decimal": lambda _question, raw: _decimal(raw),
    "range": _range,
    "acknowledge": lambda _question, raw: _acknowledged(raw),
    "date": _date,
    "time": _clock,
    "dateTime": _clock,
    "text": lambda question, raw: _text(raw, question.max_length or TEXT_LIMIT),
    "hidden": lambda question, raw: _text(raw, question.max_length or TEXT_LIMIT),
    "calculate": lambda question, raw: _text(raw, question.max_length or TEXT_LIMIT),
}


def as_string(question: Question | None, value: Value) -> str:
    """A stored value as expressions read it; "" is a blank.

    A state reads as the code that the question's own list gives it, else as blank; a
    date that is known to the month reads as the first day of the month.
    Whatever is no answer reads as blank.
    """
    if isinstance(value, str):
        dated = question is not None and question.type == "date"
        return whole_day(value) if dated else value
    if type(value) is int:
        return _number_string(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return _number_string(value)
    if isinstance(value, list):
        return " ".join(code for code in value if isinstance(code, str))
    if question is not None and is_state(value) and value["state"]:
        return question.state_code(value["state"])
    return ""


def _number_string(value: int | float) -> str:
    return plain_number(value) if -LARGEST <= value <= LARGEST else ""


def whole_number(value: Value) -> float:
    """A number of instances as it was sent; whatever else was sent counts as none."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return 0.0
    is_whole = -LARGEST <= value <= LARGEST and not value % 1
    return float(value) if is_whole else 0.0


def plain_number(value: int | float) -> str:
    """A number without an exponent, and without .0 when it is whole."""
    if type(value) is int:
        return str(value)
    if isinstance(value, int) or value.is_integer():
        return str(int(value))
    text = repr(value)
    return format(Decimal(text), "f") if "e" in text else text
