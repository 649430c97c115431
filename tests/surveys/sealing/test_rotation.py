"""A new key: everything moves under it while people write, whatever is killed."""

import os
import random
import signal
import subprocess
import sys
import threading
import uuid
from io import StringIO

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from django.db import connection

from config.checks import keys_fit_the_database
from surveys import sealing
from surveys.interviews import drafts, submission
from surveys.interviews.urgent_risks import file_waiting_risks
from surveys.models import (
    Assignment,
    Draft,
    KeySentinel,
    Opening,
    Quarantine,
    ReferralPartner,
    RiskAssessment,
    WaitingRisks,
)
from surveys.oversight import server_keys
from surveys.sealed_answers import openings
from surveys.sealing.sealed_columns import SEALED_FIELDS, draft_place, quarantine_place

DRAFTS, KILLS = 800, 3  # so many that a kill lands midway on any machine


def ring(*names, hash_key=None):
    """A key file with these keys, the first one active; each name is one key."""
    lines = [f"{name} {KEYS[name]}" for name in names]
    return "\n".join([*lines, f"hash {hash_key or KEYS['hash']}"])


KEYS = {name: sealing.new_key() for name in ("old", "new", "hash", "other")}


@pytest.fixture
def old_key(settings):
    settings.DRAFT_KEY = ring("old")


def new_draft(assignment, body):
    return Draft(
        id=(draft_id := uuid.uuid4()),
        round=assignment.primary_unit.round,
        primary_unit=assignment.primary_unit,
        version=assignment.instrument.versions.get(),
        organisation=assignment.organisation,
        design_class=assignment.design_class,
        by=assignment.person,
        language="en",
        body=sealing.seal(
            {"answers": body, "unchecked": {}, "screen": ""},
            key=django_settings.DRAFT_KEY,
            place=draft_place(draft_id),
        ),
    )


@pytest.fixture
def assignment(empty_round, person):
    return Assignment.objects.filter(
        person=person("interviewer"), instrument__code="migrant"
    ).first()


def rotate():
    output = StringIO()
    call_command("rotate_keys", stdout=output)
    return output.getvalue()


@pytest.mark.django_db
def test_everything_the_server_can_open_moves_under_the_new_key(
    old_key, settings, assignment, arrival, interview, request_of
):
    Draft.objects.bulk_create([new_draft(assignment, {"n": n}) for n in range(30)])
    changed = {**arrival["answers"], "m_age": "a60"}
    submission.submit_interview(**{**arrival, "answers": changed})
    request_of()
    contacts = set(ReferralPartner.objects.values_list("pk", flat=True))
    rows = 34 + 2 * len(contacts) + RiskAssessment.objects.count()
    settings.DRAFT_KEY = ring("new", "old")
    assert server_keys.still_under_old_keys() == rows
    output = rotate()
    assert f"{rows} rows re-sealed" in output
    assert 'take out of the key file: "old"' in output
    settings.DRAFT_KEY = ring("new")
    server_keys.check_keys()
    assert {drafts.read_draft(d)[0]["n"] for d in Draft.objects.all()} == {*range(30)}
    row = Quarantine.objects.get()
    place = quarantine_place(row.interview_id, row.content_hash)
    assert sealing.unseal(row.body, key=settings.DRAFT_KEY, place=place)
    assert openings.read_reason(Opening.objects.get())
    file_waiting_risks()
    assert not WaitingRisks.objects.exists()
    assert {
        partner.pk for partner in ReferralPartner.objects.all() if partner.contact
    } == contacts
    assert "No old key is left" in rotate()


@pytest.mark.django_db
def test_an_interview_that_arrives_again_after_a_rotation_gets_its_first_receipt(
    old_key, settings, arrival
):
    first = submission.submit_interview(**arrival)
    settings.DRAFT_KEY = ring("new", "old")
    rotate()
    settings.DRAFT_KEY = ring("new")
    again = submission.submit_interview(**arrival)
    assert (again.state, again.reference) == ("already_received", first.reference)


@pytest.mark.django_db
def test_what_is_written_between_reading_and_re_sealing_is_kept(
    old_key, settings, assignment
):
    draft = new_draft(assignment, {"said": "before"})
    draft.save(force_insert=True)
    settings.DRAFT_KEY = ring("new", "old")
    read_before = list(Draft.objects.all())
    drafts.save_draft(
        draft=draft, revision=0, answers={"said": "after"}, unchecked={}, place=""
    )
    assert server_keys._reseal(SEALED_FIELDS[0], read_before).resealed == 0
    answers, _unchecked = drafts.read_draft(Draft.objects.get(pk=draft.pk))
    assert answers == {"said": "after"}


@pytest.mark.django_db
def test_a_row_that_no_key_opens_stops_the_removal_of_any(
    old_key, settings, assignment
):
    Draft.objects.bulk_create([new_draft(assignment, {}) for _draft in range(3)])
    last = Draft.objects.order_by("pk").last()  # the first tells what key it is
    Draft.objects.filter(pk=last.pk).update(body=b"\x02\x03oldnoise")
    settings.DRAFT_KEY = ring("new", "old")
    with pytest.raises(CommandError, match="No key of the file opens 1 rows"):
        rotate()
    assert KeySentinel.objects.count() == 1  # no key was declared to be free


@pytest.mark.django_db
def test_a_key_in_use_cannot_be_missing_from_the_file(old_key, settings, assignment):
    server_keys.mark_key()
    Draft.objects.bulk_create([new_draft(assignment, {})])
    settings.DRAFT_KEY = ring("new")
    assert 'lacks the key "old"' in keys_fit_the_database()[0].msg
    with pytest.raises(CommandError, match='lacks the key "old"'):
        rotate()


@pytest.mark.django_db
def test_a_database_from_before_sentinels_refuses_a_wrong_key(
    old_key, settings, assignment
):
    Draft.objects.bulk_create([new_draft(assignment, {})])
    assert keys_fit_the_database() == []
    settings.DRAFT_KEY = ring("other")
    assert "not the one of this database" in keys_fit_the_database()[0].msg


@pytest.mark.django_db
def test_another_key_under_the_same_name_and_another_hash_key_are_refused(
    old_key, settings
):
    server_keys.mark_key()
    server_keys.mark_key()
    assert KeySentinel.objects.count() == 1
    settings.DRAFT_KEY = f"old {KEYS['other']}\nhash {KEYS['hash']}"
    assert "not the one that this database" in keys_fit_the_database()[0].msg
    settings.DRAFT_KEY = ring("old", hash_key=KEYS["other"])
    assert 'The line "hash"' in keys_fit_the_database()[0].msg
    settings.DRAFT_KEY = ring("old")
    assert keys_fit_the_database() == []


def test_every_sealed_column_is_in_the_register(settings):
    """A binary column is a public key, a file, a half for two people, or is listed."""
    from django.apps import apps
    from django.db.models import BinaryField

    listed = {str(field) for field in SEALED_FIELDS} | {
        "surveys.KeySentinel.body",
        "surveys.CustodianKey.public_key",
        "surveys.Opening.half",
        "surveys.InstrumentVersion.workbook",
        "surveys.LabelMedia.content",
        "assessment.Report.content",
    }
    columns = {
        f"{model._meta.label}.{field.name}"
        for app in ("surveys", "assessment")
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.get_fields()
        if isinstance(field, BinaryField)
    }
    assert columns <= listed, columns - listed


# -- from outside: real processes ------------------------------------------------


@pytest.fixture
def outside(tmp_path, settings):
    """outside(command, ring) → a process on the database of this test."""
    database = connection.settings_dict["NAME"]

    def run(*command, key):
        path = tmp_path / "draft-key"
        path.touch(mode=0o600)
        path.write_text(key)
        return subprocess.Popen(
            [sys.executable, *command],
            cwd=settings.BASE_DIR,
            env={
                **os.environ,
                "DATABASE_URL": f"sqlite:///{database}",
                "DRAFT_KEY_FILE": str(path),
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    return run


class Writer(threading.Thread):
    """Someone who goes on writing drafts, and knows what was acknowledged."""

    def __init__(self, draft_ids):
        super().__init__()
        self.draft_ids, self.acknowledged = draft_ids, {}
        self.problems, self.done = [], threading.Event()

    def run(self):
        dice = random.Random(7)
        try:
            while not self.done.wait(0.005):
                draft = Draft.objects.get(pk=dice.choice(self.draft_ids))
                answers, _unchecked = drafts.read_draft(draft)
                answers = {"n": answers["n"], "times": answers.get("times", 0) + 1}
                drafts.save_draft(
                    draft=draft,
                    revision=draft.revision,
                    answers=answers,
                    unchecked={},
                    place="",
                )
                self.acknowledged[draft.pk] = answers["times"]
        except Exception as problem:  # noqa: BLE001 - reported by the test's assertion
            self.problems.append(problem)
        finally:
            connection.close()


@pytest.mark.django_db(transaction=True)
def test_a_rotation_killed_again_and_again_loses_nothing_while_people_write(
    old_key, settings, assignment, outside
):
    new_drafts = [new_draft(assignment, {"n": n}) for n in range(DRAFTS)]
    Draft.objects.bulk_create(new_drafts)
    settings.DRAFT_KEY = both = ring("new", "old")
    total = server_keys.still_under_old_keys()
    writer = Writer([draft.pk for draft in new_drafts])
    writer.start()
    moved = []
    try:
        for _time in range(KILLS):
            process = outside("manage.py", "rotate_keys", key=both)
            assert "re-sealed" in process.stdout.readline()
            process.send_signal(signal.SIGKILL)
            process.communicate()
            moved.append(total - server_keys.still_under_old_keys())
        process = outside("manage.py", "rotate_keys", key=both)
        output, _none = process.communicate(timeout=120)
    finally:
        writer.done.set()
        writer.join()
    assert process.returncode == 0, output
    assert 0 < moved[0] < total
    assert moved == sorted(moved)
    assert 'take out of the key file: "old"' in output
    assert writer.problems == []
    assert len(writer.acknowledged) > 5
    settings.DRAFT_KEY = ring("new")
    drafts_by_id = Draft.objects.in_bulk()
    for number, draft in enumerate(new_drafts):
        answers, _unchecked = drafts.read_draft(drafts_by_id[draft.pk])
        assert answers["n"] == number
        assert answers.get("times", 0) == writer.acknowledged.get(draft.pk, 0)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "command", [("manage.py", "rotate_keys"), ("-c", "import config.wsgi")]
)
def test_no_process_starts_under_a_wrong_key(old_key, outside, command):
    server_keys.mark_key()
    process = outside(*command, key=ring("other"))
    output, _none = process.communicate(timeout=120)
    assert process.returncode != 0
    assert 'lacks the key "old"' in output
    assert "Traceback" not in output
    process = outside(*command, key=ring("old"))
    output, _none = process.communicate(timeout=120)
    assert process.returncode == 0, output


def test_an_empty_database_is_migrated_and_served_under_any_key(tmp_path):
    make = {"DATABASE_URL": f"sqlite:///{tmp_path / 'empty.sqlite3'}"}
    for command in (["-c", "import config.wsgi"], ["manage.py", "check"]):
        done = subprocess.run(
            [sys.executable, *command],
            cwd=django_settings.BASE_DIR,
            env={**os.environ, **make},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
