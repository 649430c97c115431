"""Time in detention beside R: `survey` 4.5 over the design, `survival` 3.5 without."""

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.duration.kaplan_meier import quantiles_held, restricted_mean, still_held
from analysis.duration.logrank import log_rank
from analysis.duration.risk_sets import spells
from analysis.duration.survival_curve import Estimator
from analysis.estimation.design import design_of

REFERENCE = Path(__file__).resolve().parents[2] / "reference"
CHECKS = json.loads((REFERENCE / "detention_expected.json").read_text())["checks"]
TOLERANCE = 1e-8
R_STOPS_EARLY = 1e-6  # coxph ends its steps at 1e-9 of the likelihood


@cache
def people():
    rows = pd.read_csv(REFERENCE / "detention.csv")
    return rows[rows["stratum"] != "S12"].reset_index(drop=True)


@cache
def setting():
    """(stays, design) of R's design `det`."""
    rows = people().rename(columns={"facility": "psu"})
    units = rows.drop_duplicates("psu")[["psu", "stratum"]].assign(population=np.nan)
    strata = rows.drop_duplicates("stratum")[["stratum"]].assign(frame_count=np.nan)
    design = design_of(rows, units, strata, kind="probability")
    positions = pd.Index(design.psu).get_indexer(pd.Index(rows["psu"]))
    event = 1 - rows["held"]
    return spells(
        kind="probability",
        exit=rows["days"],
        event=event,
        weight=rows["w"],
        psu=positions,
    ), design


def near(ours, theirs, tolerance=TOLERANCE):
    ours, theirs = np.asarray(ours, float), np.asarray(theirs, float)
    assert ours.shape == theirs.shape
    np.testing.assert_allclose(ours, theirs, rtol=tolerance)


def unweighted(**columns):
    rows = people()
    return spells(
        kind="probability", exit=rows["days"], event=1 - rows["held"], **columns
    )


@pytest.mark.parametrize("key", ["det/svykm", "det/svykm/sex=m", "det/svykm/sex=f"])
def test_the_share_still_held_is_that_of_svykm(key):
    stays, design = setting()
    if "sex" in key:
        stays = stays.where((people()["sex"] == key[-1]).to_numpy())
    expected = CHECKS[key]
    ours = still_held(
        stays, expected["times"], design=design, estimator=Estimator.HAZARD
    )
    near(ours.value, expected["surv"])
    near(ours.se / ours.value, expected["se_log"])


def test_limits_are_those_of_svykm_but_for_the_degrees_of_freedom():
    """R takes 1.96; ours is t, because there are only so many places."""
    stays, design = setting()
    expected = CHECKS["det/svykm"]
    ours = still_held(
        stays, expected["times"], design=design, estimator=Estimator.HAZARD
    )
    assert ours.basis.df == design.df
    ratio = stats.norm.ppf(0.975) / stats.t.ppf(0.975, design.df)
    lower, upper = np.array(expected["ci"]).T
    near(np.log(ours.value / ours.lower) * ratio, np.log(ours.value / lower))
    near(np.log(ours.upper / ours.value) * ratio, np.log(upper / ours.value))


def test_quartiles_are_those_of_svykm():
    stays, design = setting()
    ours = quantiles_held(stays, design=design, estimator=Estimator.HAZARD)
    near([q.value for q in ours], CHECKS["det/svykm"]["quantiles"])


def test_the_unweighted_curve_is_that_of_survfit():
    expected = CHECKS["det/survfit_unweighted"]
    ours = still_held(unweighted(), expected["times"])
    for name, theirs in (("value", "surv"), ("se", "se")):
        near(getattr(ours, name), expected[theirs])
    near(ours.lower, expected["lower"])
    near(ours.upper, expected["upper"])
    assert quantiles_held(unweighted(), [0.5])[0].value == expected["median"]
    mean = restricted_mean(unweighted(), 180)
    near([mean.value, mean.se], [expected["rmean180"], expected["rmean180_se"]])


def test_the_robust_curve_is_that_of_survfit_with_clusters():
    """R forgets strata and G/(G − 1) there; the rest is the same linearisation."""
    stays, design = setting()
    places = len(design.psu)
    flat = replace(
        design,
        stratum=np.zeros(places, dtype=np.int64),
        strata=("all",),
        frame=np.array([np.nan]),
    )
    expected = CHECKS["det/survfit_weighted_robust_cluster"]
    ours = still_held(stays, expected["times"], design=flat)
    near(ours.value, expected["surv"])
    near(ours.se * np.sqrt((places - 1) / places), expected["se"])


def test_the_curve_with_late_entry_is_that_of_survfit():
    entry = pd.read_csv(REFERENCE / "detention_entry.csv")
    entry = people()[["id"]].merge(entry, on="id")["entry"].to_numpy(float)
    expected = CHECKS["det/survfit_left_trunc"]
    ours = still_held(unweighted(entry=entry), expected["times"])
    near(ours.value, expected["surv"])
    near(ours.se, expected["se"])
    near(ours.at_risk, expected["n_risk"])


def test_the_log_rank_test_is_that_of_svylogrank():
    """R keeps the days on which one or two people are left; here for comparison."""
    stays, design = setting()
    (score, se, z, p), (chi2, chi2_p) = CHECKS["det/svylogrank/sex"]["parts"]
    ours = log_rank(stays, list(people()["sex"]), design=design, enough=1)
    men = ours.groups.index("m")
    near([ours.excess[men], ours.se[men]], [score, se])
    near([ours.excess[men] / ours.se[men], ours.chi2], [z, chi2])
    near([stats.chi2.sf(ours.chi2, 1)] * 2, [p, chi2_p])
    assert ours.p > p  # so few places leave more doubt than χ² knows of


def test_no_survival_check_was_dropped():
    """Each key of these kinds stands in a test above."""
    kinds = ("svykm", "survfit", "svylogrank")
    keys = [key for key in CHECKS if key.split("/")[1].startswith(kinds)]
    written = Path(__file__).read_text(encoding="utf-8")
    assert len(keys) == 7
    assert [key for key in keys if key not in written] == []
