"""Files as somebody sent them → tables. The first bytes decide, never the name."""

from contextlib import contextmanager
from pathlib import PurePosixPath

from surveys.engine.translatable import sentence as _
from surveys.xlsform.formats.csv_and_markdown import (
    decode,
    is_markdown,
    is_stacked,
    join,
    read_csv,
    read_csv_archive,
    read_markdown,
    records,
    sheet_headed_by,
    sheet_named_by,
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
from surveys.xlsform.tables import FILE_TABLE, collect

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WIDE = (b"\xff\xfe", b"\xfe\xff")  # the marks of UTF-16
ANOTHER_FILE = _("Choose the workbook itself, or CSV files.")
PICTURE = (_("it is a picture, not an .xlsx workbook"), ANOTHER_FILE)
WEB_PAGE = (_("it is a web page, not an .xlsx workbook"), SAVE_AGAIN)
STRANGERS = {
    b"%PDF": (_("it is a PDF document, not an .xlsx workbook"), ANOTHER_FILE),
    b"{\\rtf": (_("it is a text document, not an .xlsx workbook"), ANOTHER_FILE),
    b"\x89PNG": PICTURE,
    b"\xff\xd8\xff": PICTURE,
    b"<!DO": WEB_PAGE,
    b"<htm": WEB_PAGE,
}
BINARY = (ZIP, OLE, *STRANGERS)


def kind_of_file(content):
    """ "xlsx", "xls", "zip", "md" or "csv", or Unreadable with what it is instead."""
    check_size(content)
    for start, (what, remedy) in STRANGERS.items():
        if content.startswith(start):
            raise Unreadable(what, remedy)
    if content.startswith(ZIP):
        return _kind_of_archive(content)
    if content.startswith(OLE):
        check_old_workbook(content)
        return "xls"
    if b"\x00" in content and not content.startswith(WIDE):
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
    return kind, read_csv(name, list(records(decode(content))))


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
    kinds = []
    for name, content in files:
        with _naming(name):
            kinds.append(kind_of_file(content))
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
        with _naming(name):
            join(tables, _sheet_or_choices(name, content))
    return "csv", tables


@contextmanager
def _naming(name):
    """A refusal in here says which of the files it is about."""
    try:
        yield
    except Unreadable as refusal:
        problem = refusal.problem
        message = _(
            "%(problem)s (in the file %(file)s)", problem=problem.message, file=name
        )
        raise Unreadable(message, problem.remedy, problem.sheet) from refusal


def _sheet_or_choices(name, content):
    """The sheets of a CSV file; where it has the columns of none, choices."""
    lines = list(records(decode(content)))
    if sheet_named_by(name) or sheet_headed_by(lines) or is_stacked(lines):
        return read_csv(name, lines)
    return _choice_file(name, lines)


def _choice_file(name, lines):
    return {f"{FILE_TABLE}{name.lower()}": collect(name, lines)}


def _with_choice_files(files, index):
    """A workbook, and the CSV files from which some of its choices come."""
    kind, tables = read_file(*files[index])
    for name, content in (*files[:index], *files[index + 1 :]):
        with _naming(name):
            tables |= _choice_file(name, list(records(decode(content))))
    return kind, tables


def extension(name):
    return PurePosixPath(name).suffix.lower().lstrip(".")
