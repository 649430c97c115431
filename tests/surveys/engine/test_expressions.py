"""Text → tree: elementpath's XPath 1 parser is the second opinion on shapes."""

import json
import random
import re
import time

import pytest
from elementpath import ElementPathError, XPath1Parser
from hypothesis import example, given, reject, settings
from hypothesis import strategies as st

from surveys.engine.evaluate import compile_expression
from surveys.engine.expressions import (
    ABOUT_THIS_ANSWER,
    ExpressionProblem,
    parse,
    references,
)
from tests.conformance import chance
from tests.conformance.tables import table

ORACLE = XPath1Parser()
SIGNS = ("or", "and", "+", "-", "*", "div", "mod", "=", "!=", "<", "<=", ">", ">=")


OURS = re.compile(
    r"""(?P<text>'[^']*'|"[^"]*") | \$\{\s*(?P<ref>[^}]*?)\s*\}
    | instance\('(?P<list>\w+)'\) | \b(?!(?:and|or|div|mod)\()(?P<name>[a-z][\w:-]*)
    \((?P<none>\s*\))?""",
    re.VERBOSE,
)


def for_oracle(match):
    """A piece of ours in plain XPath: f(a) is unknown there, concat('f', a) is not."""
    if match["ref"]:
        return f"${match['ref']}"
    if match["list"]:
        return f"$list-{match['list']}"
    if match["name"]:
        return f"concat('{match['name']}', " + ("last())" if match["none"] else "")
    return match["text"]


def by_oracle(text):
    """The tree that elementpath gives to a text, in our words."""
    return _ours(ORACLE.parse(OURS.sub(for_oracle, text)))


def _ours(token):
    symbol = token.symbol
    if symbol in SIGNS and (symbol != "-" or len(token) == 2):
        return [symbol, *map(_ours, token)]
    if symbol == "concat":
        name, *inner = token
        values = [_ours(x) for x in inner if x.symbol != "last"]
        if not values and name.value in ABOUT_THIS_ANSWER:
            values = [["self"]]
        return ["self"] if name.value == "current" else ["call", name.value, values]
    if symbol in ("/", "["):
        steps = _steps(token)
        if all(step.symbol == ".." for step in steps):
            return ["up", float(len(steps))]
        if steps[0].symbol != "$":  # ../name is the question of that name
            return ["ref", steps[-1].value]
        return _item(steps)
    return _leaf(token)


def _leaf(token):
    match token.symbol:
        case "(integer)" | "(decimal)" | "(float)":
            return ["num", float(token.value)]
        case "(string)":
            return ["str", token.value]
        case "$":
            return ["ref", token[0].value]
        case "(name)":
            return ["column", token.value]
        case ".":
            return ["self"]
        case "..":
            return ["up", 1.0]
        case "(":
            return _ours(token[0])
        case "-":
            return ["neg", _ours(token[0])]
    raise AssertionError(token.symbol)


def _item(steps):
    """$list-x/root/item[test]/column; only the item has a test."""
    *steps, last = steps
    column, test = "name", ["call", "true", []]
    if last.symbol != "[" and last.value != "item":
        column, last = last.value, steps.pop()
    if last.symbol == "[":
        test = _ours(last[1])
    return ["item", steps[0][0].value.removeprefix("list-"), test, column]


def _steps(token):
    if token.symbol == "/":
        return [*_steps(token[0]), token[1]]
    return [token]


# The oracle works constants out while it reads, so texts stand beside names only.
LEAVES = st.sampled_from(
    [
        *("1", "2.5", "${a}", "${m_order}", "true()", ".", "(${a} = 'x')"),
        """concat('x', ${a}, "it's")""",
    ]
)


def _grown(inner):
    number = st.sampled_from(["+", "-", "*", "div", "mod", "and", "or"])
    compared = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])
    return st.one_of(
        st.tuples(inner, number, inner).map(" ".join),
        st.tuples(inner, compared, inner).map(lambda t: f"({' '.join(t)})"),
        inner.map(lambda t: f"({t})"),
        inner.map(lambda t: f"not({t})"),
        inner.map(lambda t: f"-{t}"),
        st.tuples(inner, inner).map(lambda t: f"concat({t[0]}, {t[1]})"),
    )


@settings(max_examples=300, deadline=None)
@given(st.recursive(LEAVES, _grown, max_leaves=12))
@example("1 + 2 * 3 - 4 div 5 mod 6")
@example("${a} = 'x' and ${b} != 'y' or not(${c} < 3)")
@example("1 - 2 - 3")
@example("-1 * -2")
def test_trees_have_the_shape_that_the_oracle_gives(text):
    try:
        expected = by_oracle(text)
    except ElementPathError:  # it cannot work out a constant, and has no opinion
        reject()
    assert parse(text) == expected


def judged(texts, columns=()):
    """How many texts the oracle could read; each has the same tree here."""
    count = 0
    for text in texts:
        try:
            expected = by_oracle(text)
        except ElementPathError:
            continue
        count += 1
        assert parse(text, columns) == expected, text
    return count


def test_the_oracle_reads_the_conformance_table_as_we_do():
    texts = dict.fromkeys(text for text, _answers, _expected in table("expressions"))
    assert judged(texts) >= 185


def test_the_oracle_reads_repeats_and_lists_as_we_do():
    texts = chance.Expressions(random.Random(7))
    columns = ("country", "people", "name", "label", "other")
    expressions = [texts.text(columns=True) for _text in range(3_000)]
    assert judged([text for text in expressions if "instance(" in text], columns) >= 185
    assert judged([text for text in expressions if "position(" in text], columns) >= 185
    assert (
        judged([text for text in expressions if "indexed-repeat(" in text], columns)
        >= 100
    )


@settings(max_examples=400, deadline=None)
@example(".²")
@given(
    st.lists(
        st.sampled_from(
            [
                *("()+-*=<>,.'\"$ {}1"),
                *SIGNS,
                *("${a}", "not", "if(", "sum(", "é", "1.2.3", "regex(", "'[a-z]+'"),
                *("jr:choice-name(", "today()", "date(", "substr("),
            ]
        )
    ).map(" ".join)
    | st.text(max_size=40)
)
def test_any_text_gives_an_expression_or_a_problem(text):
    try:
        expression = compile_expression(text)
    except ExpressionProblem:
        return
    json.dumps(expression.tree, allow_nan=False)
    expression.value({"a": 3}, questions={})
    expression.value({})


@pytest.mark.parametrize(
    "text",
    [
        "(" * 3_000,
        "-" * 4_000 + "1",
        "not(" * 1_000,
        "1" + "+1" * 2_400,
        "1" * 4_999,
        "${a}" + " or ${a}" * 500,
        "concat(" + "'a'," * 1_000 + "'a')",
        "x" * 100_000,
    ],
)
def test_nothing_is_too_deep_or_too_long_to_be_answered(text):
    begun = time.process_time()
    with pytest.raises(ExpressionProblem):
        compile_expression(text)
    assert time.process_time() - begun < 1


def test_a_long_chain_within_the_limit_is_evaluated():
    assert compile_expression("1" + " + 1" * 140).value({}) == 141


@pytest.mark.parametrize(
    ("text", "words", "position"),
    [
        ("selectd(${a}, 'x')", "did you mean selected()?", 0),
        ("if(1, 2)", "if() takes 3 values, not 2", 0),
        ("${a} = yes", "write ${yes} for a question or 'yes' for a text", 7),
        ("${a} == 1", "expected a value, found “=”", 6),
        ("${a", "not closed", 0),
        ("'abc", "is not closed", 0),
        ("(1 + 2", "expected “)”", 6),
        ("${a} = ‘x’", "straight quotes", 7),
        ("${last-saved#a}", "one person’s answers to the next", 0),
        ("1 = ../a/b", "not by a path; write ${b}", 4),
        ("1 = /data/g/a", "not by a path; write ${a}", 4),
        ("1 = current()/../g/a", "not by a path; write ${a}", 4),
        ("1/2", "write “div”", 1),
        ("concat(1, random())", "drawn once", 10),
        ("once(1) + uuid()", "write once(uuid())", 10),
        ("concat(1, position(1))", "takes “..”", 10),
        (".. = 1", "name the question", 0),
        ("position(.)", "takes “..”, the repeat around it", 0),
        ("indexed-repeat(${a}, ${b})", "takes 3 to 7 values", 0),
        ("indexed-repeat(${a}, 'b', 1)", "in pairs", 0),
        ("instance('d')/item", "expected “root”", 14),
        ("instance(${d})/root/item", "one list in quotes", 0),
        ("regex(., ${a})", "must be in quotes", 0),
        ("regex(., '(a+)+')", "repeats a repetition", 0),
        ("regex(., '[a')", "ends too early", 0),
        ("regex(., '(?=a)')", "look-around", 0),
        ("", "expected a value, found the end", 0),
        ("1 2", "expected the end, found “2”", 2),
    ],
)
def test_a_problem_says_what_to_do_and_where(text, words, position):
    with pytest.raises(ExpressionProblem) as problem:
        compile_expression(text)
    assert words in str(problem.value)
    assert problem.value.position == position


def test_references_are_those_that_are_read():
    tree = parse("${a} = 1 and selected(${b}, '${c}') or jr:choice-name(${d}, '${e}')")
    assert references(tree) == {"a", "b", "d", "e"}
