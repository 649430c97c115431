"""What is wrong with a plan to draw places, before anything is drawn."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.frame_checks import numbers
from analysis.schema import FrameProblem

Floats = npt.NDArray[np.float64]
FRAME_COLUMNS = ("place", "stratum", "size")
PARTNERS = 3  # proposed for a stratum that is too small


class Method(StrEnum):
    """How the places of one stratum are drawn."""

    ALL = "all"
    SIMPLE = "simple"  # simple random, without replacement
    SYSTEMATIC = "systematic"  # every k-th of the sorted list, from a random start
    BY_SIZE = "by_size"  # probability proportional to size, systematic


@dataclass(frozen=True, slots=True)
class StratumPlan:
    """How a stratum is drawn: method, and how many places (not read for all).

    Raises FrameProblem for a method that is none of Method.
    """

    method: Method
    places: int = 0

    def __post_init__(self) -> None:
        if self.method not in set(Method):
            raise FrameProblem(
                f'"{self.method}" is no way to draw places. Choose one of'
                f" {', '.join(Method)}."
            )


class ProblemKind(StrEnum):
    EMPTY_STRATUM = "empty_stratum"  # a plan, and no place in the frame
    NO_PLAN = "no_plan"  # places in the frame, and no plan
    NONE_WANTED = "none_wanted"  # fewer than one place wanted
    TOO_MANY_WANTED = "too_many_wanted"
    DUPLICATE_PLACE = "duplicate_place"
    SIZE_MISSING = "size_missing"
    SIZE_NOT_POSITIVE = "size_not_positive"
    ONE_PLACE_DRAWN = "one_place_drawn"  # a doubt: its own variance is not known


DOUBTS = frozenset({ProblemKind.ONE_PLACE_DRAWN})


@dataclass(frozen=True, slots=True)
class SampleProblem:
    """One problem: kind, stratum, place ("" for a whole stratum), and its numbers.

    numbers: by kind: wanted and places of the frame; rows of a duplicate; the size.
    partners: strata to join it with for the variance, the most similar first.
    """

    kind: ProblemKind
    stratum: str
    place: str = ""
    numbers: Mapping[str, float] = field(default_factory=dict)
    partners: tuple[str, ...] = ()

    @property
    def is_doubt(self) -> bool:
        """A doubt is shown, and stops no draw."""
        return self.kind in DOUBTS


def sample_problems(
    frame: pd.DataFrame, plan: Mapping[str, StratumPlan]
) -> list[SampleProblem]:
    """Everything that is wrong with a frame and a plan, by stratum and place.

    frame: one row per place: place, stratum (text), size (people held, may be missing);
    plan: by stratum. A stratum in which one place is left to chance is a doubt, with up
    to three partners: strata of which places are drawn too, nearest in mean log size,
    by name where sizes are not known. Raises FrameProblem for a missing column, for
    codes that are no text and for sizes that are no numbers.
    """
    frame = checked_frame(frame)
    strata = {str(name): part for name, part in frame.groupby("stratum", sort=True)}
    empty = frame.iloc[:0]
    problems = [*_duplicates(frame)]
    for name in sorted(strata.keys() | plan.keys()):
        places = strata.get(name, empty)
        if name not in plan:
            problems.append(
                SampleProblem(
                    ProblemKind.NO_PLAN, name, numbers={"places": len(places)}
                )
            )
        else:
            problems += _stratum_problems(name, places, plan[name])
    return problems + _lonely(strata, plan)


def checked_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame sorted by stratum and place, its sizes as numbers (NaN: missing)."""
    missing = [column for column in FRAME_COLUMNS if column not in frame.columns]
    if missing:
        raise FrameProblem(f"The frame of places has no {', '.join(missing)}.")
    for column in ("place", "stratum"):
        for code in frame[column]:
            if not isinstance(code, str) or not code:
                raise FrameProblem(
                    f"The frame of places has {code!r} in the column {column}, which is"
                    " no text. Write the codes of places and strata as text."
                )
    sizes = numbers(frame["size"], frame["place"], "Place")
    columns = {"place": frame["place"], "stratum": frame["stratum"], "size": sizes}
    return pd.DataFrame(columns).sort_values(
        ["stratum", "place", "size"], ignore_index=True
    )


def certainty_places(sizes: Floats, places: int) -> npt.NDArray[np.bool_]:
    """Places so large that they are in every sample by size: N of bool.

    Taken out in turn: i with n' · size_i / Σ' size ≥ 1, where n' places are left to
    draw and Σ' is of the places left, until none is. sizes: N positive; places: n ≤ N.
    Source: Särndal, Swensson & Wretman (1992), 3.6.2; Lohr (2022), Sampling, 6.
    """
    certain = np.zeros(len(sizes), dtype=bool)
    while (left := places - int(certain.sum())) > 0:
        share = left * sizes / sizes[~certain].sum()
        more = ~certain & (share >= 1.0 - 1e-12)
        if not more.any():
            break
        certain |= more
    return certain


def _duplicates(frame: pd.DataFrame) -> Iterator[SampleProblem]:
    twice = frame[frame["place"].duplicated(keep=False)]
    for place, rows in twice.groupby("place", sort=True):
        counts = {"rows": len(rows)}
        stratum = str(rows["stratum"].iloc[0])
        yield SampleProblem(ProblemKind.DUPLICATE_PLACE, stratum, str(place), counts)


def _stratum_problems(
    name: str, places: pd.DataFrame, plan: StratumPlan
) -> Iterator[SampleProblem]:
    counts = {"wanted": plan.places, "places": len(places)}
    if not len(places):
        yield SampleProblem(ProblemKind.EMPTY_STRATUM, name, numbers=counts)
        return
    if plan.method == Method.ALL:
        return
    if plan.places < 1:
        yield SampleProblem(ProblemKind.NONE_WANTED, name, numbers=counts)
    elif plan.places > len(places):
        yield SampleProblem(ProblemKind.TOO_MANY_WANTED, name, numbers=counts)
    if plan.method == Method.BY_SIZE:
        for place, size in zip(places["place"], places["size"], strict=True):
            if np.isnan(size):
                yield SampleProblem(ProblemKind.SIZE_MISSING, name, place)
            elif not 0 < size < np.inf:
                yield SampleProblem(
                    ProblemKind.SIZE_NOT_POSITIVE, name, place, {"size": float(size)}
                )


def _left_to_chance(places: pd.DataFrame, plan: StratumPlan) -> int:
    """How many of the places that are drawn could have been others."""
    if plan.method == Method.ALL or plan.places >= len(places):
        return 0
    sizes = places["size"].to_numpy(dtype=float)
    if plan.method == Method.BY_SIZE and ((sizes > 0) & (sizes < np.inf)).all():
        return plan.places - int(certainty_places(sizes, plan.places).sum())
    return max(plan.places, 0)


def _lonely(
    strata: Mapping[str, pd.DataFrame], plan: Mapping[str, StratumPlan]
) -> list[SampleProblem]:
    chosen = {
        name: _left_to_chance(places, plan[name])
        for name, places in strata.items()
        if name in plan
    }
    logs = {
        name: float(np.log(np.maximum(strata[name]["size"].dropna(), 1)).mean())
        for name, count in chosen.items()
        if count
    }

    def partners(name: str) -> tuple[str, ...]:
        apart = [
            (np.nan_to_num(abs(log - logs[name]), nan=np.inf), other)
            for other, log in logs.items()
            if other != name
        ]
        return tuple(other for _distance, other in sorted(apart)[:PARTNERS])

    return [
        SampleProblem(
            ProblemKind.ONE_PLACE_DRAWN,
            name,
            numbers={"places": len(strata[name])},
            partners=partners(name),
        )
        for name, count in chosen.items()
        if count == 1
    ]
