"""The survival curve: its steps, the influence of each stay, its variance."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from analysis.duration.risk_sets import (
    ENOUGH,
    Linear,
    RiskSets,
    Spells,
    linear,
    risk_sets,
)
from analysis.estimation.design import Design

Floats = npt.NDArray[np.float64]
BLOCK = 32  # columns of influence held at a time: 100,000 stays take 25 MB each


class Estimator(StrEnum):
    """Kaplan–Meier's product, or the exponential of Aalen's hazard (R's svykm)."""

    PRODUCT = "product_limit"
    HAZARD = "hazard"


@dataclass(frozen=True, slots=True)
class Basis:
    """What an estimate rests on.

    n: stays ever at risk in the days covered; exits: of those; df: of the design (inf
    without one); start: 0, or the day from which enough people were at risk, and then
    everything is about people still held on that day; end: the last such day;
    late: observation of people still held at `start`, not of all admitted.
    """

    n: int
    exits: int
    df: float
    start: float
    end: float
    late: bool
    method: str
    level: float


@dataclass(frozen=True, slots=True)
class Curve:
    """The estimate after each day with an exit, and 1/(Y − d) or 1/Y of that day."""

    risk: RiskSets
    design: Design | None
    hazard: Floats
    after: Floats
    inverse: Floats
    estimator: Estimator

    @property
    def before(self) -> Floats:
        return np.concatenate([[1.0], self.after[:-1]])[: len(self.after)]

    @property
    def origin(self) -> float:
        return max(self.risk.start, 0.0)

    def value_on(self, days: Floats) -> Floats:
        """The step function on any day."""
        steps = np.searchsorted(self.risk.time, days, side="right")
        return np.concatenate([[1.0], self.after])[steps]

    def log_variance(self, days: Floats) -> Floats:
        """Variance of log S on each day: Greenwood, or linearised over the design."""
        if self.plain:
            added = np.concatenate([[0.0], np.cumsum(self._greenwood())])
            return np.asarray(
                added[np.searchsorted(self.risk.time, days, side="right")]
            )
        blocks = [days[i : i + BLOCK] for i in range(0, len(days), BLOCK)]
        variances = [
            self.linear(self.log_influence(block)).variance for block in blocks
        ]
        return np.concatenate(variances) if variances else np.zeros(0)

    @property
    def plain(self) -> bool:
        """No design and equal weights: the textbook errors hold."""
        return self.design is None and self.risk.stays.equal_weights

    @property
    def df(self) -> float:
        if self.design is None:
            return float("inf")
        nothing = np.zeros((len(self.risk.stays.exit), 1))
        return self.linear(nothing).df

    def _greenwood(self) -> Floats:
        """d / (Y (Y − d)) per day, in people."""
        return np.asarray(self.hazard * self.inverse * self.risk.stays.weight[0])

    def log_influence(self, days: Floats) -> Floats:
        """Influence of each stay on log S on each of T days: n × T.

        ∂ log S(t) / ∂w_i = −Σ_{s ≤ t} (dN_i(s) − Y_i(s) λ(s)) / (Y(s) − d(s))
        """
        reached = self.risk.time[:, None] <= days[None, :]
        own = np.where(reached, self.inverse[:, None], 0.0)
        return -self.risk.gather(own, own * self.hazard[:, None])

    def linear(self, influence: Floats) -> Linear:
        return linear(self.risk.stays, influence, self.design)

    def basis(self, level: float) -> Basis:
        stays, risk = self.risk.stays, self.risk
        inside = (stays.exit > risk.start) & (stays.entry < risk.end)
        seen = int((inside & (stays.exit > stays.entry)).sum())
        exits, df, end = int(risk.left.sum()), self.df, risk.end
        late, method = bool(np.isfinite(risk.start)), str(self.estimator)
        return Basis(seen, exits, df, self.origin, end, late, method, level)


def curve(
    stays: Spells,
    design: Design | None = None,
    estimator: Estimator = Estimator.PRODUCT,
    enough: int = ENOUGH,
) -> Curve:
    """The survival curve of stays with late entry and right censoring.

        S(t) = Π_{s ≤ t} (1 − d(s)/Y(s)),   or exp(−Σ_{s ≤ t} d(s)/Y(s))

    stays: n; d(s), Y(s): Σw of those who leave on day s and of those at risk then.
    People found in a stock are at risk only after their interview, which undoes the
    length bias of a stock. Source: Kaplan & Meier (1958); Tsai, Jewell & Wang (1987),
    Biometrika 74, for late entry; R `survey`, svykm, for the second form.
    """
    risk = risk_sets(stays, enough)
    hazard = risk.exits / risk.risk
    product = estimator is Estimator.PRODUCT
    gone = risk.on_exit(np.ones((len(stays.exit), 1)))[:, 0] == risk.count
    factor = np.where(gone, 0.0, 1 - hazard)
    after = np.cumprod(factor) if product else np.exp(-np.cumsum(hazard))
    remaining = np.where(gone, np.nan, risk.risk - risk.exits) if product else risk.risk
    return Curve(risk, design, hazard, np.asarray(after), 1 / remaining, estimator)
