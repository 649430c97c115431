"""Files that somebody sent, read in a process of its own: little time, little memory
and no keys. examine() of a form, and the tables of any other file.

A file that somebody sent may be built to exhaust its reader. The child limits itself
before it reads a byte; when the system ends it, the sender is told why.
"""

import base64
import json
import logging
import resource
import subprocess
import sys
import threading
from pathlib import Path

from surveys.engine.translatable import from_data, to_data
from surveys.engine.translatable import sentence as _
from surveys.xlsform.examination import with_sentences
from surveys.xlsform.problem import SheetProblem

log = logging.getLogger(__name__)
ROOT = Path(__file__).resolve().parents[2]
CPU_SECONDS = 20
WAIT_SECONDS = 60
PATIENCE = 3  # who waits for another file holds a thread that others need
MEMORY = 512 * 1024 * 1024
MAX_ANSWER = 60_000_000
ANSWERED, TOO_MUCH = 0, 3
COPY = _(
    "Copy the sheets survey, choices and settings into a new workbook, values only, and"
    " send that one."
)
one_at_a_time = threading.Lock()  # in this process, so that uploads leave it its memory
ENVIRONMENT = {"LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}


def examine_apart(files, *, today, **options):
    """The answer of examine() about the files, or the one problem that stopped it."""
    if not one_at_a_time.acquire(timeout=PATIENCE):
        return _stopped(_("another file is being read"), _("Try again in a minute."))
    try:
        return _ask({"files": _encoded(files), "today": today.isoformat(), **options})
    finally:
        one_at_a_time.release()


def tables_apart(name, content):
    """The tables of a file that is no form, or the one problem that stopped it.

    {"tables": {sheet: lines of cells}, "problems": [the fields of a SheetProblem]}
    """
    if not one_at_a_time.acquire(timeout=PATIENCE):
        return _stopped(_("another file is being read"), _("Try again in a minute."))
    try:
        return _ask({"files": _encoded([(name, content)]), "only_tables": True})
    finally:
        one_at_a_time.release()


def _encoded(files):
    return [(name, base64.b64encode(body).decode()) for name, body in files]


def _ask(request):
    try:
        done = subprocess.run(
            [sys.executable, "-s", "-m", "surveys.xlsform.sandbox"],
            input=json.dumps(request).encode(),
            capture_output=True,
            cwd=ROOT,
            env=ENVIRONMENT,
            timeout=WAIT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return _stopped(_("it took too long to read"))
    if done.returncode == ANSWERED:
        return with_sentences(json.loads(done.stdout), from_data)
    if done.returncode == TOO_MUCH:
        return _stopped(_("it needs too much memory"))
    if done.returncode < 0:  # ended by a signal: the limit on processor time
        return _stopped(_("it took too long to read"))
    log.error("surveys.xlsform.sandbox failed: %s", done.stderr.decode()[-2000:])
    return _stopped(_("this program cannot read it"))


def _stopped(message, remedy=COPY):
    problem = SheetProblem("", 0, "", "", message, remedy)
    return {
        "problems": [{name: getattr(problem, name) for name in problem.__slots__}],
        "warnings": [],
        "missing": [],
        "repairs": [],
        "opening": [],
        "coverage": [],
        "instrument": None,
        "written": {},
        "workbook": "",
        "tables": {},
    }


def _limit():
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MAX_ANSWER, MAX_ANSWER))


def main():
    _limit()
    sys.modules["numpy"] = None  # openpyxl would load it to know its types of numbers
    # The readers come under the limits too.
    from surveys.xlsform.examine import examine, tables_of

    request = json.load(sys.stdin)
    files = [(name, base64.b64decode(body)) for name, body in request.pop("files")]
    read = tables_of if request.pop("only_tables", False) else examine
    answer = with_sentences(read(files, **request), to_data)
    answer = json.dumps(answer).encode()
    if len(answer) > MAX_ANSWER:
        raise MemoryError
    sys.stdout.buffer.write(answer)


if __name__ == "__main__":
    try:
        main()
    except MemoryError:
        sys.exit(TOO_MUCH)
