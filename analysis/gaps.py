"""Estimate against target: the gap and the finding."""

from analysis.schema import Finding, Indicator, Range


def gap(
    indicator: Indicator, estimate: float, limits: Range
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


def cases(indicator: Indicator, n: int, k: int | None) -> int:
    """People the standard failed: yes where fewer is better, no where more is better.

    n, k: answers and how many said yes, of a ratio the sum above the line; a mean (k is
    None) counts no cases, nor does a ratio of which more is better.
    """
    if k is None or (indicator.statistic == "ratio" and indicator.direction != "down"):
        return 0
    return k if indicator.direction == "down" else n - k


def finding(
    indicator: Indicator, limits: Range, *, cases: int, tolerance: float
) -> Finding:
    """Not met, met or too close to call.

    up: not met if upper < target; met if lower ≥ target − tolerance; down: mirrored.
    A zero-tolerance standard is not met after one case, whatever the estimate.
    limits: of the estimate, equal where it is exact; cases: people the standard failed
    (see `cases`); tolerance: in shares, so a mean has none. No target: not assessed.
    """
    share = indicator.unit == "share" and indicator.statistic != "mean"
    if indicator.zero_tolerance and cases > 0:
        return Finding.NOT_MET
    target, lower, upper = indicator.target, limits.lower, limits.upper
    if target is None:
        return Finding.NOT_ASSESSED
    slack = tolerance if share else 0.0
    if indicator.direction == "down":
        missed, reached = lower > target, upper <= target + slack
    else:
        missed, reached = upper < target, lower >= target - slack
    if missed:
        return Finding.NOT_MET
    return Finding.MET if reached else Finding.INCONCLUSIVE
