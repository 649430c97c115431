"""A file system that is really full: python -m bench.faults.disk_full [--postgresql]

The database lies on a small tmpfs (mounting it needs root). It is filled to its last
byte while interviewers work. Prints what saving, finishing and reading answered before,
while and after the disk was full, and whether what was acknowledged is all there.
"""

import argparse
import os
import random
import subprocess
import tempfile
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

from bench.faults.live_server import INTERVIEWERS, Server, round_on, sign_in
from bench.faults.overlapping_saves import ready_answers, ready_draft

MEGABYTES = {"sqlite": 48, "postgresql": 256}
DRAFTS, SEED = 12, 20261129
LONG = "They did not let me call my lawyer. " * 2_000  # grows a draft by 70 KB


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    parser.add_argument("--postgresql", action="store_true")
    database = "postgresql" if parser.parse_args().postgresql else "sqlite"
    with small_disk(MEGABYTES[database]) as disk, round_on(database, disk) as env:
        server = Server(env)
        try:
            wrong = fill_and_free(database, disk, server)
        finally:
            server.stop()
    if wrong:
        raise SystemExit("; ".join(wrong))


@contextmanager
def small_disk(megabytes):
    """A folder that holds so much and no more; a PostgreSQL cluster goes there too."""
    folder = Path(tempfile.mkdtemp(prefix="daa-disk-"))
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "tmpfs", folder],
        check=True,
    )
    tempfile.tempdir = str(folder)
    try:
        yield folder
    finally:
        tempfile.tempdir = None
        subprocess.run(["umount", "--lazy", folder], check=True)
        folder.rmdir()


def truncate_log():
    """Give back the space that SQLite's log has taken before and would write over."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def fill(disk):
    """Write until not even a byte fits."""
    written = 0
    with (disk / "filler").open("wb", buffering=0) as filler:
        for size in (1_000_000, 4_096, 1):
            try:
                while True:
                    written += filler.write(bytes(size))
            except OSError:
                continue
    return written


def fill_and_free(database, disk, server):
    """What was wrong, as sentences; prints a line for each state of the disk."""
    answers, assignment = ready_answers(INTERVIEWERS[0])
    open_drafts = [ready_draft(assignment, answers) for _number in range(DRAFTS)]
    tab, saved = sign_in(server.port, INTERVIEWERS[0]), set()
    wrong = []
    report(database, "with space", work(tab, open_drafts[:3], saved, 0))
    if database == "sqlite":
        truncate_log()
    written = fill(disk)
    full = Counter()
    for turn in range(1, 4):
        full += work(tab, open_drafts[3:], saved, turn)
    report(database, f"full ({written:,} bytes written)", full)
    if {status for act, status in full if act == "read"} != {200}:
        wrong.append("reading stopped")
    if not full["save", 507] or {status for _act, status in full} - {200, 302, 507}:
        wrong.append("a full disk was not answered with 507")
    os.remove(disk / "filler")
    freed = work(tab, open_drafts[3:], saved, 4)
    report(database, "freed", freed)
    if set(freed) != {("save", 302), ("read", 200), ("finish", 302)}:
        wrong.append("after space was freed, something was not saved")
    return wrong + missing(database, open_drafts, saved)


def work(tab, open_drafts, saved, turn):
    """(act, status) → how often; adds to `saved` the drafts that were acknowledged.

    Words that are too long for the question are kept as they are, and make the draft
    grow; a short answer follows, and the interview is finished.
    """
    dice, counts = random.Random(SEED + turn), Counter()
    for draft in open_drafts:
        address = f"/field/{draft.pk}/ask/m_priority/"
        words = LONG[: dice.randrange(20_000, len(LONG))].strip()
        for go, typed in (("back", words), ("continue", "a lawyer")):
            status, where, page = tab.get(address)
            if "/done/" in where:  # finished in an earlier turn
                break
            counts["read", status] += 1
            revision = page.partition('name="revision" value="')[2].partition('"')[0]
            status, _where, page = tab.post(
                address, revision=revision, go=go, m_priority=typed
            )
            counts["save", status] += 1
            assert status == 302 or typed in page, "what was typed is lost"
            if status != 302:
                break
        else:
            saved.add(draft.pk)
            counts["finish", tab.post(f"/field/{draft.pk}/finish/")[0]] += 1
    return counts


def report(database, disk, counts):
    acts = ", ".join(f"{a} {s}: {n}" for (a, s), n in sorted(counts.items()))
    print(f"{database}, disk {disk}: {acts}", flush=True)


def missing(database, open_drafts, saved):
    """What was acknowledged and is not in the database, as sentences."""
    from django.db import connection

    from surveys.models import Draft, Interview

    wrong = []
    for draft in open_drafts:
        interview = Interview.objects.filter(interview_id=draft.pk).first()
        if interview is None or Draft.objects.filter(pk=draft.pk).exists():
            wrong.append(f"{draft.pk} is not an interview")
        elif draft.pk in saved and "m_priority" not in (interview.sealed or {}):
            wrong.append(f"{draft.pk} lost its own words")
    if database == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            if (found := cursor.fetchone()[0]) != "ok":
                wrong.append(found)
    print(f"{database}: {len(open_drafts)} interviews, {len(wrong)} wrong")
    return wrong


if __name__ == "__main__":
    main()
