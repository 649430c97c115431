"""The page of a tablet stores what the wizard stores, answer by answer."""

import pytest

from surveys.interviews import drafts
from tests.conformance.page_walks import ALL_KINDS, EVERY_KIND, Page, PairedWalk
from tests.surveys.instruments.shipped.plan import INSTRUMENTS as SHIPPED
from tests.surveys.instruments.shipped.plan import TODAY

INSTRUMENTS = {**SHIPPED, EVERY_KIND: ALL_KINDS}
WALKS = 6


@pytest.fixture(scope="module")
def page():
    other = Page(INSTRUMENTS)
    yield other
    other.close()


@pytest.fixture(autouse=True)
def _on_the_same_day(monkeypatch):
    monkeypatch.setattr(drafts.timezone, "localdate", lambda: TODAY)


@pytest.mark.parametrize("name", INSTRUMENTS)
def test_random_people_leave_the_same_answers_at_the_wizard_and_at_the_tablet(
    page, name
):
    screens = 0
    for seed in range(WALKS):
        walk = PairedWalk(page, name, INSTRUMENTS[name], seed)
        assert walk.unlike is None, (seed, walk.unlike)
        screens += walk.screens
    assert screens > 5 * WALKS
