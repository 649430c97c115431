"""A bad workbook: every problem at once, with sheet, row, column and remedy."""

import io
import time
import zipfile
from datetime import date
from functools import partial

import pytest

from surveys.engine.defaults import answers_at_start
from surveys.engine.instrument import QuestionType
from surveys.engine.journey import Journey
from surveys.xlsform.compile import compile_workbook
from tests.surveys.xlsform.workbooks import (
    CHOICES,
    SETTINGS,
    compiled,
    instrument_from,
    workbook,
)

HEAD = "| type | name | label::English (en) | label::French (fr) |"


def one_problem(survey, choices=CHOICES, settings=SETTINGS):
    result = compiled(survey, choices, settings)
    assert result.instrument is None
    assert len(result.problems) == 1, [str(problem) for problem in result.problems]
    return result.problems[0]


def survey(*rows, more=""):
    """A survey sheet of some rows under the usual header and further columns."""
    columns = [name for name in more.split(",") if name]
    header = ["type", "name", "label::English (en)", "label::French (fr)", *columns]
    return [header, *[[cell.strip() for cell in row.split("|")] for row in rows]]


def test_a_misspelt_reference_is_answered_in_the_words_of_its_author():
    problem = one_problem(
        survey(
            "select_one yn|has_child|Child?|Enfant ?|",
            "integer|child_age|How old?|Quel âge ?|${has_childs}='yes'",
            more="relevant",
        )
    )
    assert str(problem) == (
        "survey sheet, row 3, column relevant: relevance of “child_age” refers to"
        " ${has_childs}, which is not a question. Did you mean ${has_child}?"
    )
    assert problem.value == "${has_childs}='yes'"


@pytest.mark.parametrize(
    ("row", "more", "column", "message", "remedy"),
    [
        ("rating|b|B?|B ?", "", "type", "no question type “rating”", "Use one of"),
        ("|b|B?|B ?", "", "type", "type is empty", "Use one of"),
        ("begin_repeat|b|B?|B ?", "", "type", "“b” is not closed", "end_repeat"),
        ("end_repeat|||", "", "type", "no group is open", "Delete this row"),
        ("text||B?|B ?", "", "name", "the name is missing", "begin with a letter"),
        ("text|2b|B?|B ?", "", "name", "“2b” cannot be a name", "begin with a"),
        ("text|a|B?|B ?", "", "name", "“a” is used in row 2 too", "a different name"),
        ("text|meta|B?|B ?", "", "name", "reserved", "another name"),
        ("select_one ynn|b|B?|B ?", "", "type", "no list “ynn”", "correct its name"),
        ("select_one yn random|b|B?|B ?", "", "type", "“random”", "to the list"),
        (
            "select_one_from_file a.csv|b|B?|B ?",
            "",
            "type",
            "did not come along",
            "Send it together",
        ),
        (
            "text|b||B ?",
            "",
            "label",
            "no text in the default language",
            "Write the question",
        ),
        ("end_group|||", "", "type", "no group is open", "Delete this row"),
        ("begin_group|b|B|B", "", "type", "“b” is not closed", "end_group"),
        (
            "calculate|b||",
            "",
            "calculation",
            "the calculation is missing",
            "Write the calculation",
        ),
        ("text|b|B?|B ?|selectd(${a}, 'x')", "relevant", "relevant", "no function", ""),
        ("text|b|B?|B ?|${a} = yes", "relevant", "relevant", "'yes' for a", "charact"),
        (
            "text|b|B?|B ?|. = 'x'",
            "relevant",
            "relevant",
            "does not exist yet",
            "depends on",
        ),
        (
            "text|b|B?|B ?|${b} = 'x'",
            "relevant",
            "relevant",
            "depend on each other",
            "Remove one",
        ),
        ("text|b|B?|B ?|${last-saved#a}", "relevant", "relevant", "to the next", ""),
        ("text|b|B?|B ?|regex(., '(a+)+')", "constraint", "constraint", "tablet", ""),
        (
            "integer|b|B?|B ?|many",
            "default",
            "default",
            "is not an answer",
            "an expression",
        ),
        (
            "select_one yn|x_consent|B?|B ?|yes",
            "default",
            "default",
            "must not begin with an answer",
            "asked each time",
        ),
        ("text|b|B?|B ?|random()", "relevant", "relevant", "calculate row", ""),
        (
            "text|b|B?|B ?|. = 1/2",
            "relevant",
            "relevant",
            "write “div”",
            "character 6.",
        ),
        ("text|b|B?|B ?|/data/g/a = 1", "relevant", "relevant", "write ${a}", ""),
        (
            "calculate|b|B?|B ?|1 + random()",
            "calculation",
            "calculation",
            "once(random())",
            "character 5.",
        ),
        (
            "calculate|b|B?|B ?|concat('a', substrng('b', 1))",
            "calculation",
            "calculation",
            "substring()",
            "character 13.",
        ),
        (
            "calculate|b|B?|B ?|concat(1, format-date(today(), '%Q'))",
            "calculation",
            "calculation",
            "the mark %Q",
            "character 11.",
        ),
        ("text|b|B?|B ?|5", "daa::sensitivity", "daa::sensitivity", "“5”", "1 to 4"),
        ("text|b|B?|B ?|high", "daa::distress", "daa::distress", "“high”", "0 to 2"),
        (
            "text|b|B?|B ?|unsafe",
            "daa::outcome",
            "daa::outcome",
            "only a note",
            "empty",
        ),
        ("note|b|B|B|odd", "daa::outcome", "daa::outcome", "“odd”", "unsafe, unclear"),
        ("text|b|B?|B ?|maybe", "daa::sealed", "daa::sealed", "neither", "Write yes"),
        ("text|b|B?|B ?|maybe", "required", "required", "neither", "Write yes"),
    ],
)
def test_a_bad_row_is_named_with_its_column_and_a_remedy(
    row, more, column, message, remedy
):
    problem = one_problem(survey("text|a|A?|A ?|", row, more=more))
    assert (problem.sheet, problem.row, problem.column) == ("survey", 3, column)
    assert message in problem.message
    assert remedy in problem.remedy
    assert problem.remedy.endswith((".", "?"))


@pytest.mark.parametrize(
    ("choices", "row", "column", "message"),
    [
        ("| yn | yes | Y | O |\n| yn | yes | Y | O |", 3, "name", "appears twice"),
        (
            "| yn | yes | Y | O |\n| yn | no way | N | N |",
            3,
            "name",
            "contains a space",
        ),
        ("| yn | yes | Y | O |\n| yn | no |  | N |", 3, "label", "has no text"),
        ("| yn | yes | Y | O |\n| yn |  | N | N |", 3, "name", "name is empty"),
        ("| yn | yes | Y | O |\n|  | no | N | N |", 3, "list_name", "is empty"),
    ],
)
def test_a_bad_choice_is_named_with_its_row(choices, row, column, message):
    head = "| list_name | name | label::English (en) | label::French (fr) |\n"
    problem = one_problem(survey("select_multiple yn|a|A?|A ?"), head + choices)
    assert (problem.sheet, problem.row, problem.column) == ("choices", row, column)
    assert message in problem.message


@pytest.mark.parametrize(
    ("sheet", "column"),
    [
        ("| form_id | version |\n| | 1 |", "form_id"),
        ("| form_id | version |\n| a | |", "version"),
        (
            "| form_id | version | default_language |\n| a | 1 | xx |",
            "default_language",
        ),
    ],
)
def test_a_bad_setting_is_named(sheet, column):
    problem = one_problem(survey("text|a|A?|A ?"), settings=sheet)
    assert (problem.sheet, problem.row, problem.column) == ("settings", 2, column)


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("label: English", "has one colon"),
        ("label::Arabic", "has no language tag"),
        ("label::Anglais (en)", "are two columns for one language"),
        ("name", "appears twice"),
    ],
)
def test_a_bad_header_is_named(header, message):
    rows = survey("text|a|A?|A ?|x", more=header)
    problem = one_problem(rows)
    assert (problem.sheet, problem.row) == ("survey", 1)
    assert message in problem.message
    assert problem.value == header


@pytest.mark.parametrize("sheet", ["survey", "choices", "settings"])
def test_a_missing_sheet_is_named(sheet):
    content = workbook(survey("select_one yn|a|A?|A ?"), without=[sheet])
    (problem,) = compile_workbook(content).problems
    assert problem.message == f"there is no sheet “{sheet}”"


def test_a_missing_column_is_named():
    result = compiled("| type | label::English (en) |\n| text | A? |")
    assert [p.message for p in result.problems] == ["there is no column “name”"]


def test_all_problems_come_at_once_in_the_order_of_the_sheets():
    result = compiled(
        survey(
            "text|a|A?|A ?||9",
            "select_one none|b|||${c} = 1|",
            "begin_group|g|||${a} = |",
            more="relevant,daa::sensitivity",
        ),
        settings="| form_id | version |\n| a | |",
    )
    where = [(p.sheet, p.row, p.column) for p in result.problems]
    assert where == sorted(where, key=lambda problem: problem[:2])
    assert set(where) == {
        ("settings", 2, "version"),
        ("survey", 2, "daa::sensitivity"),
        ("survey", 3, "type"),
        ("survey", 3, "label"),
        ("survey", 3, "relevant"),
        ("survey", 4, "type"),
        ("survey", 4, "relevant"),
    }


def test_circles_through_groups_and_calculations_are_found():
    problem = one_problem(
        survey(
            "begin_group|g|G|G|${c} = 'yes'|",
            "select_one yn|a|A?|A ?||",
            "end_group|||||",
            "calculate|c||||${a}",
            more="relevant,calculation",
        )
    )
    assert "“a” needs “c” needs “a”" in problem.message


def test_a_group_cannot_be_referred_to():
    rows = survey(
        "begin_group|where|W|W|",
        "text|b|B?|B ?|${where} = ''",
        "end_group||||",
        more="relevant",
    )
    assert "is not a question" in one_problem(rows).message


@pytest.mark.parametrize("skipped", ["geopoint|where|W?|W ?|", "deviceid|where|||"])
def test_what_is_refused_to_be_recorded_reads_as_blank(skipped):
    rows = survey(skipped, "text|b|B?|B ?|${where} = ''", more="relevant")
    instrument = compiled(rows).instrument
    now = Journey(instrument, {"where": "1 2"}, today=date(2026, 3, 15))
    assert now.is_relevant("b")
    assert "where" not in now.stored()


def zipped(parts):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def damaged():
    content = workbook(survey("text|a|A?|A ?"))
    return content[: len(content) // 2] + b"\x00" * 50 + content[len(content) // 2 :]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file is empty"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "not an .xlsx workbook"),
        (b"PK\x03\x04" + b"x" * 100, "damaged"),
        (b"PK\x03\x04" + b"x" * 11_000_000, "larger than 10 MB"),
        (zipped({"a.txt": "a"}), "cannot be opened"),
        (zipped({"xl/workbook.xml": b"0" * 90_000_000}), "too large: 90 MB"),
        (zipped({"xl/vbaProject.bin": b"0"}), "contains macros"),
        (zipped({"xl/externalLinks/e1.xml": b"0"}), "links to other files"),
    ],
    ids=["empty", "xls", "bytes", "large", "zip", "bomb", "macros", "links"],
)
def test_what_is_no_workbook_is_refused_before_it_is_opened(content, message):
    begun = time.process_time()
    (problem,) = compile_workbook(content).problems
    assert message in problem.message
    assert problem.remedy
    assert time.process_time() - begun < 2


def test_a_damaged_workbook_is_a_problem_and_no_crash():
    good = workbook(survey("text|a|A?|A ?"))
    assert compile_workbook(damaged()).problems
    for position in range(0, len(good), 97):
        broken = good[:position] + bytes([good[position] ^ 0xFF]) + good[position + 1 :]
        result = compile_workbook(broken)
        assert result.problems or result.instrument


def test_too_many_rows_are_refused():
    rows = survey(*[f"text|q{n}|A?|A ?" for n in range(5_001)])
    assert "more than 5000 rows" in one_problem(rows).message


def test_groups_in_groups_in_groups_are_refused():
    begins = [f"begin_group|g{n}|G|G|${{a}} = 'x'|field-list" for n in range(900)]
    rows = ["text|a|A?|A ?||", *begins, "text|b|B?|B ?||", *["end_group|||||"] * 900]
    problem = one_problem(survey(*rows, more="relevant,appearance"))
    assert (problem.row, problem.message) == (23, "more than 20 groups are open")


def test_what_other_tools_refuse_is_refused_in_our_words():
    problem = one_problem(survey("text|a|A?|A ?|max-pixels=x", more="parameters"))
    assert problem.message.startswith("other XLSForm tools refuse this")
    assert (problem.row, "integer" in str(problem)) == (2, False)  # no foreign words


def test_where_another_tool_fails_its_words_reach_nobody(monkeypatch):
    def fail(**_options):
        raise AttributeError("'dict' object has no attribute 'nodeType'")

    monkeypatch.setattr("surveys.xlsform.compile.convert", fail)
    problem = one_problem(survey("text|a|A?|A ?"))
    assert "nodeType" not in str(problem)
    assert problem.message.startswith("other XLSForm tools cannot read it")


def test_a_name_that_other_tools_find_twice_is_told_at_its_row():
    rows = survey("text|data|A?|A ?|", "text|b|B?|B ?|${data} = 'x'", more="relevant")
    problem = one_problem(rows)
    assert (problem.row, problem.column, problem.value) == (2, "name", "data")
    assert "cannot tell which “data” is meant" in problem.message


def test_warnings_tell_what_is_not_asked_and_what_has_no_text():
    result = compiled(
        survey(
            "geopoint|where|Where?|Où ?||",
            "text|a|A?|||",
            "text|b|B?|B ?|regex(., '[a-z]+')|yes|",
            "select_one yn|c|C?|C ?|||4",
            "select_one yn|d|[official]|[officiel]|||3|W-1",
            more="constraint,read_only,daa::sensitivity,daa::slot",
        )
    )
    assert result.instrument
    notes = "\n".join(result.warnings)
    assert "left out: 2 (geopoint)" in notes
    assert "French: 1 of 4 questions and 0 of 2 choices have no text" in notes
    assert "row 4: the regular expression of “b”" in notes
    assert "c: very sensitive (level 4)" in notes
    assert "One question has no official wording" in notes
    assert "the column read_only is stored but not used" in notes


def test_text_is_sealed_unless_its_author_says_it_is_not():
    instrument = instrument_from(
        survey(
            "text|a|A?|A ?|",
            "text|b|B?|B ?|no",
            "date|c|C?|C ?|yes",
            more="daa::sealed",
        )
    )
    assert [instrument.question(name).sealed for name in "abc"] == [True, False, True]


def test_direction_comes_from_the_tag_and_never_from_the_text():
    instrument = instrument_from(
        [
            [
                "type",
                "name",
                "label::English (en)",
                "label::Dari (prs)",
                "label::X(ckb-Latn)",
            ],
            ["text", "a", "A?", "latin letters", "x"],
        ],
        settings="| form_id | version |\n| a | 1 |",
        choices="| list_name | name | label::English (en) |\n| yn | yes | Yes |",
    )
    assert [(x.tag, x.direction) for x in instrument.languages] == [
        ("en", "ltr"),
        ("prs", "rtl"),
        ("ckb-Latn", "rtl"),
    ]
    assert instrument.question("a").label["ckb-Latn"] == "x"


def test_groups_become_sections_screens_and_inherited_relevance():
    instrument = instrument_from(
        survey(
            "text|first|1?|1 ?||",
            "begin_group|s|S|S|${first} = 'x'|",
            "text|a|A?|A ?||",
            "begin_group|t|T|T|${a} = 'y'|field-list",
            "text|b|B?|B ?||",
            "begin_group|u|||${b} = 'z'|",
            "text|c|C?|C ?|${a} = 'q'|",
            "end_group|||||",
            "end_group|||||",
            "end_group|||||",
            "text|last|9?|9 ?||",
            more="relevant,appearance",
        )
    )
    shape = {s.name: [t.name for t in s.screens] for s in instrument.sections}
    assert shape == {"questions": ["first"], "s": ["a", "t"], "questions_2": ["last"]}
    assert instrument.screen("t").label == {"en": "T", "fr": "T"}
    assert instrument.section("s").relevance == (["=", ["ref", "first"], ["str", "x"]],)
    assert instrument.screen("t").relevance == (["=", ["ref", "a"], ["str", "y"]],)
    inside = [["=", ["ref", "b"], ["str", "z"]], ["=", ["ref", "a"], ["str", "q"]]]
    assert instrument.question("c").relevance == ["and", *inside]
    assert instrument.section_of("t").name == "s"


def test_older_spellings_of_xlsform_are_read():
    instrument = instrument_from(
        [
            ["type", "name", "label", "relevance", "calculate"],
            ["select one yn", "a", "A?", "", ""],
            ["begin group", "g", "G", "${a} = 'yes'", ""],
            ["select_multiple yn", "b", "B?", "", ""],
            ["string", "c", "C?", "", ""],
            ["int", "d", "D?", "", ""],
            ["calculate", "e", "", "", "${d} + 1"],
            ["end group", "", "", "", ""],
        ],
        choices="| list name | name | label |\n| yn | yes | Yes |",
        settings="| form_id | version |\n| a | 1 |",
    )
    kinds = [question.type for question in instrument.questions()]
    assert kinds == [
        QuestionType.SELECT_ONE,
        QuestionType.SELECT_MULTIPLE,
        QuestionType.TEXT,
        QuestionType.INTEGER,
        QuestionType.CALCULATE,
    ]
    assert instrument.question("a").label == {"en": "A?"}


def begun(instrument, number=""):
    """The answers that an interview of 15 March 2026 begins with."""
    journey_for = partial(Journey, instrument, today=date(2026, 3, 15), seed=number)
    return answers_at_start(instrument, {}, journey_for)


def test_a_default_is_a_fixed_answer_or_an_expression_worked_out_once():
    instrument = instrument_from(
        survey(
            "integer|n|N?|N ?|0",
            "text|t|T?|T ?|a + b",
            "select_one yn|y|Y?|Y ?|no",
            "date|d|D?|D ?|today()",
            "date|later|D?|D ?|${d} + 1",
            "integer|m|M?|M ?|2 + ${n}",
            "text|u|U?|U ?|now() is a word",
            more="default",
        )
    )
    answers = begun(instrument)
    assert answers == {
        **{"n": 0, "t": "a + b", "y": "no", "u": "now() is a word"},
        **{"d": "2026-03-15", "later": "2026-03-16", "m": 2},
    }
    assert begun(type(instrument).from_json(instrument.to_json())) == answers


def test_a_default_is_shown_to_whoever_reads_the_form_before_it_is_published():
    rows = survey("date|d|D?|D ?|today()", "integer|n|N?|N ?|0", more="default")
    written = compiled(rows).written
    assert (written["d"], written["n"]) == ({"default": "today()"}, {"default": "0"})


def test_a_default_typed_as_date_and_time_in_a_spreadsheet_is_taken():
    rows = survey("dateTime|m|M?|M ?|2024-03-05 08:30:00", more="default")
    assert begun(instrument_from(rows)) == {"m": "2024-03-05T08:30:00"}


def test_a_default_of_a_hidden_question_is_read_by_others():
    rows = survey(
        "hidden|h|||5|", "calculate|c||||${h} + 1", more="default,calculation"
    )
    instrument = instrument_from(rows)
    journey = Journey(instrument, begun(instrument), today=date(2026, 3, 15))
    assert journey.read("c") == "6"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Vraiment\u202f?", "Vraiment\u202f?"),
        ("Vraiment\u00a0?", "Vraiment\u202f?"),
        ("«\u00a0Oui\u00a0»", "«\u202fOui\u202f»"),
        ("deux\u00a0mots", "deux mots"),
    ],
)
def test_a_french_mark_is_never_parted_from_its_word(written, read):
    rows = [["type", "name", "label::English (en)", "label::French (fr)"]]
    result = compiled([*rows, ["note", "a", "Read", written]])
    assert result.instrument.question("a").label["fr"] == read
