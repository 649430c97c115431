"""Whole interviews while requests are lost, and whether every answer arrived."""

import re

from playwright.sync_api import expect

from surveys.engine.journey import Journey
from surveys.instruments.versions import instrument_of
from surveys.interviews.answer_checks import URGENT
from surveys.interviews.forms import as_posted
from surveys.models import Interview, Outcome
from surveys.sealed_answers import openings
from tests.journeys.pages import asks_a_question, sign_in
from tests.journeys.tablet_in_browser import PASSPHRASE, has_all_forms, unlock
from tests.journeys.tablet_page import press
from tests.journeys.test_interview_offline import begin as begin_on_tablet
from tests.journeys.test_interview_page import SAID, go_on_until
from tests.journeys.test_one_answer import answer_screen
from tests.surveys.sealed_answers.custodians import own_words

WORDS = "A lawyer, and to hear from home."
WHILE_ASKED = 0.45  # of the requests of an interview online are lost
WHILE_SENT = 0.6
TYPED = """
() => {
  const fields = new FormData(document.querySelector("form.screen"));
  const asked = [...document.querySelectorAll("main fieldset[id^='q-']")];
  return Object.fromEntries(asked.map(({ id }) => [id.slice(2), fields.getAll(id.slice(2))]));
}
"""  # noqa: E501 - lines of JavaScript
CAME_BACK = """
(before) => {
  const form = document.querySelector("form.screen");
  const token = form?.querySelector("[name=csrfmiddlewaretoken]")?.value;
  return token !== before || (!form.ariaBusy && form.querySelector("[data-lost]"));
}
"""


def interview_online(page, line):
    """One interview at the wizard; what was lost: [(question, typed, stored)]."""
    line.share = 0.0
    page.goto(f"{line.url}/field/start/")
    page.locator("input[name=assignment]").first.check()
    page.locator("input[name=language][value=en]").check()
    page.locator("main form button").click()
    expect(page.locator("form.screen[data-address]")).to_be_visible()
    draft = page.locator("form.screen").get_attribute("action").split("/")[2]
    line.share, typed = WHILE_ASKED, {}
    while asks_a_question(page):
        answer_screen(page)
        for box in page.locator("main textarea").all():
            box.fill(WORDS)
        typed |= page.evaluate(TYPED)
        continue_until_it_arrives(page)
    finish_online(page, draft, line)
    return lost_of(Interview.objects.get(interview_id=draft), typed)


def continue_until_it_arrives(page):
    before = page.locator("form.screen > [name=csrfmiddlewaretoken]").input_value()
    typed = page.evaluate(TYPED)
    page.locator(".bar button[value=continue]").click()
    while page.wait_for_function(CAME_BACK, arg=before) and is_on(page, before):
        assert page.evaluate(TYPED) == typed, "what was typed stays on the page"
        page.locator("[data-try]").click()


def is_on(page, token):
    shown = page.locator("form.screen > [name=csrfmiddlewaretoken]")
    return shown.input_value() == token


def finish_online(page, draft, line):
    """The receipt may be lost too; then the interview is there all the same."""
    page.locator(".bar button[value=continue]").click()
    for _second in range(60):
        if Interview.objects.filter(interview_id=draft).exists():
            break
        page.wait_for_timeout(250)
        if page.locator("[data-try]:visible").count():
            page.locator("[data-try]").click()
    line.share = 0.0
    page.wait_for_timeout(500)


def lost_of(interview, typed):
    instrument = instrument_of(interview.version)
    has_words = bool(interview.sealed)
    words = own_words(interview, openings.custody_of(interview)) if has_words else {}
    assert interview.outcome == Outcome.COMPLETE
    journey = Journey(instrument, interview.answers, today=interview.held_on)
    asked = [n for n in typed if n not in URGENT and journey.is_relevant(n)]
    lost = []
    for name, texts in ((name, typed[name]) for name in asked):
        stored = words.get(name, interview.answers.get(name))
        posted = as_posted(stored, instrument.question(name))
        if list(map(plain, posted)) != [plain(text) for text in texts if text]:
            lost.append((name, texts, stored))
    return lost


def plain(text):
    """Digits of any script alike."""
    return str(int(text)) if re.fullmatch(r"\d+", text) else text


# -- the tablet ------------------------------------------------------------------------


def prepare_tablet(page, line):
    line.share = 0.0
    page.goto(f"{line.url}/tablet/")
    set_passphrase(page)
    has_all_forms(page)


def set_passphrase(page):
    page.fill("#new-passphrase", PASSPHRASE)
    page.fill("#new-passphrase-again", PASSPHRASE)
    page.locator("[data-page=set-up] button.primary").click()


def interview_on_tablet(page, line):
    """One at the tablet's page while every request is lost; then it is sent."""
    before = set(Interview.objects.values_list("pk", flat=True))
    line.share = 1.0
    page.goto(f"{line.url}/tablet/#/")
    page.reload()
    unlock(page)
    expect(page.locator("[data-page=today]")).to_be_visible()
    begin_on_tablet(page)
    go_on_until(page, lambda _screen, _count: False)
    press(page, "continue")
    expect(page.locator("form.screen main h1")).to_have_text("Thank you")
    press(page, "continue")
    expect(page.locator("[data-page=today] [data-waiting] li b")).to_be_visible()
    assert set(Interview.objects.values_list("pk", flat=True)) == before
    send_until_received(page, line)
    interview = Interview.objects.exclude(pk__in=before).get()
    assert interview.outcome == Outcome.COMPLETE
    said = {name: codes for name, codes in SAID.items() if name in interview.answers}
    return lost_of(interview, said)


def send_until_received(page, line):
    line.share = WHILE_SENT
    page.evaluate("location.hash = '#/send'")
    waiting = (
        "() => document.querySelectorAll('[data-page=send] [data-waiting] a').length"
    )
    page.locator("[data-send-now]").wait_for()
    for _try in range(60):
        page.locator("[data-send-now]").click()
        page.wait_for_timeout(300)
        if is_received(page):
            break
    assert is_received(page), page.evaluate(waiting)
    line.share = 0.0


def is_received(page):
    rows = page.locator("[data-page=send] [data-waiting] .end:not(:empty)")
    return rows.count() == 0


def sign_in_on(page, line, name="interviewer"):
    line.share = 0.0
    sign_in(page, line, name)
