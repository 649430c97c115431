"""Which gap comes first, told in one sentence; and many comparisons at once."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.comparison.change_between_rounds import Change, adjust_p
from analysis.indicators.evidence_strength import Strength
from analysis.indicators.priorities import Gap, Severity, priorities
from analysis.schema import FindingCode, FrameProblem

GRAVE = Severity(scale=4, scope=2, irremediable=1)
PLAIN = Gap("LEG-01", FindingCode.NOT_MET, Strength.TWO_GROUPS, severity=GRAVE)


def compared(p):
    return Change(0.2, 0.05, 10, 0.1, 0.3, p, (50, 50), 5, 0.0, 0.95)


def codes(result):
    return [
        (ranked.rank, ranked.gap.standard, ranked.decided_by)
        for ranked in result.ranked
    ]


@pytest.mark.parametrize(
    ("component", "first"),
    [
        ("contradicted", {"contradicted": True}),
        ("zero_tolerance", {"zero_tolerance": True}),
        ("severity", {"severity": Severity(4, 4, 4), "standard": "ZZZ"}),
        ("extent", {"extent": 0.2}),
        ("inequality", {"inequality": 0.1}),
        ("feasibility", {"feasibility": 3}),
    ],
)
def test_each_component_decides_where_those_before_are_equal(component, first):
    low = replace(PLAIN, standard="AAA", severity=Severity(3, 1, 1))
    high = replace(low, **{"standard": "ZZZ"} | first)
    result = priorities([low, high])
    assert codes(result) == [(1, "ZZZ", ""), (2, "AAA", component)]


def test_what_is_not_met_comes_before_what_is_unclear_however_grave():
    unclear = replace(
        PLAIN,
        standard="B",
        finding=FindingCode.INCONCLUSIVE,
        severity=Severity(4, 4, 4),
    )
    mild = replace(PLAIN, severity=Severity(1, 1, 1))
    assert codes(priorities([unclear, mild])) == [
        (1, "LEG-01", ""),
        (2, "B", "finding"),
    ]


def test_one_grave_side_is_not_offset_by_mild_ones():
    mild = replace(PLAIN, standard="B", severity=Severity(3, 3, 3))
    assert codes(priorities([mild, PLAIN]))[0] == (1, "LEG-01", "")


def test_equal_gaps_share_a_rank():
    result = priorities([replace(PLAIN, standard=s) for s in "BAC"])
    assert [rank for rank, _standard, _why in codes(result)] == [1, 1, 1]


def test_severity_that_nobody_judged_is_not_made_up():
    waiting = replace(PLAIN, standard="B", severity=None, contradicted=True)
    result = priorities([waiting, PLAIN])
    assert codes(result) == [(1, "LEG-01", "")]
    assert result.unjudged == (waiting,)


def test_a_standard_that_is_met_is_no_gap():
    result = priorities([replace(PLAIN, finding=FindingCode.MET)])
    assert (result.ranked, result.unjudged) == ((), ())


def test_people_judge_from_one_to_four():
    with pytest.raises(FrameProblem, match=r"scope is 5\. It is judged from 1"):
        Severity(1, 5, 1)
    with pytest.raises(FrameProblem, match="feasibility is 0"):
        replace(PLAIN, feasibility=0)


def test_benjamini_and_hochberg_count_the_comparisons_that_have_a_p():
    """Of .01, .03 and .04: 3 · .01, then 3/2 · .03 and .04, the least from above."""
    comparisons = adjust_p([compared(p) for p in (0.01, np.nan, 0.04, 0.03)])
    q = [comparison.p_adjusted for comparison in comparisons]
    assert q[1] is None
    assert (q[0], q[2], q[3]) == pytest.approx((0.03, 0.04, 0.04))
    nothing = adjust_p([compared(np.nan)])
    assert nothing[0].p_adjusted is None


@pytest.fixture
def answers():
    dice = np.random.default_rng(3)
    group, age = dice.integers(0, 2, 240), dice.normal(size=240)
    y = (dice.random(240) < 1 / (1 + np.exp(-0.8 * group - age))).astype(float)
    return y, group.astype(float), age
