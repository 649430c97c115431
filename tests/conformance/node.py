"""The other engine, run by node: one table at a time, or line by line."""

import json
import math
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent
MISSING = (
    "Node.js 18 or newer is needed: install it (on Debian: apt-get install nodejs)."
)


def node():
    program = shutil.which("node") or shutil.which("nodejs")
    if not program:  # a skipped twin would let both engines drift apart unseen
        pytest.fail(MISSING, pytrace=False)
    return program


def run_table(name, cases, folder):
    """Run one *.test.mjs over cases that Python prepared; its output on failure."""
    path = folder / "cases.json"
    path.write_text(json.dumps(cases), encoding="utf-8")
    done = subprocess.run(
        [node(), "--test", "--test-reporter=tap", str(FOLDER / f"{name}.test.mjs")],
        env={**os.environ, "CASES": str(path)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout[-4_000:] + done.stderr[-2_000:]
    assert re.search(r"^# pass [1-9]", done.stdout, re.MULTILINE), done.stdout


class Twin:
    """One node process that answers a line of JSON with a line of JSON."""

    def __init__(self, script="twin.mjs"):
        self.process = subprocess.Popen(
            [node(), str(FOLDER / script)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )

    def send(self, **request):
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()

    def receive(self):
        line = self.process.stdout.readline()
        assert line, "node ended early; its words stand above"
        return json.loads(line)

    def ask(self, **request):
        self.send(**request)
        return self.receive()

    def close(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(timeout=10)


def written(value):
    """A value of an expression as both engines write it: JSON has no NaN."""
    if isinstance(value, float) and not math.isfinite(value):
        return {"number": "NaN" if math.isnan(value) else str(value)}
    return value


def differ(value, other):
    """Whether two values of JSON are unlike; true is not 1, but 4 is 4.0."""
    if isinstance(value, dict) and isinstance(other, dict):
        return value.keys() != other.keys() or any(
            differ(value[k], other[k]) for k in value
        )
    if isinstance(value, list) and isinstance(other, list):
        return len(value) != len(other) or any(map(differ, value, other))
    if isinstance(value, bool) or isinstance(other, bool):
        return value is not other
    if isinstance(value, float) and isinstance(
        other, int
    ):  # written without an exponent
        return value != float(other)
    return value != other
