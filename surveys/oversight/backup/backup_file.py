"""The file of a backup: sealed lines and a manifest that every row is checked by.

1. In clear: what it is, its format and the day, as "daa-backup 1 2026-11-29".
2. Sealed (sealing/streams.py), one line each: H where it comes from, as JSON; for each
   table T its name and columns, then R a row; at the end E the manifest: of each table
   how many rows and the SHA-256 of their lines.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from surveys import sealing
from surveys.exceptions import Refused
from surveys.oversight.backup.progress import Progress
from surveys.oversight.backup.tables import Table, lines

HEAD = re.compile(rb"daa-backup (\d) (\d{4}-\d\d-\d\d)\n")
HEAD_BYTES, FORMAT = 24, 1
ALTERED = (
    "%s was altered or cut, or BACKUP_KEY_FILE is not the key it was made with."
    " Nothing was changed. Take another backup or the right key."
)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a backup comes from."""

    day: str  # ISO 8601
    database: str  # "sqlite" or "postgresql"
    version: str  # of the product
    migrations: list[str]  # every one that was applied, as "surveys.0001_initial"


@dataclass(frozen=True, slots=True)
class Content:
    """Of one table: how many rows, and the SHA-256 of their lines in hexadecimal."""

    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    origin: Origin
    contents: dict[str, Content]  # by table

    @property
    def rows(self) -> int:
        return sum(content.rows for content in self.contents.values())


@dataclass(slots=True)
class Tally:
    """Counts and hashes the lines of a table as they pass."""

    rows: int = 0
    hash: Any = field(default_factory=sha256)

    def add(self, row: bytes) -> None:
        self.rows += 1
        self.hash.update(row)

    @property
    def content(self) -> Content:
        return Content(self.rows, self.hash.hexdigest())


def key_from(text: str) -> bytes:
    """The key of backups from the text of its file, or Refused."""
    if not text:
        raise Refused(
            "Set BACKUP_KEY_FILE. python -m config.keys FOLDER makes the file"
            " backup-key."
        )
    try:
        return sealing.key_of(text, "The key in BACKUP_KEY_FILE")
    except sealing.KeyProblem as problem:
        raise Refused(str(problem)) from None


def head_of(day: str) -> bytes:
    return f"daa-backup {FORMAT} {day}\n".encode()


def sealed_file(
    origin: Origin, tables: Iterable[tuple[Table, Iterator[bytes]]], *, key: bytes
) -> Iterator[bytes]:
    """The bytes of the file. tables: each with its rows as lines."""
    head = head_of(origin.day)
    yield head
    yield from sealing.seal_stream(_clear(origin, tables), key=key, head=head)


def _clear(
    origin: Origin, tables: Iterable[tuple[Table, Iterator[bytes]]]
) -> Iterator[bytes]:
    contents = {}
    yield _line(b"H", asdict(origin))
    for table, rows in tables:
        tally = Tally()
        yield _line(b"T", {"name": table.name, "columns": table.columns})
        for row in rows:
            tally.add(row)
            yield b"R" + row
        contents[table.name] = asdict(tally.content)
    yield _line(b"E", contents)


def _line(mark: bytes, document: Any) -> bytes:
    return mark + json.dumps(document, separators=(",", ":")).encode() + b"\n"


def day_of(path: Path) -> str | None:
    """The day in the head of a file (ISO 8601), or None where it is no backup."""
    with path.open("rb") as file:
        head = HEAD.fullmatch(file.read(HEAD_BYTES))
    return head[2].decode() if head else None


def clear_lines(path: Path, *, key: bytes) -> Iterator[tuple[bytes, bytes]]:
    """(mark, rest of the line with its break), or Refused with a sentence."""
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
            _check_head(path, head)
            for line in lines(sealing.unseal_stream(file, key=key, head=head)):
                yield line[:1], line[1:]
    except sealing.SealBroken:
        raise Refused(ALTERED % path) from None
    except OSError as problem:
        raise Refused(f"{path} cannot be read: {problem.strerror}.") from None


def _check_head(path: Path, head: bytes) -> None:
    words = HEAD.fullmatch(head)
    if not words:
        raise Refused(f"{path} is no backup, or its beginning was altered.")
    if int(words[1]) != FORMAT:
        raise Refused(f"{path} needs a newer version of the product, or was altered.")


def verified(path: Path, *, key: bytes, progress: Progress | None = None) -> Manifest:
    """The manifest, after every byte of the file and every row were checked.

    Raises Refused with a sentence for each file that is not as it was made.
    """
    origin, contents, promised = None, {}, None
    tally, name = Tally(), ""
    for mark, line in clear_lines(path, key=key):
        if mark == b"R":
            tally.add(line)
            if progress:
                progress.rows("read back", name, tally.rows)
        elif mark == b"H":
            origin = Origin(**json.loads(line))
        elif mark == b"T":
            tally, name = Tally(), json.loads(line)["name"]
            contents[name] = tally
        else:
            promised = json.loads(line)
    counted = {name: each.content for name, each in contents.items()}
    if origin is None or promised != {n: asdict(c) for n, c in counted.items()}:
        raise Refused(f"The manifest of {path} does not fit its rows. Take another.")
    return Manifest(origin, counted)


def rows_of_tables(
    path: Path, *, key: bytes
) -> Iterator[tuple[str, list[str], Iterator[bytes]]]:
    """(table, columns, its rows), to be read in this order."""
    for _number, group in groupby(_numbered(clear_lines(path, key=key)), itemgetter(0)):
        _number, mark, line = next(group)
        if mark == b"T":
            table = json.loads(line)
            yield table["name"], table["columns"], (row for *_, row in group)


def _numbered(
    marked_lines: Iterator[tuple[bytes, bytes]],
) -> Iterator[tuple[int, bytes, bytes]]:
    """Rows get the number of the line that they follow."""
    number = 0
    for mark, line in marked_lines:
        number += mark != b"R"
        yield number, mark, line
