"""From frames to figures: what is said, and what is not said."""

import numpy as np
import pandas as pd
import pytest

from analysis.estimation import intervals
from analysis.estimation.design import LonelyUnit, design_of
from analysis.estimation.estimates import estimate_ratios
from analysis.estimation.totals import pack, reduce_rows
from analysis.estimation.weights import EmptyStratum, base_weights
from analysis.indicators.target_gap import finding, gap
from analysis.pipeline import frame_figures
from analysis.schema import Chance, FrameProblem, IndicatorDefinition, Limits
from tests.analysis.builders.interviews import SHARE, interviews, plan


def figures(rows, units, strata, kind="probability", groups=("sex",), **options):
    exact = frame_figures(
        rows, units, strata, (SHARE,), groups, design_class=kind, source="m", **options
    ).figures
    return {(figure.group_var, figure.group_code): figure for figure in exact}


def test_a_weighted_share_is_that_of_plain_arithmetic():
    units, strata = plan()
    rows = interviews(units)
    weight = base_weights(rows, units, strata)
    expected = (weight * rows["q"]).sum() / weight.sum()
    figure = figures(rows, units, strata)["all", "all"]
    assert figure.estimate == pytest.approx(expected, abs=1e-15)
    assert figure.n == len(rows)
    assert figure.n_clusters == 12
    assert figure.df == 9


def test_weights_add_up_to_the_people_of_the_country():
    units, strata = plan(people=20, frame=8)
    rows = interviews(units)
    assert base_weights(rows, units, strata).sum() == pytest.approx(3 * 8 * 60)


def test_an_empty_stratum_is_named_with_its_people():
    units, strata = plan()
    rows = interviews(units)
    rows = rows[rows["stratum"] != "S1"]
    with pytest.raises(EmptyStratum, match='stratum "S1" has 0 interviews but pop'):
        figures(rows, units, strata)


def test_a_lonely_unit_is_named_with_the_ways_out():
    units, strata = plan()
    units = units[~units["psu"].isin(["S2-1", "S2-2", "S2-3"])].reset_index(drop=True)
    rows = interviews(units)
    with pytest.raises(LonelyUnit, match=r'"S2" .* \(site S2-0\).*Merge it'):
        figures(rows, units, strata)


def test_a_missing_column_is_named():
    units, strata = plan()
    with pytest.raises(FrameProblem, match="interviews has no q"):
        figures(interviews(units).drop(columns="q"), units, strata)


def test_a_place_without_anyone_of_the_group_stays_in_the_design():
    """Domains are zeros, never row filters: the standard error counts every place."""
    units, strata = plan()
    rows = interviews(units)
    rows.loc[rows["psu"].str.endswith("-0"), "sex"] = "m"
    figure = figures(rows, units, strata)["sex", "f"]
    alone = figures(rows[rows["sex"] == "f"], units, strata)["all", "all"]
    assert figure.n == alone.n
    assert figure.se != pytest.approx(alone.se)


def test_people_not_chosen_at_random_get_a_count_and_nothing_more():
    units, strata = plan()
    figure = figures(interviews(units), units, strata, "purposive")["all", "all"]
    assert (figure.method, figure.finding) == ("count_only", "no_finding")
    assert figure.k is not None
    for silent in ("estimate", "se", "lower", "upper", "gap", "deff"):
        assert getattr(figure, silent) is None


def test_a_census_has_no_range():
    units, strata = plan()
    figure = figures(interviews(units), units, strata, "census")["all", "all"]
    assert figure.lower == figure.estimate == figure.upper
    assert figure.se == 0


def test_reasons_for_no_answer_are_counted_and_not_asked_is_not_the_base():
    units, strata = plan()
    rows = interviews(units)
    rows["q:state"] = ""
    rows.loc[:4, ["q", "q:state"]] = [np.nan, "refused"]
    rows.loc[5:19, ["q", "q:state"]] = [np.nan, "not_applicable"]
    figure = figures(rows, units, strata)["all", "all"]
    assert figure.nonresponse == {"refused": 5, "not_applicable": 15}
    assert figure.n_base == figure.n + 5


@pytest.mark.parametrize("yes", [3, 237])
def test_almost_nobody_and_almost_everybody_have_a_range(yes):
    units, strata = plan()
    rows = interviews(units)
    rows["q"] = (np.arange(len(rows)) * 7 % len(rows) < yes).astype(float)
    figure = figures(rows, units, strata)["all", "all"]
    assert figure.lower < yes / len(rows) < figure.upper


# -- findings ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("direction", "target", "limits", "cases", "zero", "expected"),
    [
        ("up", 0.9, (0.5, 0.89), 5, False, "not_met"),
        ("up", 0.9, (0.5, 0.9), 5, False, "inconclusive"),
        ("up", 0.9, (0.86, 0.95), 5, False, "met"),
        ("up", 0.9, (0.84, 0.95), 5, False, "inconclusive"),
        ("down", 0.0, (0.01, 0.2), 5, False, "not_met"),
        ("down", 0.0, (0.0, 0.04), 0, False, "met"),
        ("down", 0.0, (0.0, 0.09), 0, False, "inconclusive"),
        ("down", 0.0, (0.001, 0.04), 1, True, "inconclusive"),
        ("down", 0.0, (0.06, 0.2), 9, True, "not_met"),
        ("down", 0.0, (0.0, 0.04), 0, True, "met"),
        ("up", None, (0.0, 0.04), 0, True, "no_finding"),
        ("up", 1.0, (0.97, 0.999), 1, True, "inconclusive"),
        ("up", 1.0, (0.8, 0.94), 9, True, "not_met"),
        ("up", 1.0, (0.99, 0.99), 1, False, "not_met"),
        ("down", None, (0.0, 0.04), 1, True, "no_finding"),
    ],
)
def test_findings_follow_the_rule(direction, target, limits, cases, zero, expected):
    indicator = IndicatorDefinition(
        "x", target=target, direction=direction, zero_tolerance=zero
    )
    around = Limits(*limits, Chance.PROBABILITY)
    result = finding(indicator, around, cases=cases, tolerance=0.05)
    assert result == expected


@pytest.mark.parametrize("target", [0.0, None])
def test_one_verified_case_is_too_many_whatever_the_estimate(target):
    seen = IndicatorDefinition(
        "x", target=target, direction="down", zero_tolerance=True, verified=True
    )
    around = Limits(0.0, 0.04, Chance.CENSUS)
    assert finding(seen, around, cases=1, tolerance=0.05) == "not_met"
    assert finding(seen, around, cases=0, tolerance=0.05) != "not_met"


def test_a_positive_gap_is_always_short_of_the_target():
    up = IndicatorDefinition("x", target=0.9)
    down = IndicatorDefinition("x", target=0.1, direction="down")
    assert gap(up, 0.6, Limits(0.5, 0.7, Chance.SYSTEMATIC)) == pytest.approx(
        (0.3, 0.2, 0.4)
    )
    assert gap(down, 0.3, Limits(0.2, 0.4, Chance.SYSTEMATIC)) == pytest.approx(
        (0.2, 0.1, 0.3)
    )


# -- intervals --------------------------------------------------------------------


def test_one_place_asked_in_full_has_no_uncertainty():
    limits = intervals.hypergeometric(7, 20, 20, kind=Chance.SYSTEMATIC)
    assert (limits.lower, limits.upper) == (0.35, 0.35)


@pytest.mark.parametrize(("k", "n", "big"), [(0, 10, 40), (3, 10, 40), (10, 10, 40)])
def test_the_exact_interval_covers_as_often_as_it_says(k, n, big):
    """Every population whose probability of such a sample is above 2.5 % is inside."""
    from math import comb

    limits = intervals.hypergeometric(k, n, big, kind=Chance.SYSTEMATIC)
    for yes in range(k, big - (n - k) + 1):
        ways = [comb(yes, i) * comb(big - yes, n - i) for i in range(n + 1)]
        above = sum(ways[k:]) / comb(big, n)
        below = sum(ways[: k + 1]) / comb(big, n)
        inside = limits.lower <= yes / big <= limits.upper
        assert inside == (above > 0.025 and below > 0.025)


def test_no_interviews_make_no_figures():
    units, strata = plan()
    rows = interviews(units).iloc[:0]
    assert figures(rows, units, strata) == {}


def test_the_input_frames_are_left_as_they_were():
    units, strata = plan()
    rows = interviews(units)
    copy = rows.copy()
    figures(rows, units, strata)
    pd.testing.assert_frame_equal(rows, copy)


def test_without_clustering_the_interval_is_that_of_clopper_and_pearson():
    """A second opinion: statsmodels, at n − 1, as the variance divides by n − 1."""
    from statsmodels.stats.proportion import proportion_confint

    n, k = 80, 17
    single_cell = np.zeros(n, dtype=np.int64)
    people = np.arange(n)
    rows = pd.DataFrame({"psu": people.astype(str)})
    units = rows.assign(stratum="S", population=np.nan)
    strata = pd.DataFrame({"stratum": ["S"], "frame_count": [np.nan]})
    design = design_of(rows, units, strata, kind="probability", two_stage=False)
    y = (people < k).astype(float)
    totals = reduce_rows(keys=[pack(people, n, single_cell, 1)], weight=np.ones(n), y=y)
    ours = intervals.korn_graubard(estimate_ratios(totals, design))
    theirs = proportion_confint(k * (n - 1) / n, n - 1, method="beta")
    assert (ours.lower[0], ours.upper[0]) == pytest.approx(theirs, rel=1e-12)
