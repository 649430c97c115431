"""Intervals at the ends, where weights differ and where nothing was left to chance."""

import numpy as np
import pytest

from analysis.estimation import intervals
from analysis.estimation.design import Design
from analysis.estimation.estimates import estimate_ratios
from analysis.estimation.sample import Sample, means
from analysis.estimation.totals import pack, reduce_rows
from analysis.schema import Chance

PLACES, PEOPLE = 6, 10


def of_places(weight, *, frame=np.nan, residents=np.nan):
    """Six places in one stratum, ten people asked at each."""
    design = Design(
        psu=tuple(f"P{place}" for place in range(PLACES)),
        stratum=np.zeros(PLACES, dtype=np.int64),
        strata=("S",),
        frame=np.array([frame]),
        sampled=np.full(PLACES, float(PEOPLE)),
        population=np.full(PLACES, residents),
        kind=Chance.PROBABILITY,
    )
    psu = np.repeat(np.arange(PLACES, dtype=np.int64), PEOPLE)
    return Sample(design, psu, np.resize(weight, PLACES * PEOPLE).astype(float))


def share(sample, y):
    totals = reduce_rows(
        keys=[pack(sample.psu, PLACES, np.zeros(len(y), dtype=np.int64), 1)],
        weight=sample.weight,
        y=y,
    )
    return estimate_ratios(totals, sample.design)


@pytest.mark.parametrize("estimated", [means, share])
def test_if_all_sixty_said_yes_the_limits_are_those_of_sixty_whatever_the_weights(
    estimated,
):
    """Clopper and Pearson: .025^(1/60) = .9404."""
    dice = np.random.default_rng(5)
    for weight in ([1.1, 2.3, 3.7], *dice.uniform(0.1, 9, (50, 60))):
        sample = of_places(weight)
        everybody = intervals.korn_graubard(estimated(sample, np.ones(60)))
        assert everybody.lower[0] == pytest.approx(0.9404, abs=5e-5)
        assert everybody.upper[0] == 1
        nobody = intervals.korn_graubard(estimated(sample, np.zeros(60)))
        assert nobody.lower[0] == 0
        assert nobody.upper[0] == pytest.approx(0.0596, abs=5e-5)


@pytest.mark.parametrize("yes", [0, 18, 60])
def test_where_everybody_at_every_place_was_asked_the_share_is_exact(yes):
    complete = of_places([1.0], frame=PLACES, residents=PEOPLE)
    answers = share(complete, (np.arange(60) < yes).astype(float))
    limits = intervals.korn_graubard(answers)
    assert limits.lower[0] == limits.upper[0] == pytest.approx(yes / 60)
