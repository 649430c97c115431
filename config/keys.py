"""Makes the two key files that a machine needs, once: python -m config.keys FOLDER."""

import os
import secrets
import sys
from pathlib import Path

from surveys.sealing import new_key

MAKERS = {"secret-key": lambda: secrets.token_urlsafe(64), "draft-key": new_key}


def make_keys(folder):
    """Write each missing key, readable by its owner only; never replace one."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in MAKERS.items():
        path = folder / name
        if path.exists():
            continue
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(make())


if __name__ == "__main__":
    make_keys(sys.argv[1])
