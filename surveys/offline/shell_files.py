"""The files of the tablet's shell, each with the hash of what the server sends."""

from __future__ import annotations

import base64
import hashlib
import posixpath
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.storage import staticfiles_storage
from django.templatetags.static import static

ROOT = Path(__file__).resolve().parent.parent / "static"
IMPORT = re.compile(r'^(?:import|export)\b[^"\';]*"(\.{1,2}/[^"]+)"', re.M)
ROOMS = ("engine", "interview_page", "interviews", "offline", "page", "sealing")


def shell_names() -> list[str]:
    """Names of all modules and pictures that the shell may load."""
    paths = [path for room in ROOMS for path in (ROOT / "surveys" / room).rglob("*.*")]
    modules = [path for path in paths if path.suffix in (".js", ".svg", ".png")]
    icon = ROOT / "surveys" / "icon.svg"
    return sorted(str(path.relative_to(ROOT)) for path in [*modules, icon])


def shell_files() -> dict[str, str]:
    """Address → integrity of each file: a browser takes no other content for it."""
    return {static(name): _integrity(_content(name)) for name in shell_names()}


def modules_from(*names: str) -> list[str]:
    """These modules and all that they import: a page that lists them loads no chain."""
    needed: list[str] = []
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name in needed:
            continue
        needed.append(name)
        text = (ROOT / name).read_text(encoding="utf-8")
        folder = posixpath.dirname(name)
        waiting += [
            posixpath.normpath(posixpath.join(folder, address))
            for address in IMPORT.findall(text)
        ]
    return sorted(needed)


def version_of(files: dict[str, str], page: str) -> str:
    """Changes with each file and with the page that loads them."""
    words = "\n".join([*(f"{name} {files[name]}" for name in sorted(files)), page])
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def _integrity(content: bytes) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content).digest()).decode()


def _content(name: str) -> bytes:
    """What is served under a name: of a collected file that with hashed imports."""
    storage: Any = staticfiles_storage
    if hasattr(storage, "stored_name"):
        return _collected(storage.stored_name(name))
    return (ROOT / name).read_bytes()


@lru_cache(maxsize=512)
def _collected(stored_name: str) -> bytes:
    """A collected file never changes under its hashed name."""
    with staticfiles_storage.open(stored_name) as file:
        content: bytes = file.read()
    return content
