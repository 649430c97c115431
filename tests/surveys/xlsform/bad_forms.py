"""Files in which everything is wrong that can be: each sentence is said about one."""

import io

import openpyxl

from tests.surveys.xlsform.forms_of_others import OTHERS
from tests.surveys.xlsform.test_formats_and_repairs import stacked, zipped
from tests.surveys.xlsform.test_hostile_files import HOSTILE
from tests.surveys.xlsform.workbooks import CHOICES, SETTINGS, workbook

HEAD = ["type", "name", "label::English (en)", "label::French (fr)"]
NO_EXPRESSIONS = [
    "01/02/2024",
    "/data/group/a = 1",
    "format-date(${a}, '%Q')",
    "weighted-checklist(1, 2, ${a}, 1, ${a})",
    *("selectd(${a}, 'x')", "nosuchthing()", "if(1, 2)", "not(1, 2)", "today(1)"),
    *("concat(1", "substr('a')", "${a} = yes", "${a} == 1", "${a", "'abc", "(1 + 2"),
    *("${last-saved#a}", "../a = 1", ".. = 1", "position(.)", "1 2", "#", "1.2.3"),
    *("indexed-repeat(${a}, 'b', 1)", "instance('d')/item", "instance(${d})/root/item"),
    *("instance('d')/root/item/5", "regex(., ${a})", "pulldata('a')", "random()"),
    *("1" + "+1" * 2_600, "1" + "+1" * 200, "(" * 70, ". = 'x'", "${as}", "${zzzz}"),
]
NO_PATTERNS = [
    *("(a+)+", "a**", "[b-a]", "a{3,1}", "a{", "(a", "a)", "*a", r"\b", "(?=a)b"),
    *("[]", "a{9999}", "x" * 201, "^*", r"\p{Klingon}", "[a"),
]
EXPRESSION_COLUMNS = [
    *("relevant", "constraint", "calculation", "choice_filter", "repeat_count"),
    "daa::soft_constraint",
]


def form(rows, *columns, choices=CHOICES, settings=SETTINGS, head=HEAD, **more):
    """One workbook; a row is what stands under the usual header, then in columns."""
    return workbook([[*head, *columns], *rows], choices, settings, **more)


def question(name="b", kind="text"):
    return [kind, name, "B?", "B ?"]


def expressions():
    numbered = enumerate([*NO_EXPRESSIONS, *(f"regex(., '{p}')" for p in NO_PATTERNS)])
    rows = [[*question(f"q{number}"), text] for number, text in numbered]
    return form([question("a"), *rows], "relevant")


def draws_and_defaults():
    """What may be drawn or worked out, and where."""
    columns = ("relevant", "calculation", "default")
    rows = [
        [*question("r"), "random() > 0.5"],
        [*question("c", "calculate"), "", "random() + 1"],
        [*question("d", "integer"), "", "", "${nobody}"],
        [*question("n", "integer"), "", "", "many"],
        [*question("x_consent", "select_one yn"), "", "", "yes"],
    ]
    return form(rows, *columns)


def columns():
    rows = [
        [
            *question(f"q{number}"),
            *("" for _column in EXPRESSION_COLUMNS[:number]),
            "${a} = ‘x",
        ]
        for number in range(len(EXPRESSION_COLUMNS))
    ]
    near = [*question("c", "select_one yn"), *("" for _column in range(3)), "distrct"]
    listed = (
        "| list_name | name | label::English (en) | district |\n| yn | yes | Y | x |"
    )
    return form([question("a"), *rows, near], *EXPRESSION_COLUMNS, choices=listed)


def circle(length):
    rows = [
        [*question(f"q{number}"), f"${{q{(number + 1) % length}}} = 'x'"]
        for number in range(length)
    ]
    return form(rows, "relevant")


def rows():
    return form(
        [
            question("a"),
            ["begin_group", "shared", "G", "G"],
            ["end_repeat", "", "", ""],
            *(question(name) for name in ("", "2b", "a", "meta")),
            ["begin_repeat", "shared", "S", "S"],
            ["end_repeat", "", "", ""],
            *(question(f"t{n}", kind) for n, kind in enumerate(("", "rating"))),
            question("s0", "select_one no"),
            question("s1", "select_one yn x"),
            question("file", "select_one_from_file a.csv"),
            ["text", "unasked", "", "B ?"],
            ["calculate", "empty", "", ""],
            ["end_group", "", "", ""],
            [*question("level"), "5"],
            [*question("sealed"), "", "maybe"],
            [*question("fixed", "integer"), "", "", "today()"],
            [*question("range", "range"), "", "", "", "start=x"],
            [*question("asks"), "", "", "", "", "unsafe"],
            [*question("stops", "note"), "", "", "", "", "odd"],
            ["begin_group", "open", "G", "G"],
            ["begin_repeat", "wide", "R", "R"],
        ],
        *("daa::sensitivity", "daa::sealed", "default", "parameters"),
        "daa::outcome",
    )  # fmt: skip


def choices():
    several = "| m | yes | Y | O |\n| m | no way | N | N |\n| m | no_way | N | N |\n"
    wrong = "| yn | yes | Y | O |\n| yn | yes | Z | O |\n| yn | | N | N |\n"
    bare = "| yn | no | | N |\n| | no | N | N |"
    head = "| list_name | name | label::English (en) | label::French (fr) |\n"
    questions = [question("a", "select_one yn"), question("c", "select_multiple m")]
    return form(questions, choices=head + several + wrong + bare)


def repairs():
    head = ["type", "name", "label: English", "hint::French (fr)"]
    listed = [
        ["list_name", "name", "label::English"],
        *(["yn", "yes", "Y"] for _twice in range(2)),
        *(["m", code, "M"] for code in ("oh no", "yes")),
    ]
    texts = ["TRUE", "${a} = ‘x’", "if(${a} = 'x', 1, null)"]
    questions = [
        ["select_one yn", "a", "A?", ""],
        ["select_multiple m", "c", "C?", ""],
        ["select_one_from_file towns.csv", "t", "T?", "", "", "value=name label=label"],
        *(["text", f"q{number}", "Q?", "", text] for number, text in enumerate(texts)),
    ]
    settings = [["form_id", "version", "default_language"], ["t", "", "English"]]
    more = ("relevant", "parameters")
    book = form(questions, *more, head=head, choices=listed, settings=settings)
    towns = b"name,label\nt1,One\n"
    return [("visit.xls", book), ("towns.csv", towns), ("roads.csv", towns)]


def notes():
    head = [
        "type",
        "name",
        "label::English (en)",
        "label::Arabic (ar)",
        "label::Lingua",
    ]
    more = ["constraint", "read_only", "daa::sensitivity", "daa::slot", "hint::Farsi"]
    more += ["daa::sesitivity", "daa::zzz"]
    questions = [
        ["geopoint", "where", "Where?"],
        ["text", "b", "B?", "", "", "regex(., '[a-z]+') and boolean(${d})", "yes"],
        ["text", "c", "C?", "", "", "", "", "4"],
        ["text", "d", "[official]", "[رسمي]", "", "", "", "3", "W-1", "x"],
    ]
    idle = CHOICES + "|  |  |  |  | x |"
    listed = idle.replace("label::French (fr) |", "label::French (fr) | look |")
    return form(questions, *more, head=head, choices=listed)


def left_out():
    """Loads, with a note on everything that is not asked, not kept or never true."""
    questions = [
        ["caseid", "case", "", "", "${a} = 'maybe'"],
        ["start", "began"],
        ["deviceid", "phone"],
        ["note", "n", "For ${phone}", "Pour ${phone}"],
        *(
            ["text", f"p{number}", "P?", "P ?", "${phone} = ${began}"]
            for number in range(11)
        ),
        ["select_one yn", "a", "A?", "A ?", "", "", "me", "profile_1"],
        ["text", "b", "B?", "B ?", "${a} = 'Yes'", "", "", "", "select-contact"],
        ["text", "off", "C?", "C ?", "", "yes"],
        ["text", "late", "E?", "E ?", "now() = ''"],
        ["", "", "", "", "", "", "ask Ana"],
    ]
    more = ("relevant", "disabled", "owner", "kobo--locking-profile", "appearance")
    unused = "public_key | submission_url | instance_name | style |"
    settings = f"| form_id | version | {unused}\n| t | 1 | a | b | c | d |"
    return form(questions, *more, settings=settings)


def faults():
    """What has one cause each, and was once told in another program's words."""
    off = ["text", "off", "B?", "B ?", "", "yes"]
    return form(
        [
            off,
            [*question("b"), "${off} = 'x'"],
            ["text", "c", "See ${nobody}", "Voir"],
            [*question("d", "date"), ". > 31/12/2026"],
            [*question("e", "range"), "", "", "step=0"],
            [*question("f", "select_one yn"), "", "", "", "search('towns')"],
            *(
                question(f"i{n}", kind)
                for n, kind in enumerate(("intger", "rank__level"))
            ),
            question("g", "begin loop over yn"),
            ["end loop", "", "", ""],
            question("h", "select_one_external towns"),
        ],
        *("relevant", "disabled", "parameters", "appearance", "requierd"),
        settings="| form_id | version |\n| my form! | 1 |",
    )


def hidden_rows():
    """A title above the headers, merged cells, a list of another file."""
    head = ["type", "name", "label::English (en)", "default", "appearance"]
    rows = [
        ["Our form"],
        [*head, "bind:relevant"],
        ["select_one yn", "a", "A?", "Yes"],
        ["date", "d", "D?", "45356"],
        ["select_one tw", "t", "T?", "", "search('towns')"],
    ]
    listed = [
        ["list_name", "name", "label::English (en)"],
        ["yn", "yes", "Yes"],
        ["", "no", "No"],
        ["tw", "code", "title"],
    ]
    book = openpyxl.load_workbook(io.BytesIO(workbook(rows, listed)))
    book["choices"].title = "Listes"
    return [("f.xlsx", _saved(book)), ("towns.csv", b"code,title\nt1,One\n")]


def with_a_sheet_more():
    book = openpyxl.load_workbook(io.BytesIO(form([question()])))
    book.create_sheet("indicator").append(["ref"])
    return _saved(book)


def headers_alone():
    return form([], choices=[["list_name", "name"]], settings=[["form_id", "version"]])


def sheet_alone():
    book = openpyxl.load_workbook(io.BytesIO(form([question()])))
    del book["choices"], book["settings"]
    book["survey"].title = "Form"
    return _saved(book)


def sheet_nearly_named():
    book = openpyxl.load_workbook(io.BytesIO(form([question()])))
    book["settings"].title = "stettings"
    return _saved(book)


def _saved(book):
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def broken_archive():
    archive = zipped({"survey.csv": "type,name\n" * 99})
    return archive.replace(b"survey.csv", b"survey.csv\xff\xff\xff", 1)


ONLY = {"settings": "| form_id | version |\n| t | 1 |", "without": ["choices"]}
GROUPS = [[*("begin_group", f"g{number}", "G", "G")] for number in range(21)]
SPOKEN = "| form_id | default_language |\n| t | Dari |"
WAITING = [
    ["text", f"w{number}", "[official]", "[officiel]", "W-1"] for number in range(2)
]
FORMS = {
    "two that wait": form([question(), *WAITING], "daa::slot"),
    "no settings": form([question()], without=["settings"]),
    "no choices": form([question("a", "select_one yn")], without=["choices"]),
    "another default": form([question()], settings=SPOKEN),
    "a name twice": form([question()], "name"),
    "a colon": form([question()], "label: English (en)"),
    "a tag twice": form([question()], "label::Anglais (en)"),
    "an unknown language": form([[*question(), "Q"]], "label::Klingon"),
    "a language without a tag": form([[*question(), "Q"]], "label::Arabic"),
    "a label of no language": form([[*question(), "B"]], "label"),
    "no language": form([question()[:3]], head=["type", "name", "label"], **ONLY),
    "another refusal": form([[*question(), "max-pixels=x"]], "parameters"),
    "a folder": form([[*question(), "pictures/a.png"]], "media::image"),
    "groups": form([question(), ["end_group"], *GROUPS]),
    "expressions": expressions(),
    "columns of expressions": columns(),
    "draws and defaults": draws_and_defaults(),
    "a circle": circle(3),
    "a long circle": circle(12),
    "rows": rows(),
    "choices": choices(),
    "notes": notes(),
    "left out": left_out(),
    "faults": faults(),
    "a misspelt header": form([[*question(), "yes"]], "requierd"),
    "a formula": form([["text", "h", '="A"&1', "H ?"]]),
    "a sheet nearly named": sheet_nearly_named(),
    "many alike": form([question(f"q{n}", "rating") for n in range(21)]),
    "a column nearly there": form([question()], head=["type", "nam", *HEAD[2:]]),
    "the name of a form": form(
        [question("data"), [*question(), "${data} = 'x'"]], "relevant"
    ),
    "a sheet more": with_a_sheet_more(),
    "a sheet alone": sheet_alone(),
    "headers alone": headers_alone(),
}
BAD_FORMS = {
    **{name: [("form.xlsx", content)] for name, content in FORMS.items()},
    **{name: [("form.xlsx", content)] for name, (content, _message) in HOSTILE.items()},
    "repairs": repairs(),
    "an invisible header": [("f.csv", b"survey\n,type,name,label\x01\n,text,a,A?\n")],
    "headers of nothing": [("f.csv", b"a,b\n")],
    "not UTF-8": [("f.csv", "type,name\ntext,é\n".encode("latin-1"))],
    "in Arabic letters": [("f.csv", "type,name\ntext,اسم\n".encode("cp1256"))],
    "in no letters": [("a.csv", b"type,name\n"), ("b.csv", b"list_name\n\x81\xe9")],
    "hidden rows": hidden_rows(),
    "a table without a name": [("f.md", b"| | type | name |\n| | text | a |")],
    "a broken archive": [("f.zip", broken_archive())],
    "no CSV": [("f.csv", b"type,name\n" + b"x" * 1_100_000)],
    "one sheet twice": [(f"{number} survey.csv", b"type,name\n") for number in "ab"],
    "two workbooks": [(f"{number}.xlsx", form([question()])) for number in "ab"],
    "many files": [(f"{number}.csv", stacked()) for number in range(41)],
    "no file": [],
    "a web page": [("f.xlsx", b"<!DOCTYPE html>")],
    "a text in RTF": [("f.xlsx", b"{\\rtf1")],
    "an archive of texts": [("f.zip", zipped({"a.txt": "a"}))],
    "a large file": [("f.xlsx", b"PK\x03\x04" + b"x" * 10_100_000)],
    "a truncated archive": [("f.xlsx", b"PK\x03\x04" + b"x" * 100)],
    **OTHERS,
    "many cells": [("choices.csv", (b"x," * 199 + b"x\n") * 5_100)],
}  # fmt: skip
