"""results.csv: every figure, statistic and answer of a release, one row each."""

import codecs
import csv

from assessment.exports.columns import COLUMNS, NAMES
from assessment.exports.csv_text import SafeTexts
from assessment.exports.result_rows import rows_of

# Texts of few different values; those of others are made by us and never a formula.
TEXTS = frozenset(column.name for column in COLUMNS if column.is_text) - {"result_id"}


def results_csv(reader, *, mark=False, hxl=False):
    """The file; mark: with the mark that some spreadsheets need, hxl: a row of tags."""
    lines = result_lines(rows_of(reader))
    tags = [[column.hxl for column in COLUMNS]] if hxl else []
    content = b"".join(file_parts(lines, tags))
    return codecs.BOM_UTF8 + content if mark else content


def result_lines(rows):
    """Rows as lists in the order of the columns, texts made safe."""
    texts = SafeTexts()
    columns = [(name, name in TEXTS) for name in NAMES]
    for row in rows:
        yield [
            texts[row.get(name)] if is_text else row.get(name)
            for name, is_text in columns
        ]


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
