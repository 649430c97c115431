"""Whether two questions are associated, under the design (Rao and Scott)."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
from scipy import stats
from scipy.linalg import null_space

from analysis.estimation.sample import Sample
from analysis.estimation.significance import SINGULAR, Test, regular, weighted_sum_tail
from analysis.schema import FrameProblem

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class Statistic(StrEnum):
    SECOND_ORDER = "F"
    FIRST_ORDER = "Chisq"
    WALD = "Wald"
    ADJUSTED_WALD = "adjWald"
    SADDLEPOINT = "saddlepoint"

    @classmethod
    def of(cls, name: str) -> "Statistic":
        """Raises FrameProblem for a name that is none of them."""
        if name not in set(cls):
            raise FrameProblem(
                f'"{name}" is no test of a table. Choose one of {", ".join(cls)}.'
            )
        return cls(name)


@dataclass(frozen=True, slots=True)
class Crossing:
    """Interviews in a table of R × C cells: n × RC members, and the table's shape."""

    member: Floats
    rows: int
    columns: int

    @property
    def inside(self) -> Floats:
        return np.asarray(self.member.sum(axis=1))

    def sides(self) -> tuple[Floats, Floats]:
        """Membership of rows (n × R) and of columns (n × C)."""
        cube = self.member.reshape(-1, self.rows, self.columns)
        return cube.sum(axis=2), cube.sum(axis=1)


def association(
    sample: Sample,
    row: Ints,
    column: Ints,
    statistic: Statistic = Statistic.SECOND_ORDER,
) -> Test:
    """Test of independence of two questions.

        X² = N Σ (p_rc − p_r p_c)²/(p_r p_c),  Δ = (CᵀD⁻¹C/N)⁻¹ CᵀD⁻¹ V D⁻¹C
        second order:  X²/tr Δ  on  d₀ and d₀ν,  d₀ = (tr Δ)²/tr Δ²

    row, column: n positions, −1 for no answer (such rows count as zeros). First order
    refers X²/mean(Δ) to χ²; Wald and adjusted Wald test N_rc − N_r N_c/N; saddlepoint
    refers X² to Σ δ_i χ²₁ over χ²/d₀ν. ν = units − strata. An empty row or column of
    the table, or a single one, raises FrameProblem, and so does a table with too many
    empty cells, with too few places or without variance between them.
    Source: Rao & Scott (1984), Ann. Stat. 12; Thomas & Rao (1987), JASA 82; R `survey`,
    svychisq.
    """
    statistic, table = Statistic.of(statistic), _crossing(row, column)
    if sample.design.df < 1:
        raise FrameProblem(
            f"{len(sample.design.psu)} places in {len(sample.design.strata)} strata are"
            " too few to test a table. Merge strata."
        )
    if statistic in (Statistic.WALD, Statistic.ADJUSTED_WALD):
        return _wald(sample, table, statistic)
    w = sample.weight * table.inside
    p = w @ table.member / w.sum()
    influence = w[:, None] * (table.member - p) / w.sum()
    v = sample.covariance(influence, table.inside)
    n = float(table.inside.sum())
    x2, delta = _pearson(p, table, n), _deltas(p, v, table, n)
    d0 = float(delta.sum() ** 2 / (delta**2).sum())
    below = d0 * sample.design.df
    match statistic:
        case Statistic.FIRST_ORDER:
            tail = float(stats.chi2.sf(x2 / delta.mean(), len(delta)))
            return Test(x2, len(delta), np.inf, tail, statistic)
        case Statistic.SADDLEPOINT:
            tail = weighted_sum_tail(x2, delta, below)
            return Test(x2, np.nan, below, tail, statistic)
        case _:
            f = x2 / float(delta.sum())
            return Test(f, d0, below, float(stats.f.sf(f, d0, below)), statistic)


def _crossing(row: Ints, column: Ints) -> Crossing:
    both = (row >= 0) & (column >= 0)
    if not both.any():
        raise FrameProblem("No interview answers both questions of the table.")
    for name, positions in (("row", row[both]), ("column", column[both])):
        counted = np.bincount(positions)
        if len(counted) < 2 or (counted == 0).any():
            empty = int(np.argmin(counted)) if len(counted) > 1 else 0
            raise FrameProblem(
                f"The table has no answers in {name} {empty}, or one {name} alone."
                " Merge its categories, or test another question."
            )
    rows, columns = int(row[both].max()) + 1, int(column[both].max()) + 1
    member = np.zeros((len(row), rows * columns))
    at = np.flatnonzero(both)
    member[at, row[at] * columns + column[at]] = 1.0
    return Crossing(member, rows, columns)


def _pearson(p: Floats, table: Crossing, n: float) -> float:
    square = p.reshape(table.rows, table.columns)
    expected = np.outer(square.sum(axis=1), square.sum(axis=0))
    return float(n * ((square - expected) ** 2 / expected).sum())


def _deltas(p: Floats, v: Floats, table: Crossing, n: float) -> Floats:
    """Generalised design effects: the eigenvalues of Δ. An empty cell counts as 0."""
    contrast = np.kron(
        null_space(np.ones((1, table.rows))), null_space(np.ones((1, table.columns)))
    )
    scaled = contrast * np.where(p > 0, 1 / np.where(p > 0, p, 1.0), 0.0)[:, None]
    simple, ours = contrast.T @ scaled / n, scaled.T @ v @ scaled
    if not regular(simple):
        raise FrameProblem(
            f"{int((p <= 0).sum())} of the {len(p)} cells of the table have no answers,"
            " too many to test it. Merge its categories."
        )
    deltas = np.asarray(np.linalg.eigvals(np.linalg.solve(simple, ours)).real)
    if not deltas.max() > SINGULAR:
        raise FrameProblem(
            "The table has no variance: no place differs from another, or nothing was"
            " left to chance. Report its counts."
        )
    return deltas


def _wald(sample: Sample, table: Crossing, statistic: Statistic) -> Test:
    w = sample.weight * table.inside
    side, top = table.sides()
    total, by_row, by_column = w.sum(), w @ side, w @ top
    expected = np.outer(by_row, by_column) / total
    influence = w[:, None] * (
        table.member
        - np.repeat(side, table.columns, axis=1)
        * np.tile(by_column, table.rows)
        / total
        - np.tile(top, (1, table.rows)) * np.repeat(by_row, table.columns) / total
        + expected.ravel() / total
    )
    free = np.flatnonzero(
        (np.arange(table.rows)[:, None] > 0) & (np.arange(table.columns) > 0)
    )
    excess = (w @ table.member - expected.ravel())[free]
    v = sample.covariance(influence[:, free], table.inside)
    df, nu = len(free), sample.design.df
    ddf = nu if statistic is Statistic.WALD else nu - df + 1
    if ddf < 1 or not regular(v):
        raise FrameProblem(
            f"The {len(sample.design.psu)} places are too few, or too alike, for a Wald"
            f' test of {df} cells. Use the test "F", or merge categories.'
        )
    x2 = float(excess @ np.linalg.solve(v, excess))
    f = x2 / df if statistic is Statistic.WALD else x2 * ddf / (df * nu)
    return Test(f, df, ddf, float(stats.f.sf(f, df, ddf)), statistic)
