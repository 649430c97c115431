"""The people of a place are those who were present at some time during its visits."""

from datetime import timedelta

import numpy as np
import pytest
from django.utils import timezone

from assessment.computation.compute import compute_figures
from assessment.computation.coverage import lines
from assessment.frames import frames, interview_rows
from assessment.frames.visited_people import exceeded_places, people_present
from assessment.models import FigureSet
from surveys.models import Instrument, Organisation, Person, PrimaryUnit, Visit

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def visit(unit, day, present, new=None, organisation="asylum-rights"):
    return Visit.objects.create(
        primary_unit=unit,
        organisation=Organisation.objects.get(code=organisation),
        held_on=TODAY + timedelta(days=day),
        access="given",
        people_present=present,
        new_since_last=new,
        recorded_by=Person.objects.get(email="coordinator@demo.test"),
        recorded_at=timezone.now(),
    )


@pytest.fixture
def unit(small_round):
    return PrimaryUnit.objects.filter(round=small_round).first()


@pytest.mark.parametrize(
    ("visits", "people"),
    [
        ([(0, 8, None)], 8),
        ([(0, 8, None), (7, 6, 6)], 14),
        ([(7, 6, 6), (0, 8, None)], 14),
        ([(0, 8, 5), (7, 6, None)], 8),
        ([(0, 8, None), (7, 20, 1)], 20),
        ([(0, None, None), (7, 6, 6)], 6),
    ],
    ids=[
        "one visit",
        "new people are added",
        "in the order of days",
        "the first visit has no visit before it",
        "never fewer than on one day",
        "a visit without a number says nothing",
    ],
)
def test_the_people_of_a_place_by_its_visits(unit, visits, people):
    for day, present, new in visits:
        visit(unit, day, present, new)
    assert people_present(unit.round) == {unit.site.code: people}


def test_of_several_organisations_the_largest_number_counts(unit):
    visit(unit, 0, 8)
    visit(unit, 1, 12, organisation="legal-aid")
    assert people_present(unit.round) == {unit.site.code: 12}


def frame_of(round, source="migrant"):
    records = interview_rows.read_records(round, source)
    return next(frames.frames(round, source, records, []))


def population(round, unit, source="migrant"):
    units = frame_of(round, source).units.set_index("psu")
    return units.loc[unit.site.code, "population"]


def test_weights_rest_on_the_visits_where_there_are_any(unit):
    assert population(unit.round, unit) == unit.population
    visit(unit, 0, 500)
    assert population(unit.round, unit) == 500
    assert population(unit.round, unit, Instrument.Source.AUTHORITY) == 500
    assert population(unit.round, unit, Instrument.Source.RECORDS) == 1


def test_more_interviews_than_people_stop_no_figure_and_leave_a_note(unit, person):
    round = unit.round
    visit(unit, 0, 1)
    records = interview_rows.read_records(round, "migrant")
    interviews = sum(
        record.unit == unit.site.code
        and record.outcome in ("complete", "stopped")
        and record.design_class != "purposive"
        for record in records
    )
    assert interviews > 1
    assert population(round, unit) == interviews
    assert exceeded_places(round, "migrant", records) == 1
    figure_set = compute_figures(round=round, by=person("reviewer"))
    assert figure_set.coverage["migrant"]["exceeded"] == 1
    notes = {
        exact: [line["exceeded"] for line in lines(figure_set, exact)]
        for exact in (True, False)
    }
    assert any("at 1 place more people" in note for note in notes[True])
    assert not any(notes[False]), "in public it would tell of a single interview"


def test_a_visit_changes_the_check_code_of_the_figures(unit, person):
    before = compute_figures(round=unit.round, by=person("reviewer"))
    visit(unit, 0, 500)
    after = compute_figures(round=unit.round, by=person("reviewer"))
    assert FigureSet.objects.count() == 2
    assert before.fingerprint != after.fingerprint


def test_a_place_that_refused_and_whose_number_is_unknown_is_no_true_zero(unit):
    unit.interviews.all().delete()
    PrimaryUnit.objects.filter(pk=unit.pk).update(
        population=0, refused_because="Illness"
    )
    assert np.isnan(population(unit.round, unit))


def test_a_stratum_of_one_place_has_a_range_once_it_is_joined(small_round, person):
    """Before, the figures of the round cannot be computed; the sentence says why."""
    from surveys.exceptions import Refused
    from surveys.fieldwork.refusals import join_strata
    from surveys.models import Stratum

    lonely = Stratum.objects.get(round=small_round, code="police")
    extra = PrimaryUnit.objects.filter(stratum=lonely)[1:]
    for unit in extra:
        for model in (unit.interviews, unit.assignments):
            model.all().delete()
        unit.delete()
    reviewer = person("reviewer")
    with pytest.raises(Refused, match="interviews count at POL-1 only"):
        compute_figures(round=small_round, by=reviewer)
    other = Stratum.objects.get(round=small_round, code="border")
    join_strata(stratum=lonely, other=other, by=person("coordinator"))
    frame = frame_of(small_round)
    names = frame.units.set_index("stratum")["variance_stratum"].to_dict()
    assert names["police"] == names["border"] == "border + police"
    assert names["centres"] == "centres"
    figure_set = compute_figures(round=small_round, by=reviewer)
    figure = figure_set.figures.filter(
        source="migrant", group_var="all", lower__isnull=False
    ).first()
    assert figure.lower < figure.upper
