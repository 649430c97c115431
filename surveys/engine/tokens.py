"""The words and signs of an expression, each with its position."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from surveys.engine.translatable import Sentence
from surveys.engine.translatable import sentence as _


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
    at = 0
    while at < len(text):
        letter = text[at]
        if letter.isspace():
            at += 1
            continue
        token, at = _token(text, at, letter)
        yield token
    yield Token("end", "", len(text))


def _token(text: str, at: int, letter: str) -> tuple[Token, int]:
    if letter in "'\"":
        close = text.find(letter, at + 1)
        if close < 0:
            raise ExpressionProblem(
                _("a text opened with %(sign)s is not closed", sign=letter), at
            )
        return Token("string", text[at + 1 : close], at), close + 1
    if text.startswith("${", at):
        return _reference(text, at)
    if letter in "0123456789" or (letter == "." and text[at + 1 : at + 2].isdigit()):
        return _number(text, at)
    if letter == ".":
        return _dots(text, at)
    if text[at : at + 2] in ("!=", "<=", ">="):
        return Token("op", text[at : at + 2], at), at + 2
    if letter in "=<>+-*(),/[]":
        return Token("op", letter, at), at + 1
    return _word(text, at, letter)


def _dots(text: str, at: int) -> tuple[Token, int]:
    """“.” is this answer; “..” and “../..” are the groups around it."""
    if not text.startswith("..", at):
        return Token("dot", ".", at), at + 1
    end = at + 2
    while text.startswith("/..", end):
        end += 3
    return Token("up", text[at:end], at), end


def _reference(text: str, at: int) -> tuple[Token, int]:
    close = text.find("}", at)
    name = text[at + 2 : close].strip() if close > 0 else ""
    if not name:
        raise ExpressionProblem(_("a ${ is not closed with }"), at)
    if name.startswith("last-saved#"):
        raise ExpressionProblem(
            _("last-saved keeps one person's answers for the next and is refused"), at
        )
    return Token("ref", name, at), close + 1


def _number(text: str, at: int) -> tuple[Token, int]:
    end, dots = at, 0
    while end < len(text) and (text[end] in "0123456789" or text[end] == "."):
        dots += text[end] == "."
        end += 1
    if dots > 1 or not math.isfinite(float(text[at:end])):
        shown = text[at:end][:40]
        raise ExpressionProblem(_("“%(text)s” is not a number", text=shown), at)
    return Token("number", text[at:end], at), end


def _word(text: str, at: int, letter: str) -> tuple[Token, int]:
    if not (letter.isascii() and (letter.isalpha() or letter == "_")):
        refusal = _("“%(text)s” is not understood here", text=letter)
        if letter in "‘’“”":
            hint = _("Write straight quotes: '")
            refusal = _("%(problem)s. %(hint)s", problem=refusal, hint=hint)
        raise ExpressionProblem(refusal, at)
    end = at
    while end < len(text) and (text[end].isalnum() or text[end] in "_-:"):
        end += 1
    return Token("name", text[at:end], at), end
