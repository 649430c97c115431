"""Which indicators mean something else since a version of the shipped instruments.

indicator_changes.csv has one row for each indicator whose questions, answers or rule
changed: the version since when, and why its figures are not compared with earlier ones.
An indicator that is not in the file asks what it asked before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessment.standards.catalogue import rows

WHY: Mapping[str, Promise] = {
    "split": _("One question asked several facts. Each is now a question of its own."),
    "answers": _("The answers to choose from changed."),
    "known_cases": _(
        "Civil society now speaks of every case it knows. Before, it was asked for"
        " written proof."
    ),
    "counted": _("What is counted changed."),
    "no_limit": _(
        "A law without any time limit now counts as not met. Before, it was left out."
    ),
    "never_visited": _(
        "A place that was never visited now counts as not met. Before, it was left out."
    ),
    "words": _("The question was worded anew."),
}
_NUMBERED = re.compile(r"[0-9]+(?:\.[0-9]+)*")


@dataclass(frozen=True, slots=True)
class IndicatorChange:
    """since: the version from which on an indicator means something else."""

    since: str
    why: str


@lru_cache(maxsize=1)
def indicator_changes() -> Mapping[str, IndicatorChange]:
    return {
        row["indicator"]: IndicatorChange(row["since"], row["why"])
        for row in rows("indicator_changes.csv")
    }


def why_not_comparable(
    indicator_id: str, before: Iterable[str], now: Iterable[str]
) -> str:
    """Why the figures of two rounds are not compared, or "" where this file is silent.

    before, now: versions of the instruments that the rounds used.
    """
    change = indicator_changes().get(indicator_id)
    if change is None:
        return ""
    since = _numbers(change.since)
    was_old = any(_numbers(version) < since for version in before if _numbers(version))
    is_new = any(_numbers(version) >= since for version in now)
    return str(WHY[change.why]) if was_old and is_new else ""


def _numbers(version: str) -> tuple[int, ...]:
    """(2026, 3) of “2026.3”; nothing of a version with other words."""
    if not _NUMBERED.fullmatch(version):
        return ()
    return tuple(int(number) for number in version.split("."))
