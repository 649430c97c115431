"""Estimate against target: the gap and the finding."""

from analysis.schema import Finding, Indicator

Limits = tuple[float, float]


def gap(
    indicator: Indicator, estimate: float, limits: Limits
) -> tuple[float, float, float]:
    """(gap, lower, upper): positive is short of the target.

    up: target − estimate      down: estimate − target
    """
    target, (lower, upper) = indicator.target, limits
    if target is None:
        raise ValueError(f"{indicator.id} has no target to measure a gap from.")
    if indicator.direction == "down":
        return estimate - target, lower - target, upper - target
    return target - estimate, target - upper, target - lower


def finding(
    indicator: Indicator, limits: Limits, *, cases: int, tolerance: float
) -> Finding:
    """Not met when the whole interval misses the target; met when it lies within the
    tolerance; otherwise too close to call. One case decides a zero-tolerance standard.

    limits: interval of the estimate; cases: unweighted count of the numerator.
    """
    target, (lower, upper) = indicator.target, limits
    if target is None:
        return Finding.NOT_ASSESSED
    if indicator.zero_tolerance and indicator.direction == "down" and cases > 0:
        return Finding.NOT_MET
    if indicator.direction == "down":
        missed, reached = lower > target, upper <= target + tolerance
    else:
        missed, reached = upper < target, lower >= target - tolerance
    if missed:
        return Finding.NOT_MET
    return Finding.MET if reached else Finding.INCONCLUSIVE
