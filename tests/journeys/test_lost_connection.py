"""A connection is lost while an interview is held page by page with the server."""

import re

import pytest
from playwright.sync_api import expect

from surveys.interviews import drafts
from surveys.models import Draft, OpenSession
from tests.journeys.lossy_line import WELCOME
from tests.journeys.pages import go_on, sign_in
from tests.journeys.test_one_answer import answer_screen

pytestmark = pytest.mark.django_db(transaction=True)
REQUESTS = re.compile(r"/(field|place)/")
LOST = "No connection. Your answers are still on this page."
DAYS = "input.count[name=m_days]"
TELLING = re.compile(r"/ask/|interview|question|entretien", re.I)


@pytest.fixture
def page(empty_round, live_server, tablet):
    """An interviewer on the screen that asks for the days, online."""
    page = tablet("en")
    sign_in(page, live_server, "interviewer")
    page.goto(f"{live_server.url}/field/start/")
    page.locator("label", has_text="Migrants").first.click()
    page.locator("input[name=language][value=en]").check()
    page.locator("main form button").click()
    expect(page.locator("form.screen[data-address]")).to_be_visible()
    while not page.locator(DAYS).count():
        answer_screen(page)
        go_on(page)
    return page


def stored():
    return drafts.read_draft(Draft.objects.get())[0]


def lose(page):
    page.route(REQUESTS, lambda route: route.abort("connectionfailed"))


def type_days(page, days):
    answer_screen(page)
    page.fill(DAYS, days)
    page.locator(".bar button[value=continue]").click()


def test_the_page_stays_with_its_answers_and_goes_on_when_there_is_a_line(page):
    lose(page)
    type_days(page, "41")
    expect(page.locator("[data-lost]")).to_contain_text(LOST)
    expect(page.locator(DAYS)).to_have_value("41")
    assert "m_days" not in stored()
    page.unroute(REQUESTS)
    page.locator("[data-try]").click()
    expect(page.locator(DAYS)).to_have_count(0)
    assert stored()["m_days"] == 41


def test_it_is_sent_again_by_itself(page):
    lose(page)
    type_days(page, "41")
    expect(page.locator("[data-lost]")).to_be_visible()
    page.unroute(REQUESTS)
    expect(page.locator(DAYS)).to_have_count(0, timeout=10_000)
    assert stored()["m_days"] == 41


def test_what_is_typed_meanwhile_waits_for_its_own_press(page):
    lose(page)
    type_days(page, "4")
    expect(page.locator("[data-trying]")).to_be_visible()
    page.locator(DAYS).press("End")
    page.locator(DAYS).press_sequentially("2")
    expect(page.locator("[data-changed]")).to_be_visible()
    expect(page.locator("[data-trying]")).to_be_hidden()
    page.unroute(REQUESTS)
    page.wait_for_timeout(6_000)  # longer than it waits between two tries
    assert "m_days" not in stored()
    go_on(page)
    assert stored()["m_days"] == 42


def test_an_answer_of_another_network_is_no_arrival(page):
    page.route(
        REQUESTS,
        lambda route: route.fulfill(body=WELCOME, content_type="text/html"),
    )
    type_days(page, "41")
    expect(page.locator("[data-lost]")).to_contain_text(LOST)
    expect(page.locator(DAYS)).to_have_value("41")


def test_somebody_who_comes_in_without_a_line_sees_the_form_and_nothing_is_lost(page):
    typed = page.locator(DAYS)
    page.route(
        REQUESTS,
        lambda route: route.fulfill(body=WELCOME, content_type="text/html"),
    )
    type_days(page, "41")
    expect(page.locator("[data-lost]")).to_be_visible()
    page.locator("[data-came]").click()
    expect(page).to_have_title("Place form")
    expect(typed).to_have_count(0)
    html = page.evaluate("document.documentElement.outerHTML")
    assert "m_days" not in html
    assert "No connection" not in html
    history = page.context.new_cdp_session(page).send("Page.getNavigationHistory")
    told = [f"{entry['url']} {entry['title']}" for entry in history["entries"]]
    assert not list(filter(TELLING.search, told)), told

    page.fill("[name=sheet_number]", "2741")  # nothing is saved yet: the form stays
    page.locator("[data-sheet] .primary").click()
    expect(page.locator("[name=sheet_number]")).to_have_value("")
    page.wait_for_timeout(2_500)
    assert "m_days" not in stored()
    page.unroute(REQUESTS)
    page.wait_for_timeout(2_500)
    assert stored()["m_days"] == 41
    page.fill("[name=sheet_number]", "2741")
    page.locator("[data-sheet] .primary").click()
    expect(page.locator("main h1")).to_have_text(re.compile("private"))


def test_who_was_signed_out_signs_in_again_with_what_was_typed(page, live_server):
    OpenSession.objects.all().delete()
    type_days(page, "41")
    expect(page.locator("#id_password")).to_be_visible()
    page.fill("#id_login", "interviewer@demo.test")
    page.fill("#id_password", "demo-round-2026")
    page.locator("main form button").click()
    expect(page.locator(DAYS)).to_have_value("41")
    assert stored()["m_days"] == 41


def test_no_question_stands_in_the_history_of_the_browser(page):
    type_days(page, "41")
    expect(page.locator(DAYS)).to_have_count(0)
    history = page.context.new_cdp_session(page).send("Page.getNavigationHistory")
    addresses = [entry["url"] for entry in history["entries"]]
    assert not [address for address in addresses if "/ask/" in address], addresses
    assert len(addresses) < 8, "one page stands for all screens"
    page.reload()
    expect(page.locator(DAYS)).to_have_value("41")
