"""How a person moves through the product in a browser."""

import re
from contextlib import contextmanager

from playwright.sync_api import expect

from surveys.demo.seed import PASSWORD

FRENCH = {"sign_in": "Se connecter", "start": "Commencer un entretien"}


def sign_in(page, server, name, tap="off"):
    """tap: whether one tap on a single choice goes on ("on"), or "Continue" alone."""
    page.context.add_cookies([{"name": "tap", "value": tap, "url": server.url}])
    page.goto(f"{server.url}/sign-in/")
    page.fill("#id_login", f"{name}@demo.test")
    page.fill("#id_password", PASSWORD)
    page.locator("main form button").click()
    page.wait_for_url(re.compile(r"/(field|coordinate|custody|review)/$"))


@contextmanager
def another_screen(page):
    """Wait for the screen that comes next; each has a token of its own."""
    token = page.locator("form.screen > [name=csrfmiddlewaretoken]")
    before = token.input_value()
    yield
    expect(token).not_to_have_value(before)


def go_on(page):
    with another_screen(page):
        page.locator(".bar button[value=continue]").click()


def asks_a_question(page):
    """Whether a screen of the interview shows, not one of the pages beside it."""
    return page.locator("form.screen[data-address]").count() > 0


def finish(page):
    """On the last check page."""
    assert re.search(r"/check/$", page.url), page.url
    page.locator(".bar button.primary").click()
    page.wait_for_load_state()


def choose(page, name, *codes):
    if page.locator(f'select[name="{name}"]').count():
        page.locator(f'select[name="{name}"]').select_option(codes[0])
        return
    for code in codes:
        page.locator(f'input[name="{name}"][value="{code}"]').check()


def questions_on(page):
    """Names of the questions of this screen, in order, once it has settled."""
    expect(page.locator("main[aria-busy]")).to_have_count(0)
    return [
        fieldset.get_attribute("id").removeprefix("q-")
        for fieldset in page.locator("fieldset[id^='q-']").all()
    ]
