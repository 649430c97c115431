"""Wizard steps over HTTP: python -m bench.wizard_steps [sqlite|postgresql]

Six clients walk the whole migrant instrument against gunicorn; a step is the POST of a
screen and the GET of the next. Prints the p95 of a step (gate: 120 ms), the median of
the first and last thirds of the walk (it must not grow), CPU seconds of the server, and
the gzipped size of the largest step page (gate: 14 KB).
"""

import gzip
import http.client
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from contextlib import ExitStack
from pathlib import Path

from config.keys import make_keys
from tests.postgresql import cluster

CLIENTS, WALKS, PORT = 6, 2, 8765
GATE_MS, GATE_BYTES = 120, 14 * 1024
PASSWORD = "demo-round-2026"
FIXED = {
    "x_place_safe": "yes",
    "x_private": "full",
    "x_interp": "none",
    "x_understood": "yes",
    "x_consent": "yes",
    "x_still_ok": "yes",
    "m_status": "altafter",
    "m_age": "a25",
}


class Client:
    """One signed-in interviewer with a cookie jar of its own."""

    def __init__(self, email):
        self.link = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)
        self.cookies = {}
        page = self.get("/sign-in/")
        self.post(
            "/sign-in/", self.token(page) | {"login": email, "password": PASSWORD}
        )

    def request(self, method, path, body=None):
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.link.request(method, path, body, headers)
        answer = self.link.getresponse()
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _eq, value = line.split(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, answer.headers.get("Location"), answer.read().decode()

    def get(self, path):
        status, _where, page = self.request("GET", path)
        assert status == 200, (status, path)
        return page

    def post(self, path, fields):
        body = urllib.parse.urlencode(fields, doseq=True)
        status, where, page = self.request("POST", path, body)
        assert status == 302, (status, path, re.findall(r'class="say".*', page))
        return where

    @staticmethod
    def token(page):
        match = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        return {"csrfmiddlewaretoken": match[1]}


def answers_on(page):
    """The first answer of each question of a page, as a browser would post it."""
    fields = {}
    for block in re.findall(r"<fieldset class=\"question.*?</fieldset>", page, re.S):
        name = re.search(r'id="q-(\w+)"', block)[1]
        options = re.findall(rf'name="{name}" value="([^"]*)"', block)
        if name in FIXED:
            fields[name] = FIXED[name]
        elif 'type="text"' in block:
            fields[name] = "1"
        elif "<textarea" in block:
            fields[name] = "a place to stay"
        else:
            fields[name] = options[0]
    return fields


def walk(client, steps, sizes):
    page = client.get("/field/start/")
    first = re.search(r'name="assignment" value="(\d+)"', page)[1]
    where = client.post(
        "/field/start/", client.token(page) | {"assignment": first, "language": "en"}
    )
    page = client.get(where)
    where = re.search(r'<li>\s*<a href="(/field/[^"]+/ask/[^"]+)"', page)[1]
    page, number = client.get(where), 0
    while True:
        if "/ask/" not in where:
            match = re.search(
                r'class="row"><a class="button" href="([^"]+/ask/[^"]+)"', page
            )
            if not match:
                return
            where = match[1]
            page = client.get(where)
            continue
        sizes.append(len(gzip.compress(page.encode(), 6)))
        revision = re.search(r'name="revision" value="(\d+)"', page)[1]
        fields = client.token(page) | {"revision": revision, "go": "continue"}
        begun = time.perf_counter()
        where = client.post(where, fields | answers_on(page))
        page = client.get(where)
        steps.append((number, (time.perf_counter() - begun) * 1000))
        number += 1


def serve(stack, url, folder):
    make_keys(folder)
    env = {
        **os.environ,
        "DATABASE_URL": url,
        "DEMO": "1",
        "SECRET_KEY_FILE": str(folder / "secret-key"),
        "DRAFT_KEY_FILE": str(folder / "draft-key"),
    }
    root = Path(__file__).resolve().parent.parent

    def run(*command):
        subprocess.run(
            [sys.executable, *command],
            cwd=root,
            env=env,
            check=True,
            stdout=subprocess.DEVNULL,
        )

    run("manage.py", "migrate", "-v0")
    run("-m", "surveys.instruments.build", "var/instruments")
    run("manage.py", "collectstatic", "-v0", "--noinput")
    run("manage.py", "demo_round")
    server = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "gunicorn",
            "config.wsgi",
            "-b",
            f"127.0.0.1:{PORT}",
            "--workers",
            "2",
            "--threads",
            "4",
            "--log-level",
            "error",
        ],
        cwd=root,
        env=env,
    )
    stack.callback(lambda: (server.terminate(), server.wait()))
    for _try in range(100):
        try:
            probe = http.client.HTTPConnection("127.0.0.1", PORT, timeout=1)
            probe.request("GET", "/healthz")
            return probe.getresponse().read()
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server did not start")


def main(database):
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = f"sqlite:///{folder / 'bench.sqlite3'}"
        if database == "postgresql":
            url = stack.enter_context(cluster())
        serve(stack, url, folder)
        names = ["interviewer", "interviewer2", "interviewer3", "interviewer4"]
        people = [f"{names[number % 4]}@demo.test" for number in range(CLIENTS)]
        clients = [Client(person) for person in people]
        steps, sizes = [], []
        work = [
            threading.Thread(
                target=lambda c=c: [walk(c, steps, sizes) for _walk in range(WALKS)]
            )
            for c in clients
        ]
        begun = time.perf_counter()
        for thread in work:
            thread.start()
        for thread in work:
            thread.join()
        seconds = time.perf_counter() - begun
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    report(database, steps, sizes, seconds, used.ru_utime + used.ru_stime)


def report(database, steps, sizes, seconds, cpu):
    times = sorted(ms for _number, ms in steps)
    last = max(number for number, _ms in steps)
    early = statistics.median(ms for n, ms in steps if n < last / 3)
    late = statistics.median(ms for n, ms in steps if n > 2 * last / 3)
    p95 = times[int(len(times) * 0.95)]
    print(
        f"{database}: {len(steps)} steps of {CLIENTS} clients, {WALKS} walks each,"
        f" {last + 1} screens a walk, {seconds:.1f} s, children's CPU {cpu:.1f} s"
    )
    print(f"median of the first third {early:.0f} ms, of the last third {late:.0f} ms")
    print(f"largest step page {max(sizes)} bytes gzipped (gate {GATE_BYTES})")
    print(
        f"p50 {statistics.median(times):.0f} ms, p95 {p95:.0f} ms (gate {GATE_MS} ms)"
    )


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "sqlite")
