"""Our tests of association and models beside those of R `survey` 4.5."""

import numpy as np
import pytest

from analysis.estimation.association import Statistic, association
from analysis.estimation.logistic import (
    likelihood_test,
    logistic,
    misspecification,
    wald_test,
)
from tests.analysis.builders.r_reference import CHECKS, codes, near, of_kind, sample

TABLES = of_kind("svychisq")
MODELS = of_kind("svyglm")
ASSERTED = TABLES + MODELS + of_kind("regTermTest") + of_kind("regTermTestLRT")
REGION = (3, 4, 5)


@pytest.mark.parametrize("key", TABLES)
def test_association_agrees_with_r(key):
    name, _fn, formula, statistic = key.split("/")
    rows, people = sample(name)
    row, column = (rows[v] for v in formula.removeprefix("~").split(" + "))
    # R had no integration library at hand and fell back to the saddlepoint.
    asked = "saddlepoint" if statistic == "lincom" else statistic
    ours = association(people, codes(row), codes(column), Statistic(asked))
    expected = CHECKS[key]
    near(ours.p, expected["p"])
    found = ours.statistic
    if asked in ("Chisq", "saddlepoint"):
        # R's N counts people without an answer; the effect cancels in p.
        found *= len(rows) / (row.notna() & column.notna()).sum()
    near(found, expected["statistic"])
    df = np.atleast_1d(expected["parameter"])
    near([ours.df, ours.ddf][: len(df)], df)


def models(name):
    rows, people = sample(name)
    regions = [rows["region"] == code for code in "BCD"]
    columns = [np.ones(len(rows)), rows["sex"] == "m", rows["child"], *regions]
    x = np.column_stack(columns).astype(float)
    y = rows["q1"].to_numpy(dtype=float)
    names = ("(Intercept)", "sexm", "child", "regionB", "regionC", "regionD")
    full = logistic(people, y, x, names)
    return full, logistic(people, y, x[:, :3], names[:3])


def close(ours, theirs):
    """R's information matrix is one iteration old; 1e-6 is what it can promise."""
    np.testing.assert_allclose(ours, theirs, rtol=1e-6)


@pytest.mark.parametrize("key", MODELS)
def test_a_logistic_model_agrees_with_r(key):
    ours, expected = models(key.split("/")[0])[0], CHECKS[key]
    assert list(ours.names) == expected["names"]
    close(ours.coefficients, expected["coef"])
    close(ours.se, expected["se"])
    close(ours.t, expected["t"])
    close(ours.p, expected["p"])
    size = np.outer(expected["se"], expected["se"])
    apart = np.abs(ours.covariance - expected["vcov"]) / size
    assert apart.max() < 1e-6
    assert ours.df == expected["df_resid"]


@pytest.mark.parametrize("key", of_kind("regTermTest"))
def test_a_term_of_several_columns_is_tested_as_in_r(key):
    ours, expected = wald_test(models(key.split("/")[0])[0], REGION), CHECKS[key]
    close([ours.statistic, ours.p], [expected["F"], expected["p"]])
    assert (ours.df, ours.ddf) == (expected["df"], expected["ddf"])


@pytest.mark.parametrize("key", of_kind("regTermTestLRT"))
def test_the_likelihood_a_term_adds_is_that_of_r(key):
    full, smaller = models(key.split("/")[0])
    ours, expected = likelihood_test(full, smaller, REGION), CHECKS[key]
    close([ours.statistic, ours.p], [expected["chisq"], expected["p"]])
    close(misspecification(full, REGION), expected["lambda"])
