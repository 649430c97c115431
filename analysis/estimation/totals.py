"""Rows → totals per primary unit and cell: the one pass over the data."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from math import prod

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# Beyond so many joint columns the sums no longer fit a processor's cache.
JOINT = 160


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums per primary unit (P) and cell (C). They add up over chunks and machines.

    n: rows with an answer; x, y: Σw·x and Σw·y; the others are second-order sums for
    the second stage, Σ(w·x)², Σw²·x·y, Σ(w·y)², and for design effects Σw·y², which is
    0 in ratios: they would need more sums, and have none.
    k: unweighted Σy. All are P × C. A corrected row is minus the old, plus the new.
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
        return Totals(*(a + b for a, b in zip(self.parts, other.parts, strict=True)))

    def __sub__(self, other: "Totals") -> "Totals":
        return Totals(*(a - b for a, b in zip(self.parts, other.parts, strict=True)))

    @property
    def parts(self) -> list[Floats]:
        return [getattr(self, f.name) for f in fields(self)]

    def cells(self, positions: npt.NDArray[np.int64] | list[int]) -> "Totals":
        """Some of the cells, in the given order."""
        return Totals(*(part[:, positions] for part in self.parts))


def side_by_side(totals: Sequence[Totals]) -> Totals:
    """Totals of the same units, with all their cells side by side."""
    columns = zip(*(total.parts for total in totals), strict=True)
    return Totals(*(np.hstack(column) for column in columns))


@dataclass(frozen=True, slots=True)
class GroupingKeys:
    """Where each row belongs, in several groupings of it at once.

    packed: unit × columns of the first grouping × columns of the second …; shape:
    columns of each, one more than its cells, as column 0 is for rows of no cell.
    """

    packed: Ints
    units: int
    shape: tuple[int, ...]

    @property
    def size(self) -> int:
        return self.units * prod(self.shape)

    def cells(self, summed: Floats) -> Floats:
        """Sums by joint position → P × C, the cells of each grouping side by side."""
        cube = summed.reshape(self.units, *self.shape)
        axes = range(1, cube.ndim)
        sides = [cube.sum(axis=tuple(a for a in axes if a != axis)) for axis in axes]
        return np.hstack([side[:, 1:] for side in sides])


def pack(psu: Ints, units: int, cell: Ints, cells: int) -> GroupingKeys:
    """psu, cell: position per row; cell −1 for rows of no cell."""
    return GroupingKeys(psu * (cells + 1) + cell + 1, units, (cells + 1,))


def pack_all(
    psu: Ints, units: int, groupings: Sequence[tuple[Ints, int]]
) -> list[GroupingKeys]:
    """Keys of several groupings: small neighbours share a pass over the rows.

    groupings: (position per row, number of cells) of each, as in `pack`; their cells
    keep this order in the totals.
    """
    keys: list[GroupingKeys] = []
    for cell, cells in groupings:
        last = keys[-1] if keys else None
        if last is None or prod(last.shape) * (cells + 1) > JOINT:
            keys.append(pack(psu, units, cell, cells))
        else:
            packed = last.packed * (cells + 1) + cell + 1
            keys[-1] = GroupingKeys(packed, units, (*last.shape, cells + 1))
    return keys


def reduce_rows(
    *, keys: Sequence[GroupingKeys], weight: Floats, y: Floats, x: Floats | None = None
) -> Totals:
    """Sum every answer of one question into its primary unit and cell.

    keys: the groupings of the same rows, side by side in the result; y: value per
    row, NaN where the question has no answer (then the row is in no sum: denominators
    are per question); x: denominator variable of a ratio, 1 for means and proportions.
    """
    answered = ~np.isnan(y) if x is None else ~(np.isnan(y) | np.isnan(x))
    positions = np.flatnonzero(answered)
    w, v = weight.take(positions), y.take(positions)
    if x is None and bool(((v == 0) | (v == 1)).all()):
        yes, square = v.astype(np.int64), w * w
        return side_by_side(
            [_yes_no(key, key.packed.take(positions), w, square, yes) for key in keys]
        )
    u = np.ones_like(v) if x is None else x.take(positions)
    square = w * v * v if x is None else np.zeros_like(v)
    return side_by_side(
        [_ratio(key, key.packed.take(positions), w, v, u, square) for key in keys]
    )


def _yes_no(
    key: GroupingKeys, packed: Ints, w: Floats, square: Floats, yes: Ints
) -> Totals:
    """For y in {0, 1} all sums follow from Σ1, Σw and Σw² of no and of yes.

    packed: a copy, which is changed in place, as the rows are many.
    """
    packed += key.size * yes

    def both(values: Floats | None) -> tuple[Floats, Floats]:
        total = np.bincount(packed, values, 2 * key.size).astype(float)
        no, yes = (key.cells(half) for half in total.reshape(2, key.size))
        return no + yes, yes

    n, k = both(None)
    x, y = both(w)
    xx, yy = both(square)
    return Totals(n=n, k=k, x=x, y=y, xx=xx, xy=yy, yy=yy, wyy=y)


def _ratio(
    key: GroupingKeys, packed: Ints, w: Floats, v: Floats, u: Floats, square: Floats
) -> Totals:
    def total(values: Floats | None) -> Floats:
        return key.cells(np.bincount(packed, values, key.size).astype(float))

    wv, wu = w * v, w * u
    return Totals(
        n=total(None),
        k=total(v),
        x=total(wu),
        y=total(wv),
        xx=total(wu * wu),
        xy=total(wu * wv),
        yy=total(wv * wv),
        wyy=total(square),
    )
