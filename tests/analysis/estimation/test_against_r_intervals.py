"""Our intervals of shares and quantiles beside those of R `survey` 4.5."""

import numpy as np
import pytest
from scipy import special, stats

from analysis.estimation import intervals
from analysis.estimation.quantiles import quantile
from tests.analysis.builders.r_reference import (
    CHECKS,
    near,
    of_kind,
    sample,
    setting,
    single_cell,
)

LIKELIHOOD = [k for k in of_kind("svyciprop") if k.endswith("/likelihood")]
OTHERS = [k for k in of_kind("svyciprop") if k not in LIKELIHOOD]
QUANTILES = of_kind("svyquantile")
ASSERTED = LIKELIHOOD + OTHERS + QUANTILES

METHODS = {
    "beta": intervals.korn_graubard,
    "xlogit": intervals.logit,
    "logit": intervals.logit,
    "mean": intervals.symmetric,
    "asin": intervals.arcsine,
    "wilson": intervals.wilson,
    "likelihood": intervals.likelihood,
}


def asked_for(key):
    """(design, variable, domain, method, estimates) of a check of svyciprop."""
    place, _fn, formula, method = key.split("/")
    variable = formula.split("(")[1].split(" ")[0]
    name, _bracket, domain = place.rstrip("]").partition("[")
    return name, variable, domain, method, single_cell(name, variable, domain)


def both(interval):
    return [interval.lower[0], interval.upper[0]]


@pytest.mark.parametrize("key", OTHERS)
def test_intervals_agree_with_r(key):
    _name, variable, _domain, method, ours = asked_for(key)
    expected = CHECKS[key]["ci"]
    if variable == "q5":
        return nobody_said_yes(ours, method, expected)
    near(both(METHODS[method](ours)), expected)
    near(ours.df, [CHECKS[key]["df"]])


def nobody_said_yes(ours, method, expected):
    """R has no interval, or for logit where its iterations stopped; ours says so."""
    assert ours.value[0] == 0
    if method == "mean":
        return near(both(intervals.symmetric(ours)), expected)
    assert expected[0] is None or 0 < expected[1] < 1e-11
    if method == "beta":  # the nominal n, where R has none
        limits = both(intervals.korn_graubard(ours))
        return near(limits, [0, 1 - 0.025 ** (1 / ours.n[0])])
    with pytest.raises(intervals.AllTheSame, match="Use Korn–Graubard"):
        METHODS[method](ours)


@pytest.mark.parametrize("key", LIKELIHOOD)
def test_likelihood_intervals_are_those_of_r_but_for_its_straight_lines(key):
    """Ours is the root; R's numbers come out when its interpolation is repeated."""
    name, variable, domain, _method, ours = asked_for(key)
    if "error" in CHECKS[key]:
        with pytest.raises(intervals.AllTheSame):
            intervals.likelihood(ours)
        return
    expected = CHECKS[key]["ci"]
    np.testing.assert_allclose(both(intervals.likelihood(ours)), expected, rtol=3e-4)
    rows = setting(name)[0]
    if domain:
        rows = rows[rows["region"] == domain.split("=")[1]]
    y, w = rows[variable].to_numpy(dtype=float), rows["w"].to_numpy()
    near(interpolated(ours, y, w), expected)


def interpolated(e, y, w):
    """Limits from a profile at steps of a fifth of its end, joined as R joins them."""
    p, v, n, df = e.value[0], e.variance[0], e.n[0], e.df[0]
    spread = p * (1 - p)
    cut = stats.t.ppf(0.025, df) * np.sqrt(v / spread * n * lag(y, w))
    end = np.sqrt(stats.f.isf(stats.norm.cdf(cut) / 2, 1, n - 1))
    middle, step = special.logit(p), end / 5 * np.sqrt(v) / spread
    points = [(middle, 0.0)]
    for side in (-1, 1):
        for turn in range(1, 10):
            eta = middle + side * turn * step
            gain = (deviance(p, eta) - deviance(p, middle)) * (n - 1)
            points.append((eta, side * np.sqrt(gain)))
            if abs(points[-1][1]) >= end:
                break
    x, z = np.array(sorted(points)).T
    fine = np.linspace(x[0], x[-1], 3 * len(x))
    return special.expit(np.interp([cut, -cut], spline(x, z, fine), fine))


def deviance(p, eta):
    return -2 * (p * special.log_expit(eta) + (1 - p) * special.log_expit(-eta))


def lag(y, w):
    """The variance R's fit works with is one iteration old: old over new."""
    w = w / w.mean()
    mu = (w * y + 0.5) / (w + 1)
    eta, before = special.logit(mu), np.inf
    while True:
        weight = w * mu * (1 - mu)
        constant = weight @ (eta + (y - mu) / (mu * (1 - mu))) / weight.sum()
        eta = np.full(len(y), constant)
        mu = special.expit(eta)
        now = -2 * w @ (special.xlogy(y, mu) + special.xlogy(1 - y, 1 - mu))
        if abs(now - before) / (abs(now) + 0.1) < 1e-8:
            return weight.sum() / (w @ (mu * (1 - mu)))
        before = now


def spline(x, y, fine):
    """Cubic spline whose ends bend as the cubic through the four outer points."""
    h, n = np.diff(x), len(x)
    slope = np.diff(y) / h
    left, right = np.eye(n), np.zeros(n)
    for i in range(1, n - 1):
        left[i, i - 1 : i + 2] = h[i - 1], 2 * (h[i - 1] + h[i]), h[i]
        right[i] = 6 * (slope[i] - slope[i - 1])
    for i, inner, four, width in (
        (0, 1, slice(0, 4), h[0]),
        (-1, -2, slice(-4, n), -h[-1]),
    ):
        left[i, i], left[i, inner] = -1, 1
        right[i] = 6 * np.polyfit(x[four] - x[four][0], y[four], 3)[0] * width
    bend = np.linalg.solve(left, right)
    i = np.clip(np.searchsorted(x, fine) - 1, 0, n - 2)
    a, b = x[i + 1] - fine, fine - x[i]
    cubic = (bend[i] * a**3 + bend[i + 1] * b**3) / (6 * h[i])
    first = (y[i] / h[i] - bend[i] * h[i] / 6) * a
    return cubic + first + (y[i + 1] / h[i] - bend[i + 1] * h[i] / 6) * b


@pytest.mark.parametrize("key", QUANTILES)
def test_quantiles_and_their_limits_agree_with_r(key):
    rows, people = sample(key.split("/")[0])
    days = rows["days"].to_numpy(dtype=float)
    for share, expected in zip(CHECKS[key]["quantiles"], CHECKS[key]["q"], strict=True):
        ours = quantile(people, days, share, key.split("/")[-1])
        near([ours.value, ours.lower, ours.upper, ours.se], expected)
