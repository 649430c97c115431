"""Who sits before a browser in the review body's room, and who reads outside."""

from datetime import timedelta

import pytest
from django.core.cache import caches
from django.utils import timezone

from assessment.computation import compute
from assessment.models import Standard
from assessment.recommendations import drafting
from assessment.recommendations.authorities import record_authority
from assessment.recommendations.drafting import Content
from assessment.release.public_access import open_to_everybody
from surveys.demo import seed
from surveys.models import Organisation, Party, Person, Round
from tests.conftest import seeded
from tests.fixture_cache import recalled
from tests.journeys.pages import sign_in

CHILDREN = "Hold no child. Move families with children into open housing."
LAWYERS = "Give everybody a lawyer within two days."


@pytest.fixture(autouse=True)
def no_pages_kept():
    caches["pages"].clear()
    yield
    caches["pages"].clear()


@pytest.fixture
def seat(live_server, tablet):
    """seat("reviewer") → a page of a browser in which that person has signed in."""

    def sit_down(name):
        page = tablet("en")
        page.set_default_timeout(30_000)
        sign_in(page, live_server, name)
        return page

    return sit_down


@pytest.fixture
def computed_round(instruments):
    """A round whose figures are computed and not released."""

    def make():
        round = seeded((16, 5, 1), standards=True)
        compute.compute_figures(
            round=round, by=Person.objects.get(email="reviewer@demo.test")
        )

    recalled("computed", make)
    return Round.objects.get(code=seed.ROUND)


@pytest.fixture
def read_by_everybody(released_round, person):
    """A release that anybody reads without an account."""
    open_to_everybody(round=released_round, by=person("reviewer"))
    return released_round


def authority_of_the_state(round, by):
    return record_authority(
        round=round,
        name_en="Ministry of the Interior",
        name_fr="Ministère de l’Intérieur",
        organisation=Organisation.objects.get(
            party=Party.STATE, memberships__person__email="state@demo.test"
        ),
        by=by,
    )


@pytest.fixture
def two_recommendations(released_round, person):
    """Issued: one with time to answer, one whose deadline passed yesterday."""
    reviewer = person("reviewer")
    authority = authority_of_the_state(released_round, reviewer)
    today = timezone.localdate()
    for text, standard, days_ago in ((CHILDREN, "CHD-02", 0), (LAWYERS, "INF-05", 30)):
        respond_by = today - timedelta(days=1) if days_ago else None
        content = Content(
            text_en=text,
            text_fr=f"{text} (fr)",
            authorities=[authority],
            standards=[Standard.objects.get(pk=standard)],
            kind="practice",
            do_by=today + timedelta(days=300),
            respond_by=respond_by,
        )
        row = drafting.draft_recommendation(
            round=released_round, content=content, by=reviewer
        )
        drafting.issue_recommendation(
            recommendation=row, by=reviewer, on=today - timedelta(days=days_ago)
        )
    return released_round
