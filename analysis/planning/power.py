"""Whether a round would notice that people and authorities do not say the same."""

from collections.abc import Callable

import numpy as np
from scipy import special

from analysis.planning.sample_size import Plan
from analysis.schema import FrameProblem

NEVER_MISSED = 38.0  # nctdtr has no numbers beyond


def power_paired(
    difference: float, spread: float, places: float, level: float = 0.95
) -> float:
    """Chance to find a mean difference over places, two-sided paired t.

        δ = d √n / s,   power = P(|T′| > t_{α/2}),  T′ noncentral t on n − 1, δ

    difference d, spread s: of the differences of places, in one unit; places n ≥ 2.
    1 where differences do not vary and are not 0.
    Source: Cohen (1988), Statistical Power Analysis, 2.
    """
    if places < 2:
        raise FrameProblem("A comparison needs at least two places. Draw more places.")
    if spread <= 0:
        return float(difference != 0)
    df, shift = places - 1, abs(difference) * np.sqrt(places) / spread
    if shift > NEVER_MISSED:
        return 1.0
    edge = special.stdtrit(df, (1 + level) / 2)
    # The far tail as 1 − P(T_{−δ} ≤ t): asked for directly it has no number.
    above = 1 - special.nctdtr(df, shift, edge)
    return float(above + 1 - special.nctdtr(df, -shift, edge))


def spread_of_differences(
    people: Plan, claim: float, officials: float, likeness: float = 0.0
) -> float:
    """Standard deviation over places of (share among people − share among officials).

        s² = σ_b² + τ_b² − 2 r σ_b τ_b + (1 − m/M) σ_w²/m + τ_w²/k

    people: p, ρ, m, M of the people asked; claim: share of officials who claim it,
    with the same ρ; officials k: per place; likeness r: how far places where people say
    yes are those where officials do (0, the careful choice).
    """
    unit, other = people.share * (1 - people.share), claim * (1 - claim)
    between, others = people.rho * unit, people.rho * other
    shared = 2 * likeness * np.sqrt(between * others)
    left = 1 - people.answers / people.residents
    within = left * (1 - people.rho) * unit / people.answers
    return float(
        np.sqrt(
            max(between + others - shared, 0.0)
            + within
            + (1 - people.rho) * other / officials
        )
    )


def detectable(
    people: Plan,
    officials: float,
    *,
    wanted: float = 0.8,
    likeness: float = 0.0,
    level: float = 0.95,
) -> float | None:
    """Smallest overstatement by officials that is found with the wanted chance.

    people: their plan; officials claim share + d. None where even a claim of 100 %
    would be missed. A claim of nearly 100 % varies little, so the chance grows with d.
    """

    def chance(d: float) -> float:
        claim = min(people.share + d, 1.0)
        spread = spread_of_differences(people, claim, officials, likeness)
        return power_paired(d, spread, people.places, level)

    return _least(chance, 1 - people.share, wanted)


def _least(
    chance: Callable[[float], float], most: float, wanted: float
) -> float | None:
    if chance(most) < wanted:
        return None
    low, high = 0.0, most
    while high - low > 1e-4:
        middle = (low + high) / 2
        low, high = (low, middle) if chance(middle) >= wanted else (middle, high)
    return high
