"""Reads settings from the environment and says loudly what is missing."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"", "0", "false", "no", "off"}


def flag(name: str, default: bool = False) -> bool:
    raw = os.environ.get(name)
    if raw is None:
        return default
    word = raw.strip().lower()
    if word in TRUE:
        return True
    if word in FALSE:
        return False
    raise ImproperlyConfigured(f"{name} must be yes or no, not {raw!r}.")


def text(name: str, default: str | None = None) -> str:
    value = os.environ.get(name, default)
    if value is None or value == "":
        if default is not None:
            return default
        raise ImproperlyConfigured(
            f"Set {name} in the environment. docs/deployment.md lists every setting."
        )
    return value


def words(name: str, default: str = "") -> list[str]:
    return [w.strip() for w in os.environ.get(name, default).split(",") if w.strip()]


def number(name: str, default: int) -> int:
    raw = os.environ.get(name)
    if raw is None or raw == "":
        return default
    try:
        return int(raw)
    except ValueError:
        raise ImproperlyConfigured(
            f"{name} must be a whole number, not {raw!r}."
        ) from None


def secret_file(name: str) -> str:
    """The content of the file that NAME points to; secrets stay out of `ps`."""
    path = Path(text(name))
    try:
        secret = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as reason:
        raise ImproperlyConfigured(
            f"{name} points to {path}, which cannot be read: {reason}."
        ) from reason
    if not secret:
        raise ImproperlyConfigured(
            f"{name} points to {path}, which is empty. Put back what was in it."
        )
    return secret


def optional_secret_file(name: str) -> str:
    return secret_file(name) if os.environ.get(name) else ""
