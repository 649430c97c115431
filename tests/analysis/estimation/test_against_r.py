"""Our estimates and standard errors beside those of R `survey` 4.5."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.estimation import intervals
from analysis.estimation.design import LonelyUnit
from analysis.estimation.estimates import (
    domain_df,
    estimate_ratios,
    estimate_totals,
    ratio_influence,
)
from analysis.estimation.totals import pack, reduce_rows, side_by_side
from analysis.estimation.variance import covariance
from tests.analysis.builders.plain_tests import pair_difference
from tests.analysis.builders.r_reference import (
    CHECKS,
    DESIGNS,
    named,
    near,
    of_kind,
    setting,
    totals,
)

ASSERTED = [
    key
    for kind in (
        "design",
        "svymean",
        "svytotal",
        "svyratio",
        "svyby",
        "domain_degf",
        "lonely",
        "lonely_domain",
        "contrast",
        "covmat",
        "svyttest",
        "svytable",
    )
    for key in of_kind(kind)
]


@pytest.mark.parametrize("name", DESIGNS)
def test_means_covariances_and_design_effects_agree_with_r(name):
    expected = CHECKS[f"{name}/svymean"]
    names = ("q1", "q4", "child")
    parts = [totals(name, v)[0] for v in names]
    design = setting(name)[1]
    joined = side_by_side(parts)
    ours = estimate_ratios(joined, design)
    near(ours.value, expected["res"]["est"])
    near(ours.se, expected["res"]["se"])
    limits = intervals.symmetric(ours)
    near(np.column_stack([limits.lower, limits.upper]), expected["ci_t"])
    near(ours.deff, expected["deff_replace"])
    for a, domain in enumerate(names):
        for b, other in enumerate(names[:a]):
            near(_covariance_by_sum(name, domain, other), expected["res"]["vcov"][a][b])
    if name != "det_2st":
        near(covariance(ratio_influence(joined)[1], design), expected["res"]["vcov"])


def _covariance_by_sum(name, first, second):
    """2·Cov(a, b) = V(a + b) − V(a) − V(b): holds for both stages."""
    v = [
        estimate_ratios(totals(name, variable)[0], setting(name)[1]).variance[0]
        for variable in (f"{first}+{second}", first, second)
    ]
    return (v[0] - v[1] - v[2]) / 2


@pytest.mark.parametrize("name", DESIGNS)
def test_totals_agree_with_r(name):
    expected = CHECKS[f"{name}/svytotal"]["res"]
    without_replacement = CHECKS[f"{name}/svytotal"]["deff_srswor"]
    for position, variable in enumerate(("q1", "q4", "child")):
        reduced, design, _levels = totals(name, variable)
        ours = estimate_totals(reduced, design)
        share_drawn = reduced.n.sum() / reduced.x.sum()
        near(ours.deff / (1 - share_drawn), [without_replacement[position]])
        near(ours.value, [expected["est"][position]])
        near(ours.se, [expected["se"][position]])
        near(ours.variance, [expected["vcov"][position][position]])


@pytest.mark.parametrize("name", DESIGNS)
def test_ratios_agree_with_r(name):
    expected = CHECKS[f"{name}/svyratio"]["res"]
    reduced, design, _levels = totals(name, "met", x="asked")
    ours = estimate_ratios(reduced, design)
    near([ours.value[0], ours.se[0]], [expected["est"], expected["se"]])
    assert np.isnan(ours.deff).all()


@pytest.mark.parametrize("key", [k for d in DESIGNS for k in named(f"{d}/svyby/")])
def test_domains_agree_with_r(key):
    name, _by, argument = key.split("/")
    variable, by = argument.split("|~")
    by = tuple(by.split("+"))
    reduced, design, levels = totals(name, variable, by)
    ours = estimate_ratios(reduced, design)
    table = {
        tuple(str(row[b]) for b in by): (row[variable], row["se"])
        for row in CHECKS[key]["table"]
    }
    assert set(table) == set(levels)
    near(ours.value, [table[level][0] for level in levels])
    near(ours.se, [table[level][1] for level in levels])


@pytest.mark.parametrize("key", named("det/domain_degf/"))
def test_degrees_of_freedom_count_the_places_of_the_domain(key):
    region = key.split("=")[1]
    reduced, design, levels = totals("det", "q1", ("region",))
    position = levels.index((region,))
    assert domain_df(reduced, design)[position] == CHECKS[key]["degf_subset"]
    assert design.df == CHECKS[key]["degf_full"]


@pytest.mark.parametrize("policy", ["adjust", "average", "certainty", "remove"])
@pytest.mark.parametrize("name", ["det_all", "det_all_fpc"])
def test_lonely_units_follow_the_named_policy_of_r(name, policy):
    expected = CHECKS[f"{name}/lonely/{policy}"]
    lonely = "certainty" if policy == "remove" else policy
    for position, variable in enumerate(("q1", "q4")):
        reduced, design, _levels = totals(name, variable, lonely=lonely)
        mean, total = estimate_ratios(reduced, design), estimate_totals(reduced, design)
        near(mean.value[0], expected["mean"]["est"][position])
        near(mean.se[0], expected["mean"]["se"][position])
        near(total.value[0], expected["total"]["est"][position])
        near(total.se[0], expected["total"]["se"][position])
    reduced, design, _levels = totals(name, "met", x="asked", lonely=lonely)
    ratio = estimate_ratios(reduced, design)
    near([ratio.value[0], ratio.se[0]], [expected["ratio"][k] for k in ("est", "se")])
    reduced, design, _levels = totals(name, "q1", ("region",), lonely=lonely)
    regions = estimate_ratios(reduced, design)
    near(regions.value, expected["by"]["est"])
    near(regions.se, expected["by"]["se"])


def test_a_lonely_unit_stops_the_computation_and_names_the_stratum():
    assert "error" in CHECKS["det_all/lonely/fail"]
    reduced, design, _levels = totals("det_all", "q1")
    with pytest.raises(LonelyUnit, match='Stratum "S12" has one primary unit'):
        estimate_ratios(reduced, design)


@pytest.mark.parametrize("key", named("det_all/lonely_domain/"))
def test_a_domain_that_meets_a_lonely_stratum_once_keeps_its_zeros(key):
    expected = CHECKS[key]
    policy = key.split("/")[2]
    lonely = "certainty" if policy == "remove" else policy
    places = expected["domain"].removeprefix("facility in ").split(",")
    rows, design, psu = setting("det_all", lonely)
    design = replace(design, lonely_domains=key.endswith("TRUE"))
    inside = rows["facility"].isin(places).to_numpy()
    reduced = reduce_rows(
        keys=[pack(psu, len(design.psu), np.where(inside, 0, -1), 1)],
        weight=rows["w"].to_numpy(),
        y=rows["q1"].to_numpy(dtype=float),
    )
    ours = estimate_ratios(reduced, design)
    near([ours.value[0], ours.se[0]], [expected["res"][k] for k in ("est", "se")])


def test_domains_and_their_difference_covary_as_in_r():
    expected = CHECKS["det/contrast/sex"]
    reduced, design, _levels = totals("det", "q1", ("sex",))
    value, influence = ratio_influence(reduced)
    near(value, expected["est_f_m"])
    near(covariance(influence, design), expected["vcov"])
    ours = pair_difference(reduced, design, group=0, reference=1)
    near([ours.difference, ours.se], [expected["diff"], expected["diff_se"]])
    expected = CHECKS["det/covmat/region"]
    reduced, design, _levels = totals("det", "q1", ("region",))
    value, influence = ratio_influence(reduced)
    near(value, expected["est"])
    near(covariance(influence, design), expected["vcov"])


@pytest.mark.parametrize("key", [k for d in DESIGNS for k in named(f"{d}/svyttest/")])
def test_a_disparity_is_the_t_test_of_r(key):
    name, _fn, formula = key.split("/")
    variable, by = formula.split(" ~ ")
    reduced, design, _levels = totals(name, variable, (by,))
    ours, expected = pair_difference(reduced, design, group=1, reference=0), CHECKS[key]
    near(ours.difference, expected["diff"])
    near(ours.difference / ours.se, expected["t"])
    near([ours.lower, ours.upper], expected["ci"])
    near(ours.p, expected["p"])
    assert ours.df == expected["df"]


def test_a_table_of_weighted_counts_is_that_of_r():
    reduced, _design, _levels = totals("det", "q1", ("region",))
    x, y = reduced.x.sum(axis=0), reduced.y.sum(axis=0)
    near(np.column_stack([x - y, y]), CHECKS["det/svytable"]["table"])


@pytest.mark.parametrize("key", [f"{name}/design" for name in DESIGNS])
def test_the_design_has_the_size_of_r(key):
    rows, design, _psu = setting(key.split("/")[0])
    assert design.df == CHECKS[key]["info"]["degf"]
    assert len(rows) == CHECKS[key]["info"]["n"]
