"""XLSForm expressions: text → tree → closure.

A tree is nested JSON lists, kept in the compiled instrument and walked by every
engine: ["num", 5], ["str", "x"], ["ref", "name"], ["self"], ["column", "name"],
["neg", a], ["call", name, [args]] and ["=", a, b] for each binary operator.
A column is one of the choices sheet, read by a choice_filter. ["item", list, test,
column] are the choices of a list that pass a test, ["up", n] the n-th group around a
question. The compiler turns position(..) into ["position", depth of the repeat],
${name} of a question in a repeat that is not around the row into ["each", name], any of
its instances, and random() into ["random", place of the draw]; see tied_expressions.py.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator
from typing import Any

from surveys.engine.tokens import ExpressionProblem, Token, read_tokens
from surveys.engine.translatable import Sentence
from surveys.engine.translatable import sentence as _

__all__ = ["ExpressionProblem", "Tree", "calls", "nodes", "parse", "references"]

Tree = list[Any]
Places = dict[int, int]  # id of a node → the position of its first character

MAX_LENGTH = 5_000
MAX_DEPTH = 60  # brackets within brackets
MAX_LEVELS = 150  # of the tree: a chain `a or b or c` has one for each operator
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
# Called without a value, they are about this answer.
ABOUT_THIS_ANSWER = {"string", "number", "string-length", "normalize-space"}
ANY: Collection[str] = ("",)  # inside instance()…[ ] each word is a column
WORD_OPERATORS = {"or", "and", "div", "mod"}


def parse(
    text: str, columns: Collection[str] = (), places: Places | None = None
) -> Tree:
    """The tree of an expression, or ExpressionProblem.

    columns: names of the choices sheet that a choice_filter may use without ${}.
    places: filled with the position in the text of each node that begins with a word.
    """
    if len(text) > MAX_LENGTH:
        raise ExpressionProblem(
            _(
                "the expression has %(length)s characters; the limit is %(most)s. Move"
                " a part of it into a calculate row",
                length=len(text),
                most=MAX_LENGTH,
            )
        )
    parser = _Parser(list(read_tokens(text)), columns, {} if places is None else places)
    tree = parser.expression(0, 0)
    parser.expect("end")
    if levels(tree) > MAX_LEVELS:
        raise ExpressionProblem(
            _(
                "more than %(most)s operators follow each other; move a part into a"
                " calculate row",
                most=MAX_LEVELS,
            )
        )
    return tree


class _Parser:
    """Pratt parser over a list of tokens."""

    def __init__(
        self, tokens: list[Token], columns: Collection[str], places: Places
    ) -> None:
        self.tokens = tokens
        self.columns = columns
        self.places = places
        self.position = 0

    @property
    def token(self) -> Token:
        return self.tokens[self.position]

    def advance(self) -> Token:
        token = self.token
        self.position += 1
        return token

    def expect(self, kind: str, text: str = "") -> Token:
        token = self.token
        if kind == "end" and self._is_next("/"):
            raise ExpressionProblem(
                _(
                    "“/” does not divide; write “div”, and write a date in quotes, as"
                    " '2024-03-05'"
                ),
                token.position,
            )
        if token.kind != kind or (text and token.text != text):
            wanted = _("the name") if kind == "name" else _("the end")
            refusal = _(
                "expected %(wanted)s, found %(found)s",
                wanted=_quoted(text) if text else wanted,
                found=_quoted(token.text),
            )
            raise ExpressionProblem(refusal, token.position)
        return self.advance()

    def expression(self, binding: int, depth: int) -> Tree:
        if depth > MAX_DEPTH:
            raise ExpressionProblem(
                _(
                    "more than %(most)s levels; move a part into a calculate row",
                    most=MAX_DEPTH,
                ),
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
        position = self.token.position
        node = self._operand(depth)
        self.places[id(node)] = position
        return node

    def _operand(self, depth: int) -> Tree:
        token = self.advance()
        match token.kind, token.text:
            case "number", text:
                return ["num", float(text)]
            case "string", text:
                return ["str", text]
            case "ref", name:
                return ["ref", name]
            case "dot", _text:
                return self.step(["self"], token)
            case "up", text:
                return self.step(["up", float(text.count(".."))], token)
            case "op", "-":
                return ["neg", self.expression(NEGATION, depth + 1)]
            case "op", "(":
                inner = self.expression(0, depth + 1)
                self.expect("op", ")")
                return inner
            case "op", "/":
                raise self.long_path(token)
            case "name", name:
                return self.call(name, token, depth)
        refusal = _("expected a value, found %(found)s", found=_quoted(token.text))
        raise ExpressionProblem(refusal, token.position)

    # -- paths of XPath -------------------------------------------------------------

    def _is_next(self, sign: str) -> bool:
        return self.token.kind == "op" and self.token.text == sign

    def step(self, base: Tree, begun: Token) -> Tree:
        """“../name” is the question of that name, since no two share a name."""
        if not self._is_next("/"):
            return base
        self.advance()
        name = self.expect("name").text
        if self._is_next("/"):
            raise self.long_path(begun)
        is_column = base == ["self"] and (self.columns is ANY or name in self.columns)
        return ["column" if is_column else "ref", name]

    def current(self, begun: Token) -> Tree:
        """current() is this answer; “current()/../name” is “../name”."""
        if not self._is_next("/"):
            return ["self"]
        self.advance()
        base, columns = self.advance(), self.columns
        if base.kind not in ("dot", "up"):
            raise self.long_path(begun)
        self.columns = ()  # it leaves the choice of which columns are read
        node = self.step(["self"] if base.kind == "dot" else ["up", 1.0], begun)
        self.columns = columns
        return node

    def long_path(self, begun: Token) -> ExpressionProblem:
        """The problem of a path with several steps: a question has a name."""
        steps = [t.text for t in self.tokens[: self.position] if t.kind == "name"]
        while self.token.kind in ("name", "dot", "up") or self._is_next("/"):
            steps += [self.token.text] if self.token.kind == "name" else []
            self.advance()
        refusal = _(
            "a question is read by its name, not by a path; write %(reference)s",
            reference=f"${{{steps[-1] if steps else 'question'}}}",
        )
        return ExpressionProblem(refusal, begun.position)

    def call(self, name: str, begun: Token, depth: int) -> Tree:
        position = begun.position
        if self.token.text != "(" or self.token.kind != "op":
            return self.column(name, position)
        self.advance()
        arguments: list[Tree] = []
        while not (self.token.kind == "op" and self.token.text == ")"):
            if arguments:
                self.expect("op", ",")
            arguments.append(self.expression(0, depth + 1))
        self.advance()
        if name == "instance":
            return self.item(arguments, position, depth)
        if name == "current" and not arguments:
            return self.current(begun)
        if name in ABOUT_THIS_ANSWER and not arguments:
            arguments.append(["self"])
        return ["call", name, arguments]

    def item(self, arguments: list[Tree], position: int, depth: int) -> Tree:
        """instance('list')/root/item[test]/column; the test may use every column."""
        if len(arguments) != 1 or arguments[0][0] != "str":
            refusal = _("instance() takes the name of one list in quotes")
            raise ExpressionProblem(refusal, position)
        for step in ("root", "item"):
            self.expect("op", "/")
            self.expect("name", step)
        outside, self.columns, test = self.columns, ANY, ["call", "true", []]
        if self.token.kind == "op" and self.token.text == "[":
            self.advance()
            test = self.expression(0, depth + 1)
            self.expect("op", "]")
        self.columns, column = outside, "name"
        if self.token.kind == "op" and self.token.text == "/":
            self.advance()
            column = self.expect("name").text
        return ["item", arguments[0][1], test, column]

    def column(self, name: str, position: int) -> Tree:
        if self.columns is ANY or name in self.columns:
            return ["column", name]
        near = difflib.get_close_matches(name, self.columns, n=1)
        refusal = _(
            "“%(name)s” is neither a question nor a function; write %(reference)s for a"
            " question or '%(name)s' for a text",
            name=name,
            reference=f"${{{name}}}",
        )
        if near:
            refusal = _(
                "%(problem)s; did you mean %(text)s", problem=refusal, text=near[0]
            )
        raise ExpressionProblem(refusal, position)


def _quoted(text: str) -> Sentence:
    return _("“%(text)s”", text=text) if text else _("the end")


def nodes(tree: Tree | None) -> Iterator[Tree]:
    """Every node of a tree, outermost first."""
    waiting = [tree] if tree else []
    while waiting:
        node = waiting.pop()
        yield node
        waiting += reversed(children(node))


def children(node: Tree) -> list[Tree]:
    parts = node[2] if node[0] == "call" else node[1:]  # a list's name is no tree
    return [part for part in parts if isinstance(part, list)]


def levels(tree: Tree) -> int:
    """How deep a tree is; without recursion, since it guards against it."""
    deep, row = 0, [tree]
    while row:
        deep, row = deep + 1, [part for node in row for part in children(node)]
    return deep


def references(tree: Tree | None) -> set[str]:
    """The names of all questions that an expression reads."""
    names = {node[1] for node in nodes(tree) if node[0] in ("ref", "each")}
    named = (args[1:] for name, args in calls(tree) if name == "jr:choice-name")
    return names | {
        quoted(argument) for args in named for argument in args if argument[0] == "str"
    }


def quoted(node: Tree) -> str:
    """The question that jr:choice-name() names, in quotes: '${question}'."""
    return str(node[1]).removeprefix("${").removesuffix("}").strip()


def calls(tree: Tree | None) -> Iterator[tuple[str, list[Tree]]]:
    """Every (function, arguments) in a tree, outermost first."""
    return ((node[1], node[2]) for node in nodes(tree) if node[0] == "call")
