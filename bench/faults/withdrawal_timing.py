"""Does the time of an answer tell whether a code is of an interview?

Run: python -m bench.faults.withdrawal_timing

A synthetic round of a few interviews, each with a code. 25 pairs of a code of an
interview and a code of none are sent to the page in random order, each pair from an
address of its own. Prints the median time of both, and in how many pairs the slower
answer was that of the interview: by chance alone 12 or 13, with nine in ten chances
between 8 and 17.
"""

import os
import random
import statistics
import time
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

PAIRS, FIRST, LAST = 25, 8, 17


def main():
    with TemporaryDirectory() as folder:
        prepare(Path(folder))
        times = [pair(number, code) for number, code in enumerate(codes())]
    hits, misses = zip(*times, strict=True)
    slower = sum(hit > miss for hit, miss in times)
    print(
        f"median of a code of an interview {statistics.median(hits):.1f} ms,"
        f" of a code of none {statistics.median(misses):.1f} ms"
    )
    print(
        f"the code of the interview was slower in {slower} of {PAIRS} pairs"
        f" (gate: {FIRST} to {LAST})"
    )


def prepare(folder):
    """A database of its own with the demo's plan and a few interviews."""
    from config.keys import make_keys

    make_keys(folder)
    os.environ |= {
        "SECRET_KEY_FILE": str(folder / "secret-key"),
        "DRAFT_KEY_FILE": str(folder / "draft-key"),
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DEMO": "1",
        "ALLOWED_HOSTS": "testserver",
    }
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from surveys.demo import seed
    from surveys.instruments import build

    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": plain}}
    call_command("migrate", verbosity=0)
    for name in ("migrant", "authority", "facility"):
        path = folder / f"{name}.xlsx"
        path.write_bytes(build.build(name))
        call_command("load_instrument", path, checked=True, stdout=StringIO())
    seed.seed_round(a_place=(3, 0, 0), others=False)


def codes():
    """A code of an interview for each pair."""
    from surveys.interviews.withdrawals.withdrawal import give_code
    from surveys.models import Interview

    interviews = Interview.objects.filter(outcome="complete")[:PAIRS]
    assert len(interviews) == PAIRS
    return [give_code(interview=row, by=row.by) for row in interviews]


def pair(number, code):
    """(milliseconds of the code of an interview, of a code of none)."""
    from surveys.interviews.withdrawals.codes import new_code

    address = f"192.0.2.{number + 1}"
    send(new_code(), address)  # the first try from an address makes its count
    tries = [code, new_code()]
    random.shuffle(tries)
    times = {tried: send(tried, address) for tried in tries}
    return times.pop(code), times.popitem()[1]


def send(code, address):
    from django.test import Client

    begun = time.perf_counter()
    answer = Client().post("/withdraw/", {"code": code}, REMOTE_ADDR=address)
    milliseconds = (time.perf_counter() - begun) * 1000
    assert answer.status_code == 200, answer.status_code
    return milliseconds


if __name__ == "__main__":
    main()
