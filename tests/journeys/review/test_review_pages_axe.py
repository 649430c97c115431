"""Every page of the review body's room keeps nobody out.

Each is looked at in three themes and both directions, and in a window of 320 pixels.
"""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from assessment.models import Authority, Recommendation
from assessment.reading import page_list
from assessment.recommendations import drafting
from assessment.recommendations.drafting import Content
from tests.assessment.builders.releases import computed_again
from tests.journeys.accessibility import Inspector

PAGES = [(page, about) for page, about, _n in (*page_list.MAIN, *page_list.MORE)]
ABOUT_ONE = [
    ("standard", ("INF-05",)),
    ("standard", ("CND-02",)),
    ("card", ("inf-05-m",)),
    ("card", ("children-held",)),
    ("recommendation", (1,)),
]
WRITTEN = """authorities/ authorities/{authority}/ findings/ findings/INF-05/ concerns/
priorities/ milestones/INF-05/ public/ recommendations/ recommendations/new/
recommendations/import/ recommendations/{issued}/ recommendations/{issued}/progress/
recommendations/{issued}/close/ recommendations/{issued}/amend/
recommendations/{issued}/answers/{addressee}/ recommendations/{draft}/
recommendations/{draft}/edit/"""
# What repeats is looked at a few times: contrast is measured word by word.
A_FEW_OF_EACH = """() => {
  for (const alike of ["tbody tr:nth-child(n+5)", "tbody:nth-of-type(n+4)",
    "option:nth-child(n+5)", "main li:nth-child(n+7)"])
    document.querySelectorAll(alike).forEach((element) => element.remove());
  [...document.querySelectorAll("figure, details.more, main section")].slice(9)
    .forEach((element) => element.remove());
}"""


@pytest.fixture
def room(two_recommendations, read_by_everybody, person):
    """A release with two recommendations and a draft, and figures to be released."""
    reviewer = person("reviewer")
    drafting.draft_recommendation(
        round=two_recommendations,
        content=Content(
            text_en="Repair the phones.",
            text_fr="Réparez les téléphones.",
            authorities=[Authority.objects.get()],
            standards=[],
            kind="practice",
            do_by=timezone.localdate() + timedelta(days=90),
        ),
        by=reviewer,
    )
    released = two_recommendations.figure_sets.get()
    computed_again(released)
    return released


class Room:
    """Opens pages in one browser, each once, and looks at them."""

    def __init__(self, client, page):
        self.client, self.inspector = client, Inspector(page)

    def look(self, address, typed=None):
        response = (
            self.client.get(address)
            if typed is None
            else self.client.post(address, typed, follow=True)
        )
        assert response.status_code in (200, 422), (address, response.status_code)
        content = b"".join(response) if response.streaming else response.content
        self.inspector.page.set_content(content.decode())
        self.inspector.load()
        self.inspector.small_targets(address)
        self.inspector.other_windows(address)
        self.inspector.page.evaluate(A_FEW_OF_EACH)
        self.inspector.inspect_by_rules(address)

    def keeps_nobody_out(self):
        assert not self.inspector.findings, "\n".join(self.inspector.findings)


@pytest.fixture
def browser(client, tablet):
    return Room(client, tablet("en"))


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "fr"])
def test_pages_that_everybody_reads_keep_nobody_out(room, browser, language):
    release = (language, room.round.code, room.release_number)
    for page, about in (*PAGES, *ABOUT_ONE):
        browser.look(reverse(f"released:{page}", args=[*release, *about]))
    browser.keeps_nobody_out()


@pytest.mark.django_db
def test_pages_of_exact_figures_keep_nobody_out(room, browser, as_person):
    as_person("reviewer")
    for page, about in (*PAGES, *ABOUT_ONE):
        browser.look(reverse(f"assessment:{page}", args=[room.pk, *about]))
    browser.keeps_nobody_out()


@pytest.mark.django_db
def test_pages_on_which_the_body_writes_keep_nobody_out(room, browser, as_person):
    as_person("reviewer")
    issued = Recommendation.objects.get(number=1)
    places = {
        "authority": Authority.objects.get().pk,
        "issued": issued.pk,
        "addressee": issued.addressees.get().pk,
        "draft": Recommendation.objects.get(state="draft").pk,
    }
    home = reverse("assessment:home")
    browser.look(home)
    for path in WRITTEN.format(**places).split():
        browser.look(f"{home}rounds/{room.round.code}/{path}")
    later = room.round.figure_sets.get(release_number=None)
    preview = reverse("assessment:release", args=[later.pk])
    for address in (preview, f"{preview}?show=all"):
        browser.look(address)
    browser.look(preview, {"act": "propose"})
    browser.look(preview, {"act": "propose", "read_list": "on"})
    for name, typed in (
        ("body_finding", {"finding": "met"}),
        ("concerns", {"en": "One", "fr": ""}),
        ("body_priorities", {"en": "One | XXX-01", "fr": "Une"}),
    ):
        about = ["INF-05"] if name == "body_finding" else []
        address = reverse(f"assessment:{name}", args=[room.round.code, *about])
        browser.look(address, typed)
    browser.keeps_nobody_out()


@pytest.mark.django_db
def test_pages_of_a_ministry_and_of_civil_society_keep_nobody_out(
    room, browser, as_person
):
    issued = Recommendation.objects.get(number=1)
    about = [room.round.code, issued.pk]
    as_person("state")
    respond = reverse("assessment:respond", args=about)
    browser.look(respond)
    browser.look(respond, {"response": "rejected"})
    browser.look(respond, {"response": "accepted", "status": "in_progress"})
    browser.look(reverse("assessment:actions", args=[room.round.code]))
    browser.look(reverse("assessment:round_recommendation", args=about))
    as_person("reader")
    browser.look(reverse("assessment:observe", args=about))
    browser.look(reverse("assessment:round_recommendations", args=[room.round.code]))
    browser.keeps_nobody_out()
