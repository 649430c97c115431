"""One interview on a tablet: French beside English, and somebody comes in."""

import re
import uuid

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from surveys.interviews.answer_checks import Content, check_answers
from surveys.models import InstrumentVersion, Outcome
from tests.journeys.tablet_page import (
    answer_screen,
    open_on_tablet,
    press,
    screen_of,
)

SAID = {
    "x_place_safe": ["yes"],
    "x_private": ["full"],
    "x_interp": ["none"],
    "x_understood": ["yes"],
    "x_consent": ["yes"],
    "m_status": ["current"],
    "m_age": ["a25"],
    "x_urgent": ["none"],
    "x_distress": ["none"],
    "x_still_ok": ["yes"],
}
PRIVATE = "Pouvez-vous continuer à l’abri des regards et des oreilles ?"
COVERED_AFTER = 12
SHOWN_TO_THEM = 16
pytestmark = pytest.mark.django_db(transaction=True)


def go_on_until(page, stop):
    """Answer screens until `stop(screen, number)`; the names of those answered."""
    names = []
    while (screen := screen_of(page)) and not stop(screen, len(names)):
        assert len(names) < 90, names[-5:]
        answer_screen(page, SAID)
        names.append(screen)
    return names


def test_an_interview_goes_on_after_somebody_came_in_and_keeps_what_was_said(
    empty_round, live_server, tablet, tmp_path
):
    page = tablet("fr")
    problems = open_on_tablet(
        page, live_server, language="fr", second="en", x_modules=["none"]
    )
    names = go_on_until(page, lambda _screen, count: count == COVERED_AFTER)
    page.screenshot(path=tmp_path / "question.png")
    said = page.locator("main").inner_text()
    before = page.evaluate("host.draft.answers")

    page.keyboard.press("Escape")
    expect(page).to_have_title("Fiche du lieu")
    assert page.url.endswith("#/place")
    words = page.locator("body").inner_text()
    assert not re.search("entretien|interview|question|réponse", words, re.I), words
    assert not set(said.split("\n")) & set(words.split("\n")) - {"", "Oui", "Non"}
    page.screenshot(path=tmp_path / "place.png")
    page.keyboard.press("Escape")
    page.go_back(wait_until="commit")
    expect(page.locator("[data-sheet]")).to_be_visible()
    page.fill("[name=sheet_number]", "17")
    page.locator(".bar .primary").click()
    expect(page.locator("[name=sheet_number]")).to_have_value("")
    page.reload()
    expect(page.locator("[data-sheet]")).to_be_visible()
    page.fill("[name=sheet_number]", "2741")
    page.locator(".bar .primary").click()
    expect(page.locator("main h1")).to_have_text(PRIVATE)
    page.screenshot(path=tmp_path / "private.png")
    assert page.evaluate("host.draft.answers.x_private") == "none"
    page.locator(".choice:has([value=none])").click()
    expect(page.locator("form.screen[data-screen]")).to_be_visible()
    assert page.evaluate("host.draft.answers") == before | {"x_private": "none"}

    names += go_on_until(page, lambda _s, count: count == SHOWN_TO_THEM - COVERED_AFTER)
    go_on_until(page, lambda _s, _c: page.locator("button[value=show]").is_visible())
    page.locator("button[value=show]").click()
    expect(page.locator("form.theirs")).to_have_attribute("lang", "en")
    page.screenshot(path=tmp_path / "theirs.png")
    theirs = page.locator("main")
    assert not theirs.locator("[lang=fr], .foryou, .second").count()
    assert page.locator(".bar button[value=came]").is_visible()
    press(page, "pause")
    expect(page.locator("main h1")).to_have_text("Thank you")
    press(page, "continue")  # the tablet was given back
    expect(page.locator("main h1")).to_have_text("Une pause")
    page.locator("main button[value=continue]").click()
    page.locator("button[value=show]").click()
    expect(page.locator("form.theirs")).to_be_visible()
    answer_screen(page, SAID)
    expect(page.locator("main h1")).to_have_text("Thank you")
    press(page, "continue")  # the tablet was given back
    expect(page.locator("form.screen:not(.theirs)")).to_be_visible()

    go_on_until(page, lambda _screen, _count: False)
    expect(page.locator("main h1")).to_have_text("Vérifier avant de terminer")
    page.screenshot(path=tmp_path / "check.png", full_page=True)
    press(page, "continue")
    expect(page.locator("main h1")).to_have_text("Merci")
    page.screenshot(path=tmp_path / "done.png")
    finished = page.evaluate("host.finished")
    assert finished["stopped"] is False
    version = InstrumentVersion.objects.get(instrument__code="migrant")
    arrived = version, finished["answers"], False, timezone.localdate(), uuid.uuid4()
    checked = check_answers(Content(*arrived))
    assert checked.outcome == Outcome.COMPLETE
    assert checked.coded["m_age"] == "a25"
    assert {"state": "not_asked_privacy"} in checked.coded.values()
    assert before.items() <= (finished["answers"] | {"x_private": "full"}).items()
    assert problems == []
