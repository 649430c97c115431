"""An interview, and every entry of a list, begins with the defaults of its form."""

import re

import pytest
from django.urls import reverse

from surveys.engine.journey import Journey
from surveys.interviews import drafts
from surveys.interviews.identity_rules import identifying_problems
from surveys.models import Draft, Interview
from tests.journeys import every_layout
from tests.surveys.conftest import Tab

pytestmark = pytest.mark.django_db

SURVEY = """
| type | name | label::English (en) | label::French (fr) | relevant | calculation | \
default | repeat_count |
| begin_group | s_opening | Opening | Ouverture |
| select_one yn | x_consent | Do you agree? | Acceptez-vous ? |
| integer | men | Men? | Hommes ? | | | 0 |
| integer | women | Women? | Femmes ? |
| calculate | people | | | | ${men} + ${women} |
| date | since | Since? | Depuis quand ? | | | today() |
| calculate | lot | | | | once(random()) |
| calculate | arm | | | | if(${lot} < 0.5, 'a', 'b') |
| text | mark | Mark | Repère | | | uuid() |
| begin_repeat | child | Children | Enfants |
| integer | age | Age? | Âge ? | | | ${women} + 3 |
| text | called | Called? | Nom ? |
| end_repeat | | | |
| end_group | | | |
"""


@pytest.fixture
def begin(version_of, assign):
    version = version_of(SURVEY, every_layout.CHOICES, every_layout.SETTINGS)
    assignment = assign(version)
    return lambda: drafts.start_draft(
        assignment=assignment, language="en", by=assignment.person
    )


@pytest.fixture
def client(begin, as_person):
    return as_person("interviewer")


def stored(draft):
    return drafts.read_draft(Draft.objects.get(pk=draft.pk))[0]


def test_a_default_is_an_answer_before_the_first_question(begin):
    draft = begin()
    answers = stored(draft)
    journey = drafts.journey_for(draft, answers | {"women": 2})
    assert answers["men"] == 0
    assert answers["since"] == journey.today.isoformat()
    assert journey.read("people") == "2", "a blank would make the sum blank"


def test_a_draw_is_of_one_interview_and_stays(begin):
    first, second = begin(), begin()
    assert re.fullmatch(r"[0-9a-f-]{36}", stored(first)["mark"])
    assert stored(first)["mark"] != stored(second)["mark"]
    again = drafts.journey_for(Draft.objects.get(pk=first.pk), {})
    assert again.default("mark") == stored(first)["mark"]
    lots = {float(stored(draft)["lot"]) for draft in (first, second)}
    assert len(lots) == 2
    assert all(0 <= lot < 1 for lot in lots)


def test_every_entry_of_a_list_begins_with_its_default(begin, client):
    draft = begin()
    Tab(client, draft, "women").post(women="2")
    Tab(client, draft, "child").post("add")
    Tab(client, draft, "child").post("add")
    assert (stored(draft)["age.1"], stored(draft)["age.2"]) == (5, 5)


def test_a_default_that_was_cleared_stays_cleared(begin, client):
    draft = begin()
    Tab(client, draft, "child").post("add")
    Tab(client, draft, "called.1").post(**{"called.1": "K"})
    Tab(client, draft, "men").post("clear")
    Tab(client, draft, "age.1").post("clear")
    Tab(client, draft, "child").post("add")
    assert "men" not in stored(draft)
    assert "age.1" not in stored(draft)
    assert "age.2" not in stored(draft), "${women} is not known: nothing is made up"


def test_a_mark_that_the_form_drew_points_to_nobody(begin):
    """Half of all marks hold a long number, as files of people do."""
    first = drafts.journey_for(begin(), {})
    for number in map(str, range(40)):
        other = Journey(first.instrument, {}, today=first.today, seed=number)
        drawn = other.with_answers({"mark": other.default("mark")})
        assert identifying_problems(drawn) == []
        typed = other.with_answers({"mark": "call 0612345678"})
        assert [problem.question for problem in identifying_problems(typed)] == ["mark"]


def test_what_is_stored_is_drawn_again_alike(begin, client):
    draft = begin()
    arm = drafts.journey_for(draft, stored(draft)).read("arm")
    Tab(client, draft, "x_consent").post(x_consent="yes")
    Tab(client, draft, "women").post(women="1")
    Tab(client, draft, "child").post("continue")
    client.post(reverse("finish", args=[draft.pk]))
    interview = Interview.objects.get(interview_id=draft.pk)
    assert (interview.answers["people"], interview.answers["arm"]) == ("1", arm)
