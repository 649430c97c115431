"""Two groups beside each other: where there is variance, and where there is none."""

import numpy as np
import pytest

from analysis.estimation.design import Design
from analysis.estimation.totals import pack, reduce_rows, side_by_side
from analysis.indicators.reference_differences import against, disparity, relative
from analysis.schema import Chance, FrameProblem

WEIGHTS = np.array([1.1, 2.3, 3.7, 0.7, 1.9, 2.9])


def design(frame=np.nan, residents=np.nan, interviewed=10.0):
    """Six places of one stratum."""
    return Design(
        psu=tuple(f"P{place}" for place in range(6)),
        stratum=np.zeros(6, dtype=np.int64),
        strata=("S",),
        frame=np.array([frame]),
        sampled=np.full(6, interviewed),
        population=np.full(6, residents),
        kind=Chance.PROBABILITY,
    )


def women_and_men(answers, cells=2):
    """At each place the same ten answers, of women and men in turn."""
    y = np.tile(np.asarray(answers, dtype=float), 6)
    psu, sex = np.repeat(np.arange(6), 10), np.arange(60) % cells
    key = pack(psu, 6, sex, cells)
    return reduce_rows(keys=[key], weight=WEIGHTS[psu], y=y)


def everybody_and_women(answers):
    return side_by_side([women_and_men(answers, 1), women_and_men(answers)])


# Of five women three say yes, of five men one.
ANSWERS = [1, 1, 1, 0, 1, 0, 0, 0, 0, 0]


def test_no_place_differs_from_another_and_no_p_is_made_of_rounding():
    apart = disparity(women_and_men(ANSWERS), design(), group=0, reference=1)
    assert apart.difference == pytest.approx(0.4)
    assert (apart.se, np.isnan(apart.p), np.isnan(apart.lower)) == (0, True, True)


def test_answers_that_differ_are_not_called_the_same():
    totals = women_and_men(ANSWERS)
    with pytest.raises(
        FrameProblem, match="0 and 1 differ, but their variance is 0: no"
    ):
        relative(totals, design(), group=0, reference=1)
    with pytest.raises(FrameProblem, match="of cell 0 differ, but their variance"):
        against(totals, design(), cell=0, target=0.5)


def test_where_everybody_was_asked_the_difference_has_no_width():
    totals, complete = women_and_men(ANSWERS), design(frame=6.0, residents=10.0)
    apart = disparity(totals, complete, group=0, reference=1)
    assert apart.lower == apart.difference == apart.upper == pytest.approx(0.4)
    ratio = relative(totals, complete, group=0, reference=1)
    assert ratio.lower == ratio.ratio == ratio.upper == pytest.approx(3)
    short = against(totals, complete, cell=0, target=0.5)
    assert short.lower == short.difference == short.upper == pytest.approx(0.1)
    assert np.isnan([apart.p, ratio.p, short.p]).all()


@pytest.mark.parametrize("compare", [disparity, relative])
def test_a_group_is_not_compared_with_itself_or_with_all_who_include_it(compare):
    with pytest.raises(FrameProblem, match="Cell 1 is set beside itself"):
        compare(women_and_men(ANSWERS), design(), group=1, reference=1)
    with pytest.raises(FrameProblem, match=r"P0 they have 15 answers of 10 interviews"):
        compare(everybody_and_women(ANSWERS), design(), group=1, reference=0)
