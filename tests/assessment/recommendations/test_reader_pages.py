"""The list and one recommendation for every reader of a set of figures."""

import html

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessment.exports.api.recommendations import COLUMNS, recommendation_rows
from assessment.models import FigureSet, PublicAddress
from assessment.reading.reader import public_reader
from assessment.recommendations import answers
from tests.assessment.builders.stored_figures import figure_set, sample
from tests.signed_in import signed_in


@pytest.fixture
def released(round, members):
    """A release that is open to everybody."""
    stored = figure_set(
        round, members["leila"], [sample("JUD-01.m", 0.3, 0.4, "not_met")]
    )
    release(stored, members["leila"])
    PublicAddress.objects.create(
        round=round, opened_at=timezone.now(), opened_by=members["leila"]
    )
    return stored


def release(stored, by):
    FigureSet.objects.filter(pk=stored.pk).update(
        state="released",
        release_number=1,
        released_at=timezone.now(),
        released_by=by,
    )
    stored.refresh_from_db()


def public(round, page, *more, language="en"):
    address = reverse(f"released:{page}", args=[language, round.code, 1, *more])
    return Client().get(address)


def text(answer):
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def test_anybody_reads_issued_public_recommendations_and_no_others(
    round, released, issued, drafted
):
    issued()
    issued(confidential=True, text_en="Quiet words")
    drafted(text_en="Half a thought")
    page = text(public(round, "recommendations"))
    assert "Hold no child." in page
    assert "Quiet words" not in page
    assert "Half a thought" not in page
    assert '<form method="post"' not in page
    assert "Hold no child." in text(public(round, "recommendation", 1))
    for number in (2, 3):
        assert public(round, "recommendation", number).status_code == 404
    file = public(round, "recommendation_file", "register", "csv")
    assert b"Hold no child." in file.content
    assert b"Quiet words" not in file.content


def test_the_public_page_follows_the_language_of_its_address(round, released, issued):
    issued()
    french = text(public(round, "recommendation", 1, language="fr"))
    assert "Ne retenez aucun enfant." in french


def test_a_page_is_answered_anew_once_something_is_read(
    round, released, issued, members
):
    row = issued()
    line = answers.respond(
        addressee=row.addressees.get(), response="accepted", by=members["sam"]
    )
    before = public(round, "recommendations")
    address = reverse("released:recommendations", args=["en", round.code, 1])
    unchanged = Client().get(address, headers={"if-none-match": before["ETag"]})
    assert unchanged.status_code == 304
    answers.mark_read(line=line, by=members["leila"])
    caches["pages"].clear()  # a version is believed for a few seconds
    after = Client().get(address, headers={"if-none-match": before["ETag"]})
    assert after.status_code == 200
    assert "1 is accepted" in text(after)


def test_a_focal_point_reads_what_is_public_and_its_own_beside_the_figures(
    client, round, released, issued, members
):
    issued(confidential=True)
    issued(authorities=("justice",), text_en="Give a lawyer.")
    issued(authorities=("justice",), text_en="Quiet words", confidential=True)
    signed_in(client, members["sam"])
    page = text(client.get(reverse("assessment:recommendations", args=[released.pk])))
    assert "Hold no child." in page
    assert "Give a lawyer." in page
    assert "Quiet words" not in page


def test_a_program_reads_the_rows_of_the_register(round, released, issued):
    issued()
    issued(confidential=True)
    (row,) = recommendation_rows(public_reader("en", round.code, 1))
    assert (row["number"], row["text"], row["state"]) == (1, "Hold no child.", "issued")
    assert tuple(row) == tuple(COLUMNS)
