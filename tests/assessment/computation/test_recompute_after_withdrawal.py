"""Figures in which a withdrawn interview still counts are redone, never released."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from assessment.computation import compute
from surveys.exceptions import Refused
from surveys.interviews.withdrawals import withdrawal
from surveys.models import Interview
from tests.assessment.builders.releases import release_by_two

pytestmark = pytest.mark.django_db


@pytest.fixture
def computed(small_round, person):
    call_command("load_standards", stdout=StringIO())
    return compute.compute_figures(round=small_round, by=person("analyst"))


def withdraw_one(person):
    gone = Interview.objects.filter(
        outcome="complete", version__instrument__source="migrant"
    ).first()
    withdrawal.withdraw_interview(interview=gone, by=person("coordinator"))


def test_figures_with_a_withdrawn_interview_are_not_released(computed, person):
    withdraw_one(person)
    with pytest.raises(Refused, match="was withdrawn after"):
        release_by_two(figure_set=computed, by=person("reviewer"))


def test_they_are_computed_again_without_it(computed, person):
    output = StringIO()
    call_command("recompute_stale", stdout=output)
    assert "No figures are stale" in output.getvalue()
    before = computed.coverage["migrant"]
    withdraw_one(person)
    call_command("recompute_stale", stdout=output)
    (again,) = type(computed).objects.exclude(pk=computed.pk)
    after = again.coverage["migrant"]
    assert (after["used"], after["received"]) == (
        before["used"] - 1,
        before["received"],
    )
    assert after["excluded"]["withdrawn"] == 1
    assert compute.recompute_stale() == []
    assert release_by_two(figure_set=again, by=person("reviewer")).is_released


def test_only_those_who_compute_are_told_of_a_withdrawal(computed, person, as_person):
    withdraw_one(person)
    notice = "An interview was withdrawn after these figures"
    home = reverse("assessment:home")
    assert notice in as_person("analyst").get(home).content.decode()
    for name in ("state", "reader"):
        assert notice not in as_person(name).get(home).content.decode()
