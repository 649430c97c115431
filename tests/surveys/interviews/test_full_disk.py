"""A screen that finds no space is shown again as it was typed, and nothing breaks."""

import errno
import random
from contextlib import contextmanager
from itertools import repeat

import pytest
from django.db import DatabaseError, connection
from django.urls import reverse
from django.utils import timezone

from surveys.demo.answers import walk
from surveys.instruments import versions
from surveys.interviews import drafts
from surveys.models import Draft, Interview, OpenSession
from surveys.people import sessions
from tests.markup import one_line

pytestmark = pytest.mark.django_db(transaction=True)

ON_SQLITE = "sqlite" in connection.vendor
UNBOUNDED = 1_073_741_823  # pages, SQLite's own default
GUARDED = ("surveys_draft", "surveys_interview", "surveys_opensession")
SEVERAL = 7  # as many as a person may begin on a day
LONG = "They did not let me call. " * 400  # more than the pages of a draft hold


@contextmanager
def no_space():
    """The database is full: SQLite by its count of pages, PostgreSQL by its error."""
    with connection.cursor() as cursor:
        begin, end = (_full, _freed) if ON_SQLITE else (_refusing, _accepting)
        begin(cursor)
        try:
            yield
        finally:
            end(cursor)


def _full(cursor):
    cursor.execute("CREATE TABLE filler (bytes BLOB)")
    cursor.execute("PRAGMA page_count")
    pages = cursor.fetchone()[0]
    cursor.execute(f"PRAGMA max_page_count = {pages}")
    for size in (1_000_000, 50_000, 4_000, 200):
        with pytest.raises(DatabaseError, match="full"):
            cursor.executemany(
                "INSERT INTO filler VALUES (zeroblob(%s))", repeat([size])
            )


def _freed(cursor):
    cursor.execute(f"PRAGMA max_page_count = {UNBOUNDED}")
    cursor.execute("DROP TABLE filler")


def _refusing(cursor):
    cursor.execute(
        "CREATE FUNCTION no_space() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full';"
        " END $$"
    )
    for table in GUARDED:
        cursor.execute(
            f"CREATE TRIGGER no_space BEFORE INSERT OR UPDATE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION no_space()"
        )


def _accepting(cursor):
    cursor.execute("DROP FUNCTION no_space() CASCADE")


@pytest.fixture
def page(tab, draft):
    """The question that is answered in own words, open in a tab."""
    opened = tab(draft, "m_priority")
    opened.client.raise_request_exception = False
    return opened


def test_a_full_disk_keeps_what_was_typed_on_its_screen(page, draft, stored):
    before = stored(draft)
    with no_space():
        response = page.post("back", m_priority=LONG)
        text = one_line(response.content.decode())
        assert response.status_code == 507
        assert "Treat this page as not saved" in text
        assert LONG.strip() in text
        assert f'name="revision" value="{page.revision}"' in text
        assert stored(draft) == before


def test_reading_goes_on_while_the_disk_is_full(page, draft, monkeypatch):
    monkeypatch.setattr(sessions, "SEEN_EVERY", 0)  # each request moves the clock
    with no_space():
        for address in (page.url, reverse("today"), reverse("check", args=[draft.pk])):
            assert page.client.get(address).status_code == 200, address


def test_when_there_is_space_again_the_same_page_is_saved(page, draft, stored):
    with no_space():
        page.post("back", m_priority=LONG)
    assert page.post("back", m_priority=LONG).status_code == 302
    assert stored(draft)[1]["m_priority"] == [LONG]
    if ON_SQLITE:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            assert cursor.fetchone()[0] == "ok"


def test_a_page_that_found_no_space_at_the_last_moment_is_sent_again_without_alarm(
    page, stored, draft, monkeypatch
):
    """The database says so when the save is committed: the draft is as it was."""
    save = drafts.save_draft

    def refused(**arguments):
        save(**arguments)
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(drafts, "save_draft", refused)
        response = page.post(m_priority="a lawyer")
    assert response.status_code == 507
    assert f'name="revision" value="{page.revision}"' in response.content.decode()
    assert "m_priority" not in stored(draft)[0]
    assert page.post(m_priority="a lawyer").status_code == 302
    assert stored(draft)[0]["m_priority"] == "a lawyer"


def test_an_interview_is_not_finished_by_halves(page, start, assignment):
    """It does not fit; its draft stays for a second attempt."""
    instrument = versions.instrument_of(assignment.instrument.versions.get())
    answers = walk(instrument, random.Random(4), 0.0, today=timezone.localdate())
    open_drafts = [start(**answers) for _number in range(SEVERAL)]
    with no_space():
        for draft in open_drafts:  # the first still fit into pages begun before
            address = reverse("finish", args=[draft.pk])
            response = page.client.post(address)
            if response.status_code != 302:
                break
        assert response.status_code == 507
        assert "Send again" in response.content.decode()
        assert not Interview.objects.filter(interview_id=draft.pk).exists()
        assert Draft.objects.filter(pk=draft.pk).exists()
    assert page.client.post(address).status_code == 302
    assert Interview.objects.filter(interview_id=draft.pk).exists()


def test_a_session_that_finds_no_space_stops_who_saves_and_not_who_reads(
    page, monkeypatch
):
    monkeypatch.setattr(sessions, "SEEN_EVERY", 0)

    def refused(_row, **_options):
        raise DatabaseError from OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(OpenSession, "save", refused)
    assert page.client.get(page.url).status_code == 200
    response = page.post(m_priority="a lawyer")
    assert response.status_code == 507
    assert "a lawyer" in response.content.decode()


def test_the_page_of_a_full_disk_speaks_french(page):
    page.client.cookies["django_language"] = "fr"
    with no_space():
        text = page.post("back", m_priority=LONG).content.decode()
    assert "Le serveur n’a plus de place" in text


def test_the_page_of_an_unknown_problem_promises_nothing(page, monkeypatch):
    def breaks(**_arguments):
        raise ValueError

    monkeypatch.setattr("surveys.interviews.drafts.save_draft", breaks)
    response = page.post(m_priority="a lawyer")
    assert response.status_code == 500
    text = one_line(response.content.decode())
    assert "We do not know whether what you sent last was saved" in text
    assert "are saved" not in text
