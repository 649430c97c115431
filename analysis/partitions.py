"""The one pass in parts: chunks of rows → parts that add up → the same table.

A chunk is rows as in schema.py, of any size, with any groups missing. Where the chunks
lie and who runs them is not known here: `run` reads each and adds up what it gives.
"""

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any, Protocol, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.estimation.cells import Cell, Codes, Part, Table, factor, tally
from analysis.exact import Exact
from analysis.frame_checks import check_counts, check_frames
from analysis.schema import REASON_SUFFIX, DesignClass, FrameProblem, Indicator

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Load = Callable[[], pd.DataFrame]


class Adds(Protocol):
    def __add__(self, other: Any, /) -> Any: ...


T = TypeVar("T", bound=Adds)


class Run(Protocol):
    """function(chunk) of every chunk, added up in any order."""

    def __call__(self, function: Callable[[pd.DataFrame], T], /) -> T: ...


def one_by_one(chunks: Sequence[Load]) -> Run:
    """The plainest way to run: one chunk in memory at a time."""

    def run(function: Callable[[pd.DataFrame], T], /) -> T:
        made: Iterable[T] = (function(load()) for load in chunks)
        return reduce(lambda one, other: one + other, made)

    return run


@dataclass(frozen=True, slots=True)
class Known:
    """What the first reading of a chunk tells: which codes there are, who was asked.

    codes: of each coded column; held: interviews by (stratum, psu); weighted: whether
    rows bring a weight, None where there are no rows.
    """

    codes: Mapping[str, Codes]
    held: Mapping[tuple[str, str], int]
    weighted: bool | None

    @property
    def rows(self) -> int:
        return sum(self.held.values())

    def __add__(self, other: "Known") -> "Known":
        codes = {
            name: tuple(sorted({*self.codes.get(name, ()), *other.codes.get(name, ())}))
            for name in {*self.codes, *other.codes}
        }
        held = dict(self.held)
        for place, count in other.held.items():
            held[place] = held.get(place, 0) + count
        weighted = {self.weighted, other.weighted} - {None}
        if len(weighted) > 1:
            raise FrameProblem(
                "Some chunks have a column weight and others have none. Give every"
                " interview a weight, or leave the column out of all."
            )
        return Known(codes, held, weighted.pop() if weighted else None)

    def skeleton(self) -> pd.DataFrame:
        """stratum and psu of every interview, coded: what the design is made from."""
        places, counts = list(self.held), list(self.held.values())
        columns = zip(("stratum", "psu"), zip(*places, strict=True), strict=True)
        made = {name: pd.Categorical(said).repeat(counts) for name, said in columns}
        # Only that there are weights is told: the chunks have them.
        return pd.DataFrame(made | ({"weight": 1.0} if self.weighted else {}))


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of every chunk alike."""

    units: pd.DataFrame
    strata: pd.DataFrame
    indicators: tuple[Indicator, ...]
    variables: tuple[str, ...]
    kind: DesignClass

    def coded(self, rows: pd.DataFrame) -> list[str]:
        reasons = [f"{one.id}{REASON_SUFFIX}" for one in self.indicators]
        there = [name for name in reasons if name in rows.columns]
        return ["interviewer", *self.variables, *there]

    def know(self, rows: pd.DataFrame) -> Known:
        """The first reading: raises FrameProblem for what one chunk shows wrong."""
        check_frames(
            rows, self.units, self.strata, self.indicators, self.variables, self.kind
        )
        held = rows.groupby(["stratum", "psu"], observed=True).size()
        places = [(str(stratum), str(psu)) for stratum, psu in held.index]
        return Known(
            {name: factor(rows[name])[0] for name in self.coded(rows)},
            dict(zip(places, map(int, held), strict=True)),
            "weight" in rows.columns if len(rows) else None,
        )

    def check(self, known: Known) -> None:
        """What no chunk can know alone."""
        if known.rows and self.kind is not DesignClass.PURPOSIVE:
            check_counts(known.skeleton(), self.units, self.strata)


@dataclass(frozen=True, slots=True)
class Sum:
    """Parts added up exactly: a chunk that is added and taken away leaves no trace."""

    cells: tuple[Cell, ...]
    exact: Exact
    met: Ints
    reasons: tuple[Codes, ...]
    missing: tuple[Ints, ...]
    above: Floats  # sums of counts: whole numbers, which doubles add exactly
    base: Floats
    interviewed: Ints

    @classmethod
    def of(cls, part: Part) -> "Sum":
        return cls(
            part.cells,
            Exact.of(part.totals),
            part.met,
            part.reasons,
            part.missing,
            part.above,
            part.base,
            part.interviewed,
        )

    def __add__(self, other: "Sum") -> "Sum":
        return self._with(other, operator.add)

    def __sub__(self, other: "Sum") -> "Sum":
        return self._with(other, operator.sub)

    def _with(self, other: "Sum", sign: Callable[[Any, Any], Any]) -> "Sum":
        if (self.cells, self.reasons) != (other.cells, other.reasons):
            raise FrameProblem("Chunks with different codes cannot be added up.")
        return replace(
            self,
            exact=sign(self.exact, other.exact),
            met=sign(self.met, other.met),
            missing=tuple(map(sign, self.missing, other.missing)),
            above=sign(self.above, other.above),
            base=sign(self.base, other.base),
            interviewed=sign(self.interviewed, other.interviewed),
        )

    def table(self) -> Table:
        return Part(
            self.cells,
            self.exact.totals(),
            self.met,
            self.reasons,
            self.missing,
            self.above,
            self.base,
            self.interviewed,
        ).table()


def reduce_chunk(
    rows: pd.DataFrame,
    asked: Asked,
    codes: Mapping[str, Codes],
    places: Sequence[str],
    weight: Mapping[str, float] | None,
) -> Sum:
    """`tabulate` of one chunk among the codes of all.

    weight: of the interviews of each primary unit; absent, the column of that name
    where there is one, and else everybody counts once.
    """

    def coding(name: str) -> tuple[Codes, Ints]:
        return among(codes[name], *factor(rows[name]))

    weights = _weights(rows, weight)
    return Sum.of(
        tally(rows, places, weights, asked.indicators, asked.variables, coding)
    )


def among(codes: Codes, own: Codes, position: Ints) -> tuple[Codes, Ints]:
    """Positions among a chunk's own codes as positions among the codes of all."""
    at = {code: place for place, code in enumerate(codes)}
    moved = np.array([*(at[code] for code in own), -1], dtype=np.int64)
    return codes, moved[position]  # −1 takes the last, which is −1 again


def _weights(rows: pd.DataFrame, weight: Mapping[str, float] | None) -> Floats:
    if weight is not None:
        of_row = rows["psu"].astype(object).map(dict(weight))
        return np.asarray(of_row, dtype=np.float64)
    if "weight" in rows.columns:
        return rows["weight"].to_numpy(dtype=float)
    return np.ones(len(rows))
