"""Drawing places at random, so that anybody can draw the same ones again."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.sampling.sample_problems import (
    Method,
    SampleProblem,
    StratumPlan,
    certainty_places,
    checked_frame,
    sample_problems,
)
from analysis.schema import FrameProblem

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class SampleRefused(FrameProblem):
    """Nothing was drawn; `problems` says why, without the doubts."""

    def __init__(self, problems: tuple[SampleProblem, ...]) -> None:
        first = problems[0]
        super().__init__(
            f"{len(problems)} problems of the frame or the plan; the first is"
            f' {first.kind} in stratum "{first.stratum}" {first.place}'.rstrip()
            + ". Correct them and draw again."
        )
        self.problems = problems


def draw(
    frame: pd.DataFrame, plan: Mapping[str, StratumPlan], seed: int
) -> pd.DataFrame:
    """Which places are visited, which replace them, and with what chance.

        π_i = 1 (all),  n/N (simple, systematic),  n' · size_i / Σ' size (by size)

    frame: one row per place: place, stratum (text), size (people held; read for by_size
    alone, where it is above 0); plan: method and number of places, by stratum; seed: a
    whole number from 0.
    Returns a row per place, sorted by stratum and place: place, stratum, size, drawn
    (bool), draw_order (1 … n in its stratum), replacement_order (1 … N − n in its
    stratum, of the others), chance π_i (inclusion probability, also of places not
    drawn), certainty (bool: π_i = 1).
    1. Random numbers of a stratum: PCG64(SeedSequence([seed, *stratum in UTF-8])), one
       raw number of 64 bits per place in the order of place codes, its upper 53 bits
       over 2⁵³, then one for the start. numpy promises that these never change, as
       it does not of Generator.permutation. So the draw depends neither on the order
       of rows nor on other strata.
    2. simple: the n smallest numbers. systematic: from the start u, positions
       ⌊(u + j) N/n⌋ of the list sorted by code. by_size: certainty places are taken
       out (`certainty_places`), the others are put in the order of their numbers, and
       those are drawn in whose part of the cumulated π a point u + j falls.
    3. Replacements come in the order of their numbers x, of by_size in that of
       −ln(x)/size, so that larger places come sooner as in the draw.
    Problems that are no doubts raise SampleRefused; a negative seed FrameProblem.
    Source: Särndal, Swensson & Wretman (1992), 3.3, 3.4 and 3.6; Hartley & Rao (1962),
    Ann. Math. Stat. 33; Efraimidis & Spirakis (2006), Inf. Process. Lett. 97; NEP 19.
    """
    if seed < 0:
        raise FrameProblem(f"The seed {seed} is negative. Use a whole number from 0.")
    frame = checked_frame(frame)
    problems = [p for p in sample_problems(frame, plan) if not p.is_doubt]
    if problems:
        raise SampleRefused(tuple(problems))
    if frame.empty:
        raise FrameProblem("There is no place to draw. Enter the frame of places.")
    sizes = frame["size"].to_numpy(dtype=float)
    names = frame["stratum"].to_numpy(dtype=object)
    parts = [
        _draw_stratum(name, sizes[names == name], plan[name], seed)
        for name in dict.fromkeys(names)
    ]
    chance, draw_order, replacement_order = (
        np.concatenate(column) for column in zip(*parts, strict=True)
    )
    return frame.assign(
        drawn=draw_order > 0,
        draw_order=_missing_where_zero(draw_order),
        replacement_order=_missing_where_zero(replacement_order),
        chance=chance,
        certainty=chance >= 1.0,
    )


def _draw_stratum(
    name: str, sizes: Floats, plan: StratumPlan, seed: int
) -> tuple[Floats, Ints, Ints]:
    """(chance, order of draw, order of replacement or 0) of one stratum's N places."""
    total = len(sizes)
    uniform = _uniform(name, total + 1, seed)
    numbers, start = uniform[:total], float(uniform[total])
    priority = numbers
    wanted = total if plan.method == Method.ALL else plan.places
    chance = np.full(total, wanted / total)
    match plan.method:
        case Method.ALL:
            chosen = np.arange(total)
        case Method.SIMPLE:
            chosen = np.argsort(numbers, kind="stable")[:wanted]
        case Method.SYSTEMATIC:
            steps = (start + np.arange(wanted)) * total / wanted
            chosen = np.minimum(steps.astype(np.int64), total - 1)
        case Method.BY_SIZE:
            chosen, chance = _by_size(sizes, wanted, numbers, start)
            priority = -np.log(np.maximum(numbers, 2.0**-54)) / sizes
    draw_order, replacement_order = np.zeros((2, total), dtype=np.int64)
    draw_order[chosen] = np.arange(1, wanted + 1)
    queue = np.argsort(priority, kind="stable")
    queue = queue[draw_order[queue] == 0]
    replacement_order[queue] = np.arange(1, len(queue) + 1)
    return chance, draw_order, replacement_order


def _by_size(
    sizes: Floats, wanted: int, numbers: Floats, start: float
) -> tuple[Ints, Floats]:
    """(positions drawn, certainty places first; chance of every place)."""
    certain = certainty_places(sizes, wanted)
    first = np.flatnonzero(certain)
    left = wanted - len(first)
    chance = np.where(certain, 1.0, left * sizes / (sizes[~certain].sum() or 1.0))
    shuffled = np.argsort(numbers, kind="stable")
    shuffled = shuffled[~certain[shuffled]]
    points = start + np.arange(left)
    hits = np.searchsorted(np.cumsum(chance[shuffled]), points, side="right")
    # The sum of all chances may end a hair before the last point.
    others = shuffled[np.minimum(hits, len(shuffled) - 1)] if left else first[:0]
    return np.concatenate([first, others]), chance


def _uniform(stratum: str, count: int, seed: int) -> Floats:
    """`count` numbers from 0 to below 1 that belong to a seed and a stratum."""
    entropy = np.random.SeedSequence([seed, *stratum.encode()])
    raw = np.random.PCG64(entropy).random_raw(count)
    return np.asarray((raw >> np.uint64(11)) * 2.0**-53)


def _missing_where_zero(order: Ints) -> "pd.arrays.IntegerArray":
    return pd.arrays.IntegerArray(order, order == 0)
