"""A round of its own, a gunicorn that serves it and can be killed, and browser tabs."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from config.keys import make_keys
from tests.postgresql import cluster

ROOT = Path(__file__).resolve().parent.parent.parent
PASSWORD = "demo-round-2026"
INTERVIEWERS = [f"interviewer{number}@demo.test" for number in ("", 2, 3, 4)]
MANY = 30_000  # interviews a day; the load of a bench is not a person's
START_SECONDS = 60


@contextmanager
def round_on(database, folder=None):
    """The demo's plan and people on a new database, and Django set up on it.

    database: "sqlite" or "postgresql". folder: where a SQLite file goes, else a
    temporary one. Yields the environment in which a server finds it.
    """
    with TemporaryDirectory() as own, _address(database, folder or own) as address:
        make_keys(Path(own))
        os.environ |= {
            "DATABASE_URL": address,
            "DEMO": "1",
            "SECRET_KEY_FILE": f"{own}/secret-key",
            "DRAFT_KEY_FILE": f"{own}/draft-key",
            "STATIC_ROOT": f"{own}/static",
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }
        import django
        from django.db import connections

        django.setup()
        _fill()
        try:
            yield dict(os.environ)
        finally:
            connections.close_all()


@contextmanager
def _address(database, folder):
    if database == "sqlite":
        yield f"sqlite:///{folder}/faults.sqlite3"
        return
    with cluster() as address:
        yield address


def _fill():
    from django.core.management import call_command

    from surveys.demo import seed
    from surveys.instruments.build import build
    from surveys.instruments.versions import check_version, store_version
    from surveys.models import Round
    from surveys.xlsform.compile import compile_workbook

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    for name in ("migrant", "authority", "facility"):  # the fewest a round is made of
        content = build(name)
        compiled = compile_workbook(content)
        source = compiled.instrument.settings["source"]
        check_version(
            version=store_version(compiled=compiled, workbook=content, source=source)
        )
    seed.seed_round(a_place=(0, 0, 0))
    Round.objects.update(most_interviews_a_day=MANY)


def free_port():
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return listening.getsockname()[1]


class Server:
    """gunicorn in a process group of its own, as a deployment runs it."""

    def __init__(self, env):
        self.env, self.port = env, free_port()
        self.start()

    def start(self):
        listen = f"--bind 127.0.0.1:{self.port} --log-level critical"
        options = f"{listen} --workers 2 --threads 4".split()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "config.wsgi", *options],
            cwd=ROOT,
            env=self.env,
            start_new_session=True,
            stderr=subprocess.DEVNULL,
        )
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            try:
                status = Tab(self.port, {}).request("GET", "/healthz")[0]
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
                continue
            assert status == 200, status
            return
        raise SystemExit("the server did not start")

    def kill(self):
        """SIGKILL for the master and its workers, in the middle of what they do."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self):
        self.process.terminate()
        self.process.wait()


class Tab:
    """Requests of one signed-in browser; several tabs share its cookies."""

    def __init__(self, port, cookies):
        self.port, self.cookies = port, cookies
        self.lock = threading.Lock()

    def request(self, method, path, fields=None):
        """(status, Location or "", page); OSError when the server went away."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {
            "Cookie": "; ".join(f"{name}={v}" for name, v in self.cookies.items()),
            "Connection": "close",
        }
        body = None
        if fields is not None:
            fields = {"csrfmiddlewaretoken": self.cookies["csrftoken"]} | fields
            body = urllib.parse.urlencode(fields, doseq=True)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            link.request(method, path, body, headers)
            answer = link.getresponse()
            page = answer.read().decode()
        finally:
            link.close()
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _equals, value = line.split(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, answer.headers.get("Location") or "", page

    def get(self, path):
        return self.request("GET", path)

    def post(self, path, **fields):
        return self.request("POST", path, fields)


def sign_in(port, email):
    """A tab that is signed in; the person's other sessions stay open."""
    tab = Tab(port, {})
    tab.get("/sign-in/")
    status, _where, page = tab.post(
        "/sign-in/", login=email, password=PASSWORD, keep_others="on"
    )
    assert status == 302, (status, re.findall(r"<li>.*</li>", page))
    return tab
