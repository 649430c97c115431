"""Acts that take seconds, as steps: what is being done, told while it is done."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any, TypeVar

from django.utils.functional import Promise

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Step:
    """What begins now; done of so many steps are behind it (of: 0, not known yet)."""

    done: int
    of: int
    said: str | Promise


def finished(steps: Generator[Any, None, Made]) -> Made:
    """Take every step, and give what the last one made."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            made: Made = end.value
            return made
