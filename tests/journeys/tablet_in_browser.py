"""A real Chromium as a tablet: set up, unlocked, closed, killed and opened again."""
# ruff: noqa: E501 - lines of JavaScript in texts

import os
import shutil
import signal
from pathlib import Path

from django.core.servers.basehttp import ThreadedWSGIServer
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from tests.conftest import BROWSERS, FLAGS
from tests.journeys.pages import sign_in

CANARY = "canary-6120 my brother is ill"
PASSPHRASE = "canary-7741 four quiet river words"
MODULES = "/static/surveys/offline"
# Modules of the product, as the shell loads them, for a test to call.
LOADED = """
async () => {
  const names = ["vault", "pack", "open_interviews", "finish_interview", "send_waiting",
    "stored_records", "rescue_file", "storage_state"];
  const modules = await Promise.all(names.map((name) => import(`/static/surveys/offline/${name}.js`)));
  globalThis.tablet = Object.assign({}, ...modules);
}
"""
BEGIN = """
async ([answers, unchecked]) => {
  const { beginInterview, saveDraft, readPack } = tablet;
  const pack = await readPack(globalThis.vault);
  const assignment = pack.assignments.find((row) => row.instrument === "migrant");
  const begun = await beginInterview({ vault: globalThis.vault, pack, assignment, language: "en" });
  if (begun.outcome !== "begun") return begun;
  return saveDraft({ vault: globalThis.vault, draft: { ...begun.draft, answers, unchecked: unchecked ?? {} } });
}
"""
FINISH = """
async ([id, stopped]) => {
  const { finishInterview, readDraft, readPack } = tablet;
  const pack = await readPack(globalThis.vault);
  const draft = await readDraft({ vault: globalThis.vault, id });
  return finishInterview({ vault: globalThis.vault, pack, draft, stopped });
}
"""


def set_up(page, server, name="interviewer"):
    """Sign in, choose the passphrase, wait until the worker has the shell."""
    sign_in(page, server, name)
    page.goto(f"{server.url}/tablet/")
    page.fill("#new-passphrase", PASSPHRASE)
    page.fill("#new-passphrase-again", PASSPHRASE)
    page.locator("[data-page=set-up] button.primary").click()
    expect(page.locator("[data-page=today]")).to_be_visible()
    expect(page.locator("[data-rounds] li").first).to_be_visible()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")


def has_all_forms(page):
    """Wait until Today says that nothing more is on its way."""
    expect(page.locator("[data-ready]")).to_be_visible(timeout=120_000)


def unlock(page, passphrase=PASSPHRASE):
    page.fill("#passphrase", passphrase)
    page.locator("[data-page=unlock] button.primary").click()


def load_modules(page, passphrase=PASSPHRASE):
    """The product's modules in the page, with a vault of the test's own."""
    page.evaluate(LOADED)
    page.evaluate(
        "async (typed) => { globalThis.vault = await tablet.unlock(typed); }",
        passphrase,
    )


def begin(page, answers, unchecked=None):
    """The outcome of a new draft with these answers, and raw text beside them."""
    return page.evaluate(BEGIN, [answers, unchecked or {}])


def finish(page, draft_id, *, stopped=False):
    return page.evaluate(FINISH, [draft_id, stopped])


def stored(page, name):
    """Everything in one store, as it lies on the tablet."""
    return page.evaluate(
        "(name) => tablet.read([name], (stores) => stores.all(name))", name
    )


def sent(page, **options):
    return page.evaluate(
        "(options) => tablet.sendWaiting({ device: globalThis.vault.device,"
        " vault: globalThis.vault, ...options })",
        options,
    )


class AgainOnItsPort(ThreadedWSGIServer):
    def __init__(self, *args, **options):
        super().__init__(*args, **options | {"allow_reuse_address": True})


class ReturningServer:
    """A server that a test stops and starts again at the same address."""

    def __init__(self):
        self.port, self.live = 0, None
        self.start()

    @property
    def url(self):
        return f"http://localhost:{self.port}"

    def start(self):
        self.live = LiveServer(f"localhost:{self.port}", start=False)
        self.live.thread.server_class = AgainOnItsPort
        self.live.start()
        self.port = self.live.thread.port

    def stop(self):
        """Nothing answers at its address, from the first byte on."""
        if self.live:
            self.live.stop()
        self.live = None


class OwnBrowser:
    """A Chromium with a profile of its own that stays when it is killed."""

    def __init__(self, folder, browser_type):
        """browser_type: of the Playwright that runs in this process."""
        self.folder, self.browser_type = Path(folder), browser_type
        self.context = None

    def open(self):
        program = next(path for name in BROWSERS if (path := shutil.which(name)))
        self.context = self.browser_type.launch_persistent_context(
            str(self.folder), executable_path=program, args=FLAGS, locale="en"
        )
        self.context.set_default_timeout(15_000)
        return self.context.pages[0] if self.context.pages else self.context.new_page()

    def kill(self):
        """SIGKILL for every process of this profile, as a power cut would."""
        for process in Path("/proc").iterdir():
            if process.name.isdigit() and self._is_mine(process):
                try:
                    os.kill(int(process.name), signal.SIGKILL)
                except ProcessLookupError:
                    continue  # it went with its parent
        self.context = None

    def _is_mine(self, process):
        try:
            command = (process / "cmdline").read_bytes()
        except OSError:
            return False
        return f"--user-data-dir={self.folder}".encode() in command

    def close(self):
        if self.context:
            self.context.close()
