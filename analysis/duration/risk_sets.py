"""Stays under observation, and who is at risk of leaving on each day."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy import sparse

from analysis.estimation.design import Design
from analysis.estimation.variance import variance
from analysis.schema import Chance, FrameProblem

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

ENOUGH = 5
STILL_HELD = 0


class TooFewToFollow(FrameProblem):
    """Never are enough stays under observation at the same time."""


@dataclass(frozen=True, slots=True)
class Spells:
    """The observed part of n stays, in days since admission.

    entry: day on which observation began (the interview, for people found in a stock);
    −inf when the stay was followed from admission, so that an exit on the day of
    admission counts. exit: day of the exit, or of the last news. event: 0 still held at
    the last news, 1, 2, … the kind of exit. weight: one each. psu: position of the
    place among the units of the design; kind: how chance chose the people. A stay is at
    risk on day s if entry < s ≤ exit; one that ends on the day of its entry never is.
    """

    entry: Floats
    exit: Floats
    event: Ints
    weight: Floats
    psu: Ints
    kind: Chance

    def __post_init__(self) -> None:
        Chance.of(self.kind)
        if len({len(part) for part in self.parts}) > 1:
            raise FrameProblem("Stays have columns of different lengths.")
        for problem, wrong in (
            ("ends before its observation begins", ~(self.exit >= self.entry)),
            ("has no last day", ~np.isfinite(self.exit)),
            ("has no positive weight", ~(self.weight > 0)),
        ):
            if wrong.any():
                row = int(np.flatnonzero(wrong)[0])
                raise FrameProblem(f"Stay {row} {problem}. Correct it or leave it out.")

    @property
    def parts(self) -> tuple[npt.NDArray[np.generic], ...]:
        return (self.entry, self.exit, self.event, self.weight, self.psu)

    def where(self, inside: Bools) -> "Spells":
        """Some of the stays; places keep their positions, so the design stays whole."""
        return Spells(
            entry=self.entry[inside],
            exit=self.exit[inside],
            event=self.event[inside],
            weight=self.weight[inside],
            psu=self.psu[inside],
            kind=self.kind,
        )

    @property
    def equal_weights(self) -> bool:
        return bool((self.weight == self.weight[0]).all())


def spells(
    *,
    exit: Floats,
    event: Ints,
    kind: str,
    entry: Floats | None = None,
    weight: Floats | None = None,
    psu: Ints | None = None,
) -> Spells:
    """Stays with what is not given filled in: from admission, weight 1, no place."""
    n = len(exit)
    return Spells(
        entry=np.full(n, -np.inf) if entry is None else np.asarray(entry, float),
        exit=np.asarray(exit, float),
        event=np.asarray(event, np.int64),
        weight=np.ones(n) if weight is None else np.asarray(weight, float),
        psu=np.zeros(n, np.int64) if psu is None else np.asarray(psu, np.int64),
        kind=Chance.of(kind),
    )


@dataclass(frozen=True, slots=True)
class RiskSets:
    """T days with an exit, within the days that have enough people at risk.

    time: the days; count: people at risk; risk: Σw of those; exits: Σw of the exits;
    start: estimates are of people still held then (−inf: of all admitted); end: the
    last day with enough at risk. low, high: per stay, how many of the days lie up to
    its entry and up to its exit; left: stays whose exit is one of the days.
    """

    stays: Spells
    time: Floats
    count: Ints
    risk: Floats
    exits: Floats
    start: float
    end: float
    low: Ints
    high: Ints
    left: Bools

    def at_risk(self, values: Floats) -> Floats:
        """Σ of n × C values over the stays at risk on each day: T × C."""
        return _at_risk(self.stays, values, self.time)

    def on_exit(self, values: Floats) -> Floats:
        """Σ of n × C values over the stays that leave on each day: T × C."""
        total = np.zeros((len(self.time), values.shape[1]))
        np.add.at(total, self.high[self.left] - 1, values[self.left])
        return total

    def gather(self, own: Floats, drift: Floats, left: Bools | None = None) -> Floats:
        """What exits add to each stay, less what every day at risk takes: n × C.

            own(day of exit) · [left] − Σ_{entry < s ≤ exit} drift(s)

        own, drift: T × C; left: stays whose exit counts (all of `self.left`).
        """
        left = self.left if left is None else left & self.left
        summed = np.vstack([np.zeros((1, drift.shape[1])), np.cumsum(drift, axis=0)])
        sums = summed[self.low] - summed[self.high]
        sums[left] += own[self.high[left] - 1]
        return np.asarray(sums)


def risk_sets(stays: Spells, enough: int = ENOUGH) -> RiskSets:
    """Days of exits with at least `enough` people at risk all the way to the peak.

    People found in a stock enter late: nobody, or hardly anybody, is at risk on the
    first days, and an estimate that starts there is one person's fate. Raises
    FrameProblem when so many are never under observation together.
    """
    start, end = _window(stays, enough)
    exited = (stays.event != STILL_HELD) & (stays.exit > stays.entry)
    inside = exited & (stays.exit > start) & (stays.exit <= end)
    time = np.unique(stays.exit[inside])
    low = np.searchsorted(time, stays.entry, side="right")
    high = np.searchsorted(time, stays.exit, side="right")
    sums = _at_risk(stays, np.column_stack([np.ones(len(low)), stays.weight]), time)
    exits = np.bincount(high[inside] - 1, stays.weight[inside], len(time))
    return RiskSets(
        stays=stays,
        time=time,
        count=np.rint(sums[:, 0]).astype(np.int64),
        risk=sums[:, 1],
        exits=exits.astype(float),
        start=start,
        end=end,
        low=low.astype(np.int64),
        high=high.astype(np.int64),
        left=inside,
    )


def _window(stays: Spells, enough: int) -> tuple[float, float]:
    points = np.unique(np.concatenate([stays.entry, stays.exit]))
    entered = np.searchsorted(np.sort(stays.entry), points, side="right")
    gone = np.searchsorted(np.sort(stays.exit), points, side="right")
    present = entered - gone
    if not len(points) or present.max() < enough:
        raise TooFewToFollow(
            f"Fewer than {enough} stays are under observation at the same time, too few"
            " to follow. Follow more people up, or report the time already held."
        )
    peak, too_few = int(present.argmax()), np.flatnonzero(present < enough)
    before, after = too_few[too_few < peak], too_few[too_few > peak]
    start = points[before[-1] + 1] if len(before) else points[0]
    return float(start), float(points[after[0]])


def _at_risk(stays: Spells, values: Floats, time: Floats) -> Floats:
    def until(day: Floats) -> Floats:
        order = np.argsort(day, kind="stable")
        zero = np.zeros((1, values.shape[1]))
        summed = np.vstack([zero, np.cumsum(values[order], axis=0)])
        return np.asarray(summed[np.searchsorted(day[order], time, side="left")])

    return until(stays.entry) - until(stays.exit)


def each_alone(stays: Spells) -> tuple[Spells, Design]:
    """A design in which every stay is a unit of its own: no clustering is known."""
    n = len(stays.exit)
    units = np.arange(n, dtype=np.int64)
    design = Design(
        psu=tuple(map(str, units)),
        stratum=np.zeros(n, dtype=np.int64),
        strata=("",),
        frame=np.array([np.nan]),
        sampled=np.ones(n),
        population=np.full(n, np.nan),
        kind=stays.kind,
    )
    return replace(stays, psu=units), design


@dataclass(frozen=True, slots=True)
class Linear:
    """P × C sums of weighted influence, their squares, and the units with somebody."""

    sums: Floats
    squares: Floats
    seen: Bools
    design: Design

    @property
    def variance(self) -> Floats:
        return variance(self.sums, self.squares, self.design, self.seen)

    @property
    def df(self) -> float:
        """Units minus strata, counted where somebody is."""
        strata = self.design.strata_seen(self.seen[:, :1])
        return float(self.seen[:, 0].sum() - strata.sum())


def linear(stays: Spells, influence: Floats, design: Design | None) -> Linear:
    """Influence per stay (n × C) → what the variance function takes.

    Without a design every stay counts as a unit of its own.
    """
    if design is None:
        stays, design = each_alone(stays)
    n, units = len(stays.exit), len(design.psu)
    shape = (units, n)
    place = sparse.csr_array((np.ones(n), (stays.psu, np.arange(n))), shape=shape)
    weighted = stays.weight[:, None] * influence
    seen = np.zeros((units, influence.shape[1]), dtype=bool)
    seen[stays.psu] = True
    return Linear(place @ weighted, place @ weighted**2, seen, design)


def covariance_of(
    stays: Spells, influence: Floats, design: Design | None
) -> tuple[Floats, float]:
    """Covariance of C sums of weighted influence (C × C), and degrees of freedom.

        2 Cov(a, b) = V(a + b) − V(a) − V(b)

    Both stages: unlike the groups of a grouping, these columns share their people.
    """
    c = influence.shape[1]
    first, second = np.triu_indices(c)
    pairs = np.where(first == second, 0.5, 1.0) * (
        influence[:, first] + influence[:, second]
    )
    of_pairs = linear(stays, pairs, design)
    v = np.zeros((c, c))
    v[first, second] = v[second, first] = of_pairs.variance
    own = np.diag(v)
    covariance = (v - own[:, None] - own[None, :]) / 2
    covariance[np.diag_indices(c)] = own
    return covariance, of_pairs.df
