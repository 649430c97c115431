"""The audit log: every act in it, none taken out, and tampering shows."""

import random
import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from assessment.computation import compute
from surveys import audit
from surveys.models import (
    Act,
    AuditEntry,
    AuditHead,
    Interview,
    Membership,
    Organisation,
    Role,
    Round,
)
from surveys.people import roles
from tests.database_guards import lifted, settle

pytestmark = pytest.mark.django_db


@pytest.fixture
def log(empty_round):
    """A log of sixty acts."""
    for number in range(60):
        audit.record(Act.EXPORTED, round=empty_round, detail={"of": number})
    return AuditEntry.objects.order_by("number")


@pytest.fixture
def auditor(person):
    def make(name, organisation):
        roles.give_role(
            person=person(name),
            organisation=Organisation.objects.get(code=organisation),
            role=Role.AUDITOR,
            round=Round.objects.get(),
        )

    return make


def broken(**arguments):
    return [(fault.number, fault.kind) for fault in audit.verify(**arguments)]


def test_an_act_that_failed_is_not_in_the_log(log):
    before = log.count()

    def fail():
        with transaction.atomic():
            audit.record(Act.EXPORTED)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert log.count() == before
    assert broken() == []


@pytest.mark.django_db(transaction=True)
def test_an_act_outside_a_transaction_is_refused():
    with pytest.raises(transaction.TransactionManagementError):
        audit.record(Act.EXPORTED)
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE surveys_auditentry SET act = 'computed' WHERE number = 3",
        "DELETE FROM surveys_auditentry WHERE number = 3",
        "DELETE FROM surveys_auditentry",
    ],
)
def test_the_database_refuses_to_change_an_entry(log, statement):
    before = list(log.values_list())
    with pytest.raises(IntegrityError), transaction.atomic():
        connection.cursor().execute(statement)
    assert list(log.values_list()) == before


def test_the_database_refuses_to_replace_an_entry(log):
    if connection.vendor == "sqlite":
        statement = (
            "INSERT OR REPLACE INTO surveys_auditentry"
            " SELECT number, at, 'computed', about, detail, hash, by_id, round_id"
            " FROM surveys_auditentry WHERE number = 3"
        )
    else:
        statement = "TRUNCATE surveys_auditentry"
        settle()
    with pytest.raises(IntegrityError), transaction.atomic():
        connection.cursor().execute(statement)
    assert broken() == []


def edit(cursor, chance, number, last):
    column = chance.choice(["at", "act", "about", "detail", "hash"])
    other = f"CASE WHEN substr({column}, 1, 1) = '0' THEN '1' ELSE '0' END"
    cursor.execute(
        f"UPDATE surveys_auditentry SET {column} = {other} || substr({column}, 2)"  # noqa: S608 - our names
        " WHERE number = %s",
        [number],
    )


def rename(cursor, chance, number, last):
    cursor.execute(
        "UPDATE surveys_auditentry SET by_id = CASE WHEN by_id IS NULL THEN"
        " (SELECT min(id) FROM surveys_person) END WHERE number = %s",
        [number],
    )


def delete(cursor, chance, number, last):
    cursor.execute("DELETE FROM surveys_auditentry WHERE number = %s", [number])


def swap(cursor, chance, number, last):
    other = number % last + 1
    for old, new in ((number, -1), (other, number), (-1, other)):
        cursor.execute(
            "UPDATE surveys_auditentry SET number = %s WHERE number = %s",
            [new + 10_000, old if old > 0 else old + 10_000],
        )
    cursor.execute(
        "UPDATE surveys_auditentry SET number = number - 10000 WHERE number > 10000"
    )


def insert(cursor, chance, number, last):
    cursor.execute(
        "UPDATE surveys_auditentry SET number = number + 10000 WHERE number > %s",
        [number],
    )
    cursor.execute(
        "UPDATE surveys_auditentry SET number = number - 9999 WHERE number > 10000"
    )
    cursor.execute(
        "INSERT INTO surveys_auditentry (number, at, act, about, detail, hash)"
        " SELECT number + 1, at, act, about, detail, hash FROM surveys_auditentry"
        " WHERE number = %s",
        [number],
    )


def cut(cursor, chance, number, last):
    cursor.execute("DELETE FROM surveys_auditentry WHERE number >= %s", [number])


TAMPERINGS = [edit, edit, edit, rename, delete, swap, insert, cut]


def test_tampering_at_a_thousand_places_is_found_a_thousand_times(log):
    chance, last = random.Random(2026), log.count()
    assert broken() == []
    with lifted() as cursor:
        for _time in range(1_000):
            tamper, number = chance.choice(TAMPERINGS), chance.randint(1, last)
            place = transaction.savepoint()
            tamper(cursor, chance, number, last)
            faults = [fault for fault in broken() if fault[1] != "triggers"]
            assert faults, (tamper.__name__, number)
            transaction.savepoint_rollback(place)
    assert broken() == []


def test_a_log_written_anew_shows_beside_a_line_that_was_kept(log):
    day, number, hash_ = audit.heads()[0]
    heads = audit.parse_heads(f"{day} {number} {hash_}\n")
    assert broken(party_heads=heads) == []
    with lifted() as cursor:
        cursor.execute("DELETE FROM surveys_auditentry WHERE number > 10")
        last = AuditEntry.objects.get(pk=10)
        AuditHead.objects.update(number=10, hash=last.hash)
    assert broken() == [], "the chain alone cannot know"
    assert broken(party_heads=heads) == [(number, "kept_head")]


def test_a_log_without_its_triggers_says_so(log):
    with lifted():
        assert broken() == [(0, "triggers")]
        with pytest.raises(CommandError, match="1 problems"):
            call_command("verify_audit", stdout=StringIO(), stderr=StringIO())


def test_the_command_checks_lines_that_were_kept(log, tmp_path):
    path, output = tmp_path / "heads.txt", StringIO()
    day, number, hash_ = audit.heads()[0]
    path.write_text(f"{day} {number} {hash_}\n")
    call_command("verify_audit", heads=path, stdout=output)
    assert f"complete. Last line: {day} {number} {hash_}" in output.getvalue()
    path.write_text(f"{day} {number} {'0' * 64}\n")
    with pytest.raises(CommandError):
        call_command("verify_audit", heads=path, stderr=StringIO())
    path.write_text("no line at all\n")
    with pytest.raises(CommandError, match="contains no lines of the log"):
        call_command("verify_audit", heads=path)


def test_a_clock_that_is_two_years_off_leaves_the_order_as_it_was(log, monkeypatch):
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now - timedelta(days=730))
    wrong = audit.record(Act.EXPORTED)
    assert wrong.number == AuditHead.objects.get().number
    assert broken() == []


def test_reading_an_interview_is_recorded_and_its_answers_are_not(
    small_round, as_person, person
):
    read = Interview.objects.filter(
        version__instrument__source="migrant", answers__has_key="m_age"
    ).first()
    as_person("analyst").get(reverse("interview", args=[read.interview_id]))
    entry = AuditEntry.objects.get(act=Act.READ_INTERVIEW)
    assert (entry.by, entry.round) == (person("analyst"), small_round)
    assert (entry.about, entry.detail) == (f"interview:{read.interview_id}", "")


def test_looking_for_an_interview_of_others_records_nothing(small_round, as_person):
    read = Interview.objects.first()
    page = as_person("reader").get(reverse("interview", args=[read.interview_id]))
    assert page.status_code == 404
    assert not AuditEntry.objects.filter(act=Act.READ_INTERVIEW).exists()


def test_releases_exports_and_roles_are_recorded(released_round, as_person, person):
    figures = released_round.figure_sets.get()
    as_person("reader").get(
        reverse("assessment:file", args=[figures.pk, "working.xlsx"])
    )
    acts = dict(AuditEntry.objects.values_list("act", "by__email"))
    assert acts["released"] == acts["computed"] == "reviewer@demo.test"
    assert acts["exported"] == "reader@demo.test"
    entries = AuditEntry.objects.filter(act=Act.ROLE_GIVEN)
    assert entries.count() == Membership.objects.count()
    assert not re.search(r"@", "".join(entries.values_list("detail", flat=True)))


def test_the_log_is_for_auditors_alone(log, as_person):
    for name in ("coordinator", "analyst", "reviewer", "state", "interviewer"):
        for page in ("audit", "audit-heads"):
            assert as_person(name).get(reverse(page)).status_code == 404
        assert as_person(name).post(reverse("audit-check")).status_code == 404


def test_an_auditor_reads_checks_and_keeps_the_log(log, as_person, auditor):
    auditor("reader", "legal-aid")
    client = as_person("reader")
    page = client.get(reverse("audit"), {"act": "exported"}).content.decode()
    assert page.count("Downloaded an export</td>") == 60
    heads = client.get(reverse("audit-heads")).content.decode()
    assert re.fullmatch(r"(\d{4}-\d\d-\d\d \d+ [0-9a-f]{64}\n)+", heads)
    checked = client.post(reverse("audit-check"), {"kept": heads})
    assert "The log is complete." in checked.content.decode()
    lost = heads.replace(heads.split()[2], "f" * 64)
    checked = client.post(reverse("audit-check"), {"kept": lost}).content.decode()
    assert "differs from the line you saved" in checked
    for nonsense in ("1 2 3 4", "x y", "17", "1 " + "g" * 64):
        wrong = client.post(reverse("audit-check"), {"kept": nonsense})
        assert wrong.status_code == 422
        assert nonsense in wrong.content.decode()


def test_figures_that_could_not_be_stored_are_not_said_to_be_computed(
    small_round, person, monkeypatch
):
    def fail(*args, **kwargs):
        raise RuntimeError

    call_command("load_standards", stdout=StringIO())
    monkeypatch.setattr(compute, "insert_rows", fail)
    with pytest.raises(RuntimeError):
        compute.compute_figures(round=small_round, by=person("analyst"))
    assert not AuditEntry.objects.filter(act=Act.COMPUTED).exists()
