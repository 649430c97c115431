"""The promises about people's answers hold on PostgreSQL as on SQLite."""

import os
import subprocess
import sys

from django.conf import settings

from tests.postgresql import cluster

BACKUPS = "tests/surveys/oversight/backup/test_backup_and_restore.py"
SAME_PROMISES = (
    "tests/surveys/interviews/test_submission.py",
    "tests/surveys/interviews/test_wizard.py",
    "tests/surveys/interviews/test_overlapping_saves.py",
    "tests/surveys/interviews/test_full_disk.py",
    "tests/surveys/sealed_answers/test_own_words.py",
    "tests/surveys/sealed_answers/test_openings.py",
    "tests/surveys/oversight/test_audit.py",
    "tests/surveys/interviews/test_urgent_risks.py",
    "tests/surveys/interviews/withdrawals/test_withdrawal.py",
    "tests/assessment/computation/test_compute_figures.py",
    "tests/assessment/frames/test_frames.py",
    "tests/surveys/test_access.py",
    "tests/surveys/fieldwork/watching/test_progress.py",
    f"{BACKUPS}::test_who_writes_meanwhile_is_not_held_up_and_not_half_in_it",
    f"{BACKUPS}::test_what_was_changed_since_is_as_it_was",
    f"{BACKUPS}::test_the_guards_of_the_database_are_there_afterwards",
    f"{BACKUPS}::test_an_interview_withdrawn_since_is_withdrawn_again",
    f"{BACKUPS}::test_a_database_that_fails_half_way_undoes_all",
    f"{BACKUPS}::test_a_clean_machine_has_every_row_after_a_restore",
)

# What computes many figures or asks nothing new of a database is shown on SQLite only.
ON_SQLITE_ONLY = (
    *("guard_that_is_gone", "660_interviews", "thousand_places", "one_more"),
    *("many_interviews", "twenty_more", "replaced_whenever", "statistics_libraries"),
    *("could_not_be_stored", "releases_exports_and_roles"),
)
REST = " and ".join(f"not {name}" for name in ON_SQLITE_ONLY)
QUIET = ("-p", "no:cacheprovider", "-k", REST)


def test_the_door_the_wizard_access_and_figures_hold_on_postgresql():
    with cluster() as url:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", *QUIET, *SAME_PROMISES],
            cwd=settings.BASE_DIR,
            env={**os.environ, "DATABASE_URL": url},
            capture_output=True,
            text=True,
        )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert " passed" in done.stdout


def test_a_whole_round_from_the_first_command_to_a_reader_on_postgresql():
    journey = "tests/journeys/test_whole_round.py"
    with cluster() as url:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", journey],
            cwd=settings.BASE_DIR,
            env={**os.environ, "DATABASE_URL": url},
            capture_output=True,
            text=True,
        )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert "1 passed" in done.stdout
