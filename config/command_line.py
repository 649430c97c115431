"""Commands whose settings or database are not there end with a sentence."""

from __future__ import annotations

import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import DatabaseError, connection


def run(argv: list[str]) -> None:
    """Run a command of manage.py; --traceback shows where it broke, as in Django."""
    try:
        execute_from_command_line(argv)
    except (ImproperlyConfigured, DatabaseError) as problem:
        sentence = _sentence(problem)
        if not sentence or "--traceback" in argv:
            raise
        sys.exit(sentence)


def _sentence(problem: ImproperlyConfigured | DatabaseError) -> str:
    """What to do; nothing where no step is missing, and it is a fault of ours."""
    if isinstance(problem, ImproperlyConfigured):
        return str(problem)
    from config import readiness  # needs the models, which are loaded by now

    connection.close()
    steps = readiness.missing_steps()
    if steps == [readiness.NO_DATABASE]:
        steps.append(f"It said: {str(problem).strip().splitlines()[0]}")
    return "\n".join(steps)
