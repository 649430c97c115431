"""The page of downloads, the files behind it, single figures and embedding."""

import hashlib
import json
import re
from xml.etree import ElementTree

import pytest
from django.urls import reverse

from assessment.exports import release_files
from assessment.exports.figure_card_files import card_csv, card_svg
from assessment.reading.cards import card_of
from surveys.models import AuditEntry
from tests.assessment.exports.tables import csv_rows

SVG = "{http://www.w3.org/2000/svg}"
XML = "{http://www.w3.org/XML/1998/namespace}"
LINES, PICTURE = "inf-05-m", "voices"


@pytest.fixture
def page(everybody, client):
    return client.get(everybody.url("download")).content.decode()


def test_the_page_lists_every_file_with_its_size_and_sha256(everybody, client, page):
    for file in release_files.FILES:
        address = everybody.url("file", file.name)
        assert f'href="{address}"' in page
        content = client.get(address).content
        assert hashlib.sha256(content).hexdigest() in page, file.name


def test_the_page_says_how_to_cite_and_who_may_use_the_files(page):
    assert "Release 1" in page
    assert "CC BY 4.0" in page
    assert "forms@localhost" in page


def test_files_of_everybody_are_cached_and_set_no_cookie(everybody, client):
    response = client.get(everybody.url("file", "results.csv"))
    assert response.headers["Cache-Control"] == "public, max-age=60"
    assert "Vary" not in response.headers
    assert not response.cookies
    again = client.get(
        everybody.url("file", "results.csv"),
        headers={"if-none-match": response.headers["ETag"]},
    )
    assert (again.status_code, again.content) == (304, b"")


def test_the_name_of_a_file_says_whether_it_is_exact(
    demo_set, client, as_person, everybody
):
    public = client.get(everybody.url("file", "working.xlsx"))
    assert "working_demo-2026_release-1_published.xlsx" in public["Content-Disposition"]
    as_person("reviewer")
    exact = client.get(reverse("assessment:file", args=[demo_set.pk, "working.xlsx"]))
    assert "_exact.xlsx" in exact["Content-Disposition"]
    assert "no-store" in exact["Cache-Control"]


def test_a_download_is_logged_where_somebody_is_signed_in(
    demo_set, client, as_person, everybody, person
):
    client.get(everybody.url("file", "results.csv"))
    assert not AuditEntry.objects.filter(act="exported").exists()
    as_person("reviewer")
    client.get(reverse("assessment:file", args=[demo_set.pk, "results.csv"]))
    (entry,) = AuditEntry.objects.filter(act="exported", by=person("reviewer"))
    assert json.loads(entry.detail)["kind"] == "results_demo-2026_release-1_exact.csv"


def test_a_file_that_is_not_on_the_list_is_not_there(everybody, client):
    assert client.get(everybody.url("file", "all.csv")).status_code == 404


def test_the_state_takes_away_what_everybody_does(demo_set, everybody, as_person):
    client = as_person("state")
    address = reverse("assessment:file", args=[demo_set.pk, "results.csv"])
    assert client.get(address).content == release_files.content(
        everybody, "results.csv"
    )


# -- one figure ------------------------------------------------------------------------


def test_the_data_of_a_figure_say_what_they_are_and_who_may_use_them(everybody):
    card = card_of(everybody, LINES)
    rows = csv_rows(card_csv(card))
    assert {row["Made of"] for row in rows} == {card.source}
    assert {row["Licence"] for row in rows} == {"CC-BY-4.0"}


def test_the_data_of_an_exact_figure_are_not_for_publication(reviewer):
    rows = csv_rows(card_csv(card_of(reviewer, LINES)))
    assert {row["Licence"] for row in rows} == {"Not for publication"}


@pytest.mark.parametrize("card_id", [LINES, PICTURE, "inf-05-who"])
def test_the_picture_stands_alone(everybody, card_id):
    """Colours, words, language and source are in it; nothing is loaded or run."""
    card = card_of(everybody, card_id)
    content = card_svg(card)
    root = ElementTree.fromstring(content)  # noqa: S314 - our own
    assert root.tag == f"{SVG}svg"
    assert root.get(f"{XML}lang") == "en"
    assert root.find(f"{SVG}title").text == card.heading
    assert root.find(f"{SVG}desc").text.startswith(card.what.rstrip("."))
    text = content.decode()
    assert "var(" not in text
    assert not re.search(r"<script|<image|url\(|href=|@import|on\w+=", text)
    words = "".join(root.itertext())
    assert "CC-BY-4.0" in words
    assert "Source: interviews with people held" in words


def test_two_pictures_of_a_figure_are_the_same_bytes(everybody):
    card = card_of(everybody, LINES)
    assert card_svg(card) == card_svg(card)


def test_a_figure_can_be_put_into_pages_of_others_and_has_no_script(everybody, client):
    response = client.get(everybody.url("embed", LINES))
    text = response.content.decode()
    assert "<script" not in text
    policy = response.headers["Content-Security-Policy"]
    assert "frame-ancestors *" in policy
    assert "script-src 'none'" in policy
    assert "X-Frame-Options" not in response.headers
    assert everybody.permalink("card", LINES) in text
    again = client.get(everybody.url("embed", LINES))
    assert "frame-ancestors *" in again.headers["Content-Security-Policy"]


@pytest.mark.parametrize("name", ["figure_set", "download"])
def test_no_other_page_can_be_embedded(everybody, client, name):
    response = client.get(everybody.url(name))
    assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
    assert response.headers["X-Frame-Options"] == "DENY"


def test_exact_figures_cannot_be_embedded(demo_set, as_person):
    client = as_person("reviewer")
    address = reverse("assessment:embed", args=[demo_set.pk, LINES])
    assert client.get(address).status_code == 404
