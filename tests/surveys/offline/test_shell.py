"""The tablet's one page, its worker and its manifest: small, neutral, about nobody."""

import base64
import gzip
import hashlib
import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.urls import reverse

from surveys.offline import shell_files, shell_views

STATIC = Path(settings.BASE_DIR) / "surveys" / "static" / "surveys"
LARGEST_SHELL = 150_000  # bytes, as they are sent


def worker(client):
    text = client.get(reverse("tablet-worker")).content.decode()
    return json.loads(re.search(r"const SHELL = (\{.*\});", text)[1])


def test_the_page_says_nothing_about_the_person(small_round, as_person, person):
    client = as_person("interviewer")
    text = client.get(reverse("tablet")).content.decode()
    account = person("interviewer")
    for word in (account.name, account.email, small_round.name, "csrfmiddlewaretoken"):
        assert word not in text
    other = as_person("interviewer2").get(reverse("tablet")).content.decode()
    assert other == text, "one copy in the worker serves whoever unlocks"


@pytest.mark.django_db
def test_the_page_lets_one_worker_be_loaded_and_no_other_page_does(
    small_round, as_person
):
    client = as_person("interviewer")
    policy = client.get(reverse("tablet")).headers["Content-Security-Policy"]
    assert "trusted-types tablet-worker" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert "script-src 'self'" in policy
    elsewhere = client.get(reverse("today")).headers["Content-Security-Policy"]
    assert "trusted-types 'none'" in elsewhere
    assert "worker-src" not in elsewhere


@pytest.mark.django_db
def test_the_worker_names_every_file_with_the_hash_of_what_is_sent(client):
    files = worker(client)["files"]
    assert len(files) > 30
    for address, integrity in files.items():
        content = Path(finders.find(address.removeprefix("/static/"))).read_bytes()
        digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
        assert integrity == f"sha256-{digest}"


@pytest.mark.django_db
def test_the_worker_changes_with_a_file_and_with_a_sentence(client, monkeypatch):
    first = worker(client)["version"]
    assert worker(client)["version"] == first
    french = client.get(reverse("tablet-worker"), headers={"accept-language": "fr"})
    assert first in french.content.decode(), "the same in every language"
    monkeypatch.setattr(shell_views, "shell_text", lambda: "another sentence")
    assert worker(client)["version"] != first
    monkeypatch.undo()
    files = shell_files.shell_files()
    monkeypatch.setattr(
        shell_views, "shell_files", lambda: dict.fromkeys(files, "sha256-x")
    )
    assert worker(client)["version"] != first


@pytest.mark.django_db
def test_it_installs_under_a_name_that_gives_nothing_away(client):
    manifest = client.get(reverse("tablet-manifest"))
    assert manifest.headers["Content-Type"] == "application/manifest+json"
    assert manifest.json()["name"] == "Forms"
    text = manifest.content.decode().lower()
    for word in ("detention", "migrant", "interview", "survey-"):
        assert word not in text


@pytest.mark.django_db
def test_no_module_of_the_page_waits_for_another(small_round, as_person):
    """A module is named in the page, or is found only when another has come."""
    text = as_person("interviewer").get(reverse("tablet")).content.decode()
    named = re.findall(r'rel="modulepreload" href="/static/surveys/([^"]+)"', text)
    assert {"offline/shell.js", "interview_page/interview_page.js"} <= set(named)
    for name in named:
        code = (STATIC / name).read_text("utf-8")
        for address in re.findall(r'(?:from|import) "(\.[^"]+)"', code):
            imported = (STATIC / name).parent.joinpath(address).resolve()
            assert imported.relative_to(STATIC).as_posix() in named, (name, address)


def test_the_shell_is_small():
    sizes = [
        len(gzip.compress(Path(finders.find(name)).read_bytes()))
        for name in shell_files.shell_names()
    ]
    assert sum(sizes) < LARGEST_SHELL


def modules_with(word):
    return {
        path.relative_to(STATIC).as_posix()
        for path in STATIC.rglob("*.js")
        if re.search(rf"(?<![\w.`]){word}(?:\.|\b(?=\())", path.read_text("utf-8"))
    }


def test_one_module_touches_crypto_and_one_touches_indexed_db():
    assert modules_with("crypto") == {"sealing/primitives.js"}
    assert modules_with("indexedDB") == {"offline/stored_records.js"}
