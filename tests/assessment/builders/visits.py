"""Visits of places with files that were read, handed in through the real door."""

import random
import uuid

from django.utils import timezone

from surveys.demo.case_files import file_sample
from surveys.engine.instrument import QuestionType
from surveys.engine.journey import Journey
from surveys.instruments import versions
from surveys.interviews import submission
from surveys.models import Assignment, InstrumentVersion, PrimaryUnit

FILES = 25  # that are read at a place
NOT_KNOWN = {"state": "does_not_know"}
NUMBERS = (QuestionType.INTEGER, QuestionType.DECIMAL)


def files_read(dice):
    return file_sample(dice, FILES)


def visit(round, *, files=files_read, design_class="probability", places=12, seed=7):
    """One visit of each place. files(dice) → answers of the file sample."""
    version = InstrumentVersion.objects.get(instrument__code="facility")
    dice = random.Random(seed)
    units = PrimaryUnit.objects.filter(round=round).order_by("pk")[:places]
    for position, unit in enumerate(units):
        by = _assigned(unit, version, design_class, position)
        entries = {"k_entries": 4 * unit.population, "k_stock_total": unit.population}
        submission.submit_interview(
            version=version,
            answers=_rest(version, {**entries, "k_files_n": FILES, **files(dice)}),
            interview_id=uuid.UUID(int=dice.getrandbits(128), version=4),
            round=round,
            site=unit.site,
            by=by,
            held_on=timezone.localdate(),
        )


def _assigned(unit, version, design_class, position):
    """One of the two who work at a place, in turns."""
    assignments = Assignment.objects.filter(
        primary_unit=unit, instrument__source="migrant"
    ).order_by("pk")
    assignment = assignments[position % len(assignments)]
    Assignment.objects.update_or_create(
        person=assignment.person,
        primary_unit=unit,
        instrument=version.instrument,
        defaults={
            "organisation": assignment.organisation,
            "design_class": design_class,
            "wanted": 1,
        },
    )
    return assignment.person


def _rest(version, answers):
    """Numbers are not known, and of the codes any is as good."""
    instrument = versions.instrument_of(version)
    for question in instrument.questions():
        if question.repeats or not question.answerable or question.name in answers:
            continue
        if not Journey(instrument, answers, today=timezone.localdate()).is_relevant(
            question.name
        ):
            continue
        number = question.type in NUMBERS
        answers[question.name] = NOT_KNOWN if number else question.choices[0].code
    return answers
