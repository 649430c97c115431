"""Every number of R is asked for by a test, or named here with the reason."""

from tests.analysis.builders.r_reference import CHECKS, of_kind
from tests.analysis.estimation import (
    test_against_r,
    test_against_r_intervals,
    test_against_r_tests,
    test_against_r_weights,
)

TESTED_ELSEWHERE = {
    "svykm": "tested in test_kaplan_meier_against_r.py",
    "survfit_unweighted": "tested in test_kaplan_meier_against_r.py",
    "survfit_weighted_robust_cluster": "tested in test_kaplan_meier_against_r.py",
    "survfit_left_trunc": "tested in test_kaplan_meier_against_r.py",
    "svylogrank": "tested in test_kaplan_meier_against_r.py",
}
# What R has and no page, command or export of ours uses.
NOT_USED = {
    "svycoxph",
    "svyquantile",
    "regTermTest",
    "regTermTestLRT",
    "svrep",
    "trimWeights",
}
NOT_USED_STATISTICS = {
    "svychisq": {"Chisq", "Wald", "adjWald", "lincom", "saddlepoint"},
    "svyciprop": {"likelihood", "xlogit", "logit", "asin", "wilson"},
}
DIFFERENT_ON_PURPOSE = {
    "svyciprop, q5, beta": "R has no interval at 0 %, ours is that of the nominal n",
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
    not_used = {key for kind in NOT_USED for key in of_kind(kind)} | {
        key
        for kind, statistics in NOT_USED_STATISTICS.items()
        for key in of_kind(kind)
        if key.split("/")[-1] in statistics
    }
    groups = (asserted, elsewhere, not_used)
    assert set().union(*groups) == set(CHECKS)
    assert sum(map(len, groups)) == len(CHECKS) == 339
    assert len(elsewhere) == 7
