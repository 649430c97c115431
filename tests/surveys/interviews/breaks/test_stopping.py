"""Pause and stop: at once, in two steps, with three items for the interviewer."""

import pytest
from django.urls import reverse

from surveys.fieldwork import rounds
from surveys.interviews import drafts, urgent_risks
from surveys.models import (
    Assignment,
    Draft,
    Interview,
    Round,
    UrgentRisk,
    WaitingRisks,
)
from tests.surveys.conftest import OPENING, stop

pytestmark = pytest.mark.django_db


def go(client, name, draft, word, **more):
    return client.post(reverse(name, args=[draft.pk]), {"go": word, **more})


def test_one_tap_never_erases(as_person, draft):
    client = as_person("interviewer")
    go(client, "stop", draft, "erase")
    assert Draft.objects.filter(pk=draft.pk).exists()


def test_before_erasing_the_page_says_what_goes(as_person, start):
    draft = start(**OPENING, m_age="a25", m_priority="More visits")
    page = as_person("interviewer").get(reverse("erase", args=[draft.pk]))
    text = page.content.decode()
    assert f"{len(OPENING) + 1} answers" in text
    assert "1 answer in the person’s own words" in text
    keep, yes = (text.index(f'value="{word}"') for word in ("keep", "erase"))
    assert keep < yes, "the safe answer comes first"


def test_three_items_for_the_interviewer_come_before_the_end(as_person, draft):
    client = as_person("interviewer")
    response = go(client, "stop", draft, "keep")
    assert response.url.endswith("?ending=keep")
    page = client.get(response.url).content.decode()
    assert "For you alone" in page
    assert "Show them" not in page
    assert Draft.objects.filter(pk=draft.pk).exists()


@pytest.mark.parametrize("how", ["keep", "erase"])
def test_the_items_may_be_left_unanswered(as_person, draft, how):
    client = as_person("interviewer")
    page = go(client, {"keep": "stop", "erase": "erase"}[how], draft, how)
    for _screen in range(4):
        if "ending=" not in page.url:
            break
        revision = Draft.objects.get(pk=draft.pk).revision
        page = client.post(
            page.url, {"go": "continue", "ending": how, "revision": revision}
        )
    assert Interview.objects.filter(interview_id=draft.pk).exists()


def test_erasing_keeps_the_need_for_help_and_no_answer(as_person, draft):
    stop(as_person("interviewer"), draft, "erase")
    interview = Interview.objects.get(interview_id=draft.pk)
    assert (interview.outcome, interview.answers) == ("taken_back", {})
    assert interview.sealed is None


def test_a_draft_begun_by_mistake_is_no_withdrawal(as_person, start, draft):
    client, empty = as_person("interviewer"), start()
    assert b"started by mistake" in client.get(reverse("stop", args=[empty.pk])).content
    go(client, "stop", empty, "mistake")
    assert not Draft.objects.filter(pk=empty.pk).exists()
    assert not Interview.objects.exists()
    page = client.get(reverse("stop", args=[draft.pk])).content
    assert b"started by mistake" not in page, "agreement was asked for"
    go(client, "stop", draft, "mistake")
    assert Draft.objects.filter(pk=draft.pk).exists()


def test_pausing_saves_what_was_typed_and_stops_the_clock(tab, draft, stored):
    page = tab(draft, "about")
    assert page.post("pause", m_age="a25").url == reverse("pause", args=[draft.pk])
    assert stored(draft)[0]["m_age"] == "a25"
    assert (
        "Clock stopped"
        in page.client.get(reverse("pause", args=[draft.pk])).content.decode()
    )
    back = go(page.client, "pause", draft, "continue")
    assert back.url == reverse("ask", args=[draft.pk, "about"])
    assert "since" not in drafts.breaks_of(Draft.objects.get(pk=draft.pk))


def test_a_section_can_be_left_out_and_opened_again(tab, draft, stored):
    page = tab(draft, "about")
    page.post("pause", m_age="")
    after = go(page.client, "pause", draft, "skip")
    assert stored(draft)[0]["m_gender"] == {"state": "not_reached"}
    assert "/ask/" in after.url
    assert tab(draft, "about").page.status_code == 200


def test_a_longer_break_signs_out_and_keeps_the_interview(tab, draft):
    page = tab(draft, "about")
    go(page.client, "pause", draft, "lock")
    assert page.client.get(page.url).url.startswith("/sign-in/")
    assert Draft.objects.filter(pk=draft.pk).exists()


@pytest.mark.parametrize(
    "word", ["theme:dark", "text:larger", "tap:off", "interface:fr"]
)
def test_every_button_of_the_menu_saves_first_and_stays(tab, draft, stored, word):
    page = tab(draft, "about")
    answer = page.post(word, m_age="a25")
    assert answer.url == page.url
    assert stored(draft)[0]["m_age"] == "a25"
    assert word.partition(":")[2] in {c.value for c in answer.cookies.values()}


def test_the_menu_never_leads_to_another_site(as_person, draft):
    client = as_person("interviewer")
    for here in ("//evil.example/", "/\\evil.example", "https://evil.example/"):
        answer = go(client, "turn", draft, "theme:dark", here=here)
        assert answer.url == "/"


def test_an_urgent_risk_is_told_of_however_the_interview_ends(as_person, draft):
    stop(as_person("interviewer"), draft, "keep")
    assert WaitingRisks.objects.count() == 1


def test_who_was_not_asked_for_agreement_has_not_refused(tab, start, stored):
    """Neither leaving out the opening nor leaving all open says anything of consent."""
    opening = {k: v for k, v in OPENING.items() if k != "x_consent"}
    draft = start(**opening, m_status="current")
    page = tab(draft, "explain")
    page.post("pause", x_understood="yes")
    go(page.client, "pause", draft, "skip")
    answer = go(page.client, "finish", draft, "leave-open")
    assert answer.status_code == 422
    assert "x_consent" not in stored(draft)[0]
    assert Draft.objects.filter(pk=draft.pk).exists()


def test_the_age_of_a_child_is_not_left_open(as_person, person, empty_round):
    """Else nobody would ask the child, and it would count as a whole interview."""
    assignment = Assignment.objects.filter(
        person=person("interviewer"), instrument__code="child"
    ).first()
    draft = drafts.start_draft(
        assignment=assignment, language="en", by=assignment.person
    )
    gates = {"c_gate_cp": "yes", "c_gate_trained": "yes", "c_consent_by": "parent"}
    drafts.save_draft(
        draft=draft,
        revision=0,
        answers={**OPENING, **gates},
        unchecked={},
        place="",
    )
    answer = go(as_person("interviewer"), "finish", draft, "leave-open")
    assert answer.status_code == 422
    answers, _unchecked = drafts.read_draft(Draft.objects.get(pk=draft.pk))
    assert "c_age" not in answers
    assert answers["c_with"] == {"state": "not_reached"}


def test_erasing_after_the_round_has_closed_keeps_the_need_for_help(as_person, start):
    draft = start(**OPENING, m_status="current")
    rounds.close_round(round=Round.objects.get())
    stop(as_person("interviewer"), draft, "erase", x_urgent="medical", x_refer="acc")
    assert not Draft.objects.exists()
    assert not Interview.objects.exists()
    urgent_risks.file_waiting_risks()
    assert UrgentRisk.objects.get().kind == "medical"


def test_a_draft_that_ended_meanwhile_answers_every_button(as_person, draft):
    client = as_person("interviewer")
    stop(client, draft, "keep")
    for name, word in (
        ("turn", "pause"),
        ("pause", "skip"),
        ("stop", "keep"),
        ("finish", "leave-open"),
    ):
        assert go(client, name, draft, word).status_code == 302, name
