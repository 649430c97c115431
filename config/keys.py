"""Makes the three key files of a machine: python -m config.keys FOLDER [--add]

secret-key is Django's. draft-key is a ring of keys, one a line; the first one seals.
backup-key is one key, of backups alone.
--add puts a new key before the others; then restart, and run manage.py rotate_keys.
"""

import os
import re
import secrets
import sys
from pathlib import Path

from surveys.sealing import new_key
from surveys.sealing.ring import BARE, HASH, load_ring


def new_ring():
    return f"key-1 {new_key()}\n{HASH} {new_key()}\n"


MAKERS = {
    "secret-key": lambda: secrets.token_urlsafe(64),
    "draft-key": new_ring,
    "backup-key": lambda: f"{new_key()}\n",
}


def make_keys(folder):
    """Write each missing key, readable by its owner only; never replace one."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in MAKERS.items():
        if not (folder / name).exists():
            _write(folder / name, make())


def add_key(folder):
    """Put a new key first in the ring; returns its id. Nothing is taken out."""
    path = Path(folder) / "draft-key"
    text = path.read_text(encoding="ascii").strip()
    ring = load_ring(text)
    lines = text.splitlines()
    if ring.active == BARE and len(lines) == 1:  # hashes go on under the same key
        lines = [f"{BARE} {text}", f"{HASH} {text}"]
    matches = [re.fullmatch(r"key-(\d+)", name) for name in ring.keys]
    name = f"key-{max((int(match[1]) for match in matches if match), default=0) + 1}"
    new_path = path.with_name("draft-key.new")
    new_path.unlink(missing_ok=True)
    _write(new_path, "\n".join([f"{name} {new_key()}", *lines]) + "\n")
    new_path.replace(path)  # whole or not at all
    return name


def _write(path, text):
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


if __name__ == "__main__":
    make_keys(sys.argv[1])
    if "--add" in sys.argv[2:]:
        print(add_key(sys.argv[1]))  # noqa: T201 - a command
