"""Who is kept out of a whole stratum still reads figures of others, and is told so."""

import io

import openpyxl
import pytest
from django.urls import reverse

from assessment.computation import coverage
from assessment.computation.compute import compute_figures
from assessment.models import Figure
from surveys.exceptions import Refused
from surveys.models import Interview, Person, PrimaryUnit, Stratum

pytestmark = pytest.mark.django_db


@pytest.fixture
def shut_stratum(small_round):
    """A stratum of which nobody was asked."""
    stratum = Stratum.objects.filter(round=small_round).order_by("code").last()
    Interview.objects.filter(round=small_round, primary_unit__stratum=stratum).delete()
    return stratum


def compute(round):
    return compute_figures(
        round=round, by=Person.objects.get(email="reviewer@demo.test")
    )


def test_a_stratum_that_nobody_reached_stops_figures_with_what_to_do(
    small_round, shut_stratum
):
    with pytest.raises(Refused, match="no interview counts yet") as stopped:
        compute(small_round)
    sentence = str(stopped.value)
    assert f"Migrants, stratum “{shut_stratum.name}”" in sentence
    for unit in PrimaryUnit.objects.filter(stratum=shut_stratum):
        assert unit.site.code in sentence
    assert "records that on the page “Sample of places”" in sentence
    assert not Figure.objects.exists()


def test_a_stratum_whose_places_all_let_nobody_in_is_left_out_and_named(
    small_round, shut_stratum, as_person
):
    PrimaryUnit.objects.filter(stratum=shut_stratum).update(
        refused_because="The director refused."
    )
    figure_set = compute(small_round)
    assert figure_set.coverage["migrant"]["left_out"] == [
        {"name": shut_stratum.name, "people": None}
    ]
    figure = Figure.objects.filter(
        figure_set=figure_set, source="migrant", group_var="all", estimate__isnull=False
    )
    assert figure.exists()
    for exact in (True, False):
        notes = [line["left_out"] for line in coverage.lines(figure_set, exact)]
        sentence = f"figures do not speak for {shut_stratum.name}"
        assert any(sentence in note for note in notes)
        assert not all(notes), "of what is no person nothing is left out"
    (told,) = (
        row
        for row in figure_set.coverage["migrant"]["chosen"]["strata"]
        if row["name"] == shut_stratum.name
    )
    units = PrimaryUnit.objects.filter(stratum=shut_stratum)
    assert told["drawn"] == told["closed"] == units.count() > 0
    assert told["listed"] == shut_stratum.frame_count
    methods = as_person("reviewer").get(
        reverse("assessment:methods", args=[figure_set.pk])
    )
    assert f'<th scope="row">{shut_stratum.name}</th>' in methods.text
    address = reverse("assessment:file", args=[figure_set.pk, "working.xlsx"])
    response = as_person("reviewer").get(address)
    book = openpyxl.load_workbook(io.BytesIO(response.getvalue()))
    cells = {str(v) for s in book for row in s.iter_rows(values_only=True) for v in row}
    assert any(sentence in cell for cell in cells), "who takes it away reads it too"


def test_people_who_were_not_chosen_at_random_reach_no_stratum_for_the_sample(
    small_round, shut_stratum
):
    """The note stands wherever the figures of the sample leave a stratum out."""
    units = PrimaryUnit.objects.filter(stratum=shut_stratum)
    units.update(refused_because="The director refused.")
    moved = Interview.objects.filter(
        round=small_round, version__instrument__source="migrant"
    ).first()
    Interview.objects.filter(pk=moved.pk).update(
        primary_unit=units.first(), design_class="purposive"
    )
    figure_set = compute(small_round)
    (note,) = figure_set.coverage["migrant"]["left_out"]
    assert note["name"] == shut_stratum.name


def test_one_place_that_let_nobody_in_leaves_its_stratum_in(small_round, shut_stratum):
    first = PrimaryUnit.objects.filter(stratum=shut_stratum).order_by("pk").first()
    PrimaryUnit.objects.filter(pk=first.pk).update(refused_because="Refused.")
    with pytest.raises(Refused, match="no interview counts yet"):
        compute(small_round)
