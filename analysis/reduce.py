"""Rows → totals per primary unit and cell: the one pass over the data."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums per primary unit (P) and cell (C). They add up over chunks and machines.

    n: rows with an answer; x, y: Σw·x and Σw·y; the others are second-order sums for
    the second stage, Σ(w·x)², Σw²·x·y, Σ(w·y)², and for design effects Σw·y².
    k: unweighted Σy. All are P × C.
    """

    n: Floats
    k: Floats
    x: Floats
    y: Floats
    xx: Floats
    xy: Floats
    yy: Floats
    wyy: Floats

    def __add__(self, other: "Totals") -> "Totals":
        return Totals(*(getattr(self, f) + getattr(other, f) for f in self.__slots__))

    def side_by_side(self, other: "Totals") -> "Totals":
        """The same units with the cells of both."""
        return Totals(
            *(np.hstack([getattr(self, f), getattr(other, f)]) for f in self.__slots__)
        )


def reduce_rows(
    *,
    psu: Ints,
    units: int,
    cell: Ints,
    cells: int,
    weight: Floats,
    y: Floats,
    x: Floats | None = None,
) -> Totals:
    """Sum every row into its primary unit and cell.

    psu, cell: position per row, cell −1 for rows of no cell; y: value per row, NaN
    where the question has no answer (then the row is in no sum: denominators are per
    question); x: denominator variable of a ratio, 1 for means and proportions.
    """
    keep = (cell >= 0) & ~np.isnan(y)
    if x is not None:
        keep &= ~np.isnan(x)
    key = psu[keep] * cells + cell[keep]
    w, v = weight[keep], y[keep]
    u = np.ones_like(v) if x is None else x[keep]
    size = units * cells

    def total(values: Floats | None) -> Floats:
        summed = np.bincount(key, weights=values, minlength=size)
        return summed.astype(float).reshape(units, cells)

    wv, wu = w * v, w * u
    return Totals(
        n=total(None),
        k=total(v),
        x=total(wu),
        y=total(wv),
        xx=total(wu * wu),
        xy=total(wu * wv),
        yy=total(wv * wv),
        wyy=total(wv * v),
    )
