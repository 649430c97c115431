"""Functions of mathematics, blank (NaN) where they have no value."""

from __future__ import annotations

import math
from collections.abc import Callable

from surveys.engine.values import significant

NAN = math.nan
Function = Callable[..., float]


def whole(function: Callable[[float], int]) -> Function:
    """floor() or ceiling() of what is a number."""
    return lambda number: float(function(number)) if math.isfinite(number) else NAN


def twelve_digits(function: Function) -> Function:
    """A function with the digits that are stored: each machine has its own last one."""

    def value(*numbers: float) -> float:
        if not all(math.isfinite(number) for number in numbers):
            return NAN
        try:
            result = function(*(number + 0.0 for number in numbers))  # -0 is 0
        except (ValueError, OverflowError):
            return NAN
        return significant(result) if math.isfinite(result) else NAN

    return value


def checklist(fewest: float, most: float, *met: bool) -> bool:
    """Whether as many conditions are met as wanted; a limit below 0 is none."""
    return _within(fewest, most, float(sum(met)))


def weighted_checklist(fewest: float, most: float, *pairs: tuple[bool, float]) -> bool:
    """checklist() where each condition that is met counts with its weight."""
    total = 0.0
    for met, weight in pairs:
        total += weight if met else 0.0
    return _within(fewest, most, total)


def _within(fewest: float, most: float, total: float) -> bool:
    return (fewest < 0 or total >= fewest) and (most < 0 or total <= most)
