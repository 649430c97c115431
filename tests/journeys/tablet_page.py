"""The interview page in a browser, opened by a stand-in for the shell of the tablet."""

import json
from pathlib import Path

from django.template.loader import render_to_string
from django.utils import timezone, translation
from playwright.sync_api import expect

from config.style import TABLET_STYLE
from surveys.instruments.versions import instrument_of
from surveys.interviews.breaks import place_form
from surveys.models import InstrumentVersion
from tests.journeys.pages import sign_in
from tests.surveys.instruments.shipped.plan import TODAY

HOST = Path(__file__).with_name("interview_host.mjs")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; connect-src"
    " 'self'; img-src 'self'; media-src 'self'; require-trusted-types-for 'script';"
    " trusted-types 'none'"
)
PAGE = """<!doctype html><html lang="{language}" dir="ltr"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Forms</title><style>{style}</style>
<script type="module" src="/host/host.mjs"></script></head>
<body><div id="interview"></div>
<template data-place-form data-number="{number}">{sheet}</template></body></html>"""


def open_on_tablet(
    page, server, *, code="migrant", language="fr", second="", screen="", **answers
):
    """Open an interview of the interviewer; `answers` are given already.

    screen: the one that was saved last, or "" to begin with the first.

    Returns a list that what goes wrong in the browser is added to.
    """
    problems = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on(
        "console",
        lambda line: problems.append(line.text) if line.type == "error" else None,
    )
    sign_in(page, server, "interviewer")
    version = InstrumentVersion.objects.get(instrument__code=code)
    instrument = instrument_of(version)
    draft = {
        "id": "3f0c7b0a-0000-4000-8000-000000000001",
        "revision": 1,
        "version": version.fingerprint,
        "round": "demo",
        "site": "A-1",
        "language": language,
        "secondLanguage": second,
        "answers": answers,
        "unchecked": {},
        "screen": screen,
        "startedAt": timezone.now().isoformat(),
        "day": str(TODAY),
    }
    contacts = [{"label": "Avocat", "name": "Barreau", "contact": "à l’accueil"}]
    data = {"compiled": instrument.to_json(), "draft": draft, "contacts": contacts}
    page.route(
        f"{server.url}/host/",
        lambda route: route.fulfill(
            body=host_page(language),
            content_type="text/html; charset=utf-8",
            headers={"Content-Security-Policy": POLICY},
        ),
    )
    page.route(
        f"{server.url}/host/host.mjs",
        lambda route: route.fulfill(
            body=HOST.read_text(), content_type="text/javascript; charset=utf-8"
        ),
    )
    page.route(
        f"{server.url}/host/interview.json",
        lambda route: route.fulfill(
            body=json.dumps(data), content_type="application/json"
        ),
    )
    page.goto(f"{server.url}/host/")
    page.wait_for_selector("body[data-ready] form.screen")
    return problems


def host_page(language):
    with translation.override(language):
        sheet = render_to_string("surveys/interviews/breaks/place_sheet.html")
    return PAGE.format(
        language=language,
        style=TABLET_STYLE,
        number=place_form.number_hash(),
        sheet=sheet,
    )


def screen_of(page):
    """The name of the screen that shows, or "" on another page."""
    return page.locator("form.screen").first.get_attribute("data-screen") or ""


def answer_screen(page, said):
    """Answer each question of the screen, by one tap where that goes on."""
    tap = page.locator("main [data-one-tap]")
    before = screen_of(page)
    if tap.count():
        name = tap.get_attribute("id").removeprefix("q-")
        codes = said.get(name, [])
        wanted = f"[value='{codes[0]}']" if codes else ""
        tap.locator(f"label:has(input{wanted})").first.click()
        other = f"form.screen:not([data-screen='{before}'])"
        more = "form.screen:not(:has([data-one-tap]))"  # the answer asks for more
        expect(page.locator(f"{other}, {more}")).to_be_visible()
        return
    for box in page.locator("main fieldset[id^='q-']").all():
        answer_question(box, said)
    press(page, "continue")


def answer_question(box, said, *, tap=True):
    """tap: with a touch, which may go on by itself; else only chosen."""
    name = box.get_attribute("id").removeprefix("q-")
    choice, inputs = box.locator("select"), box.locator("input[type=radio]")
    boxes, texts = (
        box.locator("input[type=checkbox]:not([value^='state:'])"),
        box.locator("input[type=text], textarea"),
    )
    if name in said:
        codes = said[name]
        if texts.count() and not (inputs.count() or boxes.count()):
            texts.first.fill(codes[0])
            return
        if choice.count():
            choice.select_option(codes[0])
        for code in codes if not choice.count() else ():
            choose_in(box, f"[value='{code}']", tap)
    elif choice.count():
        choice.select_option(index=1)
    elif texts.count():
        texts.first.fill("1")
    elif inputs.count() or boxes.count():
        choose_in(box, "input", tap)


def choose_in(box, choice, tap):
    label = box.locator(f"label:has({choice})").first
    if tap:
        label.click()
    else:
        label.locator("input").evaluate("input => { input.checked = true; }")


def press(page, go):
    page.locator(f".bar button[value='{go}']").click()
