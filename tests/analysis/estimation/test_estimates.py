"""Design effects: what a design costs beside a simple random sample."""

import numpy as np
import pytest

from analysis.estimation.design import Design
from analysis.estimation.estimates import estimate_ratios, estimate_totals
from analysis.estimation.totals import pack, reduce_rows
from analysis.schema import Chance


def simple_sample(y, frame):
    """One stratum from which each was drawn alone, without replacement."""
    n = len(y)
    design = Design(
        psu=tuple(map(str, range(n))),
        stratum=np.zeros(n, dtype=np.int64),
        strata=("S",),
        frame=np.array([float(frame)]),
        sampled=np.ones(n),
        population=np.full(n, np.nan),
        kind=Chance.PROBABILITY,
    )
    positions = np.arange(n, dtype=np.int64)
    weight = np.full(n, frame / n)
    keys = [pack(positions, n, np.zeros(n, dtype=np.int64), 1)]
    return reduce_rows(keys=keys, weight=weight, y=np.asarray(y, float)), design


def test_the_design_effect_of_a_total_is_that_of_its_mean():
    """200 of 6,194 schools, as in R's apisrs: 1 − 200/6194 = .968."""
    pupils = np.random.default_rng(4).lognormal(6, 0.5, 200).round()
    totals, design = simple_sample(pupils, 6194)
    assert estimate_totals(totals, design).deff[0] == pytest.approx(0.968, abs=5e-4)
    assert estimate_ratios(totals, design).deff[0] == pytest.approx(1 - 200 / 6194)


def test_a_total_by_hand():
    """1, 2, 3 of 6: V = 6² (1 − 3/6) · 1/3 = 6; with replacement 6² · 1/3 = 12."""
    total = estimate_totals(*simple_sample([1, 2, 3], 6))
    assert (total.value[0], total.variance[0]) == pytest.approx((12, 6))
    assert total.deff[0] == pytest.approx(0.5)


def test_equal_answers_have_no_design_effect_whatever_rounding_leaves():
    totals, design = simple_sample(np.full(60, 0.1), 200)
    assert np.isnan(estimate_ratios(totals, design).deff[0])
