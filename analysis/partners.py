"""Secondary suppression of one additive row: which further cells to hide."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp

TIME_LIMIT = 2.0
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Count:
    """Contributors of a cell, how many of them said yes, and whether it is unsafe.

    shown: a figure of its own; the people of no group have none, so nobody can see
    them, but they can be worked out from the total all the same. forced: hidden
    already, because a linked table hides it.
    """

    n: int
    k: int
    unsafe: bool
    shown: bool = True
    forced: bool = False


@lru_cache(maxsize=4096)
def partners(
    row: tuple[Count, ...], threshold: int, answers: int = 0
) -> tuple[int, ...] | None:
    """The fewest contributors to hide with the unsafe cells of a row that adds up.

    row: every cell of the published total. With T the sum of all hidden cells, for
    each unsafe cell i
        T − n_i ≥ threshold                 the total leaves it this much room
        Σk − k_i ≥ answers,  Σ(n − k) − (n_i − k_i) ≥ answers
    so that its yes and its no have room too, even for a reader who knows n_i (0: the
    row has no yes); and, for a reader who knows that an unsafe cell has 1 to
    threshold − 1 people and a partner at least threshold,
        T − threshold · partners − (other unsafe) ≥ threshold − 1    the upper end
        partners ≥ 1, or T − (threshold − 1) · (other unsafe) ≤ 1    the lower end
    Returns positions, the forced among them, or None when no choice does (or none was
    found in time): then the whole row is hidden and only its total is known.
    Source: Fischetti & Salazar (2001), Management Science 47, for one dimension.
    """
    closed = [c for c in row if c.unsafe or not c.shown]
    choices = [i for i, c in enumerate(row) if c.shown and not c.unsafe]
    forced = np.array([row[i].forced for i in choices], dtype=float)
    if not any(c.unsafe for c in closed):
        return None if forced.any() else ()  # nothing here would stand beside it
    coefficients, needed = _constraints(
        closed, [row[i] for i in choices], threshold, answers
    )
    if (coefficients @ forced >= needed).all():
        return tuple(i for i in choices if row[i].forced)
    if (np.maximum(coefficients, 0).sum(axis=1) < needed).any():
        return None
    answer = milp(
        c=coefficients[0] + 1e-3,
        constraints=LinearConstraint(coefficients, lb=needed),
        integrality=np.ones(len(choices)),
        bounds=Bounds(forced, 1),
        options={"time_limit": TIME_LIMIT},
    )
    if not answer.success:
        return None
    return tuple(i for i, chosen in zip(choices, answer.x, strict=True) if chosen > 0.5)


def _constraints(
    closed: Sequence[Count], choices: Sequence[Count], threshold: int, answers: int
) -> tuple[Floats, Floats]:
    """Rows of A and b in A·x ≥ b; x says which of the choices is hidden too."""
    hidden = sum(c.n for c in closed)
    yes = sum(c.k for c in closed)
    unsafe = [c for c in closed if c.unsafe]
    nameless = sum(c.n for c in closed if not c.shown)
    others = max(sum(1 for c in unsafe if c.shown) - 1, 0)
    n = np.array([c.n for c in choices], dtype=float)
    k = np.array([c.k for c in choices], dtype=float)
    free = nameless > 0 or hidden - (threshold - 1) * others <= 1
    most_yes = max(c.k for c in unsafe)
    most_no = max(c.n - c.k for c in unsafe)
    rules = [
        (n, threshold - hidden + max(c.n for c in unsafe)),
        (n - threshold, threshold - 1 + others - hidden),
        (np.ones(len(n)), 0 if free else 1),
        (k, answers - yes + most_yes if answers else 0),
        (n - k, answers - (hidden - yes) + most_no if answers else 0),
    ]
    return (
        np.array([left for left, _right in rules]).reshape(len(rules), len(n)),
        np.array([right for _left, right in rules], dtype=float),
    )
