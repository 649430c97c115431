"""Elapsed stays and completed stays: two lengths in two types that never mix.

ElapsedStays: days already held, of the people present on a day. They do not say how
long stays last: a stock holds long stays more often, and none of them is over.
CompletedStays: days of stays that ended. A mean of both would be a mean of nothing, so
neither type adds up with the other; length of detention is in kaplan_meier.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.duration.risk_sets import Linear, Spells, linear, spells
from analysis.duration.stays import (
    Origin,
    WrongOrigin,
    check_present,
    check_stays,
    days,
    positions,
    weights_of,
)
from analysis.estimation import intervals
from analysis.estimation.design import Design
from analysis.estimation.estimates import Estimates
from analysis.schema import FrameProblem

Floats = npt.NDArray[np.float64]
BANDS = (1.0, 2.0, 7.0, 28.0, 90.0, 180.0, 365.0)


@dataclass(frozen=True, slots=True)
class Days:
    """A number of days with its limits; se is NaN for quantiles."""

    value: float
    se: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class Bands:
    """Share of people per band of days; B bands end at `until`, the last has no end.

    share, se, lower, upper: B + 1 each; count: people, unweighted.
    """

    until: tuple[float, ...]
    share: Floats
    se: Floats
    lower: Floats
    upper: Floats
    count: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ElapsedStays:
    """Time already held by those present on the day: of the stock, never of stays."""

    mean: Days
    median: Days
    ninth_decile: Days
    longest: float
    bands: Bands
    n: int
    df: float
    level: float
    label: str = "time_already_held_by_those_present"


@dataclass(frozen=True, slots=True)
class CompletedStays:
    """Length of stays that ended in the period: of exits, never of people present."""

    mean: Days
    median: Days
    ninth_decile: Days
    longest: float
    bands: Bands
    n: int
    df: float
    level: float
    label: str = "length_of_completed_stays"


Length = TypeVar("Length", ElapsedStays, CompletedStays)


def elapsed_stays(
    stays: pd.DataFrame,
    origin: str,
    *,
    kind: str,
    design: Design | None = None,
    bands: Sequence[float] = BANDS,
    level: float = 0.95,
) -> ElapsedStays:
    """Days since admission of the people present (seen − admitted), as they are.

    stays: see stays.py; bands: last day of each, in order. Only a stock has people
    present: other lists raise WrongOrigin. Source: gap statistics, E2.3 and E1.6.
    """
    if Origin(origin) is not Origin.STOCK:
        raise WrongOrigin(
            f"A list of {Origin(origin)} is not a list of people present, so it has no"
            " time already held. Report completed stays or the share still held."
        )
    check_stays(stays)
    check_present(stays)
    elapsed = days(stays["admitted"], stays["seen"])
    return _describe(ElapsedStays, stays, elapsed, kind, design, bands, level)


def completed_stays(
    stays: pd.DataFrame,
    origin: str,
    *,
    kind: str,
    design: Design | None = None,
    bands: Sequence[float] = BANDS,
    level: float = 0.95,
) -> CompletedStays:
    """Days from admission to exit (left − admitted) of stays that ended.

    Of a list of releases, or of admissions who have all left. Those among a stock, or
    among admissions of whom some are still held, who have left already are no sample
    of stays: WrongOrigin. Source: gap statistics, E1.5 and E1.6.
    """
    check_stays(stays)
    ongoing = int(stays["left"].isna().sum())
    if Origin(origin) is Origin.STOCK or (
        Origin(origin) is Origin.ADMISSIONS and ongoing
    ):
        raise WrongOrigin(
            f"Stays that ended among a list of {Origin(origin)} are not typical of"
            " stays: the longest are still going on, or were more likely to be found."
            " Report the share still held, which counts both."
        )
    if ongoing:
        raise FrameProblem(
            f"{ongoing} stays of a list of releases have no day of exit. Complete them,"
            " or leave them out and count them among those not known."
        )
    length = days(stays["admitted"], stays["left"])
    return _describe(CompletedStays, stays, length, kind, design, bands, level)


def _describe(
    described: type[Length],
    stays: pd.DataFrame,
    length: Floats,
    kind: str,
    design: Design | None,
    bands: Sequence[float],
    level: float,
) -> Length:
    """Weighted mean, Woodruff quantiles and band shares.

    mean = Σ w y / Σ w,  u_i = (y_i − mean) / Σ w
    """
    if not len(length):
        raise FrameProblem("There are no stays to describe. Check the list.")
    rows = spells(
        exit=length,
        event=np.zeros(len(length), dtype=np.int64),
        weight=weights_of(stays),
        psu=positions(stays, design),
        kind=kind,
    )
    mean, about = _means(rows, length[:, None], design)
    v, around = (
        about.variance,
        intervals.symmetric(_as_estimates(mean, about, rows), level),
    )
    return described(
        Days(
            float(mean[0]),
            float(np.sqrt(v[0])),
            float(around.lower[0]),
            float(around.upper[0]),
        ),
        _quantile(rows, 0.5, design, level),
        _quantile(rows, 0.9, design, level),
        float(length.max()),
        _bands(rows, bands, design, level),
        len(length),
        about.df,
        level,
    )


def _as_estimates(value: Floats, about: Linear, rows: Spells) -> Estimates:
    """C means or shares of all stays as Estimates, for the interval functions."""
    n, unknown = np.full(len(value), float(len(rows.exit))), np.full(len(value), np.nan)
    return Estimates(
        value=value,
        variance=about.variance,
        n=n,
        k=unknown,
        clusters=np.full(len(value), float(about.seen[:, 0].sum())),
        df=np.full(len(value), about.df),
        deff=unknown,
        exact=np.zeros(len(value), dtype=bool),
        residents=unknown,
        kind=rows.kind,
    )


def _means(
    rows: Spells, values: Floats, design: Design | None
) -> tuple[Floats, Linear]:
    total = rows.weight.sum()
    mean = rows.weight @ values / total
    return mean, linear(rows, (values - mean) / total, design)


def _quantile(rows: Spells, share: float, design: Design | None, level: float) -> Days:
    """First day within which `share` of the people are, with Woodruff's limits.

    Source: Woodruff (1952), JASA 47.
    """
    order = np.argsort(rows.exit, kind="stable")
    day = rows.exit[order]
    below = np.cumsum(rows.weight[order]) / rows.weight.sum()

    def first(p: float) -> float:
        return float(day[min(int(np.searchsorted(below, p - 1e-12)), len(day) - 1)])

    value = first(share)
    mean, about = _means(rows, (rows.exit <= value).astype(float)[:, None], design)
    around = intervals.symmetric(_as_estimates(mean, about, rows), level)
    half = float(around.upper[0] - around.lower[0]) / 2
    return Days(value, float("nan"), first(share - half), first(share + half))


def _bands(
    rows: Spells, until: Sequence[float], design: Design | None, level: float
) -> Bands:
    band = np.searchsorted(np.asarray(until, dtype=float), rows.exit, side="left")
    inside = (band[:, None] == np.arange(len(until) + 1)).astype(float)
    share, about = _means(rows, inside, design)
    v, p = about.variance, np.clip(share, 0.0, 1.0)
    around = intervals.korn_graubard(_as_estimates(share, about, rows), level)
    limits = around.lower, around.upper
    if about.design.exhausted.all():  # everybody was asked: nothing is left open
        limits = p, p
    count = inside.sum(axis=0).astype(np.int64)
    return Bands(tuple(map(float, until)), p, np.sqrt(v), *limits, count)
