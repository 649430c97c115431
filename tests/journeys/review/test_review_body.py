"""What a review body does with an assessment, and what others read of it, in browsers.

Two members, a ministry and somebody without an account each have a browser. The rounds
are made by the fixtures; what is done here is done on pages.
"""

import re
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import expect

from assessment.models import Authority, Recommendation
from surveys.interviews.withdrawals.withdrawal import withdraw_interview
from surveys.models import Interview, Organisation, Party
from tests.assessment.builders.releases import computed_again
from tests.journeys.people_in_browsers import fill, follow, press, told
from tests.journeys.review.conftest import CHILDREN

pytestmark = pytest.mark.django_db(transaction=True)

BAND = re.compile(r"^(under \d+|\d+ to \d+|\d+ or more) \(")


def says(page, *words):
    for text in words:
        expect(page.locator("main")).to_contain_text(text)


def says_not(page, *words):
    for text in words:
        expect(page.locator("main")).not_to_contain_text(text)


def open_findings(page, server):
    page.goto(f"{server.url}/review/")
    follow(page, "^Release 1,")
    expect(page.locator("h1")).to_have_text("What this assessment found")


def menu(page, words):
    links = page.locator(".review-top nav")
    links.get_by_role("link", name=words, exact=True).click()


def row_of(page, name):
    """The first row of a table with these words, or that begins with this name."""
    words = name if isinstance(name, re.Pattern) else re.compile(rf"^\s*{name}")
    return page.locator("tbody tr", has_text=words).first


def five_seconds_pass():
    """Until then a page that anybody reads is answered as it was."""
    caches["pages"].clear()


def public_address(page, server, round, number=1):
    return f"{server.url}/r/en/{round.code}/{number}/"


# -- reading ---------------------------------------------------------------------------


def test_a_member_reads_what_was_found_and_for_whom(released_round, live_server, seat):
    page = seat("reviewer")
    open_findings(page, live_server)
    says(page, "Who", "Where and when", "How chosen", "Main findings", "of 12 places")
    menu(page, "Children")  # the first click
    worst = page.locator("table.standards tr", has=page.locator("td.is-not_met")).first
    standard = worst.locator("th a")
    title = standard.inner_text()
    standard.click()  # the second
    expect(page.locator("h1")).to_have_text(title)
    expect(page.locator(".verdict")).to_contain_text("Not met")
    menu(page, "Standards")
    page.locator("#INF-05 th a").click()
    for group in ("Women", "Men"):
        row = row_of(page.locator("#for-whom + figure"), group)
        expect(row.locator("svg")).to_be_visible()
        expect(row.locator("td.num").first).to_contain_text(re.compile(r"\d"))
    menu(page, "Groups")
    expect(page.locator("h1")).to_have_text("Differences between groups")
    expect(page.locator(".key [aria-current]")).to_have_text("By gender")
    for group in ("Women", "Men"):
        row = row_of(page.locator("figure.fig"), group)
        expect(row.locator("td.num").first).to_contain_text(re.compile(r"\d"))
    page.locator(".key").get_by_role("link", name="By age").click()
    expect(page.locator(".key [aria-current]")).to_have_text("By age")


# -- what the body writes --------------------------------------------------------------


def test_a_member_records_a_finding_priorities_and_a_concern(
    released_round, live_server, seat
):
    page = seat("reviewer")
    open_findings(page, live_server)
    menu(page, "Standards")
    page.locator("#INF-05 th a").click()
    says(page, "The review body has not recorded a finding of its own.")
    follow(page, "Record or change the finding")
    says(page, "The figures say:", "Not met")
    fill(
        page,
        finding="partly",
        words_en="A lawyer exists on paper. Few people meet one.",
        words_fr="Un avocat existe sur le papier. Peu de gens en voient un.",
    )
    page.get_by_role("button", name="Save as a new version").click()
    expect(page.locator(".summary[role=alert]")).to_contain_text("differs")
    fill(page, reason_en="The law gives one.", reason_fr="La loi en donne un.")
    press(page, "Save as a new version")
    told(page, "Saved as a new version with your name.")
    expect(row_of(page, re.compile("INF-05"))).to_contain_text("differs, with a reason")

    follow(page, "Set three to six priorities")
    fill(
        page,
        en="No child is held | CHD-02\nA lawyer | INF-05\nNo full cell | CND-02",
        fr="Aucun enfant retenu\nUn avocat\nAucune cellule trop pleine",
    )
    press(page, "Save as a new version")
    follow(page, "Write up to 15 concerns")
    fill(
        page,
        en="Children share rooms with adults | CHD-06",
        fr="Des enfants partagent des chambres avec des adultes",
    )
    press(page, "Save as a new version")

    open_findings(page, live_server)
    asked = page.locator("section", has=page.locator("#asks"))
    expect(asked.locator("ol > li")).to_have_count(3)
    expect(asked.locator("ol > li").first).to_contain_text("No child is held")
    says(page, "What concerns the review body", "Children share rooms with adults")
    menu(page, "Standards")
    page.locator("#INF-05 th a").click()
    says(
        page,
        "Partly met. A lawyer exists on paper.",
        "Why it differs from the computed finding: The law gives one.",
    )


def write_recommendation(page, english, french, standard):
    authority = str(Authority.objects.get().pk)
    fill(
        page,
        text_en=english,
        text_fr=french,
        authorities=authority,
        standards=standard,
        evidence_en=f"The figures show it | {standard}",
        evidence_fr="Les chiffres le montrent",
        do_by=(timezone.localdate() + timedelta(days=300)).isoformat(),
    )


def test_a_member_drafts_and_issues_a_recommendation_that_everybody_reads(
    released_round, live_server, seat, person
):
    page = seat("reviewer")
    page.goto(f"{live_server.url}/review/")
    follow(page, "^Recommendations")
    follow(page, "^Authorities$")
    organisation = Organisation.objects.get(
        party=Party.STATE, memberships__person__email="state@demo.test"
    )
    fill(
        page,
        name_en="Ministry of the Interior",
        name_fr="Ministère de l’Intérieur",
        organisation=str(organisation.pk),
    )
    press(page, "Record")
    page.goto(f"{live_server.url}/review/rounds/{released_round.code}/recommendations/")
    follow(page, "Write a recommendation")
    write_recommendation(
        page, CHILDREN, "Ne retenez aucun enfant. Logez les familles.", "CHD-02"
    )
    press(page, "Save the draft")
    told(page, "The draft is saved. Only the body sees it.")
    press(page, "Issue it: the text is fixed then")
    expect(page.locator("h1")).to_have_text(CHILDREN)
    says(page, "Ministry of the Interior", "Waiting", "Judge progress")
    assert not page.get_by_role("link", name="Change the draft").count()

    page.goto(f"{live_server.url}/review/rounds/{released_round.code}/public/")
    press(page, "Open it to everybody")
    told(page, "Everybody can now read what is released.")


# -- a release by two, and who reads it ------------------------------------------------


def test_two_members_release_and_everybody_reads_bands_alone(
    computed_round, live_server, seat, tablet
):
    first, second = seat("reviewer"), seat("reviewer2")
    first.goto(f"{live_server.url}/review/")
    follow(first, "Release these figures")
    expect(first.locator("h1")).to_have_text("What a release would publish")
    says(first, "figures would be published", "Exact beside published")
    first.get_by_role("button", name="Propose the release").click()
    expect(first.locator(".summary[role=alert]")).to_contain_text("Read the list first")
    first.locator("main [name=read_list]").check()
    press(first, "Propose the release")
    says(first, "proposed the release on", "You proposed it.")
    assert not first.get_by_role("button", name="Release to everyone").count()

    anybody = tablet("en")
    address = public_address(anybody, live_server, computed_round)
    assert anybody.goto(address).status == 404

    second.goto(first.url)
    says(second, "You are the second member.", "Leila, review body proposed")
    second.locator("main [name=read_list]").check()
    press(second, "Release to everyone")
    says(second, "Everyone with a role in this round can now read the figures.")
    assert anybody.goto(address).status == 404
    second.goto(f"{live_server.url}/review/")
    follow(second, "Who reads what is released")
    press(second, "Open it to everybody")
    says(second, "Everybody can read what is released, at this address:", address)

    assert anybody.goto(address).status == 200
    expect(anybody.locator("h1")).to_have_text("What this assessment found")
    says(anybody, "Release 1", "Main findings")
    expect(anybody.locator(".review-foot")).to_contain_text("No account is needed.")
    menu(anybody, "Standards")
    anybody.locator("#INF-05 th a").click()
    value = row_of(anybody.locator("#for-whom + figure"), "Women").locator("td.num")
    expect(value.first).to_contain_text(BAND)
    says_not(anybody, "[c]", "exact figures")
    assert not anybody.context.cookies()


# -- what is answered ------------------------------------------------------------------


def test_the_state_answers_one_lets_one_lapse_and_the_body_judges(
    two_recommendations, live_server, seat, tablet
):
    body, state = seat("reviewer"), seat("state")
    body.goto(f"{live_server.url}/review/rounds/{two_recommendations.code}/public/")
    press(body, "Open it to everybody")

    state.goto(f"{live_server.url}/review/")
    follow(state, "^Recommendations")
    follow(state, "Hold no child")
    assert not state.get_by_role("link", name="Judge progress").count()
    follow(state, "^Respond$")
    says(state, "60 days are left.")
    fill(
        state,
        response="accepted",
        status="in_progress",
        owner="Head of reception",
        next_step="Contract for 40 family places",
        next_step_by=(timezone.localdate() + timedelta(days=60)).isoformat(),
    )
    press(state, "Check your answer")
    says(state, "Read your answer once more", "Head of reception")
    press(state, "Send your answer")
    told(state, "Your answer is sent.")
    call_command("record_deadlines", verbosity=0)

    anybody = tablet("en")
    address = public_address(anybody, live_server, two_recommendations)
    anybody.goto(f"{address}recommendations/")
    unread = row_of(anybody, re.compile("Hold no child"))
    expect(unread).to_contain_text("Received, due")
    expect(row_of(anybody, re.compile("lawyer"))).to_contain_text("No response")

    first = Recommendation.objects.get(number=1)
    body.goto(f"{live_server.url}{first.get_absolute_url()}")
    for _line in range(2):  # the response, and what was done
        body.get_by_role("button", name="I have read it: publish").first.click()
        body.wait_for_load_state()
    follow(body, "Judge progress")
    fill(body, progress="insufficient", words="Most families still wait.")
    press(body, "Record")
    says(body, "Most families still wait.")

    anybody.goto(f"{address}recommendations/1/")
    expect(anybody.locator("h1")).to_have_text(CHILDREN)
    says(
        anybody, "Accepted", "In progress", "Insufficient", "Most families still wait."
    )
    anybody.goto(f"{address}recommendations/2/")
    says(anybody, "No response")


# -- after the release -----------------------------------------------------------------


def test_the_body_is_told_at_once_that_an_interview_was_taken_back_and_nobody_else(
    read_by_everybody, live_server, tablet, seat, person
):
    member, anybody = seat("reviewer"), tablet("en")
    figures = read_by_everybody.figure_sets.get().get_absolute_url()
    interview = Interview.objects.filter(version__instrument__code="migrant").first()
    withdraw_interview(interview=interview, by=person("coordinator"))
    five_seconds_pass()
    for page in ("", "INF-05/"):
        member.goto(f"{live_server.url}{figures}{page}")
        says(member, "some people took their interview back", "is erased")
    address = public_address(anybody, live_server, read_by_everybody)
    anybody.goto(address)
    says_not(anybody, "took their interview back")


def test_two_members_correct_and_both_releases_say_what_was_wrong(
    read_by_everybody, live_server, seat, tablet
):
    released = read_by_everybody.figure_sets.get()
    computed_again(released)
    first, second = seat("reviewer"), seat("reviewer2")
    first.goto(f"{live_server.url}/review/")
    follow(first, "Release these figures")
    fill(
        first,
        correction_en="Some interviews were counted twice.",
        correction_fr="Des entretiens ont été comptés deux fois.",
    )
    first.locator("main [name=read_list]").check()
    press(first, "Propose the release")
    second.goto(first.url)
    says(second, "It is a correction: Some interviews were counted twice.")
    second.locator("main [name=read_list]").check()
    press(second, "Release to everyone")
    says(second, "Everyone with a role in this round can now read the figures.")

    anybody = tablet("en")
    anybody.goto(public_address(anybody, live_server, read_by_everybody))
    says(
        anybody, "Some of these figures were wrong: Some interviews were counted twice."
    )
    follow(anybody, "See release 2")
    says(
        anybody,
        "This release corrects the one before: Some interviews were counted twice.",
    )
