"""Pages about one topic show stored statistics, to those who may read the set."""

from dataclasses import fields

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from analysis.statistic import GapStatistic as Computed
from assessment import services
from assessment.access import statistics_for
from assessment.models import GapStatistic
from assessment.models.statistics import NUMBERS
from assessment.topics import TOPICS
from tests.assessment.test_pages import as_, page

__all__ = ["as_"]


def address(figures, topic):
    return reverse("assessment:topic", args=[figures.pk, topic])


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_of_unreleased_figures_is_not_there_for_the_state(topic, as_, computed):
    assert as_("sam").get(address(computed, topic)).status_code == 404
    assert as_("leila").get(address(computed, topic)).status_code == 200


@pytest.mark.parametrize("topic", TOPICS)
def test_every_member_reads_a_topic_of_released_figures(topic, as_, released):
    for person in ("sam", "cora", "rita", "ana", "leila"):
        answer, text = page(as_(person), "topic", released.pk, topic)
        assert answer.status_code == 200
        assert "NaN" not in text
        assert "None" not in text


def test_there_is_no_topic_that_nobody_wrote(as_, released):
    assert as_("leila").get(address(released, "secrets")).status_code == 404


def test_the_quality_page_counts_what_was_collected(as_, released):
    _answer, text = page(as_("leila"), "topic", released.pk, "quality")
    whole = GapStatistic.objects.get(
        figure_set=released, audience="review", about="completeness", source="migrant"
    )
    rows = released.figures.filter(
        audience="review", group_var="all", source="migrant", state="ok"
    )
    assert whole.k >= sum(one.n for one in rows)  # hidden ones are in it too
    assert f"{whole.k} of {whole.n}" in text
    alone = GapStatistic.objects.get(
        figure_set=released, audience="review", about="private", source="migrant"
    )
    assert not alone.is_shown  # all 48 were alone: one who was not would be told


def test_without_files_the_page_on_lengths_says_so(as_, computed):
    _answer, text = page(as_("leila"), "topic", computed.pk, "length")
    assert "No files were read in days in this round" in text
    assert "Time already held by the people present" in text


def test_every_number_of_a_statistic_is_stored_and_empty_when_hidden():
    computed = [one.name for one in fields(Computed) if one.default is None]
    assert list(NUMBERS) == computed


def test_the_database_refuses_a_hidden_statistic_with_a_number(released):
    hidden = released.statistics.filter(audience="public")[:1]
    with pytest.raises(IntegrityError), transaction.atomic():
        released.statistics.filter(pk__in=hidden).update(state="suppressed_primary")


def test_the_database_refuses_a_range_for_people_not_chosen_at_random(released):
    with pytest.raises(IntegrityError), transaction.atomic():
        released.statistics.update(design_class="purposive", lower=0.1)


def test_the_public_version_is_for_everyone_but_those_who_judge(people, released):
    def audiences(name):
        found = statistics_for(people[name], released)
        return set(found.values_list("audience", flat=True))

    assert audiences("leila") == {"review"}
    assert audiences("sam") == {"public"}
    assert audiences("rita") == {"public"}


def test_statistics_are_reproduced_from_the_snapshot(computed):
    from assessment.reproduction import reproduce

    assert reproduce(computed) == []
    shown = GapStatistic.objects.filter(state="ok", k__isnull=False)
    shown.filter(figure_set=computed, audience="review").update(k=1)
    assert any(" k is stored as 1 " in line for line in reproduce(computed))


def test_computing_again_gives_the_set_that_is_there(people, computed):
    again = services.compute_figures(round=computed.round, by=people["leila"])
    assert again == computed
