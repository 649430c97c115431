"""A sheet of many rows: written one by one when the workbook closes, none stored.

The library's own way of not storing rows knows no Excel tables and takes three times as
long: it builds every cell anew, though most texts of results come again and again.
"""

import re
from datetime import date
from xml.sax.saxutils import escape

from xlsxwriter.utility import xl_col_to_name, xl_range
from xlsxwriter.worksheet import Worksheet

NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
LOOKS_ESCAPED = re.compile(r"_(?=x[0-9a-fA-F]{4}_)")  # Excel would read a sign in it
FIRST_DAY = date(1899, 12, 30).toordinal()  # day 0 of Excel
TABLE_STYLE = "Table Style Light 1"


class StreamedSheet(Worksheet):
    """A sheet with a table, of which only the row that is being written is in memory.

    Three things of the library's inside are used: that `_write_rows` writes rows to
    `fh`, that `_get_xf_index` numbers a format, and the range in `tables`.
    """

    def stream(self, name, head, formats, other_formats, rows, length):
        """A table of this name below its head; head and first column stay in sight.

        formats, other_formats: of each column a cell format or None. rows: `length`
        pairs of values and whether the other formats are theirs.
        """
        self.head, self.streamed = head, rows
        self.styles, self.other_styles = _styles(formats), _styles(other_formats)
        columns = [
            {"header": title, "format": form} if form else {"header": title}
            for title, form in zip(head, formats, strict=True)
        ]
        last = max(1, length)
        options = {"name": name, "columns": columns, "style": TABLE_STYLE}
        # Of a table the library remembers every cell: it is told of one row, and the
        # table is made as long as it is.
        self.add_table(0, 0, 1, len(head) - 1, options)
        whole = xl_range(0, 0, last, len(head) - 1)
        self.tables[-1].update(range=whole, a_range=whole, autofilter=whole)
        self.dim_rowmax, self.dim_colmax = last, len(head) - 1
        self.freeze_panes(1, 1)
        self.set_column(0, len(head) - 1, 14)

    def _write_rows(self):
        names = [xl_col_to_name(column) for column in range(len(self.head))]
        starts = [f'<c r="{name}' for name in names]
        cells = _Cells()
        self._stream_row(1, self.head, starts, [""] * len(names), cells)
        for line, (row, other) in enumerate(self.streamed, start=2):
            styles = self.other_styles if other else self.styles
            self._stream_row(line, row, starts, styles, cells)

    def _stream_row(self, line, row, starts, styles, cells):
        xml = [
            f'{start}{line}"{cells[value]}'
            if isinstance(value, str)
            else f'{start}{line}"{style}{cells[value]}'
            if isinstance(value, date)
            else f'{start}{line}"{style}><v>{value!r}</v></c>'
            for start, style, value in zip(starts, styles, row, strict=True)
            if value is not None and value != ""
        ]
        self.fh.write(f'<row r="{line}">{"".join(xml)}</row>')


def _styles(formats):
    return [f' s="{form._get_xf_index()}"' if form else "" for form in formats]


class _Cells(dict):
    """The end of a cell's XML by its value, worked out once for each value."""

    def __missing__(self, value):
        if isinstance(value, date):
            self[value] = cell = f"><v>{value.toordinal() - FIRST_DAY}</v></c>"
            return cell
        text = LOOKS_ESCAPED.sub("_x005F_", NOT_IN_XML.sub("", value))
        space = ' xml:space="preserve"' if text != text.strip() else ""
        self[value] = cell = f' t="inlineStr"><is><t{space}>{escape(text)}</t></is></c>'
        return cell
