"""How a person moves through the product in a browser."""

import re

from surveys.demo.seed import PASSWORD

FRENCH = {"sign_in": "Se connecter", "start": "Commencer un entretien"}


def sign_in(page, server, name):
    page.goto(f"{server.url}/sign-in/")
    page.fill("#id_login", f"{name}@demo.test")
    page.fill("#id_password", PASSWORD)
    page.locator("main form button").click()
    page.wait_for_url(re.compile(r"/(field|coordinate|custody|review)/$"))


def go_on(page):
    page.locator(".row button[value=continue]").click()


def choose(page, name, *codes):
    for code in codes:
        page.locator(f'input[name="{name}"][value="{code}"]').check()


def questions_on(page):
    """Names of the questions of this screen, in order, also of those in a grid."""
    return [
        question.get_attribute("id").removeprefix("q-")
        for question in page.locator("fieldset.question, tr.question").all()
    ]
