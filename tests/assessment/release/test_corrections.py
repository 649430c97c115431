"""A correction replaces what was calculated wrongly, and tells every reader."""

import pytest
from django.urls import reverse

from assessment.models import FigureSet, PublishedFigure
from assessment.reading.notices import notices
from assessment.release.release import propose_release
from surveys.exceptions import Refused
from tests.assessment.builders.releases import (
    computed_again,
    release_by_two,
    second_member,
)
from tests.signed_in import signed_in

WORDS = {
    "correction_en": "Some interviews were counted twice.",
    "correction_fr": "Des entretiens ont été comptés deux fois.",
}
ROW = {"indicator": "JUD-01.m", "group_var": "all"}


def test_a_correction_replaces_figures_of_the_same_people(released, people):
    later = computed_again(released)
    wrong = PublishedFigure.objects.get(figure_set=later, **ROW)
    right = wrong.band_low - 5, wrong.band_high - 5
    PublishedFigure.objects.filter(pk=wrong.pk).update(
        band_low=right[0], band_high=right[1]
    )
    release_by_two(figure_set=later, by=people["leila"], **WORDS)
    row = PublishedFigure.objects.get(figure_set=later, **ROW)
    assert (row.band_low, row.band_high) == right


def test_without_a_correction_a_figure_of_the_same_people_stands(released, people):
    later = computed_again(released)
    before = PublishedFigure.objects.get(figure_set=released, **ROW)
    PublishedFigure.objects.filter(figure_set=later, **ROW).update(
        band_low=before.band_low - 5, band_high=before.band_high - 5
    )
    release_by_two(figure_set=later, by=people["leila"])
    row = PublishedFigure.objects.get(figure_set=later, **ROW)
    assert (row.band_low, row.band_high) == (before.band_low, before.band_high)


def test_readers_of_both_releases_are_told_what_was_wrong(client, released, people):
    later = computed_again(released)
    release_by_two(figure_set=later, by=people["leila"], **WORDS)
    reader = signed_in(client, people["rita"])
    old = reader.get(released.get_absolute_url()).content.decode()
    assert (
        "Some of these figures were wrong: Some interviews were counted twice." in old
    )
    assert reverse("assessment:figure_set", args=[later.pk]) in old
    new = reader.get(later.get_absolute_url()).content.decode()
    assert "This release corrects the one before" in new


def test_a_correction_is_told_in_both_languages(released, people):
    later = computed_again(released)
    with pytest.raises(Refused, match="in English and in French"):
        propose_release(
            figure_set=later,
            correction_en="Wrong.",
            by=second_member(released.round),
        )
    assert not FigureSet.objects.get(pk=later.pk).proposed_by_id


def test_nothing_is_corrected_that_was_not_released(computed):
    with pytest.raises(Refused, match="nothing can be corrected"):
        propose_release(figure_set=computed, by=second_member(computed.round), **WORDS)


def test_a_release_without_anything_new_tells_nothing(released):
    assert notices(released) == []
