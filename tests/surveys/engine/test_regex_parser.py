"""Regular expressions: the same answers as Python's, without its worst cases."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.engine.regex_matcher import matcher
from surveys.engine.tokens import ExpressionProblem

PIECES = ["a", "b", ".", "[ab]", "[^a]", "(", "(?:", ")", "|", "*", "+", "?", "{1,2}"]
PIECES += ["{2}", "{1,}", "^", "$", r"\d", r"\.", "[a-c-]", "a-"]


@settings(max_examples=500, deadline=None)
@given(
    st.lists(st.sampled_from(PIECES), max_size=7).map("".join),
    st.text(alphabet="ab.1-c", max_size=6),
)
def test_a_pattern_that_is_taken_means_what_python_means(pattern, text):
    try:
        fits = matcher(pattern).fits(text)
    except ExpressionProblem:
        return
    assert fits == bool(re.fullmatch(pattern, text))


@pytest.mark.parametrize(
    "pattern", [".*.*.*.*.*x", "(a|a|b)*c", "[ab]{0,300}c", "a?" * 60 + "a" * 60]
)
def test_no_pattern_can_stop_a_tablet(pattern):
    begun = time.process_time()
    assert not matcher(pattern).fits("ab" * 900)
    assert time.process_time() - begun < 1


@pytest.mark.parametrize(
    "pattern",
    [
        *("(a+)+", "(a*b)*", "(.*){2,9}", "a**", "[b-a]", "a{3,1}", "a{", "(a", "a)"),
        *("*a", r"\b", r"(a)\1", "(?<=a)b", "[]", "a{9999}", "x" * 201, "^*"),
        r"\p{Klingon}",
    ],
)
def test_a_pattern_without_a_bound_is_refused_with_a_reason(pattern):
    with pytest.raises(ExpressionProblem, match="the regular expression"):
        matcher(pattern)
