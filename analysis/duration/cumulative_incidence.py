"""How stays end: release, alternative, removal, transfer, each with its own share."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

from analysis.duration.kaplan_meier import LEGAL_LIMITS, Reach, reach_of
from analysis.duration.risk_sets import ENOUGH, STILL_HELD, Spells
from analysis.duration.survival_curve import Basis, Curve, curve
from analysis.estimation.design import Design
from analysis.schema import FrameProblem

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Exits:
    """Share of stays that ended in each of K ways within each of T days.

    value, se, lower, upper: K × T, NaN where `reach` is not ok; the shares of a day and
    the share still held add up to 1.
    """

    kinds: tuple[str, ...]
    days: Floats
    value: Floats
    se: Floats
    lower: Floats
    upper: Floats
    still_held: Floats
    reach: tuple[Reach, ...]
    basis: Basis


def cumulative_incidence(
    stays: Spells,
    kinds: Sequence[str],
    days: Sequence[float] = LEGAL_LIMITS,
    *,
    design: Design | None = None,
    level: float = 0.95,
    enough: int = ENOUGH,
) -> Exits:
    """Cumulative incidence of competing exits, with late entry.

        F_k(t) = Σ_{s ≤ t} S(s−) d_k(s) / Y(s)

    kinds: names of the events 1, 2, …; days: T. One minus the survival curve of one
    kind alone would count people who were removed as if they could still be released.
    Errors are linearised (every stay a unit of its own without a design); limits are
    on the log(−log) scale and stay between 0 and 1. Before the first exit of a kind
    its limits are NaN.
    Source: Aalen & Johansen (1978); Kalbfleisch & Prentice (2002), 8.2.
    """
    if stays.event.max(initial=0) > len(kinds):
        raise FrameProblem(
            f"Stays end in {stays.event.max()} ways, but {len(kinds)} are named. Name"
            " every kind of exit."
        )
    survival, times = curve(stays, design, enough=enough), np.asarray(days, dtype=float)
    basis, reach = (
        survival.basis(level),
        tuple(reach_of(survival, day) for day in times),
    )
    covered = np.array([status is Reach.OK for status in reach], dtype=bool)
    parts = [_one_kind(survival, kind, times) for kind in range(1, len(kinds) + 1)]
    value, se = (np.where(covered, [part[i] for part in parts], np.nan) for i in (0, 1))
    lower, upper = _limits(value, se, basis)
    still_held = np.where(covered, survival.value_on(times), np.nan)
    return Exits(tuple(kinds), times, value, se, lower, upper, still_held, reach, basis)


def _one_kind(survival: Curve, kind: int, days: Floats) -> tuple[Floats, Floats]:
    """F_k on each day and its error. Influence of stay i on F_k(t):

    Σ_{s ≤ t} S(s−)/Y · (dN_ki − Y_i λ_k)
      − Σ_{s ≤ t} (dN_i − Y_i λ)/(Y − d) · (F_k(t) − F_k(s))
    """
    risk = survival.risk
    ours = (risk.stays.event == kind) & (risk.stays.event != STILL_HELD)
    weights = np.where(ours, risk.stays.weight, 0.0)[:, None]
    hazard = risk.on_exit(weights)[:, 0] / risk.risk
    steps = np.cumsum(survival.before * hazard)
    value = np.append(0.0, steps)[np.searchsorted(risk.time, days, side="right")]
    reached = risk.time[:, None] <= days[None, :]
    own = np.where(reached, (survival.before / risk.risk)[:, None], 0.0)
    rest = np.where(reached, value[None, :] - steps[:, None], 0.0)
    # After the last stay has ended nothing is added, whatever 1/(Y − d) is.
    later = np.where(rest > 0, rest * survival.inverse[:, None], 0.0)
    influence = risk.gather(own, own * hazard[:, None], ours)
    influence -= risk.gather(later, later * survival.hazard[:, None])
    return value, np.sqrt(survival.linear(influence).variance)


def _limits(value: Floats, se: Floats, basis: Basis) -> tuple[Floats, Floats]:
    """1 − (1 − …) on the log(−log) scale: F^exp(∓ t · se / (F log F))."""
    half = stats.t.ppf((1 + basis.level) / 2, max(basis.df, 1.0))
    inside = (value > 0) & (value < 1) & (se > 0)
    share = np.where(inside, value, np.nan)
    spread = half * se / (share * -np.log(share))
    return share ** np.exp(spread), share ** np.exp(-spread)
