"""Our tests of tables and our models beside those of R `survey` 4.5."""

import numpy as np
import pytest

from analysis.estimation.logistic import logistic
from tests.analysis.builders.plain_tests import rao_scott
from tests.analysis.builders.r_reference import CHECKS, codes, near, of_kind, sample

TABLES = [key for key in of_kind("svychisq") if key.endswith("/F")]
MODELS = of_kind("svyglm")
ASSERTED = TABLES + MODELS


@pytest.mark.parametrize("key", TABLES)
def test_the_test_of_people_is_that_of_r(key):
    """It is what the test of totals is held against, see test_overall_tests.py."""
    name, _fn, formula, _statistic = key.split("/")
    rows, people = sample(name)
    row, column = (rows[v] for v in formula.removeprefix("~").split(" + "))
    ours, expected = rao_scott(people, codes(row), codes(column)), CHECKS[key]
    near(ours.p, expected["p"])
    near(ours.statistic, expected["statistic"])
    near([ours.df, ours.ddf], np.atleast_1d(expected["parameter"]))


def model(name):
    rows, people = sample(name)
    regions = [rows["region"] == code for code in "BCD"]
    columns = [np.ones(len(rows)), rows["sex"] == "m", rows["child"], *regions]
    x = np.column_stack(columns).astype(float)
    y = rows["q1"].to_numpy(dtype=float)
    names = ("(Intercept)", "sexm", "child", "regionB", "regionC", "regionD")
    return logistic(people, y, x, names)


def close(ours, theirs):
    """R's information matrix is one iteration old; 1e-6 is what it can promise."""
    np.testing.assert_allclose(ours, theirs, rtol=1e-6)


@pytest.mark.parametrize("key", MODELS)
def test_a_logistic_model_agrees_with_r(key):
    ours, expected = model(key.split("/")[0]), CHECKS[key]
    assert list(ours.names) == expected["names"]
    close(ours.coefficients, expected["coef"])
    close(ours.se, expected["se"])
    close(ours.t, expected["t"])
    close(ours.p, expected["p"])
    size = np.outer(expected["se"], expected["se"])
    apart = np.abs(ours.covariance - expected["vcov"]) / size
    assert apart.max() < 1e-6
    assert ours.df == expected["df_resid"]
