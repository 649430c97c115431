"""Altered backups are refused, all of them. Run: python -m bench.faults.altered_backups

Of a backup of 400,000 bytes, one byte is changed, or the file is cut or extended at a
random place, 1,000 times. Gate: 1,000 of 1,000 are refused with a sentence.
"""

import random
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from surveys.exceptions import Refused
from surveys.oversight.backup.backup_file import Origin, sealed_file, verified
from surveys.oversight.backup.tables import Table

ALTERATIONS, SEED = 1_000, 20261129
KEY = b"k" * 32
ROWS, ROW = 1_000, b'["' + b"a" * 390 + b'"]\n'


def write_backup(path):
    """A backup of two tables, one of them empty; several chunks long."""
    origin = Origin("2026-11-29", "sqlite", "0.1.0", ["surveys.0001_initial"])
    tables = [
        (Table("full", "id", False, ("id",)), iter([ROW] * ROWS)),
        (Table("none", "id", False, ("id",)), iter([])),
    ]
    path.write_bytes(b"".join(sealed_file(origin, tables, key=KEY)))


def altered(content, chance):
    """(what was done, the altered bytes)"""
    place = chance.randrange(len(content))
    match chance.choice(["change", "change", "cut", "extend"]):
        case "change":
            other = content[place] ^ chance.randrange(1, 256)
            changed = content[:place] + bytes([other]) + content[place + 1 :]
            return f"byte {place} changed", changed
        case "cut":
            return f"cut after {place} bytes", content[:place]
        case _:
            extra = chance.randbytes(chance.choice([1, 16, 65_552]))
            return f"{len(extra)} bytes added", content + extra


def accepted_alterations(folder, alterations, seed=SEED):
    """What was done to the backups that were accepted all the same."""
    path, chance, accepted = folder / "backup", random.Random(seed), []
    write_backup(path)
    content = path.read_bytes()
    assert verified(path, key=KEY).contents["full"].rows == ROWS
    for _number in range(alterations):
        act, changed = altered(content, chance)
        path.write_bytes(changed)
        try:
            verified(path, key=KEY)
        except Refused:
            continue
        accepted.append(act)
    return accepted


def main():
    with TemporaryDirectory() as folder:
        accepted = accepted_alterations(Path(folder), ALTERATIONS)
    refused = ALTERATIONS - len(accepted)
    print(f"{refused:,} of {ALTERATIONS:,} altered backups were refused")
    print("\n".join(accepted))
    sys.exit(bool(accepted))


if __name__ == "__main__":
    main()
