"""Reads settings from the environment and says loudly what is missing."""

import os
from pathlib import Path
from typing import Any

import dj_database_url
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


def words(name: str, default: str | None = "") -> list[str]:
    """Words with commas between; without a default there must be some."""
    return [w.strip() for w in text(name, default).split(",") if w.strip()]


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
    except FileNotFoundError:
        raise ImproperlyConfigured(
            f"{name} points to {path}, which is not there. Put the file back."
            f" On a new server make it: python -m config.keys {path.parent}"
        ) from None
    except PermissionError:
        raise ImproperlyConfigured(
            f"{name} points to {path}, which this account may not read. The file must"
            " belong to the account of the service."
        ) from None
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


ENGINES = {"django.db.backends.postgresql", "django.db.backends.sqlite3"}


def database(name: str, default: str) -> dict[str, Any]:
    """The database of an address; its password stays out of what is said."""
    try:
        parsed: dict[str, Any] = {**dj_database_url.parse(text(name, default))}
    except ValueError:
        parsed = {}
    if parsed.get("ENGINE") not in ENGINES or not parsed.get("NAME"):
        raise ImproperlyConfigured(
            f"{name} is no address of a database. Write postgres:///NAME,"
            " postgres://USER:PASSWORD@HOST/NAME (with %40 for @, %2F for /) or"
            " sqlite:////FOLDER/FILE."
        )
    if parsed["ENGINE"] == "django.db.backends.sqlite3":
        folder = Path(parsed["NAME"]).parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as reason:
            raise ImproperlyConfigured(
                f"{name} is in {folder}, which cannot be made: {reason.strerror}."
            ) from None
    return parsed
