"""Whether a share differs between groups at all: one test for all of the groups."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats
from scipy.linalg import null_space

from analysis.estimation.design import Design
from analysis.estimation.totals import Totals
from analysis.estimation.variance import scaled_influence, second_stage_factor

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class OverallTests:
    """I tests; statistic F on df and ddf. NaN where there is nothing to test."""

    statistic: Floats
    df: Floats
    ddf: Floats
    p: Floats


@dataclass(frozen=True, slots=True)
class _Shares:
    """Weighted sums of I tables of G groups × (yes, no), by primary unit: P × I × G.

    count: answers; people_yes, people_no: I × G answers without weights; yes, no: Σw;
    yes_squares, no_squares: Σw².
    """

    count: Floats
    people_yes: Floats
    people_no: Floats
    yes: Floats
    no: Floats
    yes_squares: Floats
    no_squares: Floats

    @classmethod
    def of(cls, totals: Totals, cells: Ints) -> "_Shares":
        part = totals.cells(cells.ravel())

        def cube(values: Floats) -> Floats:
            return values.reshape(-1, *cells.shape)

        people_yes = cube(part.k).sum(axis=0)
        return cls(
            count=cube(part.n),
            people_yes=people_yes,
            people_no=cube(part.n).sum(axis=0) - people_yes,
            yes=cube(part.y),
            no=cube(part.x - part.y),
            yes_squares=cube(part.yy),
            no_squares=cube(part.xx - part.yy),
        )


def overall_tests(totals: Totals, design: Design, cells: Ints) -> OverallTests:
    """Second-order Rao–Scott tests of groups × (yes, no), from totals alone.

        X² = n Σ_g p_g (P_g − P)² / (P (1 − P)),  Δ = (CᵀSC)⁻¹ Cᵀ V(l) C
        l_g = Σ_j w_j (1[g, yes]/Y_g − 1[g, no]/N_g),  S = diag(W/Y_g + W/N_g) / n
        F = X²/tr Δ  on  d₀ and d₀ν,  d₀ = (tr Δ)²/tr Δ²,  ν = units − strata

    totals: cells of proportions; cells: I × G positions, a row for the G ≥ 2 groups of
    one grouping that a test compares (they share no person; each has answers). Y_g, N_g
    and W are the weights of yes, of no and of everybody in the table, n its answers;
    P_g and P are shares of yes, p_g = (Y_g + N_g)/W; C spans the contrasts of groups.
    These are R's tests of the rows, to rounding. A cell of the table without answers
    counts as zero. Where everybody answered alike, or nothing
    was left to chance, there is no test (NaN).
    Source: Rao & Scott (1984), Ann. Stat. 12; R `survey`, svychisq(statistic = "F").
    """
    shares = _Shares.of(totals, cells)
    contrast = null_space(np.ones((1, cells.shape[1])))
    x2, simple = _pearson(shares)
    both_answers = ~np.isnan(x2)
    # A table of one column has no inverse: a stand-in is inverted, its test is NaN.
    simple = np.where(both_answers[:, None], simple, 1.0)
    expected = (contrast.T * simple[:, None, :]) @ contrast
    designed = contrast.T @ _contrast_covariance(shares, design) @ contrast
    delta = np.linalg.solve(expected, designed)
    trace = np.trace(delta, axis1=1, axis2=2)
    squares = (delta * delta.transpose(0, 2, 1)).sum(axis=(1, 2))
    testable = (trace > 0) & (design.df > 0)
    trace, squares = (np.where(testable, part, np.nan) for part in (trace, squares))
    f, df = x2 / trace, trace**2 / squares
    ddf = df * design.df
    return OverallTests(f, df, ddf, np.asarray(stats.f.sf(f, df, ddf), dtype=float))


def _pearson(shares: _Shares) -> tuple[Floats, Floats]:
    """X² of every table: I, NaN where all answered alike; and the diagonal S: I × G."""
    yes, no = shares.yes.sum(axis=0), shares.no.sum(axis=0)
    n = shares.count.sum(axis=(0, 2))
    total = (yes + no).sum(axis=1)
    group, share = (yes + no) / total[:, None], yes.sum(axis=1) / total
    varied = (shares.people_yes.sum(axis=1) > 0) & (shares.people_no.sum(axis=1) > 0)
    spread = np.where(varied, share * (1 - share), np.nan)
    excess = yes / total[:, None] - group * share[:, None]
    x2 = n * (excess**2 / group).sum(axis=1) / spread
    inverse_yes, inverse_no = _inverses(shares)
    return x2, (inverse_yes + inverse_no) * (total / n)[:, None]


def _inverses(shares: _Shares) -> tuple[Floats, Floats]:
    """1/Y_g and 1/N_g, 0 where nobody answered so: I × G each."""
    parts = ((shares.yes, shares.people_yes), (shares.no, shares.people_no))
    yes, no = (
        np.where(people > 0, 1 / np.where(people > 0, weight.sum(axis=0), 1.0), 0.0)
        for weight, people in parts
    )
    return yes, no


def _contrast_covariance(shares: _Shares, design: Design) -> Floats:
    """Covariance of l, both stages: I × G × G.

    A group in which all answered alike has one term of two, so that what is common to
    all rows of the table no longer cancels: it loses sign · Σ_j w_j / W.
    """
    inverse_yes, inverse_no = _inverses(shares)
    weight = (shares.yes + shares.no).sum(axis=2)
    total = weight.sum(axis=0)[:, None]
    sign = (inverse_yes > 0) * 1.0 - (inverse_no > 0) * 1.0
    influence = shares.yes * inverse_yes - shares.no * inverse_no
    influence = influence - weight[:, :, None] * sign / total
    units, tables, groups = influence.shape
    seen = np.repeat(shares.count.sum(axis=2) > 0, groups, axis=1)
    flat = scaled_influence(influence.reshape(units, tables * groups), design, seen)
    s = flat.reshape(units, tables, groups).transpose(1, 0, 2)
    first = s.transpose(0, 2, 1) @ s
    factor = second_stage_factor(design)
    if not factor.any():
        return np.asarray(first)

    def within(values: Floats) -> Floats:
        return np.asarray(np.tensordot(factor, values, axes=1))

    # Σ_j e_g e_h of rows: of its own group a row has both terms, of others the common.
    own = within(
        shares.yes_squares * inverse_yes**2 + shares.no_squares * inverse_no**2
    )
    mixed = within(shares.yes_squares * inverse_yes - shares.no_squares * inverse_no)
    common = within((shares.yes_squares + shares.no_squares).sum(axis=2))
    cross = (mixed / total)[:, :, None] * sign[:, None, :]
    rows = own[:, :, None] * np.eye(groups) - cross - cross.transpose(0, 2, 1)
    rows += (common[:, None] / total**2)[:, :, None] * (
        sign[:, :, None] * sign[:, None, :]
    )
    u = influence.transpose(1, 0, 2)
    between = u * (factor / np.maximum(design.sampled, 1))[:, None]
    return np.asarray(first + rows - between.transpose(0, 2, 1) @ u)
