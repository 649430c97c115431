"""A tablet without power, without server, and in wrong hands."""
# ruff: noqa: E501 - lines of JavaScript in texts

import re

import pytest
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from surveys.offline import shell_views
from tests.journeys.tablet_in_browser import (
    CANARY,
    PASSPHRASE,
    OwnBrowser,
    begin,
    finish,
    load_modules,
    sent,
    set_up,
    stored,
    unlock,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def browser(tmp_path, chromium):
    """A browser whose profile stays on the disk when it is killed.

    chromium: Playwright runs once in a process; this one uses it too.
    """
    own = OwnBrowser(tmp_path / "profile", chromium.browser_type)
    yield own
    own.close()


@pytest.fixture
def own_server(live_server):
    """A server that the test may stop; the one of all tests goes on."""
    server = LiveServer("localhost")
    yield server
    server.stop()


def test_a_killed_tablet_goes_on_without_network_and_its_disk_tells_nothing(
    empty_round, own_server, browser, answers
):
    page = browser.open()
    set_up(page, own_server)
    load_modules(page)
    draft = begin(page, answers)["draft"]
    finished = begin(page, answers)["draft"]
    page.context.set_offline(True)  # else the shell sends it before the power goes
    assert finish(page, finished["id"])["outcome"] == "finished"
    typing = """async (id) => {
      const draft = await tablet.readDraft({ vault: globalThis.vault, id });
      const saving = tablet.autosaving({ vault: globalThis.vault, draft, onOutcome: () => {} });
      saving.change({ answers: { ...draft.answers, m_age: "a60" }, screen: "m_age" });
    }"""
    page.evaluate(typing, draft["id"])
    page.wait_for_timeout(2_000)
    browser.kill()
    traces = canaries(browser.folder)
    assert traces == []

    own_server.stop()  # no network can be had, from the first byte on
    page = browser.open()
    page.goto(f"{own_server.url}/tablet/")
    expect(page.locator("[data-page=unlock]")).to_be_visible()
    unlock(page)
    expect(page.locator("[data-page=today] [data-drafts] li")).to_have_count(1)
    expect(page.locator("[data-page=today] [data-waiting]")).to_contain_text("wait: 1")
    load_modules(page)
    again = page.evaluate(
        "(id) => tablet.readDraft({ vault: globalThis.vault, id })", draft["id"]
    )
    assert again["answers"]["m_age"] == "a60"
    assert again["answers"]["m_priority"] == CANARY
    assert finish(page, draft["id"])["outcome"] == "finished"
    assert sent(page)["problem"] == "no_connection"
    assert len(stored(page, "waiting")) == 2


def canaries(folder):
    """Files of a profile in which an answer or the passphrase stands, in any writing.

    So do names of questions, but where the worker keeps whole forms as they are
    published: those say nothing of what was asked or answered.
    """
    return [
        (str(path.relative_to(folder)), word)
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink()
        for word in (CANARY, PASSPHRASE, "m_priority", "m_age")
        if not (word.startswith("m_") and "CacheStorage" in path.parts)
        for form in (word.encode(), word.encode("utf-16-le"), word.encode("utf-16-be"))
        if form in path.read_bytes()
    ]


def test_a_new_worker_waits_while_an_interview_is_open(
    page, answers, live_server, monkeypatch
):
    begin(page, answers)
    page.reload()
    unlock(page)
    expect(page.locator("[data-page=today] [data-drafts] li").first).to_be_visible()
    monkeypatch.setattr(shell_views, "shell_text", lambda: "another version")
    waiting = page.evaluate(
        """async () => {
          const registration = await navigator.serviceWorker.ready;
          const before = registration.active.scriptURL && (await caches.keys()).filter((name) => name.startsWith("shell "));
          await registration.update();
          while (!registration.waiting) await new Promise((resolve) => setTimeout(resolve, 50));
          document.querySelector("[data-take-over]").click();
          await new Promise((resolve) => setTimeout(resolve, 500));
          return [Boolean(registration.waiting), before.length, (await caches.keys()).filter((name) => name.startsWith("shell ")).length];
        }"""
    )
    assert waiting == [True, 1, 2], "the old shell stays as long as it is used"


def test_a_version_stays_on_the_tablet_until_its_drafts_are_done(page, answers):
    held = page.evaluate(
        """async () => {
          const { read, change, fetchPack } = tablet;
          const keys = () => read(["pack"], (stores) => stores.keys("pack"));
          const before = (await keys()).filter((key) => key.startsWith("version "));
          const draft = (await tablet.readPack(globalThis.vault)).assignments.find((row) => row.instrument === "migrant").version;
          return { before, draft };
        }"""
    )
    begin(page, answers)
    page.route(
        re.compile("/tablet/pack/"),
        lambda route: route.fulfill(
            status=200,
            content_type="application/json",
            json=without_forms(route.fetch().json()),
        ),
    )
    page.evaluate(
        """async () => {
          await tablet.change(["pack"], async (stores) => {
            const pack = await stores.get("pack", "pack");
            await stores.put("pack", "pack", { ...pack, tag: "" });
          });
          await tablet.fetchPack(globalThis.vault);
          await tablet.fetchPack(globalThis.vault);
        }"""
    )
    after = page.evaluate(
        "() => tablet.read(['pack'], (stores) => stores.keys('pack'))"
    )
    assert sorted(after) == ["pack", f"version {held['draft']}"]
    assert len(held["before"]) > 1


def without_forms(pack):
    return pack | {"instruments": {}, "assignments": []}


def test_the_shell_loads_no_file_that_its_worker_does_not_keep(page, live_server):
    kept = page.evaluate(
        """async () => {
          const [name] = (await caches.keys()).filter((key) => key.startsWith("shell "));
          return (await (await caches.open(name)).keys()).map((request) => new URL(request.url).pathname);
        }"""
    )
    loaded = page.evaluate(
        "() => performance.getEntriesByType('resource').map((entry) => new URL(entry.name).pathname)"
    )
    static = {path for path in loaded if path.startswith("/static/")}
    assert static
    assert static <= set(kept)
