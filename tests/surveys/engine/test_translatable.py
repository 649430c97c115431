"""Sentences about a form: kept as template and values, said in French without a gap."""

import ast
import json
import re
from datetime import date

import polib
import pytest
from django.conf import settings
from django.utils import translation

from surveys.engine.translatable import (
    Sentence,
    from_data,
    sentence,
    to_data,
    translated,
)
from surveys.instruments.notes import in_words, spoken
from surveys.xlsform.compile import compile_workbook
from surveys.xlsform.examine import examine
from surveys.xlsform.problem import SheetProblem
from surveys.xlsform.repairs.proposals import Repair
from surveys.xlsform.sandbox import examine_apart
from tests.surveys.xlsform.bad_forms import BAD_FORMS

CATALOGUE = settings.BASE_DIR / "config/locale/fr/LC_MESSAGES/django.po"
FRENCH = {entry.msgid: entry.msgstr for entry in polib.pofile(str(CATALOGUE))}
MARK = "from surveys.engine.translatable import sentence as _"
THREE_WORDS = re.compile(r"\b[a-z]{2,} [a-z]{2,} [a-z]{2,}\b")
SENTENCE = re.compile(r"[A-Z][a-z]+ .*\.")
WORD_LISTS = {"kinds.py", "languages.py", "state_marks.py"}
IN_FORMS = {"or specify other", "Specify other."}  # what or_other means in a form
# Said when the reader was stopped, or of a tree that no text gives.
NOT_IN_A_FILE = {
    *("another file is being read", "Try again in a minute."),
    *("it took too long to read", "it needs too much memory"),
    "this program cannot read it",
    "Copy the sheets survey, choices and settings into a new workbook, values only, and"
    " send that one.",
    "unknown operator %(sign)s",
    # Said by a migration.
    "choices sheet: these choices count as no answer in this version, because of their"
    " codes: %(choices)s. If one of them is an answer (ref for a refugee), load a new"
    " version: there only choices marked in the column daa_state count so.",
    "other XLSForm tools cannot read it, and do not say why",
    "Copy the sheets survey, choices and settings into a new workbook.",
}


def marked_modules():
    for path in sorted((settings.BASE_DIR / "surveys").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if MARK in text:
            yield path, ast.parse(text)


def marks(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "_":
            yield node.args[0]


TEMPLATES = {mark.value for _path, tree in marked_modules() for mark in marks(tree)}


# Said of what is stored already: tests/surveys/instruments/test_obstacles.py
OF_OBSTACLES = {
    mark.value
    for path, tree in marked_modules()
    for mark in marks(tree)
    if path.name == "obstacles.py"
}


def templates_in(text):
    if isinstance(text, Sentence):
        yield text.template
        for value in text.values.values():
            yield from templates_in(value)


def sentences_about(files):
    """All that is said of some files, mended and, where it is one file, as it is."""
    answer = examine(files, today="2026-11-25")
    yield from (SheetProblem(**problem).sentence() for problem in answer["problems"])
    for part in ("repairs", "opening"):
        yield from (Repair(**repair).sentence() for repair in answer[part])
    yield from answer["warnings"]
    if len(files) == 1:
        compiled = compile_workbook(files[0][1], filename=files[0][0])
        yield from (problem.sentence() for problem in compiled.problems)
        yield from compiled.warnings


@pytest.fixture(scope="module")
def all_sentences():
    return {name: list(sentences_about(files)) for name, files in BAD_FORMS.items()}


def holes(text):
    return sorted(re.findall(r"%\(\w+\)s", text))


def test_a_sentence_reads_as_english_and_can_be_said_otherwise():
    inner = sentence("the end of %(name)s", name="a %s b")
    outer = sentence("expected %(what)s, row %(row)s", what=inner, row=3)
    assert outer == "expected the end of a %s b, row 3"
    words = {"the end of %(name)s": "la fin de %(name)s"}
    french = translated(outer, lambda text: words.get(text, text))
    assert french == "expected la fin de a %s b, row 3"


def test_a_sentence_without_values_keeps_its_percent_sign():
    assert translated(sentence("100 % (all)"), str) == "100 % (all)"


def test_a_sentence_travels_as_json_and_a_text_stays_a_text():
    inner = sentence("“%(text)s”", text="a")
    outer = sentence("%(way)s: they depend on each other", way=inner)
    back = from_data(json.loads(json.dumps(to_data(outer))))
    assert (back, back.template, back.values["way"].values) == (
        "“a”: they depend on each other",
        "%(way)s: they depend on each other",
        {"text": "a"},
    )
    assert from_data(to_data("an old note")) == "an old note"


@pytest.mark.parametrize("name", ["rows", "repairs", "notes"])
def test_what_a_child_process_says_is_what_is_said_here(name):
    files = BAD_FORMS[name]
    answer = examine(files, today="2026-11-25")
    apart = examine_apart(files, today=date(2026, 11, 25))
    with translation.override("fr"):
        answer, apart = in_words(answer), in_words(apart)
    for part in ("problems", "repairs", "warnings"):
        assert answer[part] == apart[part]


# -- no sentence is forgotten ---------------------------------------------------


def test_every_template_is_a_text_that_can_be_collected():
    for path, tree in marked_modules():
        for mark in marks(tree):
            assert isinstance(mark, ast.Constant), f"{path.name}: {ast.unparse(mark)}"


def test_the_bad_forms_call_forth_every_sentence(all_sentences):
    heard = {
        template
        for sentences in all_sentences.values()
        for text in sentences
        for template in templates_in(text)
    }
    assert heard | NOT_IN_A_FILE | OF_OBSTACLES == TEMPLATES
    assert not heard & NOT_IN_A_FILE


def test_no_english_is_written_where_it_cannot_be_translated():
    for path, tree in marked_modules():
        if path.name in WORD_LISTS:
            continue
        marked = {id(part) for mark in marks(tree) for part in ast.walk(mark)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Expr):  # what documents a function
                marked.add(id(node.value))
        loose = [
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in marked
            and (THREE_WORDS.search(node.value) or SENTENCE.fullmatch(node.value))
            and node.value not in IN_FORMS
        ]
        assert loose == [], path


@pytest.mark.parametrize("template", sorted(TEMPLATES))
def test_a_sentence_has_a_french_one_with_the_same_values(template):
    assert FRENCH.get(template), "run make messages and translate it"
    assert set(holes(FRENCH[template])) == set(holes(template))


@pytest.mark.parametrize("name", BAD_FORMS)
def test_a_coordinator_who_reads_french_is_told_nothing_in_english(name, all_sentences):
    sentences = all_sentences[name]
    assert sentences
    with translation.override("fr"):
        for text in sentences:
            parts = [
                text.values[k] for k in ("problem", "remedy", "why") if k in text.values
            ]
            assert all(isinstance(part, Sentence) for part in parts)
            french = spoken(text)
            assert french != str(text)
            assert "%(" not in french
            for template in templates_in(text):
                for words in re.split(r"%\(\w+\)s", template):
                    if len(words.split()) > 2:
                        assert words not in french
