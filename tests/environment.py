"""Loaded first by pytest: keys of this run and a database chosen by the environment."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from config.keys import make_keys

FOLDER = Path(tempfile.mkdtemp(prefix="daa-tests-"))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
make_keys(FOLDER)
os.environ["SECRET_KEY_FILE"] = str(FOLDER / "secret-key")
os.environ["DRAFT_KEY_FILE"] = str(FOLDER / "draft-key")
os.environ["BACKUP_KEY_FILE"] = str(FOLDER / "backup-key")
os.environ["STATIC_ROOT"] = str(FOLDER)  # nothing needs to be collected for a test
os.environ["DEMO"] = "1"
os.environ.pop("LANGUAGE", None)  # commands speak English to the tests
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's loop beside the database
os.environ.setdefault("DATABASE_URL", f"sqlite:///{FOLDER / 'db.sqlite3'}")
