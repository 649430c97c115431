"""Pages of the review body's room: python -m bench.review_pages

The demonstration in a throw-away database, served by gunicorn with two workers. First
every page once a reader, in this process: CPU seconds, queries, size gzipped. Then a
press day: eight readers who ask for released pages without stop for ten seconds, half
of them with the mark (ETag) of what they have. Gates: R2, R3 and R4 0.3 s of CPU and
150 kB gzipped; 200 answers a second.
"""

import gzip
import http.client
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from config.keys import make_keys

RUNS, READERS, SECONDS, PORT = 5, 8, 10, 8177
GATED = ("standards/", "INF-05/", "children/")
PAGES = (
    *("", "standards/", "INF-05/", "CND-02/", "children/", "about/length/"),
    *("about/alternatives/", "who-says-what/", "groups/", "places/"),
    *("recommendations/", "methods/", "how-to-read/", "download/"),
)
CPU, KILOBYTES, ANSWERS = 0.3, 150, 200


def main():
    with tempfile.TemporaryDirectory() as folder:
        prepare(Path(folder))
        release = pages_one_by_one()
        press_day(release)


def prepare(folder):
    """A database with the demonstration, its release open to everybody."""
    make_keys(folder)
    os.environ.update(
        DJANGO_SETTINGS_MODULE="config.settings",
        DEMO="1",
        DATABASE_URL=f"sqlite:///{folder / 'bench.sqlite3'}",
        SECRET_KEY_FILE=str(folder / "secret-key"),
        DRAFT_KEY_FILE=str(folder / "draft-key"),
        BACKUP_KEY_FILE=str(folder / "backup-key"),
    )
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    with open(os.devnull, "w") as quiet:
        call_command("demo_round", stdout=quiet)


def pages_one_by_one():
    from django.conf import settings
    from django.core.cache import caches
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from assessment.models import FigureSet
    from assessment.release import public_access
    from surveys.models import Person

    settings.ALLOWED_HOSTS = ["*"]
    released = FigureSet.objects.filter(round__code="demo-2026", state="released").get()
    member = Person.objects.get(email="reviewer@demo.test")
    if not released.round.public_addresses.exists():
        public_access.open_to_everybody(round=released.round, by=member)
    release = f"/r/en/{released.round.code}/{released.release_number}/"
    print(f"{'page':<24}{'reader':<10}{'CPU s':>8}{'queries':>9}{'kB gz':>8}")
    for name, base in (
        ("everybody", release),
        ("the body", released.get_absolute_url()),
    ):
        client = Client()
        if name != "everybody":
            client.force_login(member)
        for page in PAGES:
            spent = []
            for _run in range(RUNS + 1):
                caches["pages"].clear()
                start = time.process_time()
                with CaptureQueriesContext(connection) as queries:
                    response = client.get(base + page)
                spent.append(time.process_time() - start)
            seconds = statistics.median(spent[1:])
            size = len(gzip.compress(response.content)) / 1000
            row = f"{seconds:>8.3f}{len(queries):>9}{size:>8.1f}"
            print(f"{page or 'findings':<24}{name:<10}{row}")
            assert response.status_code == 200, page
            if page in GATED:
                assert seconds <= CPU, page
                assert size <= KILOBYTES, page
    return release


def press_day(release):
    command = f"gunicorn config.wsgi -b 127.0.0.1:{PORT} --workers 2 --threads 4"
    server = subprocess.Popen([sys.executable, "-m", *command.split()])
    try:
        marks = {page: first_answer(release + page) for page in PAGES}
        counts = [0] * READERS
        end = time.monotonic() + SECONDS
        threads = [
            threading.Thread(target=ask, args=(release, marks, counts, number, end))
            for number in range(READERS)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        rate = sum(counts) / SECONDS
        print(f"press day: {rate:.0f} answers a second, {READERS} readers, 2 workers")
        assert rate >= ANSWERS, rate
    finally:
        server.terminate()
        server.wait()


def first_answer(path):
    """The mark of a page; waits until the server answers."""
    for _try in range(120):
        try:
            return answer(http.client.HTTPConnection("127.0.0.1", PORT), path)[1]
        except ConnectionRefusedError:
            time.sleep(0.5)
    raise TimeoutError(path)


def answer(connection, path, mark=""):
    connection.request("GET", path, headers={"If-None-Match": mark} if mark else {})
    response = connection.getresponse()
    response.read()
    assert response.status in (200, 304), (response.status, path)
    return response.status, response.headers["ETag"]


def ask(release, marks, counts, number, end):
    """Pages one after the other; every second reader has them already."""
    connection = http.client.HTTPConnection("127.0.0.1", PORT)
    while time.monotonic() < end:
        for page in PAGES:
            answer(connection, release + page, marks[page] if number % 2 else "")
            counts[number] += 1


if __name__ == "__main__":
    main()
