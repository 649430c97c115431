"""A screen answers what is typed on it, online and at the tablet."""

import pytest
from playwright.sync_api import expect

from surveys.interviews import drafts
from tests.journeys.pages import go_on, sign_in
from tests.journeys.tablet_page import open_on_tablet, press
from tests.surveys.interviews.test_answers_in_texts import (
    AGREED,
    CHOICES,
    HOME,
    SETTINGS,
    SURVEY,
)

CHANGES = "field => field.dispatchEvent(new Event('change', { bubbles: true }))"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(params=["online", "tablet"])
def open_at(request, version_of, assign, live_server, tablet):
    """open_at(screen, answers) → (page, what its button Continue does)."""
    assignment = assign(version_of(SURVEY, CHOICES, SETTINGS))

    def open_online(screen, answers):
        page = tablet("en")
        problems.append(found := [])
        page.on("pageerror", lambda error: found.append(str(error)))
        draft = drafts.start_draft(
            assignment=assignment, language="en", by=assignment.person
        )
        drafts.save_draft(
            draft=draft, revision=0, answers=answers, unchecked={}, place=screen
        )
        sign_in(page, live_server, "interviewer")
        page.goto(f"{live_server.url}/field/{draft.pk}/ask/{screen}/")
        return page, lambda: go_on(page)

    def open_tablet(screen, answers):
        page = tablet("en")
        how = {"code": "named", "language": "en", "screen": screen}
        problems.append(open_on_tablet(page, live_server, **how, **answers))
        return page, lambda: press(page, "continue")

    problems = []
    yield open_tablet if request.param == "tablet" else open_online
    assert all(found == [] for found in problems)


def tap(page, name, code):
    page.locator(f"label:has([name={name}][value='{code}'])").click()


def test_lists_questions_texts_and_sums_follow_the_answers_of_their_screen(open_at):
    page, on = open_at("home", AGREED)
    place = page.locator("#q-place")
    expect(place).to_contain_text("Which place in …?")
    tap(page, "region", "n")
    expect(place).to_contain_text("Which place in The North?")
    expect(place.locator("[value=n1]")).to_have_count(1)
    expect(place.locator("[value=s1]")).to_have_count(0)
    tap(page, "place", "n1")
    tap(page, "region", "s")
    expect(place).to_contain_text("Which place in The South?")
    expect(place.locator("[value=n1]")).to_have_count(0)
    tap(page, "place", "s1")
    tap(page, "alone", "no")
    others = page.locator("#a-others")
    others.fill("4")
    others.press("Tab")
    total = page.locator("output[data-calculation=all]")
    expect(total).to_have_text("5")
    others.fill("6")
    page.locator("[name=region][value=s]").focus()
    expect(total).to_have_text("7")
    expect(page.locator("[name=region][value=s]")).to_be_focused()
    expect(page.locator("[name=place][value=s1]")).to_be_checked()
    tap(page, "alone", "yes")
    expect(others).to_have_count(0)
    tap(page, "alone", "no")
    expect(others).to_have_value("6")
    others.focus()
    page.locator("[name=place][value=s1]").evaluate(CHANGES)
    expect(page.locator("main[aria-busy]")).to_have_count(0)
    expect(others).to_be_focused()
    on()
    expect(page.locator("main")).to_contain_text("Age of child 1?")


def test_an_instance_names_its_own_answers(open_at):
    page, on = open_at("age.2", HOME | {"age.1": 3})
    expect(page.locator("main")).to_contain_text("Age of child 2?")
    page.locator("[id='a-age.2']").fill("11")
    on()
    expect(page.locator("main")).to_contain_text("Is child 2, aged 11, at school?")
    expect(page.locator("main")).to_contain_text("In The North")
