"""Who sees little, hears nothing or uses keys alone can hold an interview."""
# ruff: noqa: E501 - lines of JavaScript in texts

import re

import pytest
from playwright.sync_api import expect

from tests.journeys import every_kind, interview_states
from tests.journeys.accessibility import Inspector
from tests.journeys.interview_states import press
from tests.journeys.pages import sign_in
from tests.journeys.tablet_in_browser import PASSPHRASE, load_modules, unlock

pytestmark = pytest.mark.django_db(transaction=True)
FULL = """() => {
  globalThis.put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = () => { throw new DOMException("full", "QuotaExceededError"); };
}"""
NOT_FULL = "() => { IDBObjectStore.prototype.put = globalThis.put; }"
UNREADABLE = """async () => tablet.change(["waiting"], async (stores) => {
  const [first] = await stores.all("waiting");
  await stores.put("waiting", first.id, { ...first, record: first.record.replace('"format":1', '"format":9') });
})"""


def first_start(page, server, look):
    sign_in(page, server, "interviewer")
    page.goto(f"{server.url}/tablet/")
    expect(page.locator("[data-page=set-up]")).to_be_visible()
    look("first start")
    page.fill("#new-passphrase", "123456")
    page.locator("[data-page=set-up] button.primary").click()
    expect(page.locator("[data-page=set-up] [data-problem]")).not_to_be_empty()
    look("weak passphrase")
    page.fill("#new-passphrase", PASSPHRASE)
    page.fill("#new-passphrase-again", PASSPHRASE)
    page.locator("[data-page=set-up] button.primary").click()
    expect(page.locator("[data-rounds] li").first).to_be_visible()


def unlocked_again(page, look):
    page.locator(".top details summary").click()
    look("display")
    page.locator("[data-display='theme:dark']").click()
    expect(page.locator(".top details summary")).to_be_focused()
    page.locator("[data-lock]").click()
    expect(page.locator("[data-page=unlock]")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    look("locked")
    unlock(page, "wrong words of somebody")
    expect(page.locator("[data-page=unlock] [data-problem]")).not_to_be_empty()
    for summary in page.locator("[data-page=unlock] summary").all():
        summary.click()
    look("wrong passphrase")
    unlock(page)
    expect(page.locator("[data-page=today]")).to_be_visible()
    page.evaluate("localStorage.setItem('tap', 'off')")


def started(page, assignment, look):
    page.evaluate(f"location.hash = '#/new/{assignment.pk}'")
    page.locator("[data-page=start] #language").select_option("fr")
    page.locator("[data-page=start] #second-language").select_option("ar")
    look("start")
    page.locator("[data-page=start] button.primary").click()


def no_space(page, look):
    page.evaluate(FULL)
    press(page, "continue")
    expect(page.locator("main .summary")).to_be_visible()
    look("no space on the tablet")
    page.evaluate(NOT_FULL)


def finished(page, look):
    expect(page.locator("main dl.check").first).to_be_attached()
    for summary in page.locator("form.screen main summary").all():
        summary.click()
    look("check before the end")
    page.context.set_offline(True)
    press(page, "continue")
    expect(page.locator("main [data-goodbye]")).to_be_visible()
    look("thank you")
    press(page, "continue")


def sending(page, look):
    """Waiting, not accepted, received."""
    expect(page.locator("[data-page=today] [data-waiting] a")).to_be_visible()
    look("today with one that waits")
    page.evaluate("location.hash = '#/send'")
    expect(page.locator("[data-page=send] [data-last]")).not_to_be_empty()
    page.locator("[data-page=send] summary").click()
    look("waiting to be sent")
    load_modules(page)
    page.evaluate(UNREADABLE)
    page.context.set_offline(False)
    page.locator("[data-send-now]").click()
    expect(page.locator("[data-refused] .bad")).to_be_visible()
    look("not accepted")


def states_of_the_tablet(page, server, assignment, look):
    """From the first start to an interview that the server did not accept."""
    first_start(page, server, look)
    look("today")
    unlocked_again(page, look)
    started(page, assignment, look)
    interview_states.answer_screens(page, look)
    interview_states.children(page, look)
    interview_states.care(page, look)
    expect(page.locator("#q-x_goodbye")).to_be_visible()
    interview_states.breaks(page, look)
    interview_states.somebody_comes_in(page, look)
    interview_states.menu(page, look)
    page.locator("main ul.rows button", has_text="Vie").click()
    expect(page.locator("form[data-screen]")).to_be_visible()
    interview_states.show_them(page, look)
    no_space(page, look)
    interview_states.menu(page, lambda state: None)
    page.locator("main button[value=check]").click()
    finished(page, look)
    sending(page, look)


def test_every_state_of_the_tablet_is_open_to_everybody(kinds, live_server, tablet):
    page = tablet("fr")
    inspector = Inspector(page)
    states_of_the_tablet(page, live_server, kinds, inspector.inspect)
    assert not inspector.findings, "\n".join(inspector.findings)
    assert len(inspector.states) > 50


def states_of_the_wizard(page, server, assignment, look):
    """The same interview on pages of the server, from its start to the receipt."""
    sign_in(page, server, "interviewer")
    look("today in the wizard")
    page.goto(f"{server.url}/practice/")
    look("practice")
    page.goto(f"{server.url}/field/start/")
    page.locator("main form button").click()
    expect(page.locator("main .summary")).to_be_visible()
    look("start with problems")
    every_kind.pick(page, "assignment", assignment.pk)
    every_kind.pick(page, "language", "ar")
    page.locator("main form button").click()
    page.locator(interview_states.MENU).click()
    page.locator("button[value='second:fr']").click()
    expect(page.locator("main .second").first).to_be_visible()
    interview_states.answer_screens(page, look)
    interview_states.children(page, look)
    interview_states.care(page, look)
    expect(page.locator("#q-x_goodbye")).to_be_visible()
    interview_states.breaks(page, look)
    saved = page.expect_response(lambda response: response.request.method == "POST")
    interview_states.somebody_comes_in(page, look, saved)
    expect(page.locator("#q-x_goodbye")).to_be_visible()
    interview_states.menu(page, look)
    page.locator("main ul.rows a").nth(1).click()
    expect(page.locator("#q-food")).to_be_visible()
    interview_states.show_them(page, look)
    interview = re.match(".*/field/[0-9a-f-]{36}", page.url)[0]
    page.goto(f"{interview}/check/s_kinds/")
    look("check of a section")
    page.locator("main .row a.button").first.click()
    page.goto(f"{interview}/check/")
    look("check before the end")
    press(page, "continue")
    expect(page.locator("main bdi.code")).to_be_visible()
    look("receipt")


def test_every_state_of_the_wizard_is_open_to_everybody(kinds, live_server, tablet):
    page = tablet("en")
    inspector = Inspector(page)
    states_of_the_wizard(page, live_server, kinds, inspector.inspect)
    assert not inspector.findings, "\n".join(inspector.findings)
    assert len(inspector.states) > 45


def test_what_keeps_people_out_is_seen(tablet):
    page = tablet("en")
    page.set_content(
        "<html lang=en dir=ltr><title>x</title><main><h1>Faults</h1>"
        "<img src='data:,'><button style='height:20px'>Go</button>"
        "<p style='color:#aaa'>Pale</p><p lang=ar>سؤال</p>"
        "<p style='inline-size:400px'>Wide</p></main>"
    )
    inspector = Inspector(page)
    inspector.inspect("faults")
    seen = "\n".join(inspector.findings)
    for fault in (
        "image-alt",
        "color-contrast",
        "small: button",
        "not rtl",
        "sideways",
    ):
        assert fault in seen
