"""The demo's second round is in the middle of its fieldwork, with planted faults."""

import pytest
from django.urls import reverse

from assessment.management.commands.demo_round import running
from surveys.models import (
    Decision,
    Draft,
    Interview,
    PracticeInterview,
    QualityFlag,
    Quarantine,
)

pytestmark = pytest.mark.django_db


def test_there_is_what_a_coordinator_looks_at(small_round, as_person):
    round = running()
    kinds = set(QualityFlag.objects.filter(round=round).values_list("kind", flat=True))
    planted = {"near_duplicate", "short", "day_in_future", "before_round"}
    assert planted | {"outside_plan"} <= kinds
    assert Quarantine.objects.filter(round=round, settled="").count() == 2
    assert PracticeInterview.objects.filter(round=round).count() == 2
    assert Draft.objects.filter(practice=True).count() == 1
    decided = Decision.objects.filter(interview__round=round)
    assert {d.kind for d in decided} == {"accepted", "look_again", "excluded"}
    done = Interview.objects.filter(round=round)
    assert 40 < done.count() < 60
    assert round.primary_units.count() == 8
    client = as_person("coordinator")
    for name in ("round", "round-progress", "interviews", "quotas", "assignments"):
        assert client.get(reverse(name, args=[round.code])).status_code == 200
