"""Who loads, checks and publishes instruments, and what each of them sees."""

import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from config.style import STYLE
from surveys import exceptions
from surveys.instruments import versions
from surveys.interviews import drafts, submission
from surveys.models import (
    Assignment,
    AuditEntry,
    Instrument,
    InstrumentVersion,
    Membership,
    Round,
)
from surveys.xlsform.compile import compile_workbook
from tests.markup import one_line
from tests.surveys.xlsform.test_hostile_files import HOSTILE
from tests.surveys.xlsform.workbooks import workbook

pytestmark = pytest.mark.django_db
HEAD = ["type", "name", "label::English (en)", "label::French (fr)", "relevant"]
SURVEY = [
    HEAD,
    ["select_one yn", "x_consent", "Do you agree?", "Acceptez-vous ?", ""],
    ["select_one yn", "a", "Alone?", "", "${x_consent} = 'yes'"],
    ["integer", "b", "<script>alert(1)</script>", "Combien ?", "${a} = 'no'"],
]
SETTINGS = """
| form_id | version | default_language | daa::source |
| visit   | {}      | English (en)     | ngo         |
"""


@pytest.fixture(autouse=True)
def round_with_people(empty_round):
    return empty_round


def form(version="1", survey=SURVEY, **more):
    return workbook(survey, settings=SETTINGS.format(version), **more)


def send(client, content, name="visit.xlsx", **more):
    files = [SimpleUploadedFile(name, content)]
    return client.post(reverse("instrument-upload"), {"files": files, **more})


@pytest.fixture
def loaded(as_person):
    """A version that the first author has loaded."""

    def load(content, **more):
        response = send(as_person("author"), content, **more)
        assert response.status_code == 302, response.content.decode()
        return InstrumentVersion.objects.get(instrument__code="visit", state="loaded")

    return load


def page_of(client, version, name="instrument-version"):
    return client.get(reverse(name, args=[version.uuid]))


def check(client, version, **more):
    seen = {"media": versions.media_fingerprint(version)}
    address = reverse("instrument-check", args=[version.uuid])
    return client.post(address, seen | more)


def publish(client, version, code="demo-2026"):
    return client.post(reverse("instrument-publish", args=[version.uuid, code]))


def state_of(version):
    return InstrumentVersion.objects.get(pk=version.pk).state


# -- who -----------------------------------------------------------------------


@pytest.mark.parametrize("name", ["author", "coordinator"])
def test_who_writes_or_publishes_instruments_finds_the_door(as_person, name):
    page = as_person(name).get(reverse("instruments"))
    assert page.status_code == 200
    assert f'href="{reverse("instruments")}"' in page.content.decode()


@pytest.mark.parametrize(
    "name", ["interviewer", "analyst", "reviewer", "state", "reader"]
)
def test_to_everyone_else_instruments_do_not_exist(as_person, loaded, name):
    version = loaded(form())
    client = as_person(name)
    assert client.get(reverse("instruments")).status_code == 404
    assert send(client, form("2")).status_code == 404
    assert client.post(reverse("instrument-accept")).status_code == 404
    for page in ("instrument-version", "instrument-download"):
        assert page_of(client, version, page).status_code == 404
    assert check(client, version).status_code == 404
    assert publish(client, version).status_code == 404
    assert state_of(version) == "loaded"


def test_a_coordinator_looks_and_publishes_but_does_not_load(as_person, loaded):
    version = loaded(form())
    client = as_person("coordinator")
    assert client.get(reverse("instrument-upload")).status_code == 404
    assert send(client, form("2")).status_code == 404
    early = publish(client, version)
    assert early.status_code == 422
    assert "must check this version first" in early.content.decode()
    assert not version.round_versions.exists()
    assert check(as_person("author2"), version).status_code == 302
    page = page_of(as_person("coordinator"), version).content.decode()
    assert "Publish in Demonstration round 2026" in page
    assert publish(as_person("coordinator"), version).status_code == 302
    used = version.round_versions.get()
    assert used.round.code == "demo-2026"
    assert used.published_by.email == "coordinator@demo.test"
    page = one_line(page_of(as_person("coordinator"), version).content.decode())
    assert "Published in Demonstration round 2026:" in page
    assert publish(as_person("coordinator"), version).status_code == 302
    assert AuditEntry.objects.filter(act="version_published", by__isnull=False).count()
    assert version.round_versions.count() == 1


def test_who_publishes_is_told_that_it_is_still_to_be_assigned(as_person, loaded):
    version = loaded(form())
    check(as_person("author2"), version)
    address = reverse("assignments", args=["demo-2026"])
    page = page_of(as_person("coordinator"), version).content.decode()
    assert address not in page
    done = publish(as_person("coordinator"), version)
    page = as_person("coordinator").get(done.url).content.decode()
    assert "Whoever is assigned to it in Demonstration round 2026 can ask it" in page
    assert f'href="{address}"' in one_line(page)
    assert as_person("coordinator").get(address).status_code == 200
    assert address not in page_of(as_person("author"), version).content.decode()


def test_in_a_closed_round_nothing_is_published(as_person, loaded, empty_round):
    version = loaded(form())
    check(as_person("author2"), version)
    Round.objects.filter(pk=empty_round.pk).update(
        state=Round.State.CLOSED, closed_at=timezone.now()
    )
    client = as_person("coordinator")
    page = page_of(client, version).content.decode()
    assert reverse("instrument-publish", args=[version.uuid, "demo-2026"]) not in page
    answer = publish(client, version)
    assert answer.status_code == 422
    assert "The round is closed, so no version is" in answer.content.decode()
    assert not version.round_versions.exists()


def test_nobody_checks_what_they_loaded_themselves(as_person, loaded, person):
    version = loaded(form())
    response = check(as_person("author"), version)
    assert response.status_code == 422
    assert "Someone of another organisation must check" in response.content.decode()
    assert state_of(version) == "loaded"
    assert check(as_person("author2"), version).status_code == 302
    version.refresh_from_db()
    assert version.loaded_by == person("author")
    assert version.checked_by == person("author2")


def test_who_saw_other_pictures_checks_nothing(as_person, loaded):
    version = loaded(form())
    late = check(as_person("author2"), version, media="0" * 64)
    assert late.status_code == 422
    assert "was changed meanwhile" in late.content.decode()
    assert state_of(version) == "loaded"


def test_an_earlier_version_that_is_published_again_is_used_again(
    as_person, loaded, person
):
    first = loaded(form())
    check(as_person("author2"), first)
    publish(as_person("coordinator"), first)
    second = loaded(form("2"))
    check(as_person("author2"), second)
    publish(as_person("coordinator"), second)
    round = Round.objects.get(code="demo-2026")
    of_visit = versions.published_versions(round).filter(instrument__code="visit")
    assert of_visit.last() == second
    page = page_of(as_person("coordinator"), first).content.decode()
    assert "Publish in Demonstration round 2026" in page
    publish(as_person("coordinator"), first)
    assert of_visit.last() == first
    assert first.round_versions.count() == 1


def test_nobody_checks_what_their_own_organisation_loaded(as_person, loaded, person):
    """Also where who loaded it has left meanwhile."""
    version = loaded(form())
    Membership.objects.filter(person=person("author")).update(ended_at=timezone.now())
    response = check(as_person("coordinator"), version)
    assert response.status_code == 422
    assert "You work for the organisation of the person" in response.content.decode()
    assert state_of(version) == "loaded"


def test_an_author_publishes_nowhere_and_a_coordinator_in_no_other_round(
    as_person, loaded, person, empty_round
):
    version = loaded(form())
    check(as_person("author2"), version)
    for name in ("author", "author2"):
        assert publish(as_person(name), version).status_code == 404
    Round.objects.create(
        code="elsewhere",
        name="Round elsewhere",
        country="XXB",
        starts_on=empty_round.starts_on,
        ends_on=empty_round.ends_on,
    )
    assert publish(as_person("coordinator"), version, "elsewhere").status_code == 404
    with pytest.raises(exceptions.Refused, match="Only a coordinator of this round"):
        versions.publish_version(
            version=version,
            round=Round.objects.get(code="elsewhere"),
            by=person("coordinator"),
        )
    assert not version.round_versions.exists()


def test_interviews_use_the_newest_version_of_their_round(empty_round, person):
    """What is published for another round changes nothing here."""
    mine = Assignment.objects.filter(
        person=person("interviewer"), instrument__code="migrant"
    ).first()

    def version_used():
        draft = drafts.start_draft(assignment=mine, language="en", by=mine.person)
        return draft.version

    first = version_used()
    newer = InstrumentVersion.objects.get(pk=first.pk)
    newer.pk, newer.uuid = None, uuid.uuid4()
    newer.version, newer.fingerprint = "next", "f" * 64
    newer.save(force_insert=True)
    elsewhere = Round.objects.create(
        code="elsewhere",
        name="Round elsewhere",
        country="XXB",
        starts_on=empty_round.starts_on,
        ends_on=empty_round.ends_on,
    )
    versions.publish_version(version=newer, round=elsewhere)
    assert version_used() == first
    with pytest.raises(exceptions.Refused, match="no assignment for this instrument"):
        submission.submit_interview(
            version=newer,
            answers={},
            interview_id=uuid.uuid4(),
            round=empty_round,
            site=mine.primary_unit.site,
            by=mine.person,
        )
    versions.publish_version(version=newer, round=empty_round)
    assert version_used() == newer


def test_the_database_itself_wants_two_people(loaded, person):
    version = loaded(form())
    version.state, version.checked_at = "checked", timezone.now()
    version.checked_by = person("author")
    with pytest.raises(IntegrityError), transaction.atomic():
        version.save()


# -- what a file with problems leaves ------------------------------------------


def test_every_problem_is_a_row_of_a_table_and_nothing_is_stored(as_person):
    before = InstrumentVersion.objects.count()
    survey = [*SURVEY, ["text", "c", "", "C ?", "${d} = 1"], ["rating", "e", "E", "E"]]
    response = send(as_person("author"), form(survey=survey))
    page = response.content.decode()
    assert response.status_code == 422
    assert "${d}, which is not a question" in page
    assert "there is no question type “rating”" in page
    assert page.count('<td class="num">5</td>') == 2
    assert "We have not saved anything" in page
    assert InstrumentVersion.objects.count() == before
    assert not Instrument.objects.filter(code="visit").exists()


@pytest.mark.parametrize(
    "name", ["zip bomb", "entity bomb", "macro", "PDF", "password", "20,000 rows"]
)
def test_a_hostile_upload_is_answered_with_a_sentence(as_person, name):
    before = InstrumentVersion.objects.count()
    content, message = HOSTILE[name]
    response = send(as_person("author"), content)
    assert response.status_code == 422
    assert message in response.content.decode()
    assert InstrumentVersion.objects.count() == before


def test_an_upload_without_a_file_says_what_to_do(as_person):
    response = as_person("author").post(reverse("instrument-upload"), {})
    assert response.status_code == 422
    assert "Choose a file." in response.content.decode()


NOBODY = "| form_id | version |\n| visit | 1 |"


def choose(client, page, source, **more):
    """Say on the page of a result who answers; the file is not sent again."""
    answer = {"parcel": parcel_in(page), "source": source}
    return client.post(reverse("instrument-accept"), answer | more)


def test_where_nobody_said_who_answers_that_alone_is_asked(as_person):
    client = as_person("author")
    asked = send(client, workbook(SURVEY, settings=NOBODY))
    assert asked.status_code == 422
    page = asked.content.decode()
    assert "<h1>Who answers this form?</h1>" in page
    assert "The settings sheet does not say it." in page
    assert "What is wrong" not in page
    again = choose(client, asked, "nobody")
    assert "<h1>Who answers this form?</h1>" in again.content.decode()
    assert not Instrument.objects.filter(code="visit").exists()
    assert choose(client, again, "law").status_code == 302
    assert Instrument.objects.get(code="visit").source == "law"


def test_a_group_that_nobody_knows_is_named_and_asked_again(as_person):
    settings = SETTINGS.format("1").replace("ngo", "everybody")
    page = send(as_person("author"), workbook(SURVEY, settings=settings))
    assert "says “everybody”, which is none of these" in one_line(page.content.decode())


def test_who_answers_is_remembered_while_repairs_are_looked_at(as_person):
    client = as_person("author")
    shown = choose(
        client, send(client, workbook(UNTAGGED, settings=NOBODY)), "authority"
    )
    assert shown.status_code == 200
    assert "<ins><bdi>label::French (fr)</bdi></ins>" in shown.content.decode()
    accepted = {"parcel": parcel_in(shown), "accept": "on"}
    assert client.post(reverse("instrument-accept"), accepted).status_code == 302
    assert Instrument.objects.get(code="visit").source == "authority"


def test_once_it_is_said_who_answers_the_opening_block_is_theirs(as_person):
    client, survey = as_person("author"), [HEAD, ["text", "a", "A?", "A ?", ""]]
    asked = send(client, workbook(survey, settings=NOBODY))
    shown = choose(client, asked, "authority")
    assert shown.status_code == 200
    assert "Do you agree to take part?" in shown.content.decode()
    assert not Instrument.objects.filter(code="visit").exists()
    assert choose(client, asked, "child").status_code == 302  # there is no block


def test_a_large_file_is_chosen_again_with_who_answers(as_person, monkeypatch):
    monkeypatch.setattr("surveys.instruments.upload.PARCEL_BYTES", 10)
    client, content = as_person("author"), workbook(SURVEY, settings=NOBODY)
    page = send(client, content).content.decode()
    assert "Choose it again" in page
    assert 'name="source"' in page
    assert send(client, content, source="law").status_code == 302


def test_an_instrument_never_changes_whom_it_asks(as_person, loaded):
    loaded(form())
    response = send(as_person("author"), form("2"), source="migrant")
    assert response.status_code == 422
    assert "already an instrument for another group" in response.content.decode()


# -- repairs -------------------------------------------------------------------

UNTAGGED = [
    [cell.replace("label::French (fr)", "label::Français") for cell in row]
    for row in SURVEY
]


def parcel_in(response):
    return re.search(r'name="parcel" value="([^"]+)"', response.content.decode())[1]


def test_repairs_are_shown_first_and_made_only_when_accepted(as_person):
    client, before = as_person("author"), InstrumentVersion.objects.count()
    shown = send(client, form(survey=UNTAGGED))
    assert shown.status_code == 200
    page = shown.content.decode()
    assert "<del><bdi>label::Français</bdi></del>" in page
    assert "<ins><bdi>label::French (fr)</bdi></ins>" in page  # as the choices say
    assert InstrumentVersion.objects.count() == before
    accept, parcel = reverse("instrument-accept"), parcel_in(shown)
    assert client.post(accept, {"parcel": parcel}).status_code == 422
    assert InstrumentVersion.objects.count() == before
    assert client.post(accept, {"parcel": parcel, "accept": "on"}).status_code == 302
    version = InstrumentVersion.objects.get(instrument__code="visit")
    instrument = versions.instrument_of(version)
    assert [language.tag for language in instrument.languages] == ["en", "fr"]


def test_a_parcel_of_repairs_opens_for_its_sender_only_and_unaltered(as_person):
    parcel = parcel_in(send(as_person("author"), form(survey=UNTAGGED)))
    accept = reverse("instrument-accept")
    altered = ("A" if parcel[40] != "A" else "B").join([parcel[:40], parcel[41:]])
    for name, text in (
        ("author2", parcel),
        ("author", altered),
        ("author", "no parcel"),
    ):
        response = as_person(name).post(accept, {"parcel": text, "accept": "on"})
        assert response.url == reverse("instrument-upload")
    assert not Instrument.objects.filter(code="visit").exists()


def test_the_repaired_workbook_can_be_taken_away_instead(as_person):
    client = as_person("author")
    parcel = parcel_in(send(client, form(survey=UNTAGGED)))
    response = client.post(
        reverse("instrument-accept"), {"parcel": parcel, "go": "download"}
    )
    assert 'filename="visit.repaired.xlsx"' in response["Content-Disposition"]
    assert compile_workbook(response.content).instrument
    assert not Instrument.objects.filter(code="visit").exists()


def test_a_file_too_large_to_wait_in_the_page_is_chosen_again(as_person, monkeypatch):
    monkeypatch.setattr("surveys.instruments.upload.PARCEL_BYTES", 10)
    client = as_person("author")
    page = send(client, form(survey=UNTAGGED)).content.decode()
    assert "Choose it again" in page
    assert 'name="parcel"' not in page
    assert send(client, form(survey=UNTAGGED), accept="on").status_code == 302


def test_a_form_without_a_version_gets_the_next_number_of_the_day(as_person):
    client, day = as_person("author"), f"{timezone.localdate():%Y%m%d}"

    def sent_and_accepted(survey):
        content = workbook(survey, without=("settings",))
        shown = send(client, content, source="ngo")
        assert shown.status_code == 200, one_line(shown.content.decode())
        answer = {"parcel": parcel_in(shown), "accept": "on"}
        return client.post(reverse("instrument-accept"), answer).url

    longer = [*SURVEY, ["text", "c", "C?", "C ?", ""]]
    first, second = sent_and_accepted(SURVEY), sent_and_accepted(longer)
    stored = Instrument.objects.get(code="visit").versions.order_by("pk")
    numbers = [version.version for version in stored]
    assert numbers == [f"{day}01", f"{day}02"]
    assert sent_and_accepted(longer) == second  # what is stored is not stored again
    assert sent_and_accepted(SURVEY) == first
    assert stored.count() == 2


# -- consent and changes -------------------------------------------------------


def test_a_form_without_consent_is_loaded_but_never_checked(as_person, loaded):
    survey = [HEAD, ["text", "a", "A?", "A ?", ""]]
    version = loaded(form(survey=survey), accept="on")
    response = check(as_person("author2"), version)
    assert response.status_code == 422
    assert "add the common opening block" in response.content.decode()
    assert state_of(version) == "loaded"


def test_where_nobody_is_asked_nobody_need_consent(as_person, loaded):
    settings = """
| form_id | version | daa::source | daa::respondent |
| visit   | 1       | law         | none            |
"""
    survey = [HEAD, ["text", "a", "A?", "A ?", ""]]
    version = loaded(workbook(survey, settings=settings))
    assert check(as_person("author2"), version).status_code == 302


def test_a_change_of_type_is_accepted_only_when_somebody_accepts_it(as_person, loaded):
    first = loaded(form())
    check(as_person("author2"), first)
    survey = [[*row] for row in SURVEY]
    survey[3][0], survey[2][4] = "decimal", "${x_consent} = 'no'"
    version = loaded(form("2", survey=[*survey, ["text", "c", "C?", "C ?", ""]]))
    page = page_of(as_person("author2"), version).content.decode()
    assert "Changes since version 1" in page
    assert "was <code>integer</code> and is now <code>decimal</code>" in page
    assert "${x_consent} = &#x27;no&#x27;" in page
    assert "New questions:" in page
    assert check(as_person("author2"), version).status_code == 422
    assert state_of(version) == "loaded"
    assert check(as_person("author2"), version, accept="on").status_code == 302


def test_a_lost_choice_is_accepted_only_when_somebody_accepts_it(as_person, loaded):
    first = loaded(form())
    check(as_person("author2"), first)
    fewer = "| list_name | name | label::English (en) |\n| yn | yes | Yes |"
    version = loaded(form("2", choices=fewer))
    assert check(as_person("author2"), version).status_code == 422
    assert check(as_person("author2"), version, accept="on").status_code == 302


def test_a_code_that_becomes_no_answer_is_accepted_only_when_somebody_does(
    as_person, loaded
):
    choices = (
        "| list_name | name | label::English (en) | daa_state |\n| yn | yes | Yes | |"
    )
    no = "\n| yn | no | No | {} |"
    first = loaded(form(choices=choices + no.format("")))
    check(as_person("author2"), first)
    version = loaded(form("2", choices=choices + no.format("refused")))
    assert check(as_person("author2"), version).status_code == 422
    assert check(as_person("author2"), version, accept="on").status_code == 302


# -- who somebody is -------------------------------------------------------------------

OF_MIGRANTS = """
| form_id | version | default_language | daa::source |
| {}      | 1       | English (en)     | {}          |
"""


@pytest.mark.parametrize("source", ["migrant", "child"])
def test_a_question_that_asks_who_somebody_is_keeps_a_version_out_of_use(
    as_person, source
):
    survey = [*SURVEY, ["text", "called", "What is your full name?", "", ""]]
    content = workbook(survey, settings=OF_MIGRANTS.format(f"own-{source}", source))
    assert send(as_person("author"), content).status_code == 302
    version = InstrumentVersion.objects.get(instrument__code=f"own-{source}")
    client = as_person("author2")
    page = page_of(client, version).content.decode()
    assert "These questions ask who somebody is: called." in page
    assert reverse("instrument-check", args=[version.uuid]) not in page
    answer = check(client, version)
    assert answer.status_code == 422
    assert "These questions ask who somebody is: called." in answer.content.decode()
    assert state_of(version) == "loaded"


def test_officials_and_organisations_may_be_asked_for_a_name(as_person, loaded):
    survey = [*SURVEY, ["text", "name", "What is your full name?", "", ""]]
    version = loaded(form(survey=survey))
    answer = check(as_person("author2"), version)
    assert answer.status_code == 302, answer.context.get("refusal")


# -- what is shown -------------------------------------------------------------


def test_the_preview_shows_each_question_and_what_is_not_translated(as_person, loaded):
    version = loaded(form())
    client = as_person("author")
    url = reverse("instrument-version", args=[version.uuid])
    english = client.get(url).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in english
    assert "<script>alert" not in english
    assert "${a} = &#x27;no&#x27;" in english
    french = client.get(url, {"language": "fr"}).content.decode()
    assert "Acceptez-vous ?" in french
    assert french.count("not translated") == 1
    assert "2 of 3" in french


def test_arabic_is_shown_from_right_to_left_because_its_tag_says_so(loaded, as_person):
    survey = [[*row, "label::Arabic (ar)"] for row in SURVEY[:1]]
    survey += [[*row, "هل توافق؟"] for row in SURVEY[1:2]]
    version = loaded(form(survey=survey))
    url = reverse("instrument-version", args=[version.uuid])
    shown = as_person("author").get(url, {"language": "ar"})
    page = one_line(shown.content.decode())
    assert '<p lang="ar" dir="rtl"><strong>هل توافق؟</strong></p>' in page


def test_the_workbook_comes_back_as_the_same_instrument(as_person, loaded):
    version = loaded(form())
    response = page_of(as_person("author"), version, "instrument-download")
    assert 'filename="visit-1.xlsx"' in response["Content-Disposition"]
    again = compile_workbook(response.content).instrument
    assert again.fingerprint == version.fingerprint


def test_without_an_instrument_the_list_says_how_to_begin(as_person, monkeypatch):
    monkeypatch.setattr(
        "surveys.instruments.views.versions_for",
        lambda _person: InstrumentVersion.objects.none(),
    )
    page = as_person("author").get(reverse("instruments")).content.decode()
    assert "Start with the sample instrument or upload your XLSForm." in page


def test_a_suggested_cell_does_not_look_like_a_link():
    rule = re.search(r"[;}]ins{([^}]*)}", STYLE)[1]
    assert "text-decoration:none" in rule
    assert "--link" not in rule
    assert "border-inline-start:" in rule  # not told apart by a colour alone


# -- the same from the command line --------------------------------------------


def test_the_command_stores_nothing_with_problems_and_says_so_as_json(tmp_path, capsys):
    path = tmp_path / "visit.xlsx"
    path.write_bytes(form(survey=[*SURVEY, ["rating", "e", "E", "E"]]))
    with pytest.raises(CommandError, match="nothing was stored"):
        call_command("load_instrument", str(path), "--json")
    import json

    answer = json.loads(capsys.readouterr().out)
    assert answer["problems"][0]["row"] == 5
    assert set(answer) == {
        *("problems", "warnings", "missing", "repairs", "opening", "coverage"),
    }
    assert not Instrument.objects.filter(code="visit").exists()


def test_the_command_repairs_only_when_asked_and_leaves_the_file_alone(tmp_path):
    path = tmp_path / "visit.xlsx"
    sent = form(survey=UNTAGGED)
    path.write_bytes(sent)
    with pytest.raises(CommandError, match="Add --repair"):
        call_command("load_instrument", str(path))
    assert not Instrument.objects.filter(code="visit").exists()
    options = ("--repair", "--checked", "--publish", "demo-2026")
    call_command("load_instrument", str(path), *options)
    assert path.read_bytes() == sent
    repaired = (tmp_path / "visit.repaired.xlsx").read_bytes()
    version = InstrumentVersion.objects.get(instrument__code="visit")
    assert version.state == "checked"
    assert version.round_versions.get().round.code == "demo-2026"
    assert compile_workbook(repaired).instrument.fingerprint == version.fingerprint


def test_the_opening_block_is_shown_and_put_in_when_somebody_asks_for_it(as_person):
    client = as_person("author")
    content = form(survey=[HEAD, ["text", "a", "A?", "A ?", ""]])
    page = send(client, content).content.decode()
    assert "The file can be used, but not published yet" in page
    assert "Do you agree to take part?" in page
    parcel = re.search(r'name="parcel" value="([^"]+)"', page)[1]
    answer = {"parcel": parcel, "opening": "on"}
    assert client.post(reverse("instrument-accept"), answer).status_code == 302
    version = InstrumentVersion.objects.get(instrument__code="visit")
    assert versions.instrument_of(version).has("x_consent")
    assert check(as_person("author2"), version).status_code == 302


def test_the_command_puts_the_opening_block_in_when_asked(tmp_path, capsys):
    path = tmp_path / "visit.xlsx"
    path.write_bytes(form(survey=[HEAD, ["text", "a", "A?", "A ?", ""]]))
    call_command("load_instrument", str(path), "--check")
    assert "no question x_consent" in capsys.readouterr().out
    call_command("load_instrument", str(path), "--opening", "--checked")
    assert InstrumentVersion.objects.get(instrument__code="visit").state == "checked"
