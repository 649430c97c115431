"""The same tests done the slow way: one pair of groups, one table, person by person."""

from types import SimpleNamespace

import numpy as np
from scipy import stats
from scipy.linalg import null_space

from analysis.indicators.pair_differences import pair_differences


def pair_difference(totals, design, *, group, reference, level=0.95, share=True):
    """One difference of two cells with its limits and p, as plain numbers."""
    pair = pair_differences(
        totals,
        design,
        np.array([group]),
        np.array([reference]),
        np.array([share]),
    )
    lower, upper = pair.limits(np.array([level]))
    return SimpleNamespace(
        difference=float(pair.value[0]),
        se=float(pair.se[0]),
        df=float(pair.df[0]),
        lower=float(lower[0]),
        upper=float(upper[0]),
        p=float(pair.p[0]),
    )


def rao_scott(sample, row, column):
    """Second-order Rao–Scott test of two questions from the answers of people.

        X² = n Σ (p_rc − p_r p_c)²/(p_r p_c),  Δ = (CᵀD⁻¹C/n)⁻¹ CᵀD⁻¹ V D⁻¹C
        F = X²/tr Δ  on  d₀ and d₀ν,  d₀ = (tr Δ)²/tr Δ²

    row, column: n positions, −1 for no answer. An empty cell counts as zero.
    Source: Rao & Scott (1984), Ann. Stat. 12; R `survey`, svychisq(statistic = "F").
    """
    answered = (row >= 0) & (column >= 0)
    rows, columns = row.max() + 1, column.max() + 1
    member = np.zeros((len(row), rows * columns))
    position = np.flatnonzero(answered)
    member[position, row[position] * columns + column[position]] = 1.0
    weight, n = sample.weight * answered, answered.sum()
    p = weight @ member / weight.sum()
    influence = weight[:, None] * (member - p) / weight.sum()
    v = sample.covariance(influence, answered.astype(float))
    square = p.reshape(rows, columns)
    expected = np.outer(square.sum(axis=1), square.sum(axis=0))
    x2 = n * ((square - expected) ** 2 / expected).sum()
    contrast = np.kron(
        null_space(np.ones((1, rows))), null_space(np.ones((1, columns)))
    )
    scaled = contrast * np.where(p > 0, 1 / np.where(p > 0, p, 1.0), 0.0)[:, None]
    delta = np.linalg.solve(contrast.T @ scaled / n, scaled.T @ v @ scaled)
    effects = np.linalg.eigvals(delta).real
    df = effects.sum() ** 2 / (effects**2).sum()
    ddf, f = df * sample.design.df, x2 / effects.sum()
    return SimpleNamespace(statistic=f, df=df, ddf=ddf, p=stats.f.sf(f, df, ddf))
