"""Repeats, a grid, a cascade, a rank, an unlikely number: with and without scripts."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from surveys.models import Interview
from surveys.sealed_answers import openings
from tests.journeys import every_layout
from tests.journeys.pages import another_screen, finish, go_on, sign_in
from tests.surveys.sealed_answers.custodians import own_words


@pytest.fixture
def layouts(version_of, assign):
    """Everything, assigned to the interviewer at one site."""
    return assign(
        version_of(every_layout.SURVEY, every_layout.CHOICES, every_layout.SETTINGS)
    )


def pick(page, name, value):
    page.locator(f"input[name='{name}'][value='{value}']").check()


def fill(page, *texts):
    boxes = page.locator("fieldset.question input[type=text]")
    for index, text in enumerate(texts):
        boxes.nth(index).fill(text)


def tap(page, go):
    with another_screen(page):
        page.locator(f"button[name=go][value='{go}']").click()


def answer(page):
    """The whole interview, with the detours that people make."""
    pick(page, "x_consent", "yes")
    go_on(page)
    fill(page, "400")
    go_on(page)
    expect(page.locator(".summary")).to_contain_text("More than a year is unusual.")
    pick(page, "days:reason", "document")
    go_on(page)
    fill(page, "", "mars", "2024")
    go_on(page)
    page.locator("select").select_option("south")
    go_on(page)
    pick(page, "place", "s1")
    go_on(page)
    tap(page, "back")
    tap(page, "back")
    page.locator("select").select_option("north")
    go_on(page)
    expect(page.locator("[value=s1]")).to_have_count(0)
    pick(page, "place", "n2")
    go_on(page)
    pick(page, "food", "daily")
    pick(page, "air", "never")
    pick(page, "visits", "state:refused")
    go_on(page)
    for code in ("doctor", "lawyer", "phone"):
        tap(page, f"place:needs:{code}")
    tap(page, "unplace:needs:lawyer")
    go_on(page)
    expect(page.locator(".summary")).to_contain_text("So far: 2")
    tap(page, "place:needs:lawyer")
    go_on(page)
    pick(page, "fair", "3")
    go_on(page)
    page.locator("input[type=time]").fill("22:30")
    go_on(page)
    page.locator("[name=told]").check()
    go_on(page)
    children(page)
    fill(page, "2")
    go_on(page)
    for kind in ("Police", "Centre"):
        page.locator("textarea").fill(kind)
        go_on(page)
    page.locator("[name='search:town']").fill("77")
    tap(page, "search:town")
    pick(page, "town", "t77")
    go_on(page)


def children(page):
    """Two are added, one too many is taken out."""
    tap(page, "add")
    fill(page, "2")
    go_on(page)
    tap(page, "add")
    fill(page, "9")
    go_on(page)
    pick(page, "school.2", "yes")
    go_on(page)
    expect(page.locator(".rows li")).to_have_count(2)
    tap(page, "remove:1")
    expect(page.locator(".rows li")).to_have_count(1)
    expect(page.locator(".rows")).to_contain_text("9 · Yes")
    go_on(page)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.django_db(transaction=True)
def test_every_layout_is_answered_and_stored_alike(
    layouts, live_server, tablet, scripts
):
    page = tablet("en", java_script_enabled=scripts)
    sign_in(page, live_server, "interviewer")
    page.goto(f"{live_server.url}/field/start/")
    pick(page, "assignment", layouts.pk)
    pick(page, "language", "en")
    page.locator("main form button").click()
    answer(page)
    finish(page)
    expect(page.locator("h1")).to_have_text("Thank you")
    interview = Interview.objects.get(version__instrument__code="layouts")
    assert interview.answers == every_layout.STORED
    assert interview.held_on == timezone.localdate()
    words = own_words(interview, openings.custody_of(interview))
    assert words == {"where.1": "Police", "where.2": "Centre"}
