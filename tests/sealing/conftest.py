"""One interview with own words, sealed to the demo's two custodians."""

import pytest

from surveys import services
from surveys.models import Interview
from tests.sealing.arrivals import arrival_from


@pytest.fixture
def arrival(empty_round, person):
    return arrival_from(person("interviewer"))


@pytest.fixture
def interview(arrival):
    receipt = services.submit_interview(**arrival)
    return Interview.objects.select_related("round", "sealed_key").get(
        receipt=receipt.reference
    )


@pytest.fixture
def custody(interview):
    return services.custody_of(interview)
