"""People who were not chosen at random: counts, and no way to anything more."""

import inspect
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.estimation import intervals
from analysis.estimation.design import Design, design_of
from analysis.estimation.estimates import Estimates, estimate_ratios
from analysis.estimation.totals import pack, reduce_rows
from analysis.indicators import pair_differences, target_gap
from analysis.pipeline import frame_figures
from analysis.schema import (
    INFERRED,
    Chance,
    DesignKind,
    ExactFigure,
    IndicatorDefinition,
    Limits,
    NotAtRandom,
)
from tests.analysis.builders.interviews import SHARE, interviews, plan
from tests.analysis.builders.plain_tests import pair_difference

CHOSEN = {
    "indicator": "x",
    "source": "m",
    "group_var": "all",
    "group_code": "all",
    "design_class": "purposive",
}
CHANCE = [kind.value for kind in Chance]


def designed(kind, people=20):
    units, strata = plan(people=people)
    rows = interviews(units, people=people)
    return rows, design_of(rows, units, strata, kind=kind)


def estimated(kind):
    rows, design = designed(kind)
    psu = pd.Index(design.psu).get_indexer(rows["psu"]).astype(np.int64)
    cell = (rows["sex"] == "m").to_numpy().astype(np.int64)
    totals = reduce_rows(
        keys=[pack(psu, len(design.psu), cell, 2)],
        weight=np.ones(len(rows)),
        y=rows["q"].to_numpy(),
    )
    return totals, design, estimate_ratios(totals, design)


def test_people_not_chosen_at_random_have_no_design():
    with pytest.raises(NotAtRandom, match="no weight, interval, p-value or verdict"):
        designed("purposive")
    design = designed("probability")[1]
    with pytest.raises(NotAtRandom):
        replace(design, kind="purposive")


def test_nor_can_estimates_or_limits_be_made_to_say_they_were():
    _totals, _design, estimates = estimated("probability")
    with pytest.raises(NotAtRandom):
        replace(estimates, kind="purposive")
    with pytest.raises(NotAtRandom):
        Limits(0.4, 0.6, DesignKind.PURPOSIVE)
    with pytest.raises(NotAtRandom):
        intervals.hypergeometric(3, 10, 40, kind=DesignKind.PURPOSIVE)


def test_every_interval_test_and_verdict_asks_for_what_only_chance_has():
    """A function that took plain numbers would be a way around the type."""
    types = {Estimates, Design, Limits, Chance}
    public = [
        function
        for module, names in (
            (intervals, ("korn_graubard", "symmetric")),
            (intervals, ("effective_n", "hypergeometric")),
            (pair_differences, ("pair_differences",)),
            (target_gap, ("finding", "gap")),
        )
        for function in (getattr(module, name) for name in names)
    ]
    for function in public:
        arguments = inspect.signature(function).parameters.values()
        assert types & {argument.annotation for argument in arguments}, (
            function.__name__
        )


@pytest.mark.parametrize("name", INFERRED)
def test_a_figure_of_them_cannot_hold_a_number_that_chance_alone_gives(name):
    assert ExactFigure(**CHOSEN, n=9, k=4).k == 4
    with pytest.raises(NotAtRandom):
        ExactFigure(**CHOSEN, n=9, k=4, **{name: 0.5})


@pytest.mark.parametrize("finding", ["met", "inconclusive"])
def test_nor_can_they_meet_a_standard_or_come_close(finding):
    """But one place that fails, or one verified case, is enough whoever chose them."""
    with pytest.raises(NotAtRandom):
        ExactFigure(**CHOSEN, n=9, k=4, finding=finding)
    assert ExactFigure(**CHOSEN, n=9, k=4, finding="not_met").finding == "not_met"


def released(kind, rows=None, **frames):
    units, strata = plan(**frames)
    rows = interviews(units) if rows is None else rows
    exact = frame_figures(
        rows,
        units,
        strata,
        (
            SHARE,
            IndicatorDefinition("z", target=0.0, direction="down", zero_tolerance=True),
        ),
        ("sex", "site"),
        design_class=kind,
        source="m",
    )
    return {(f.indicator, f.group_var, f.group_code): f for f in exact.figures}


def asked_for_two(**columns):
    units, _strata = plan()
    rows = interviews(units)
    return rows.assign(z=rows["q"], site=rows["psu"], **columns)


def test_a_purposive_round_has_counts_alone_even_where_one_case_would_be_too_many():
    figures = released("purposive", rows=asked_for_two(weight=np.nan))
    assert figures
    for figure in figures.values():
        assert figure.n is not None
        assert figure.finding == "no_finding"
        assert all(getattr(figure, name) is None for name in INFERRED)


@pytest.mark.parametrize("kind", CHANCE)
def test_chance_gives_a_range_and_a_verdict(kind):
    figure = released(kind, rows=asked_for_two())["z", "all", "all"]
    assert figure.finding == "not_met"
    assert figure.lower <= figure.estimate <= figure.upper


def test_a_census_has_no_variance_anywhere():
    totals, design, estimates = estimated("census")
    assert estimates.se.tolist() == [0, 0]
    assert estimates.exact.all()
    apart = pair_difference(totals, design, group=0, reference=1)
    assert apart.se == 0


def test_one_place_of_known_size_has_the_exact_interval_of_its_people():
    figure = released("probability", rows=asked_for_two())["q", "site", "S0-0"]
    exact = intervals.hypergeometric(figure.k, 20, 60, kind=Chance.PROBABILITY)
    assert (figure.lower, figure.upper) == (exact.lower, exact.upper)
    assert figure.method == "hypergeometric"


def test_people_of_one_place_with_different_weights_have_not():
    """The exact interval is that of people drawn with the same chance."""
    rows = asked_for_two(weight=np.linspace(1, 2, 240))
    figure = released("probability", rows=rows)["q", "site", "S0-0"]
    assert figure.method == "korn_graubard"


def test_a_part_of_one_place_has_not():
    """How many women live there is not known, so their number cannot bound a share."""
    rows = asked_for_two()
    rows.loc[rows["psu"] != "S0-0", "sex"] = "m"
    rows.loc[rows["psu"] == "S0-0", "sex"] = ["f", "m"] * 10
    assert released("probability", rows=rows)["q", "sex", "f"].method != (
        "hypergeometric"
    )


def test_every_kth_of_a_list_is_flagged_and_otherwise_as_a_simple_sample():
    plain = released("probability", rows=asked_for_two())["q", "all", "all"]
    steps = released("systematic", rows=asked_for_two())["q", "all", "all"]
    assert (plain.note, steps.note) == ("", "periodicity")
    assert (steps.lower, steps.upper) == (plain.lower, plain.upper)


def test_few_places_and_a_rhythm_are_both_said():
    units, strata = plan(strata=2, places=3)
    rows = interviews(units)
    (figure,) = frame_figures(
        rows, units, strata, (SHARE,), (), design_class="systematic", source="m"
    ).figures
    assert figure.note == "few_df;periodicity"
