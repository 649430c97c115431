"""Two people who do the same at one moment read a sentence, never a broken page."""

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from surveys.exceptions import Refused
from surveys.fieldwork import new_round
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        (IntegrityError("UNIQUE constraint failed"), "Nothing of what you sent"),
        (Refused("People are assigned already."), "People are assigned already."),
    ],
)
def test_the_page_says_what_to_do(empty_round, person, monkeypatch, problem, sentence):
    def lost(*_arguments, **_fields):
        raise problem

    monkeypatch.setattr(new_round, "make_round", lost)
    monkeypatch.setattr("surveys.fieldwork.setup_views.form_page", lost)
    client = signed_in(Client(raise_request_exception=False), person("administrator"))
    answer = client.post(reverse("round-make"))
    assert answer.status_code == 409
    assert sentence in answer.text
    assert "UNIQUE" not in answer.text


def test_a_session_that_cannot_be_is_ended_without_a_word(empty_round, as_person):
    client = as_person("interviewer")
    answer = client.post(reverse("end-others"), {"session": "a\0b"})
    assert answer.status_code == 302
