"""Days of stays, and what the list they come from allows to be said.

stays, one row per stay, indexed by a name that its keeper knows: admitted, the first
day; seen, the day of the interview or of the list; left, the day of the exit (missing:
not known to have left); news, the last day on which the person was known to be still
held; reason, the kind of exit. Optional: psu (name of the place), weight. Days are
dates, or numbers counted from any day of the stay's own: a file that was read without
a date has 0 as its day of admission.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.duration.risk_sets import Spells
from analysis.estimation.design import Design
from analysis.schema import Chance, FrameProblem

Floats = npt.NDArray[np.float64]
STAY_COLUMNS = ("admitted", "seen", "left", "news", "reason")


class Origin(StrEnum):
    """What the list of people was a list of."""

    STOCK = "stock"  # people present on a day: long stays are over-represented
    ADMISSIONS = "admissions"  # people who came in during a period
    RELEASES = "releases"  # people whose stay ended during a period


class WrongOrigin(FrameProblem):
    """The list does not hold the people that the figure is about."""


def observe(
    stays: pd.DataFrame,
    origin: str,
    kinds: Sequence[str],
    *,
    kind: str,
    design: Design | None = None,
) -> Spells:
    """The observed part of each stay, to follow people until they leave.

        stock:      from the day seen, because only then could an exit be noticed
        admissions: from the day of admission

    stays: see above, in any order; kinds: names of the exits 1, 2, …; kind: the design
    class; design: gives places their positions. Who has not left is held until the last
    news. A list of releases raises WrongOrigin: the people still held are missing.
    """
    if Origin(origin) is Origin.RELEASES:
        raise WrongOrigin(
            "A list of releases leaves out everybody who is still held, so the share"
            " still held cannot be computed from it. Report completed stays, or ask for"
            " a list of admissions."
        )
    check_stays(stays)
    if Origin(origin) is Origin.STOCK:
        check_present(stays)
    ongoing = stays["left"].isna()
    _no_row(
        stays, ongoing & stays["news"].isna(), "has neither an exit nor a last news"
    )
    _no_row(
        stays, ongoing & (stays["news"] < stays["seen"]), "has news before it was seen"
    )
    unknown = ~ongoing & ~stays["reason"].isin(list(kinds))
    _no_row(stays, unknown, f"ended in a way that is none of {', '.join(kinds)}")
    place = {kind: position for position, kind in enumerate(kinds, start=1)}
    event = np.array(
        [place.get(reason, 0) for reason in stays["reason"].where(~ongoing)]
    )
    entry = days(stays["admitted"], stays["seen"])
    if Origin(origin) is Origin.ADMISSIONS:
        entry = np.full(len(stays), -np.inf)
    return Spells(
        entry=entry,
        exit=days(stays["admitted"], stays["left"].fillna(stays["news"])),
        event=event.astype(np.int64),
        weight=weights_of(stays),
        psu=positions(stays, design),
        kind=Chance.of(kind),
    )


def check_stays(stays: pd.DataFrame) -> None:
    """Raise FrameProblem for the first stay whose days cannot be right."""
    missing = [column for column in STAY_COLUMNS if column not in stays.columns]
    if missing:
        raise FrameProblem(f"The frame of stays has no {', '.join(missing)}.")
    _no_row(stays, stays["admitted"].isna(), "has no day of admission")
    _no_row(stays, stays["seen"].isna(), "has no day on which it was seen")
    _no_row(stays, stays["seen"] < stays["admitted"], "was seen before it began")
    _no_row(stays, stays["left"] < stays["admitted"], "ends before it began")


def check_present(stays: pd.DataFrame) -> None:
    """Raise FrameProblem for a stay of a stock that had ended when it was seen."""
    _no_row(stays, stays["left"] < stays["seen"], "had ended when it was seen")


def _no_row(stays: pd.DataFrame, wrong: "pd.Series[bool]", problem: str) -> None:
    if wrong.any():
        name = stays.index[int(np.flatnonzero(wrong.to_numpy())[0])]
        raise FrameProblem(
            f'Stay "{name}" {problem}. Correct its days, or leave it out and count it'
            " among those not known."
        )


def days(since: "pd.Series[Any]", until: "pd.Series[Any]") -> Floats:
    """Whole days from one day to another, dates or numbers; 0 on the same day."""
    apart = until - since
    if not pd.api.types.is_numeric_dtype(apart):
        apart = apart.dt.days
    return np.asarray(apart.to_numpy(dtype=float))


def weights_of(stays: pd.DataFrame) -> Floats:
    if "weight" not in stays.columns:
        return np.ones(len(stays))
    return stays["weight"].to_numpy(dtype=float)


def positions(stays: pd.DataFrame, design: Design | None) -> npt.NDArray[np.int64]:
    """Position of each stay's place among the units of the design."""
    if design is None:
        return np.zeros(len(stays), dtype=np.int64)
    places = pd.Index(design.psu).get_indexer(pd.Index(stays["psu"]))
    wrong = pd.Series(places < 0, index=stays.index)
    _no_row(stays, wrong, "is of a place that is not in the sample")
    return np.asarray(places, dtype=np.int64)
