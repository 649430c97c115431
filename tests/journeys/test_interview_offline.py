"""A whole interview at the tablet's own page, without a connection, to the server."""

import pytest
from playwright.sync_api import expect

from surveys.instruments import versions
from surveys.instruments.versions import modules_answer
from surveys.interviews.withdrawals import withdrawal
from surveys.interviews.withdrawals.codes import read_code
from surveys.models import Interview, Outcome
from tests.journeys.tablet_in_browser import has_all_forms, set_up, unlock
from tests.journeys.tablet_page import answer_screen, press, screen_of
from tests.journeys.test_interview_page import SAID, go_on_until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def offline(empty_round, live_server, tablet):
    """A tablet that has its forms, unlocked again without a connection."""
    page = tablet("en")
    problems = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    set_up(page, live_server)
    has_all_forms(page)
    page.context.set_offline(True)
    page.reload()
    unlock(page)
    expect(page.locator("[data-offline]")).to_be_visible()
    yield page
    assert problems == []


def begin(page):
    row = page.locator("[data-rounds] a", has_text="Migrant").first
    row.click()
    page.locator("[data-page=start] button.primary").click()
    expect(page.locator("form.screen[data-screen]")).to_be_visible()


def answer_care(page):
    """The items for the interviewer alone, one screen after the other."""
    while name := screen_of(page):
        answer_screen(page, SAID)
        other = page.locator(f"form.screen:not([data-screen='{name}'])")
        expect(other).to_be_visible()


def begin_and_stop(page):
    """An interview with some answers, at the page that asks whether to keep them."""
    begin(page)
    go_on_until(page, lambda _screen, count: count == 8)
    press(page, "pause")
    page.locator("form.screen button[value=stop]").click()


def send(page):
    page.context.set_offline(False)
    page.evaluate("location.hash = '#/send'")
    page.locator("[data-send-now]").click()
    expect(page.locator("[data-page=send] [data-received] .good")).to_have_text(
        "Received"
    )
    return Interview.objects.get()


def test_an_interview_is_held_without_a_connection_and_received_later(offline):
    begin(offline)
    names = go_on_until(offline, lambda _screen, _count: False)
    assert len(names) > 20
    press(offline, "continue")
    expect(offline.locator("form.screen main h1")).to_have_text("Thank you")
    expect(offline.locator("[data-digits]")).to_be_hidden()  # until it is wanted
    offline.locator("[data-code] summary").click()
    code = read_code(offline.locator("[data-digits]").inner_text())
    press(offline, "continue")
    expect(offline.locator("[data-page=today] [data-waiting] li b")).to_be_visible()
    interview = send(offline)
    assert interview.outcome == Outcome.COMPLETE
    assert interview.answers["m_age"] == "a25"
    version = interview.version
    modules = modules_answer(version, interview.round)
    assert modules.items() <= interview.answers.items(), "those of the round"
    withdrawal.request_withdrawal(code=code)
    withdrawal.erase_requested()
    interview.refresh_from_db()
    assert (interview.outcome, interview.answers) == (Outcome.WITHDRAWN, {})


SURVEY = """
| type | name | label::English (en) | media::image | media::audio::English (en) |
| select_one yn | x_consent | Do you agree? | hands.png | agree.ogg |
"""
CHOICES = """
| list_name | name | label::English (en) |
| yn | yes | Yes |
| yn | no | No |
"""
SETTINGS = """
| form_id | version | default_language | daa::source |
| seen | 1 | English (en) | migrant |
"""
PICTURE = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40
SOUND = b"OggS" + b"\x00" * 40
MEDIA_KEPT = (
    "() => caches.open('screens of forms').then((cache) => cache.keys())"
    ".then((all) => all.map(({ url }) => url).filter((url) => url.includes('/media/')))"
)
LENGTH = "(url) => fetch(url).then((r) => r.blob()).then((blob) => blob.size)"


def test_pictures_and_sounds_are_there_without_a_connection(
    version_of, assign, live_server, tablet
):
    version = version_of(SURVEY, CHOICES, SETTINGS)
    for name, content in (("hands.png", PICTURE), ("agree.ogg", SOUND)):
        versions.keep_media(version=version, name=name, content=content)
    assign(version)
    page = tablet("en")
    set_up(page, live_server)
    for _second in range(60):
        if len(page.evaluate(MEDIA_KEPT)) == 2:
            break
        page.wait_for_timeout(500)
    page.reload()
    page.context.set_offline(True)
    kept = sorted(page.evaluate(MEDIA_KEPT))
    assert [page.evaluate(LENGTH, url) for url in kept] == [len(SOUND), len(PICTURE)]


def test_what_was_typed_is_there_after_the_tablet_was_closed(offline):
    begin(offline)
    go_on_until(offline, lambda screen, _count: screen == "about")
    choice = offline.locator("form.screen fieldset input[type=radio]").first
    choice.check(force=True)
    offline.wait_for_timeout(2_000)  # it is on the disk within two seconds
    offline.reload()
    unlock(offline)
    expect(offline.locator("form.screen[data-screen=about]")).to_be_visible()
    expect(choice).to_be_checked()


def test_somebody_who_comes_in_sees_the_form_about_the_place(offline):
    begin(offline)
    go_on_until(offline, lambda screen, _count: screen == "about")
    offline.keyboard.press("Escape")
    expect(offline.locator("#sheet-title")).to_be_visible()
    expect(offline.locator("[name=sheet_number]")).to_be_visible()
    assert not offline.locator("form.screen[data-screen]").count(), "nothing behind it"
    offline.reload()
    expect(offline.locator("#sheet-title")).to_be_visible()
    offline.fill("[name=sheet_number]", "2741")
    offline.locator("[data-sheet] .primary").click()
    expect(offline.locator("[data-page=unlock]")).to_be_visible()


def cover(page):
    begin(page)
    go_on_until(page, lambda screen, _count: screen == "about")
    page.keyboard.press("Escape")
    expect(page.locator("#sheet-title")).to_be_visible()


def type_number(page, number):
    page.fill("[name=sheet_number]", number)
    page.locator("[data-sheet] .primary").click()


def test_the_title_held_down_does_not_lead_back(offline):
    cover(offline)
    offline.locator("#sheet-title").click(delay=2_500)
    expect(offline.locator("#sheet-title")).to_be_visible()


def test_after_five_wrong_numbers_the_tablet_asks_for_its_passphrase(offline):
    cover(offline)
    for number in "12345":
        type_number(offline, number)
        expect(offline.locator("[name=sheet_number]")).to_have_value("")
        expect(offline.locator("#sheet-title")).to_be_visible()
    type_number(offline, "2741")
    expect(offline.locator("[data-page=unlock]")).to_be_visible()
    unlock(offline)


def test_the_buttons_of_the_form_about_the_place_do_what_they_say(offline):
    cover(offline)
    bar, title = offline.locator("[data-sheet] .bar"), offline.locator("#sheet-title")
    meals = offline.locator("[data-part]:visible input").first
    meals.fill("3")
    bar.get_by_text("Save sheet").click()
    expect(bar.get_by_text("Saved.")).to_be_visible()
    expect(meals).to_have_value("3")
    bar.get_by_text("Next sheet").click()
    expect(title).to_have_text("Washing, laundry")
    expect(offline.locator("[data-shown]")).to_contain_text("Sheet 3 of 4")
    fields = "[...document.querySelectorAll('[data-part]:not([hidden]) input')]"
    assert offline.evaluate(f"{fields}.map(({{ value }}) => value).join('')") == ""
    bar.get_by_text("Notes").click()
    offline.locator("[data-sheet] textarea").fill("two taps drip")
    bar.get_by_text("List").click()
    states = offline.locator("[data-panel=list] li")
    expect(states.nth(1)).to_contain_text("filled in", use_inner_text=True)
    expect(states.nth(2)).to_contain_text("empty", use_inner_text=True)
    for heading in ("Shop, telephones", "Building, yard", "Kitchen, beds"):
        bar.get_by_text("Next sheet").click()
        expect(title).to_contain_text(heading)
        expect(offline.locator("[name=sheet_number]")).to_be_visible()
    type_number(offline, "2741")
    expect(offline.locator("form.screen main h1")).to_contain_text("private")


def test_with_a_line_the_session_is_covered_too(offline, live_server):
    offline.context.set_offline(False)
    with offline.expect_response("**/place/"):
        cover(offline)
    other = offline.context.new_page()
    other.goto(f"{live_server.url}/field/")
    expect(other).to_have_title("Place form")
    with offline.expect_response("**/place/"):
        type_number(offline, "2741")
    expect(offline.locator("form.screen main h1")).to_contain_text("private")
    other.goto(f"{live_server.url}/field/")
    assert other.url.endswith("/field/")
    assert other.title() != "Place form"
    other.close()


def test_stop_is_two_steps_and_keeps_what_was_said(offline):
    begin(offline)
    go_on_until(offline, lambda _screen, count: count == 8)
    press(offline, "pause")
    expect(offline.locator("form.screen main h1")).to_have_text("A pause")
    offline.locator("form.screen button[value=stop]").click()
    offline.locator("form.screen button[value=erase]").click()
    expect(offline.locator("form.screen main h1")).to_contain_text("Erase everything")
    offline.locator("form.screen button[value=keep]").click()
    answer_care(offline)
    expect(offline.locator("form.screen main h1")).to_have_text("Thank you")
    press(offline, "continue")
    interview = send(offline)
    assert interview.outcome == Outcome.STOPPED
    assert interview.answers["m_age"] == "a25"
    assert {"state": "not_reached"} in interview.answers.values()


def test_everything_that_was_said_is_erased_when_the_person_asks_for_it(offline):
    begin_and_stop(offline)
    offline.locator("form.screen button[value=erase]").click()
    offline.locator("form.screen button[value=erase]").click()
    answer_care(offline)
    press(offline, "continue")
    interview = send(offline)
    assert interview.outcome == Outcome.TAKEN_BACK
    assert "m_age" not in interview.answers


def come_back(page):
    expect(page.locator("#sheet-title")).to_be_visible()
    page.fill("[name=sheet_number]", "2741")
    page.locator("[data-sheet] .primary").click()
    expect(page.locator("#sheet-title")).to_be_hidden()


def test_what_is_finished_is_not_read_again_after_somebody_came_in(offline):
    begin_and_stop(offline)
    offline.locator("form.screen button[value=keep]").click()
    answer_care(offline)
    expect(offline.locator("form.screen main h1")).to_have_text("Thank you")
    press(offline, "came")
    come_back(offline)
    expect(offline.locator("[data-page=today] [data-waiting] li b")).to_be_visible()
    assert not offline.locator("form.screen").count()


def test_erasing_goes_on_after_somebody_came_in(offline):
    begin_and_stop(offline)
    offline.locator("form.screen button[value=erase]").click()
    offline.locator("form.screen button[value=erase]").click()
    care = screen_of(offline)
    press(offline, "came")
    come_back(offline)
    assert screen_of(offline) == care
    answer_care(offline)
    expect(offline.locator("form.screen [data-erased]")).to_be_visible()
    expect(offline.locator("form.screen [data-locked]")).to_be_hidden()


def test_what_is_being_finished_is_not_read_again_after_somebody_came_in(offline):
    """The last tap and the one on “Other form” follow at once."""
    begin_and_stop(offline)
    offline.locator("form.screen button[value=keep]").click()
    while not offline.locator("#q-x_urgent").count():  # the last of them
        answer_screen(offline, SAID)
        expect(offline.locator("#q-x_urgent")).to_be_visible()
    offline.evaluate(
        "() => ['continue', 'came'].forEach((word) => "
        "document.querySelector(`.bar button[value=${word}]`).click())"
    )
    come_back(offline)
    expect(offline.locator("[data-page=today] [data-waiting] li b")).to_be_visible()
    assert not offline.locator("form.screen").count()
