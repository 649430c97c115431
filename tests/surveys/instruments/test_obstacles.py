"""Whoever checks, uploads, loads or publishes a form is told the same of it."""

import json

import pytest
from django.core.management import CommandError, call_command

from surveys import exceptions
from surveys.instruments import versions
from surveys.models import InstrumentVersion
from tests.surveys.instruments.test_views import (
    HEAD,
    OF_MIGRANTS,
    SURVEY,
    UNTAGGED,
    form,
    send,
)
from tests.surveys.xlsform.workbooks import workbook

pytestmark = pytest.mark.django_db
PARTS = ("problems", "warnings", "missing")
NAMED = [*SURVEY, ["text", "called", "What is your full name?", "", ""]]
PICTURE = [[*HEAD, "media::image"], *SURVEY[1:], ["note", "see", "S", "", "", "a.png"]]
UNUSED = [[*HEAD, "read_only"], *SURVEY[1:], ["text", "c", "C?", "C ?", "", "yes"]]
FORMS = {
    "right": (form(), "", ""),
    "notes": (form(survey=UNUSED), "", ""),
    "repairs": (form(survey=UNTAGGED), "", ""),
    "a bad row": (form(survey=[*SURVEY, ["rating", "e", "E", "E", ""]]), "rating", ""),
    "no consent": (form(survey=[HEAD, ["text", "a", "A?", "", ""]]), "", "opening"),
    "a picture": (form(survey=PICTURE), "", "a.png"),
    "a name": (workbook(NAMED, settings=OF_MIGRANTS.format("own", "child")), "", "who"),
    "no source": (
        workbook(SURVEY, settings="| form_id | version |\n| visit | 1 |"),
        "who answers",
        "",
    ),
    "a form_id": (
        workbook(SURVEY, settings=OF_MIGRANTS.format("my visit", "ngo")),
        "",
        "",
    ),
    "another source": (
        workbook(SURVEY, settings=OF_MIGRANTS.format("stored", "child")),
        "another group of people",
        "",
    ),
    "other content": (
        workbook(NAMED, settings=OF_MIGRANTS.format("stored", "ngo")),
        "already saved with other content",
        "",
    ),
}


@pytest.fixture(autouse=True)
def stored(empty_round, as_person):
    stored = workbook(SURVEY, settings=OF_MIGRANTS.format("stored", "ngo"))
    assert send(as_person("author"), stored, "stored.xlsx").status_code == 302


def told_by_command(path, capsys, *options):
    capsys.readouterr()
    try:
        call_command("load_instrument", str(path), "--json", *options)
    except CommandError as refusal:
        assert "nothing was stored" in str(refusal)  # noqa: PT017 - some forms load
    answer = json.loads(capsys.readouterr().out)
    return {part: answer[part] for part in PARTS}


def told_by_page(client, content):
    response = send(client, content, "form.xlsx")
    if response.status_code != 302:
        return {part: response.context["examined"][part] for part in PARTS}
    page = client.get(response.url).context
    return {
        "problems": [],
        "warnings": page["notes"],
        "missing": [*page["missing"]],
    }


@pytest.mark.parametrize("name", FORMS)
def test_the_check_the_page_and_the_load_tell_the_same(
    name, tmp_path, capsys, as_person
):
    content, problem, missing = FORMS[name]
    path = tmp_path / "form.xlsx"
    path.write_bytes(content)
    checked = told_by_command(path, capsys, "--check")
    assert told_by_page(as_person("author"), content) == checked
    assert told_by_command(path, capsys, "--repair") == checked
    assert problem in str(checked["problems"])
    assert missing in str(checked["missing"])
    assert bool(checked["problems"]) == bool(problem)
    assert bool(checked["missing"]) == bool(missing)


@pytest.mark.parametrize("name", ["no consent", "a picture", "a name"])
def test_what_is_missing_is_what_keeps_a_version_from_being_published(
    name, tmp_path, capsys
):
    path = tmp_path / "form.xlsx"
    path.write_bytes(FORMS[name][0])
    missing = told_by_command(path, capsys)["missing"]
    with pytest.raises(exceptions.Refused) as refusal:
        versions.check_version(version=InstrumentVersion.objects.latest("pk"))
    assert str(refusal.value) == " ".join(missing)


def test_the_command_says_what_is_needed_before_publishing(tmp_path, capsys):
    path = tmp_path / "form.xlsx"
    path.write_bytes(FORMS["no consent"][0])
    call_command("load_instrument", str(path), "--check")
    told = capsys.readouterr().out
    assert "Needed before it can be published: The survey sheet" in told
    assert "--opening puts the opening block in." in told


def test_the_page_says_what_is_needed_before_publishing(as_person):
    client = as_person("author")
    page = send(client, FORMS["no consent"][0], "form.xlsx").content.decode()
    assert "Needed before it can be published" in page
    assert "add the common opening block" in page
    assert "This form has no question x_consent" in page
    assert "asked twice" not in page


OWN_CONSENT = [HEAD, ["select_one yn", "{}", "May we begin?", "", ""]]


@pytest.mark.parametrize("name", ["consent", "i_consent", "agree_1", "consentement"])
def test_a_form_with_its_own_question_for_agreement_is_told_that_it_asks_twice(
    as_person, name
):
    survey = [[cell.format(name) for cell in row] for row in OWN_CONSENT]
    page = send(as_person("author"), form(survey=survey)).content.decode()
    assert f"The question “{name}” seems to ask for agreement too." in page
    assert "people would be asked twice" in page


def test_who_puts_the_opening_block_in_writes_no_organisation_into_it(as_person):
    page = send(as_person("author"), FORMS["no consent"][0]).content.decode()
    assert "Leave [organisations] as it is" in page
    assert "write your organisations" not in page


def test_a_question_about_disagreement_or_a_text_asks_for_no_agreement(as_person):
    survey = [[cell.format("disagree") for cell in row] for row in OWN_CONSENT]
    survey.append(["text", "agreed_with", "What do you agree with?", "", ""])
    page = send(as_person("author"), form(survey=survey)).content.decode()
    assert "asked twice" not in page
