"""Names say what a thing is: filler words stay under one bound name in a hundred."""

import ast
from collections import Counter
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
FOLDERS = ("surveys", "analysis", "assessment", "config", "tests", "bench")
# CONTRIBUTING.md, "Style".
FILLER_WORDS = frozenset(
    [
        "one",
        "found",
        "made",
        "given",
        "said",
        "told",
        "kept",
        "known",
        "asked",
        "at",
        "here",
        "there",
        "beside",
        "held",
        "behind",
        "whole",
        "few",
        "some",
    ]
)
LIMIT = 0.01
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


def bound_names(tree):
    """Every name a file binds, once in each function, class and module that binds it.

    Bound are: assigned names and attributes, loop and `with` targets, arguments,
    functions, classes and what is imported under another name.
    """
    names = set()

    def visit(node, scope):
        for child in ast.iter_child_nodes(node):
            for name in _bound_by(child):
                names.add((scope, name))
            visit(child, id(child) if isinstance(child, SCOPES) else scope)

    visit(tree, id(tree))
    return [name for _scope, name in names]


def _bound_by(node):
    match node:
        case ast.Name(ctx=ast.Store(), id=name):
            yield name
        case ast.Attribute(ctx=ast.Store(), attr=name):
            yield name
        case ast.arg(arg=name):
            yield name
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.alias(asname=str(name)):
            yield name


def is_filler(name):
    return name.strip("_").lower().rstrip("0123456789") in FILLER_WORDS


def test_filler_words_stay_under_one_name_in_a_hundred(capsys):
    filler, total = Counter(), 0
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" in path.parts:
                continue
            names = bound_names(ast.parse(path.read_text(encoding="utf-8")))
            total += len(names)
            filler[str(path.relative_to(ROOT))] += sum(map(is_filler, names))
    share = sum(filler.values()) / total
    worst = ", ".join(f"{path} {count}" for path, count in filler.most_common(10))
    counted = f"{sum(filler.values())} of {total} names are filler words: {share:.2%}"
    with capsys.disabled():
        print(f" {counted} ", end="")  # noqa: T201 - the number is to be seen
    assert share < LIMIT, f"{counted}; most in {worst}"


def test_a_filler_word_is_seen_wherever_it_is_bound():
    code = "def told(given, *, ok):\n    for one in given:\n        ok.made = one\n"
    assert sorted(filter(is_filler, bound_names(ast.parse(code)))) == [
        "given",
        "made",
        "one",
        "told",
    ]
