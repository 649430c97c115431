"""The first second of a new tablet: its forms are on their way."""

import pytest
from playwright.sync_api import expect

from tests.journeys.pages import sign_in
from tests.journeys.tablet_in_browser import PASSPHRASE

pytestmark = pytest.mark.django_db(transaction=True)
NONE = "no forms"


@pytest.fixture
def new_tablet(empty_round, live_server, tablet):
    """(page, requests of forms that nobody has answered yet) after the first start."""
    page, waiting = tablet("en"), []
    page.route("**/tablet/pack/**", lambda route: waiting.append(route))
    sign_in(page, live_server, "interviewer")
    page.goto(f"{live_server.url}/tablet/")
    page.fill("#new-passphrase", PASSPHRASE)
    page.fill("#new-passphrase-again", PASSPHRASE)
    with page.expect_request("**/tablet/pack/**"):
        page.locator("[data-page=set-up] button.primary").click()
    expect(page.locator("[data-page=today]")).to_be_visible()
    return page, waiting


def test_forms_on_their_way_are_not_called_missing(new_tablet):
    page, waiting = new_tablet
    getting = page.locator("[data-getting]")
    expect(getting).to_contain_text("on their way")
    expect(getting.locator("progress")).to_be_visible()
    expect(page.locator("[data-rounds]")).not_to_contain_text(NONE)
    waiting[0].continue_()
    expect(page.locator("[data-rounds] li a").first).to_be_visible()
    expect(getting).to_be_hidden(timeout=60_000)
    expect(page.locator("[data-ready]")).to_contain_text("without a connection")
    page.locator("[data-way-back] summary").click()
    expect(page.locator("[data-way-back] [data-number]")).to_have_text("2741")


def test_forms_that_did_not_come_are_called_missing(new_tablet):
    page, waiting = new_tablet
    waiting[0].abort()
    expect(page.locator("[data-rounds]")).to_contain_text(NONE)
    expect(page.locator("[data-getting]")).to_be_hidden()
    expect(page.locator("[data-ready]")).to_be_hidden()
