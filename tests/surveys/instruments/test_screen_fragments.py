"""Screens of a version as fragments: from the wizard's templates, without answers."""

import gzip
import re

import pytest
from django.urls import reverse

from surveys.models import InstrumentVersion
from tests.shipped_instruments import instrument

pytestmark = pytest.mark.django_db
MOST_BYTES = 100_000  # zipped, of the largest form in one language


@pytest.fixture
def screens(empty_round, as_person):
    """screens(code, *languages, **headers) → the answer to an interviewer."""
    client = as_person("interviewer")

    def ask(code, *languages, **headers):
        version = InstrumentVersion.objects.get(instrument__code=code)
        name = "tablet-screens" if len(languages) < 3 else "tablet-screens-two"
        address = reverse(name, args=[version.fingerprint, *languages])
        return client.get(address, headers=headers)

    return ask


def test_every_screen_and_every_question_of_a_form_is_on_the_tablet(screens):
    text = screens("migrant", "en", "en").content.decode()
    form = instrument("migrant")
    for section in form.sections:
        for screen in section.screens:
            asked = [q for q in screen.questions if q.answerable]
            for question in asked:
                if question.name != form.modules_question:
                    assert f'name="{question.name}"' in text, question.name
                    assert f'data-screen="{screen.name}"' in text, screen.name


def test_no_question_is_answered_in_a_fragment(screens):
    text = screens("facility", "fr", "fr").content.decode()
    body = text.split("data-place-form")[0]
    assert not re.search(r'checked|name="k_\w+"[^>]*value="\d', body)


def test_two_languages_stand_beside_each_other_and_buttons_are_in_a_third_choice(
    screens,
):
    text = screens("migrant", "fr", "en", "fr").content.decode()
    assert '<html lang="fr"' in text
    assert 'class="second" lang="fr"' in text
    assert "Continuer" in text


def test_a_tablet_that_has_the_newest_screens_is_sent_none(screens):
    first = screens("migrant", "en", "en")
    again = screens("migrant", "en", "en", **{"if-none-match": first.headers["ETag"]})
    assert (first.status_code, again.status_code) == (200, 304)
    assert again.content == b""


def test_a_language_that_the_form_does_not_speak_is_not_found(screens):
    assert screens("migrant", "en", "de").status_code == 404
    assert screens("migrant", "de", "en").status_code == 404


def test_the_consent_script_names_the_organisation_that_asks(screens):
    text = screens("migrant", "en", "en").content.decode()
    assert "[organisations]" not in text


def test_the_largest_form_fits_a_slow_line(screens):
    content = screens("migrant", "fr", "fr").content
    assert len(gzip.compress(content)) < MOST_BYTES
