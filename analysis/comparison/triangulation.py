"""Who says what: each informant group on its own, never pooled with another."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
from scipy import optimize, stats

from analysis.schema import Chance, DesignKind, FrameProblem

Floats = npt.NDArray[np.float64]

MOSTLY = 0.5
FEWEST_PLACES = 30  # below, differences are shown and nothing is concluded


@dataclass(frozen=True, slots=True)
class Voice:
    """One informant group: (k, n) who said yes in each place.

    kind: design class of the group; a census where everybody of the group was asked, as
    the heads of all places.
    """

    group: str
    kind: str
    places: Mapping[str, tuple[int, int]]

    def __post_init__(self) -> None:
        DesignKind(self.kind)
        for place, (k, n) in self.places.items():
            if not 0 <= k <= n or n == 0:
                raise FrameProblem(
                    f'Place {place} has {k} of {n} of "{self.group}" saying yes, which'
                    " cannot be. Correct the counts, or leave the place out."
                )


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two informant groups over the places where both spoke; no inference.

    differences: share of the first minus share of the second, by place; same: share of
    places where most of both say the same; ac1: the same beyond chance.
    """

    differences: Mapping[str, float]
    same: float
    ac1: float


class Side(StrEnum):
    FIRST_HIGHER = "first_higher"
    SECOND_HIGHER = "second_higher"
    NOT_CLEAR = "not_clear"


@dataclass(frozen=True, slots=True)
class PooledDifference:
    """Mean difference of two groups over places; verdict is None under 30 places.

    tau2: variance of the difference between places beyond that of who was asked.
    """

    difference: float
    se: float
    df: float
    lower: float
    upper: float
    level: float
    tau2: float
    places: int
    method: str
    verdict: Side | None


def agreement(first: Voice, second: Voice) -> Agreement:
    """Raw agreement of two groups per place, and Gwet's AC1.

        AC1 = (p_a − p_e)/(1 − p_e),  p_e = 2π(1 − π)

    p_a: share of places where more than half of both say yes, or of neither; π: mean
    share of places on the side of yes. Not kappa, which falls to 0 where nearly every
    place is on one side. No common place raises FrameProblem.
    Source: Gwet (2008), Br. J. Math. Stat. Psych. 61.
    """
    shared = _common_places(first, second, fewest=1)
    shares = np.array([[_share(v.places[p]) for v in (first, second)] for p in shared])
    says = shares > MOSTLY
    same, yes = float((says[:, 0] == says[:, 1]).mean()), float(says.mean())
    chance = 2 * yes * (1 - yes)
    apart = dict(zip(shared, (shares[:, 0] - shares[:, 1]).tolist(), strict=True))
    return Agreement(apart, same, (same - chance) / (1 - chance))


def pool(first: Voice, second: Voice, *, level: float = 0.95) -> PooledDifference:
    """Paired differences of places, pooled as places of many (random effects).

        d_i = p_i1 − p_i2,  v_i = s₁²/n_i1 + s₂²/n_i2,  w_i = 1/(v_i + τ²),
        μ = Σ w d/Σ w,  μ ± t_{m−1} √(max(1, q)/Σ w),  q = Σ w (d − μ)²/(m − 1)

    τ² by Paule and Mandel; s²: variance within places, of all places together, as a
    place's own would give extreme shares the weight. Where nobody differs within any
    place it is p(1 − p) with p = (K + ½)/(N + 1) of all; a census has none. Under 30
    places the difference has no verdict. A group not chosen at random raises
    NotAtRandom, fewer than two common places FrameProblem.
    Source: Hartung & Knapp (2001), Stat. Med. 20; Sidik & Jonkman (2002); Paule &
    Mandel (1982); Knapp & Hartung (2003) for the least q.
    """
    kinds = [Chance.of(voice.kind) for voice in (first, second)]
    shared = _common_places(first, second, fewest=2)
    first_counts, second_counts = (
        [v.places[p] for p in shared] for v in (first, second)
    )
    d = np.array(
        [
            _share(a) - _share(b)
            for a, b in zip(first_counts, second_counts, strict=True)
        ]
    )
    v = _variances(first_counts, kinds[0]) + _variances(second_counts, kinds[1])
    df = float(len(d) - 1)
    if not v.any():
        mean, se, tau2, method = float(d.mean()), 0.0, float(d.var(ddof=1)), "census"
    else:
        mean, se, tau2 = _random_effects(d, v)
        method = "hksj"
    half = float(stats.t.ppf((1 + level) / 2, df)) * se
    # A difference of shares has ends.
    lower, upper = max(mean - half, -1.0), min(mean + half, 1.0)
    verdict = _side(lower, upper) if len(d) >= FEWEST_PLACES else None
    return PooledDifference(
        mean, se, df, lower, upper, level, tau2, len(d), method, verdict
    )


def _random_effects(d: Floats, v: Floats) -> tuple[float, float, float]:
    """(mean, standard error, τ²)."""
    tau2 = _paule_mandel(d, v)
    w, df = 1 / (v + tau2), len(d) - 1
    mean = float(w @ d / w.sum())
    # Differences that are equal by luck would otherwise have a range of no width.
    scale = max(1.0, float(w @ (d - mean) ** 2) / df)
    return mean, float(np.sqrt(scale / w.sum())), tau2


def _paule_mandel(d: Floats, v: Floats) -> float:
    """τ² at which the weighted squares equal what is expected of them, m − 1."""

    def excess(tau2: float) -> float:
        w = 1 / (v + tau2)
        return float(w @ (d - w @ d / w.sum()) ** 2) - (len(d) - 1)

    if excess(0.0) <= 0:
        return 0.0
    # At the plain variance of d the squares are at most m − 1.
    return float(optimize.brentq(excess, 0.0, float(d.var(ddof=1)), xtol=1e-14))


def _variances(counts: list[tuple[int, int]], kind: Chance) -> Floats:
    if kind is Chance.CENSUS:
        return np.zeros(len(counts))
    k, n = np.array(counts, dtype=float).T
    within = float((k * (n - k) / n).sum())
    if within > 0:
        return np.asarray(within / (n - 1).sum() / n)
    p = (k.sum() + 0.5) / (n.sum() + 1)
    return np.asarray(p * (1 - p) / n)


def _side(lower: float, upper: float) -> Side:
    if lower > 0:
        return Side.FIRST_HIGHER
    return Side.SECOND_HIGHER if upper < 0 else Side.NOT_CLEAR


def _share(counts: tuple[int, int]) -> float:
    return counts[0] / counts[1]


def _common_places(first: Voice, second: Voice, *, fewest: int) -> list[str]:
    shared = sorted(first.places.keys() & second.places.keys())
    if len(shared) < fewest:
        raise FrameProblem(
            f'"{first.group}" and "{second.group}" both spoke in {len(shared)} places,'
            f" and {fewest} are needed. List what each group says instead."
        )
    return shared
