"""One tablet from its cold start to the receipts: without a server, killed in between.

What is typed are strings that stand nowhere else, so that each can be looked for: on
the disk of the tablet, and on its screen when somebody comes in.
"""

import random
import re
from string import ascii_lowercase

import pytest
from playwright.sync_api import expect

from surveys.instruments.versions import instrument_of
from surveys.models import InstrumentVersion, Interview, Outcome, Site
from surveys.sealed_answers import openings
from tests.journeys.pages import sign_in
from tests.journeys.profile_search import found_in_profile
from tests.journeys.tablet_in_browser import (
    PASSPHRASE,
    OwnBrowser,
    ReturningServer,
    has_all_forms,
    load_modules,
    set_up,
    unlock,
)
from tests.journeys.tablet_page import answer_screen, press, screen_of
from tests.journeys.test_interview_offline import answer_care
from tests.journeys.test_interview_page import SAID
from tests.surveys.sealed_answers.custodians import own_words

pytestmark = pytest.mark.django_db(transaction=True)
TYPED = 40
NUMBER = "main fieldset input[type=text][inputmode]:visible"
PRIVATE = SAID | {"m_vuln": ["none"], "m_status": ["current"]}
CHILD = {
    "x_place_safe": ["yes"],
    "x_private": ["full"],
    "x_interp": ["none"],
    "c_gate_cp": ["yes"],
    "c_gate_trained": ["yes"],
    "c_age": ["c12"],
    "c_with": ["uasc"],
    "c_consent_by": ["guard"],
    "x_understood": ["no"],  # explained again
    "x_understood_again": ["yes"],
    "x_consent": ["yes"],
    "c_understood": ["yes"],
    "c_assent": ["yes"],
    "c_adult": ["alone"],
    "c_stop_c": ["go"],
    "c_stop_d": ["go"],
    "x_urgent": ["none"],
    "x_distress": ["none"],
    "x_still_ok": ["yes"],
}
PAINTED = """
() => {
  const texts = [document.title, location.href, JSON.stringify(history.state)];
  const look = (root) => {
    for (const element of root.querySelectorAll("*")) {
      if (element.shadowRoot) look(element.shadowRoot);
      if (element.tagName === "TEMPLATE") look(element.content);
      if ("value" in element) texts.push(String(element.value));
    }
  };
  look(document);
  return [document.documentElement.outerHTML, ...texts].join("\\n");
}
"""
WAITING = "() => tablet.read(['waiting'], (stores) => stores.all('waiting'))"
PUT_BACK = """
(entries) => tablet.change(["waiting"], async (stores) => {
  for (const entry of entries) await stores.put("waiting", entry.id, entry);
})
"""


class Canaries:
    """Distinct words and numbers, each typed once."""

    def __init__(self):
        self.dice, self.typed = random.Random(20261129), []

    def words(self):
        letters = "".join(self.dice.choices(ascii_lowercase, k=14))
        return self._new(f"canary{letters}")

    def number(self):
        return self._new(str(self.dice.randrange(10**14, 10**15)))

    def _new(self, text):
        self.typed.append(text)
        return text


@pytest.fixture
def server(empty_round):
    server = ReturningServer()
    yield server
    server.stop()


@pytest.fixture
def browser(tmp_path, chromium):
    own = OwnBrowser(tmp_path / "profile", chromium.browser_type)
    yield own
    own.close()


def test_a_tablet_holds_everything_through_visitors_and_power_cuts(server, browser):
    canaries = Canaries()
    prepare(browser, server)
    server.stop()
    page = cold_start(browser, server)

    begin(page, "Migrant", "fr", "en")
    answer_until(page, PRIVATE, canaries, lambda screen: screen == "m_vuln")
    answer_screen(page, PRIVATE)  # the first that is asked in private alone
    screen = screen_of(page)
    somebody_comes_in(page, canaries)
    expect(page.locator("form.screen[data-screen]")).to_be_visible()
    answer_until(page, PRIVATE, canaries, lambda other: other != screen)
    resumed = screen_of(page)
    page.wait_for_timeout(2_000)  # what was typed is on the disk within two seconds
    browser.kill()
    assert found_in_profile(browser.folder, [*canaries.typed, PASSPHRASE]) == []

    page = cold_start(browser, server)
    page.locator("[data-page=today] [data-drafts] a").click()
    expect(page.locator(f"form.screen[data-screen='{resumed}']")).to_be_visible()
    words = canaries.words()
    answer_until(page, PRIVATE | {"m_priority": [words]}, canaries)
    finish(page)
    begin(page, "Child", "fr", "en")
    wish = canaries.words()
    screens = answer_until(page, CHILD | {"c_wish": [wish]}, canaries)
    assert {"explain_again", "helpers", "c_safe"} <= set(screens)
    finish(page)
    stopped_words = stop_one(page, canaries)
    leave_one_open(page, canaries)
    assert len(canaries.typed) >= TYPED
    assert len(set(canaries.typed)) == len(canaries.typed)

    load_modules(page)
    waiting = page.evaluate(WAITING)
    assert len(waiting) == 3
    server.start()
    page.context.set_offline(False)
    sign_in(page, server, "interviewer")  # the sign-in ended with the browser
    page.goto(f"{server.url}/tablet/")
    unlock(page)
    expect(page.locator("[data-page=today]")).to_be_visible()
    load_modules(page)
    send(page, received=3)
    page.evaluate(PUT_BACK, waiting)  # as if the receipts had never come
    send(page, received=3)
    assert page.evaluate(WAITING) == []
    assert Interview.objects.count() == 3
    interviews_are_whole(words, wish, stopped_words)
    browser.close()
    assert found_in_profile(browser.folder, [*canaries.typed, PASSPHRASE]) == []


# -- the tablet ------------------------------------------------------------------------


def prepare(browser, server):
    page = browser.open()
    set_up(page, server)
    has_all_forms(page)
    browser.close()


def cold_start(browser, server):
    """The shell from its worker: there is no network, and no server either."""
    page = browser.open()
    page.context.set_offline(True)
    page.goto(f"{server.url}/tablet/")
    unlock(page)
    expect(page.locator("[data-page=today]")).to_be_visible()
    expect(page.locator("[data-offline]")).to_be_visible()
    return page


def begin(page, form, language, second):
    page.locator("[data-rounds] a", has_text=form).first.click()
    page.select_option("#language", language)
    page.select_option("#second-language", second)
    page.locator("[data-page=start] button.primary").click()
    expect(page.locator("form.screen[data-screen]")).to_be_visible()


def answer_until(page, answers, canaries, stop=lambda _screen: False):
    """Answer screens until one where `stop(name)`; the names of those answered."""
    names = []
    while (screen := screen_of(page)) and not stop(screen):
        assert len(names) < 90, names[-5:]
        type_wrong_numbers(page, canaries)
        answer_screen(page, answers)
        names.append(screen)
    return names


def type_wrong_numbers(page, canaries):
    """Numbers that cannot be: they are kept as typed until they are corrected."""
    boxes = page.locator(NUMBER).all()
    for box in boxes:
        box.fill(canaries.number())
    if boxes:
        press(page, "continue")
        expect(page.locator("main .summary")).to_be_visible()


def finish(page):
    press(page, "continue")
    expect(page.locator("form.screen main h1")).to_have_text("Thank you")
    press(page, "continue")
    expect(page.locator("[data-page=today]")).to_be_visible()


def stop_one(page, canaries):
    """An interview that is stopped in a number that is none; returns what was typed."""
    begin(page, "Migrant", "en", "")
    answer_until(page, SAID, canaries, lambda screen: screen == "length")
    typed = canaries.words()
    page.locator(NUMBER).first.fill(typed)
    press(page, "pause")
    page.locator("form.screen button[value=stop]").click()
    page.locator("form.screen button[value=keep]").click()
    answer_care(page)
    expect(page.locator("form.screen main h1")).to_have_text("Thank you")
    press(page, "continue")
    expect(page.locator("[data-page=today]")).to_be_visible()
    return typed


def leave_one_open(page, canaries):
    """A draft that is typed over, each time after it was saved and closed."""
    begin(page, "Migrant", "en", "")
    answer_until(page, SAID, canaries, lambda screen: screen == "length")
    while len(canaries.typed) < TYPED:
        page.locator(NUMBER).first.fill(canaries.words())
        page.locator("form.screen details.more > summary").click()
        page.locator("button[value=save]").click()
        page.locator("[data-page=today] [data-drafts] a").click()
        expect(page.locator(NUMBER).first).to_have_value(canaries.typed[-1])
    page.locator("form.screen details.more > summary").click()
    page.locator("button[value=save]").click()
    expect(page.locator("[data-page=today]")).to_be_visible()


def send(page, *, received):
    page.evaluate("location.hash = '#/send'")
    page.locator("[data-send-now]").click()
    good = page.locator("[data-page=send] [data-received] .good")
    expect(good).to_have_count(received)
    expect(page.locator("[data-page=send] [data-last]")).not_to_have_text("Sending …")


# -- somebody comes in -----------------------------------------------------------------


def somebody_comes_in(page, canaries):
    page.locator(".bar button[value=came]").click()
    expect(page).to_have_title("Place form")
    telling = Telling(canaries)
    assert telling.found_in(page.evaluate(PAINTED)) == []
    history = page.context.new_cdp_session(page).send("Page.getNavigationHistory")
    for entry in history["entries"]:
        about = f"{entry['url']} {entry['title']}"
        assert not re.search(r"interview|start|ask|question", about, re.I), about
        assert telling.found_in(about) == []
    page.fill("[name=sheet_number]", "2741")
    page.locator("[data-sheet] .primary").click()
    page.locator(".choice:has([value=none])").click()


class Telling:
    """What gives an interview away: words typed or asked, and names."""

    ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}")
    LONG = 12  # shorter labels, as Yes and No, stand on any form

    def __init__(self, canaries):
        version = InstrumentVersion.objects.get(instrument__code="migrant")
        instrument = instrument_of(version)
        parts = [*instrument.sections, *instrument.questions()]
        labels = [label for part in parts for label in (part.label or {}).values()]
        shown = [line for label in labels for line in label.splitlines()]
        self.words = [line for line in shown if len(line) > self.LONG]
        self.words += [*canaries.typed, version.fingerprint]
        self.words += set(Site.objects.values_list("code", flat=True))
        self.names = [question.name for question in instrument.questions()]

    def found_in(self, text):
        names = [n for n in self.names if re.search(rf"\b{re.escape(n)}\b", text)]
        return [w for w in self.words if w in text] + names + self.ID.findall(text)


# -- what arrived ----------------------------------------------------------------------


def interviews_are_whole(words, wish, stopped_words):
    migrant, child, stopped = (
        Interview.objects.get(version__instrument__code=code, outcome=outcome)
        for code, outcome in (
            ("migrant", Outcome.COMPLETE),
            ("child", Outcome.COMPLETE),
            ("migrant", Outcome.STOPPED),
        )
    )
    assert migrant.answers["m_vuln"] == ["none"], "said in private before"
    assert migrant.answers["m_unsafe"] == {"state": "not_asked_privacy"}
    assert migrant.answers["x_private"] == "none"
    assert child.answers["x_understood_again"] == "yes"
    assert words_of(migrant) == {"m_priority": words}
    assert words_of(child) == {"c_wish": wish}
    assert words_of(stopped) == {"m_days:typed": stopped_words}


def words_of(interview):
    return own_words(interview, openings.custody_of(interview))
