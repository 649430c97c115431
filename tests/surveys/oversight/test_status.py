"""What must not wait is red on the status page, in words and shapes, for two roles."""

import re
import shutil
from collections import namedtuple
from datetime import timedelta

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse
from django.utils import timezone

from surveys import sealing
from surveys.interviews import drafts
from surveys.models import (
    Incident,
    Membership,
    ReferralPartner,
    RiskAssessment,
    Round,
    Site,
)
from surveys.oversight import registers, status
from surveys.oversight.status import Urgency
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
        "Retention",
        "Incidents",
        "Safeguards of places",
        "Audit log",
        "Key",
        "Disk",
    }
    assert re.search(r"●\s+OK", page.content.decode())


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
