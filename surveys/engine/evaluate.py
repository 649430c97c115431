"""Trees → closures. A closure takes a Scope and returns a string, number or boolean."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from surveys.engine import chance
from surveys.engine import functions as fn
from surveys.engine.dates import MARKS, unknown_mark
from surveys.engine.expressions import (
    ExpressionProblem,
    Places,
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
    seed: the interview's own number, which random() is drawn from; "" draws a blank.
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
    seed: str = ""

    def about(self, current: str, columns: Mapping[str, str]) -> Scope:
        """The same scope with another answer or choice; this is called most often."""
        return Scope(
            *(self.read, current, self.today, self.choice_name, self.now, columns),
            *(self.nodes, self.indexed, self.instance, self.items, self.seed),
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
    if kind in SEVERAL:
        values = _nodes(tree)
        return lambda scope: next(iter(values(scope)), "")
    if kind in DRAWS:
        return _draw(DRAWS[kind], tree[1])
    return _operation(kind, tree[1], tree[2])


def _operation(sign: str, left: Tree, right: Tree) -> Closure:
    if sign in COMPARISONS and (left[0] in SEVERAL or right[0] in SEVERAL):
        return _any_pair(sign, left, right)
    if sign in ("=", "!=") and left[0] == "ref" and right[0] == "str":
        return _is_answer(left[1], right[1], sign == "=")
    if sign in ("and", "or"):
        return _junction(sign, _truth(left), _truth(right))
    if sign in NUMERIC and right[0] == "num":
        return _against(NUMERIC[sign], left, right[1])
    return _binary(sign, compile_tree(left), compile_tree(right))


COMPARISONS = {"=", "!=", "<", "<=", ">", ">="}
BOOLEAN = {*COMPARISONS, "and", "or"}
# What stands for several values: in a comparison any of them, elsewhere the first.
SEVERAL = ("each", "item")
DRAWS: dict[str, Callable[[str, str], Plain]] = {
    "random": chance.random_number,
    "uuid": chance.random_uuid,
}


def _draw(act: Callable[[str, str], Plain], place: str) -> Closure:
    return lambda scope: act(scope.seed, ".".join([place, *map(str, scope.instance)]))


def _truth(tree: Tree) -> Closure:
    """A closure that returns a boolean, whatever the tree gives."""
    closure, boolean = compile_tree(tree), fn.to_boolean
    return closure if tree[0] in BOOLEAN else lambda s: boolean(closure(s))


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


def _any_pair(sign: str, left: Tree, right: Tree) -> Closure:
    """Whether the comparison holds for any of the values, as in XPath."""
    lefts, rights = (
        _nodes(side) if side[0] in SEVERAL else _single(side) for side in (left, right)
    )
    holds = _comparison(sign)
    return lambda s: any(holds(a, b) for a in lefts(s) for b in rights(s))


def _comparison(sign: str) -> Callable[[Plain, Plain], Plain]:
    if sign == "=":
        return fn.equal
    if sign == "!=":
        return lambda a, b: not fn.equal(a, b)
    number, act = fn.to_number, NUMERIC[sign]
    return lambda a, b: act(number(a), number(b))


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


OVER_NODES = {"sum", "min", "max", "count-non-empty", "concat", "join", "checklist"}
ONE_VALUE_FIRST = {"join": 1, "checklist": 2}  # a separator, or limits
ValueList = Callable[["Scope"], list[Plain]]


def _nodes(tree: Tree) -> ValueList:
    """Every value that an argument stands for: all instances, all choices, or one."""
    if tree[0] in ("ref", "each"):
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
    for place in range(ONE_VALUE_FIRST.get(name, 0)):
        inner[place] = _single(arguments[place])
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
    if name in DRAWS:
        return _draw(DRAWS[name], "")
    if name == "position":
        up = int(arguments[0][1])
        return lambda s: float(s.instance[-up]) if len(s.instance) >= up else 1.0
    if name in OVER_NODES and any(
        argument[0] in ("ref", *SEVERAL) for argument in arguments
    ):
        return _over_nodes(name, arguments)
    return _plain_call(name, arguments)


def _plain_call(name: str, arguments: list[Tree]) -> Closure:
    """A call whose arguments stand for one value each."""
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


class Draws(StrEnum):
    """Where random() and uuid() may stand in an expression."""

    NEVER = "never"
    IN_ONCE = "in once()"
    ANYWHERE = "anywhere"  # the expression is evaluated once in an interview


def read_expression(
    text: str, columns: Collection[str] = (), *, draws: Draws = Draws.IN_ONCE
) -> Tree:
    """The tree of an expression with every call checked, or ExpressionProblem.

    columns: as parse() takes them.
    """
    places: Places = {}
    tree = parse(text, columns, places)
    may_draw = _may_draw(tree, draws)
    inside_position = {id(a[0]) for name, a in calls(tree) if name == "position" and a}
    for node in nodes(tree):
        try:
            if node[0] == "call":
                _check_call(node[1], node[2])
            if node[0] == "up" and id(node) not in inside_position:
                raise ExpressionProblem(
                    _("“..” is used in position(..) only; name the question")
                )
            if node[0] == "call" and node[1] in DRAWS and id(node) not in may_draw:
                raise _refused_draw(node[1], draws)
        except ExpressionProblem as problem:
            position = places.get(id(node), 0)
            raise ExpressionProblem(problem.sentence, position) from problem
    return tree


def _check_call(name: str, arguments: list[Tree]) -> None:
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
    if name == "weighted-checklist" and len(arguments) % 2:
        raise ExpressionProblem(
            _(
                "weighted-checklist() takes two limits, then a value and its weight,"
                " in pairs"
            )
        )
    if name in DATE_PATTERNS and arguments[1][0] == "str":
        _check_marks(name, arguments[1][1])


DATE_PATTERNS = ("format-date", "format-date-time")


def _check_marks(name: str, pattern: str) -> None:
    mark = unknown_mark(pattern)
    if mark:
        raise ExpressionProblem(
            _(
                "%(name)s() does not know the mark %(mark)s; use %(marks)s",
                name=name,
                mark=mark,
                marks=" ".join("%" + known for known in MARKS),
            )
        )


def _may_draw(tree: Tree, draws: Draws) -> set[int]:
    """Ids of the nodes at which random() and uuid() may stand."""
    roots = [tree] if draws == Draws.ANYWHERE else []
    if draws == Draws.IN_ONCE:
        roots = [
            a for name, arguments in calls(tree) if name == "once" for a in arguments
        ]
    return {id(node) for root in roots for node in nodes(root)}


def _refused_draw(name: str, draws: Draws) -> ExpressionProblem:
    if draws == Draws.NEVER:
        return ExpressionProblem(
            _(
                "%(name)s() is drawn in a calculate row only; write once(%(name)s())"
                " there and name that row here",
                name=name,
            )
        )
    return ExpressionProblem(
        _(
            "%(name)s() gives a different answer each time, so no answer can be"
            " checked; write once(%(name)s()), which is drawn once",
            name=name,
        )
    )


def _check_indexed(arguments: list[Tree]) -> None:
    named = [arguments[0], *arguments[1::2]]
    if len(arguments) % 2 == 0 or any(argument[0] != "ref" for argument in named):
        raise ExpressionProblem(
            _(
                "indexed-repeat() takes ${question}, then ${repeat} and a number, in"
                " pairs"
            )
        )


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
    tree = read_expression(text)
    return Expression(text, tree, frozenset(references(tree)), compile_tree(tree))
