"""Files built to do harm: a clear refusal, soon, with nothing but sentences left."""

import io
import random
import resource
import subprocess
import sys
import time
import zipfile
from datetime import date

import pytest

from surveys.xlsform import sandbox
from surveys.xlsform.examine import examine
from surveys.xlsform.sandbox import examine_apart
from tests.surveys.xlsform.old_workbook import container
from tests.surveys.xlsform.test_formats_and_repairs import files_of, zipped
from tests.surveys.xlsform.workbooks import CHOICES, workbook

HEAD = ["type", "name", "label::English (en)"]
TODAY = date(2026, 11, 25)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def changed(part, change):
    """A good workbook in which one part was rewritten by hand."""
    target = io.BytesIO()
    good = zipfile.ZipFile(io.BytesIO(workbook([HEAD, ["text", "a", "A?"]])))
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in good.namelist():
            content = good.read(name)
            archive.writestr(name, change(content) if name == part else content)
    return target.getvalue()


def entity_bomb():
    declared = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {new} "{f"&{old};" * 30}">'
        for old, new in zip("abcdef", "bcdefg", strict=True)
    )
    sheet = (
        f'<?xml version="1.0"?>{declared}]><worksheet xmlns="{MAIN}"><sheetData><row'
        ' r="1"><c r="A1" t="inlineStr"><is><t>&g;</t></is></c></row></sheetData>'
        "</worksheet>"
    )
    return changed("xl/worksheets/sheet1.xml", lambda _content: sheet.encode())


def outside_entity():
    sheet = (
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
        f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is>'
        "<t>&a;</t></is></c></row></sheetData></worksheet>"
    )
    return changed("xl/worksheets/sheet1.xml", lambda _content: sheet.encode())


def far_row():
    return changed(
        "xl/worksheets/sheet1.xml",
        lambda content: content.replace(b'<row r="2"', b'<row r="999999999"'),
    )


def rows(count):
    """So many questions, written as XML at once: openpyxl takes seconds for them."""

    def row(cells):
        texts = (f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells)
        return f"<row>{''.join(texts)}</row>"

    questions = (["text", f"q{number}", "Q?"] for number in range(count))
    cells = "".join(map(row, [HEAD, *questions]))
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData></worksheet>'
    return changed("xl/worksheets/sheet1.xml", lambda _content: sheet.encode())


def deep_groups():
    begin = [["begin_group", f"g{number}", "G"] for number in range(60)]
    return workbook([HEAD, *begin, ["text", "a", "A?"], *[["end_group", "", ""]] * 60])


HOSTILE = {
    "zip bomb": (zipped({"xl/workbook.xml": b"0" * 90_000_000}), "too large: 90 MB"),
    "many parts": (zipped({f"xl/{n}": b"" for n in range(1_500)}), "1500 parts"),
    "entity bomb": (entity_bomb(), "cannot be opened"),
    "outside entity": (outside_entity(), "cannot be opened"),
    "a row far away": (far_row(), "more than"),
    "20,000 rows": (rows(20_000), "more than 5000 rows"),
    "macro": (zipped({"xl/workbook.xml": b"", "xl/vbaProject.bin": b"x"}), "macros"),
    "link": (zipped({"xl/externalLinks/e1.xml": b"x"}), "links to other files"),
    "password": (container("EncryptedPackage", b"x" * 5_000), "with a password"),
    "old macro": (container("_VBA_PROJECT", b"x" * 5_000), "contains macros"),
    "text document": (container("WordDocument", b"x" * 5_000), "not a spreadsheet"),
    "damaged old workbook": (container("Workbook", b"x" * 5_000), "cannot be opened"),
    "PDF": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + b"x" * 500, "a PDF document"),
    "picture": (b"\x89PNG\r\n\x1a\n" + b"\x00" * 99, "a picture"),
    "noise": (bytes(range(256)) * 40, "not an .xlsx workbook"),
    "nothing": (b"", "empty"),
    "empty sheets": (workbook([[]], choices=[[]], settings=[[]]), "not a form"),
    "only headers": (workbook([HEAD], choices=[["list_name", "name"]]), "no question"),
    "OpenDocument": (zipped({"mimetype": "x", "content.xml": "x"}), "OpenDocument"),
    "NUL in a cell": (
        b"survey\n,type,name,label::English (en)\n,text,a,A\x00?\n",
        "not an .xlsx workbook",
    ),
    "control character": (
        b"survey\n,type,name,label::English (en)\n,text,a,A\x01?\n",
        "invisible control character",
    ),
    "60 levels of groups": (deep_groups(), "more than 20 groups"),
    "a very long cell": (
        workbook([HEAD, ["text", "a", "x" * 30_000]]),
        "the cell has 30000 characters",
    ),
    "a wide sheet": (workbook([HEAD + ["x"] * 400]), "more than 200 columns"),
    "a deep expression": (
        workbook([[*HEAD, "relevant"], ["text", "a", "A?", "(" * 5_000]]),
        "relevance of “a”",
    ),
    "a slow pattern": (
        workbook([[*HEAD, "constraint"], ["text", "a", "A?", "regex(., '(a+)+b')"]]),
        "constraint of “a”",
    ),
}


# Those that could exhaust their reader go through the child that is limited.
EXHAUSTING = {
    *("zip bomb", "many parts", "entity bomb", "a row far away", "20,000 rows"),
    *("60 levels of groups", "a deep expression", "a slow pattern", "noise"),
}


def cpu_seconds_of_children():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_gets_a_sentence_and_leaves_nothing(name):
    content, message = HOSTILE[name]
    files = [("form.xlsx", content)]
    if name in EXHAUSTING:
        begun = cpu_seconds_of_children()
        answer = examine_apart(files, today=TODAY)
        assert cpu_seconds_of_children() - begun < 10
    else:
        answer = examine(files, today=TODAY.isoformat())
    assert answer["instrument"] is None
    assert any(message in problem["message"] for problem in answer["problems"]), answer[
        "problems"
    ]
    assert all(problem["remedy"].endswith((".", "?")) for problem in answer["problems"])


@pytest.mark.parametrize("kind", ["xls", "zip", "stacked csv", "utf-16", "markdown"])
def test_a_file_that_lost_some_bytes_is_a_problem_and_no_crash(kind):
    dice, ((name, good), *_rest) = random.Random(kind), files_of(kind)
    for _trial in range(60):
        broken = bytearray(good)
        for _wound in range(dice.choice((1, 5, 50))):
            start = dice.randrange(len(broken))
            broken[start : start + dice.randrange(9)] = dice.randbytes(
                dice.randrange(9)
            )
        answer = examine([(name, bytes(broken))], today="2026-11-25")
        assert answer["problems"] or answer["instrument"]


def test_while_one_file_is_read_the_next_waits_and_is_told(monkeypatch):
    monkeypatch.setattr(sandbox, "WAIT_SECONDS", 0.02)
    with sandbox.one_at_a_time:
        (problem,) = examine_apart([("f.xlsx", b"x")], today=TODAY)["problems"]
    assert problem["remedy"] == "Try again in a minute."


def test_a_script_in_a_label_is_a_text_like_others():
    script = "<script>alert(1)</script>"
    content = workbook([HEAD, ["text", "a", script]], CHOICES)
    instrument = examine_apart([("f.xlsx", content)], today=TODAY)["instrument"]
    question = instrument["sections"][0]["screens"][0]["questions"][0]
    assert question["label"] == {"en": script}


def child(code):
    limited = "from surveys.xlsform import sandbox as s\ns.CPU_SECONDS = 1\ns._limit()"
    run = f"{limited}\n{code}"
    return subprocess.run(
        [sys.executable, "-c", run], cwd=sandbox.ROOT, capture_output=True, check=False
    )


def test_a_child_that_computes_for_ever_is_ended_by_the_system():
    begun = time.perf_counter()
    assert child("while True: pass").returncode < 0
    assert time.perf_counter() - begun < 10


def test_a_child_that_wants_all_memory_gets_none():
    done = child("bytearray(600_000_000)")
    assert b"MemoryError" in done.stderr


@pytest.mark.parametrize(
    ("code", "message"),
    [(-9, "too long"), (sandbox.TOO_MUCH, "too much memory"), (1, "cannot read it")],
)
def test_whoever_sent_a_file_that_ended_its_reader_is_told_why(
    monkeypatch, caplog, code, message
):
    done = subprocess.CompletedProcess([], code, b"", b"Traceback")
    monkeypatch.setattr(sandbox.subprocess, "run", lambda *_a, **_k: done)
    (problem,) = examine_apart([("f.xlsx", b"x")], today=TODAY)["problems"]
    assert message in problem["message"]
    assert "new workbook" in problem["remedy"]


def test_the_child_is_given_no_key_of_the_server(monkeypatch):
    seen = {}

    def run(*_args, env, **_kwargs):
        seen.update(env)
        return subprocess.CompletedProcess([], 0, b"{}", b"")

    monkeypatch.setenv("SECRET_KEY_FILE", "/somewhere")
    monkeypatch.setattr(sandbox.subprocess, "run", run)
    examine_apart([("f.xlsx", b"x")], today=TODAY)
    assert not {name for name in seen if "KEY" in name or "DATABASE" in name}
