"""Text → tree: elementpath's XPath 1 parser is the second opinion on shapes."""

import json
import time

import pytest
from elementpath import ElementPathError, XPath1Parser
from hypothesis import example, given, reject, settings
from hypothesis import strategies as st

from surveys.engine.evaluate import compile_expression
from surveys.engine.expressions import ExpressionProblem, parse, references

ORACLE = XPath1Parser()
SIGNS = ("or", "and", "+", "-", "*", "div", "mod", "=", "!=", "<", "<=", ">", ">=")


def by_oracle(text):
    """The tree that elementpath gives to a text, in our words."""
    return _ours(ORACLE.parse(text.replace("${", "$").replace("}", "")))


def _ours(token):
    parts = [_ours(one) for one in token] if token.symbol != "$" else []
    match token.symbol:
        case "(integer)" | "(decimal)" | "(float)":
            return ["num", float(token.value)]
        case "(string)":
            return ["str", token.value]
        case "$":
            return ["ref", token[0].value]
        case ".":
            return ["self"]
        case "(":
            return parts[0]
        case "-" if len(parts) == 1:
            return ["neg", *parts]
        case sign if sign in SIGNS:
            return [sign, *parts]
    return ["call", token.symbol, parts]


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


@settings(max_examples=400, deadline=None)
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
    begun = time.perf_counter()
    with pytest.raises(ExpressionProblem):
        compile_expression(text)
    assert time.perf_counter() - begun < 1


def test_a_long_chain_within_the_limit_is_evaluated():
    assert compile_expression("1" + " + 1" * 140).value({}) == 141


@pytest.mark.parametrize(
    ("text", "said", "position"),
    [
        ("selectd(${a}, 'x')", "did you mean selected()?", 0),
        ("if(1, 2)", "if() takes 3 values, not 2", 0),
        ("${a} = yes", "write ${yes} for a question or 'yes' for a text", 7),
        ("${a} == 1", "expected a value, found “=”", 6),
        ("${a", "not closed", 0),
        ("'abc", "is not closed", 0),
        ("(1 + 2", "expected “)”", 6),
        ("${a} = ‘x’", "straight quotes", 7),
        ("${last-saved#a}", "one person's answers for the next", 0),
        ("../a = 1", "expected the end, found “/”", 2),
        (".. = 1", "name the question", 0),
        ("position(.)", "takes “..”, the repeat around it", 0),
        ("indexed-repeat(${a}, ${b})", "takes 3 to 7 values", 0),
        ("indexed-repeat(${a}, 'b', 1)", "in pairs", 0),
        ("instance('d')/item", "expected “root”", 14),
        ("instance(${d})/root/item", "one list in quotes", 0),
        ("regex(., ${a})", "must stand in quotes", 0),
        ("regex(., '(a+)+')", "repeats a repetition", 0),
        ("regex(., '[a')", "ends too early", 0),
        ("regex(., '(?=a)')", "look-around", 0),
        ("", "expected a value, found the end", 0),
        ("1 2", "expected the end, found “2”", 2),
    ],
)
def test_a_problem_says_what_to_do_and_where(text, said, position):
    with pytest.raises(ExpressionProblem) as problem:
        compile_expression(text)
    assert said in str(problem.value)
    assert problem.value.position == position


def test_references_are_those_that_are_read():
    tree = parse("${a} = 1 and selected(${b}, '${c}') or jr:choice-name(${d}, '${e}')")
    assert references(tree) == {"a", "b", "d", "e"}
