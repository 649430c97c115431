"""Lists of children and stays: tabs, Back, taps and time-outs never mix them."""

import re

import pytest
from django.urls import reverse

from surveys.demo.seed import PASSWORD
from surveys.interviews import drafts
from surveys.models import Draft, Interview
from tests.journeys import every_layout
from tests.surveys.conftest import Tab, stop

pytestmark = pytest.mark.django_db

THREE = {"x_consent": "yes", "child": 3, "age.1": 1, "age.2": 2, "age.3": 3}
OTHERS = {key: value for key, value in every_layout.STORED.items() if key != "child"}


@pytest.fixture
def begin(version_of, assign):
    assignment = assign(
        version_of(every_layout.SURVEY, every_layout.CHOICES, every_layout.SETTINGS)
    )

    def start(**answers):
        draft = drafts.start_draft(
            assignment=assignment, language="en", by=assignment.person
        )
        return drafts.save_draft(
            draft=draft, revision=0, answers=answers, unchecked={}, place=""
        )

    return start


@pytest.fixture
def client(begin, as_person):
    return as_person("interviewer")


def stored(draft):
    return drafts.read_draft(Draft.objects.get(pk=draft.pk))


def ages(draft):
    return {k: v for k, v in stored(draft)[0].items() if k.startswith("age.")}


def test_an_old_page_of_a_child_who_moved_up_is_shown_and_saved_nowhere(begin, client):
    draft = begin(**THREE)
    old = Tab(client, draft, "age.2")
    Tab(client, draft, "child").post("remove:1")
    response = old.post(**{"age.2": "77"})
    assert response.status_code == 409
    page = response.content.decode()
    assert "77" in page
    assert 'name="age.2"' not in page, "one tap would write it under another child"
    assert ages(draft) == {"age.1": 2, "age.2": 3}


def test_a_page_of_a_child_who_was_taken_out_still_shows_what_was_typed(begin, client):
    draft = begin(**THREE)
    old = Tab(client, draft, "age.3")
    Tab(client, draft, "child").post("remove:1")
    response = old.post(**{"age.3": "77"})
    assert (response.status_code, "77" in response.content.decode()) == (409, True)
    assert ages(draft) == {"age.1": 2, "age.2": 3}


def test_what_was_chosen_about_a_child_who_moved_is_said_in_words(begin, client):
    draft = begin(**THREE)
    old = Tab(client, draft, "school.2")
    Tab(client, draft, "child").post("remove:1")
    page = old.post(**{"school.2": "yes", "age.2": "state:refused"}).content.decode()
    assert "<bdi>Yes</bdi>" in page
    assert "state:" not in page


def test_a_session_that_ended_never_carries_one_child_over_to_another(begin, client):
    draft = begin(**THREE)
    old = Tab(client, draft, "age.2")
    Tab(client, draft, "child").post("remove:1")
    client.logout()
    answer = old.post(**{"age.2": "77"})
    carry = answer.context["form"]["carry"].value()
    page = client.post(
        reverse("account_login"),
        {"login": "interviewer@demo.test", "password": PASSWORD, "carry": carry},
    )
    assert "77" in page.content.decode()
    assert ages(draft) == {"age.1": 2, "age.2": 3}
    assert stored(draft)[1] == {}


@pytest.mark.parametrize(
    "go", ["remove:0", "remove:999", "remove:²", "remove:" + "9" * 9]
)
def test_taking_out_what_is_not_there_changes_nothing(begin, client, go):
    draft = begin(**THREE)
    assert Tab(client, draft, "child").post(go).status_code == 302
    assert stored(draft)[0] == THREE


def test_stopping_before_the_list_is_not_an_answer_of_none(begin, client):
    draft = begin(x_consent="yes", days=3)
    stop(client, draft, "keep")
    answers = Interview.objects.get(interview_id=draft.pk).answers
    assert answers["child"] == {"state": "not_reached"}


def test_finishing_with_an_open_list_is_not_an_answer_of_none(begin, client):
    answers = {k: v for k, v in OTHERS.items() if k not in ("age.1", "school.1")}
    draft = begin(**answers, **{"where.1": "a", "where.2": "b"})
    client.post(reverse("finish", args=[draft.pk]))
    assert "child" not in Interview.objects.get(interview_id=draft.pk).answers


def test_a_reason_is_asked_for_again_when_the_answer_changes(begin, client):
    draft = begin(x_consent="yes")
    page = Tab(client, draft, "days").post(days="400").content.decode()
    assert 'name="days:about" value="400"' in page
    reason = {"days:reason": "document", "days:about": "400"}
    Tab(client, draft, "days").post(days="400", **reason)
    assert stored(draft)[0]["days:reason"] == "document"
    again = Tab(client, draft, "days").post(days="900", **reason)
    assert "More than a year is unusual." in again.content.decode()
    Tab(client, draft, "days").post(days="5", **reason)
    assert stored(draft)[0] == {"x_consent": "yes", "days": 5}


def test_each_tap_of_a_rank_is_kept_without_an_alarm(begin, client):
    draft = begin(x_consent="yes")
    tapped = Tab(client, draft, "needs").post("place:needs:doctor")
    page = client.get(tapped.url).content.decode()
    assert "There is a problem" not in page
    assert re.search(r'type="hidden" name="needs"\s+value="doctor"', page)


def test_a_year_of_two_digits_is_asked_about(begin, client):
    draft = begin(x_consent="yes")
    response = Tab(client, draft, "came").post(came=["", "3", "24"])
    assert "Write a date that exists" in response.content.decode()
    assert "came" not in stored(draft)[0]


def test_a_cascade_before_its_parent_is_no_box_for_text(begin, client):
    page = Tab(client, begin(x_consent="yes"), "place").page.content.decode()
    assert "<textarea" not in page.partition("<template")[0]


def test_two_hundred_entries_are_the_most(begin, client):
    draft = begin(x_consent="yes", child=200)
    Tab(client, draft, "child").post("add")
    assert stored(draft)[0]["child"] == 200


@pytest.mark.parametrize(
    "step", ["age.999", "age.0", "age.1.1", "age.٢", "nothing", "days.1"]
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_step_that_does_not_exist_leads_back_and_stores_nothing(
    begin, client, step, method
):
    draft = begin(**THREE)
    address = reverse("ask", args=[draft.pk, step])
    data = {"revision": draft.revision, "go": "continue", step: "9"}
    response = getattr(client, method)(address, data)
    assert response.status_code in (302, 409)
    assert stored(draft) == (THREE, {})


def test_nobody_has_refused_who_was_not_asked(begin, client):
    draft = begin()
    assert (
        "recorded as"
        not in client.get(reverse("check", args=[draft.pk])).content.decode()
    )
    response = client.post(reverse("finish", args=[draft.pk]))
    assert response.status_code == 422
    assert "Ask for agreement before you finish." in response.content.decode()
    assert not Interview.objects.exists()


def test_stopping_before_agreement_was_asked_for_is_no_refusal(begin, client):
    draft = begin()
    stop(client, draft, "keep")
    stopped = Interview.objects.get(interview_id=draft.pk)
    assert (stopped.outcome, stopped.answers) == ("not_begun", {})
