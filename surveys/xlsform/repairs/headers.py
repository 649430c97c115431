"""Repairs of row 1: colons, language tags; and of a settings sheet that is missing."""

import difflib
import re
import unicodedata
from pathlib import PurePosixPath

from surveys.engine.translatable import sentence as _
from surveys.xlsform.checks import FORM_ID
from surveys.xlsform.formats.detect import extension
from surveys.xlsform.headers import (
    NEEDED,
    TRANSLATED,
    read_headers,
    single_colon,
    split_language,
)
from surveys.xlsform.language_tags import tag_of, tagged
from surveys.xlsform.repairs.proposals import Repair
from surveys.xlsform.state_marks import STATE_COLUMN
from surveys.xlsform.tables import sheet_key
from surveys.xlsform.version_of_day import version_of_day

TAGGED = re.compile(r".*\([A-Za-z]{2,3}(-[A-Za-z0-9]+)*\)")
SHEETS = ("survey", "choices", "settings")
NEAR = 0.8  # of two names, how alike
NAMED = (*SHEETS, "external_choices", "entities", "osm")
EXTENSIONS = {"xlsx": ("xlsx", "xlsm"), "xls": ("xls",), "zip": ("zip",)}


def repair_extension(bench):
    wanted = EXTENSIONS.get(bench.kind)
    if not wanted or not bench.filename or extension(bench.filename) in wanted:
        return
    stem = PurePosixPath(bench.filename).stem
    bench.done.append(
        Repair(
            "",
            0,
            "",
            PurePosixPath(bench.filename).name,
            f"{stem}.xlsx",
            _(
                "Its real format is .%(kind)s. We store it as .xlsx.",
                kind=bench.kind,
            ),
        )
    )


def repair_sheet_name(bench):
    """A sheet alone holds the questions; others by their name, nearly, or columns."""
    names = list(bench.tables)
    if len(names) == 1 and bench.title("survey") == names[0] != "survey":
        bench.tables["survey"] = bench.tables.pop(names[0])
        why = _("It is the only sheet, so it must contain the questions.")
        old, new = (_("sheet %(name)s", name=name) for name in (names[0], "survey"))
        bench.done.append(Repair("", 0, "", old, new, why))
    for sheet in SHEETS:
        if bench.title(sheet) is None:
            _find_sheet(bench, sheet)


def _find_sheet(bench, sheet):
    others = [title for title in bench.tables if sheet_key(title) not in NAMED]
    titles = difflib.get_close_matches(sheet, map(sheet_key, others), 1, NEAR)
    titles = [title for title in others if sheet_key(title) in titles]
    why = _("Its name is nearly that of the %(sheet)s sheet.", sheet=sheet)
    if not titles and NEEDED[sheet]:
        titles = list(_titles_by_columns(bench, others, NEEDED[sheet]))
        why = _("It has the columns of the %(sheet)s sheet.", sheet=sheet)
    if len(titles) == 1:
        bench.tables[sheet] = bench.tables.pop(titles[0])
        old, new = (_("sheet %(name)s", name=name) for name in (titles[0], sheet))
        bench.done.append(Repair("", 0, "", old, new, why))


def _titles_by_columns(bench, titles, columns):
    for title in titles:
        lines = bench.tables[title]
        if lines and set(read_headers(lines[0])).issuperset(columns):
            yield title


def repair_colons(bench):
    for sheet in SHEETS:
        headers = bench.headers(sheet)
        for place, header in enumerate(headers):
            mended = single_colon(header)
            if mended and mended not in headers:
                why = _("Write a language after two colons (::).")
                if "::" not in mended:
                    why = _("This is the name of the column today.")
                bench.write(sheet, 0, place, mended, why)


def repair_state_column(bench):
    """Our own column of the choices sheet, written as on the survey sheet."""
    headers = bench.headers("choices")
    for place, header in enumerate(headers):
        if header == "daa::state" and STATE_COLUMN not in headers:
            why = _("On the choices sheet, other XLSForm tools accept no :: here.")
            bench.write("choices", 0, place, STATE_COLUMN, why)


def repair_languages(bench):
    """Give every named language its tag, in all sheets and in default_language."""
    tagged_names = _tags_by_name(bench)
    for sheet in SHEETS:
        headers = bench.headers(sheet)
        for place, header in enumerate(headers):
            column, name = split_language(header)
            read = sheet != "settings" or column == "daa::title"
            new = tagged_names.get(name) if name and read else None
            if new and f"{column}::{new}" not in headers:
                why = _(
                    "Each language needs a tag (such as en) so that screens can show"
                    " it."
                )
                bench.write(sheet, 0, place, f"{column}::{new}", why)
    _default_language(bench, tagged_names)


def _names(bench):
    for sheet in SHEETS:
        for header in bench.headers(sheet):
            name = split_language(header)[1]
            if name:
                yield name


def _tags_by_name(bench):
    """{name without a tag: name with it}, as the form itself writes it elsewhere."""
    names = list(dict.fromkeys(_names(bench)))
    written = {
        name[name.rindex("(") + 1 : -1].lower(): name
        for name in reversed(names)  # the first spelling is the one that stays
        if TAGGED.fullmatch(name)
    }
    tagged_names = {}
    for name in names:
        if not TAGGED.fullmatch(name) and tagged(name):
            tag = tag_of(name) or name.strip().lower()
            tagged_names[name] = written.get(tag) or tagged(name)
    return tagged_names


def _default_language(bench, tagged_names):
    headers = bench.headers("settings")
    if "default_language" not in headers:
        return
    place = headers.index("default_language")
    for index, row in bench.rows("settings"):
        new = tagged_names.get(row.get("default_language", ""))
        if new:
            why = _("It is written as in the headers of the survey sheet.")
            bench.write("settings", index, place, new, why)


def repair_nameless(bench):
    """Plain label and hint columns, where the form names no language for them."""
    headers = bench.headers("survey")
    names = [split_language(h)[1] for h in headers if h.startswith("label::")]
    if "label" not in headers or not _filled(bench, "label"):
        return
    wanted = _wanted(bench) or bench.language
    if wanted in names:
        return
    why = _(
        "The column names no language; this is what you chose, or what the settings"
        " say. Choose another one if it is wrong."
    )
    for sheet in ("survey", "choices"):
        headers = bench.headers(sheet)
        for place, header in enumerate(headers):
            if header in TRANSLATED[:5] and f"{header}::{wanted}" not in headers:
                bench.write(sheet, 0, place, f"{header}::{wanted}", why)


def _filled(bench, column):
    return any(row.get(column) for _index, row in bench.rows("survey"))


def _wanted(bench):
    for _index, row in bench.rows("settings"):
        wanted = row.get("default_language", "")
        if wanted:
            return wanted if TAGGED.fullmatch(wanted) else tagged(wanted)
    return ""


def repair_settings(bench):
    """A form_id from the file's name and a version from the day, where none is."""
    if bench.title("settings") is None:
        bench.tables["settings"] = []
    lines = bench.lines("settings")
    while len(lines) < 2:
        lines.append([])
    headers = bench.headers("settings")
    row = next((row for _index, row in bench.rows("settings")), {})
    _repair_form_id(bench, row.get("form_id", ""))
    proposals = {
        "form_id": _form_id(bench.filename),
        "version": bench.version or version_of_day(bench.today, 1),
    }
    for column, value in proposals.items():
        if row.get(column):
            continue
        if column in headers:
            place = headers.index(column)
        else:
            place = len(lines[0])
            why = _("Each instrument needs an id, and each version a number.")
            bench.write("settings", 0, place, column, why)
        why = _("Taken from the name of the file.")
        if column == "version":
            why = _("Today.")
        bench.write("settings", 1, place, value, why)


def _repair_form_id(bench, old):
    if not old or FORM_ID.fullmatch(old):
        return
    place = bench.headers("settings").index("form_id")
    index, _row = next(bench.rows("settings"))
    why = _("A form_id has up to 50 letters, digits, - and _.")
    new = _plain(old) or _form_id(bench.filename)
    bench.write("settings", index, place, new, why)


def _form_id(filename):
    stem = PurePosixPath(filename or "").stem.removesuffix(".repaired").lower()
    plain = _plain(stem)
    return plain if plain[:1].isalpha() else f"form_{plain}".strip("_")


def _plain(text):
    """“Été 2” → Ete_2: letters without accents, digits and _; "" of other scripts."""
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "_", letters).strip("_")[:40]
