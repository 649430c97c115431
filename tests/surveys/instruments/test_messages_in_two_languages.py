"""What is wrong with a form, said in the language of whoever reads it."""

import html
import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import translation

from surveys.models import InstrumentVersion
from tests.surveys.engine.test_translatable import FRENCH, TEMPLATES
from tests.surveys.instruments.test_views import HEAD, SURVEY, form
from tests.surveys.xlsform.bad_forms import BAD_FORMS

pytestmark = pytest.mark.django_db
IN_FRENCH = {"headers": {"accept-language": "fr"}}
NOTED = form(
    survey=[[*HEAD, "read_only"], *SURVEY[1:], ["text", "c", "C?", "C ?", "", "yes"]]
)
ENGLISH = {
    words
    for template in TEMPLATES
    for words in re.split(r"%\(\w+\)s", template)
    if len(words.split()) > 2
}


@pytest.fixture(autouse=True)
def round_with_people(empty_round):
    """The language of a request stays with its thread: the next test has its own."""
    with translation.override("en"):
        yield empty_round


def sent(client, files):
    files = [SimpleUploadedFile(name, content) for name, content in files]
    response = client.post(reverse("instrument-upload"), {"files": files}, **IN_FRENCH)
    return html.unescape(response.content.decode())


@pytest.mark.parametrize(
    "name", ["rows", "expressions", "choices", "another refusal", "repairs", "macro"]
)
def test_an_author_who_reads_french_finds_no_english_sentence_on_the_page(
    as_person, name
):
    page = sent(as_person("author"), BAD_FORMS[name])
    assert "Nous n’avons rien enregistré" in page
    assert sorted(words for words in ENGLISH if words in page) == []
    assert not re.search('<(td|ul)[^>]* lang="en"', page)


def test_a_problem_inside_a_problem_is_french_too(as_person):
    page = sent(as_person("author"), BAD_FORMS["expressions"])
    page = re.sub("[\u00a0\u202f]", " ", page)
    assert (
        "la condition de « q4 » : la fonction selectd() n’existe pas ; peut-être"
        " vouliez-vous écrire selected()"
    ) in page
    assert "attendu : « ) » ; trouvé : la fin" in page


@pytest.fixture
def noted(as_person):
    sent(as_person("author"), [("visit.xlsx", NOTED)])
    return InstrumentVersion.objects.get(instrument__code="visit")


def page_of(client, version, **more):
    response = client.get(reverse("instrument-version", args=[version.uuid]), **more)
    return html.unescape(response.content.decode())


def test_notes_are_stored_once_and_read_in_two_languages(as_person, noted):
    english, client = (
        "the column read_only is stored but not used",
        as_person("author2"),
    )
    assert english in page_of(client, noted)
    page = page_of(client, noted, **IN_FRENCH)
    assert "la colonne read_only est enregistrée mais pas utilisée" in page
    assert english not in page


def test_a_note_from_before_is_shown_as_it_was_written(as_person, noted):
    noted.warnings = ["choices sheet: 2 rows name nothing; 100 % kept."]
    noted.save()
    page = page_of(as_person("author2"), noted, **IN_FRENCH)
    assert "choices sheet: 2 rows name nothing; 100 % kept." in page


# -- the terminal ----------------------------------------------------------------


@pytest.fixture
def check(tmp_path, capsys):
    """check("rows") → what the command writes about that form."""

    def run(name, *options):
        path = tmp_path / "visit.xlsx"
        path.write_bytes(BAD_FORMS[name][0][1])
        with pytest.raises(CommandError) as refusal:
            call_command("load_instrument", str(path), "--check", *options)
        out, err = capsys.readouterr()
        return out, err, str(refusal.value)

    return run


def test_the_command_speaks_english_unless_it_is_asked_for_french(check, monkeypatch):
    _out, errors, refusal = check("rows")
    assert "survey sheet, row 5, column name: the name is missing. Use" in errors
    assert refusal == "21 problems; nothing was stored."
    monkeypatch.setenv("LANGUAGE", "de:fr_FR:en")
    _out, errors, refusal = check("rows")
    assert (
        "feuille survey, ligne 5, colonne name\u202f: le nom manque. Utilisez" in errors
    )
    assert refusal == "21 problèmes\u202f; rien n’a été enregistré."
    monkeypatch.setenv("LANGUAGE", "tlh")
    assert check("rows")[2] == "21 problems; nothing was stored."


def test_the_command_gives_repairs_and_notes_in_french(check, monkeypatch):
    monkeypatch.setenv("LANGUAGE", "fr")
    out, _errors, refusal = check("repairs")
    assert "Correction\u202f: " in out
    assert "Les expressions n’acceptent que les guillemets droits." in out
    assert (
        refusal == "1 problème\u202f; rien n’a été enregistré."
    )  # towns.csv is missing


def test_json_holds_finished_sentences_in_the_language_asked_for(check, monkeypatch):
    answer = json.loads(check("rows", "--json")[0])
    missing = [problem for problem in answer["problems"] if problem["row"] == 5]
    assert missing[0]["message"] == "the name is missing"
    monkeypatch.setenv("LANGUAGE", "fr")
    answer = json.loads(check("rows", "--json")[0])
    missing = [problem for problem in answer["problems"] if problem["row"] == 5]
    assert missing[0]["message"] == FRENCH["the name is missing"] == "le nom manque"
