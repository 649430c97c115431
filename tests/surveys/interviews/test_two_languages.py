"""An interpreter and the person read along, each in their own language."""

import re

import pytest
from django.urls import reverse

from surveys.interviews import drafts
from surveys.models import Draft

pytestmark = pytest.mark.django_db

SURVEY = """
| type | name | label::English (en) | label::Arabic (ar) |
| begin_group | s_all | All | الكل |
| select_one yn | x_consent | Do you agree? | هل توافق؟ |
| select_one yn | slept | Did you sleep? | |
| text | more | What else? | ماذا أيضا؟ |
| end_group | | | |
"""
CHOICES = """
| list_name | name | label::English (en) | label::Arabic (ar) |
| yn | yes | Yes | نعم |
| yn | no | No | لا |
"""
SETTINGS = """
| form_id | version | default_language | daa::source |
| both | 1 | English (en) | migrant |
"""


@pytest.fixture
def begin(version_of, assign):
    assignment = assign(version_of(SURVEY, CHOICES, SETTINGS))
    return lambda **more: drafts.start_draft(
        assignment=assignment, language="en", by=assignment.person, **more
    )


def page(client, draft, screen):
    return client.get(reverse("ask", args=[draft.pk, screen])).content.decode()


def test_each_question_and_answer_stands_in_both_languages(begin, as_person):
    client, draft = as_person("interviewer"), begin(second_language="ar")
    shown = page(client, draft, "x_consent")
    assert 'lang="en" dir="auto">Do you agree?' in shown
    assert re.search(r'class="second" lang="ar"[^>]*>هل توافق؟', shown)
    one_control = (
        r'<label class="choice pair">(?:(?!</label>).)*Yes(?:(?!</label>).)*نعم'
    )
    assert re.search(one_control, shown, re.DOTALL)


def test_a_question_without_a_translation_says_so_and_is_counted(begin, as_person):
    client, draft = as_person("interviewer"), begin(second_language="ar")
    assert "Not translated (Arabic). Read it aloud." in page(client, draft, "slept")
    assert "Arabic text. Read" not in page(client, draft, "x_consent")
    sections = client.get(reverse("sections", args=[draft.pk])).content.decode()
    assert "1 of 3 questions" in sections


def test_languages_change_in_the_middle_and_what_was_typed_stays(begin, as_person):
    client, draft = as_person("interviewer"), begin()
    assert "هل توافق؟" not in page(client, draft, "x_consent")
    for go in ("second:ar", "language:ar"):
        draft.refresh_from_db()
        client.post(
            reverse("ask", args=[draft.pk, "more"]),
            {"revision": draft.revision, "go": go, "more": "A lawyer"},
        )
    draft.refresh_from_db()
    assert (draft.language, draft.second_language) == ("ar", "en"), "they change places"
    assert drafts.read_draft(draft)[0] == {"more": "A lawyer"}
    assert "ماذا أيضا؟" in page(client, draft, "more")


@pytest.mark.parametrize("go", ["second:xx", "language:xx", "second:<b>"])
def test_a_language_that_the_instrument_does_not_speak_is_not_taken(
    begin, as_person, go
):
    client, draft = as_person("interviewer"), begin()
    client.post(
        reverse("ask", args=[draft.pk, "more"]), {"revision": 0, "go": go, "more": "x"}
    )
    draft = Draft.objects.get(pk=draft.pk)
    assert (draft.language, draft.second_language) == ("en", "")


def test_the_tablet_is_turned_to_the_person_and_shows_their_language_alone(
    begin, as_person
):
    client, draft = as_person("interviewer"), begin(second_language="ar")
    address = reverse("ask", args=[draft.pk, "more"])
    turned = client.post(
        address, {"revision": draft.revision, "go": "show", "more": "typed"}
    )
    assert turned.url == address + "?show=them"
    shown = " ".join(client.get(turned.url).content.decode().split())
    assert "ماذا أيضا؟" in shown
    assert "What else?" not in shown
    assert 'class="screen theirs"' in shown
    assert 'dir="rtl"' in shown.partition("<main")[0]
    assert 'lang="ar"' in shown, "each text names its own language"
    assert "<header" not in shown.partition("<template")[0]
    assert "Other form" in shown, "the bar stays"
    assert "typed" in shown, "nothing typed is lost by turning the tablet"
    draft.refresh_from_db()
    back = client.post(
        address,
        {
            "revision": draft.revision,
            "go": "both",
            "show": "them",
            "more": "more typed",
        },
    )
    assert back.url == address
    assert drafts.read_draft(Draft.objects.get(pk=draft.pk))[0]["more"] == "more typed"


def test_a_problem_keeps_the_tablet_turned(begin, as_person):
    client, draft = as_person("interviewer"), begin(second_language="ar")
    page = client.post(
        reverse("ask", args=[draft.pk, "more"]),
        {"revision": 0, "go": "continue", "show": "them", "more": "x" * 3000},
    ).content.decode()
    assert 'class="screen theirs"' in page
    assert "Shorten the text" in page


FRENCH_SURVEY = """
| type | name | label::English (en) | label::French (fr) | daa::distress | appearance |
| begin_group | s_all | All | Tout | | |
| select_one yn | x_consent | Do you agree? | Acceptez-vous ? | | |
| begin_group | s_grid | Did they | Ont-ils | | table-list |
| select_one yn | hit | Hit you? | Frappé ? | 2 | |
| select_one yn | shout | Shout? | Crié ? | | |
| end_group | | | | | |
| text | more | What else? | Quoi d’autre ? | | |
| end_group | | | | | |
"""
FRENCH_CHOICES = """
| list_name | name | label::English (en) | label::French (fr) |
| yn | yes | Yes | Oui |
| yn | no | No | Non |
"""


def test_not_answering_is_said_in_the_language_of_the_person_too(
    version_of, assign, as_person
):
    assignment = assign(version_of(FRENCH_SURVEY, FRENCH_CHOICES, SETTINGS))
    begin = {"assignment": assignment, "by": assignment.person}
    draft = drafts.start_draft(language="en", second_language="fr", **begin)
    client = as_person("interviewer")
    shown = page(client, draft, "more")
    assert 'lang="en" dir="auto">Prefer not to answer' in shown
    assert 'class="second" lang="fr" dir="auto">Je préfère ne pas répondre' in shown
    theirs = client.get(reverse("ask", args=[draft.pk, "more"]), {"show": "them"})
    assert "Je préfère ne pas répondre" in theirs.content.decode()
    assert "Prefer not to answer" not in theirs.content.decode()


def test_a_painful_row_of_a_grid_says_that_it_can_be_skipped(
    version_of, assign, as_person
):
    assignment = assign(version_of(FRENCH_SURVEY, FRENCH_CHOICES, SETTINGS))
    begin = {"assignment": assignment, "by": assignment.person}
    draft = drafts.start_draft(language="en", **begin)
    shown = page(as_person("interviewer"), draft, "s_grid")
    assert shown.count("This question may be painful") == 1
