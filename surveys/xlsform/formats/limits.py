"""What is refused before any parser sees it: sizes, macros, links, passwords."""

import io
import zipfile

from surveys.engine.translatable import sentence as _
from surveys.xlsform.problem import Unreadable

MAX_BYTES = 10_000_000
MAX_INFLATED = 20_000_000
MAX_PARTS = 1_000
MAX_FILES = 40  # a workbook and its lists, or its sheets as CSV files
SAVE_AGAIN = _("Open it in a spreadsheet program and save it as .xlsx.")


def check_size(content):
    if not content:
        raise Unreadable(_("the file is empty"), _("Choose the file again."))
    if len(content) > MAX_BYTES:
        raise Unreadable(
            _("it is larger than 10 MB"), _("Remove pictures and old sheets.")
        )


def parts_of(content):
    """The names inside a zip archive whose directory promises nothing excessive."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as damage:
        raise Unreadable(
            _("the file is damaged"), _("Save it again or send it again.")
        ) from damage
    inflated = sum(part.file_size for part in parts)
    names = {part.filename.lower() for part in parts}
    if inflated > MAX_INFLATED or len(parts) > MAX_PARTS:
        raise Unreadable(
            _(
                "once unpacked it is too large: %(size)s MB in %(parts)s parts",
                size=inflated // 1_000_000,
                parts=len(parts),
            ),
            _("Copy the three sheets into a new workbook."),
        )
    if any(part.flag_bits & 1 for part in parts):
        raise Unreadable(_("it is locked with a password"), _("Save it without one."))
    if any(name.endswith("vbaproject.bin") for name in names):
        raise Unreadable(
            _("it contains macros"), _("Save it as .xlsx, which has none.")
        )
    if any("externallinks/" in name for name in names):
        raise Unreadable(
            _("it links to other files"), _("Break the links and save again.")
        )
    return names


def check_old_workbook(content):
    """An .xls, or what else hides in the same container."""
    if _says(content, "EncryptedPackage"):
        raise Unreadable(_("it is locked with a password"), _("Save it without one."))
    if _says(content, "_VBA_PROJECT"):
        raise Unreadable(
            _("it contains macros"), _("Save it as .xlsx, which has none.")
        )
    if not (_says(content, "Workbook") or _says(content, "Book")):
        raise Unreadable(_("it is not a spreadsheet"), SAVE_AGAIN)


def _says(content, name):
    return name.encode("utf-16-le") in content
