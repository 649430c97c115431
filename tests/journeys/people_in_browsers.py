"""Several people, each in a browser of their own, who joined by an invitation."""

import io
import re
import time

import openpyxl
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import expect

PASSWORD = "seven quiet horses"
PERIOD = 30  # seconds that a code of the app lasts


class People:
    """people["ada"] is the browser page of that person."""

    def __init__(self, server, tablet):
        self.server, self.tablet, self.pages = server, tablet, {}

    def __getitem__(self, name):
        return self.pages[name]

    def join(self, name, link):
        """Follow an invitation, choose a password, set up the app, come to a page."""
        page = self.tablet("en")
        page.set_default_timeout(30_000)
        tap = {"name": "tap", "value": "off", "url": self.server.url}
        page.context.add_cookies([tap])
        page.goto(link)
        press(page, "Open the invitation")
        page.fill("#id_new", PASSWORD)
        page.fill("#id_again", PASSWORD)
        press(page, "Accept the role")
        page.fill("#id_login", f"{name}@example.org")
        page.fill("#id_password", PASSWORD)
        press(page, "Sign in")
        if "/you/second-factor/" in page.url:
            page.locator("main a[href$='/app/']").click()
            secret = page.locator("bdi.code").inner_text()
            page.fill("#id_code", code_of_app(secret))
            press(page, "Set up the app")
            expect(page.locator(".codes li")).to_have_count(10)
        self.pages[name] = page

    def open(self, name, address):
        page = self.pages[name]
        page.goto(f"{self.server.url}{address}")
        return page


def code_of_app(secret):
    """The code that an app on a telephone shows now."""
    if time.time() % PERIOD > PERIOD - 3:
        time.sleep(4)  # it would change before it is sent
    return format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD))


def press(page, words):
    """Press a button of the page; prove who one is where the page asks again."""
    page.wait_for_load_state()
    button = page.locator("main").get_by_role("button", name=words, exact=True).first
    assert button.count(), f"no “{words}” at {page.url}:\n{page.inner_text('main')}"
    button.click()
    page.wait_for_load_state()
    if "/sign-in/again/" in page.url:
        page.fill("#id_password", PASSWORD)
        page.locator("main form button").first.click()
        page.wait_for_load_state()
        if button.count():  # what was typed is shown once more, and not yet done
            button.click()
            page.wait_for_load_state()
    problem = page.locator("main .summary[role=alert]")
    assert not problem.count(), problem.first.inner_text()


def follow(page, words):
    page.locator("main").get_by_role("link", name=re.compile(words)).first.click()


def fill(page, **fields):
    """Type, choose or tick what a form asks, by the names of its fields."""
    for name, value in fields.items():
        field = page.locator(f"main [name='{name}']")
        match field.first.get_attribute("type"), field.first.evaluate("e => e.tagName"):
            case (("radio" | "checkbox"), _tag):
                for code in value if isinstance(value, list) else [value]:
                    page.locator(f"main [name='{name}'][value='{code}']").check()
            case _type, "SELECT":
                field.select_option(value)
            case _:
                field.fill(str(value))


def told(page, words):
    """The page tells what was done."""
    expect(page.locator("main [role=status]").first).to_contain_text(words)


def filled_in(page, link, rows):
    """The template behind a link, filled in with a spreadsheet program."""
    with page.expect_download() as download:
        page.locator(f"main a[href$='{link}']").first.click()
    book = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()))
    sheet = book.worksheets[0]
    names = [cell.value for cell in sheet[1]]
    for number, row in enumerate(rows, start=2):
        for name, value in row.items():
            sheet.cell(number, names.index(name) + 1, value)
    file = io.BytesIO()
    book.save(file)
    return {
        "name": "filled-in.xlsx",
        "mimeType": "application/octet-stream",
        "buffer": file.getvalue(),
    }
