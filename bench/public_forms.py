"""Public XLSForms as found: python -m bench.public_forms FOLDER

For each workbook of the folder: whether pyxform takes it as it is, and whether this
project loads it as found, after its repairs, or refuses it and why. No form belongs to
the project: fetch some of your own (ODK's and Kobo's samples, REACH, IFRC, UNHCR).
Tables of choices beside a form (CSV) are sent along where the form names them.
"""

import base64
import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from pyxform.xls2xform import convert

from surveys.xlsform.examine import examine
from surveys.xlsform.formats.detect import read_files
from surveys.xlsform.problem import Unreadable
from surveys.xlsform.tables import sheet_key


@dataclass(frozen=True, slots=True)
class Outcome:
    """state: "as found", "after repairs" or "refused"; causes: of a refusal."""

    name: str
    is_form: bool
    pyxform: str  # "" where it takes the form
    state: str
    causes: list[str] = field(default_factory=list)
    workbook: bytes = b""


def workbooks(folder: str) -> list[Path]:
    return sorted(p for p in Path(folder).rglob("*") if p.suffix in (".xlsx", ".xls"))


def outcome(path: Path) -> Outcome:
    content = path.read_bytes()
    files = [(path.name, content), *_tables_beside(path)]
    answer = examine(files, today=date(2026, 11, 30).isoformat())
    state = "refused"
    if answer["instrument"]:
        state = "after repairs" if answer["repairs"] else "as found"
    causes = [
        f"{p['sheet']} {p['row']} {p['column']}: {p['message']}. {p['remedy']}"
        for p in answer["problems"]
    ]
    workbook = base64.b64decode(answer["workbook"] or "")
    is_form = _is_form(files[:1])
    return Outcome(path.name, is_form, pyxform_refusal(path), state, causes, workbook)


def _tables_beside(path):
    """CSV files of the same folder, and of its folders of media, that a cell names."""
    named = _text_of(path)
    return [
        (table.name, table.read_bytes())
        for table in sorted(path.parent.rglob("*.csv"))
        if table.stem.lower() in named
    ]


def _text_of(path):
    try:
        _kind, tables = read_files([(path.name, path.read_bytes())])
    except Unreadable:
        return ""
    cells = (cell for lines in tables.values() for line in lines for cell in line)
    return "\n".join(cells).lower()


def _is_form(files):
    """Whether the file has a sheet of questions; many workbooks are data."""
    try:
        _kind, tables = read_files(files)
    except Unreadable:
        return False
    return any(sheet_key(name) == "survey" for name in tables)


def pyxform_refusal(path: Path) -> str:
    """Why pyxform refuses a workbook; "" where it takes it."""
    try:
        convert(xlsform=path, validate=False)
    except Exception as refusal:  # noqa: BLE001 - it fails in many ways on odd workbooks
        return f"{type(refusal).__name__}: {refusal}"[:120]
    return ""


def main(folder):
    forms = [result for result in map(outcome, workbooks(folder)) if result.is_form]
    for form in forms:
        taken = "pyxform refuses" if form.pyxform else "pyxform takes"
        print(f"{form.state:14} {taken:16} {form.name}")
        for cause in form.causes[:5]:
            print(f"    {cause}")
        if len(form.causes) > 5:
            print(f"    and {len(form.causes) - 5} more")
    taken = [form for form in forms if not form.pyxform]
    loaded = [form for form in taken if form.state != "refused"]
    print(f"{len(forms)} forms:", dict(Counter(form.state for form in forms)))
    print(f"pyxform takes {len(taken)}:", dict(Counter(f.state for f in taken)))
    print(f"{100 * len(loaded) // max(1, len(taken))}% of them load after repairs")


if __name__ == "__main__":
    main(sys.argv[1])
