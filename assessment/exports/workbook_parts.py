"""What workbooks have in common: options, properties, formats and plain sheets."""

import io
import zipfile

from django.utils.functional import Promise

from assessment.exports.columns import BY_UNIT, DAY, NUMBER, SHARE, WHOLE_NUMBER

OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
    "in_memory": True,
}
NUMBER_FORMATS = {
    SHARE: "0.0%",
    WHOLE_NUMBER: "0",
    NUMBER: "0.###",
    BY_UNIT: "0.0##",
    DAY: "yyyy-mm-dd",
}
IN_MEMORY = 20_000  # rows; a larger workbook is put together in temporary files


def options(rows):
    return {**OPTIONS, "in_memory": rows <= IN_MEMORY}


def set_properties(book, about, title):
    """Title, author and date of the release: the same release gives the same bytes."""
    book.set_properties(
        {
            "title": title,
            "author": about.publisher,
            "created": about.moment.replace(tzinfo=None),
            "comments": ". ".join(about.marks),
        }
    )


def add_sheet(book, name, rows, widths, *, head=False):
    """A plain sheet; with `head` the first row is a header that stays in sight."""
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    length = 0
    for length, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is None or value == "":
                continue
            if isinstance(value, Promise):
                value = str(value)
            strong = (
                bold if (head and length == 0) or (not head and column == 0) else wrap
            )
            sheet.write(length, column, value, strong)
    if head:
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(1, length), len(widths) - 1)
    return sheet


def with_language(content, language):
    """The same workbook, whose properties also name its language.

    The library that writes it has no such property. Times of its parts stay: the same
    release gives the same bytes.
    """
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as book,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy,
    ):
        for part in book.infolist():
            body = book.read(part)
            if part.filename == "docProps/core.xml":
                named = f"<dc:language>{language}</dc:language></cp:coreProperties>"
                body = body.replace(b"</cp:coreProperties>", named.encode())
            copy.writestr(part, body)
    return out.getvalue()
