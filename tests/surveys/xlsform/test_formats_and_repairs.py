"""Files as coordinators send them: every format, safe repairs, nothing in silence."""

import base64
import io
import zipfile

import openpyxl
import pytest

from surveys.xlsform.compile import compile_workbook
from surveys.xlsform.examine import examine
from surveys.xlsform.repairs.expressions import mend_expression
from tests.surveys.xlsform.old_workbook import old_workbook
from tests.surveys.xlsform.workbooks import CHOICES, SETTINGS, table, workbook

SURVEY = """
| type          | name | label::English (en) | label::French (fr) | relevant    |
| select_one yn | a    | Alone?              | Seul ?             |             |
| integer       | b    | How many?           | Combien ?          | ${a} = 'no' |
"""
SHEETS = {"survey": SURVEY, "choices": CHOICES, "settings": SETTINGS}
TODAY = "2026-11-25"


def look(*files, language="en"):
    return examine(list(files), today=TODAY, language=language)


def sent(name="trial.xlsx", survey=SURVEY, choices=CHOICES, settings=SETTINGS, **more):
    return look((name, workbook(survey, choices, settings, **more)))


def messages(answer):
    return [
        f"{entry['sheet']} {entry['row']} {entry['column']}: {entry['message']}"
        for entry in answer["problems"]
    ]


def repairs(answer):
    return {
        (entry["sheet"], entry["row"], entry["column"]): (entry["old"], entry["new"])
        for entry in answer["repairs"]
    }


def stored(answer):
    return base64.b64decode(answer["workbook"])


# -- formats ---------------------------------------------------------------------


def as_csv(text, mark=","):
    return "\n".join(
        mark.join(f'"{cell}"' for cell in row) for row in table(text)
    ).encode()


def zipped(parts):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def stacked():
    lines = []
    for name, text in SHEETS.items():
        lines.append(name)
        lines += ["," + ",".join(f'"{cell}"' for cell in row) for row in table(text)]
    return "\n".join(lines).encode()


def drawn():
    lines = []
    for name, text in SHEETS.items():
        lines.append(f"| {name} |")
        lines += ["| " + line for line in text.strip().splitlines()]
    return "\n".join(lines).encode()


def files_of(kind):
    separate = {f"{name}.csv": as_csv(text) for name, text in SHEETS.items()}
    match kind:
        case "xlsx":
            return [("t.xlsx", workbook(SURVEY))]
        case "xls":
            sheets = {name: table(text) for name, text in SHEETS.items()}
            return [("t.xls", old_workbook(sheets))]
        case "zip":
            return [("t.zip", zipped(separate))]
        case "csv files":
            return list(separate.items())
        case "semicolons":
            named = {f"Form - {n}.csv": as_csv(t, ";") for n, t in SHEETS.items()}
            return list(named.items())
        case "stacked csv":
            return [("t.csv", stacked())]
        case "utf-16":
            return [("t.csv", stacked().decode().encode("utf-16"))]
        case "markdown":
            return [("t.md", drawn())]
    raise AssertionError(kind)


@pytest.mark.parametrize(
    "kind",
    ["xls", "zip", "csv files", "semicolons", "stacked csv", "utf-16", "markdown"],
)
def test_a_form_is_the_same_instrument_in_whatever_format_it_comes(kind):
    answer, wanted = look(*files_of(kind)), look(*files_of("xlsx"))
    assert messages(answer) == [] == answer["repairs"]
    assert answer["instrument"] == wanted["instrument"]
    assert stored(answer)[:4] == b"PK\x03\x04"


def test_an_old_workbook_with_a_new_name_is_read_and_its_sender_is_told():
    sheets = {name: table(text) for name, text in SHEETS.items()}
    answer = look(("trial.xlsx", old_workbook(sheets)))
    assert answer["instrument"]
    (repair,) = answer["repairs"]
    assert repair["old"] == "trial.xlsx"
    assert ".xls" in repair["why"]


def test_numbers_of_an_old_workbook_are_codes_without_a_point():
    sheets = {name: table(text) for name, text in SHEETS.items()}
    sheets["settings"] = [["form_id", "version"], ["trial", 3.0]]
    assert look(("t.xls", old_workbook(sheets)))["instrument"]["version"] == "3"


ARABIC = (
    "type,name,label::العربية (ar)\ntext,a,ما اسم المكان؟\n",
    "form_id,version\nt,1\n",
)
FRENCH = (
    "type,name,label::Français (fr)\ntext,a,Êtes-vous né à l’étranger ?\n",
    "form_id,version\nt,1\n",
)


@pytest.mark.parametrize(
    ("texts", "encoding", "named", "word"),
    [
        (FRENCH, "cp1252", "Windows-1252", "Français"),
        (ARABIC, "cp1256", "Windows-1256", "العربية"),
        (FRENCH, "utf-16-le", "UTF-16", "Français"),
        (ARABIC, "utf-16-be", "UTF-16", "العربية"),
    ],
)
def test_a_csv_in_other_letters_is_read_when_its_author_finds_a_sample_right(
    texts, encoding, named, word
):
    survey, settings = (text.encode(encoding) for text in texts)
    answer = look(("survey.csv", survey), ("settings.csv", settings))
    assert answer["problems"] == []
    (question,) = answer["instrument"]["sections"][0]["screens"][0]["questions"]
    assert [*question["label"].values()] == [texts[0].split(",")[-1].strip()]
    repair = answer["repairs"][0]
    assert (repair["old"], named in repair["why"]) == ("survey.csv", True)
    assert word in repair["new"]


def test_a_csv_whose_letters_nothing_fits_is_named_and_refused():
    files = ("survey.csv", b"type,name\ntext,a\n"), ("choices.csv", b"name\n\x81\xe9\n")
    (message,) = messages(look(*files))
    assert "its characters cannot be read as UTF-8 (in the file choices.csv)" in message


def test_the_first_line_of_a_csv_may_name_its_mark():
    survey = "sep=;\r\ntype;name;label::English (en)\r\ntext;a;One, two, or three?\r\n"
    answer = look(("survey.csv", survey.encode()), ("settings.csv", SETTINGS_CSV))
    assert (answer["problems"], answer["repairs"]) == ([], [])
    assert "One, two, or three?" in str(answer["instrument"])


SETTINGS_CSV = b"form_id,version\nt,1\n"
LISTED = b"list_name,name,label::English (en)\nyn,yes,Yes\n"
ASKED = b"type,name,label::English (en)\nselect_one yn,a,A?\n"


def test_a_csv_with_a_name_of_its_own_is_known_by_its_columns():
    files = [("listes.csv", LISTED), ("enquete.csv", ASKED), ("s.csv", SETTINGS_CSV)]
    answer = look(*files)
    assert (answer["problems"], answer["repairs"]) == ([], [])
    assert answer["instrument"]["lists"].keys() == {"yn"}


def test_a_csv_with_the_columns_of_no_sheet_holds_choices():
    asked = ASKED.replace(b"select_one yn", b"select_one_from_file towns.csv")
    files = [("survey.csv", asked), ("towns.csv", b"name,label\nt1,One\n")]
    answer = look(*files, ("settings.csv", SETTINGS_CSV))
    assert answer["problems"] == []
    assert answer["instrument"]["lists"].keys() == {"towns"}


def test_a_sheet_with_nearly_its_name_is_not_lost():
    book = openpyxl.load_workbook(io.BytesIO(workbook(SURVEY)))
    book["settings"].title, book["choices"].title = "stettings", "Choice"
    target = io.BytesIO()
    book.save(target)
    answer = look(("t.xlsx", target.getvalue()))
    assert answer["problems"] == []
    assert answer["instrument"]["id"] == "trial"
    assert [(r["old"], r["new"]) for r in answer["repairs"]] == [
        ("sheet Choice", "sheet choices"),
        ("sheet stettings", "sheet settings"),
    ]


def test_a_sheet_with_another_name_is_known_by_its_columns():
    book = openpyxl.load_workbook(io.BytesIO(workbook(SURVEY)))
    book["choices"].title, book["survey"].title = "Listes", "Questions"
    target = io.BytesIO()
    book.save(target)
    answer = look(("t.xlsx", target.getvalue()))
    assert answer["problems"] == []
    assert [(r["old"], r["new"]) for r in answer["repairs"]] == [
        ("sheet Questions", "sheet survey"),
        ("sheet Listes", "sheet choices"),
    ]


def test_two_workbooks_at_once_are_not_one_instrument():
    file = ("a.xlsx", workbook(SURVEY))
    assert "a separate workbook" in messages(look(file, file))[0]


# -- headers and languages --------------------------------------------------------


def test_headers_are_read_in_the_spellings_that_coordinators_use():
    survey = [
        ["Type ", " NAME", "Label :: English (en)", "Relevance", "Constraint Message"],
        ["select_one  yn", "a", "A?", "", ""],
        ["text", "b", "B?", "${a} = 'yes'", "No."],
    ]
    choices = [["List\u00a0name", "Name", "label::English (en)"], ["yn", "yes", "Yes"]]
    answer = sent(survey=survey, choices=choices)
    assert messages(answer) == []
    question = answer["instrument"]["sections"][0]["screens"][1]["questions"][0]
    assert question["relevance"] == ["=", ["ref", "a"], ["str", "yes"]]
    assert question["constraint_message"] == {"en": "No."}


def test_a_language_gets_its_tag_as_a_repair_that_is_shown():
    survey = [
        ["type", "name", "label::English", "label: Français", "hint::العربية"],
        ["text", "a", "A?", "A ?", "؟"],
    ]
    settings = [["form_id", "version", "default_language"], ["t", "1", "Français"]]
    answer = sent(survey=survey, choices=[["list_name", "name"]], settings=settings)
    assert repairs(answer) == {
        ("survey", 1, "C"): ("label::English", "label::English (en)"),
        ("survey", 1, "D"): ("label::Français", "label::Français (fr)"),
        ("survey", 1, "E"): ("hint::العربية", "hint::العربية (ar)"),
        ("settings", 2, "default_language"): ("Français", "Français (fr)"),
    }
    assert [entry["tag"] for entry in answer["instrument"]["languages"]] == ["en", "fr"]
    assert answer["instrument"]["default_language"] == "fr"


def test_one_language_under_two_names_becomes_one():
    survey = [
        ["type", "name", "label::English (en)", "hint::English"],
        ["text", "a", "A?", "Think."],
    ]
    answer = sent(survey=survey, choices=[["list_name", "name"]])
    assert repairs(answer) == {
        ("survey", 1, "D"): ("hint::English", "hint::English (en)")
    }


def test_an_unknown_language_is_asked_for_and_never_guessed():
    survey = [["type", "name", "label::Klingon"], ["text", "a", "A?"]]
    answer = sent(survey=survey, settings=[["form_id", "version"], ["t", "1"]])
    assert answer["instrument"] is None
    assert "we do not know a language “Klingon”" in messages(answer)[0]
    assert "label::Klingon (xx)" in answer["problems"][0]["remedy"]


def test_a_language_in_which_nothing_is_written_is_left_out():
    survey = [
        ["type", "name", "label::English (en)", "label::Local language"],
        ["text", "a", "A?", ""],
    ]
    answer = sent(survey=survey)
    assert [entry["tag"] for entry in answer["instrument"]["languages"]] == ["en"]
    assert any("Local language" in note for note in answer["warnings"])


def test_a_column_without_a_language_gets_the_one_its_sender_names():
    survey = [["type", "name", "label", "hint"], ["text", "a", "¿A?", "Piense."]]
    settings = [["form_id", "version"], ["t", "1"]]
    content = workbook(survey, settings=settings, without=["choices"])
    answer = look(("t.xlsx", content), language="es")
    assert repairs(answer)["survey", 1, "C"] == ("label", "label::Spanish (es)")
    assert answer["instrument"]["default_language"] == "es"


def test_text_without_a_language_beside_text_with_one_is_a_question_to_its_author():
    survey = [
        ["type", "name", "label", "label::English (en)"],
        ["text", "a", "¿A?", "A?"],
    ]
    answer = sent(survey=survey)
    assert answer["instrument"] is None
    assert "names no language" in messages(answer)[0]


# -- repairs ----------------------------------------------------------------------

CODES = "| list_name | name | label::English (en) | label::French (fr) | district |\n"


def test_a_choice_that_stands_twice_with_the_same_words_stands_once():
    rows = "| yn | yes | Y | O | |\n| yn | no | N | N | x |\n| yn | yes | Y | O | |"
    answer = sent(choices=CODES + rows)
    assert list(repairs(answer)) == [("choices", 4, "name")]
    assert [entry["code"] for entry in answer["instrument"]["lists"]["yn"]] == [
        "yes",
        "no",
    ]


@pytest.mark.parametrize(
    "again", ["| yn | yes | Yes! | O | |", "| yn | yes | Y | O | d2 |"]
)
def test_a_choice_that_stands_twice_with_other_words_is_for_its_author(again):
    rows = f"| yn | yes | Y | O | d1 |\n{again}\n| yn | no | N | N | |"
    answer = sent(choices=CODES + rows)
    assert answer["repairs"] == []
    assert messages(answer) == [
        "choices 3 name: “yes” appears twice in the list “yn”",
    ]


def test_a_space_in_a_choice_is_mended_only_where_nothing_refers_to_it():
    rows = "| yn | oh yes | Y | O | |\n| yn | no | N | N | |"
    several = SURVEY.replace("select_one", "select_multiple")
    assert repairs(sent(survey=several, choices=CODES + rows)) == {
        ("choices", 2, "name"): ("oh yes", "oh_yes")
    }
    referred = several.replace("'no'", "'oh yes'")
    answer = sent(survey=referred, choices=CODES + rows)
    assert answer["repairs"] == []
    assert "contains a space" in messages(answer)[0]


def test_a_space_in_a_code_stays_where_one_answer_is_chosen():
    rows = "| yn | oh yes | Y | O | |\n| yn | no | N | N | |"
    answer = sent(choices=CODES + rows)
    assert (answer["repairs"], answer["problems"]) == ([], [])


FROM_FILE = SURVEY.replace("select_one yn", "select_one_from_file Towns.csv")
TOWNS = b"code,title,region\nt1,One,north\nt2,Two,south\n"


def test_choices_from_a_file_that_came_along_become_a_list():
    """select_one_from_file: with parameters that name its columns."""
    rows = FROM_FILE.replace("relevant    |", "relevant | parameters |").replace(
        "Seul ?             |             |", "Seul ? | | value=code label=title |"
    )
    book = workbook(rows.replace("'no'", "'t2'"))
    answer = look(("trial.xlsx", book), ("towns.csv", TOWNS))
    assert answer["problems"] == []
    assert repairs(answer) == {
        ("survey", 2, "type"): ("select_one_from_file Towns.csv", "select_one Towns"),
        ("survey", 2, "parameters"): ("value=code label=title", "empty"),
    }
    towns = answer["instrument"]["lists"]["Towns"]
    assert [(t["code"], t["label"]["en"]) for t in towns] == [
        ("t1", "One"),
        ("t2", "Two"),
    ]
    again = look(("again.xlsx", base64.b64decode(answer["workbook"])))
    assert again["repairs"] == []
    assert again["instrument"] == answer["instrument"]


def test_a_file_that_no_question_reads_is_told():
    files = ("trial.xlsx", workbook(SURVEY)), ("Towns.csv", TOWNS)
    sentence = "The file towns.csv came along, but no question reads it."
    assert sentence in look(*files)["warnings"]
    read = ("trial.xlsx", workbook(FROM_FILE)), ("towns.csv", TOWNS)
    assert not any("came along" in note for note in look(*read)["warnings"])


def test_choices_from_a_file_that_did_not_come_along_are_asked_for():
    answer = look(("trial.xlsx", workbook(FROM_FILE)))
    assert "the file Towns.csv did not come along" in messages(answer)[0]


SEARCHED = """
| type          | name | label::English (en) | appearance                |
| select_one tw | t    | Which town?         | minimal search('towns')   |
"""
COLUMNS = [["list_name", "name", "label::English (en)"], ["tw", "code", "title"]]
SEARCHED_TOWNS = ("towns.csv", b"code,title\nt1,One\nt2,Two\n")


def test_a_list_that_search_takes_from_a_file_is_read_from_that_file():
    files = ("trial.xlsx", workbook(SEARCHED, COLUMNS)), SEARCHED_TOWNS
    answer = look(*files)
    assert answer["problems"] == []
    (town,) = answer["instrument"]["lists"].values()
    assert [choice["code"] for choice in town] == ["t1", "t2"]
    changed = repairs(answer)
    assert changed["survey", 2, "appearance"] == ("minimal search('towns')", "minimal")


def test_a_file_for_search_that_did_not_come_along_is_named():
    (message,) = messages(sent(survey=SEARCHED, choices=COLUMNS))
    assert "survey 2 appearance: search() takes the choices from the file" in message
    assert "towns.csv" in message


def test_a_workbook_without_choices_of_its_own_names_the_file_it_waits_for():
    (message,) = messages(sent(survey=FROM_FILE, without=["choices"]))
    assert message == "survey 2 type: the file Towns.csv did not come along"


def test_an_empty_sheet_of_choices_is_no_problem_where_nothing_is_chosen():
    survey = [["type", "name", "label::English (en)"], ["text", "a", "A?"]]
    assert sent(survey=survey, choices=[])["problems"] == []
    survey.append(["select_one yn", "b", "B?"])
    assert (
        "there is no column “list_name”" in messages(sent(survey=survey, choices=[]))[0]
    )


@pytest.mark.parametrize(
    ("code", "mended"),
    [
        ("My form (final) é", "My_form_final_e"),
        ("نموذج", "trial"),
        ("a" * 60, "a" * 40),
    ],
)
def test_a_form_id_that_cannot_be_is_mended(code, mended):
    settings = f"| form_id | version |\n| {code} | 1 |"
    answer = sent(settings=settings)
    assert answer["problems"] == []
    assert repairs(answer) == {("settings", 2, "form_id"): (code, mended)}
    (problem,) = compile_workbook(workbook(SURVEY, settings=settings)).problems
    assert "cannot be a form_id here" in problem.message


# -- what hides rows and answers -----------------------------------------------------


def test_headers_below_a_title_are_moved_to_the_first_row():
    survey = [["Visit form"], ["2026"], *table(SURVEY)]
    answer = sent(survey=survey)
    assert answer["problems"] == []
    assert repairs(answer)["survey", 1, "A"] == ("Visit form", "")
    assert "The headers are in row 3." in answer["repairs"][0]["why"]
    again = look(("again.xlsx", stored(answer)))
    assert (again["repairs"], again["instrument"]) == ([], answer["instrument"])


def test_merged_cells_name_the_list_of_each_choice_below_them():
    head, yes, no = table(CHOICES)
    answer = sent(choices=[head, yes, ["", *no[1:]]])
    assert answer["problems"] == []
    assert repairs(answer) == {("choices", 3, "list_name"): ("", "yn")}


@pytest.mark.parametrize(
    ("kind", "default", "mended"),
    [
        ("select_one yn", "Yes", "yes"),
        ("select_one yn", "Oui", "yes"),
        ("date", "45356", "2024-03-05"),
        ("integer", "45356", "45356"),
    ],
)
def test_a_default_becomes_the_answer_that_it_means(kind, default, mended):
    head = ["type", "name", "label::English (en)", "label::French (fr)", "default"]
    answer = sent(survey=[head, [kind, "a", "A?", "A ?", default]])
    assert answer["problems"] == []
    changes = {("survey", 2, "default"): (default, mended)}
    assert repairs(answer) == (changes if default != mended else {})


def test_a_formula_without_its_result_is_no_text():
    survey = [["type", "name", "label::English (en)"], ["text", "a", '="A"&"?"']]
    answer = sent(survey=survey)
    assert messages(answer) == [
        "survey 2 label::English (en): the cell has a formula, and the file does not"
        " hold its result"
    ]


def test_a_filter_on_a_file_that_did_not_come_along_is_not_told_as_well():
    survey = [
        ["type", "name", "label::English (en)", "choice_filter"],
        ["text", "region", "Region?", ""],
        ["select_one_from_file towns.csv", "t", "T?", "area = ${region}"],
        ["select_one_external villages", "v", "V?", "area = ${region}"],
    ]
    assert messages(sent(survey=survey)) == [
        "survey 3 type: the file towns.csv did not come along",
        "survey 4 type: the sheet external_choices did not come along",
    ]


def test_two_workbooks_at_once_are_one_too_many():
    answer = look(("a.xlsx", workbook(SURVEY)), ("b.xlsx", workbook(SURVEY)))
    assert "is a separate workbook" in messages(answer)[0]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("${a} = ‘no’", "${a} = 'no'"),
        ("${a} = “no”", '${a} = "no"'),
        ("${a} = 'l’eau'", "${a} = 'l’eau'"),
        ("TRUE", "true()"),
        ("if(${a} = 'x', 1, null)", "if(${a} = 'x', 1, '')"),
        ("${a} = 'x, null, y'", "${a} = 'x, null, y'"),
    ],
)
def test_what_a_spreadsheet_did_to_an_expression_is_undone_outside_texts(old, new):
    assert mend_expression(old)[0] == new


def test_a_form_without_settings_is_named_after_its_file_and_day():
    answer = sent("Visite 2026 (v2).xlsx", without=["settings"])
    assert answer["instrument"]["id"] == "visite_2026_v2"
    assert answer["instrument"]["version"] == "2026112501"
    assert ("settings", 2, "version") in repairs(answer)


def test_a_sheet_alone_is_the_survey_whatever_it_is_called():
    book = openpyxl.Workbook()
    book.active.append(["type", "name", "label::English (en)"])
    book.active.append(["text", "a", "A?"])
    target = io.BytesIO()
    book.save(target)
    answer = look(("one.xlsx", target.getvalue()))
    assert answer["instrument"]["id"] == "one"
    assert look(("one.xlsx", stored(answer)))["repairs"] == []


def test_a_name_with_a_space_is_never_repaired():
    answer = sent(survey=SURVEY.replace("| b ", "| b b "))
    assert answer["repairs"] == []
    assert "“b b” cannot be a name" in messages(answer)[0]


def test_problems_keep_the_row_numbers_of_the_file_though_rows_are_taken_out():
    rows = "| yn | yes | Y | O | |\n| yn | yes | Y | O | |\n| yn | no |  | Non | |"
    answer = sent(choices=CODES + rows)
    assert [entry["row"] for entry in answer["problems"]] == [4]


def test_nothing_is_repaired_where_nobody_was_asked():
    survey = SURVEY.replace("label::English (en)", "label::English")
    assert "has no language tag" in str(compile_workbook(workbook(survey)).problems[0])


# -- what is kept -------------------------------------------------------------------


def test_three_round_trips_change_nothing_and_keep_what_other_tools_wrote():
    survey = table(SURVEY)
    survey[0] += ["$given_name", "block"]
    survey[1] += ["=1+1", "http://example.org"]
    book = openpyxl.load_workbook(io.BytesIO(workbook(survey)))
    book.create_sheet("indicator").append(["ref", "=SUM(A1)"])
    target = io.BytesIO()
    book["survey"]["F2"].data_type = "s"
    book.save(target)
    first = look(("t.xlsx", target.getvalue()))
    again = first
    for _trip in range(3):
        again = look(("t.xlsx", stored(again)))
        assert again["instrument"] == first["instrument"]
        assert again["workbook"] == first["workbook"]
    exported = openpyxl.load_workbook(io.BytesIO(stored(again)))
    assert exported["survey"]["F1"].value == "$given_name"
    assert (exported["survey"]["F2"].value, exported["survey"]["F2"].data_type) == (
        "=1+1",
        "s",
    )
    assert exported["survey"]["G2"].hyperlink is None
    assert exported["indicator"]["A1"].value == "ref"


def test_coverage_counts_what_is_missing_in_each_language_and_names_it():
    answer = sent(survey=SURVEY.replace("Combien ?", "         "))
    rows = {(entry["language"], entry["column"]): entry for entry in answer["coverage"]}
    french = rows["fr", "label"]
    assert (french["n"], french["m"], french["missing"]) == (1, 2, ("b",))
    assert rows["en", "label"]["missing"] == ()
    assert rows["fr", "choices label"]["m"] == 2
    assert rows["fr", "hint"]["m"] == 0


def test_what_other_tools_refuse_is_told_at_the_row_that_they_mean():
    survey = [
        ["type", "name", "label::English (en)", "parameters"],
        ["text", "a", "A?", ""],
        ["", "", "", ""],
        ["text", "b", "B?", "max-pixels=x"],
    ]
    (problem,) = sent(survey=survey)["problems"]
    assert problem["row"] in (0, 4)
    assert "other XLSForm tools refuse this" in problem["message"]


# -- what is no form -------------------------------------------------------------------

NO_FORMS = {
    "notes.txt": "Dear all,\nhere is the report of our visit, été.\n".encode("cp1252"),
    "deaths.csv": b"country,year,deaths\nKE,2020,3\nTZ,2021,4\n",
    "deaths.xlsx": workbook(
        [["country", "year"], ["KE", "2020"]], without=("choices",)
    ),
}


@pytest.mark.parametrize("name", NO_FORMS)
def test_what_is_no_form_is_told_so_in_one_sentence_without_repairs(name):
    answer = look((name, NO_FORMS[name]))
    assert messages(answer) == [
        " 0 : this is not a form: no sheet has a column type, name or label"
    ]
    assert "a sheet survey and a sheet choices" in answer["problems"][0]["remedy"]
    assert answer["repairs"] == []
    assert answer["opening"] == []


@pytest.mark.parametrize(
    "head", ["Type", "Label: English", "label::Français", "name", "caption"]
)
def test_one_column_of_a_form_is_enough_to_be_told_what_it_lacks(head):
    survey = [["A title"], [head, "x"], ["text", "a"]]
    answer = sent(survey=survey, without=("choices",))
    assert messages(answer)
    assert not any("not a form" in message for message in messages(answer))


@pytest.mark.parametrize("start", [b"%PDF-1.7", b"\x89PNG", b"{\\rtf1"])
def test_what_no_spreadsheet_program_opens_is_not_to_be_saved_again(start):
    (problem,) = look(("form.xlsx", start + b" " * 99))["problems"]
    assert problem["remedy"] == "Choose the workbook itself, or CSV files."
