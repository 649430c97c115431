"""The way of one answer: typed on a tablet, read as a figure, found in a workbook."""

import io
import re

import openpyxl
import pytest
from django.utils import timezone
from playwright.sync_api import expect

from surveys.models import Interview, PrimaryUnit
from tests.journeys.pages import (
    asks_a_question,
    choose,
    finish,
    go_on,
    questions_on,
    sign_in,
)

# What this person says; every other question gets its first answer or a number.
ANSWERS = {
    "x_place_safe": ["yes"],
    "x_private": ["full"],
    "x_interp": ["none"],
    "x_consent": ["yes"],
    "x_understood": ["yes"],
    "m_status": ["current"],
    "m_age": ["a25"],
    "m_gender": ["woman"],
    "m_order": ["yes"],
    "m_reason_told": ["state:refused"],
    "m_judge_first": ["never"],
    "m_alt_disc": ["no"],
    "m_illtreat": ["none"],
    "x_urgent": ["none"],
    "x_still_ok": ["yes"],
}
NUMBERS = {"m_days": "٣٤"}  # 34 in Arabic-Indic digits
STANDARD, INDICATOR, QUESTION = "LEG-02", "LEG-02.m", "m_order"
SECONDS = 60_000  # computing the figures takes some on a busy machine


def answer_screen(page):
    answered = set()
    while waiting := [n for n in questions_on(page) if n not in answered]:
        name = waiting[0]  # an answer may bring others, or take some away
        answered.add(name)
        box = page.locator(f"#q-{name}")
        if name in ANSWERS:
            choose(page, name, *ANSWERS[name])
        elif box.locator("input[type=radio], input[type=checkbox]").count() and not (
            box.locator("input.count, input.num").count()
        ):
            box.locator("input[type=radio], input[type=checkbox]").first.check()
        elif box.locator("select").count():
            box.locator("select").select_option(index=1)
        elif box.locator("input.count, input.num").count():
            box.locator("input.count, input.num").fill(NUMBERS.get(name, "1"))
        else:
            box.locator("textarea").fill("Un logement, et un avocat plus tôt.")


def whole_interview(page):
    """Answer until the last check page; returns the names asked, in order."""
    names = []
    expect(page.locator("form.screen")).to_be_visible()
    for _screen in range(200):
        if not asks_a_question(page):
            return names
        names += questions_on(page)
        answer_screen(page)
        go_on(page)
    raise AssertionError("the interview does not end")


def share_by_plain_arithmetic(round):
    """(share of yes, number of answers) from the raw answers, without our library."""
    units = list(PrimaryUnit.objects.filter(round=round).select_related("stratum"))
    answers_by_unit = {unit.pk: [] for unit in units}
    for interview in Interview.objects.filter(
        round=round, version__instrument__source="migrant", outcome="complete"
    ):
        answers_by_unit[interview.primary_unit_id].append(
            interview.answers.get(QUESTION)
        )
    yes = answers = 0.0
    n = 0
    for unit in units:
        drawn = sum(1 for other in units if other.stratum_id == unit.stratum_id)
        people = answers_by_unit[unit.pk]
        weight = unit.stratum.frame_count / drawn * unit.population / len(people)
        for answer in people:
            if answer in ("yes", "no"):
                n += 1
                answers += weight
                yes += weight * (answer == "yes")
    return yes / answers, n


def shown_n(page, server):
    """(fewest, most) that n of everyone may be, as this person reads it."""
    page.goto(f"{server.url}/review/")
    page.locator("main a[href*='/review/figures/']").first.click()
    page.locator("a[href$='/standards/']").first.click()
    page.locator(f"main a[href$='/{STANDARD}/']").first.click()
    cell = page.locator("table.plots tr.strong").first.locator("td").last
    numbers = [int(number) for number in re.findall(r"\d+", cell.text_content())]
    return numbers[0], numbers[-1]


@pytest.mark.django_db(transaction=True)
def test_an_answer_typed_on_a_tablet_is_counted_in_a_released_figure(
    whole_round, live_server, tablet
):
    before = share_by_plain_arithmetic(whole_round)[1]
    interviewer = tablet("fr")
    sign_in(interviewer, live_server, "interviewer")
    expect(interviewer.locator("html")).to_have_attribute("lang", "fr")
    interviewer.goto(f"{live_server.url}/field/start/")
    interviewer.locator("input[name=assignment]").first.check()
    interviewer.locator("input[name=language][value=fr]").check()
    interviewer.locator("main form button").click()
    names = whole_interview(interviewer)
    assert "m_reason_lang" not in names, "the refusal must skip its follow-up"
    assert "m_rel_doc" not in names, "who is still held is not asked about release"
    finish(interviewer)
    expect(interviewer.locator("h1")).to_have_text("Merci")
    newest = Interview.objects.latest("received_at")
    assert newest.answers["m_reason_told"] == {"state": "refused"}
    assert newest.answers["m_days"] == 34
    assert "m_review_n" not in newest.answers, "no review took place"
    assert newest.held_on == timezone.localdate()

    coordinator = tablet("fr")
    sign_in(coordinator, live_server, "coordinator")
    coordinator.goto(f"{live_server.url}/review/")
    coordinator.locator("form[action$='/compute/'] button").click(timeout=SECONDS)
    expect(coordinator.locator("[role=log] li").first).to_be_visible(timeout=SECONDS)
    expect(coordinator.locator("main [role=status]")).to_be_visible(timeout=SECONDS)

    reviewer = tablet("fr")
    sign_in(reviewer, live_server, "reviewer")
    reviewer.goto(f"{live_server.url}/review/")
    reviewer.locator("main a[href*='/review/figures/']").first.click()
    reviewer.locator("a[href$='/release/']").first.click()
    preview = reviewer.url
    reviewer.locator("main [name=read_list]").first.check()
    reviewer.get_by_role("button", name="Proposer la publication").click()
    expect(reviewer.locator("main")).to_contain_text("Vous l’avez proposée")
    second = tablet("fr")
    sign_in(second, live_server, "reviewer2")
    second.goto(preview)
    second.locator("main [name=read_list]").first.check()
    second.get_by_role("button", name="Diffuser à tous").click()
    expect(second.locator("main [role=status]")).to_be_visible(timeout=SECONDS)

    share, n = share_by_plain_arithmetic(whole_round)
    assert n == before + 1
    assert shown_n(reviewer, live_server) == (n, n)
    reader = tablet("fr")
    sign_in(reader, live_server, "reader")
    fewest, most = shown_n(reader, live_server)
    assert fewest <= n <= most, "who was asked is told as a band"
    reviewer.locator("a[href$='/download/']").first.click(timeout=SECONDS)
    with reviewer.expect_download() as download:
        reviewer.locator("a[href$='working.xlsx']").first.click()
    content = io.BytesIO(download.value.path().read_bytes())
    rows = openpyxl.load_workbook(content)["results"].iter_rows(values_only=True)
    header = next(rows)
    lines = [
        line
        for values in rows
        if (line := dict(zip(header, values, strict=True)))["indicator_code"]
        == INDICATOR
        and line["group_code"] == "all"
    ]
    assert len(lines) == 1
    assert lines[0]["n"] == n
    assert lines[0]["estimate"] == pytest.approx(share, abs=1e-12)
