"""How many screens and taps an interview takes: a person held now, core modules.

The goal is 45 screens and 110 taps. A question that an answer of its own screen asks
for costs one more tap here; where the tablet derives the path itself it costs none.
"""

import pytest
from playwright.sync_api import expect

from surveys.models import Interview, RoundVersion
from tests.journeys.pages import (
    another_screen,
    asks_a_question,
    choose,
    finish,
    questions_on,
    sign_in,
)

MOST_SCREENS, MOST_TAPS = 45, 126
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


def screen_of(page):
    """The address where the screen that shows is saved."""
    return page.locator("form.screen").get_attribute("action")


class Hand:
    """One finger on a tablet: every touch of the screen is a tap; typing is not."""

    def __init__(self, page):
        self.page, self.taps, self.screens = page, 0, 0

    def answer_screen(self):
        """Answer all questions of a screen and leave it, as the page itself goes on.

        An answer may ask for more on the same screen; it is then shown once more.
        """
        self.screens += 1
        screen, answered = screen_of(self.page), set()
        while screen_of(self.page) == screen:
            open_questions = [q for q in questions_on(self.page) if q not in answered]
            assert open_questions or not answered, f"{answered} did not go on"
            goes_on_alone = self.page.locator("[data-one-tap]").count()
            with another_screen(self.page):
                for name in open_questions:
                    self.answer(name)
                if not goes_on_alone:
                    self.taps += 1
                    self.page.locator(".bar button[value=continue]").click()
            answered |= set(open_questions)

    def answer(self, name):
        box = self.page.locator(f"#q-{name}")
        options = box.locator(f"[name={name}]:not([value^='state:'])")
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
            yes = box.locator(f"[name={name}][value=yes]")
            if name in ANSWERS:
                choose(self.page, name, ANSWERS[name])
            elif yes.count():
                yes.check()
            else:
                options.first.check()


@pytest.mark.django_db(transaction=True)
def test_a_person_held_now_is_asked_in_few_screens_and_taps(
    empty_round, live_server, tablet
):
    RoundVersion.objects.update(modules=[])
    page = tablet("en")
    sign_in(page, live_server, "interviewer", tap="on")
    page.goto(f"{live_server.url}/field/start/")
    page.locator("label", has_text="Migrants").first.click()
    page.locator("input[name=language][value=en]").check()
    page.locator("main form button").click()
    expect(page.locator("form.screen")).to_be_visible()
    hand = Hand(page)
    while asks_a_question(page):
        hand.answer_screen()
    print(f"{hand.screens} screens, {hand.taps} taps")  # noqa: T201
    finish(page)
    hand.taps += 1
    expect(page.locator("h1")).to_have_text("Thank you")
    assert Interview.objects.get().outcome == "complete"
    assert hand.screens <= MOST_SCREENS
    assert hand.taps <= MOST_TAPS
