"""Places drawn by size: their weights, and the variance of what they say."""

import numpy as np
import pandas as pd
import pytest

from analysis.estimation.design import design_of, variance_strata
from analysis.estimation.estimates import estimate_totals
from analysis.estimation.totals import pack, reduce_rows
from analysis.estimation.weights import base_weights, place_weights
from analysis.frame_checks import check_counts
from analysis.schema import FrameProblem
from tests.analysis.builders.interviews import interviews, plan

STRATA = pd.DataFrame({"stratum": ["s"], "frame_count": [5]})
# A place so large that it had to be drawn, and two drawn by size.
UNITS = pd.DataFrame(
    {
        "psu": ["C", "P", "Q"],
        "stratum": "s",
        "population": [10.0, 6.0, 3.0],
        "chance": [1.0, 0.5, 0.25],
    }
)
ROWS = pd.DataFrame({"psu": list("CCCCPPPQQQ"), "y": [1.0, 1, 0, 1, 1, 0, 0, 1, 1, 1]})


def total(rows, units, weight, **options):
    design = design_of(rows, units, STRATA, kind="probability", **options)
    psu = pd.Index(design.psu).get_indexer(rows["psu"])
    keys = [pack(psu, len(design.psu), psu * 0, 1)]
    totals = reduce_rows(keys=keys, weight=weight, y=rows["y"].to_numpy())
    return design, estimate_totals(totals, design)


# -- variance --------------------------------------------------------------------------


def test_a_certainty_place_varies_by_its_people_and_others_as_if_with_replacement():
    """By hand: 10² · (1 − 4/10) · s²/4 with s² = 1/4 of C, and (4 − 12)² of P and Q."""
    weight = base_weights(ROWS, UNITS, STRATA).to_numpy()
    assert weight.tolist() == [2.5] * 4 + [4.0] * 3 + [4.0] * 3
    design, estimate = total(ROWS, UNITS, weight)
    assert estimate.value[0] == pytest.approx(7.5 + 4 + 12)
    assert estimate.variance[0] == pytest.approx(3.75 + 64)
    assert estimate.df[0] == 1
    assert design.strata == ("s", "s: C")
    assert design.psu == ("C", "P", "Q")


def test_people_of_a_certainty_place_vary_also_in_one_stage():
    weight = base_weights(ROWS, UNITS, STRATA).to_numpy()
    _design, estimate = total(ROWS, UNITS, weight, two_stage=False)
    assert estimate.variance[0] == pytest.approx(3.75 + 64)


def test_a_certainty_place_of_unknown_people_counts_all_the_variance_of_those_asked():
    weight = base_weights(ROWS, UNITS, STRATA).to_numpy()
    unknown = UNITS.assign(population=[np.nan, 6, 3])
    _design, estimate = total(ROWS, unknown, weight)
    assert estimate.variance[0] == pytest.approx(10**2 * 0.25 / 4 + 64)
    answered_there = ROWS.assign(y=ROWS["y"].where(ROWS["psu"] == "C"))
    _design, alone = total(answered_there, unknown, weight)
    assert np.isnan(alone.residents).all()


def test_everybody_of_a_certainty_place_leaves_nothing_to_chance_there():
    everybody = UNITS.assign(population=[4, 6, 3])
    weight = base_weights(ROWS, everybody, STRATA).to_numpy()
    _design, estimate = total(ROWS, everybody, weight)
    assert estimate.variance[0] == pytest.approx(64)


def test_equal_chances_have_the_variance_of_a_simple_draw():
    units, strata = plan()
    rows = interviews(units)
    plain = design_of(rows, units, strata, kind="probability")
    ours = design_of(rows, units.assign(chance=0.5), strata, kind="probability")
    assert ours.frame.tolist() == plain.frame.tolist() == [8, 8, 8]
    assert (ours.strata, ours.psu) == (plain.strata, plain.psu)
    assert ours.stratum.tolist() == plain.stratum.tolist()


def test_all_places_of_a_stratum_taken_are_one_stratum():
    units, strata = plan(frame=4)
    layers = variance_strata(units.assign(chance=1.0), strata)
    assert not layers.certain.any()
    assert layers.frames == {"S0": 4, "S1": 4, "S2": 4}


def test_places_left_beside_certain_ones_keep_their_number_if_their_chances_are_equal():
    units = UNITS.assign(chance=[1.0, 0.5, 0.5])
    assert variance_strata(units, STRATA).frames == {"s": 4, "s: C": 1}
    by_size = variance_strata(UNITS, STRATA).frames
    assert np.isnan(by_size["s"])


def test_a_place_that_refused_does_not_turn_a_simple_draw_into_one_by_size():
    units, strata = plan()
    rows = interviews(units)
    rows = rows[rows["psu"] != "S1-2"]
    design = design_of(rows, units.assign(chance=0.5), strata, kind="probability")
    assert design.frame.tolist() == [8, 8, 8]
    assert design.units.tolist() == [4, 3, 4]


# -- weights ---------------------------------------------------------------------------


@pytest.mark.parametrize("refused", [(), ("S0-1",), ("S0-1", "S0-3", "S2-0")])
def test_equal_chances_give_the_weights_of_places_by_places(refused):
    units, strata = plan()
    rows = interviews(units)
    rows = rows[~rows["psu"].isin(refused)]
    plain = base_weights(rows, units, strata).to_numpy()
    ours = base_weights(rows, units.assign(chance=4 / 8), strata).to_numpy()
    np.testing.assert_allclose(ours, plain, rtol=1e-14)


def test_a_stratum_without_chances_counts_its_places():
    units, strata = plan()
    rows = interviews(units)
    plain = base_weights(rows, units, strata)
    chance = np.where(units["stratum"] == "S1", 0.25, np.nan)
    ours = base_weights(rows, units.assign(chance=chance), strata)
    inside = rows["stratum"] == "S1"
    assert (ours[inside] == 2 * plain[inside]).all()
    assert (ours[~inside] == plain[~inside]).all()


def test_a_large_place_that_refuses_passes_on_its_people_not_one_place():
    took_part = np.array([False, True, True])
    weight = place_weights(UNITS, STRATA, took_part)
    assert weight.tolist() == pytest.approx([0, 34 / 24 * 2, 34 / 24 * 4])
    unknown = UNITS.assign(population=[np.nan, 6, 3])
    passed_on = 1 + 4.5 / 24
    assert place_weights(unknown, STRATA, took_part).tolist() == pytest.approx(
        [0, passed_on * 2, passed_on * 4]
    )


def test_a_place_that_refuses_is_stood_for_by_its_weighting_class():
    units, strata = plan(strata=1)
    units = units.assign(chance=0.5, weighting_class=["x", "x", "y", "y"])
    took_part = np.array([True, False, True, True])
    assert place_weights(units, strata, took_part).tolist() == [4, 0, 2, 2]
    with pytest.raises(FrameProblem, match=r'class or stratum "y" took part \(2 drawn'):
        place_weights(units, strata, np.array([True, True, False, False]))


@pytest.mark.parametrize("chance", [None, 0.5])
def test_a_place_where_nobody_was_held_stands_for_others_like_it(chance):
    """Two of four places drawn, one empty: 10 people there are 20 in all, not 40."""
    units = pd.DataFrame(
        {"psu": ["A", "B"], "stratum": "s", "population": [10, 0], "chance": chance}
    )
    strata = pd.DataFrame({"stratum": ["s"], "frame_count": [4]})
    rows = pd.DataFrame({"psu": ["A"] * 5})
    assert base_weights(rows, units, strata).sum() == 20


@pytest.mark.parametrize("chance", [0.0, 1.5, -0.1, np.nan])
def test_a_chance_that_cannot_be_is_named(chance):
    units, strata = plan()
    rows = interviews(units)
    units = units.assign(chance=0.5)
    units.loc[5, "chance"] = chance
    with pytest.raises(FrameProblem, match=r"Primary unit S1-1 has the chance"):
        check_counts(rows, units, strata)
    with pytest.raises(FrameProblem, match="S1-1"):
        base_weights(rows, units, strata)
