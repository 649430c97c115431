"""`make demo EMPTY=1`: the shipped instruments, three links, and no demo accounts."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from surveys.models import InstrumentVersion, Round

pytestmark = pytest.mark.django_db
ASKED = {
    "organisation": "Legal Aid Network",
    "administrator": "Ada",
    "administrator_email": "ada@example.org",
    "review_body": "Ombudsman",
    "reviewer": "Rosa",
    "reviewer_email": "rosa@example.org",
    "second_reviewer": "Remi",
    "second_reviewer_email": "remi@example.org",
    "round_name": "Valdara 2027",
    "country": "XXV",
    "starts_on": "2027-01-01",
    "ends_on": "2027-03-01",
}


def begin():
    output = StringIO()
    call_command("demo_round", empty=True, address="http://127.0.0.1/", stdout=output)
    return output.getvalue()


def test_an_empty_trial_has_instruments_and_three_links_and_no_demo_account(
    instruments, client, monkeypatch
):
    answers = iter(ASKED.values())
    monkeypatch.setattr("builtins.input", lambda question: next(answers))
    assert begin().count("http://127.0.0.1/people/join/") == 3
    assert Round.objects.get().name == "Valdara 2027"
    assert InstrumentVersion.objects.filter(checked_at__isnull=False).exists()
    assert (
        "demo-round-2026" not in client.get(reverse("account_login")).content.decode()
    )


def test_the_demonstration_names_its_accounts_on_the_sign_in_page(small_round, client):
    assert "demo-round-2026" in client.get(reverse("account_login")).content.decode()


def test_a_trial_that_has_begun_asks_nothing_again(small_round, monkeypatch):
    monkeypatch.setattr("builtins.input", lambda question: pytest.fail(question))
    assert "Open http://127.0.0.1/" in begin()
