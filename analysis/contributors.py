"""Who stands behind a figure: what disclosure control needs and no page shows."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.cells import Table

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Behind:
    """Of one cell: interviewers with an answer, residents of the places with one.

    counted: of a rate, the people or events above its line; None of anything else.
    """

    interviewers: int
    residents: float
    counted: float | None = None


@dataclass(frozen=True, slots=True)
class Places:
    """Primary units and the interviews held there; whether chance chose them or not."""

    psu: tuple[str, ...]
    sampled: Floats

    @classmethod
    def of(cls, rows: pd.DataFrame, units: pd.DataFrame) -> "Places":
        held = units["psu"].map(rows["psu"].value_counts()).fillna(0)
        return cls(tuple(units["psu"].astype(str)), np.asarray(held, dtype=float))


def contributors(table: Table, places: Places, units: pd.DataFrame) -> list[Behind]:
    """One per cell. A place without a known population counts its interviews.

    units: psu, population. Residents are summed over the places where the cell has an
    answer, so that a cell of tiny places can be told from one of large places.
    """
    population = pd.to_numeric(units.set_index("psu")["population"])
    residents = population.reindex(list(places.psu)).to_numpy(dtype=float)
    residents = np.fmax(residents, places.sampled)
    seen: npt.NDArray[np.bool_] = table.totals.n > 0
    return [
        Behind(int(who), float(people), _counted(table, at))
        for at, (who, people) in enumerate(
            zip(table.interviewers, residents @ seen, strict=True)
        )
    ]


def _counted(table: Table, at: int) -> float | None:
    indicator = table.cells[at].indicator
    rate = indicator.statistic == "ratio" and indicator.unit == "number"
    return float(table.above[at]) if rate else None
