"""The promises about people's answers hold on PostgreSQL as on SQLite."""

import os
import subprocess
import sys

from django.conf import settings

from tests.postgresql import cluster

SAME_PROMISES = (
    "tests/surveys/interviews/test_submission.py",
    "tests/surveys/interviews/test_wizard.py",
    "tests/surveys/interviews/test_overlapping_saves.py",
    "tests/surveys/interviews/test_full_disk.py",
    "tests/surveys/sealed_answers/test_own_words.py",
    "tests/surveys/sealed_answers/test_openings.py",
    "tests/surveys/oversight/test_audit.py",
    "tests/surveys/interviews/test_withdrawal.py",
    "tests/assessment/computation/test_compute_figures.py",
    "tests/assessment/frames/test_frames.py",
    "tests/surveys/test_access.py",
)

# That the matrix sees a missing guard is shown once, on SQLite.
QUIET = ("-p", "no:cacheprovider", "-k", "not guard_that_is_gone")


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
