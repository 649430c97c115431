"""The API reads what is released, for everybody, and what a person may read."""

import pytest
from django.urls import reverse
from django.utils import timezone

from assessment.exports.columns import EXACT_NAMES
from assessment.models import FigureSet, PublicAddress
from surveys.models import AuditEntry, Person

RELEASES = "/api/v1/releases/"
PROBLEM = "application/problem+json"


@pytest.fixture
def release(released_round):
    """The demo's round, released, and not open to everybody."""
    return FigureSet.objects.get(round=released_round)


@pytest.fixture
def opened(release):
    reviewer = Person.objects.get(email="reviewer@demo.test")
    PublicAddress.objects.create(
        round=release.round, opened_at=timezone.now(), opened_by=reviewer
    )
    return f"{RELEASES}{release.round.code}/{release.release_number}/"


def problem(response, status):
    assert response.status_code == status
    assert response.headers["Content-Type"] == PROBLEM
    body = response.json()
    assert body["status"] == status
    assert body["detail"].endswith(".")
    return body["detail"]


def test_a_release_is_listed_once_the_review_body_opened_it(client, release):
    assert client.get(RELEASES).json() == {"results": []}
    address = f"{RELEASES}{release.round.code}/1/"
    problem(client.get(address), 404)
    problem(client.get(f"{address}figures/"), 404)


def test_everybody_reads_an_open_release(client, opened):
    (listed,) = client.get(RELEASES).json()["results"]
    assert listed == client.get(opened).json()
    assert listed["exact"] is False
    for address in listed["links"].values():
        assert client.get(address).status_code == 200


def test_a_release_that_is_closed_again_is_gone(client, opened, release):
    PublicAddress.objects.update(
        ended_at=timezone.now(), ended_by=Person.objects.get(email="reviewer@demo.test")
    )
    problem(client.get(opened), 404)


def test_everybody_gets_no_exact_column(client, opened):
    for name in ("figures", "statistics", "answers"):
        row = client.get(f"{opened}{name}/?limit=1").json()["results"][0]
        assert not EXACT_NAMES & set(row)


def test_no_session_or_cookie_is_touched_in_public(client, opened, as_person):
    as_person("reviewer")
    response = client.get(f"{opened}figures/?limit=1")
    assert not response.cookies
    assert "Vary" not in response.headers
    assert not EXACT_NAMES & set(response.json()["results"][0])
    assert not AuditEntry.objects.filter(act="read_exact").exists()


@pytest.mark.parametrize("name", ["", "figures/", "standards/"])
def test_an_answer_may_be_cached_and_is_not_sent_twice(client, opened, name):
    response = client.get(opened + name)
    assert response.headers["Cache-Control"] == "public, max-age=60"
    etag = response.headers["ETag"]
    again = client.get(opened + name, headers={"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(f"{opened}{name}?language=fr").headers["ETag"] != etag


@pytest.mark.parametrize("address", [RELEASES, "/api/openapi.json"])
def test_lists_of_all_releases_have_a_mark_too(client, opened, address):
    etag = client.get(address).headers["ETag"]
    assert client.get(address, headers={"if-none-match": etag}).status_code == 304


def test_pages_follow_one_another_and_hold_every_figure_once(client, opened, release):
    names, address = [], f"{opened}figures/?limit=700"
    while address:
        page = client.get(address).json()
        assert page["count"] == release.published_figures.count()
        names += [row["result_id"] for row in page["results"]]
        address = page["next"]
    assert len(names) == len(set(names)) == release.published_figures.count()


def test_a_page_has_at_most_a_thousand_rows(client, opened):
    assert len(client.get(f"{opened}figures/?limit=5000").json()["results"]) == 1000


@pytest.mark.parametrize(
    ("query", "column", "value"),
    [
        ("standard=inf-05", "standard_code", "INF-05"),
        ("domain=INF", "domain_code", "INF"),
        ("indicator=INF-05.m", "indicator_code", "INF-05.m"),
        ("source=records", "source_group", "records"),
        ("group=gender", "group_var", "gender"),
        ("group=gender:woman", "group_code", "woman"),
    ],
)
def test_figures_are_filtered(client, opened, query, column, value):
    page = client.get(f"{opened}figures/?{query}").json()
    assert page["results"]
    assert {row[column] for row in page["results"]} == {value}


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("source=nobody", "no source"),
        ("limit=0", "“limit”"),
        ("offset=-1", "“offset”"),
        ("offset=٣", "“offset”"),
        ("colour=red", "“colour” is not known"),
        ("language=xx", "“language”"),
    ],
)
def test_what_is_not_understood_is_said_in_a_sentence(client, opened, query, words):
    assert words in problem(client.get(f"{opened}figures/?{query}"), 400)


def test_a_figure_that_is_not_there_is_answered_in_json(client, opened):
    assert "nowhere" in problem(client.get(f"{opened}figures/nowhere/"), 404)
    problem(client.get(f"{RELEASES}nowhere/1/"), 404)
    problem(client.get("/api/v7/"), 404)


def test_nothing_can_be_changed(client, opened):
    for method in ("post", "put", "patch", "delete"):
        problem(getattr(client, method)(f"{opened}figures/"), 405)


def test_names_are_in_the_language_that_was_asked_for(client, opened):
    query = "?indicator=INF-05.m&limit=1"
    english, french = (
        client.get(f"{opened}figures/{query}&language={code}").json()["results"][0]
        for code in ("en", "fr")
    )
    assert english["result_id"] == french["result_id"]
    assert english["indicator_name"] != french["indicator_name"]


def test_standards_have_their_finding_and_indicators_their_target(client, opened):
    standards = client.get(f"{opened}standards/").json()["results"]
    assert len(standards) == 70
    assert {"met", "not_met"} & {row["finding"] for row in standards}
    indicators = client.get(f"{opened}indicators/").json()["results"]
    assert any(row["target"] is not None for row in indicators)


# -- signed in -------------------------------------------------------------------------


def own(name, *about):
    return reverse(f"own_api:{name}", args=about)


def test_the_review_body_reads_exact_figures_and_it_is_logged(
    as_person, release, person
):
    client = as_person("reviewer")
    response = client.get(own("figures", release.pk))
    row = response.json()["results"][0]
    assert row["not_for_publication"] == "yes"
    assert row["estimate"] is not None
    assert "no-store" in response.headers["Cache-Control"]
    assert "Access-Control-Allow-Origin" not in response.headers
    assert AuditEntry.objects.filter(act="read_exact", by=person("reviewer")).exists()


@pytest.mark.parametrize("name", ["reader", "state"])
def test_others_who_are_signed_in_read_what_is_published(as_person, release, name):
    client = as_person(name)
    (listed,) = client.get(own("releases")).json()["results"]
    assert listed["exact"] is False
    row = client.get(own("figures", release.pk)).json()["results"][0]
    assert not EXACT_NAMES & set(row)


def test_nobody_reads_it_without_signing_in(client, release):
    assert client.get(own("figures", release.pk)).status_code == 302


def test_a_set_that_a_person_may_not_open_is_not_there(as_person, release):
    problem(as_person("reader").get(own("figures", release.pk + 99)), 404)
