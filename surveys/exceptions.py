"""Why an act cannot be done, in the words of the person who asked for it."""

from __future__ import annotations

from typing import Any


class Refused(Exception):
    """The act cannot be done; the message tells the person why and what to do."""


class StaleDraft(Refused):
    """The draft was saved elsewhere since the page was opened."""


class NotFinished(Refused):
    """The interview has problems; `problems` lists them by question."""

    def __init__(self, message: str, problems: list[Any]) -> None:
        super().__init__(message)
        self.problems = problems
