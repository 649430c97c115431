"""The words and signs of an expression, each with its position."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from surveys.engine.translatable import Sentence
from surveys.engine.translatable import sentence as _

DIGITS = tuple("0123456789")


class ExpressionProblem(Exception):
    """Why an expression cannot be used, where, and what to do."""

    def __init__(self, sentence: Sentence, position: int = 0) -> None:
        super().__init__(sentence)
        self.sentence, self.position = sentence, position


@dataclass(frozen=True, slots=True)
class Token:
    kind: str  # number, string, ref, name, dot, up, op, end
    text: str
    position: int


def read_tokens(text: str) -> Iterator[Token]:
    position = 0
    while position < len(text):
        letter = text[position]
        if letter.isspace():
            position += 1
            continue
        token, position = _token(text, position, letter)
        yield token
    yield Token("end", "", len(text))


def _token(text: str, position: int, letter: str) -> tuple[Token, int]:
    if letter in "'\"":
        close = text.find(letter, position + 1)
        if close < 0:
            raise ExpressionProblem(
                _("a text opened with %(sign)s is not closed", sign=letter), position
            )
        return Token("string", text[position + 1 : close], position), close + 1
    if text.startswith("${", position):
        return _reference(text, position)
    # "²" counts as a digit to Python, and is no number here.
    if letter in DIGITS or (letter == "." and text.startswith(DIGITS, position + 1)):
        return _number(text, position)
    if letter == ".":
        return _dots(text, position)
    if text[position : position + 2] in ("!=", "<=", ">="):
        return Token("op", text[position : position + 2], position), position + 2
    if letter in "=<>+-*(),/[]":
        return Token("op", letter, position), position + 1
    return _word(text, position, letter)


def _dots(text: str, position: int) -> tuple[Token, int]:
    """“.” is this answer; “..” and “../..” are the groups around it."""
    if not text.startswith("..", position):
        return Token("dot", ".", position), position + 1
    end = position + 2
    while text.startswith("/..", end):
        end += 3
    return Token("up", text[position:end], position), end


def _reference(text: str, position: int) -> tuple[Token, int]:
    close = text.find("}", position)
    name = text[position + 2 : close].strip() if close > 0 else ""
    if not name:
        raise ExpressionProblem(_("a ${ is not closed with }"), position)
    if name.startswith("last-saved#"):
        raise ExpressionProblem(
            _(
                "last-saved would show one person’s answers to the next, so it is not"
                " allowed"
            ),
            position,
        )
    return Token("ref", name, position), close + 1


def _number(text: str, position: int) -> tuple[Token, int]:
    end, dots = position, 0
    while end < len(text) and (text[end] in DIGITS or text[end] == "."):
        dots += text[end] == "."
        end += 1
    if dots > 1 or not math.isfinite(float(text[position:end])):
        shown = text[position:end][:40]
        raise ExpressionProblem(_("“%(text)s” is not a number", text=shown), position)
    return Token("number", text[position:end], position), end


def _word(text: str, position: int, letter: str) -> tuple[Token, int]:
    if not (letter.isascii() and (letter.isalpha() or letter == "_")):
        refusal = _("“%(text)s” is not understood here", text=letter)
        if letter in "‘’“”":
            hint = _("Write straight quotes: '")
            refusal = _("%(problem)s. %(hint)s", problem=refusal, hint=hint)
        raise ExpressionProblem(refusal, position)
    end = position
    while end < len(text) and (text[end].isalnum() or text[end] in "_-:"):
        end += 1
    return Token("name", text[position:end], position), end
