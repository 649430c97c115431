from datetime import date, timedelta

import pytest
from django.utils import timezone

from assessment.models import Authority, Standard
from assessment.recommendations import drafting
from assessment.recommendations.drafting import Content
from surveys.models import Membership, Organisation, Person
from tests.assessment.builders import small_round

pytestmark = pytest.mark.usefixtures("catalogue")


def focal_point(name, round, organisation):
    person = Person.objects.create_user(
        f"{name}@example.org", "a long phrase", name=name
    )
    Membership.objects.create(
        person=person,
        organisation=organisation,
        party="state",
        role="state_focal_point",
        round=round,
    )
    return person


@pytest.fixture
def members(catalogue, round):
    """leila, noor: the body. sam: Interior. ida: Justice. rita: civil society."""
    justice = Organisation.objects.create(code="justice", name="Justice", party="state")
    people = {
        "leila": small_round.make_person("leila", "reviewer", round, "review"),
        "noor": small_round.make_person("noor", "reviewer", round, "review"),
        "sam": small_round.make_person("sam", "state_focal_point", round, "state"),
        "ida": focal_point("ida", round, justice),
        "rita": small_round.make_person("rita", "reader", round),
        "cora": small_round.make_person("cora", "coordinator", round),
    }
    interior = Organisation.objects.get(code="org-state")
    for code, name, organisation in (
        ("interior", "Ministry of the Interior", interior),
        ("justice", "Ministry of Justice", justice),
        ("police", "Police", None),
    ):
        Authority.objects.create(
            code=code, name_en=name, name_fr=f"{name} (fr)", organisation=organisation
        )
    return people


@pytest.fixture
def content(members):
    """content(**changes) → what a draft says."""

    def make(authorities=("interior",), standards=("CHD-02",), **changes):
        values = {
            "text_en": "Hold no child.",
            "text_fr": "Ne retenez aucun enfant.",
            "authorities": list(Authority.objects.filter(code__in=authorities)),
            "standards": list(Standard.objects.filter(pk__in=standards)),
            "kind": "practice",
            "do_by": timezone.localdate() + timedelta(days=300),
        }
        return Content(**values | changes)

    return make


@pytest.fixture
def drafted(round, members, content):
    def make(**changes):
        return drafting.draft_recommendation(
            round=round, content=content(**changes), by=members["leila"]
        )

    return make


@pytest.fixture
def issued(drafted, members):
    """issued(days_ago=0, **content) → a recommendation that is issued."""

    def make(days_ago=0, **changes):
        return drafting.issue_recommendation(
            recommendation=drafted(**changes),
            by=members["leila"],
            on=day(-days_ago),
        )

    return make


def day(days) -> date:
    return timezone.localdate() + timedelta(days=days)
