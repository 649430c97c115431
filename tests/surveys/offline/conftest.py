"""A registered tablet of the demo's interviewer."""

import pytest
from django.test import Client

from tests.signed_in import signed_in
from tests.surveys.offline.tablet import Tablet


@pytest.fixture
def tablet_of(empty_round, person):
    """tablet_of("interviewer") → a new tablet of that person."""

    def make(name="interviewer"):
        account = person(name)
        return Tablet(signed_in(Client(), account), account)

    return make


@pytest.fixture
def own_tablet(tablet_of):
    return tablet_of()
