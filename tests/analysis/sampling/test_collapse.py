"""Strata of one place are joined for the variance, and for nothing else."""

import pandas as pd
import pytest

from analysis.estimation.design import LonelyUnit, design_of
from analysis.estimation.estimates import estimate_totals
from analysis.estimation.totals import pack, reduce_rows
from analysis.estimation.weights import base_weights
from analysis.sampling.collapse import collapse
from analysis.schema import FrameProblem


def test_joined_strata_share_a_name_and_others_keep_theirs():
    assert collapse(["a", "b", "c"], [("c", "a")]) == {
        "a": "c + a",
        "b": "b",
        "c": "c + a",
    }
    assert collapse(["a"], []) == {"a": "a"}


@pytest.mark.parametrize(
    ("pairs", "message"),
    [
        ([("a", "x")], 'no stratum "x"'),
        ([("a", "b"), ("b", "c")], '"b" is to be joined twice'),
        ([("a", "a")], "at least two strata"),
    ],
)
def test_strata_that_cannot_be_joined_are_named(pairs, message):
    with pytest.raises(FrameProblem, match=message):
        collapse(["a", "b", "c"], pairs)


def test_the_variance_of_two_joined_strata_is_their_squared_difference():
    """One place of 4 in a, one of 2 in b: weights 4 · 3/3 and 2 · 4/2 stay."""
    units = pd.DataFrame(
        {"psu": ["A", "B"], "stratum": ["a", "b"], "population": [3, 4]}
    )
    strata = pd.DataFrame({"stratum": ["a", "b"], "frame_count": [4, 2]})
    rows = pd.DataFrame({"psu": list("AAABB"), "y": [1.0, 1, 0, 1, 1]})
    weight = base_weights(rows, units, strata).to_numpy()
    with pytest.raises(LonelyUnit):
        total(rows, weight, design_of(rows, units, strata, kind="probability"))
    joined = units.assign(
        variance_stratum=units["stratum"].map(collapse(["a", "b"], [("a", "b")]))
    )
    assert base_weights(rows, joined, strata).tolist() == weight.tolist()
    design = design_of(rows, joined, strata, kind="probability")
    estimate = total(rows, weight, design)
    assert design.strata == ("a + b",)
    assert estimate.value[0] == pytest.approx(8 + 8)
    assert estimate.variance[0] == pytest.approx((8 - 8) ** 2)
    rows["y"] = [1.0, 1, 1, 1, 0]
    assert total(rows, weight, design).variance[0] == pytest.approx((12 - 4) ** 2)
    assert estimate.df[0] == 1


def total(rows, weight, design):
    psu = pd.Index(design.psu).get_indexer(rows["psu"])
    keys = [pack(psu, len(design.psu), psu * 0, 1)]
    totals = reduce_rows(keys=keys, weight=weight, y=rows["y"].to_numpy())
    return estimate_totals(totals, design)
