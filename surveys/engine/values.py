"""Answers as they are stored, and what a typed string becomes.

A stored answer is a code (select_one), a list of codes (select_multiple), a number,
a text, a date "YYYY-MM-DD", or a reserved state `{"state": "refused"}`. A state is
never a blank and never "no".
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from surveys.engine.dates import day_number

if TYPE_CHECKING:
    from surveys.engine.instrument import Question

Value = Any  # a JSON value

TEXT_LIMIT = 2_000
INTEGER_DIGITS = 15
SIGNIFICANT_DIGITS = 12
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
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


class State(StrEnum):
    REFUSED = "refused"
    DOES_NOT_KNOW = "does_not_know"
    NOT_ASKED_PRIVACY = "not_asked_privacy"
    NOT_APPLICABLE = "not_applicable"
    NOT_REACHED = "not_reached"


# How the shipped choice lists spell a state; stored answers never hold these codes.
STATE_CODES = {
    "dk": State.DOES_NOT_KNOW,
    "ref": State.REFUSED,
    "na": State.NOT_APPLICABLE,
}


class AnswerProblem(Exception):
    """A typed answer that cannot be stored; `code` and `params` make the sentence."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def is_state(value: Value) -> bool:
    return isinstance(value, Mapping) and "state" in value


def normalise(question: Question, raw: Any) -> Value:
    """A typed or posted value → the stored value. Raises AnswerProblem, only."""
    if isinstance(raw, Mapping):
        return _state(raw)
    match question.type:
        case "select_multiple":
            return _codes(question, raw)
        case "select_one":
            return _code(question, raw)
        case "integer":
            return _integer(raw)
        case "decimal":
            return _decimal(raw)
        case "date":
            return _date(raw)
        case "text" | "hidden" | "calculate":
            return _text(raw, question.max_length or TEXT_LIMIT)
    raise AnswerProblem("not_answerable")


def _state(raw: Mapping[Any, Any]) -> dict[str, str]:
    word = raw.get("state")
    if set(raw) != {"state"} or not isinstance(word, str) or word not in set(State):
        raise AnswerProblem("unknown_choice", value=str(word)[:40])
    return {"state": str(word)}


def _code(question: Question, raw: Any) -> Value:
    if not isinstance(raw, str):
        raise AnswerProblem("unknown_choice", value=str(raw)[:40])
    choice = question.choice(raw)
    if choice is None:
        raise AnswerProblem("unknown_choice", value=raw[:40])
    return {"state": str(choice.state)} if choice.state else choice.code


def _codes(question: Question, raw: Any) -> Value:
    if isinstance(raw, str):
        raw = raw.split()
    if not isinstance(raw, list) or len(raw) > len(question.choices):
        raise AnswerProblem("unknown_choice", value=str(raw)[:40])
    values = [_code(question, one) for one in raw]
    states = [value for value in values if is_state(value)]
    if states and len(values) > 1:
        raise AnswerProblem("both")
    if states:
        return states[0]
    order = {choice.code: place for place, choice in enumerate(question.choices)}
    return sorted(set(values), key=order.__getitem__)


def _number_text(raw: Any) -> str:
    if isinstance(raw, bool) or not isinstance(raw, (int, float, str)):
        raise AnswerProblem("not_a_number")
    if isinstance(raw, str):
        return raw.strip().translate(_DIGITS)[: INTEGER_DIGITS * 3]
    if isinstance(raw, float) and not math.isfinite(raw):
        raise AnswerProblem("not_a_number")
    if isinstance(raw, int) and abs(raw) >= 10**INTEGER_DIGITS:
        raise AnswerProblem("out_of_range")
    return str(int(raw)) if isinstance(raw, float) and raw.is_integer() else str(raw)


def _integer(raw: Any) -> int:
    text = _number_text(raw)
    if not _INTEGER.fullmatch(text) or len(text) > INTEGER_DIGITS:
        raise AnswerProblem("not_an_integer")
    return int(text)


def _decimal(raw: Any) -> float:
    text = _number_text(raw)
    if not _DECIMAL.fullmatch(text) or len(text) > INTEGER_DIGITS * 2:
        raise AnswerProblem("not_a_number")
    return significant(float(text.replace(",", ".")))


def _date(raw: Any) -> str:
    text = raw.strip().translate(_DIGITS) if isinstance(raw, str) else ""
    if day_number(text) is None:
        raise AnswerProblem("not_a_date")
    return text


def _text(raw: Any, limit: int) -> str:
    if not isinstance(raw, str):
        raise AnswerProblem("not_text")
    text = raw.replace("\r\n", "\n").strip()
    if _CONTROL.search(text):
        raise AnswerProblem("control_character")
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise AnswerProblem("control_character")
    if len(text) > limit:
        raise AnswerProblem("too_long", limit=limit, length=len(text))
    return text


def significant(number: float) -> float:
    """A number with the twelve significant digits that are stored."""
    return float(f"{number:.{SIGNIFICANT_DIGITS}g}")


def as_string(question: Question | None, value: Value) -> str:
    """A stored value as expressions read it; "" is a blank.

    A state reads as the code that the question's own list gives it, else as blank.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if is_state(value):
        return question.state_code(value["state"]) if question else ""
    if isinstance(value, list):
        return " ".join(str(one) for one in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
