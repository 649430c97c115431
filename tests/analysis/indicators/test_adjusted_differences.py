"""What is left of a difference between people who are otherwise alike."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import special, stats

from analysis.estimation.design import Design, Lonely
from analysis.estimation.logistic import logistic
from analysis.estimation.sample import Sample
from analysis.estimation.totals import pack, reduce_rows
from analysis.indicators.adjusted_differences import adjusted_difference, statistics
from analysis.material import Form, Material, Pair
from analysis.schema import Chance, FrameProblem, IndicatorDefinition, Settings
from tests.analysis.builders.plain_tests import pair_difference

PLACES, STRATA = 40, 4


def drawn(people, seed=1, kind=Chance.PROBABILITY, places=PLACES):
    """A sample of two stages with unequal weights."""
    dice = np.random.default_rng(seed)
    psu = np.arange(people) % places
    sampled = np.bincount(psu, minlength=places).astype(float)
    design = Design(
        psu=tuple(f"P{p}" for p in range(places)),
        stratum=np.arange(places, dtype=np.int64) % STRATA,
        strata=tuple(f"S{s}" for s in range(STRATA)),
        frame=np.full(STRATA, 30.0),
        sampled=sampled,
        population=sampled * 3,
        kind=kind,
    )
    return Sample(design, psu.astype(np.int64), dice.uniform(1, 3, people))


def answers(people=2000, seed=2, effect=0.0, age_effect=0.0, confounded=0.0):
    """(y, group, child): children say yes more, and are more of the group."""
    dice = np.random.default_rng(seed)
    child = (dice.random(people) < 0.4).astype(float)
    group = (dice.random(people) < 0.35 + confounded * (child - 0.4)).astype(float)
    chance = special.expit(-0.5 + effect * group + age_effect * child)
    return (dice.random(people) < chance).astype(float), group, child


def raw(sample, y, group):
    keys = [pack(sample.psu, len(sample.design.psu), group.astype(np.int64), 2)]
    totals = reduce_rows(keys=keys, weight=sample.weight, y=y)
    return pair_difference(totals, sample.design, group=1, reference=0)


def test_without_characteristics_it_is_the_difference_as_it_is():
    y, group, _child = answers(people=400, effect=0.8)
    sample = drawn(400)
    adjusted, plain = adjusted_difference(sample, y, group, {}), raw(sample, y, group)
    assert adjusted.value == pytest.approx(plain.difference, abs=1e-9)
    ours = (adjusted.se, adjusted.df, adjusted.lower, adjusted.upper, adjusted.p)
    theirs = (plain.se, plain.df, plain.lower, plain.upper, plain.p)
    assert ours == pytest.approx(theirs, rel=1e-7)
    assert (adjusted.n, adjusted.adjusted_for, adjusted.merged) == (400, (), ())


def test_a_difference_that_age_alone_makes_is_gone_when_age_is_equal():
    y, group, child = answers(people=4000, seed=3, age_effect=2.0, confounded=0.6)
    sample = drawn(len(y))
    plain = raw(sample, y, group)
    adjusted = adjusted_difference(sample, y, group, {"child": child})
    assert plain.lower > 0.1
    assert adjusted.lower < 0 < adjusted.upper
    assert abs(adjusted.value) < 0.05
    assert adjusted.adjusted_for == ("child",)


def test_a_planted_difference_is_recovered():
    covered, values = 0, []
    for seed in range(40):
        y, group, child = answers(seed=seed, effect=0.9, age_effect=1.5, confounded=0.6)
        planted = 0.6 * (special.expit(0.4) - special.expit(-0.5))
        planted += 0.4 * (special.expit(1.9) - special.expit(1.0))
        adjusted = adjusted_difference(drawn(len(y)), y, group, {"child": child})
        values.append(adjusted.value)
        covered += adjusted.lower < planted < adjusted.upper
    assert np.mean(values) == pytest.approx(planted, abs=0.01)
    assert covered >= 34  # 95 % of 40 is 38; fewer than 34 has a chance of 1 in 200


def test_a_small_case_can_be_worked_out_by_hand():
    """Adults: 8 of 10 and 6 of 10 say yes; children: 9 of 15 and 6 of 15.

    A model with group × age would give 20 points each; this one, with equal odds, is
    solved by its margins: yes of each group and of each age are those of the sample.
    """
    y, group, child = [], [], []
    for inside, young, yes, n in (
        (1, 0, 8, 10),
        (0, 0, 6, 10),
        (1, 1, 9, 15),
        (0, 1, 6, 15),
    ):
        y += [1.0] * yes + [0.0] * (n - yes)
        group += [float(inside)] * n
        child += [float(young)] * n
    y, group, child = map(np.array, (y, group, child))
    sample = drawn(50, places=10)
    sample = Sample(sample.design, sample.psu, np.ones(50))
    adjusted = adjusted_difference(sample, y, group, {"child": child})
    # Both ages have as many inside as outside, so equal mixes: 17/25 − 12/25.
    assert adjusted.value == pytest.approx(0.2, abs=1e-9)
    assert adjusted.df == 10 - STRATA + 1 - 3
    t = stats.t.isf(0.025, adjusted.df)
    assert adjusted.upper - adjusted.value == pytest.approx(t * adjusted.se)
    assert adjusted.p == pytest.approx(
        2 * stats.t.sf(adjusted.value / adjusted.se, adjusted.df)
    )


def test_the_variance_is_that_of_the_coefficients_and_of_the_mix_of_people():
    y, group, child = answers(effect=0.5, age_effect=1.5, confounded=0.5)
    sample = drawn(len(y))
    adjusted = adjusted_difference(sample, y, group, {"child": child})
    x = np.column_stack([np.ones(len(y)), group, child])
    model = logistic(sample, y, x, ("constant", "group", "child"))
    b, w = model.coefficients, sample.weight

    def difference(b):
        inside = special.expit(b[0] + b[1] + b[2] * child)
        return inside - special.expit(b[0] + b[2] * child)

    def average(b):
        return w @ difference(b) / w.sum()

    step = 1e-6
    slope = np.array(
        [(average(b + h) - average(b - h)) / (2 * step) for h in step * np.eye(3)]
    )
    mix = w * (difference(b) - average(b)) / w.sum()
    scores = (w * (y - special.expit(x @ b)))[:, None] * x
    information = (
        x * (w * special.expit(x @ b) * special.expit(-x @ b))[:, None]
    ).T @ x
    of_model = scores @ np.linalg.solve(information, slope)
    parts = sample.covariance(np.column_stack([of_model, mix]))
    assert parts[0, 0] == pytest.approx(slope @ model.covariance @ slope, rel=1e-6)
    assert adjusted.se**2 == pytest.approx(parts.sum(), rel=1e-6)


def test_small_levels_are_counted_with_their_reference_level_and_named():
    y, group, child = answers(people=400, effect=0.5)
    stateless = np.zeros(400)
    stateless[np.flatnonzero(y == 1)[:30]] = 1.0
    stateless[np.flatnonzero(y == 0)[:4]] = 1.0
    everybody = np.ones(400)
    characteristics = {"stateless": stateless, "child": child, "held": everybody}
    sample = drawn(400)
    adjusted = adjusted_difference(sample, y, group, characteristics)
    assert adjusted.merged == ("stateless", "held")
    assert adjusted.adjusted_for == ("child",)
    without = adjusted_difference(sample, y, group, {"child": child})
    assert adjusted.value == without.value


def test_people_without_all_the_answers_change_nothing_and_places_stay():
    y, group, child = answers(people=800, effect=0.5, age_effect=1.0)
    sample = drawn(800)
    y[:50], group[50:100], child[100:150] = np.nan, np.nan, np.nan
    # Of the first stratum only one place has answers: lonely for these people.
    y[(sample.psu % STRATA == 0) & (sample.psu != 0)] = np.nan
    design = replace(sample.design, lonely=Lonely.ADJUST, lonely_domains=True)
    sample = replace(sample, design=design)
    complete = ~(np.isnan(y) | np.isnan(group) | np.isnan(child))
    adjusted = adjusted_difference(sample, y, group, {"child": child})
    smaller = Sample(design, sample.psu[complete], sample.weight[complete])
    y, group, child = y[complete], group[complete], child[complete]
    alone = adjusted_difference(smaller, y, group, {"child": child})
    assert adjusted.n == alone.n == complete.sum()
    assert adjusted.value == pytest.approx(alone.value, rel=1e-9)
    assert adjusted.se == pytest.approx(alone.se, rel=1e-7)
    assert adjusted.df == PLACES - STRATA + 1 - 3


@pytest.mark.parametrize(("inside", "name"), [(1, "group"), (0, "reference group")])
def test_a_group_too_small_for_a_model_is_refused_in_plain_words(inside, name):
    y, _group, child = answers(people=400)
    group = np.full(400, 1.0 - inside)
    group[:30] = inside
    y[:30] = 1.0
    y[:3] = 0.0
    with pytest.raises(FrameProblem, match=f"Of 30 people of the {name}, 27 said yes"):
        adjusted_difference(drawn(400), y, group, {"child": child})


def test_what_follows_from_the_group_cannot_be_held_equal():
    y, group, _child = answers(people=400)
    with pytest.raises(FrameProblem, match='"women" follows from those before it'):
        adjusted_difference(drawn(400), y, group, {"women": group})


def test_a_number_that_is_no_level_is_refused():
    y, group, _child = answers(people=400)
    with pytest.raises(FrameProblem, match='"age" holds 34'):
        adjusted_difference(drawn(400), y, group, {"age": np.full(400, 34.0)})


def test_a_census_has_a_difference_and_no_p():
    y, group, child = answers(people=400, effect=0.8)
    sample = drawn(400, kind=Chance.CENSUS)
    adjusted = adjusted_difference(sample, y, group, {"child": child})
    assert adjusted.lower == adjusted.value == adjusted.upper
    assert (adjusted.se, adjusted.p) == (0, None)


# -- of a round ----------------------------------------------------------------------


def material(apart, groups=("gender", "age", "site_kind")):
    """400 people at 20 places: women are more often young, and the young say yes."""
    dice = np.random.default_rng(11)
    place = np.arange(400) % 20
    young = dice.random(400) < 0.5
    woman = dice.random(400) < np.where(young, 0.8, 0.2)
    rows = pd.DataFrame(
        {
            "psu": [f"p{number}" for number in place],
            "stratum": [f"s{number % 2}" for number in place],
            "interviewer": "i1",
            "gender": np.where(woman, "woman", "man"),
            "age": np.where(young, "young", "old"),
            "site_kind": np.where(place < 12, "centre", "police"),
            "A": (dice.random(400) < np.where(young, 0.8, 0.3)).astype(float),
        }
    )
    units = rows[["psu", "stratum"]].drop_duplicates().assign(population=60.0)
    strata = pd.DataFrame({"stratum": ["s0", "s1"], "frame_count": [30.0, 30.0]})
    return Material(
        "migrant",
        "probability",
        rows,
        units.reset_index(drop=True),
        strata,
        indicators=(IndicatorDefinition("A"),),
        groups=groups,
        apart=apart,
    )


def test_what_only_age_explains_is_gone_among_people_of_the_same_age():
    pair = Pair("A", "gender", "woman", "man")
    migrants = material((pair,))
    (statistic,) = (c.statistic for c in statistics([migrants], Settings()))
    yes = migrants.rows.groupby("gender")["A"].mean()
    assert yes["woman"] - yes["man"] > 0.2
    assert statistic.lower < 0 < statistic.upper
    assert abs(statistic.value) < 0.1
    assert (statistic.code, statistic.about, statistic.n) == (
        "E2.6",
        "A:gender:woman",
        400,
    )
    assert statistic.note == "beside:man alike:age alike:site_kind"


def test_groups_that_do_not_differ_are_not_adjusted_and_nothing_is_published():
    assert list(statistics([material(())], Settings())) == []
    (statistic,) = statistics(
        [material((Pair("A", "age", "young", "old"),))], Settings()
    )
    assert statistic.form is Form.BODY
    assert statistic.statistic.value == pytest.approx(0.5, abs=0.12)
    assert "age" not in statistic.statistic.note


def test_a_round_of_few_places_adjusts_for_nothing_and_says_nothing():
    migrants = material((Pair("A", "gender", "woman", "man"),))
    two_places = migrants.rows["psu"].isin(["p0", "p1", "p2", "p3"])
    small = replace(
        migrants,
        rows=migrants.rows[two_places].reset_index(drop=True),
        units=migrants.units[migrants.units["psu"].isin(["p0", "p1", "p2", "p3"])],
    )
    assert list(statistics([small], Settings())) == []
