"""The jackknife: a second way to every standard error, from the same totals."""

import numpy as np
import numpy.typing as npt

from analysis.estimation.design import Design
from analysis.estimation.totals import Totals
from analysis.schema import FrameProblem, Lonely

Floats = npt.NDArray[np.float64]


def jackknife_covariance(totals: Totals, design: Design) -> Floats:
    """Covariance of C ratios by leaving out one primary unit at a time (JKn).

        X_(hi) = X − X_h + n_h/(n_h − 1) · (X_h − x_hi),  θ_(hi) = Y_(hi)/X_(hi)
        V = Σ_h (1 − f_h)(n_h − 1)/n_h Σ_i (θ_(hi) − θ̄)(θ_(hi) − θ̄)ᵀ

    θ̄ is the mean of all replicates. Finite populations count in the first stage alone.
    Lonely strata follow certainty or raise LonelyUnit; average and adjust, and a cell
    whose people are all in one unit, have no replicates and raise FrameProblem.
    Source: Wolter (2007), ch. 4; R `survey`, as.svrepdesign(type = "JKn").
    """
    design.require_no_lonely_unit()
    if design.lonely_strata().any() and design.lonely is not Lonely.CERTAINTY:
        raise FrameProblem(
            f'The jackknife has no replicates for the policy "{design.lonely}". Choose'
            ' "certainty", or merge the stratum of one unit.'
        )
    n, stratum = design.units, design.stratum
    several = np.flatnonzero(n[stratum] > 1)
    y, x = (_replicated(part, design, several) for part in (totals.y, totals.x))
    empty = np.argwhere(x <= 0)
    if len(empty):
        unit, cell = design.psu[several[empty[0, 0]]], int(empty[0, 1])
        raise FrameProblem(
            f"Without primary unit {unit} nobody is left in cell {cell}, so it has no"
            " jackknife. Merge the cell with another."
        )
    theta = y / x
    off = theta - theta.mean(axis=0)
    scale = ((1 - design.fraction) * (n - 1) / n)[stratum][several]
    return np.asarray((off * scale[:, None]).T @ off)


def _replicated(part: Floats, design: Design, kept: npt.NDArray[np.intp]) -> Floats:
    n, stratum = design.units, design.stratum
    sums = np.zeros((len(n), part.shape[1]))
    np.add.at(sums, stratum, part)
    grown = (n / np.maximum(n - 1, 1))[stratum][:, None]
    others = part.sum(axis=0) - sums[stratum]
    return np.asarray((others + grown * (sums[stratum] - part))[kept])
