"""Progress of long computations: each step is announced before it begins."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any, TypeVar

from django.utils.functional import Promise

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class ProgressStep:
    """The step that begins now, after `done` of `of` steps (of: 0, not known yet)."""

    done: int
    of: int
    text: str | Promise


def run_steps(
    steps: Generator[ProgressStep, None, Result],
    announce: Callable[[ProgressStep], Any] = lambda step: None,
) -> Result:
    """Run every step, each announced as it begins; return the result of the last."""
    while True:
        try:
            announce(next(steps))
        except StopIteration as end:
            result: Result = end.value
            return result
