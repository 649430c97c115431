"""Every number of R is asked for by a test, or named here with the reason."""

from tests.analysis.builders.r_reference import CHECKS, of_kind
from tests.analysis.estimation import (
    test_against_r,
    test_against_r_intervals,
    test_against_r_tests,
    test_against_r_weights,
)

TESTED_ELSEWHERE = {
    "svykm": "tested in test_survival_reference.py",
    "survfit_unweighted": "tested in test_survival_reference.py",
    "survfit_weighted_robust_cluster": "tested in test_survival_reference.py",
    "survfit_left_trunc": "tested in test_survival_reference.py",
    "svylogrank": "tested in test_survival_reference.py",
    "svycoxph": "tested in test_survival_reference.py",
}
# Asserted in kind, but not to the tolerance: the number itself is not reproducible.
LEFT_OUT = {
    "det/svrep/bootstrap": "drawn with R's generator; held within 10 % of ours",
}
DIFFERENT_ON_PURPOSE = {
    "svyciprop, q5, beta": "R has no interval at 0 %, ours is that of the nominal n",
    "svyciprop, q5, logit": "R shows where its iterations stopped (3e-12), ours raises",
    "svyciprop, likelihood": "R joins a profile by straight lines, ours is the root;"
    " R's number comes out to 1e-8 when the lines are drawn",
    "svychisq, Chisq and lincom": "R's X² counts people without an answer in N",
}


def test_no_reference_check_was_dropped():
    asserted = {
        key
        for module in (
            test_against_r,
            test_against_r_intervals,
            test_against_r_tests,
            test_against_r_weights,
        )
        for key in module.ASSERTED
    }
    elsewhere = {key for kind in TESTED_ELSEWHERE for key in of_kind(kind)}
    groups = (asserted, elsewhere, set(LEFT_OUT))
    assert set().union(*groups) == set(CHECKS)
    assert sum(map(len, groups)) == len(CHECKS) == 339
    assert len(elsewhere) == 8
