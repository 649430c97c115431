"""results.csv: every figure, statistic and answer of a release, one row each."""

import codecs
import csv

from assessment.exports.columns import COLUMNS, NAMES
from assessment.exports.csv_text import RUN_AS_FORMULAS, safe
from assessment.exports.result_rows import rows_of

# Columns whose texts others wrote: they could be a formula for a spreadsheet.
WRITTEN = tuple(
    place
    for place, column in enumerate(COLUMNS)
    if column.is_text and not column.allowed
)


def results_csv(reader, *, mark=False, hxl=False):
    """The file; mark: with the mark that some spreadsheets need, hxl: a row of tags."""
    lines = result_lines(rows_of(reader))
    tags = [[column.hxl for column in COLUMNS]] if hxl else []
    content = b"".join(file_parts(lines, tags))
    return codecs.BOM_UTF8 + content if mark else content


def result_lines(rows):
    """Rows as lists in the order of the columns, texts made safe."""
    for row in rows:
        line = list(map(row.get, NAMES))
        for place in WRITTEN:
            text = line[place]
            if text and text[0] in RUN_AS_FORMULAS:
                line[place] = safe(text)
        yield line


def file_parts(lines, tags=()):
    """The file piece by piece: the whole of it is never in memory twice."""
    piece = _Piece()
    writer = csv.writer(piece)
    yield _written(writer.writerow, NAMES, piece)
    for line in (*tags,):
        yield _written(writer.writerow, line, piece)
    for line in lines:
        writer.writerow(line)
        if len(piece.texts) >= PIECE:
            yield piece.take()
    yield piece.take()


PIECE = 2_000  # lines


class _Piece:
    """What a csv writer wrote since it was taken."""

    def __init__(self):
        self.texts = []

    def write(self, text):
        self.texts.append(text)

    def take(self):
        content = "".join(self.texts).encode()
        self.texts.clear()
        return content


def _written(write, line, piece):
    write(line)
    return piece.take()
