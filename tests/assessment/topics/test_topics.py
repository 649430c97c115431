"""Pages about one topic show stored statistics, to those who may read the set."""

from dataclasses import fields

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from analysis.material import ExactStatistic as Computed
from assessment.computation import compute
from assessment.computation.reproduction import reproduce
from assessment.models import GapStatistic
from assessment.models.published import NUMBERS as PUBLISHED
from assessment.models.statistics import NUMBERS
from assessment.reading.reader import reader_for
from assessment.topics import TOPICS
from tests.assessment.findings.test_pages import as_, page

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
    everybody = released.statistics.get(about="completeness", source="migrant")
    rows = released.figures.filter(group_var="all", source="migrant")
    assert everybody.k >= sum(row.n for row in rows if row.indicator_id == "JUD-01.m")
    assert f"{everybody.k} of {everybody.n}" in text
    alone = released.statistics.get(about="private", source="migrant")
    assert (alone.k, alone.n) == (48, 48)
    assert "48 of 48" in text


def test_everybody_reads_the_quality_in_bands_and_rounded_numbers(as_, released):
    _answer, text = page(as_("rita"), "topic", released.pk, "quality")
    alone = released.published_statistics.get(about="private", source="migrant")
    assert (alone.band_low, alone.band_high) == (80, 100)  # of 35 to 69 people
    assert (alone.k, alone.value, alone.base_low) == (None, None, 50)
    assert "80 or more" in text
    assert "48" not in text[text.index('id="aspects"') :]


def test_without_files_the_page_on_lengths_says_so(as_, computed):
    _answer, text = page(as_("leila"), "topic", computed.pk, "length")
    assert "No files of this round give days" in text
    assert "Time in detention so far, for people present" in text


def test_every_number_of_an_exact_statistic_is_stored():
    computed = [number.name for number in fields(Computed) if number.default is None]
    assert list(NUMBERS) == computed


@pytest.mark.parametrize("name", [*PUBLISHED, "fewer_than", "at_least"])
def test_the_database_refuses_an_unpublished_statistic_with_a_number(released, name):
    (row,) = released.published_statistics.all()[:1]
    statistic = type(row).objects.filter(pk=row.pk)
    blank = dict.fromkeys((*PUBLISHED, "fewer_than", "at_least"))
    statistic.update(**blank, state="few_people")
    with pytest.raises(IntegrityError, match="has_no_number"), transaction.atomic():
        statistic.update(**{name: 1})


def test_the_database_refuses_a_range_for_people_not_chosen_at_random(released):
    with pytest.raises(IntegrityError), transaction.atomic():
        released.statistics.update(design_class="purposive", lower=0.1)


@pytest.mark.parametrize("name", ["cora", "sam", "rita", "ines"])
def test_whoever_does_not_judge_reads_what_is_published(name, people, released):
    read = reader_for(people[name], released).statistics()
    listed = released.published_statistics.exclude(state="body_only")
    assert 0 < len(read) == listed.count() < released.published_statistics.count()
    assert not any(statistic.is_exact for statistic in read)


@pytest.mark.parametrize("name", ["leila", "ana"])
def test_those_who_judge_read_every_statistic_exactly(name, people, computed):
    read = reader_for(people[name], computed).statistics()
    assert len(read) == computed.statistics.count()
    assert all(statistic.is_exact for statistic in read)


def test_statistics_are_reproduced_from_the_snapshot(computed):
    assert reproduce(computed) == []
    row = computed.statistics.filter(k__gt=1).first()
    GapStatistic.objects.filter(pk=row.pk).update(k=1)
    assert any(" k is stored as 1 " in line for line in reproduce(computed))


def test_computing_again_gives_the_set_that_is_there(people, computed):
    again = compute.compute_figures(round=computed.round, by=people["leila"])
    assert again == computed
