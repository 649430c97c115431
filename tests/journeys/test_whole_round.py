"""A round from an empty database to a workbook that a reader opens, in browsers.

What the round needs comes from the first command and from pages: nothing is made in
Python but the workbooks that a spreadsheet program would fill in, and the one interview
that arrives a second time from a tablet.
"""

import io
import re
from datetime import timedelta
from io import StringIO

import openpyxl
import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import expect

from assessment.models import FigureSet
from surveys.instruments.build import build
from surveys.interviews import submission
from surveys.models import Interview, Person, PrimaryUnit, Service
from tests.journeys.pages import finish
from tests.journeys.people_in_browsers import (
    PASSWORD,
    People,
    fill,
    filled_in,
    follow,
    press,
    told,
)
from tests.journeys.test_one_answer import whole_interview
from tests.journeys.test_two_custodians import make_key
from tests.surveys.xlsform import workbooks

TODAY = timezone.localdate()
ROUND = "valdara-2027"
TEAM = {
    "cora": ("coordinator", "Legal Aid Network"),
    "asa": ("author", "Halden Relief"),
    "ivo": ("interviewer", "Legal Aid Network"),
    "ina": ("interviewer", "Legal Aid Network"),
    "anna": ("analyst", "Halden Relief"),
    "kaya": ("custodian", "Legal Aid Network"),
    "kim": ("custodian", "Halden Relief"),
    "rudi": ("reader", "Halden Relief"),
}
PLACES = [
    {
        "code": f"POL-{number}",
        "name": f"Police station {number}",
        "kind": "police",
        "stratum": "Police cells",
        "people_held": 10 * number,
        "number_is": "counted",
        "access": "granted",
    }
    for number in range(1, 7)
]
OWN_SURVEY = """
| type           | name      | label::English (en) | label::French (fr) | relevant |
| select_one yn  | x_consent | Do you agree?       | D’accord ?         |          |
| select_one way | l_free    | Was a lawyer free?  | Avocat gratuit ?   | $AGREED  |
| integer        | l_times   | How many meetings?  | Combien de fois ?  | $AGREED  |
""".replace("$AGREED", "${x_consent}='yes'")
OWN_CHOICES = """
| list_name | name | label::English (en) | label::French (fr) |
| yn        | yes  | Yes                 | Oui                |
| yn        | no   | No                  | Non                |
| way       | free | Free of charge      | Gratuit            |
| way       | paid | Paid                | Payant             |
"""
OWN_SETTINGS = """
| form_id | form_title | daa::source | version | default_language |
| lawyers | Lawyers    | migrant     | 1       | English (en)     |
"""
SECONDS = 120_000  # computing the figures takes some on a busy machine


@pytest.fixture
def people(transactional_db, live_server, tablet, settings):
    """An empty database of production: definitions of standards, and nobody."""
    settings.SECOND_FACTOR_REQUIRED = True
    settings.EMAIL_HOST = ""
    cache.clear()
    call_command("load_standards", stdout=StringIO())
    assert not Person.objects.exists()
    return People(live_server, tablet)


def test_a_round_from_the_first_command_to_a_readers_workbook(people):
    begin(people)
    invite(people)
    publish(people, "migrant.xlsx", build("migrant"))
    publish(people, "lawyers.xlsx", own_form())
    list_places(people)
    draw(people)
    assign(people)
    safeguard(people)
    make_keys(people)
    open_round(people)

    practise(people)
    interview_with(people, "ivo", "migrant", times=2)
    interview_with(people, "ina", "lawyers", times=3)
    arrives_again(Interview.objects.filter(version__instrument__code="lawyers")[0])

    look_at_flags(people)
    decide(people)
    settle_second_version(people)
    own_figure(people)
    compute(people)
    release(people)
    read(people)


# -- setting up ------------------------------------------------------------------------


def begin(people):
    """The first command; its three links are followed."""
    output = StringIO()
    call_command(
        "start",
        organisation="Legal Aid Network",
        administrator="Ada",
        administrator_email="ada@example.org",
        review_body="Ombudsman",
        reviewer="Rosa",
        reviewer_email="rosa@example.org",
        second_reviewer="Remi",
        second_reviewer_email="remi@example.org",
        round_name="Valdara 2027",
        country="XXV",
        starts_on=str(TODAY),
        ends_on=str(TODAY + timedelta(days=60)),
        address=people.server.url,
        stdout=output,
    )
    links = re.findall(r"https?://\S+/join/\S+", output.getvalue())
    for name, link in zip(("ada", "rosa", "remi"), links, strict=True):
        people.join(name, link)


def invite(people):
    """One file of people; the review body confirms the roles that take two."""
    ada = people.open("ada", "/organisations/")
    fill(ada, name="Halden Relief", party="civil")
    press(ada, "Add")
    told(ada, "Halden Relief")
    people.open("ada", "/people/")
    follow(ada, "Invite many to Valdara 2027")
    rows = [
        {
            "email": f"{name}@example.org",
            "name": name.title(),
            "role": role,
            "organisation": organisation,
        }
        for name, (role, organisation) in TEAM.items()
    ]
    ada.locator("main input[type=file]").set_input_files(
        filled_in(ada, "/people/upload/workbook/", rows)
    )
    press(ada, "Check the lines")
    press(ada, "Accept")
    expect(ada.locator("h1")).to_have_text("The invitations are ready")
    links = {
        item.locator("bdi").inner_text(): item.locator("textarea").input_value()
        for item in ada.locator("main .tasks li").all()
    }
    rosa = people.open("rosa", "/people/")
    while rosa.locator("main a[href$='/confirm/']").count():
        rosa.locator("main a[href$='/confirm/']").first.click()
        name = rosa.locator("main p").nth(1).inner_text()
        press(rosa, "Confirm the invitation")
        address = re.search(r"\((\w+)@", name)[1].title()
        links[address] = rosa.locator("#link").input_value()
        people.open("rosa", "/people/")
    assert set(links) == {name.title() for name in TEAM}
    for name, link in links.items():
        people.join(name.lower(), link)


def own_form():
    return workbooks.workbook(OWN_SURVEY, OWN_CHOICES, OWN_SETTINGS)


def publish(people, file, content):
    """Uploaded by its author, checked by another organisation, published."""
    asa = people.open("asa", "/instruments/upload/")
    files = {"name": file, "mimeType": "application/octet-stream", "buffer": content}
    asa.locator("#id_files").set_input_files(files)
    press(asa, "Check the file")
    version = asa.url.removeprefix(people.server.url)
    cora = people.open("cora", version)
    press(cora, "This version is right")
    press(cora, "Publish in Valdara 2027")
    expect(cora.locator("main")).to_contain_text("Published in Valdara 2027")


def task(people, words):
    """The coordinator follows a task of the round."""
    page = people.open("cora", f"/coordinate/{ROUND}/")
    follow(page, words)
    return page


def list_places(people):
    cora = task(people, "Places: the frame")
    cora.locator("main input[type=file]").set_input_files(
        filled_in(cora, "/places/workbook/", PLACES)
    )
    press(cora, "Read the file")
    expect(cora.locator("main")).to_contain_text("New places: 6.")
    press(cora, "Accept the list")


def draw(people):
    cora = task(people, "Sample")
    stratum = cora.locator("main select[name^=method-], main [name^=method-]").first
    number = stratum.get_attribute("name").partition("-")[2]
    fill(cora, **{f"method-{number}": "by_size", f"places-{number}": 2})
    press(cora, "Draw the places")
    expect(cora.locator("main")).to_contain_text("The sample")
    assert all(0 < unit.chance < 1 for unit in PrimaryUnit.objects.all())


def assign(people):
    for who, instrument, wanted in (("Ivo", "migrant", 1), ("Ina", "lawyers", 1)):
        cora = task(people, "Assignments")
        cora.get_by_label(who, exact=True).check()
        for place in cora.locator("main [name=places_chosen]").all():
            place.check()
        options = cora.locator("main [name=instrument] option")
        title = next(t for t in options.all_inner_texts() if f"({instrument})" in t)
        cora.locator("main [name=instrument]").select_option(label=title)
        fill(cora, selection="list", wanted=wanted)
        press(cora, "Assign")
        told(cora, "2 new assignments.")


def safeguard(people):
    cora = people.open("cora", f"/coordinate/{ROUND}/terms/")
    fill(
        cora,
        legal_basis="mandate",
        impact_assessment="DPIA 1",
        sharing_protocol="Protocol 1",
        withdrawal_until=TODAY + timedelta(days=90),
        retention_until=TODAY + timedelta(days=900),
        most_interviews_a_day=8,
    )
    cora.locator("main form button").last.click()
    until = TODAY + timedelta(days=90)
    for unit in PrimaryUnit.objects.select_related("site"):
        at = f"/coordinate/{ROUND}/sites/{unit.site.code}"
        people.open("cora", f"{at}/risk/")
        fill(cora, document="R-1", assessed_on=TODAY, expires_on=until)
        press(cora, "Record")
        people.open("cora", f"{at}/partner/")
        fill(
            cora,
            services=list(Service.values),
            name="Clinic",
            contact="In the capital",
            confirmed_on=TODAY,
            expires_on=until,
        )
        press(cora, "Record")


def make_keys(people):
    """Two ceremonies; the second reviewer writes down the codes that were read out."""
    heard = {}
    for name in ("kaya", "kim"):
        page = people.open(name, "/custody/")
        make_key(page)
        people.open(name, "/custody/")
        heard[name.title()] = page.locator("main p bdi.code").first.inner_text()
    for name, code in heard.items():
        remi = people.open("remi", "/custody/confirm/")
        section = remi.locator("section", has=remi.locator("h2", has_text=name))
        section.locator("[name=check_code]").fill(code)
        section.locator("button").click()
        told(remi, "confirmed the key")


def open_round(people):
    cora = people.open("cora", f"/coordinate/{ROUND}/")
    press(cora, "Open the round")
    told(cora, "The round is open")


# -- interviews ------------------------------------------------------------------------


def practise(people):
    """A practice interview by somebody who was never here before."""
    ina = people.open("ina", "/practice/")
    version = ina.locator("main label", has_text="Lawyers").locator("input")
    (version if version.count() else ina.locator("main [name=version]")).last.check()
    fill(ina, language="en")
    press(ina, "Start to practise")
    expect(ina.locator(".band.practice")).to_be_visible()
    whole_interview(ina)
    finish(ina)
    assert not Interview.objects.exists(), "practice never counts"


def interview_with(people, name, instrument, times):
    """At each place in turn, each time with the same answers."""
    page = people[name]
    for time in range(times):
        people.open(name, "/field/start/")
        places = page.locator("main input[name=assignment]")
        places.nth(time % places.count()).check()
        page.locator("main input[name=language][value=en]").check()
        press(page, "Continue")
        whole_interview(page)
        finish(page)
        expect(page.locator("h1")).to_have_text("Thank you")
    done = Interview.objects.filter(version__instrument__code=instrument)
    assert done.count() == times
    assert {row.outcome for row in done} == {"complete"}
    assert {row.design_class for row in done} == {"probability"}


def arrives_again(interview):
    """The tablet sends the interview once more, with another answer."""
    answers = interview.answers | {"l_times": interview.answers["l_times"] + 3}
    submission.submit_interview(
        version=interview.version,
        answers=answers,
        interview_id=interview.interview_id,
        round=interview.round,
        site=interview.primary_unit.site,
        by=interview.by,
    )


# -- looking, deciding, computing ------------------------------------------------------


def look_at_flags(people):
    cora = people.open("cora", f"/review/rounds/{ROUND}/quality/")
    press(cora, "Check all interviews now")
    expect(cora.locator("main [role=status]")).to_be_visible(timeout=SECONDS)
    people.open("cora", f"/review/rounds/{ROUND}/quality/")
    follow(cora, "2 interviews; 1 were assigned")
    fill(cora, finding="explained", why="I asked the interviewer.")
    press(cora, "Settle the flag")


def decide(people):
    """One interview is left out, for a reason; the others are accepted."""
    cora = people.open("cora", f"/coordinate/{ROUND}/interviews/")
    expect(cora.locator("main tbody tr")).to_have_count(5)
    out = Interview.objects.filter(version__instrument__code="lawyers").last()
    follow(cora, out.receipt)
    follow(cora, "^Exclude$")
    fill(cora, reason="eligible", note="Held for another reason.")
    press(cora, "Exclude the interview")
    people.open("cora", f"/coordinate/{ROUND}/interviews/")
    expect(cora.locator("main")).to_contain_text("Excluded: 1.")


def settle_second_version(people):
    cora = people.open("cora", f"/coordinate/{ROUND}/interviews/")
    follow(cora, "Second version of")
    expect(cora.locator("main tbody tr")).to_have_count(1)
    fill(cora, settled="kept", why="slip")
    press(cora, "Record")
    told(cora, "The decision is recorded.")


def own_figure(people):
    anna = people.open("anna", f"/review/rounds/{ROUND}/indicators/")
    fill(anna, about="lawyers/l_free")
    press(anna, "Go on")
    for field, code in ((0, "yes"), (1, "no")):
        name = (
            anna.locator("main table [type=radio]").nth(field * 3).get_attribute("name")
        )
        fill(anna, **{name: code})
    fill(anna, label_en="A lawyer free of charge", label_fr="Un avocat gratuit")
    press(anna, "Show the preview")
    press(anna, "Send for confirmation")
    address = anna.url.removeprefix(people.server.url)
    rosa = people.open("rosa", address)
    press(rosa, "Confirm this figure")
    expect(rosa.locator("main")).to_contain_text("Confirmed by Rosa")


def compute(people):
    anna = people.open("anna", "/review/")
    press(anna, "Compute figures")
    expect(anna.locator("main [role=status]")).to_be_visible(timeout=SECONDS)


def prove(page):
    """Prove who one is, where the page asks before it shows anything."""
    page.wait_for_load_state()
    if "/sign-in/again/" in page.url:
        page.fill("#id_password", PASSWORD)
        page.locator("main form button").first.click()
        page.wait_for_load_state()


def release(people):
    rosa = people.open("rosa", "/review/")
    rosa.locator("main a[href*='/review/figures/']").first.click()
    rosa.locator("main a[href$='/release/']").first.click()
    prove(rosa)
    rosa.locator("main [name=read_list]").first.check()
    press(rosa, "Propose the release")
    figures = FigureSet.objects.get()
    remi = people.open("remi", f"/review/figures/{figures.pk}/release/")
    prove(remi)
    remi.locator("main [name=read_list]").first.check()
    press(remi, "Release to everyone")
    expect(remi.locator("main [role=status]")).to_be_visible(timeout=SECONDS)
    figures.refresh_from_db()
    assert figures.is_released
    people.open("rosa", f"/review/figures/{figures.pk}/own/")
    expect(rosa.locator("main")).to_contain_text("A lawyer free of charge")
    people.open("rosa", f"/review/figures/{figures.pk}/answers/")
    follow(rosa, "Lawyers")
    expect(rosa.locator("main")).to_contain_text("Was a lawyer free?")


def read(people):
    """Too few people were asked for the public: the reader reads why, and no figure."""
    rudi = people.open("rudi", "/review/")
    rudi.locator("main a[href*='/review/figures/']").first.click()
    rudi.locator("a[href$='/download/']").first.click()
    with rudi.expect_download() as download:
        rudi.locator("a[href$='/working.xlsx']").first.click()
    content = io.BytesIO(download.value.path().read_bytes())
    book = openpyxl.load_workbook(content)
    texts = {
        str(cell)
        for sheet in book.worksheets
        for row in sheet.iter_rows(values_only=True)
        for cell in row
    }
    assert any("A lawyer free of charge" in text for text in texts)
