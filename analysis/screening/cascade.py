"""From arrival to support: how many vulnerable people are lost at each step."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.indicators.proportions import Share, register_share
from analysis.schema import FrameProblem

Floats = npt.NDArray[np.float64]

STEPS = ("arrived", "screened", "vulnerability_found", "referred", "placed")


class StepTooLarge(FrameProblem):
    """More people are at a step than at the one before it, which cannot be."""


@dataclass(frozen=True, slots=True)
class ScreeningStep:
    """One step; the first has no shares. placed: outside, or supported.

    of_before: share of the people of the step before, None where there were none;
    of_all: share of all who arrived. Each has its own n, as answers may be missing.
    """

    name: str
    reached: int
    of_before: Share | None = None
    of_all: Share | None = None


def of_register(
    counts: Sequence[int | None],
    names: Sequence[str] = STEPS,
    *,
    kind: str,
    level: float = 0.95,
) -> tuple[ScreeningStep, ...]:
    """The cascade of a complete register: exact shares.

    counts: people per step; kind: a census, else NotAtRandom or, for a sample of files,
    which has weights, FrameProblem. A count larger than the one before it raises
    StepTooLarge with its name; a missing one is no zero.
    Source: gap statistics of the assessment, E2.8.
    """
    _require_names(len(counts), names)
    people = _shrinking(counts, names)
    steps = [ScreeningStep(names[0], people[0])]
    for position in range(1, len(people)):
        before, now = people[position - 1], people[position]
        part = None
        if before:
            part = register_share(names[position], now, before, kind=kind, level=level)
        share_of_all = register_share(
            names[position], now, people[0], kind=kind, level=level
        )
        steps.append(ScreeningStep(names[position], now, part, share_of_all))
    return tuple(steps)


def _shrinking(counts: Sequence[int | None], names: Sequence[str]) -> list[int]:
    people: list[int] = []
    for name, now in zip(names, counts, strict=True):
        if now is None or now < 0 or (not people and now == 0):
            raise FrameProblem(
                f'The register counts {"nothing" if now is None else now} as "{name}",'
                " so there is no cascade. Ask for the count, or leave the register out."
            )
        if people and now > people[-1]:
            raise StepTooLarge(
                f'The register counts {now} people as "{name}" but {people[-1]} as'
                f' "{names[len(people) - 1]}". Correct one of them: each step holds'
                " some of the people of the step before."
            )
        people.append(now)
    return people


def columns(reached: Floats, names: Sequence[str] = STEPS) -> tuple[Floats, Floats]:
    """Two indicators per step, n × S each, as the pipeline takes them.

    The first is of those at the step before, the second of all who arrived; NaN where a
    row is not in the denominator. Somebody at a step and not at the one before it
    raises StepTooLarge with the interviews.
    """
    _require_names(reached.shape[1], names)
    _in_order(reached, names)
    steps = [reached[:, 0]]
    for column in reached.T[1:]:
        steps.append(_next_step(steps[-1], column))
    of_all = np.column_stack(steps)
    of_all = np.where((reached[:, 0] == 1)[:, None], of_all, np.nan)
    before = np.column_stack([np.ones(len(reached)), of_all[:, :-1]])
    return np.where(before == 1, of_all, np.nan), of_all


def _next_step(before: Floats, now: Floats) -> Floats:
    """Answers to a step: 0 where the step before was not reached, NaN if unknown.

    So the people of a step are those of the step before whose answer is known, and
    nobody is worked out from the difference.
    """
    return np.where(before == 0, 0.0, np.where(np.isnan(before), np.nan, now))


def _require_names(steps: int, names: Sequence[str]) -> None:
    if steps != len(names) or steps < 2:
        raise FrameProblem(
            f"A cascade of {steps} steps has {len(names)} names. Give each of at least"
            " two steps its count and its name."
        )


def _in_order(reached: Floats, names: Sequence[str]) -> None:
    for position in range(1, len(names)):
        for before in range(position):
            both = (reached[:, position] == 1) & (reached[:, before] == 0)
            wrong = np.flatnonzero(both)
            if len(wrong):
                raise StepTooLarge(
                    f'Interview {wrong[0]} ({len(wrong)} in all) is "{names[position]}"'
                    f' but not "{names[before]}". Correct the answers, or leave those'
                    " of the step empty."
                )
