"""What stands in the shipped instruments, against the plan they were drawn from."""

import base64
import csv
import io
import json
import re
from pathlib import Path

import openpyxl
import pytest

from surveys.engine.compiled_questions import gates
from surveys.engine.expressions import parse
from surveys.engine.instrument import Instrument, QuestionType
from surveys.instruments.build import SHEETS, build, main, names, rapid_names, sources
from surveys.xlsform.compile import compile_workbook
from surveys.xlsform.examine import examine
from tests.shipped_instruments import compiled_with_content
from tests.surveys.instruments.shipped.plan import (
    DESK,
    INSTRUMENTS,
    INTERVIEWS,
    every_instrument,
    every_interview,
    plan,
)

CONSENT = parse("${x_consent}='yes'")
CATALOGUE = Path(__file__).parents[4] / "assessment/standards/standards.csv"


def test_seven_instruments_are_shipped():
    assert names() == (
        *("alternatives", "authority", "child", "civil", "facility", "law", "migrant"),
    )


@pytest.mark.parametrize(
    ("name", "questions", "screens", "sections"),
    [
        # With notes and calculations; screens of all ways through, see test_screens.py.
        ("migrant", 137, 73, 20),
        ("authority", 71, 31, 9),
        ("child", 53, 41, 8),
        ("civil", 54, 27, 8),
        ("alternatives", 47, 23, 10),
        ("facility", 134, 29, 7),
        ("law", 44, 17, 4),
    ],
)
def test_every_question_of_the_plan_is_there_and_no_other(
    name, questions, screens, sections
):
    instrument = INSTRUMENTS[name]
    planned = [row["name"] for row in plan(name)]
    assert sum(1 for row in plan(name) if row["block"] != "0") == questions
    assert {q.name for q in instrument.questions()} == set(planned)
    assert len(instrument.questions()) == len(planned)
    assert sum(len(section.screens) for section in instrument.sections) == screens
    assert len(instrument.sections) == sections


@every_instrument
def test_questions_stand_in_the_order_of_the_plan(name):
    block = [row["name"] for row in plan(name) if row["block"] != "0"]
    of_block = set(block)
    names_asked = [q.name for q in INSTRUMENTS[name].questions()]
    assert [asked for asked in names_asked if asked in of_block] == block


@every_interview
def test_every_interview_opens_and_closes_with_the_common_block(name):
    names_asked = [q.name for q in INSTRUMENTS[name].questions()]
    assert names_asked[:3] == ["x_place_safe", "x_private", "x_interp"]
    assert names_asked[-7:] == [
        *("x_distress", "x_urgent", "x_refer"),
        *("x_quote", "x_share", "x_still_ok", "x_goodbye"),
    ]


@every_instrument
def test_every_mark_and_every_skip_rule_is_that_of_the_plan(name):
    instrument = INSTRUMENTS[name]
    for row in plan(name):
        question = instrument.question(row["name"])
        section = instrument.place_of(row["name"])[0]
        marks = {
            "section": section.label["en"],
            "type": str(question.type),
            "relevant": gates(instrument, question)[len(section.relevance) :],
            "sensitivity": str(question.sensitivity),
            "distress": str(question.distress),
            "core": "yes" if question.core else "",
            "standards": " ".join(question.standards),
        }
        rule = [parse(text) for text in row["relevant"].split(";") if text]
        wanted = {key: row[key] for key in marks} | {"relevant": rule}
        assert marks == wanted, row["name"]
        if row["constraint"]:
            assert question.constraint == parse(row["constraint"]), row["name"]


def conditions(tree):
    """What must all hold for a condition to hold."""
    if tree[0] == "and":
        return [*conditions(tree[1]), *conditions(tree[2])]
    return [tree]


@every_interview
def test_nothing_is_asked_without_consent_but_what_to_do_about_danger(name):
    for section in INSTRUMENTS[name].sections:
        section_conditions = [
            condition for tree in section.relevance for condition in conditions(tree)
        ]
        assert (CONSENT in section_conditions) == (
            section.name not in ("s_opening", "s_care")
        )


@every_interview
def test_distress_and_danger_stand_alone_and_on_no_condition(name):
    """Whoever stops, refuses or is not safe is looked after all the same."""
    care = INSTRUMENTS[name].section("s_care")
    assert care.relevance == ()
    (screen,) = care.screens
    assert screen.relevance == ()
    names_asked = [question.name for question in screen.questions]
    assert names_asked == ["x_distress", "x_urgent", "x_refer"]
    assert [q.relevance is None for q in screen.questions] == [True, True, False]


@pytest.mark.parametrize("name", DESK)
def test_what_nobody_answers_asks_nobody_for_consent(name):
    instrument = INSTRUMENTS[name]
    assert instrument.settings["respondent"] == "none"
    assert not instrument.has("x_consent")


@pytest.mark.parametrize("name", INTERVIEWS)
def test_what_somebody_answers_says_so(name):
    assert "respondent" not in INSTRUMENTS[name].settings


def test_figures_of_children_are_never_those_of_adults():
    source_of = {
        name: instrument.settings["source"] for name, instrument in INSTRUMENTS.items()
    }
    assert source_of == {
        "alternatives": "alternative_provider",
        "authority": "authority",
        "child": "child",
        "civil": "ngo",
        "facility": "records",
        "law": "law",
        "migrant": "migrant",
    }
    gate = {
        name: instrument.settings.get("gate")
        for name, instrument in INSTRUMENTS.items()
    }
    assert gate == {**dict.fromkeys(names()), "child": "child"}


def texts_of(instrument):
    """{where: {language: text}} of everything that somebody reads."""
    texts = {"title": instrument.title}
    for question in instrument.questions():
        name = question.name
        texts[name] = question.label
        texts.update({f"{name} {c.code}": c.label for c in question.choices})
        texts.update({f"lost {c.code}": c.lost for c in question.choices if c.lost})
        if question.guidance:
            texts[f"guidance of {name}"] = question.guidance
        if question.hint:
            texts[f"hint of {name}"] = question.hint
        if question.constraint:
            texts[f"constraint of {name}"] = question.constraint_message
        if question.soft_constraint:
            texts[f"soft constraint of {name}"] = question.soft_message
    for section in instrument.sections:
        texts[f"section {section.name}"] = section.label
        for screen in section.screens:
            if len(screen.questions) > 1 or screen.roster:
                texts[f"screen {screen.name}"] = screen.label
    return texts


@every_instrument
def test_every_text_stands_in_english_and_in_french(name):
    instrument = INSTRUMENTS[name]
    assert [(x.tag, x.direction) for x in instrument.languages] == [
        ("en", "ltr"),
        ("fr", "ltr"),
    ]
    texts = texts_of(instrument)
    assert [where for where, text in texts.items() if set(text) != {"en", "fr"}] == []
    for section in instrument.sections:
        assert not re.match(r"[A-R] ", section.label["en"])


@every_instrument
def test_french_punctuation_is_never_parted_from_its_word(name):
    for sheet in SHEETS:
        for row in sources(name)[sheet]:
            for column, text in row.items():
                if "French" in column:
                    assert not re.search(r" [:;?!»]|« |[a-zé][;?!]", text), text


@every_instrument
def test_no_word_degrades_the_people_it_speaks_of(name):
    texts = [
        text.lower()
        for label in texts_of(INSTRUMENTS[name]).values()
        for text in label.values()
    ]
    for word in ("illegal", "illégal", "alien", "inmate", "clandestin"):
        assert [text for text in texts if re.search(rf"\b{word}", text)] == []


@every_interview
def test_what_the_interviewer_observes_is_marked_and_says_so(name):
    for question in INSTRUMENTS[name].questions():
        spoken = question.label["en"].startswith("Interviewer:")
        assert question.observed == spoken
        assert question.label["fr"].startswith("À noter\u202f:") == spoken


def test_a_visit_is_all_observed_and_a_law_is_not():
    assert all(q.observed for q in INSTRUMENTS["facility"].questions())
    assert not any(q.observed for q in INSTRUMENTS["law"].questions())


@every_instrument
def test_a_code_that_excludes_the_others_has_a_rule(name):
    for question in INSTRUMENTS[name].questions():
        codes = {choice.code for choice in question.choices}
        if question.type == QuestionType.SELECT_MULTIPLE and "none" in codes:
            rule = "not(selected(., 'none') and count-selected(.) > 1)"
            assert question.constraint == parse(rule), question.name


def test_anyone_can_enter_is_said_alone():
    rule = INSTRUMENTS["alternatives"].question("p_elig").constraint
    assert rule == parse("not(selected(., 'all') and count-selected(.) > 1)")


@every_instrument
def test_every_code_of_a_state_carries_the_state(name):
    states = {"dk": "does_not_know", "ref": "refused", "na": "not_applicable"}
    for question in INSTRUMENTS[name].questions():
        for choice in question.choices:
            assert choice.state == states.get(choice.code)


def test_own_words_are_sealed_and_nothing_else_is_text():
    texts = [
        (q.name, q.sealed)
        for instrument in INSTRUMENTS.values()
        for q in instrument.questions()
        if q.type == QuestionType.TEXT
    ]
    assert dict(texts) == dict.fromkeys(
        [
            *("p_name", "c_wish", "l_ref", "l_child_prov_ref", "l_child_prov_body"),
            *("l_evidence", "m_priority"),
        ],
        True,
    )


@every_instrument
def test_no_number_can_be_negative(name):
    numbers = (QuestionType.INTEGER, QuestionType.DECIMAL)
    for question in INSTRUMENTS[name].questions():
        if question.type in numbers:
            low = conditions(question.constraint)[0]
            assert low in (parse(". >= 0"), parse(". >= 1")), question.name


def test_the_parts_of_a_count_have_the_marks_of_the_count():
    instrument = INSTRUMENTS["facility"]
    parts_of = {
        base: [q for q in instrument.questions() if q.name.startswith(f"{base}_")]
        for base in ("k_exit_reason", "k_len_bands", "k_death_cause")
    }
    assert [len(parts) for parts in parts_of.values()] == [10, 8, 5]
    levels = {base: {q.sensitivity for q in parts} for base, parts in parts_of.items()}
    # A death identifies a person wherever it is counted.
    assert levels == {"k_exit_reason": {2, 4}, "k_len_bands": {1}, "k_death_cause": {4}}
    assert instrument.question("k_exit_reason_death").sensitivity == 4


def test_the_official_disability_items_wait_as_slots():
    result = compiled_with_content("migrant")[0]
    slots = {q.slot: q for q in result.instrument.questions() if q.slot}
    assert list(slots) == [f"WG-SS-{number}" for number in range(1, 7)]
    assert all(q.waits_for_wording for q in slots.values())
    assert len(result.warnings) == 1
    assert "m_wg_see, m_wg_hear, m_wg_walk" in result.warnings[0]


@pytest.mark.parametrize("name", [name for name in names() if name != "migrant"])
def test_a_workbook_leaves_nothing_to_be_noted(name):
    assert compiled_with_content(name)[0].warnings == []


def test_lists_that_are_long_are_whole():
    instrument = INSTRUMENTS["migrant"]
    assert len(instrument.question("m_region").choices) == 22 + 2
    assert len(instrument.question("x_lang").choices) >= 25


def test_conclusions_are_drawn_for_the_standards_that_the_law_answers():
    with CATALOGUE.open(encoding="utf-8") as lines:
        standards = {
            row["id"]: {"en": row["title_en"], "fr": row["title_fr"]}
            for row in csv.DictReader(lines)
            if "7" in row["instruments"].split()
        }
    offered = INSTRUMENTS["law"].question("l_standard").choices
    assert {choice.code: choice.label for choice in offered} == {
        code: {tag: f"{code} {text}" for tag, text in title.items()}
        for code, title in standards.items()
    }
    fed = {s for q in INSTRUMENTS["law"].questions() for s in q.standards}
    assert fed == set(standards)


def test_places_wait_for_those_of_the_deployment():
    instrument = INSTRUMENTS["alternatives"]
    regions = {choice.code for choice in instrument.question("p_region").choices}
    districts = instrument.question("p_district").choices
    assert {choice.columns["region"] for choice in districts} == regions
    for choice in (*instrument.question("p_region").choices, *districts):
        assert choice.label["en"].endswith(", to be replaced]")
        assert choice.label["fr"].endswith(", à remplacer]")


@every_instrument
def test_same_answers_to_several_questions_are_a_grid(name):
    for section in INSTRUMENTS[name].sections:
        for screen in section.screens:
            lists = {q.list_name for q in screen.questions}
            grid = "table-list" in screen.appearance
            assert not grid or (len(lists) == 1 and "" not in lists)
            if name in ("civil", "facility") and lists in ({"claim"}, {"met"}):
                assert grid


@every_instrument
def test_a_draft_says_that_it_is_one(name):
    status = INSTRUMENTS[name].settings["status"]
    assert status == "draft, not field-tested"


@every_instrument
def test_the_same_sources_give_the_same_bytes_and_the_same_fingerprint(name):
    once, again = build(name), build(name)
    assert once == again
    instrument = compile_workbook(once).instrument
    assert instrument.fingerprint == INSTRUMENTS[name].fingerprint
    assert (
        Instrument.from_json(instrument.to_json()).fingerprint == instrument.fingerprint
    )


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
    written = [path.stem for path in (tmp_path / "out").iterdir()]
    assert sorted(written) == sorted(names())
    assert "migrant.xlsx" in capsys.readouterr().out


def test_the_builder_writes_the_rapid_variants_when_they_are_wanted(tmp_path, capsys):
    main(tmp_path / "out", "--rapid")
    written = [path.stem for path in (tmp_path / "out").iterdir()]
    assert sorted(written) == sorted([*names(), *rapid_names()])
    assert "migrant_rapid.xlsx" in capsys.readouterr().out


@every_instrument
def test_exported_and_imported_three_times_it_is_the_same_instrument(name):
    first = content = build(name)
    compiled = []
    for time in range(3):
        answer = examine(
            [(f"{name}-{time}.xlsx", content)], today="2026-03-15", language="en"
        )
        assert (answer["problems"], answer["repairs"]) == ([], [])
        compiled.append(json.dumps(answer["instrument"], sort_keys=True))
        content = base64.b64decode(answer["workbook"])
    assert len(set(compiled)) == 1
    assert compile_workbook(first).instrument.to_json() == json.loads(compiled[0])


@every_instrument
def test_narrow_spaces_of_french_stay_whole_on_their_way(name):
    written = [
        text
        for sheet in SHEETS
        for row in sources(name)[sheet]
        for column, text in row.items()
        if column == "label::French (fr)"
    ]
    compiled = [
        text["fr"] for text in texts_of(INSTRUMENTS[name]).values() if "fr" in text
    ]
    assert any("\u202f?" in text for text in written)
    kept = [text for text in written if "\u202f" in text and text in compiled]
    assert len(kept) > len([text for text in written if "\u202f" in text]) * 0.8
