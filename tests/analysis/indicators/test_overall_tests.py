"""The test of all groups at once is the same from totals as from people's answers."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.estimation.cells import tabulate
from analysis.estimation.design import Lonely, design_of
from analysis.estimation.sample import Sample
from analysis.indicators.overall_tests import overall_tests
from analysis.schema import IndicatorDefinition
from tests.analysis.builders.interviews import plan
from tests.analysis.builders.plain_tests import rao_scott
from tests.analysis.builders.r_reference import CHECKS, near, setting

GROUPS = ("a", "b", "c", "d")
QUESTIONS = ("q", "r", "all_no_in_d", "all_alike")


def survey(two_stage, seed=7, strata=3, places=5):
    """(rows, design, psu, weight): shares that differ, unequal weights, gaps."""
    dice = np.random.default_rng(seed)
    units, frames = plan(strata=strata, places=places)
    people = 24
    rows = units.loc[units.index.repeat(people), ["stratum", "psu"]].reset_index()
    size = len(rows)
    rows["interviewer"] = "i1"
    rows["group"] = dice.choice([*GROUPS, None], size, p=[0.4, 0.25, 0.2, 0.1, 0.05])
    chance = rows["group"].map({"a": 0.4, "b": 0.5, "c": 0.7, "d": 0.6}).fillna(0.5)
    rows["q"] = (dice.random(size) < chance).astype(float)
    rows["r"] = np.where(dice.random(size) < 0.3, np.nan, dice.integers(0, 2, size))
    rows["all_no_in_d"] = np.where(rows["group"] == "d", 0.0, rows["q"])
    rows["all_alike"] = 1.0
    design = design_of(rows, units, frames, kind="probability", two_stage=two_stage)
    psu = pd.Index(design.psu).get_indexer(rows["psu"]).astype(np.int64)
    return rows, design, psu, dice.uniform(1, 4, size)


def table_of(rows, design, weight, questions=QUESTIONS):
    indicators = [IndicatorDefinition(name) for name in questions]
    return tabulate(rows, design.psu, weight, indicators, ["group"])


def positions(table, questions, groups=GROUPS):
    cells = {(c.indicator.id, c.group_code): p for p, c in enumerate(table.cells)}
    return np.array([[cells[question, g] for g in groups] for question in questions])


def from_people(rows, design, psu, weight, question, groups=GROUPS):
    """The same test from the answers of people; who is of no group has no answer."""
    code = rows["group"].map({name: position for position, name in enumerate(groups)})
    return rao_scott(
        Sample(design, psu, weight),
        code.fillna(-1).to_numpy(dtype=np.int64),
        rows[question].fillna(-1).to_numpy(dtype=np.int64),
    )


@pytest.mark.parametrize("two_stage", [False, True])
@pytest.mark.parametrize("groups", [GROUPS, GROUPS[:2], ("a", "c", "d")])
def test_totals_say_what_the_answers_of_people_say(two_stage, groups):
    rows, design, psu, weight = survey(two_stage)
    table = table_of(rows, design, weight)
    questions = QUESTIONS[:3]
    tests = overall_tests(table.totals, design, positions(table, questions, groups))
    for position, question in enumerate(questions):
        expected = from_people(rows, design, psu, weight, question, groups)
        parts = (tests.statistic, tests.df, tests.ddf, tests.p)
        theirs = [expected.statistic, expected.df, expected.ddf, expected.p]
        np.testing.assert_allclose(
            [part[position] for part in parts], theirs, rtol=1e-9
        )


@pytest.mark.parametrize("lonely", [Lonely.CERTAINTY, Lonely.ADJUST, Lonely.AVERAGE])
def test_a_stratum_of_one_place_is_treated_as_in_the_test_of_the_answers(lonely):
    rows, design, _psu, weight = survey(False, strata=4)
    alone = ~((rows["stratum"] == "S3") & (rows["psu"] != "S3-0"))
    rows, weight = rows[alone].reset_index(drop=True), weight[alone.to_numpy()]
    keep = np.array([not p.startswith("S3") or p == "S3-0" for p in design.psu])
    design = replace(
        design,
        psu=tuple(np.array(design.psu)[keep]),
        stratum=design.stratum[keep],
        sampled=design.sampled[keep],
        population=design.population[keep],
        lonely=lonely,
        lonely_domains=True,
    )
    psu = pd.Index(design.psu).get_indexer(rows["psu"]).astype(np.int64)
    table = table_of(rows, design, weight)
    tests = overall_tests(table.totals, design, positions(table, ["q", "r"]))
    for position, question in enumerate(("q", "r")):
        expected = from_people(rows, design, psu, weight, question)
        assert tests.p[position] == pytest.approx(expected.p, rel=1e-9)


def test_where_everybody_answers_alike_nothing_is_tested():
    rows, design, _psu, weight = survey(True)
    table = table_of(rows, design, weight)
    tests = overall_tests(table.totals, design, positions(table, ["all_alike", "q"]))
    assert np.isnan(tests.p[0])
    assert np.isnan(tests.statistic[0])
    assert 0 < tests.p[1] < 1


def test_a_census_leaves_nothing_to_test():
    rows, design, _psu, weight = survey(True)
    census = replace(design, kind="census")
    table = table_of(rows, census, weight)
    assert np.isnan(overall_tests(table.totals, census, positions(table, ["q"])).p[0])


@pytest.mark.parametrize("name", ["det", "det_fpc", "det_2st"])
@pytest.mark.parametrize(("group", "question"), [("region", "q1"), ("sex", "q1")])
def test_totals_agree_with_r(name, group, question):
    rows, design, _psu = setting(name)
    rows = rows.assign(interviewer="i1").reset_index(drop=True)
    table = tabulate(
        rows, design.psu, rows["w"].to_numpy(), [IndicatorDefinition(question)], [group]
    )
    codes = sorted(rows[group].dropna().unique())
    tests = overall_tests(table.totals, design, positions(table, [question], codes))
    expected = CHECKS[f"{name}/svychisq/~{group} + {question}/F"]
    near(tests.p[0], expected["p"])
    near([tests.df[0], tests.ddf[0]], np.atleast_1d(expected["parameter"])[:2])
