"""What is backed up comes back as it was; what was taken back since stays away."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from surveys import audit, sealing
from surveys.interviews import drafts
from surveys.interviews.withdrawals import withdrawal
from surveys.interviews.withdrawals.codes import read_code
from surveys.models import (
    Act,
    Assignment,
    AuditEntry,
    Draft,
    Interview,
    Membership,
    OpenSession,
    Organisation,
    Outcome,
    Person,
    RetentionRun,
    Round,
)
from surveys.oversight import registers
from surveys.oversight.backup import making, restoring, tables
from surveys.oversight.backup.backup_file import Origin, Tally, key_from, verified

# With the same keys each time, the round is recalled by its rows and not made again.
pytestmark = pytest.mark.django_db(transaction=True, reset_sequences=True)
LOG = {"surveys_auditentry", "surveys_audithead"}


@pytest.fixture
def file(small_round, tmp_path):
    """A backup of a round with interviews."""
    path = tmp_path / "today.backup"
    backup(path)
    return path


def backup(path):
    out = StringIO()
    call_command("backup", path, stdout=out)
    return out.getvalue()


def restore(path, **options):
    out = StringIO()
    call_command("restore", path, stdout=out, **{"replace": True, **options})
    return out.getvalue()


def contents():
    """table → how many rows, and their hash, as the database has them now."""
    counted = {}
    with tables.snapshot() as cursor:
        for table in tables.tables():
            tally = Tally()
            for row in tables.read_rows(cursor, table):
                tally.add(row)
            counted[table.name] = tally.content
    return counted


def manifest_of(path):
    return verified(path, key=key_from(settings.BACKUP_KEY)).contents


def without_log(by_table):
    return {name: rows for name, rows in by_table.items() if name not in LOG}


def interview_with_answers():
    return (
        Interview.objects.filter(outcome=Outcome.COMPLETE).exclude(answers={}).first()
    )


def start_draft():
    assignment = Assignment.objects.filter(instrument__code="migrant").first()
    return drafts.start_draft(
        assignment=assignment, language="en", by=assignment.person
    )


# -- what a backup holds ---------------------------------------------------------------


def test_every_table_is_in_it_but_those_that_must_not_come_back(file):
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
    left_out = {"django_migrations", "shared_cache", *tables.LEFT_OUT}
    assert set(manifest_of(file)) == present - left_out
    assert without_log(manifest_of(file)) == without_log(contents())
    assert manifest_of(file)["surveys_interview"].rows == Interview.objects.count() > 0


def test_only_its_owner_reads_the_file_and_nothing_else_is_left(file):
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["today.backup"]


def test_a_backup_is_in_the_log_and_one_that_failed_is_not(file, settings):
    made = AuditEntry.objects.filter(act=Act.BACKED_UP)
    assert made.count() == 1
    before = file.read_bytes()
    with pytest.raises(CommandError, match="exists already"):
        backup(file)
    with pytest.raises(CommandError, match="cannot be written: No such file"):
        backup(file.parent / "absent" / "a.backup")
    settings.BACKUP_KEY = ""
    with pytest.raises(CommandError, match="Set BACKUP_KEY_FILE"):
        backup(file.with_name("b.backup"))
    assert file.read_bytes() == before
    assert [path.name for path in file.parent.iterdir()] == ["today.backup"]
    assert made.count() == 1


def test_a_file_that_the_disk_lost_the_end_of_is_no_backup(
    small_round, tmp_path, monkeypatch
):
    complete = making.sealed_file

    def without_its_end(*arguments, **options):
        return list(complete(*arguments, **options))[:-1]

    monkeypatch.setattr(making, "sealed_file", without_its_end)
    with pytest.raises(CommandError, match="altered or cut"):
        backup(tmp_path / "a.backup")
    assert list(tmp_path.iterdir()) == []
    assert not AuditEntry.objects.filter(act=Act.BACKED_UP).exists()


def test_backups_go_on_their_last_day_and_nothing_else_does(file, settings):
    today = timezone.localdate()
    for days in (28, 29, 30):
        day = (today - timedelta(days=days)).isoformat()
        (file.parent / f"{days}.backup").write_bytes(f"daa-backup 1 {day}\n".encode())
    (file.parent / "notes.backup").write_text("not one of ours")
    output = backup(file.with_name("next.backup"))
    assert f"{file.parent / '30.backup'}: deleted, 30 days old or more." in output
    assert {path.name for path in file.parent.iterdir()} == {
        *("28.backup", "29.backup", "notes.backup", "today.backup", "next.backup")
    }
    settings.BACKUP_DAYS = 29
    assert "29.backup: deleted" in backup(file.with_name("third.backup"))


@pytest.fixture
def busy(tmp_path, monkeypatch):
    """A database of its own kind on the disk, where somebody writes without waiting."""
    writer = connection
    if connection.vendor == "sqlite":
        writer = connection.copy()
        writer.settings_dict["NAME"] = str(tmp_path / "busy.sqlite3")
        writer.settings_dict["OPTIONS"]["timeout"] = 0
        monkeypatch.setattr(tables, "connection", writer)
    with writer.cursor() as cursor:
        cursor.execute("CREATE TABLE busy (id integer PRIMARY KEY, word text)")
        cursor.executemany(
            "INSERT INTO busy VALUES (%s, %s)", [(n, "before") for n in range(3_000)]
        )
        yield cursor
        cursor.execute("DROP TABLE busy")
    if writer is not connection:
        writer.close()


def test_who_writes_meanwhile_is_not_held_up_and_not_half_in_it(busy):
    table = tables.Table("busy", "id", False, ("id", "word"))
    with tables.snapshot() as cursor:
        rows = tables.read_rows(cursor, table)
        read = [next(rows)]
        busy.execute("UPDATE busy SET word = 'after'")
        busy.execute("INSERT INTO busy VALUES (9000, 'after')")
        read += rows
        again = list(tables.read_rows(cursor, table))
    assert len(read) == 3_000
    assert b"after" not in b"".join(read)
    assert read == again
    with tables.snapshot() as cursor:
        assert b"before" not in b"".join(tables.read_rows(cursor, table))


# -- what comes back -------------------------------------------------------------------


def test_what_was_changed_since_is_as_it_was(file):
    before = without_log(manifest_of(file))
    log = audit.heads(days=1)[0]
    Membership.objects.all().delete()
    Person.objects.update(name="changed")
    if connection.vendor == "postgresql":  # as on a clean machine
        with connection.cursor() as cursor:
            cursor.execute("ALTER SEQUENCE surveys_organisation_id_seq RESTART")
    output = restore(file)
    assert without_log(contents()) == before
    assert f"rows of {timezone.localdate()}. Each table is as it was saved" in output
    assert "Interviews that came after the backup: 0 lost." in output
    assert list(audit.verify()) == []
    entry = AuditEntry.objects.get(act=Act.RESTORED)
    assert f"{log[1]}:{log[2]}" in entry.detail
    # New rows get free numbers.
    Organisation.objects.create(code="new", name="New", party="civil")


def test_the_guards_of_the_database_are_there_afterwards(file):
    restore(file)
    assert audit.has_triggers()
    member = Membership.objects.filter(party="civil").first()
    state = Membership.objects.filter(party="state").first()
    with pytest.raises(IntegrityError, match="one party only"):
        Membership.objects.filter(pk=member.pk).update(
            organisation=state.organisation, party="review"
        )


def test_nobody_stays_signed_in(file, as_person):
    client = as_person("reader")
    assert OpenSession.objects.exists()
    restore(file)
    assert not OpenSession.objects.exists()
    assert client.get("/").status_code == 302


def test_a_database_with_interviews_is_replaced_only_when_asked(file):
    before = contents()
    with pytest.raises(CommandError, match="Add --replace"):
        restore(file, replace=False)
    assert contents() == before


# -- what was taken back since ---------------------------------------------------------


def test_an_interview_withdrawn_since_is_withdrawn_again(file):
    interview = interview_with_answers()
    other = Interview.objects.exclude(pk=interview.pk).exclude(answers={}).first()
    answers = other.answers
    withdrawal.withdraw_interview(interview=interview, by=interview.by)
    output = restore(file)
    interview.refresh_from_db()
    assert (interview.outcome, interview.answers, interview.sealed) == (
        Outcome.WITHDRAWN,
        {},
        None,
    )
    other.refresh_from_db()
    assert other.answers == answers
    assert "Withdrawn again: 1 interviews." in output
    last = AuditEntry.objects.filter(act=Act.WITHDRAWN).first()
    assert last.detail == '{"by":"restore"}'
    restored = AuditEntry.objects.get(act=Act.RESTORED)
    assert interview.round.last_withdrawal_at > datetime.fromisoformat(restored.at)


def test_a_code_that_still_waited_for_the_queue_is_not_lost(file):
    interview = interview_with_answers()
    code = withdrawal.give_code(interview=interview, by=interview.by)
    withdrawal.request_withdrawal(code=read_code(code))
    assert "Withdrawn again: 1 interviews." in restore(file)
    interview.refresh_from_db()
    assert (interview.outcome, interview.answers) == (Outcome.WITHDRAWN, {})


def test_a_round_deleted_since_is_deleted_again(file, small_round):
    day = timezone.localdate() - timedelta(days=1)
    Round.objects.update(withdrawal_until=day, retention_until=day)
    registers.end_retention(round=small_round)
    output = restore(file)
    assert not Interview.objects.exclude(answers={}).exists()
    assert RetentionRun.objects.get().round.code == small_round.code
    assert "Deleted again at the end of storage: 1 rounds." in output
    assert Round.objects.get().retention_until > timezone.localdate()


def test_an_open_interview_that_was_erased_since_does_not_return(small_round, tmp_path):
    erased, still_open, changed = start_draft(), start_draft(), start_draft()
    path = tmp_path / "today.backup"
    backup(path)
    drafts.erase_draft(draft=erased)
    drafts.save_draft(
        draft=changed, revision=0, answers={}, unchecked={}, place="later"
    )
    output = restore(path)
    assert set(Draft.objects.values_list("pk", flat=True)) == {
        still_open.pk,
        changed.pk,
    }
    assert drafts.last_screen(Draft.objects.get(pk=changed.pk)) == ""
    assert "Erased again: 1 open interviews." in output


def test_interviews_that_came_since_are_counted_as_lost(file):
    interview = interview_with_answers()
    interview.pk, interview.interview_id = 10**6, start_draft().pk
    interview.number = None
    interview.save(force_insert=True)
    assert "came after the backup: 1 lost." in restore(file)


# -- what leaves everything as it was --------------------------------------------------


@pytest.fixture
def unchanged(file):
    """Asserts that the database is, after the test, as it was before it."""
    Person.objects.update(name="newer than the backup")
    before = contents()
    yield
    assert contents() == before
    assert audit.has_triggers()


def test_an_altered_file_touches_nothing(file, unchanged):
    content = file.read_bytes()
    changed = bytearray(content)
    changed[len(content) // 2] ^= 1
    for altered in (bytes(changed), content[:-1], content + b"\0"):
        file.write_bytes(altered)
        with pytest.raises(CommandError, match="altered or cut"):
            restore(file)


def test_a_row_that_does_not_come_back_as_it_was_undoes_all(
    file, unchanged, monkeypatch
):
    write = tables.write_rows

    def shortened(cursor, table, rows):
        write(cursor, table, (row.replace(b"complete", b"stopped") for row in rows))

    monkeypatch.setattr(tables, "write_rows", shortened)
    with pytest.raises(CommandError, match="did not come back as they were saved"):
        restore(file)


def test_a_database_that_fails_half_way_undoes_all(file, unchanged, monkeypatch):
    def reset(cursor):
        cursor.execute("SELECT nothing FROM nowhere")

    monkeypatch.setattr(tables, "reset_sequences", reset)
    with pytest.raises(CommandError, match="did not take the backup"):
        restore(file)


def test_a_backup_of_other_keys_is_refused(file, unchanged, settings):
    settings.DRAFT_KEY = f"key-9 {sealing.new_key()}\nhash {sealing.new_key()}\n"
    with pytest.raises(CommandError, match="DRAFT_KEY_FILE does not fit the backup"):
        restore(file, skip_checks=True)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"version": "0.0.9"}, "of version 0.1.0, and this is 0.0.9. Update"),
        ({"migrations": ["surveys.0001_initial"]}, "a newer database schema"),
        ({"migrations": []}, "Run first: manage.py migrate"),
        ({"database": "oracle"}, "DATABASE_URL names oracle"),
        ({"more": "surveys.0099_later"}, "without surveys.0099_later"),
    ],
)
def test_a_backup_of_another_product_or_database_is_refused(
    file, unchanged, monkeypatch, changes, sentence
):
    ours = making.origin()
    values = {name: getattr(ours, name) for name in Origin.__slots__} | changes
    if "more" in changes:
        values["migrations"] = [*ours.migrations, values.pop("more")]
    monkeypatch.setattr(restoring, "origin", lambda: Origin(**values))
    with pytest.raises(CommandError, match=sentence):
        restore(file)


@pytest.mark.django_db
def test_a_backup_from_before_migrations_were_joined_fits():
    names = making.applied_migrations()
    assert "surveys.0024_row_hashes" in names
    assert "surveys.0002_to_0024" not in names
    since = MigrationRecorder(connection)
    since.record_unapplied("surveys", "0002_to_0024")  # as it was before
    assert making.applied_migrations() == names


# -- a clean machine -------------------------------------------------------------------


@pytest.fixture
def clean_machine(transactional_db, tmp_path):
    """DATABASE_URL of a migrated database of the same kind that nobody has used.

    To be asked for first: it is a copy of the test's own before a round is in it.
    """
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(tmp_path / "clean.sqlite3")) as clean:
            connection.connection.backup(clean)
        yield f"sqlite:///{tmp_path / 'clean.sqlite3'}"
        return
    name = connection.settings_dict["NAME"]
    connection.close()  # nobody may be in what is copied
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"CREATE DATABASE clean TEMPLATE {name}")
    yield os.environ["DATABASE_URL"].rpartition("/")[0] + "/clean"
    with connection._nodb_cursor() as cursor:
        cursor.execute("DROP DATABASE clean")


def test_a_clean_machine_has_every_row_after_a_restore(clean_machine, file):
    def manage(*words):
        done = subprocess.run(
            [sys.executable, "manage.py", *map(str, words)],
            cwd=settings.BASE_DIR,
            env={**os.environ, "DATABASE_URL": clean_machine},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    output = manage("restore", file)
    assert f"Withdrawals after {timezone.localdate()} are not in this backup" in output
    again = file.with_name("again.backup")
    manage("backup", again)
    assert without_log(manifest_of(again)) == without_log(manifest_of(file))
    assert manifest_of(again)["surveys_auditentry"].rows == (
        manifest_of(file)["surveys_auditentry"].rows + 1
    )
