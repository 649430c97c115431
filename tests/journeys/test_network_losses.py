"""Requests of interviews are lost in every way, and no answer is.

The whole of it, with a hundred losses: python -m bench.network_losses
"""

import pytest

from tests.journeys.interviews_on_a_lossy_line import (
    interview_on_tablet,
    interview_online,
    prepare_tablet,
    sign_in_on,
)
from tests.journeys.lossy_line import LossyLine

pytestmark = pytest.mark.django_db(transaction=True)
LOSSES = 10


@pytest.fixture
def line(live_server):
    line = LossyLine(live_server.thread.port, seed=6)
    yield line
    line.close()


def test_an_interview_online_loses_no_answer_when_requests_are_lost(
    empty_round, line, tablet
):
    page = tablet("en")
    sign_in_on(page, line)
    assert interview_online(page, line) == []
    assert sum(line.losses.values()) >= LOSSES, line.losses


def test_an_interview_on_the_tablet_needs_no_request_and_is_sent_through_losses(
    empty_round, line, tablet
):
    page = tablet("en")
    sign_in_on(page, line)
    prepare_tablet(page, line)
    assert interview_on_tablet(page, line) == []
    assert line.losses
