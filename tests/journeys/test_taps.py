"""How many screens and taps an interview takes: a person held now, core modules.

The goal is 45 screens and 110 taps, on the tablet's page that interviewers use. There a
question that an answer of its own screen asks for comes at once; at the wizard, which
serves without scripts, it comes after one more tap.
"""

import pytest
from playwright.sync_api import expect

from surveys.instruments.first_answers import first_answers
from surveys.models import (
    Assignment,
    InstrumentVersion,
    Interview,
    RoundVersion,
    Selection,
)
from tests.journeys.pages import (
    another_screen,
    asks_a_question,
    choose,
    finish,
    questions_on,
    sign_in,
)
from tests.journeys.tablet_page import open_on_tablet, press, screen_of

MOST_SCREENS, MOST_TAPS = 45, 110
MOST_TAPS_OF_WIZARD = 110
GOES_ON = "[data-one-tap], [data-tap-alone]"
# A man who is held now and had some of everything; he is asked most follow-ups.
ANSWERS = {
    "x_interp": "none",
    "m_status": "current",
    "m_age": "a25",
    "m_gender": "man",
    "m_judge_first": "never",
    "m_vuln": "none",
    "m_illtreat": "none",
    "m_discrim": "none",
    "x_distress": "none",
    "x_urgent": "none",
}
NUMBERS = {"m_days": "40", "m_child_n": "0"}
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def planned_round(empty_round):
    """The core modules alone, and people drawn from a list, as assignments say it."""
    RoundVersion.objects.update(modules=[])
    migrants = Assignment.objects.filter(instrument__code="migrant")
    migrants.update(selection=Selection.LIST)
    return empty_round


class Hand:
    """One finger on a tablet: every touch of the screen is a tap; typing is not."""

    def __init__(self, page):
        self.page, self.taps, self.screens = page, 0, 0

    def open_questions(self, answered):
        """The questions of the screen that are neither answered nor prepared."""
        listed = questions_on(self.page)
        return [q for q in listed if q not in answered and not self.is_prepared(q)]

    def is_prepared(self, name):
        box = self.page.locator(f"#q-{name}")
        return bool(
            box.locator("input:checked, option:checked:not([value=''])").count()
        )

    def answer(self, name):
        box = self.page.locator(f"#q-{name}")
        if box.locator("select").count():
            self.taps += 2  # it opens, and closes
            code = ANSWERS.get(name)
            select = box.locator("select")
            if code:
                select.select_option(code)
            else:
                select.select_option(index=1)
        elif box.locator("input.count, input.num, textarea").count():
            self.taps += 1
            text = NUMBERS.get(name, "2")
            box.locator("input.count, input.num, textarea").fill(text)
        else:
            self.taps += 1
            self.tap_choice(name, box)

    def tap_choice(self, name, box):
        options = box.locator(f"[name={name}]:not([value^='state:'])")
        yes = box.locator(f"[name={name}][value=yes]")
        if name in ANSWERS:
            choose(self.page, name, ANSWERS[name])
        elif yes.count():
            yes.check()
        else:
            options.first.check()

    def goes_on_by(self, names):
        """Whether the tap on the answer goes on by itself."""
        if self.page.locator("[data-tap-alone]").count():
            return [ANSWERS.get(name) for name in names] == ["none"]
        return self.page.locator("[data-one-tap]").count() > 0


def address_of_screen(page):
    """Where the screen that shows is saved."""
    return page.locator("form.screen").get_attribute("action")


class HandAtWizard(Hand):
    """At the wizard a screen that asks for more is shown once more."""

    def answer_screen(self):
        self.screens += 1
        screen, answered = address_of_screen(self.page), []
        while address_of_screen(self.page) == screen:
            names = self.open_questions(answered)
            assert names or not answered, f"{answered} did not go on"
            goes_on_alone = self.goes_on_by(names)
            with another_screen(self.page):
                for name in names:
                    self.answer(name)
                if not goes_on_alone:
                    self.taps += 1
                    self.page.locator(".bar button[value=continue]").click()
            answered += names


class HandAtTablet(Hand):
    """On the tablet's page what an answer asks for comes on the same screen."""

    def answer_screen(self):
        self.screens += 1
        screen, answered = screen_of(self.page), []
        other = self.page.locator(f"form.screen:not([data-screen='{screen}'])")
        several = self.page.locator(f"form.screen:not(:has({GOES_ON}))")
        while not other.count() and (names := self.open_questions(answered)):
            goes_on = self.goes_on_by(names)
            self.answer(names[0])
            answered.append(names[0])
            if goes_on:  # by itself, or the answer asks for more
                expect(other.or_(several)).to_be_visible()
        if not other.count():
            self.taps += 1
            press(self.page, "continue")
        expect(other).to_be_visible()


def test_a_person_held_now_is_asked_in_few_screens_and_taps(
    planned_round, live_server, tablet
):
    page = tablet("en")
    prepared = known_answers()
    assert prepared["m_recruit"] == "list"
    problems = open_on_tablet(page, live_server, language="en", **prepared)
    hand = HandAtTablet(page)
    while screen_of(page):
        hand.answer_screen()
    expect(page.locator("main h1")).to_have_text("Check before you finish")
    press(page, "continue")
    hand.taps += 1
    print(f"tablet: {hand.screens} screens, {hand.taps} taps")  # noqa: T201
    expect(page.locator("main h1")).to_have_text("Thank you")
    assert page.evaluate("host.finished.stopped") is False
    assert hand.screens <= MOST_SCREENS
    assert hand.taps <= MOST_TAPS
    assert problems == []


def known_answers():
    """What the assignment of the interviewer tells beforehand."""
    assignment = Assignment.objects.filter(
        person__email="interviewer@demo.test", instrument__code="migrant"
    ).first()
    version = InstrumentVersion.objects.get(instrument__code="migrant")
    round = assignment.primary_unit.round
    return first_answers(version, round, selection=assignment.selection)


def test_the_wizard_asks_the_same_person_in_few_screens_and_taps(
    planned_round, live_server, tablet
):
    page = tablet("en")
    sign_in(page, live_server, "interviewer", tap="on")
    page.goto(f"{live_server.url}/field/start/")
    page.locator("label", has_text="Migrants").first.click()
    page.locator("input[name=language][value=en]").check()
    page.locator("main form button").click()
    expect(page.locator("form.screen")).to_be_visible()
    hand = HandAtWizard(page)
    while asks_a_question(page):
        hand.answer_screen()
    print(f"wizard: {hand.screens} screens, {hand.taps} taps")  # noqa: T201
    finish(page)
    hand.taps += 1
    expect(page.locator("h1")).to_have_text("Thank you")
    interview = Interview.objects.get()
    assert interview.outcome == "complete"
    assert interview.answers["x_lang"] == "en"
    assert interview.answers["m_recruit"] == "list"
    assert hand.screens <= MOST_SCREENS
    assert hand.taps <= MOST_TAPS_OF_WIZARD
