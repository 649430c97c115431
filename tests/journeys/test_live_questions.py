"""What an answer asks for comes on the same screen of the tablet, at once."""

import pytest
from playwright.sync_api import expect

from tests.journeys.tablet_page import open_on_tablet, press, screen_of

pytestmark = pytest.mark.django_db(transaction=True)
BEGUN = {
    "x_place_safe": "yes",
    "x_private": "full",
    "x_interp": "none",
    "x_understood": "yes",
    "x_consent": "yes",
    "m_status": "current",
    "m_age": "a25",
    "x_modules": ["detail"],
}


@pytest.fixture
def open_at(empty_round, live_server, tablet):
    """open_at(screen) → the tablet's page there, agreement given."""

    def open_page(screen):
        page = tablet("en")
        problems.append(
            open_on_tablet(page, live_server, language="en", screen=screen, **BEGUN)
        )
        return page

    problems = []
    yield open_page
    assert problems == [[]]


def tap(page, name, code):
    page.locator(f"label:has([name={name}][value='{code}'])").click()


def answers_of(page):
    return page.evaluate("host.draft.answers")


def test_a_question_comes_and_goes_beside_the_answer_that_asks_for_it(open_at):
    page = open_at("decision")
    news, asked = page.locator("[data-news]"), page.locator("#q-m_order_own")
    expect(asked).to_have_count(0)
    tap(page, "m_asked_circ", "no")
    tap(page, "m_order", "yes")
    expect(page.locator("#q-m_order + #q-m_order_own")).to_be_visible()
    expect(news).to_have_attribute("role", "status")
    expect(news).to_have_text("New question: What did that paper speak about?")
    focused = page.evaluate(
        "[document.activeElement.name, document.activeElement.value]"
    )
    assert focused == ["m_order", "yes"]
    expect(page.locator("[name=m_asked_circ][value=no]")).to_be_checked()
    choice = asked.locator("input").first
    code = choice.get_attribute("value")
    choice.check()

    tap(page, "m_order", "no")
    expect(asked).to_have_count(0)
    expect(news).to_have_text("No longer asked: What did that paper speak about?")
    tap(page, "m_order", "yes")
    expect(asked.locator("input").first).to_be_checked()
    assert answers_of(page)["m_order_own"] == code
    press(page, "continue")
    expect(page.locator("form.screen:not([data-screen=decision])")).to_be_visible()


def test_a_tap_goes_on_only_where_it_asks_for_nothing_more(open_at):
    page = open_at("reasons")
    tap(page, "m_reason_told", "yes")
    expect(page.locator("#q-m_reason_lang")).to_be_visible()
    page.wait_for_timeout(600)
    assert screen_of(page) == "reasons"
    tap(page, "m_reason_told", "no")
    expect(page.locator("form.screen:not([data-screen=reasons])")).to_be_visible()
    assert answers_of(page)["m_reason_told"] == "no"


def test_a_tap_on_none_goes_on_and_beside_other_choices_it_waits(open_at):
    page = open_at("m_vuln")
    screen = screen_of(page)
    box = page.locator("#q-m_vuln")
    box.locator("input:not([data-alone]):not([value^='state:'])").first.check()
    tap(page, "m_vuln", "none")
    page.wait_for_timeout(600)
    assert screen_of(page) == screen
    expect(box.locator("input:checked")).to_have_count(1)
    page.locator("button[value=clear]").click()
    expect(box.locator("input:checked")).to_have_count(0)
    tap(page, "m_vuln", "state:refused")
    expect(page.locator(f"form.screen:not([data-screen='{screen}'])")).to_be_visible()
    assert answers_of(page)["m_vuln"] == {"state": "refused"}
