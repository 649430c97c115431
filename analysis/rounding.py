"""Rounding of what is published, after suppression and before anything is stored."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from analysis.schema import SHARE, DesignClass, Figure

WHOLE_PERCENT = 0.01
DIGITS = 2  # of a mean
OF_EVENTS = ("estimate", "se", "ci_lower", "ci_upper", "ci50_lower", "ci50_upper")


def rounded(
    figures: Sequence[Figure], base: int, ratios: Mapping[str, str] | None = None
) -> tuple[Figure, ...]:
    """Counts of people to the nearest multiple of an odd base, shares to the percent.

        ñ = base · ⌊n/base + 1/2⌋,   so ñ − (base − 1)/2 ≤ n ≤ ñ + (base − 1)/2

    n, k, n_base, the sums of a ratio, the reasons and n_eff are rounded; places are no
    people. Estimate and gap go to the whole percent (a mean to two digits), ranges
    outward, or n and k could be worked out from their quotient. Findings were judged
    before. base 1: counts are exact, and only ratios that do not show their sums are
    rounded, whose digits would tell the fraction they are. ratios: id → unit of the
    indicators that are one. Hidden figures hold no number and stay as they are.
    """
    known = ratios or {}
    values = {(f.indicator, f.group_var, f.group_code): f.estimate for f in figures}
    return tuple(
        _rounded(
            f,
            base,
            known.get(f.indicator, ""),
            values.get((f.indicator, f.group_var, f.compare_to)),
        )
        for f in figures
    )


def of_rounded_events(
    figures: Sequence[Figure], events: Sequence[float | None], base: int
) -> tuple[Figure, ...]:
    """Rates of as many events as are told: beside those who were there, a rate of all
    of them would tell how many they are. events: of a rate, what it counts; else None.
    """
    return tuple(
        _times(f, nearest(round(n), base) / n) if n and not f.suppressed else f
        for f, n in zip(figures, events, strict=True)
    )


def _times(figure: Figure, times: float) -> Figure:
    gap = ("gap", "gap_lower", "gap_upper") if figure.target == 0 else ()
    found = {name: getattr(figure, name) for name in (*OF_EVENTS, *gap)}
    return replace(
        figure, **{name: n * times for name, n in found.items() if n is not None}
    )


def nearest(count: int, base: int) -> int:
    return base * ((2 * count + base) // (2 * base))


def _rounded(figure: Figure, base: int, ratio: str, reference: float | None) -> Figure:
    """ratio: its unit, where it is one; reference: the estimate it is compared with,
    which its difference must not tell more exactly than it is told."""
    silent = bool(ratio) and figure.above is None
    if figure.suppressed or (base == 1 and not silent):
        return figure
    share = figure.k is not None or ratio == SHARE
    step = step_of(figure.estimate, share=share)
    apart = max(step, step_of(reference, share=share))
    exact = figure.design_class == DesignClass.CENSUS
    low, high = (near, near) if exact else (down, up)
    return replace(
        figure,
        n=nearest(figure.n or 0, base),
        k=None if figure.k is None else nearest(figure.k, base),
        above=None if figure.above is None else nearest(figure.above, base),
        base=None if figure.base is None else nearest(figure.base, base),
        n_base=None if figure.n_base is None else nearest(figure.n_base, base),
        nonresponse={
            key: nearest(count, base) for key, count in figure.nonresponse.items()
        },
        n_eff=None if figure.n_eff is None else nearest(round(figure.n_eff), base),
        deff=None if figure.deff is None else round(figure.deff, 1),
        estimate=_share(figure, step) if share else near(figure.estimate, step),
        se=near(figure.se, step),
        gap=near(figure.gap, step),
        ci_lower=low(figure.ci_lower, step),
        ci50_lower=low(figure.ci50_lower, step),
        gap_lower=low(figure.gap_lower, step),
        ci_upper=high(figure.ci_upper, step),
        ci50_upper=high(figure.ci50_upper, step),
        gap_upper=high(figure.gap_upper, step),
        difference=near(figure.difference, apart),
        diff_lower=down(figure.diff_lower, apart),
        diff_upper=up(figure.diff_upper, apart),
        p_value=None if figure.p_value is None else round(figure.p_value, 3),
        p_adjusted=None if figure.p_adjusted is None else round(figure.p_adjusted, 3),
    )


def step_of(value: float | None, *, share: bool) -> float:
    """The whole percent of a share, two digits of anything else."""
    if share or not value:
        return WHOLE_PERCENT
    return float(10.0 ** (math.floor(math.log10(abs(value))) + 1 - DIGITS))


def _share(figure: Figure, step: float) -> float | None:
    """A share is never rounded to nobody or to everybody, unless it is."""
    found, value = near(figure.estimate, step), figure.estimate
    if found is None or value is None or not 0 < value < 1:
        return found
    return min(max(found, WHOLE_PERCENT), 1 - WHOLE_PERCENT)


def near(value: float | None, step: float) -> float | None:
    return None if value is None else _clean(round(value / step) * step)


def down(value: float | None, step: float) -> float | None:
    return None if value is None else _clean(math.floor(value / step + 1e-9) * step)


def up(value: float | None, step: float) -> float | None:
    return None if value is None else _clean(math.ceil(value / step - 1e-9) * step)


def _clean(value: float) -> float:
    """0.07 instead of 0.07000000000000001; −0.0 is 0."""
    return round(value, 10) + 0.0
