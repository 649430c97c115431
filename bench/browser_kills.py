"""A tablet that loses its power at random moments:
python -m bench.browser_kills [--kills N]

A real Chromium with a profile that stays types into an open interview (one change
every 50 ms, saved by itself), finishes other interviews and sends some, until all its
processes get SIGKILL; then it is opened again from the same profile. Prints how much
typing was lost at most, and how many finished interviews are missing; fails unless
none is, every save that was acknowledged is there, and at most two seconds of typing
are lost.
"""
# ruff: noqa: E501 - lines of JavaScript in texts

import argparse
import random
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.faults.kills import SEED
from bench.faults.live_server import INTERVIEWERS, Server, round_on

KILLS = 200
LONGEST_LOSS = 2.0  # seconds of typing
TYPE = """
async ({ id, answers, tick }) => {
  const { autosaving, readDraft, readPack, beginInterview, saveDraft, finishInterview, sendWaiting } = tablet;
  const vault = globalThis.vault;
  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const saving = autosaving({ vault, draft: await readDraft({ vault, id }), onOutcome: (outcome) => console.log(`outcome ${outcome}`) });
  let count = saving.draft.answers.count ?? 0;
  async function type() {
    for (;;) {
      count += 1;
      saving.change({ answers: { ...saving.draft.answers, count } });
      console.log(`typed ${count}`);
      if (count % 7 === 0) { const upTo = count; await saving.flush(); console.log(`saved ${upTo}`); }
      await pause(tick);
    }
  }
  async function finish() {
    const pack = await readPack(vault);
    const assignment = pack.assignments.find((row) => row.instrument === "migrant");
    for (let number = 1; ; number += 1) {
      const begun = await beginInterview({ vault, pack, assignment, language: "en" });
      const { draft } = await saveDraft({ vault, draft: { ...begun.draft, answers } });
      console.log(`finishing ${draft.id}`);
      const { outcome } = await finishInterview({ vault, pack, draft });
      console.log(`${outcome} ${draft.id}`);
      if (number % 3 === 0) await sendWaiting({ device: vault.device, vault });
      await pause(100);
    }
  }
  await Promise.race([type(), finish()]);
}
"""
STATE = """
async (id) => {
  const { read, readDraft } = tablet;
  const draft = id ? await readDraft({ vault: globalThis.vault, id }) : null;
  const kept = await read(["waiting", "received"], async (stores) => (
    [...await stores.keys("waiting"), ...await stores.keys("received")]));
  return { count: draft?.answers.count ?? 0, kept };
}
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    parser.add_argument("--kills", type=int, default=KILLS)
    options = parser.parse_args()
    with round_on("sqlite") as env, TemporaryDirectory() as folder:
        server = Server(env)
        try:
            figures = run(server, Path(folder) / "profile", options.kills)
        finally:
            server.stop()
    print(", ".join(f"{name} {value}" for name, value in figures.items()))
    if figures["acknowledged saves lost"] or figures["finished interviews missing"]:
        raise SystemExit("something that was acknowledged is gone")
    if figures["seconds of typing lost at most"] > LONGEST_LOSS:
        raise SystemExit("too much typing is lost")


class Watch:
    """What the page said before it was killed."""

    def __init__(self, page):
        self.typed, self.saved, self.finished, self.other = {}, 0, set(), []
        page.on("console", self.hear)

    def hear(self, message):
        word, _blank, rest = message.text.partition(" ")
        if word == "typed":
            self.typed[int(rest)] = time.monotonic()
        elif word == "saved":
            self.saved = max(self.saved, int(rest))
        elif word == "finished":
            self.finished.add(rest)
        elif word == "outcome":
            self.other.append(rest)


def run(server, profile, kills):
    from playwright.sync_api import sync_playwright

    from tests.journeys.tablet_in_browser import OwnBrowser

    dice, begun = random.Random(SEED), time.monotonic()
    lost_saves = missing = 0
    longest, finished = 0.0, set()
    with sync_playwright() as playwright:
        browser = OwnBrowser(profile, playwright.chromium)
        page, draft, answers = first_time(browser, server)
        for _number in range(kills):
            watch = Watch(page)
            # Nothing waits for it: the kill ends it.
            page.evaluate(
                f"(given) => {{ ({TYPE})(given).catch(() => undefined); }}",
                {"id": draft, "answers": answers, "tick": 50},
            )
            page.wait_for_timeout(dice.uniform(300, 4_000))
            killed_at = time.monotonic()
            browser.kill()
            finished |= watch.finished
            page = open_again(browser, server)
            state = page.evaluate(STATE, draft)
            lost_saves += state["count"] < watch.saved
            after = [at for n, at in watch.typed.items() if n > state["count"]]
            longest = max(longest, killed_at - min(after, default=killed_at))
            missing += len(finished - set(state["kept"]))
        browser.close()
    return {
        "kills": kills,
        "acknowledged saves lost": lost_saves,
        "seconds of typing lost at most": round(longest, 2),
        "finished interviews": len(finished),
        "finished interviews missing": missing,
        "seconds": round(time.monotonic() - begun),
    }


class Address:
    """What the helpers of the tests ask of a server."""

    def __init__(self, port):
        self.url = f"http://127.0.0.1:{port}"


def first_time(browser, server):
    from surveys.models import Person
    from tests.journeys import tablet_in_browser as tablet
    from tests.surveys.offline.tablet import document_of

    page = browser.open()
    tablet.set_up(page, Address(server.port))
    tablet.load_modules(page)
    person = Person.objects.get(email=INTERVIEWERS[0])
    answers = document_of(person, "", words="")["answers"] | {"m_priority": "A lawyer"}
    return page, tablet.begin(page, {})["draft"]["id"], answers


def open_again(browser, server):
    from tests.journeys import tablet_in_browser as tablet

    page = browser.open()
    page.goto(f"{Address(server.port).url}/tablet/")
    tablet.load_modules(page)
    return page


if __name__ == "__main__":
    main()
