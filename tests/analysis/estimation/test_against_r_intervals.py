"""Our intervals of shares beside those of R `survey` 4.5."""

import pytest

from analysis.estimation import intervals
from tests.analysis.builders.r_reference import (
    CHECKS,
    near,
    of_kind,
    single_cell,
)

METHODS = {"beta": intervals.korn_graubard, "mean": intervals.symmetric}
ASSERTED = [key for key in of_kind("svyciprop") if key.split("/")[-1] in METHODS]


def asked_for(key):
    """(design, variable, domain, method, estimates) of a check of svyciprop."""
    place, _fn, formula, method = key.split("/")
    variable = formula.split("(")[1].split(" ")[0]
    name, _bracket, domain = place.rstrip("]").partition("[")
    return name, variable, domain, method, single_cell(name, variable, domain)


def both(interval):
    return [interval.lower[0], interval.upper[0]]


@pytest.mark.parametrize("key", ASSERTED)
def test_intervals_agree_with_r(key):
    _name, variable, _domain, method, ours = asked_for(key)
    expected = CHECKS[key]["ci"]
    if variable == "q5":
        return nobody_said_yes(ours, method, expected)
    near(both(METHODS[method](ours)), expected)
    near(ours.df, [CHECKS[key]["df"]])


def nobody_said_yes(ours, method, expected):
    """R has no interval; ours is that of the nominal n."""
    assert ours.value[0] == 0
    if method == "mean":
        return near(both(intervals.symmetric(ours)), expected)
    assert expected[0] is None or 0 < expected[1] < 1e-11
    # The nominal n, where R has none.
    limits = both(intervals.korn_graubard(ours))
    return near(limits, [0, 1 - 0.025 ** (1 / ours.n[0])])
