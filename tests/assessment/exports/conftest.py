import pytest
from django.utils import timezone

from assessment.models import FigureSet, PublicAddress
from assessment.reading.reader import public_reader, reader_for
from surveys.models import Person

KEPT = {}  # made of the same rows in each test of a module: made once


@pytest.fixture
def once(request):
    """once(name, make) → what make() gives, made once for a module."""

    def made_once(name, make):
        key = request.module.__name__, name
        if key not in KEPT:
            KEPT[key] = make()
        return KEPT[key]

    return made_once


@pytest.fixture
def reader(released, people):
    """Whoever reads what is published."""
    return reader_for(people["rita"], released)


@pytest.fixture
def body_reader(released, people):
    """A member of the review body, who reads exact figures too."""
    return reader_for(people["leila"], released)


@pytest.fixture
def demo_set(released_round):
    """The demo's round, released and opened to everybody."""
    figure_set = FigureSet.objects.get(round=released_round)
    reviewer = Person.objects.get(email="reviewer@demo.test")
    PublicAddress.objects.create(
        round=released_round, opened_at=timezone.now(), opened_by=reviewer
    )
    return figure_set


@pytest.fixture
def everybody(demo_set):
    return public_reader("en", demo_set.round.code, demo_set.release_number)


@pytest.fixture
def reviewer(demo_set):
    return reader_for(Person.objects.get(email="reviewer@demo.test"), demo_set)
