"""Leads through every state of an interview: on the tablet's page, or in the wizard.

`look(state)` is called in each. Both show the same fragments, so one way leads through
both; `on_tablet` marks what only one of them has.
"""

from contextlib import nullcontext

from playwright.sync_api import expect

from tests.journeys import tablet_page
from tests.journeys.every_kind import SCREENS, fill, has_arrived, pick

# What is no answer to a screen, and shows its problem.
WRONG = {
    "consent": lambda page: None,
    "number": lambda page: fill(page, "days", "many"),
    "date": lambda page: fill(page, "came", "40", "mars", "2024"),
    "text": lambda page: fill(page, "story", "Ring 0612345678"),
    "numbers": lambda page: fill(page, "beds", "many"),
}
UNLIKELY = "400"
MENU = "form.screen details.more > summary"


def go(page, word):
    """A button of the page itself, not of the bar."""
    page.locator(f"main button[value='{word}']").first.click()
    has_arrived(page)


def press(page, word):
    """A button of the bar."""
    tablet_page.press(page, word)
    has_arrived(page)


def heading(page, words):
    expect(page.locator("main h1").filter(visible=True)).to_contain_text(words)


def answer_screens(page, look):
    for state, anchor, answer in SCREENS:
        expect(page.locator(anchor)).to_be_visible()
        look(state)
        if state in WRONG:
            WRONG[state](page)
            press(page, "continue")
            expect(page.locator("main .summary")).to_be_visible()
            look(f"{state} with a problem")
        if state == "number":
            unlikely_number(page, look)
        else:
            answer(page)
            press(page, "continue")


def unlikely_number(page, look):
    fill(page, "days", UNLIKELY)
    press(page, "continue")
    expect(page.locator("main .soft-check")).to_be_visible()
    look("unlikely number")
    pick(page, "days:reason", "document")
    press(page, "continue")


def children(page, look):
    expect(page.locator("button[value=add]")).to_be_visible()
    look("empty list")
    go(page, "add")
    expect(page.locator("[id='q-age.1']")).to_be_visible()
    look("entry of a list")
    fill_age = page.locator("[name='age.1'][type=text]")
    fill_age.fill("9")
    press(page, "continue")
    expect(page.locator("main ol.rows > li")).to_have_count(1)
    look("list with an entry")
    press(page, "continue")


def care(page, look):
    expect(page.locator("#q-x_distress")).to_be_visible()
    look("distress")
    pick(page, "x_distress", "none")
    press(page, "continue")
    expect(page.locator("#q-x_urgent")).to_be_visible()
    look("urgent risk")
    pick(page, "x_urgent", "medical")
    press(page, "continue")
    expect(page.locator("#q-x_refer")).to_be_visible()
    look("referral")
    pick(page, "x_refer", "yes")
    press(page, "continue")


def show_them(page, look):
    page.locator("button[value=show]").click()
    expect(page.locator("form.theirs")).to_be_visible()
    look("shown to the person")
    press(page, "both")
    expect(page.locator("form.screen:not(.theirs)")).to_be_visible()


def menu(page, look):
    page.locator(MENU).click()
    look("menu")
    page.locator(f"{MENU} + div button[value=sections]").click()
    expect(
        page.locator("main button[value=check], main a[href$='/check/']")
    ).to_be_visible()
    look("sections")


def breaks(page, look):
    press(page, "help")
    expect(page.locator(".bar button[value=help]")).to_be_visible()
    look("help")
    press(page, "continue")
    press(page, "pause")
    expect(page.locator("main button[value=skip]")).to_be_visible()
    look("pause")
    go(page, "stop")
    expect(page.locator("main button[value=erase]")).to_be_visible()
    look("stop")
    go(page, "erase")
    expect(page.locator("main button.danger")).to_be_visible()
    look("erase")
    press(page, "stop")
    press(page, "continue")


NOTHING_TO_WAIT_FOR = nullcontext()


def somebody_comes_in(page, look, saved=NOTHING_TO_WAIT_FOR):
    """saved: waits until the server has what was typed."""
    expect(page.locator("form[data-screen], [id^='q-']").first).to_be_visible()
    page.wait_for_load_state()
    with saved:
        page.keyboard.press("Escape")
    expect(page.locator("#sheet-title")).to_be_visible()
    look("form about the place")
    page.fill("[name=sheet_number]", "2741")
    page.locator(".bar .primary").click()
    expect(page.locator("main input[name=x_private]").first).to_be_visible()
    look("in private again")
    press(page, "continue")
    expect(page.locator("main .say")).to_be_visible()
    look("in private again, nothing chosen")
    pick(page, "x_private", "full")
    press(page, "continue")
