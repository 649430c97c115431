"""“Somebody came in”: nothing of the interview is left on the screen."""

import re

import pytest
from django.urls import reverse

from surveys.interviews import drafts
from surveys.models import Draft, Interview
from tests.surveys.conftest import OPENING, stop

pytestmark = pytest.mark.django_db
FORM = "/place/"


@pytest.fixture
def covered(tab, draft):
    """The browser of an interviewer whose interview was just covered."""
    tab(draft, "about").post("came", m_age="a25")
    return tab(draft, "about").client


def test_what_was_typed_is_saved_and_the_place_form_is_shown(tab, draft, stored):
    response = tab(draft, "about").post("came", m_age="a25")
    assert response.url == FORM
    assert stored(draft)[0]["m_age"] == "a25"


def test_no_address_leads_back_to_what_was_asked(covered, draft):
    for name, arguments in (
        ("ask", [draft.pk, "about"]),
        ("sections", [draft.pk]),
        ("check", [draft.pk]),
        ("private", [draft.pk]),
        ("today", []),
        ("home", []),
    ):
        assert covered.get(reverse(name, args=arguments)).url == FORM, name


def test_a_page_that_was_sent_at_the_same_moment_is_saved_and_not_shown(
    covered, draft, stored
):
    revision = Draft.objects.get(pk=draft.pk).revision
    answer = covered.post(
        reverse("ask", args=[draft.pk, "length"]),
        {"revision": revision, "go": "continue", "m_days": "ninety"},
    )
    assert answer.url == FORM
    assert not answer.content


def test_a_tablet_goes_on_sending_what_waits_on_it(covered):
    answer = covered.get(reverse("tablet-session"))
    assert (answer.status_code, answer.json()["device"]) == (200, "unknown")
    body = {"device": None, "records": "none"}
    sent = covered.post(reverse("tablet-sync"), body, content_type="application/json")
    assert (sent.status_code, sent.json()["problem"]) == (400, "unreadable")


def test_the_form_says_nothing_of_an_interview(covered, draft):
    page = re.sub(r"<style>.*</style>", "", covered.get(FORM).content.decode())
    for word in ("nterview", "uestion", "rivate", "nswer", "detention", str(draft.pk)):
        assert word not in page, word


def test_what_is_typed_into_the_form_goes_nowhere(covered, draft):
    page = covered.post(FORM, {"sheet_number": "17"})
    assert page.status_code == 200
    assert b'value="17"' not in page.content


def test_a_long_press_on_the_title_does_not_lead_back(covered):
    assert covered.post(FORM, {"title": "held"}).status_code == 200


def test_after_five_wrong_numbers_the_number_leads_to_the_sign_in_page(covered, draft):
    pages = [covered.post(FORM, {"sheet_number": str(n)}) for n in range(7)]
    assert {page.status_code for page in pages} == {200}
    token = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"')
    assert len({token.sub(b"", page.content) for page in pages}) == 1
    assert "_auth_user_id" not in covered.session
    assert str(draft.pk) not in str(dict(covered.session))
    for name in ("today", "account_login"):
        assert covered.get(reverse(name)).url == FORM
    assert covered.get(FORM).status_code == 200
    sign_in = reverse("account_login")
    assert covered.post(FORM, {"sheet_number": "2741"}).url == sign_in
    assert covered.get(sign_in).status_code == 200


def test_four_wrong_numbers_and_sheets_without_one_lock_nothing(covered, draft):
    for number in ("1", "", "2", "", "3", "", "4"):
        covered.post(FORM, {"sheet_number": number})
    response = covered.post(FORM, {"sheet_number": "2741"})
    assert response.url == reverse("private", args=[draft.pk])


def test_the_number_leads_back(covered, draft):
    response = covered.post(FORM, {"sheet_number": "2741"})
    assert response.url == reverse("private", args=[draft.pk])
    assert b"Can you go on in private?" in covered.get(response.url).content


def test_somebody_may_hear_until_the_way_back_is_answered(covered, draft, stored):
    assert stored(draft)[0]["x_private"] == "none"
    covered.post(FORM, {"sheet_number": "2741"})
    covered.post(
        reverse("private", args=[draft.pk]), {"x_private": "full", "go": "continue"}
    )
    assert stored(draft)[0]["x_private"] == "full"


def test_the_way_back_must_be_answered(covered, draft, stored):
    covered.post(FORM, {"sheet_number": "2741"})
    page = covered.post(reverse("private", args=[draft.pk]), {"go": "continue"})
    assert b"Choose one answer." in page.content
    assert stored(draft)[0]["x_private"] == "none"


def test_what_was_said_in_private_is_locked_and_kept(tab, start, as_person):
    draft = start(**OPENING, m_status="current", m_age="a25", m_illtreat=["verbal"])
    tab(draft, "about").post("came", m_age="a25")
    client = as_person("interviewer")
    client.post(FORM, {"sheet_number": "2741"})
    client.post(
        reverse("private", args=[draft.pk]), {"x_private": "hear", "go": "continue"}
    )
    assert client.get(reverse("ask", args=[draft.pk, "m_illtreat"])).status_code == 302
    check = client.get(reverse("check", args=[draft.pk])).content.decode()
    assert "Said in private: locked" in check
    stop(client, draft, "keep")
    stored = Interview.objects.get(interview_id=draft.pk).answers
    assert stored["m_illtreat"] == ["verbal"]
    assert stored["m_unsafe"] == {"state": "not_asked_privacy"}


def test_a_stale_page_is_covered_too_and_what_was_typed_is_not_lost(tab, draft, stored):
    old = tab(draft, "about")
    tab(draft, "about").post(m_age="a25", m_gender="woman")
    assert old.post("came", m_age="a60").url == FORM
    answers, unchecked = stored(draft)
    assert answers["m_age"] == "a25"
    assert unchecked["m_age"] == ["a60"]


def test_an_interview_that_ended_meanwhile_is_covered_too(tab, draft):
    page = tab(draft, "about")
    stop(page.client, draft, "keep")
    assert page.post("came", m_age="a60").url == FORM


def test_the_clock_stands_while_somebody_is_there(covered, draft):
    assert "since" in drafts.breaks_of(Draft.objects.get(pk=draft.pk))


def test_a_tablet_covers_its_session_and_its_own_pages_stay(small_round, as_person):
    tablet = as_person("interviewer")
    tablet.post(FORM, {"tablet": "covered"})
    for name in ("home", "today"):
        assert tablet.get(reverse(name)).url == FORM, name
    for name in ("tablet", "tablet-session"):
        assert tablet.get(reverse(name)).status_code == 200, name
    assert tablet.get(reverse("tablet-pack")).json()["problem"], "its own answer"
    assert tablet.post(FORM, {"sheet_number": "2741"}).url == reverse("home")
    assert tablet.get(reverse("today")).status_code == 200


def test_a_tablet_does_not_open_an_interview_that_is_covered(covered, draft):
    covered.post(FORM, {"tablet": "covered"})
    assert covered.get(reverse("tablet")).url == FORM
    response = covered.post(FORM, {"sheet_number": "2741"})
    assert response.url == reverse("private", args=[draft.pk])


def test_only_interviewers_find_the_form(small_round, as_person):
    assert as_person("auditor").get(FORM).status_code == 404
