"""Estimate against target: the gap, the finding, and cases that must never be."""

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.indicators.evidence_strength import Case, Source, Status
from analysis.schema import EVERY_PLACE, FindingCode, IndicatorDefinition, Limits


def gap(
    indicator: IndicatorDefinition, estimate: float, limits: Limits
) -> tuple[float, float, float]:
    """(gap, lower, upper): positive is short of the target, in the indicator's unit.

        up: target − estimate      down: estimate − target

    Raises ValueError for an indicator without a target.
    Source: gap statistics of the assessment, E2.2.
    """
    target, lower, upper = indicator.target, limits.lower, limits.upper
    if target is None:
        raise ValueError(f"{indicator.id} has no target to measure a gap from.")
    if indicator.direction == "down":
        return estimate - target, lower - target, upper - target
    return target - estimate, target - upper, target - lower


def cases(indicator: IndicatorDefinition, n: int, k: int | None) -> int:
    """People, files or places the standard failed: yes where fewer is better, no where
    more is better.

    n, k: answers and how many said yes, of a ratio of counts the sums below and above
    the line: of 2 deaths of which 1 was investigated, 1 was not. A mean (k is None)
    counts no cases.
    """
    if k is None:
        return 0
    return k if indicator.direction == "down" else max(n - k, 0)


def finding(
    indicator: IndicatorDefinition, limits: Limits, *, cases: int, tolerance: float
) -> FindingCode:
    """Not met, met or too close to call.

    up: not met if upper < target; met if lower ≥ target − tolerance; down: mirrored.
    Judged place by place (rule EVERY_PLACE), one place that fails is enough.
    A zero-tolerance standard is not met after one verified case, whatever the estimate.
    Cases that people report may be one wrong answer: they miss the target where the
    whole range lies beyond the tolerance, and else leave it too close to call. What
    several groups report together `zero_tolerance` judges.
    limits: of the estimate, equal where it is exact; cases: people the standard failed
    (see `cases`); tolerance: in shares, so a mean has none. No target: no finding.
    """
    share = indicator.unit == "share" and indicator.statistic != "mean"
    absolute = indicator.rule == EVERY_PLACE or (
        indicator.zero_tolerance and indicator.verified
    )
    if absolute and cases > 0:
        return FindingCode.NOT_MET
    target, lower, upper = indicator.target, limits.lower, limits.upper
    if target is None:
        return FindingCode.NO_FINDING
    slack = tolerance if share else 0.0
    if indicator.zero_tolerance and cases > 0:
        beyond = lower - target if indicator.direction == "down" else target - upper
        return FindingCode.NOT_MET if beyond > slack else FindingCode.INCONCLUSIVE
    if indicator.direction == "down":
        missed, reached = lower > target, upper <= target + slack
    else:
        missed, reached = upper < target, lower >= target - slack
    if missed:
        return FindingCode.NOT_MET
    return FindingCode.MET if reached else FindingCode.INCONCLUSIVE


@dataclass(frozen=True, slots=True)
class ZeroToleranceFinding:
    """Finding of a zero-tolerance standard: verified by whom and how.

    verified, reported, hearsay: cases; how: kinds of sources, and groups of informants,
    behind the verified ones. Counts are exact.
    """

    finding: FindingCode
    verified: int
    reported: int
    hearsay: int
    how: tuple[Source, ...]


def zero_tolerance(
    indicator: IndicatorDefinition, cases: Sequence[Case], *, otherwise: FindingCode
) -> ZeroToleranceFinding:
    """What cases make of a standard that allows none.

        a verified case: not met, whatever the estimate
        cases that are only reported: no longer met, but too close to call

    cases: see `Case.status` for what verifies one; hearsay changes nothing; otherwise:
    the finding without them, not assessed where there is no estimate. Raises ValueError
    for an indicator that tolerates cases.
    Source: zero-tolerance standards of the gap report, part D.2.
    """
    if not indicator.zero_tolerance:
        raise ValueError(f"{indicator.id} is judged by its estimate, not by cases.")
    count = dict.fromkeys(Status, 0)
    for case in cases:
        count[case.status] += 1
    verified = [case for case in cases if case.status is Status.VERIFIED]
    finding = otherwise
    if verified:
        finding = FindingCode.NOT_MET
    elif count[Status.REPORTED] and otherwise is FindingCode.MET:
        finding = FindingCode.INCONCLUSIVE
    return ZeroToleranceFinding(
        finding=finding,
        verified=count[Status.VERIFIED],
        reported=count[Status.REPORTED],
        hearsay=count[Status.HEARSAY],
        how=tuple(sorted({source for case in verified for source in case.sources})),
    )
