"""What must not wait is red on the status page, in words and shapes, for two roles."""

import re
import shutil
import sqlite3
import uuid
from collections import namedtuple
from datetime import timedelta

import pytest
from django.conf import settings as base_settings
from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from surveys import audit, sealing
from surveys.interviews import drafts
from surveys.models import (
    Act,
    Incident,
    Membership,
    Quarantine,
    ReferralPartner,
    RiskAssessment,
    Round,
    Site,
    WaitingRisks,
    WithdrawalRequest,
)
from surveys.oversight import registers, status
from surveys.oversight.status import Urgency
from surveys.people import accounts
from tests.database_guards import lifted
from tests.surveys.conftest import OPENING

pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor(empty_round, person, as_person):
    Membership.objects.filter(person=person("reader")).update(role="auditor")
    return as_person("reader")


def line(name):
    return next(entry for entry in status.status() if entry.name == name)


def test_a_healthy_product_needs_nobody_now(auditor):
    page = auditor.get(reverse("status"))
    assert page.context["act"] == []
    assert {entry.name for entry in page.context["lines"]} >= {
        "Version",
        "Database schema",
        "Database",
        "Damage to the database",
        "Backup",
        "Retention",
        "Incidents",
        "Safeguards of places",
        "Custodians",
        "Second versions set aside",
        "Withdrawals and urgent risks",
        "Audit log",
        "Key",
        "Disk",
    }
    assert re.search(r"●\s+OK", page.content.decode())


def lines_of(name):
    return [entry for entry in status.status() if entry.name == name]


def test_changes_of_custodians_stand_for_14_days(auditor, monkeypatch):
    """The demo's two were appointed, made their keys and had them confirmed today."""
    shown = [entry.text for entry in lines_of("Custodians")]
    assert len(shown) == 6
    for change in ("custodian was appointed", "key was made", "key was confirmed"):
        assert sum(change in text for text in shown) == 2
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(days=13, hours=23))
    assert [entry.text for entry in lines_of("Custodians")] == shown
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(days=14, hours=1))
    assert line("Custodians").text == "no change within 14 days"
    assert line("Custodians").state == Urgency.GOOD


def test_a_custodian_who_leaves_is_a_change(auditor, person):
    leaving = Membership.objects.get(person=person("custodian1"))
    leaving.round.state = Round.State.PLANNED
    leaving.round.save()
    accounts.end_membership(membership=leaving, by=person("administrator"))
    newest = [entry.text for entry in lines_of("Custodians")[:2]]
    assert "a custodian’s role ended" in newest[0]
    assert "a key was ended" in newest[1]


def test_second_versions_are_counted(auditor, empty_round, person):
    assert line("Second versions set aside").state == Urgency.GOOD
    interviewer, twice = person("interviewer"), uuid.uuid4()
    for interview_id, content_hash in ((twice, "a"), (twice, "b"), (uuid.uuid4(), "c")):
        Quarantine.objects.create(
            interview_id=interview_id,
            round=empty_round,
            organisation=interviewer.memberships.get().organisation,
            by=interviewer,
            body=b"sealed",
            content_hash=content_hash,
        )
    shown = line("Second versions set aside")
    assert shown.state == Urgency.LOOK
    assert shown.text == "demo-2026: 2 interviews arrived again with other answers"


def test_an_overdue_deletion_is_red_with_the_round_and_the_day(auditor, empty_round):
    day = timezone.localdate() - timedelta(days=2)
    Round.objects.filter(pk=empty_round.pk).update(
        withdrawal_until=day, retention_until=day
    )
    page = auditor.get(reverse("status")).content.decode()
    assert re.search(r"■\s+Act now", page)
    assert "demo-2026 should have been deleted on" in page
    assert str(day.year) in line("Retention").text


def test_an_incident_past_72_hours_is_red_until_the_authority_is_told(
    empty_round, person
):
    past = timezone.now() - timedelta(hours=73)
    incident = registers.record_incident(
        round=empty_round,
        kind="loss",
        what="canary-77",
        noticed_at=past,
        by=person("coordinator"),
    )
    assert line("Incidents").state == Urgency.ACT
    assert "canary" not in line("Incidents").text
    registers.tell_incident(incident=incident, whom="DPA", by=person("coordinator"))
    assert line("Incidents").state == Urgency.GOOD


def test_an_incident_of_today_is_not_late(empty_round, person):
    Incident.objects.create(
        round=empty_round,
        kind="loss",
        what="x",
        noticed_at=timezone.now(),
        by=person("coordinator"),
    )
    assert line("Incidents").state == Urgency.GOOD


@pytest.mark.parametrize("model", [RiskAssessment, ReferralPartner])
def test_sites_are_counted_before_a_safeguard_ends_and_after(empty_round, model):
    assert line("Safeguards of places").state == Urgency.GOOD
    site = Site.objects.first()
    soon = timezone.localdate() + timedelta(days=5)
    model.objects.filter(site=site).update(expires_on=soon)
    gates = line("Safeguards of places")
    assert gates.state == Urgency.LOOK
    assert gates.text.endswith("closed: 0; closing within 14 days: 1")
    model.objects.filter(site=site).delete()
    assert "places closed: 1;" in line("Safeguards of places").text
    assert site.code not in line("Safeguards of places").text


@pytest.mark.parametrize("waiting", ["a withdrawal", "a risk"])
def test_who_waits_for_longer_than_an_hour_makes_it_red(empty_round, waiting):
    def wait(minutes):
        since = timezone.now() - timedelta(minutes=minutes)
        if waiting == "a risk":
            WaitingRisks.objects.create(
                round=empty_round, body=b"sealed", waiting_since=since
            )
        else:
            WithdrawalRequest.objects.create(code_hash="hash", asked_at=since)

    wait(59)
    assert line("Withdrawals and urgent risks").state == Urgency.GOOD
    wait(61)
    assert line("Withdrawals and urgent risks").state == Urgency.ACT
    assert "run_queue" in line("Withdrawals and urgent risks").remedy


def test_a_log_without_its_guards_is_red(empty_round):
    assert line("Audit log").state == Urgency.GOOD
    with lifted():
        assert line("Audit log").state == Urgency.ACT


def test_a_wrong_key_is_red_and_not_shown(empty_round, assignment, settings):
    drafts.start_draft(assignment=assignment, language="en", by=assignment.person)
    assert line("Key").state == Urgency.GOOD
    settings.DRAFT_KEY = sealing.new_key()
    assert line("Key").state == Urgency.ACT
    assert settings.DRAFT_KEY not in line("Key").text


def test_a_cut_key_is_red_and_no_error(settings, db):
    settings.DRAFT_KEY = settings.DRAFT_KEY[:9]
    assert line("Key").state == Urgency.ACT


def test_a_full_disk_is_red_before_interviews_are_refused(monkeypatch, db):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _p: usage(9e9, 8.5e9, 0.5e9))
    assert line("Disk").state == Urgency.ACT
    monkeypatch.setattr(shutil, "disk_usage", lambda _p: usage(9e9, 5e9, 4e9))
    assert line("Disk").state == Urgency.LOOK


def test_the_disk_of_postgresql_is_said_not_to_be_measured(monkeypatch, db):
    monkeypatch.setattr(status.connection, "vendor", "postgresql", raising=False)
    disk = status._disk()
    assert disk.text.endswith("left on the web server")
    assert "The disk of PostgreSQL is not measured here" in disk.remedy


def test_a_migration_that_waits_is_red(monkeypatch, db):
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *_a: [1, 2])
    assert line("Database schema").text == "2 migrations are pending"


def test_what_the_database_runs_with_is_asked_of_the_database(db):
    assert line("Database").state == Urgency.GOOD
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete=OFF")
        try:
            assert line("Database").text == "SQLite: secure_delete=0"
        finally:
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA secure_delete=ON")


@pytest.mark.parametrize(("is_demo", "urgency"), [(True, "look"), (False, "act")])
def test_no_backup_for_two_days_is_red_with_the_command(
    empty_round, settings, monkeypatch, is_demo, urgency
):
    settings.DEMO = is_demo
    assert (line("Backup").state, line("Backup").text) == (urgency, "none was made")
    assert line("Backup").remedy == "Run: manage.py backup FILE"
    now = timezone.now()
    audit.record(Act.BACKED_UP)
    assert line("Backup").state == Urgency.GOOD
    for days, state in ((1.9, Urgency.GOOD), (2.1, urgency)):
        later = now + timedelta(days=days)
        monkeypatch.setattr(timezone, "now", lambda later=later: later)
        assert line("Backup").state == state


def test_damage_is_looked_for_once_a_day(db, monkeypatch):
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SHOW data_checksums")
            state = cursor.fetchone()[0]
        assert line("Damage to the database").text == f"checksums are {state}"
        return
    cache.delete(status.UNDAMAGED)
    with CaptureQueriesContext(connection) as queries:
        assert line("Damage to the database").state == Urgency.GOOD
        assert line("Damage to the database").text == "none; checked today"
    assert sum("quick_check" in query["sql"] for query in queries) == 1
    tomorrow = timezone.localdate() + timedelta(days=1)
    monkeypatch.setattr(timezone, "localdate", lambda: tomorrow)
    with CaptureQueriesContext(connection) as queries:
        line("Damage to the database")
    assert sum("quick_check" in query["sql"] for query in queries) == 1


@pytest.mark.skipif(
    "sqlite3" not in base_settings.DATABASES["default"]["ENGINE"],
    reason="PostgreSQL finds damage by its checksums",
)
def test_a_damaged_file_is_red_until_it_is_replaced(db, tmp_path, monkeypatch):
    path = tmp_path / "damaged.sqlite3"
    file = sqlite3.connect(path)
    file.execute("CREATE TABLE answers (word TEXT)")
    file.executemany("INSERT INTO answers VALUES (?)", [("word" * 500,)] * 50)
    file.commit()
    file.close()
    content = bytearray(path.read_bytes())
    content[4096 * 3 : 4096 * 4] = b"\xff" * 4096  # no connection is open to it
    path.write_bytes(content)
    cache.delete(status.UNDAMAGED)
    damaged = connection.copy()
    damaged.settings_dict["NAME"] = str(path)
    monkeypatch.setattr(status, "connection", damaged)
    for _look in range(2):
        damage = status._damage()
        assert damage.state == Urgency.ACT
        assert "manage.py restore FILE" in damage.remedy
    damaged.close()


@pytest.mark.parametrize(
    "name", ["interviewer", "coordinator", "reviewer", "state", "analyst", "author"]
)
def test_other_roles_find_no_status_page(empty_round, as_person, name):
    assert as_person(name).get(reverse("status")).status_code == 404


def test_an_administrator_opens_it_and_learns_of_no_place(empty_round, person, client):
    Membership.objects.filter(person=person("author")).update(role="administrator")
    client.force_login(
        person("author"), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    page = client.get(reverse("status"))
    assert page.status_code == 200
    assert not any(s.code in page.content.decode() for s in Site.objects.all())


def test_an_open_interview_is_not_needed_to_check_the_key(start):
    start(**OPENING)
    assert line("Key").text == "works"
