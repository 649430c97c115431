import pytest

from assessment.reading.reader import reader_for


@pytest.fixture
def reader(released, people):
    """Whoever reads what is published."""
    return reader_for(people["rita"], released)


@pytest.fixture
def body_reader(released, people):
    """A member of the review body, who reads exact figures too."""
    return reader_for(people["leila"], released)
