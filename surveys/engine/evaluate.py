"""Trees → closures. A closure takes a Scope and returns a string, number or boolean."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from surveys.engine import functions as fn
from surveys.engine.expressions import (
    ExpressionProblem,
    Tree,
    calls,
    nodes,
    parse,
    quoted,
    references,
)
from surveys.engine.functions import NAN, Plain
from surveys.engine.regex_matcher import matcher
from surveys.engine.translatable import sentence as _
from surveys.engine.values import as_string

Closure = Callable[["Scope"], Plain]


@dataclass(slots=True)
class Scope:
    """What an expression may read. read: question name → string, "" when blank.

    The clock is never asked: today and now are those of the interview.
    columns: the columns of one choice, for a choice_filter.
    nodes: question or repeat name → the strings of all its instances from here.
    indexed: (question, {repeat: instance}) → string. instance: the instances this
    question stands in, outermost first. items: list name → columns of its choices.
    """

    read: Callable[[str], str]
    current: str = ""
    today: str = ""
    choice_name: Callable[[str, str], str] = field(default=lambda _code, _question: "")
    now: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    nodes: Callable[[str], list[str]] | None = None
    indexed: Callable[[str, dict[str, int]], str] = field(
        default=lambda _question, _instances: ""
    )
    instance: tuple[int, ...] = ()
    items: Callable[[str], Iterable[Mapping[str, str]]] = field(
        default=lambda _name: ()
    )

    def about(self, current: str, columns: Mapping[str, str]) -> Scope:
        """The same scope with another answer or choice; this is called most often."""
        return Scope(
            *(self.read, current, self.today, self.choice_name, self.now, columns),
            *(self.nodes, self.indexed, self.instance, self.items),
        )

    def all(self, name: str) -> list[str]:
        return self.nodes(name) if self.nodes else [self.read(name)]


def compile_tree(tree: Tree) -> Closure:
    """A closure for a tree whose calls have been checked."""
    kind = tree[0]
    if kind in ("num", "str"):
        constant: Plain = tree[1]
        return lambda scope: constant
    if kind == "ref":
        name: str = tree[1]
        return lambda scope: scope.read(name)
    if kind == "column":
        column: str = tree[1]
        return lambda scope: scope.columns.get(column, "")
    if kind == "self":
        return lambda scope: scope.current
    if kind == "neg":
        inner = compile_tree(tree[1])
        return lambda scope: -fn.to_number(inner(scope))
    if kind == "call":
        return _call(tree[1], tree[2])
    if kind == "position":
        depth: int = int(tree[1])
        return lambda scope: float(scope.instance[depth - 1]) if depth else 1.0
    if kind == "item":
        values = _nodes(tree)
        return lambda scope: next(iter(values(scope)), "")
    if kind in ("=", "!=") and tree[1][0] == "ref" and tree[2][0] == "str":
        return _is_answer(tree[1][1], tree[2][1], kind == "=")
    if kind in ("and", "or"):
        return _junction(kind, _truth(tree[1]), _truth(tree[2]))
    if kind in NUMERIC and tree[2][0] == "num":
        return _against(NUMERIC[kind], tree[1], tree[2][1])
    return _binary(kind, compile_tree(tree[1]), compile_tree(tree[2]))


COMPARISONS = {"=", "!=", "<", "<=", ">", ">=", "and", "or"}


def _truth(tree: Tree) -> Closure:
    """A closure that returns a boolean, whatever the tree gives."""
    closure, boolean = compile_tree(tree), fn.to_boolean
    return closure if tree[0] in COMPARISONS else lambda s: boolean(closure(s))


def _junction(sign: str, left: Closure, right: Closure) -> Closure:
    if sign == "or":
        return lambda s: left(s) or right(s)
    return lambda s: left(s) and right(s)


def _against(act: Callable[..., Plain], tree: Tree, constant: float) -> Closure:
    """An operator whose right side is a number, as most bounds are: . <= 120."""
    number = fn.to_number
    if tree[0] == "self":
        return lambda s: act(number(s.current), constant)
    left = compile_tree(tree)
    return lambda s: act(number(left(s)), constant)


def _is_answer(name: str, code: str, wanted: bool) -> Closure:
    """${name} = 'code' or ${name} != 'code', which most conditions are made of."""
    if wanted:
        return lambda scope: scope.read(name) == code
    return lambda scope: scope.read(name) != code


def _binary(sign: str, left: Closure, right: Closure) -> Closure:
    equal = fn.equal
    if sign == "=":
        return lambda s: equal(left(s), right(s))
    if sign == "!=":
        return lambda s: not equal(left(s), right(s))
    if sign not in NUMERIC:
        raise ExpressionProblem(_("unknown operator %(sign)s", sign=sign))
    number, act = fn.to_number, NUMERIC[sign]
    return lambda s: act(number(left(s)), number(right(s)))


def _divide(a: float, b: float) -> float:
    return NAN if b == 0 else a / b


def _modulo(a: float, b: float) -> float:
    """XPath mod takes the sign of the first operand; by zero it is blank."""
    if b == 0 or not math.isfinite(a) or math.isnan(b):
        return NAN
    return math.fmod(a, b)


NUMERIC: dict[str, Callable[[float, float], Plain]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "div": _divide,
    "mod": _modulo,
}


OVER_NODES = {"sum", "min", "max", "count-non-empty", "concat", "join"}
ValueList = Callable[["Scope"], list[Plain]]


def _nodes(tree: Tree) -> ValueList:
    """Every value that an argument stands for: all instances, all choices, or one."""
    if tree[0] == "ref":
        name: str = tree[1]
        return lambda scope: list(scope.all(name))
    if tree[0] == "item":
        wanted, test, column = tree[1], compile_tree(tree[2]), tree[3]
        return lambda scope: [
            columns.get(column, "")
            for columns in scope.items(wanted)
            if fn.to_boolean(test(scope.about(scope.current, columns)))
        ]
    return _single(tree)


def _single(tree: Tree) -> ValueList:
    inner = compile_tree(tree)
    return lambda scope: [inner(scope)]


def _over_nodes(name: str, arguments: list[Tree]) -> Closure:
    function, inner = (
        fn.FUNCTIONS[name][2],
        [_nodes(argument) for argument in arguments],
    )
    if name == "join":  # its separator is one text, and stands without any instance
        inner[0] = _single(arguments[0])
    return lambda s: function(*[value for values in inner for value in values(s)])


def _indexed(arguments: list[Tree]) -> Closure:
    """indexed-repeat(${question}, ${repeat}, instance, …)."""
    question: str = arguments[0][1]
    repeats = [tree[1] for tree in arguments[1::2]]
    places = [compile_tree(tree) for tree in arguments[2::2]]

    def closure(scope: Scope) -> Plain:
        numbers = [fn.to_number(place(scope)) for place in places]
        if not all(math.isfinite(number) for number in numbers):
            return ""
        instances = (int(number) for number in numbers)
        return scope.indexed(question, dict(zip(repeats, instances, strict=True)))

    return closure


def _call(name: str, arguments: list[Tree]) -> Closure:
    if name == "count":
        several = _nodes(arguments[0])
        return lambda s: float(len(several(s)))
    if name == "indexed-repeat":
        return _indexed(arguments)
    if name == "position":
        up = int(arguments[0][1])
        return lambda s: float(s.instance[-up]) if len(s.instance) >= up else 1.0
    if name in OVER_NODES and any(
        argument[0] in ("ref", "item") for argument in arguments
    ):
        return _over_nodes(name, arguments)
    inner = [compile_tree(argument) for argument in arguments]
    match name:
        case "if":
            test, yes, no = inner
            return lambda s: yes(s) if fn.to_boolean(test(s)) else no(s)
        case "coalesce":
            return lambda s: _first(closure(s) for closure in inner)
        case "once":
            return lambda s: s.current if s.current else inner[0](s)
        case "today":
            return lambda s: s.today
        case "now":
            return lambda s: s.now or s.today
        case "jr:choice-name":
            return _choice_name(inner[0], arguments[1])
    function = fn.FUNCTIONS[name][2]
    if len(inner) == 2:
        first, second = inner
        return lambda s: function(first(s), second(s))
    return lambda s: function(*[closure(s) for closure in inner])


def _first(values: Any) -> Plain:
    value: Plain = ""
    for value in values:
        if fn.to_string(value) != "":
            return value
    return ""


def _choice_name(code: Closure, question: Tree) -> Closure:
    name = quoted(question)
    return lambda s: s.choice_name(fn.to_string(code(s)), name)


def check(tree: Tree) -> Tree:
    """The same tree, after every call in it was checked."""
    for name, arguments in calls(tree):
        fn.check_call(name, len(arguments))
        if name == "regex":
            matcher(_literal(name, arguments[1]))
        if name == "jr:choice-name" and arguments[1][0] != "ref":
            _literal(name, arguments[1])
        if name == "position" and arguments[0][0] != "up":
            refusal = _("position() takes “..”, the repeat around it")
            raise ExpressionProblem(refusal)
        if name == "indexed-repeat":
            _check_indexed(arguments)
    return _check_up(tree)


def _check_indexed(arguments: list[Tree]) -> None:
    named = [arguments[0], *arguments[1::2]]
    if len(arguments) % 2 == 0 or any(argument[0] != "ref" for argument in named):
        raise ExpressionProblem(
            _(
                "indexed-repeat() takes ${question}, then ${repeat} and a number, in"
                " pairs"
            )
        )


def _check_up(tree: Tree) -> Tree:
    """“..” stands in position(..) only: a question is read by its name."""
    inside = {id(a[0]) for name, a in calls(tree) if name == "position"}
    if any(node[0] == "up" and id(node) not in inside for node in nodes(tree)):
        refusal = _("“..” is used in position(..) only; name the question")
        raise ExpressionProblem(refusal)
    return tree


def _literal(name: str, argument: Tree) -> str:
    if argument[0] != "str":
        refusal = _("the second value of %(name)s() must be in quotes", name=name)
        raise ExpressionProblem(refusal)
    return str(argument[1])


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled expression over the answers of one interview."""

    text: str
    tree: Tree
    references: frozenset[str]
    closure: Closure

    def value(
        self,
        answers: Mapping[str, Any],
        *,
        questions: Mapping[str, Any] | None = None,
        today: date | None = None,
        now: str = "",
        current: str = "",
    ) -> Plain:
        """Evaluate over stored answers.

        questions: name → Question, so that a reserved state reads as the code that
        its own list declares; without it a state reads as blank.
        """
        by_name = questions or {}
        return self.closure(
            Scope(
                read=lambda name: as_string(by_name.get(name), answers.get(name)),
                current=current,
                today=today.isoformat() if today else "",
                now=now,
            )
        )


def compile_expression(text: str) -> Expression:
    """Parse, check and compile, or ExpressionProblem."""
    tree = check(parse(text))
    return Expression(text, tree, frozenset(references(tree)), compile_tree(tree))
