"""CSV files and Markdown tables as tables."""

import csv
import io
import lzma
import re
import zipfile
import zlib
from pathlib import PurePosixPath

from surveys.engine.translatable import sentence as _
from surveys.xlsform.headers import NEEDED, read_headers
from surveys.xlsform.problem import Unreadable
from surveys.xlsform.tables import collect, sheet_key

SHEETS = ("survey", "choices", "settings")
PIPE = re.compile(r"(?<!\\)\|")
RULE = re.compile(r"[|:\s-]+")
MARK = re.compile(r"\s*sep=(.)\s*", re.IGNORECASE)  # the first line of some programs
MOST_TITLE_ROWS = 5
REMARK = re.compile(r"(.*\|)\s*#[^|]*")


def decode(content):
    """Text of a file, or Unreadable; an encoding is never guessed."""
    wide = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    try:
        return content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as damage:
        raise Unreadable(
            _("its characters cannot be read as UTF-8"), _("Save it as “CSV UTF-8”.")
        ) from damage


def is_markdown(text):
    lines = [line for line in text.splitlines() if line.strip()][:20]
    return sum(line.lstrip().startswith("|") for line in lines) * 2 > len(lines)


def read_markdown(text):
    """Tables as pyxform draws them: the first cell of a row may name a sheet."""
    tables, name = {}, None
    for line in text.splitlines():
        line = line.strip()
        if not line.startswith("|") or (RULE.fullmatch(line) and "-" in line):
            continue
        remark = REMARK.fullmatch(line)
        cells = PIPE.split((remark[1] if remark else line).strip().strip("|"))
        cells = [cell.strip().replace("\\|", "|") for cell in cells]
        if line[1:].lstrip().startswith("|"):  # the first cell is empty
            cells = ["", *cells]
        name = cells[0] or name
        if name is None:
            raise Unreadable(
                _("the first table has no name"), _("Write | survey | above it.")
            )
        lines = tables.setdefault(name, [])
        if any(cells[1:]):
            lines.append(cells[1:])
    return {name: collect(name, lines) for name, lines in tables.items()}


def records(text):
    """The lines of a CSV file, whatever mark stands between its cells."""
    csv.field_size_limit(1_000_000)
    first, _end, rest = text.partition("\n")
    named = MARK.fullmatch(first)
    if named:
        text, mark = rest, named[1]
    else:
        first = next((line for line in text.splitlines() if line.strip()), "")
        mark = max(",;\t", key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    except csv.Error as damage:
        raise Unreadable(
            _("it is not a CSV file"), _("Save it again as CSV UTF-8.")
        ) from damage


def read_csv(name, lines):
    """One sheet, named by the file, or all sheets in pyxform's stacked layout."""
    if is_stacked(lines):
        return _stacked(lines)
    title = sheet_named_by(name) or sheet_headed_by(lines) or "survey"
    return {title: collect(title, lines)}


def is_stacked(lines):
    """Whether the file begins with the name of a sheet, as pyxform writes them."""
    first = next((line for line in lines if any(line)), [""])
    return sheet_key(first[0]) in SHEETS and not any(first[1:])


def _stacked(lines_of_file):
    tables, name = {}, ""
    for record in lines_of_file:
        name = record[0].strip() if record and record[0].strip() else name
        lines = tables.setdefault(name, [])
        if any(cell.strip() for cell in record[1:]):
            lines.append(record[1:])
    return {name: collect(name, lines) for name, lines in tables.items()}


def sheet_named_by(name):
    """“My form - choices.csv” → choices; "" for a name without such a word."""
    words = re.split(r"[^a-z]+", PurePosixPath(name).stem.lower())
    return next((word for word in reversed(words) if word in SHEETS), "")


def sheet_headed_by(lines):
    """The sheet that has these columns, perhaps under a title; "" for another one."""
    for line in lines[: MOST_TITLE_ROWS + 1]:
        headers = set(read_headers(line))
        for sheet, columns in NEEDED.items():
            if columns and headers.issuperset(columns):
                return sheet
        if "form_id" in headers:
            return "settings"
    return ""


def read_csv_archive(content):
    tables = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.lower().endswith(".csv") and not name.startswith("__MACOSX"):
                lines = list(records(decode(_unpacked(archive, name))))
                join(tables, read_csv(name, lines))
    return tables


def _unpacked(archive, name):
    try:
        return archive.read(name)
    except (
        *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError),
        *(ValueError, EOFError, OSError, RuntimeError),
    ) as damage:
        raise Unreadable(_("the file is damaged"), _("Send it again.")) from damage


def join(tables, more):
    for name, lines in more.items():
        if name in tables:
            raise Unreadable(
                _("two files contain the sheet “%(name)s”", name=name),
                _("Name them survey.csv, choices.csv and settings.csv."),
            )
        tables[name] = lines
