"""A tablet that is set up, and the answers of a whole interview."""

import random

import pytest
from django.utils import timezone

from surveys.demo.answers import walk
from surveys.instruments.versions import instrument_of
from surveys.models import Assignment
from tests.journeys import every_kind
from tests.journeys.tablet_in_browser import CANARY, load_modules, set_up


def answers_of(person, words=CANARY):
    """Answers of a whole interview, as a page would collect them."""
    assignment = Assignment.objects.filter(
        person=person, instrument__code="migrant"
    ).first()
    instrument = instrument_of(assignment.instrument.versions.get())
    answers = walk(instrument, random.Random(4), 0.0, today=timezone.localdate())
    return answers | {"m_priority": words}


@pytest.fixture
def kinds(version_of, assign):
    """An instrument with every kind of screen, given to the interviewer."""
    return assign(
        version_of(every_kind.SURVEY, every_kind.CHOICES, every_kind.SETTINGS)
    )


@pytest.fixture
def answers(empty_round, person):
    return answers_of(person("interviewer"))


@pytest.fixture
def page(empty_round, live_server, tablet):
    """A tablet that is set up, with the product's modules at hand."""
    opened = tablet("en")
    set_up(opened, live_server)
    load_modules(opened)
    return opened
