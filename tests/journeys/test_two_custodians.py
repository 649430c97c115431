"""Two people with two sheets of paper open one answer in two browsers."""

import re

import pytest
from playwright.sync_api import expect

from surveys.demo.custodians import recovery_texts
from surveys.interviews import submission
from surveys.models import AuditEntry, CustodianKey, Interview, Opening
from tests.journeys.pages import sign_in
from tests.surveys.sealed_answers.interviews import QUESTION, arrival_from

WORDS = "canary-4455 Je voudrais un avocat. <b>Vite</b>"


@pytest.fixture
def two_browsers(empty_round, live_server, tablet):
    """The pages of both custodians, signed in; their demo keys are taken away."""
    CustodianKey.objects.all().delete()
    pages = [tablet("en"), tablet("en")]
    for number, page in enumerate(pages, start=1):
        sign_in(page, live_server, f"custodian{number}")
        page.goto(f"{live_server.url}/custody/")
    return pages


def make_key(page):
    """The ceremony; returns the recovery text that stands on the sheet."""
    page.locator("main a.button", has_text="Make your key").click()
    page.locator("[data-make]").click()
    groups = page.locator("[data-groups] li")
    expect(groups).to_have_count(13)
    written = groups.all_inner_texts()
    page.locator("[data-written]").click()
    fields = page.locator("[data-group]").all()
    numbers = [int(text) for text in page.locator("[data-number]").all_inner_texts()]
    fields[0].fill("00000")
    page.locator("[data-prove] button").first.click()
    expect(page.locator("[data-problem]")).to_contain_text(str(numbers[0]))
    for number, field in zip(numbers, fields, strict=True):
        field.fill(written[number - 1].lower())
    page.locator("[data-prove] button").first.click()
    expect(page.locator("[role=status]")).to_contain_text("Your key is registered")
    return " ".join(written)


def confirm_keys(page, live_server):
    """The review body writes the check codes that it heard from both custodians."""
    sign_in(page, live_server, "reviewer")
    for key in CustodianKey.objects.all():
        page.goto(f"{live_server.url}/custody/confirm/")
        page.fill(f"#check_code_{key.pk}", key.fingerprint)
        page.locator("form", has=page.locator(f"#check_code_{key.pk}")).locator(
            "button"
        ).click()
        expect(page.locator("[role=status]")).to_contain_text("confirmed the key")


def hand_in(person):
    submission.submit_interview(**arrival_from(person("interviewer"), WORDS))
    return Interview.objects.get()


@pytest.mark.django_db(transaction=True)
def test_two_custodians_make_keys_and_open_one_answer_together(
    two_browsers, live_server, person, tablet
):
    first, second = two_browsers
    posted = []
    for page in two_browsers:
        page.on("request", lambda request: posted.append(request.post_data or ""))
    sheets = [make_key(page) for page in two_browsers]
    confirm_keys(tablet("en"), live_server)
    interview = hand_in(person)

    first.goto(f"{live_server.url}/custody/")
    first.locator("main a", has_text="Ask to open an answer").click()
    first.fill("#reference", interview.receipt)
    first.locator("main form button").click()
    first.locator(f"input[name=question][value='{QUESTION}']").check()
    first.fill("#reason", "The review body asked for it.")
    first.fill("#recovery", sheets[0].replace(sheets[0][0], "?", 1))
    first.locator("main form button").click()
    expect(first.locator("[data-recovery-problem]")).to_contain_text("1")
    first.fill("#recovery", sheets[1])
    first.locator("main form button").click()
    expect(first.locator("[data-recovery-problem]")).to_contain_text("another key")
    first.fill("#recovery", sheets[0].lower())
    first.locator("main form button").click()
    first.wait_for_url(re.compile(r"/custody/openings/"))
    expect(first.locator("main form")).to_have_count(0)  # nothing for one alone

    second.goto(f"{live_server.url}/custody/")
    second.locator(".tasks a").click()
    expect(second.locator("main")).to_contain_text("The review body asked for it.")
    second.locator("button[value=agree]").click()
    second.fill("#recovery", sheets[1])
    second.locator("[data-scripted] button").click()
    expect(second.locator("[data-said]")).to_have_text(WORDS)
    assert second.locator("[data-said] b").count() == 0
    assert second.locator("#recovery").input_value() == ""
    second.locator("[data-forget]").click()
    expect(second.locator("[data-answer]")).to_be_hidden()
    assert WORDS not in second.content()

    sent = " ".join(posted)
    assert "canary" not in sent
    for sheet in sheets:
        assert not [group for group in sheet.split() if group in sent.upper()]
    assert Opening.objects.get().opened_at
    assert AuditEntry.objects.filter(act="answer_opened").count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_answer_hides_itself_after_a_minute(
    empty_round, live_server, tablet, person
):
    interview = hand_in(person)
    texts = list(recovery_texts().values())
    first, second = tablet("fr"), tablet("fr")
    second.clock.install()
    sign_in(first, live_server, "custodian1")
    first.goto(
        f"{live_server.url}/custody/{interview.round.code}/ask/?reference={interview.receipt}"
    )
    first.locator(f"input[name=question][value='{QUESTION}']").check()
    first.fill("#reason", "Why")
    first.fill("#recovery", texts[0])
    first.locator("main form button").click()
    first.wait_for_url(re.compile(r"/custody/openings/"))
    sign_in(second, live_server, "custodian2")
    second.goto(first.url)
    second.locator("button[value=agree]").click()
    second.fill("#recovery", texts[1])
    second.locator("[data-scripted] button").click()
    expect(second.locator("[data-said]")).to_have_text(WORDS)
    second.clock.fast_forward(61_000)
    expect(second.locator("[data-answer]")).to_be_hidden()
    assert "canary" not in second.content()
