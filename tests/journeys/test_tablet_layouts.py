"""Keys alone, lists, rows and both orientations on the tablet's own page."""

import pytest
from playwright.sync_api import expect

from tests.journeys.accessibility import Keys
from tests.journeys.every_kind import pick, rank
from tests.journeys.tablet_page import open_on_tablet, press

pytestmark = pytest.mark.django_db(transaction=True)
AGREED = {"x_private": "full", "x_consent": "yes"}
SHORT = {"width": 800, "height": 480}  # half of it is left while the keyboard is open


@pytest.fixture
def opened_at(kinds, live_server, tablet):
    """opened_at(screen, **answers) → a page with an interview at that screen."""

    def open_at(screen, second="", language="fr", **answers):
        page = tablet("fr")
        options = {"code": "kinds", "language": language, "second": second}
        problems = open_on_tablet(page, live_server, **options, **AGREED, **answers)
        page.locator("form.screen details.more > summary").click()
        page.locator("button[value=sections]").click()
        page.locator("main ul.rows button").nth(1).click()
        while not page.locator(f"form[data-screen='{screen}']").count():
            page.locator(".bar button[value=continue]").click()
        assert problems == []
        return page

    return open_at


def skipping(*names):
    return {name: {"state": "refused"} for name in names}


BEFORE_TOWN = skipping(
    *("food", "lacks", "shown", "days", "came", "story", "fair", "lights", "told"),
    "region",
)
BEFORE_CHILDREN = BEFORE_TOWN | skipping(
    *("town", "needs", "air", "visits", "beds", "mats", "door", "light")
)


def answers(page):
    return page.evaluate("host.draft.answers")


def test_a_short_interview_is_held_by_keys_alone(kinds_by_keys):
    page, keys = kinds_by_keys
    keys.press("1", "Enter")
    next_screen(page, "x_script")
    keys.tab_to("[value=continue]")
    keys.press("Enter")
    next_screen(page, "x_consent")
    keys.tab_to("[value=continue]")
    keys.press("Enter")
    expect(page.locator("main .summary")).to_be_focused()
    keys.tab_to(".summary a")
    keys.press("Enter")
    expect(page.locator("#a-x_consent")).to_be_focused()
    keys.press("Space", "Enter")
    next_screen(page, "food")
    keys.tab_to("[name=food]")
    keys.press("Space", "ArrowDown", "Enter")
    next_screen(page, "lacks")
    keys.tab_to("[name=lacks]")
    keys.press("Space", "Tab", "Tab", "Space", "Enter")
    next_screen(page, "shown")
    keys.press("3", "Enter")
    next_screen(page, "days")
    keys.tab_to("[name=days]")
    keys.type("40")
    keys.press("Enter")
    next_screen(page, "came")
    for part in ("3", "mars", "2024"):
        keys.press("Tab")
        keys.type(part)
    keys.press("Enter")
    next_screen(page, "story")
    keys.press("Tab")
    keys.type("More light")
    keys.tab_to("[value=continue]")
    keys.press("Enter")
    next_screen(page, "fair")
    keys.press("Tab", "Space", "ArrowRight", "ArrowRight", "Enter")
    next_screen(page, "lights")
    keys.tab_to("[value='state:does_not_know']")
    keys.press("Space", "Enter")
    next_screen(page, "told")
    keys.press("Tab", "Space", "Enter")
    next_screen(page, "region")
    keys.press("Tab")
    keys.type("No")
    keys.tab_to("[value=continue]")
    keys.press("Enter")
    next_screen(page, "town")
    keys.press("Tab")
    keys.type("7")
    keys.press("Tab", "Space", "Enter")
    next_screen(page, "needs")
    keys.press("Tab", "Enter", "Enter", "Enter")
    keys.tab_to("[value=continue]")
    keys.press("Enter")
    next_screen(page, "rooms")
    keys.press("Tab", "Space", "Tab", "Space", "Enter")
    next_screen(page, "people")
    for number in ("4", "2"):
        keys.tab_to("input.num")
        keys.type(number)
    keys.press("Enter")
    next_screen(page, "both")
    assert not keys.findings, "\n".join(keys.findings)
    assert answers(page) == AGREED | {
        "food": "weekly",
        "lacks": ["lawyer", "phone"],
        "shown": ["c"],
        "days": 40,
        "came": "2024-03-03",
        "story": "More light",
        "fair": 2,
        "lights": {"state": "does_not_know"},
        "told": "OK",
        "region": "north",
        "town": "t7",
        "needs": ["lawyer", "doctor", "phone"],
        "air": "daily",
        "visits": "daily",
        "beds": 4,
        "mats": 2,
    }


@pytest.fixture
def kinds_by_keys(kinds, live_server, tablet):
    """The first screen of an interview in a low window, read by keys alone."""
    page = tablet("fr")
    page.set_viewport_size(SHORT)
    open_on_tablet(page, live_server, code="kinds", language="fr", second="ar")
    return page, Keys(page)


def next_screen(page, name):
    """The screen is another one, and its heading has the focus."""
    expect(page.locator(f"form[data-screen='{name}']")).to_be_visible()
    expect(page.locator("main h1:focus, main legend:focus")).to_have_count(1)


def test_an_order_is_tapped_and_one_is_taken_out_again(opened_at):
    page = opened_at("needs", **BEFORE_TOWN, **skipping("town"))
    rank(page, "needs", "doctor", "lawyer", "phone")
    assert answers(page)["needs"] == ["doctor", "lawyer", "phone"]
    page.locator(".placed li", has_text="avocat").locator("button").click()
    press(page, "continue")
    expect(page.locator("main .summary")).to_be_visible()
    rank(page, "needs", "lawyer")
    press(page, "continue")
    expect(page.locator("form[data-screen=rooms]")).to_be_visible()
    assert answers(page)["needs"] == ["doctor", "phone", "lawyer"]


def test_a_long_list_is_searched_in_either_language(opened_at):
    page = opened_at("town", second="ar", **BEFORE_TOWN)
    shown = page.locator("main .choices label.choice:visible")
    expect(shown).to_have_count(0)
    page.fill("[id='s-town']", "VILLE 12")
    expect(shown).to_have_count(1)
    page.fill("[id='s-town']", "مدينة 31")
    expect(shown).to_have_count(1)
    pick(page, "town", "t31")
    page.fill("[id='s-town']", "ville 5")
    expect(page.locator("[value=t31]")).to_be_visible()
    press(page, "continue")
    expect(page.locator("form[data-screen=needs]")).to_be_visible()
    assert answers(page)["town"] == "t31"


def test_children_are_added_taken_out_and_move_up(opened_at):
    page = opened_at("child", **BEFORE_CHILDREN)
    for number, age in enumerate(("2", "9"), start=1):
        page.locator("main button[value=add]").click()
        page.locator(f"[name='age.{number}'][type=text]").fill(age)
        press(page, "continue")
    rows = page.locator("main ol.rows > li")
    expect(rows).to_have_count(2)
    page.locator("main button[value='remove:1']").click()
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("9")
    press(page, "continue")
    expect(page.locator("form[data-screen=x_distress]")).to_be_visible()
    assert (answers(page)["child"], answers(page)["age.1"]) == (1, 9)
    assert "age.2" not in answers(page)


def test_two_languages_stand_side_by_side_in_landscape_and_below_in_portrait(opened_at):
    page = opened_at("food", second="ar")
    texts = page.locator("label.choice").first.locator("span[lang]")
    upright = [text.bounding_box() for text in texts.all()]
    assert upright[0]["y"] < upright[1]["y"]
    page.set_viewport_size({"width": 1280, "height": 800})
    across = [text.bounding_box() for text in texts.all()]
    assert across[0]["x"] + across[0]["width"] <= across[1]["x"]
    assert abs(across[0]["y"] - across[1]["y"]) < 8
    languages = [text.get_attribute("lang") for text in texts.all()]
    assert languages == ["fr", "ar"]
    directions = texts.evaluate_all(
        "all => all.map((t) => getComputedStyle(t).direction)"
    )
    assert directions == ["ltr", "rtl"]
    for button in page.locator(".bar > *").all():
        box = button.bounding_box()
        assert box["y"] + box["height"] <= 800
