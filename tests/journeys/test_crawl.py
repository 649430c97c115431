"""No page that a role can reach is an error page, or speaks the words of a program."""

import pytest

from assessment.computation import compute
from assessment.models import Recommendation
from assessment.recommendations.answers import answer_of
from assessment.recommendations.body_findings import concerns, milestones, priorities
from assessment.recommendations.demo_recommendations import (
    seed_follow_up,
    seed_milestones,
)
from surveys.demo import seed
from surveys.demo.earlier_round import seed_earlier
from surveys.models import Person, Round
from tests.assessment.builders.releases import release_by_two
from tests.conftest import seeded
from tests.fixture_cache import recalled
from tests.journeys.crawl import BROKEN, crawl, program_words
from tests.signed_in import signed_in

# Who reads exact figures, and who reads what is published: every page of both rounds.
THOROUGH = ("reviewer@demo.test", "reader@demo.test")
# One person of each other role, whatever organisation.
OTHERS = tuple(
    sorted(
        {
            role: email
            for email, (_name, _organisation, role) in sorted(seed.PEOPLE.items())
            if role not in {seed.PEOPLE[person][2] for person in THOROUGH}
        }.values()
    )
)


@pytest.fixture
def demo_rounds(instruments):
    """Both rounds of the demo, released, and figures that are not released yet."""

    def make():
        round = seeded((16, 5, 1), standards=True)
        before = seed_earlier(follower=round)
        round.refresh_from_db()
        reviewer = Person.objects.get(email="reviewer@demo.test")
        seed_milestones(round, by=reviewer)
        for of_round in (before, round):
            figures = compute.compute_figures(round=of_round, by=reviewer)
            release_by_two(figure_set=figures, by=reviewer)
        seed_follow_up(round, by=reviewer)

    recalled("both rounds of the demo", make)
    return Round.objects.get(code=seed.ROUND)


def crawled(client, email, language, most=None):
    signed_in(client, Person.objects.get(email=email))
    client.raise_request_exception = False
    return sorted(set(crawl(client, language, most=most)))


@pytest.mark.parametrize(
    ("email", "language", "most"),
    [
        ("reviewer@demo.test", "fr", None),
        ("reviewer@demo.test", "en", 4),
        ("reader@demo.test", "en", None),
        ("reader@demo.test", "fr", 4),
    ],
)
def test_every_page_of_both_rounds_can_be_read(
    demo_rounds, client, email, language, most
):
    """Every page in one language, and four of each kind in the other."""
    assert crawled(client, email, language, most) == []


@pytest.mark.parametrize("email", OTHERS)
def test_no_role_meets_an_error_page(demo_rounds, client, email):
    assert crawled(client, email, "en", most=1) == []
    assert crawled(client, email, "fr", most=1) == []


def test_the_demo_shows_a_recommendation_of_each_kind(demo_rounds):
    """An answer of each kind, one made again, progress judged, a deadline missed."""
    rows = Recommendation.objects.filter(round=demo_rounds)
    responses = [answer_of(row.addressees.get()).response for row in rows]
    assert responses == [
        *("partly_accepted", "no_response", "accepted", "accepted"),
        *("waiting", "waiting", "noted"),
    ]
    assert rows.get(number=4).progress == "reasonable"
    assert rows.get(number=6).parent.state == "reiterated"
    assert (len(priorities(demo_rounds)), len(concerns(demo_rounds))) == (5, 6)
    assert {m.after_figures for m in milestones(demo_rounds).values()} == {False}


def test_whoever_is_not_signed_in_meets_no_error_page(demo_rounds, client):
    client.raise_request_exception = False
    for language in ("en", "fr"):
        assert list(crawl(client, language)) == []


@pytest.mark.parametrize(
    "text", ["on average None", "about nan", "{{ figure }}", "%(number)s people", "inf"]
)
def test_a_word_of_the_program_is_found(text):
    assert BROKEN.search(text)


def test_a_choice_that_an_author_calls_none_is_no_word_of_the_program():
    named = '<code>none</code> <bdi lang="en" dir="ltr">None</bdi> Choose “None” alone'
    assert list(program_words(named)) == []
    assert list(program_words(named.replace("<code>none", "<code>other")))
    assert list(program_words('<bdi lang="en" dir="ltr">None</bdi>'))
    assert list(program_words('<td class="answer soft">None</td>')) == []
    assert list(program_words('<bdi class="answer">None so far</bdi>')) == []
    assert list(program_words('<td class="num">None so far</td>'))
    assert list(program_words('<td class="answer">nan</td>'))
    assert list(program_words("<p>&lt;bound method Figure.value&gt;</p>"))


@pytest.mark.parametrize("text", ["None of the 41 people asked", "information"])
def test_plain_words_are_not_taken_for_a_word_of_the_program(text):
    assert not BROKEN.search(text)
