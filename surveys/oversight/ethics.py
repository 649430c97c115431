"""The ethics requirements: where each is shown, and the tests that prove it.

python -m surveys.oversight.ethics   writes ethics_tests.csv from the names of the tests
"""

import ast
import csv
import re
import sys
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parents[1]
REQUIREMENTS, TESTS = FOLDER / "ethics.csv", FOLDER / "ethics_tests.csv"
NAMED = re.compile(r"test_eth([0-9]{2})_")
IN_SOFTWARE = ("software", "both")


@dataclass(frozen=True, slots=True)
class Requirement:
    """where: names of pages and paths of files; tests: "file::name"."""

    id: str
    wording: dict[str, str]
    kind: str
    where: list[str]
    how: dict[str, str]
    tests: list[str]

    @property
    def in_software(self):
        return self.kind in IN_SOFTWARE


def requirements():
    tests = tests_by_requirement()
    return [
        Requirement(
            id=row["id"],
            wording={tag: row[f"requirement_{tag}"] for tag in ("en", "fr")},
            kind=row["kind"],
            where=row["where"].split(),
            how={tag: row[f"how_{tag}"] for tag in ("en", "fr")},
            tests=tests.get(row["id"], []),
        )
        for row in _rows(REQUIREMENTS)
    ]


def tests_by_requirement():
    """id → tests, as they were written down when the product was built."""
    tests = {}
    for row in _rows(TESTS):
        tests.setdefault(row["id"], []).append(row["test"])
    return tests


def _rows(path):
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def scan(folder=ROOT / "tests"):
    """(id, "file::name") of every test that names a requirement, in order."""
    tests = []
    for path in sorted(folder.rglob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            name = NAMED.match(node.name) if isinstance(node, ast.FunctionDef) else None
            if name:
                place = path.relative_to(folder.parent).as_posix()
                tests.append((f"ETH-{name[1]}", f"{place}::{node.name}"))
    return sorted(tests)


def write():
    with TESTS.open("w", encoding="utf-8", newline="") as target:
        rows = csv.writer(target, lineterminator="\n")
        rows.writerow(["id", "test"])
        rows.writerows(scan())


if __name__ == "__main__":
    write()
    sys.stdout.write(f"{TESTS.relative_to(ROOT)} is written\n")
