"""Rows of a sample drawn at random: what models, tables and quantiles start from.

Totals per primary unit serve means and shares; a statistic whose influence differs from
row to row needs the rows, and ends in the same variance function.
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from analysis.estimation.design import Design
from analysis.estimation.estimates import Estimates, describe, ratio_influence
from analysis.estimation.totals import pack, reduce_rows
from analysis.estimation.variance import covariance_of_rows
from analysis.frame_checks import check_weights
from analysis.schema import FrameProblem

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Margin:
    """A margin of calibrated weights; its residuals replace influences in the variance.

    columns: n × m auxiliary values; base: n weights of the regression.
    """

    columns: Floats
    base: Floats

    def residual(self, influence: Floats, weight: Floats) -> Floats:
        """w · (e/w − x B) with B the weighted least squares of e/w on x."""
        root = np.sqrt(self.base)[:, None]
        values = influence / weight[:, None]
        explained = np.linalg.lstsq(self.columns * root, values * root)[0]
        return np.asarray((values - self.columns @ explained) * weight[:, None])


@dataclass(frozen=True, slots=True)
class Sample:
    """n interviews of people chosen at random, with their design and weights.

    psu: n positions among the design's units; weight: n positive numbers; margins: what
    the weights were fitted to, in order. A purposive sample has no design, so none.
    """

    design: Design
    psu: Ints
    weight: Floats
    margins: tuple[Margin, ...] = ()

    def __post_init__(self) -> None:
        check_weights(self.weight)
        if len(self.psu) != len(self.weight):
            raise FrameProblem(
                f"{len(self.psu)} interviews have {len(self.weight)} weights. Give one"
                " weight per interview."
            )

    def covariance(self, influence: Floats, rows: Floats | None = None) -> Floats:
        """Covariance of C estimates from their influence, fitted margins taken out.

        influence: n × C with the weight in it; rows: n, not 0 where the row is in the
        domain (all if not given), for the policies on lonely units. Returns C × C.
        Source: Binder (1983); Deville & Särndal (1992), JASA 87.
        """
        for margin in self.margins:
            influence = margin.residual(influence, self.weight)
        seen = None
        if rows is not None:
            present = np.bincount(self.psu, rows != 0, len(self.design.psu)) > 0
            seen = np.repeat(present[:, None], influence.shape[1], axis=1)
        return covariance_of_rows(influence, self.psu, self.design, seen)

    def with_weights(self, weight: Floats, *margins: Margin) -> "Sample":
        return replace(self, weight=weight, margins=(*self.margins, *margins))


def mean_influence(sample: Sample, y: Floats) -> tuple[float, Floats]:
    """Mean of y where it is known, and the influence of every row: n.

    e_j = w_j (y_j − ȳ) / Σw, and 0 where y is missing (NaN). No answer at all raises
    FrameProblem.
    """
    answered = ~np.isnan(y)
    if not answered.any():
        raise FrameProblem(f"None of {len(y)} interviews has an answer to average.")
    w = np.where(answered, sample.weight, 0.0)
    values, total = np.where(answered, y, 0.0), w.sum()
    mean = float(w @ values / total)
    return mean, w * (values - mean) / total


def means(
    sample: Sample, y: Floats, cell: Ints | None = None, cells: int = 1
) -> Estimates:
    """Domain means of a sample whose weights may be fitted to margins.

    y: n, NaN where there is no answer; cell: position per row, −1 for none. Equal to
    estimate_ratios where nothing was fitted.
    Source: Särndal, Swensson & Wretman (1992), 6.6.
    """
    cell = np.zeros(len(y), dtype=np.int64) if cell is None else cell
    keys = [pack(sample.psu, len(sample.design.psu), cell, cells)]
    totals = reduce_rows(keys=keys, weight=sample.weight, y=y)
    value, _influence = ratio_influence(totals)
    variances = np.full(cells, np.nan)
    for position in np.flatnonzero(~np.isnan(value)):
        inside = np.where(cell == position, y, np.nan)
        influence = mean_influence(sample, inside)[1]
        variances[position] = sample.covariance(influence[:, None], ~np.isnan(inside))[
            0, 0
        ]
    return describe(value, variances, totals, sample.design)
