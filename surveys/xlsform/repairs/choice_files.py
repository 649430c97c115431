"""select_one_from_file: the rows of a CSV that came along become a choice list."""

import re
from pathlib import PurePosixPath

from surveys.engine.translatable import sentence as _
from surveys.xlsform.headers import read_headers
from surveys.xlsform.parameters import read_parameters
from surveys.xlsform.question_types import kind_of
from surveys.xlsform.tables import FILE_TABLE

FROM_FILE = re.compile(r"(select_one|select_multiple)_from_file\s+(\S+)(.*)", re.DOTALL)
# search('towns') and no more: a search with a condition has no simple counterpart.
SEARCH = re.compile(r"(.*?)\bsearch\(\s*['\"]([^'\"]+)['\"]\s*\)(.*)", re.DOTALL)


def repair_files(bench):
    """Each list once; a file that did not come along stays a problem of its row."""
    headers, list_names = bench.headers("survey"), {}
    if "type" not in headers:
        return
    _repair_searches(bench)
    headers = bench.headers("survey")
    place = headers.index("type")
    for index, row in bench.rows("survey"):
        match = FROM_FILE.fullmatch(row.get("type", ""))
        lines = bench.file(match[2]) if match else None
        if not lines:
            continue
        read = read_parameters(row.get("parameters", ""))
        key = match[2], read.get("value"), read.get("label")
        name = list_names.get(key) or _list_of(bench, match[2], lines, row)
        list_names[key] = name
        why = _(
            "The %(count)s rows of %(file)s become the list “%(name)s”.",
            count=len(lines) - 1,
            file=match[2],
            name=name,
        )
        bench.write("survey", index, place, f"{match[1]} {name}{match[3]}", why)
        old = read_parameters(row.get("parameters", ""))
        others = {key: old[key] for key in old if key not in ("value", "label")}
        if others != old:
            why = _("The list has the columns name and label now.")
            new = " ".join(f"{key}={value}" for key, value in others.items())
            bench.write("survey", index, headers.index("parameters"), new, why)


def put_files_away(bench):
    """What the files hold is in the workbook now; what nobody read is told."""
    for title in [key for key in bench.tables if key.startswith(FILE_TABLE)]:
        del bench.tables[title]
        if title not in bench.files_read:
            file = title.removeprefix(FILE_TABLE)
            bench.notes.append(
                _("The file %(file)s came along, but no question reads it.", file=file)
            )


def _repair_searches(bench):
    """Make select_one_from_file of search('towns'), where towns.csv came along.

    Its list has one row that names the columns of the file with the code and the label.
    """
    headers = bench.headers("survey")
    if "appearance" not in headers:
        return
    place, appearance = headers.index("type"), headers.index("appearance")
    for index, row in bench.rows("survey"):
        kind, list_name = kind_of(row)
        match = SEARCH.fullmatch(row.get("appearance", ""))
        file = f"{match[2].removesuffix('.csv')}.csv" if match else ""
        columns = _searched_columns(bench, list_name)
        if not (file and f"{FILE_TABLE}{file.lower()}" in bench.tables and columns):
            continue
        number, code, label = columns
        why = _("search() takes the choices from %(file)s.", file=file)
        bench.write("survey", index, place, f"{kind}_from_file {file}", why)
        rest = " ".join(f"{match[1]} {match[3]}".split())
        bench.write("survey", index, appearance, rest, why)
        if "parameters" not in headers:
            headers.append("parameters")
            bench.write("survey", 0, len(headers) - 1, "parameters", why)
        names = f"value={code} label={label}"
        bench.write("survey", index, headers.index("parameters"), names, why)
        bench.empty("choices", number, "name", why)


def _searched_columns(bench, list_name):
    """(line, code column, label column) of a list of one row, else None."""
    rows = [
        (index, row)
        for index, row in bench.rows("choices")
        if row.get("list_name") == list_name
    ]
    if len(rows) != 1:
        return None
    index, row = rows[0]
    texts = (text for head, text in row.items() if head.split("::")[0] == "label")
    return index, row.get("name", ""), next(filter(None, texts), "")


def _list_of(bench, file, lines, row):
    """Put the rows on the choices sheet; returns the name of their list."""
    name = re.sub(r"[^A-Za-z0-9_]+", "_", PurePosixPath(file).stem)
    taken = {row.get("list_name") for _index, row in bench.rows("choices")}
    while name in taken:
        name += "_file"
    parameters = read_parameters(row.get("parameters", ""))
    spelled = {
        parameters.get("value", "name"): "name",
        parameters.get("label", "label"): "label",
    }
    cells = [cell.strip() for cell in lines[0]]
    exact = {spelled[cell] for cell in cells if cell in spelled}
    theirs = [spelled.get(cell) or _column(cell, exact) for cell in cells]
    add_rows(bench, theirs, ((name, line) for line in lines[1:]))
    return name


def _column(header, taken):
    """The column of the choices sheet for one of a file."""
    [known] = read_headers([header])
    return f"{known}_of_file" if known in taken else known


def add_rows(bench, theirs, rows):
    """Put (list name, line) under the choices; theirs: the headers of the lines."""
    if not bench.lines("choices"):
        bench.tables[bench.title("choices") or "choices"] = [
            ["list_name", "name", "label"]
        ]
    target = bench.lines("choices")
    columns = read_headers(target[0])
    label = next((c for c in columns if c.split("::")[0] == "label"), "label")
    theirs = [label if header == "label" else header for header in theirs]
    for header in ("list_name", *theirs):
        if header and header not in columns:
            target[0].append(header)
            columns.append(header)
    for name, line in rows:
        cells = dict(zip(theirs, line, strict=False)) | {"list_name": name}
        target.append([cells.get(header, "") for header in columns])
