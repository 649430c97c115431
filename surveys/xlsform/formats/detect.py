"""Files as somebody sent them → tables. The first bytes decide, never the name."""

from pathlib import PurePosixPath

from surveys.engine.translatable import sentence as _
from surveys.xlsform.formats.csv_and_markdown import (
    decode,
    is_markdown,
    join,
    read_csv,
    read_csv_archive,
    read_markdown,
)
from surveys.xlsform.formats.excel import read_xls, read_xlsx
from surveys.xlsform.formats.limits import (
    MAX_BYTES,
    MAX_FILES,
    SAVE_AGAIN,
    check_old_workbook,
    check_size,
    parts_of,
)
from surveys.xlsform.problem import Unreadable
from surveys.xlsform.repairs.choice_files import FILE_TABLE

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
STRANGERS = {
    b"%PDF": _("it is a PDF document, not an .xlsx workbook"),
    b"{\\rtf": _("it is a text document, not an .xlsx workbook"),
    b"\x89PNG": _("it is a picture, not an .xlsx workbook"),
    b"\xff\xd8\xff": _("it is a picture, not an .xlsx workbook"),
    b"<!DO": _("it is a web page, not an .xlsx workbook"),
    b"<htm": _("it is a web page, not an .xlsx workbook"),
}


def kind_of_file(content):
    """ "xlsx", "xls", "zip", "md" or "csv", or Unreadable with what it is instead."""
    check_size(content)
    for start, what in STRANGERS.items():
        if content.startswith(start):
            raise Unreadable(what, SAVE_AGAIN)
    if content.startswith(ZIP):
        return _kind_of_archive(content)
    if content.startswith(OLE):
        check_old_workbook(content)
        return "xls"
    if b"\x00" in content and content[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        raise Unreadable(_("it is not an .xlsx workbook"), SAVE_AGAIN)
    return "md" if is_markdown(decode(content)) else "csv"


def _kind_of_archive(content):
    names = parts_of(content)
    if "xl/workbook.xml" in names or "[content_types].xml" in names:
        return "xlsx"
    if "content.xml" in names:
        raise Unreadable(_("it is an OpenDocument spreadsheet"), SAVE_AGAIN)
    if any(name.endswith(".csv") for name in names):
        return "zip"
    raise Unreadable(_("it cannot be opened: it has no sheet"), SAVE_AGAIN)


def read_file(name, content):
    """(kind, tables) of one file."""
    kind = kind_of_file(content)
    match kind:
        case "xlsx":
            return kind, read_xlsx(content)
        case "xls":
            return kind, read_xls(content)
        case "zip":
            return kind, read_csv_archive(content)
        case "md":
            return kind, read_markdown(decode(content))
    return kind, read_csv(name, decode(content))


def read_files(files):
    """(kind, tables) of one workbook, or of several CSV files that make one.

    files: [(name, bytes)]
    """
    if not files:
        raise Unreadable(_("there is no file"), _("Choose a file."))
    if len(files) == 1:
        return read_file(*files[0])
    if len(files) > MAX_FILES or sum(len(c) for _n, c in files) > MAX_BYTES:
        raise Unreadable(
            _("there are too many files"), _("Send one workbook at a time.")
        )
    kinds = [kind_of_file(content) for _name, content in files]
    workbooks = [index for index, kind in enumerate(kinds) if kind != "csv"]
    if len(workbooks) > 1:
        name = files[workbooks[1]][0]
        raise Unreadable(
            _("“%(name)s” is a separate workbook", name=name),
            _("Send one workbook at a time."),
        )
    if workbooks:
        return _with_choice_files(files, workbooks[0])
    tables = {}
    for name, content in files:
        join(tables, read_file(name, content)[1])
    return "csv", tables


def _with_choice_files(files, index):
    """A workbook, and the CSV files from which some of its choices come."""
    kind, tables = read_file(*files[index])
    for name, content in (*files[:index], *files[index + 1 :]):
        lines = next(iter(read_csv(name, decode(content)).values()), [])
        tables[f"{FILE_TABLE}{name.lower()}"] = lines
    return kind, tables


def extension(name):
    return PurePosixPath(name).suffix.lower().lstrip(".")
