"""The traps of multi-step forms, each closed: nothing typed is lost or mixed up."""

import pytest
from django.urls import reverse

from surveys.demo.seed import PASSWORD
from surveys.fieldwork import rounds
from surveys.interviews import drafts, finishing
from surveys.models import Draft, Interview, OpenSession, Round
from surveys.people.sessions import unsealed
from surveys.sealed_answers import page_contexts
from tests.markup import one_line
from tests.surveys.conftest import OPENING, stop

pytestmark = pytest.mark.django_db


def test_continue_saves_the_answer_and_opens_the_next_question(tab, draft, stored):
    response = tab(draft, "about").post(m_age="a25", m_gender="woman")
    assert response.url == reverse("ask", args=[draft.pk, "length"])
    assert stored(draft)[0]["m_age"] == "a25"


def test_two_tabs_with_two_people_never_mix_their_answers(tab, start, stored):
    amal, basel = start(**OPENING), start(**OPENING)
    first, second = tab(amal, "about"), tab(basel, "about")
    second.post(m_age="a60", m_gender="woman")
    first.post(m_age="a18", m_gender="woman")
    assert stored(amal)[0]["m_age"] == "a18"
    assert stored(basel)[0]["m_age"] == "a60"


def test_a_stale_tab_is_told_so_and_overwrites_nothing(tab, draft, stored):
    old, new = tab(draft, "about"), tab(draft, "about")
    new.post(m_age="a25", m_gender="woman")
    response = old.post(m_age="a60", m_gender="woman")
    assert response.status_code == 409
    assert "changed in another window" in response.content.decode()
    assert stored(draft)[0]["m_age"] == "a25"


def test_what_was_typed_in_a_stale_tab_is_still_on_its_page(tab, draft):
    old = tab(draft, "about")
    tab(draft, "about").post(m_age="a25", m_gender="woman")
    page = one_line(old.post(m_age="a60", m_gender="woman").content.decode())
    assert 'value="a60" checked' in page.replace('id="a-m_age" ', "")
    assert "25 to 34" in page


def test_a_double_tap_is_one_answer_and_no_alarm(tab, draft, stored):
    page = tab(draft, "about")
    first, second = (
        page.post(m_age="a25", m_gender="woman"),
        page.post(m_age="a25", m_gender="woman"),
    )
    assert first.url == second.url
    assert stored(draft)[0]["m_age"] == "a25"


def test_a_screen_sent_again_shows_what_its_answer_asks_for_without_a_problem(
    tab, draft
):
    """Its first answer was lost on the way: the follow-up was never seen."""
    page = tab(draft, "lawyer")
    first, again = page.post(m_law_seen="yes"), page.post(m_law_seen="yes")
    assert first.url == again.url == reverse("ask", args=[draft.pk, "lawyer"])


def test_a_number_that_is_none_is_sent_again_and_no_alarm(tab, draft, stored):
    page = tab(draft, "length")
    first, again = (
        page.post("back", m_days="ninety"),
        page.post("back", m_days="ninety"),
    )
    assert (first.status_code, first.url) == (again.status_code, again.url)
    assert stored(draft)[1]["m_days"] == ["ninety"]


def test_an_answer_is_cleared_twice_and_no_alarm(tab, draft, stored):
    tab(draft, "about").post("back", m_age="a25")
    page = tab(draft, "about")
    first, again = page.post("clear", m_age="a25"), page.post("clear", m_age="a25")
    assert first.url == again.url
    assert "m_age" not in stored(draft)[0]


def test_an_old_tab_clears_no_answer_that_came_after_it(tab, draft, stored):
    old = tab(draft, "about")
    tab(draft, "about").post("back", m_age="a25")
    assert old.post("clear").status_code == 409
    assert stored(draft)[0]["m_age"] == "a25"


def test_the_address_that_tells_no_question_leads_to_the_last(tab, draft):
    page = tab(draft, "about")
    page.post(m_age="a25", m_gender="woman")
    opened = page.client.get(reverse("turn", args=[draft.pk]))
    assert opened.url == reverse("ask", args=[draft.pk, "about"])


def test_back_saves_what_was_typed(tab, draft, stored):
    response = tab(draft, "about").post("back", m_gender="woman")
    assert response.url == reverse("ask", args=[draft.pk, "x_consent"])
    assert stored(draft)[0]["m_gender"] == "woman"


def test_back_keeps_even_what_cannot_be_accepted_yet(tab, draft, stored):
    tab(draft, "length").post("back", m_days="ninety")
    assert "m_days" not in stored(draft)[0]
    assert 'value="ninety"' in tab(draft, "length").page.content.decode()


def test_refreshing_a_page_changes_nothing(tab, draft, stored):
    before = stored(draft)
    for _time in range(3):
        tab(draft, "about")
    assert stored(draft) == before


def test_turning_an_answer_off_skips_what_hung_on_it(tab, start, stored):
    """Step 1 hangs on step 0 and step 2 on step 1; relevance is over the document."""
    draft = start(**OPENING, m_status="current", m_law_seen="yes", m_law_when="h24")
    tab(draft, "lawyer").post(m_law_seen="no")
    path = tab(draft, "m_law_when").page
    assert path.url == reverse("sections", args=[draft.pk])
    assert stored(draft)[0]["m_law_when"] == "h24", "kept while the interview is open"


def test_a_late_post_to_a_question_no_longer_asked_loses_nothing(tab, draft, stored):
    tab(draft, "lawyer").post(m_law_seen="yes")
    late = tab(draft, "m_law_when")
    tab(draft, "lawyer").post(m_law_seen="no")
    late.revision = str(Draft.objects.get(pk=draft.pk).revision)
    response = late.post(m_law_when="d3")
    assert response.url == reverse("sections", args=[draft.pk])


def test_a_session_that_ended_carries_the_typed_page_over_signing_in(
    tab, draft, stored
):
    page = tab(draft, "about")
    OpenSession.objects.all().delete()
    sign_in = page.post(m_age="a45", m_gender="woman")
    assert sign_in.status_code == 401
    assert b'value="a45"' not in sign_in.content, "the answer travels sealed"
    response = page.client.post(
        reverse("account_login"),
        {
            "login": "interviewer@demo.test",
            "password": PASSWORD,
            "carry": sign_in.context["form"]["carry"].value(),
        },
    )
    assert response.url == reverse("ask", args=[draft.pk, "about"])
    assert stored(draft)[0]["m_age"] == "a45"


def test_a_carried_page_does_not_open_for_somebody_else(tab, draft, stored):
    page = tab(draft, "about")
    OpenSession.objects.all().delete()
    sign_in = page.post(m_age="a45", m_gender="woman")
    response = page.client.post(
        reverse("account_login"),
        {
            "login": "interviewer3@demo.test",
            "password": PASSWORD,
            "carry": sign_in.context["form"]["carry"].value(),
        },
    )
    assert response.status_code == 404
    assert "m_age" not in stored(draft)[0]


def test_sessions_hold_no_answer(tab, draft):
    tab(draft, "m_priority").post("back", m_priority="canary-7431 in my own words")
    tab(draft, "length").post(m_days="777123")
    assert OpenSession.objects.exists()
    for session in OpenSession.objects.all():
        assert "canary-7431" not in str(unsealed(session))
        assert "777123" not in str(unsealed(session))


def test_a_draft_holds_no_answer_in_clear(tab, draft):
    tab(draft, "m_priority").post("back", m_priority="canary-7431 in my own words")
    assert b"canary" not in bytes(Draft.objects.get(pk=draft.pk).body)


def test_a_round_that_closed_keeps_the_typed_answers(tab, draft, stored, client):
    rounds.close_round(round=draft.round)
    tab(draft, "about").post(m_age="a25", m_gender="woman")
    assert stored(draft)[0]["m_age"] == "a25"
    response = client.post(reverse("finish", args=[draft.pk]))
    assert response.status_code == 422
    assert "This round closed on" in response.content.decode()
    assert Draft.objects.filter(pk=draft.pk).exists()


@pytest.mark.parametrize(
    ("screen", "question", "answer", "sentence"),
    [
        ("about", "m_age", "a99", "not one of the answers"),
        ("length", "m_days", "-4", "between 0 and 5,000"),
        ("length", "m_days", "999999", "between 0 and 5,000"),
        ("length", "m_days", "ten", "in digits"),
        ("length", "m_days", "1" * 400, "in digits"),
        ("m_priority", "m_priority", "a\x00b", "a character we cannot save"),
        ("m_priority", "m_priority", "x" * 301, "300 characters"),
        ("m_priority", "m_priority", "x" * 2_000_000, "characters"),
        ("about", "m_age", "state:nonsense", "not one of the answers"),
    ],
)
def test_bad_input_gets_a_sentence_and_is_not_stored(
    tab, draft, stored, screen, question, answer, sentence
):
    response = tab(draft, screen).post(**{question: answer})
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert question not in stored(draft)[0]


def test_ten_megabytes_of_text_get_a_sentence(tab, draft, stored):
    page = tab(draft, "m_priority")
    response = page.post(m_priority="x" * 10_000_000)
    assert response.status_code == 413
    assert "The text is too long" in response.content.decode()
    assert "m_priority" not in stored(draft)[0]


def test_nothing_chosen_asks_for_an_answer_or_a_state(tab, draft):
    page = tab(draft, "about").post().content.decode()
    assert "Don’t know or Prefer not to answer" in page
    assert "<title>Error:" in page


def test_a_number_and_a_refusal_together_are_asked_about(tab, draft):
    response = tab(draft, "length").post(m_days=["12", "state:refused"])
    assert "not both" in response.content.decode()


def test_arabic_digits_are_understood(tab, draft, stored):
    tab(draft, "length").post(m_days="٣٤", m_days_src="sure")
    assert stored(draft)[0]["m_days"] == 34


def test_a_refusal_is_a_state_and_never_no(tab, draft, stored):
    tab(draft, "decision").post(m_order="state:refused", m_asked_circ="no")
    assert stored(draft)[0]["m_order"] == {"state": "refused"}


def test_clear_takes_the_answer_away(tab, draft, stored):
    tab(draft, "about").post(m_age="a25", m_gender="woman")
    tab(draft, "about").post("clear", m_age="a25")
    assert "m_age" not in stored(draft)[0]


def test_the_language_changes_in_the_middle_and_keeps_the_answer(tab, draft, stored):
    tab(draft, "about").post("language:fr", m_age="a25")
    page = tab(draft, "about").page.content.decode()
    assert "Quelle est votre tranche" in page
    assert stored(draft)[0]["m_age"] == "a25"


def test_finishing_is_a_post_and_a_second_tap_gets_the_same_receipt(tab, draft, client):
    url = reverse("finish", args=[draft.pk])
    tab(draft, "about")
    assert client.get(url).status_code == 405
    drafts.save_draft(
        draft=Draft.objects.get(pk=draft.pk),
        revision=1,
        answers={**OPENING, "x_consent": "no"},
        unchecked={},
        place="",
    )
    first, second = client.post(url), client.post(url)
    assert first.url == second.url
    assert Interview.objects.filter(interview_id=draft.pk).count() == 1


def test_an_unfinished_interview_says_what_is_missing(tab, draft, client):
    tab(draft, "about")
    response = client.post(reverse("finish", args=[draft.pk]))
    assert response.status_code == 422
    assert "Check the answers marked below." in response.content.decode()
    assert Draft.objects.filter(pk=draft.pk).exists()


def test_a_person_who_stops_decides_what_is_kept(tab, draft, start, client):
    tab(draft, "about").post(m_age="a25", m_gender="woman")
    other = start(**OPENING, m_status="current")
    stop(client, draft, "keep")
    stop(client, other, "erase")
    interview = Interview.objects.get(interview_id=draft.pk)
    erased = Interview.objects.get(interview_id=other.pk)
    assert interview.outcome == "stopped"
    assert interview.answers["m_age"] == "a25"
    assert interview.answers["m_days"] == {"state": "not_reached"}
    assert erased.outcome == "taken_back"
    assert erased.answers == {}


def test_an_unsafe_place_ends_the_interview_without_a_question(tab, start):
    draft = start(**{**OPENING, "x_place_safe": "no"})
    assert tab(draft, "consent").page.status_code == 302
    assert tab(draft, "about").page.status_code == 302


def test_a_severe_question_is_not_shown_where_somebody_can_hear(tab, start):
    draft = start(**{**OPENING, "x_private": "none"}, m_status="current")
    assert tab(draft, "m_illtreat").page.status_code == 302


def test_another_interviewers_draft_does_not_exist(draft, as_person):
    client = as_person("interviewer2")
    for name in ("sections", "check", "pause"):
        assert client.get(reverse(name, args=[draft.pk])).status_code == 404
    url = reverse("ask", args=[draft.pk, "about"])
    assert client.get(url).status_code == 404
    assert client.post(url, {"m_age": "a25"}).status_code == 404
    assert client.post(reverse("finish", args=[draft.pk])).status_code == 404


def test_an_interview_cannot_start_in_a_round_that_is_not_open(person, client, draft):
    Round.objects.update(state=Round.State.PLANNED)
    client.force_login(person("interviewer"))
    assert client.get(reverse("set-up")).status_code == 200
    posted = {"assignment": "1", "language": "en"}
    assert client.post(reverse("set-up"), posted).status_code == 200
    assert Draft.objects.count() == 1


def test_what_was_typed_and_not_accepted_is_not_dropped_by_finishing(
    tab, draft, stored
):
    page = tab(draft, "length")
    page.post("back", m_days="ninety")
    response = page.client.post(reverse("finish", args=[draft.pk]))
    assert response.status_code == 422
    assert "cannot be saved as it is" in response.content.decode()
    assert stored(draft)[1] == {"m_days": ["ninety"]}


def test_stop_cannot_be_refused_and_keeps_what_was_typed_as_it_was_typed(
    tab, start, as_person
):
    impossible = start(**OPENING, m_status="current", m_days=90_000)
    typed = start(**OPENING, m_status="current")
    tab(typed, "length").post("pause", m_days="ninety")
    for draft in (impossible, typed):
        stop(as_person("interviewer"), draft, "keep")
        interview = Interview.objects.get(interview_id=draft.pk)
        assert interview.outcome == "stopped"
        assert interview.answers["m_days"] == {"state": "not_reached"}
        assert list(interview.sealed) == ["m_days:typed"]


def test_what_was_typed_opens_with_its_question_for_two_custodians(
    tab, draft, as_person
):
    tab(draft, "length").post("pause", m_days="ninety")
    stop(as_person("interviewer"), draft, "keep")
    interview = Interview.objects.get(interview_id=draft.pk)
    text = page_contexts.question_text(interview, "m_days:typed")
    assert text.endswith("(as typed; it is no answer to the question)")
    assert "days" in text


@pytest.mark.parametrize("go", ["keep", "erase"])
def test_stopping_twice_is_one_interview(as_person, draft, go):
    client = as_person("interviewer")
    first, second = stop(client, draft, go), stop(client, draft, go)
    assert first.url == second.url
    assert Interview.objects.filter(interview_id=draft.pk).count() == 1


def test_a_closed_round_keeps_nobody_from_erasing_what_they_said(as_person, draft):
    rounds.close_round(round=draft.round)
    response = stop(as_person("interviewer"), draft, "erase")
    assert response.url == reverse("today")
    assert not Draft.objects.filter(pk=draft.pk).exists()


def test_a_round_that_closed_keeps_the_draft_of_who_stops(as_person, draft):
    rounds.close_round(round=draft.round)
    client = as_person("interviewer")
    response = stop(client, draft, "keep")
    assert "This round closed" in client.get(response.url).content.decode()
    assert Draft.objects.filter(pk=draft.pk).exists()


def test_an_answer_that_comes_after_the_end_is_shown_and_said_to_be_too_late(
    tab, draft
):
    page = tab(draft, "about")
    receipt = stop(page.client, draft, "keep").url.split("/")[-2]
    response = page.post(m_age="a60", m_gender="woman")
    text = one_line(response.content.decode())
    assert response.status_code == 409
    assert "This interview is already finished" in text
    assert "<dd><bdi>60 or over</bdi></dd>" in text, "the answer in words"
    assert f"give the reference {receipt}" in text
    assert page.client.get(page.url).url.endswith(f"{receipt}/")


def test_a_second_tap_after_the_end_leads_to_the_receipt_without_alarm(tab, draft):
    page = tab(draft, "about")
    page.post(m_age="a60", m_gender="woman")
    first = stop(page.client, draft, "keep")
    assert page.post(m_age="a60", m_gender="woman").url == first.url
    assert page.post("back").url == first.url, "nothing was typed"


def test_an_answer_taken_away_after_the_end_is_said_to_be_still_in_it(tab, draft):
    page = tab(draft, "about")
    page.post(m_age="a60", m_gender="woman")
    stop(page.client, draft, "keep")
    response = page.post("clear", m_age="a60")
    assert response.status_code == 409
    assert "What you changed on this page" in one_line(response.content.decode())


def test_what_is_typed_after_everything_was_erased_is_not_shown_again(tab, draft):
    page = tab(draft, "m_priority")
    stop(page.client, draft, "erase")
    response = page.post(m_priority="canary-5512")
    assert response.status_code == 409
    assert "canary-5512" not in response.content.decode()
    assert "everything is erased" in response.content.decode()


def test_a_page_carried_over_signing_in_says_that_the_interview_was_finished(
    tab, draft
):
    page = tab(draft, "about")
    OpenSession.objects.all().delete()
    sign_in = page.post(m_age="a60", m_gender="woman")
    finishing.hand_in(draft_id=draft.pk, by=draft.by, stopped=True)
    response = page.client.post(
        reverse("account_login"),
        {
            "login": "interviewer@demo.test",
            "password": PASSWORD,
            "carry": sign_in.context["form"]["carry"].value(),
        },
    )
    assert response.status_code == 409
    assert "This interview is already finished" in response.content.decode()
