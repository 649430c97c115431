"""XLSForm expressions: text → tree → closure.

A tree is nested JSON lists, kept in the compiled instrument and walked by every
engine: ["num", 5], ["str", "x"], ["ref", "name"], ["self"], ["neg", a],
["call", name, [args]] and ["=", a, b] for each binary operator.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Tree = list[Any]

MAX_LENGTH = 5_000
MAX_DEPTH = 60
BINDING = {
    "or": 1,
    "and": 2,
    "=": 3,
    "!=": 3,
    "<": 4,
    "<=": 4,
    ">": 4,
    ">=": 4,
    "+": 5,
    "-": 5,
    "*": 6,
    "div": 6,
    "mod": 6,
}
NEGATION = 7
WORD_OPERATORS = {"or", "and", "div", "mod"}


class ExpressionProblem(Exception):
    """Why an expression cannot be used, where, and what to do."""

    def __init__(self, message: str, position: int = 0) -> None:
        super().__init__(message)
        self.position = position


@dataclass(frozen=True, slots=True)
class Token:
    kind: str  # number, string, ref, name, dot, op, end
    text: str
    position: int


def parse(text: str) -> Tree:
    """The tree of an expression, or ExpressionProblem."""
    if len(text) > MAX_LENGTH:
        raise ExpressionProblem(
            f"the expression has {len(text)} characters; the limit is {MAX_LENGTH}."
            " Move a part of it into a calculate row"
        )
    parser = _Parser(list(_tokens(text)))
    tree = parser.expression(0, 0)
    parser.expect("end")
    return tree


def _tokens(text: str) -> Iterator[Token]:
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
            raise ExpressionProblem(f"a text opened with {letter} is not closed", at)
        return Token("string", text[at + 1 : close], at), close + 1
    if text.startswith("${", at):
        return _reference(text, at)
    if letter in "0123456789" or (letter == "." and text[at + 1 : at + 2].isdigit()):
        return _number(text, at)
    if letter == ".":
        if text.startswith("..", at):
            raise ExpressionProblem("“..” is not used here; name the question", at)
        return Token("dot", ".", at), at + 1
    if text[at : at + 2] in ("!=", "<=", ">="):
        return Token("op", text[at : at + 2], at), at + 2
    if letter in "=<>+-*(),":
        return Token("op", letter, at), at + 1
    return _word(text, at, letter)


def _reference(text: str, at: int) -> tuple[Token, int]:
    close = text.find("}", at)
    name = text[at + 2 : close].strip() if close > 0 else ""
    if not name:
        raise ExpressionProblem("a ${ is not closed with }", at)
    if name.startswith("last-saved#"):
        raise ExpressionProblem(
            "last-saved keeps one person's answers for the next and is refused", at
        )
    return Token("ref", name, at), close + 1


def _number(text: str, at: int) -> tuple[Token, int]:
    end, dots = at, 0
    while end < len(text) and (text[end] in "0123456789" or text[end] == "."):
        dots += text[end] == "."
        end += 1
    if dots > 1:
        raise ExpressionProblem(f"“{text[at:end]}” is not a number", at)
    return Token("number", text[at:end], at), end


def _word(text: str, at: int, letter: str) -> tuple[Token, int]:
    if not (letter.isascii() and (letter.isalpha() or letter == "_")):
        hint = ". Write straight quotes: '" if letter in "‘’“”" else ""
        raise ExpressionProblem(f"“{letter}” is not understood here{hint}", at)
    end = at
    while end < len(text) and (text[end].isalnum() or text[end] in "_-:"):
        end += 1
    return Token("name", text[at:end], at), end


class _Parser:
    """Pratt parser over a list of tokens."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.at = 0

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def advance(self) -> Token:
        token = self.token
        self.at += 1
        return token

    def expect(self, kind: str, text: str = "") -> Token:
        token = self.token
        if token.kind != kind or (text and token.text != text):
            found = f"“{token.text}”" if token.text else "the end"
            wanted = f"“{text}”" if text else f"the {kind}"
            raise ExpressionProblem(f"expected {wanted}, found {found}", token.position)
        return self.advance()

    def expression(self, binding: int, depth: int) -> Tree:
        if depth > MAX_DEPTH:
            raise ExpressionProblem(
                f"more than {MAX_DEPTH} levels; move a part into a calculate row",
                self.token.position,
            )
        left = self.operand(depth)
        while self._binds(binding):
            operator = self.advance().text
            right = self.expression(BINDING[operator], depth + 1)
            left = [operator, left, right]
        return left

    def _binds(self, binding: int) -> bool:
        token = self.token
        if token.kind == "op" or (
            token.kind == "name" and token.text in WORD_OPERATORS
        ):
            return BINDING.get(token.text, 0) > binding
        return False

    def operand(self, depth: int) -> Tree:
        token = self.advance()
        match token.kind, token.text:
            case "number", text:
                return ["num", float(text)]
            case "string", text:
                return ["str", text]
            case "ref", name:
                return ["ref", name]
            case "dot", _:
                return ["self"]
            case "op", "-":
                return ["neg", self.expression(NEGATION, depth + 1)]
            case "op", "(":
                inner = self.expression(0, depth + 1)
                self.expect("op", ")")
                return inner
            case "name", name:
                return self.call(name, token.position, depth)
        found = f"“{token.text}”" if token.text else "the end"
        raise ExpressionProblem(f"expected a value, found {found}", token.position)

    def call(self, name: str, position: int, depth: int) -> Tree:
        if self.token.text != "(" or self.token.kind != "op":
            raise ExpressionProblem(
                f"“{name}” is neither a question nor a function; write ${{{name}}} for"
                f" a question or '{name}' for a text",
                position,
            )
        self.advance()
        arguments: list[Tree] = []
        while not (self.token.kind == "op" and self.token.text == ")"):
            if arguments:
                self.expect("op", ",")
            arguments.append(self.expression(0, depth + 1))
        self.advance()
        return ["call", name, arguments]


def references(tree: Tree | None) -> set[str]:
    """The names of all questions that an expression reads."""
    if not tree:
        return set()
    if tree[0] == "ref":
        return {tree[1]}
    parts = tree[2] if tree[0] == "call" else tree[1:]
    return {
        name for part in parts if isinstance(part, list) for name in references(part)
    }


def calls(tree: Tree) -> Iterator[tuple[str, list[Tree]]]:
    """Every (function, arguments) in a tree, outermost first."""
    parts = tree[2] if tree[0] == "call" else tree[1:]
    if tree[0] == "call":
        yield tree[1], tree[2]
    for part in parts:
        if isinstance(part, list):
            yield from calls(part)
