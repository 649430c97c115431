"""Two rounds of the same question: what changed, with places that were in both."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy import stats

from analysis.estimation.design import Design
from analysis.estimation.estimates import (
    ROUNDING,
    Estimates,
    answers_differ,
    estimate_ratios,
    ratio_influence,
    rounding_variance,
)
from analysis.estimation.totals import Totals
from analysis.schema import FrameProblem

Floats = npt.NDArray[np.float64]


class NotComparable(FrameProblem):
    """Two rounds did not ask the same question, so their difference means nothing."""


class NoVariance(FrameProblem):
    """The variance of a change is 0, so nothing tells chance from change.

    differ: whether the answers differ all the same.
    """

    def __init__(self, message: str, differ: bool) -> None:
        super().__init__(message)
        self.differ = differ


@dataclass(frozen=True, slots=True)
class QuestionVersion:
    """What was asked: wording is the text or its fingerprint, codes the answers."""

    name: str
    wording: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RoundTotals:
    """One round: a question, totals of one cell (P × 1), the design of its places."""

    name: str
    question: QuestionVersion
    totals: Totals
    design: Design

    def __post_init__(self) -> None:
        expected = (len(self.design.psu), 1)
        if self.totals.n.shape != expected:
            raise FrameProblem(
                f'Round "{self.name}" has totals of the shape {self.totals.n.shape},'
                f" its design of {expected}. Give the totals of one cell, with every"
                " place of the design."
            )


@dataclass(frozen=True, slots=True)
class Change:
    """Later minus earlier, in the unit of the question.

    n: answers of both; places_in_both: places drawn in both rounds, in one stratum;
    covariance: what the rounds have in common through their places. p is None where
    nothing was left to chance (all places, all people, both times), and is adjusted
    once the declared grid is complete.
    """

    difference: float
    se: float
    df: float
    lower: float
    upper: float
    p: float | None
    n: tuple[int, int]
    places_in_both: int
    covariance: float
    level: float
    p_adjusted: float | None = None


def change(earlier: RoundTotals, later: RoundTotals, *, level: float = 0.95) -> Change:
    """Difference of a share or mean between rounds that share places.

        d = R₂ − R₁,   V(d) = V₁ + V₂ − 2 C,   t on the smaller df of both
        C = Σ_h (c_h − n₁h n₂h / N_h) · r_h s₁h s₂h

    c_h: places of stratum h in both rounds; s: standard deviations of the influences
    of all places of a round, r_h their correlation over the common places; N_h: the
    larger frame of both rounds, infinite where one is not known. C is below 0 where
    fewer places came again than chance would bring. Where r_h cannot be seen (under
    two common places) it is taken as what makes the range wider, 1 or 0. Unequal
    wording or codes raise NotComparable, a round without answers FrameProblem, and a
    variance of 0 NoVariance, unless nothing was left to chance: then the limits are the
    difference itself.
    Source: Tam (1984), American Statistician 38; Kish (1965), 12.4.
    """
    require_same_question(earlier, later)
    first, second = (_estimate(round_totals) for round_totals in (earlier, later))
    covariance, common = _common_places(earlier, later)
    difference = float(second.value[0] - first.value[0])
    exact, apart = bool(first.exact[0] & second.exact[0]), 0.0
    if not exact:
        apart = float(first.variance[0] + second.variance[0])
        _require_variance(apart - 2 * covariance, apart, earlier, later)
    se = float(np.sqrt(max(apart - 2 * covariance, 0.0))) if not exact else 0.0
    df = float(max(min(first.df[0], second.df[0]), 1.0))
    half = 0.0 if exact else float(stats.t.ppf((1 + level) / 2, df)) * se
    return Change(
        difference=difference,
        se=se,
        df=df,
        lower=difference - half,
        upper=difference + half,
        p=None if exact else float(2 * stats.t.sf(abs(difference) / se, df)),
        n=(int(first.n[0]), int(second.n[0])),
        places_in_both=common,
        covariance=covariance,
        level=level,
    )


def require_same_question(earlier: RoundTotals, later: RoundTotals) -> None:
    """Raise NotComparable where the question or its answers are other ones."""
    before, now = earlier.question, later.question
    if before.name != now.name:
        raise NotComparable(
            f'Round "{earlier.name}" gives "{before.name}" and round "{later.name}"'
            f' gives "{now.name}". Compare one question with itself.'
        )
    if before.wording != now.wording:
        raise NotComparable(
            f'"{now.name}" was worded otherwise in round "{earlier.name}" than in round'
            f' "{later.name}". Show the two rounds beside each other, without a change.'
        )
    apart = sorted(set(before.codes) ^ set(now.codes))
    if apart:
        raise NotComparable(
            f'"{now.name}" had other answers to choose from in round "{earlier.name}"'
            f' than in round "{later.name}": {", ".join(apart)}. Show the two rounds'
            " beside each other, without a change."
        )


def _require_variance(
    variance: float, apart: float, earlier: RoundTotals, later: RoundTotals
) -> None:
    """Raise NoVariance unless the variance is more than rounding leaves.

    found: of the change; apart: of both rounds without what they have in common.
    """
    rounding = sum(float(rounding_variance(w.totals)[0]) for w in (earlier, later))
    if variance > max(rounding, ROUNDING * apart):
        return
    where = f'the rounds "{earlier.name}" and "{later.name}"'
    question = f'"{later.question.name}"'
    differ = any(
        answers_differ(round_totals.totals)[0] for round_totals in (earlier, later)
    )
    if not differ:
        why = f"In {where} everybody gave the same answer to {question}"
        remedy = "Report the counts of both."
    elif all(
        (round_totals.design.fraction >= 1).all() for round_totals in (earlier, later)
    ):
        why = f"In {where} all places were taken, but their residents are not known"
        remedy = "Enter the numbers of residents, or report the counts of both."
    else:
        why = f"In {where} the answers to {question} differ, but no place from another"
        remedy = "Report the counts of both."
    sentence = f"{why}, so there is no variance to judge a change by. {remedy}"
    raise NoVariance(sentence, differ)


def _estimate(round_totals: RoundTotals) -> Estimates:
    estimates = estimate_ratios(round_totals.totals, round_totals.design)
    if not estimates.n[0] > 0:
        raise FrameProblem(
            f'Round "{round_totals.name}" has no answer to'
            f' "{round_totals.question.name}", so there is'
            " no change to compute. Choose a question that both rounds answered."
        )
    return estimates


def _common_places(earlier: RoundTotals, later: RoundTotals) -> tuple[float, int]:
    """(covariance, number of places) of what was drawn in both rounds."""
    first, second = _by_stratum(earlier), _by_stratum(later)
    total, common = 0.0, 0
    for stratum in first.keys() & second.keys():
        before, now = first[stratum], second[stratum]
        both = sorted(before.keys() & now.keys())
        excess = _excess(earlier.design, later.design, stratum, len(both))
        scale = _deviation(list(before.values())) * _deviation(list(now.values()))
        pairs = np.array([(before[place], now[place]) for place in both])
        total += excess * scale * _correlation(pairs, excess)
        common += len(both)
    return total, common


def _by_stratum(round_totals: RoundTotals) -> dict[str, dict[str, float]]:
    """Influence by stratum and place; a place without answers of the cell is 0."""
    influence = np.nan_to_num(ratio_influence(round_totals.totals)[1][:, 0])
    by_stratum: dict[str, dict[str, float]] = {}
    for place, position, value in zip(
        round_totals.design.psu, round_totals.design.stratum, influence, strict=True
    ):
        by_stratum.setdefault(round_totals.design.strata[position], {})[place] = float(
            value
        )
    return by_stratum


def _excess(earlier: Design, later: Design, stratum: str, common: int) -> float:
    """Common places beyond those that chance brings; its most keeps V(d) above 0."""
    n, f = np.array(
        [
            (float(d.units[position]), float(d.fraction[position]))
            for d in (earlier, later)
            for position in [d.strata.index(stratum)]
        ]
    ).T
    # n/N of the larger frame, as if the smaller lay within it; 0 if one is not known.
    by_chance = float(n.prod() * (f / n).min())
    most = float(np.sqrt((n * (1 - f)).prod()))
    return min(common - by_chance, most)


def _deviation(values: list[float]) -> float:
    return float(np.std(values, ddof=1)) if len(values) > 1 else 0.0


def _correlation(pairs: Floats, excess: float) -> float:
    if len(pairs) > 1 and (pairs.std(axis=0) > 0).all():
        return float(np.asarray(np.corrcoef(pairs.T))[0, 1])
    return 1.0 if excess < 0 else 0.0


def adjust_p(grid: Sequence[Change]) -> tuple[Change, ...]:
    """The declared grid with p adjusted for the false discovery rate.

    Every comparison that was declared belongs in the grid, or the promise is void; one
    without answers (NaN) stays without a p.
    Source: Benjamini & Hochberg (1995), JRSS B 57.
    """
    p = np.array([comparison.p for comparison in grid], dtype=float)
    tested = ~np.isnan(p)
    if tested.any():
        # Imported where p are adjusted: statsmodels takes 1.5 s and 205 MB to start.
        from statsmodels.stats.multitest import multipletests

        p[tested] = multipletests(p[tested], method="fdr_bh")[1]
    return tuple(
        replace(comparison, p_adjusted=float(q) if np.isfinite(q) else None)
        for comparison, q in zip(grid, p, strict=True)
    )
