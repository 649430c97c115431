"""Requests of interviews are lost in every way, and no answer is.

The whole of it, with a hundred losses: python -m bench.network_losses
"""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.interviews_on_a_lossy_line import (
    interview_on_tablet,
    interview_online,
    prepare_tablet,
    set_passphrase,
    sign_in_on,
)
from tests.journeys.lossy_line import LossyLine

pytestmark = pytest.mark.django_db(transaction=True)
LOSSES = 10
FORMS_TEXTS = """
async () => {
  const cache = await caches.open("screens of forms");
  const responses = await Promise.all((await cache.keys()).map((request) => cache.match(request)));
  return Promise.all(responses.map((response) => response.text()));
}
"""  # noqa: E501 - lines of JavaScript


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


def test_half_a_form_and_a_page_of_another_network_never_take_the_place_of_a_form(
    empty_round, line, tablet
):
    page, problems = tablet("en"), []
    page.on("pageerror", lambda error: problems.append(str(error)))
    sign_in_on(page, line)
    line.paths, line.share = ("/tablet/screens/",), 0.5
    page.goto(f"{line.url}/tablet/")
    set_passphrase(page)
    for _try in range(6):
        expect(page.locator("[data-page=today]")).to_be_visible()
        with page.expect_response(re.compile("/tablet/pack/")):
            page.locator("[data-fetch]").click()
        page.wait_for_timeout(1_000)
    forms = page.evaluate(FORMS_TEXTS)
    assert line.losses["GET middle"], line.losses
    assert line.losses["GET portal"], line.losses
    assert forms
    assert all(text.rstrip().endswith("</html>") for text in forms)
    assert not any("Hotel" in text for text in forms)
    assert problems == []
