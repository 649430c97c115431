"""ETH-08 on the device: a phone number is pointed out before anything is sent."""

import pytest
from playwright.sync_api import expect

from surveys.interviews import drafts
from surveys.models import Assignment, Person
from tests.journeys.pages import sign_in
from tests.surveys.conftest import OPENING


@pytest.mark.django_db(transaction=True)
def test_eth08_the_device_says_so_before_anything_is_sent(
    empty_round, live_server, tablet
):
    interviewer = Person.objects.get(email="interviewer@demo.test")
    assignment = Assignment.objects.filter(
        person=interviewer, instrument__code="migrant"
    ).first()
    draft = drafts.start_draft(assignment=assignment, language="en", by=interviewer)
    drafts.save_draft(
        draft=draft,
        revision=0,
        answers={**OPENING, "m_status": "current"},
        unchecked={},
        place="",
    )
    page = tablet("en")
    sign_in(page, live_server, "interviewer")
    page.goto(f"{live_server.url}/field/{draft.pk}/ask/m_priority/")
    sent = []
    page.on("request", lambda request: sent.append(request.url))
    notice = page.locator("[data-notice]")
    expect(notice).to_be_hidden()
    page.fill("textarea", "<b>Ring</b> ٠٦١٢٣٤٥٦٧٨")
    expect(notice).to_have_text("Remove the phone number. Write “a number” instead.")
    page.fill("textarea", "Let my brother Ahmed go")
    expect(notice).to_contain_text("Is this a person’s name?")
    page.fill("textarea", "In 2019 I waited 3 days")
    expect(notice).to_be_hidden()
    assert [
        url for url in sent if "/static/" not in url
    ] == []  # its icon may come late
