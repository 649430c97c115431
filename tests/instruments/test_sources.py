"""What stands in the shipped instruments, against the plan they were drawn from."""

import io
import re

import openpyxl
import pytest

from surveys.compile import compile_workbook
from surveys.engine.expressions import parse
from surveys.engine.instrument import Instrument, QuestionType
from surveys.engine.plans import gates
from surveys.instruments.build import build, main, names
from tests.instruments.plan import INSTRUMENTS, every_instrument, plan

CONSENT = parse("${x_consent}='yes'")


def test_two_instruments_are_shipped():
    assert names() == ("authority", "migrant")


@pytest.mark.parametrize(
    ("name", "questions", "screens", "sections"),
    [("migrant", 102, 112, 20), ("authority", 47, 21, 8)],
)
def test_every_question_of_the_plan_is_there_and_no_other(
    name, questions, screens, sections
):
    asked = INSTRUMENTS[name]
    planned = [row["name"] for row in plan(name)]
    assert sum(1 for row in plan(name) if row["block"] != "0") == questions
    assert {q.name for q in asked.questions()} == {*planned, "x_script"}
    assert len(asked.questions()) == questions + 14 + 1
    assert sum(len(section.screens) for section in asked.sections) == screens
    assert len(asked.sections) == sections


@every_instrument
def test_questions_stand_in_the_order_of_the_plan(name):
    block = [row for row in plan(name) if row["block"] != "0"]
    names_asked = [q.name for q in INSTRUMENTS[name].questions()]
    middle = [one for one in names_asked if not one.startswith("x_")]
    assert middle == [row["name"] for row in block]
    assert names_asked[:5] == [
        "x_place_safe",
        "x_private",
        "x_interp",
        "x_lang",
        "x_mode",
    ]
    assert names_asked[-4:] == ["x_distress", "x_urgent", "x_refer", "x_still_ok"]


@every_instrument
def test_every_mark_and_every_skip_rule_is_that_of_the_plan(name):
    asked = INSTRUMENTS[name]
    for row in plan(name):
        question = asked.question(row["name"])
        section = asked.place_of(row["name"])[0]
        found = {
            "section": section.label["en"],
            "type": str(question.type),
            "relevant": gates(asked, question)[len(section.relevance) :],
            "sensitivity": str(question.sensitivity),
            "distress": str(question.distress),
            "core": "yes" if question.core else "",
            "standards": " ".join(question.standards),
        }
        rule = [parse(row["relevant"])] if row["relevant"] else []
        wanted = {key: row[key] for key in found} | {"relevant": rule}
        assert found == wanted, row["name"]
        if row["constraint"]:
            assert question.constraint == parse(row["constraint"]), row["name"]


@every_instrument
def test_nothing_is_asked_without_consent(name):
    for section in INSTRUMENTS[name].sections:
        wanted = () if section.name == "s_opening" else (CONSENT,)
        assert section.relevance == wanted


@every_instrument
def test_every_text_stands_in_english_and_in_french(name):
    asked = INSTRUMENTS[name]
    assert [(x.tag, x.direction) for x in asked.languages] == [
        ("en", "ltr"),
        ("fr", "ltr"),
    ]
    texts = {f"title of {name}": asked.title}
    for question in asked.questions():
        texts[question.name] = question.label
        texts.update({f"{question.name} {c.code}": c.label for c in question.choices})
        if question.constraint:
            texts[f"constraint of {question.name}"] = question.constraint_message
    for section in asked.sections:
        texts[f"section {section.name}"] = section.label
        assert not re.match(r"[A-R] ", section.label["en"])
    bare = [where for where, label in texts.items() if set(label) != {"en", "fr"}]
    assert bare == []


@every_instrument
def test_no_word_degrades_the_people_it_speaks_of(name):
    texts = [
        text.lower()
        for question in INSTRUMENTS[name].questions()
        for label in (question.label, *(choice.label for choice in question.choices))
        for text in label.values()
    ]
    for word in ("illegal", "illégal", "alien", "inmate", "clandestin"):
        assert [text for text in texts if re.search(rf"\b{word}", text)] == []


@every_instrument
def test_what_the_interviewer_observes_is_marked_and_says_so(name):
    for question in INSTRUMENTS[name].questions():
        spoken = question.label["en"].startswith("Interviewer:")
        assert question.observed == spoken
        assert question.label["fr"].startswith("Enquêteur :") == spoken


@every_instrument
def test_a_code_that_excludes_the_others_has_a_rule(name):
    for question in INSTRUMENTS[name].questions():
        codes = {choice.code for choice in question.choices}
        if question.type == QuestionType.SELECT_MULTIPLE and "none" in codes:
            rule = "not(selected(., 'none') and count-selected(.) > 1)"
            assert question.constraint == parse(rule), question.name


@every_instrument
def test_every_code_of_a_state_carries_the_state(name):
    states = {"dk": "does_not_know", "ref": "refused", "na": "not_applicable"}
    for question in INSTRUMENTS[name].questions():
        for choice in question.choices:
            assert choice.state == states.get(choice.code)


def test_own_words_are_sealed_and_nothing_else_is_text():
    texts = [
        (q.name, q.sealed)
        for asked in INSTRUMENTS.values()
        for q in asked.questions()
        if q.type == QuestionType.TEXT
    ]
    assert texts == [("m_priority", True)]


def test_the_official_disability_items_wait_as_slots():
    found = compile_workbook(build("migrant"))
    slots = {q.slot: q for q in found.instrument.questions() if q.slot}
    assert list(slots) == [f"WG-SS-{number}" for number in range(1, 7)]
    assert all(q.waits_for_wording for q in slots.values())
    assert len(found.warnings) == 1
    assert "m_wg_see, m_wg_hear, m_wg_walk" in found.warnings[0]
    assert compile_workbook(build("authority")).warnings == []


def test_lists_that_are_long_are_whole():
    asked = INSTRUMENTS["migrant"]
    assert len(asked.question("m_region").choices) == 22 + 2
    assert len(asked.question("x_lang").choices) >= 25


@every_instrument
def test_screens_hold_one_question_for_migrants_and_five_for_staff(name):
    most = {"migrant": 1, "authority": 5}[name]
    grouped = {"setting", "consent"}
    for section in INSTRUMENTS[name].sections:
        for screen in section.screens:
            spoken = [q for q in screen.questions if q.answerable]
            assert len(spoken) <= most or screen.name in grouped


@every_instrument
def test_a_draft_says_that_it_is_one(name):
    status = INSTRUMENTS[name].settings["status"]
    assert status == "draft, not field-tested"


@every_instrument
def test_the_same_sources_give_the_same_bytes_and_the_same_fingerprint(name):
    once, again = build(name), build(name)
    assert once == again
    asked = compile_workbook(once).instrument
    assert asked.fingerprint == INSTRUMENTS[name].fingerprint
    assert Instrument.from_json(asked.to_json()).fingerprint == asked.fingerprint


@every_instrument
def test_no_cell_of_a_workbook_is_a_formula_or_a_link(name):
    book = openpyxl.load_workbook(io.BytesIO(build(name)))
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert cell.hyperlink is None


def test_the_builder_writes_a_workbook_for_each_instrument(tmp_path, capsys):
    main(tmp_path / "out")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "authority.xlsx",
        "migrant.xlsx",
    ]
    assert "migrant.xlsx" in capsys.readouterr().out
