"""Whether an answer follows from all choices of a question together.

The bands of the choices of one question are facts about the same people, so they are
taken together: a reader who knows every person, their place and weight looks for other
answers that give the same bands. Each person has one answer. Published is everyone's
table only, by the real rule.
"""

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from analysis.pipeline import frame_figures
from analysis.schema import IndicatorDefinition

CHECKED = 1e-7
SEEDS = range(60)


def random_question(dice):
    """(rows, units, strata, choices): people at places, each with one answer.

    Some choices are rare, and some rounds nearly all say the same.
    """
    places, choices = int(dice.integers(4, 9)), int(dice.integers(2, 7))
    people = int(dice.integers(max(10, 2 * places), 200))
    place = np.sort(dice.integers(0, places, people))
    place[: 2 * places] = np.repeat(np.arange(places), 2)
    chances = dice.dirichlet(np.full(choices, dice.choice([0.1, 0.5, 2.0])))
    answers = dice.choice(choices, people, p=chances)
    rows = pd.DataFrame(
        {
            "stratum": [f"s{number % 2}" for number in place],
            "psu": [f"p{number}" for number in place],
            "interviewer": dice.choice(["i1", "i2", "i3"], people),
            **{f"c{code}": (answers == code) * 1.0 for code in range(choices)},
        }
    )
    asked = rows["psu"].value_counts()
    units = pd.DataFrame(
        [
            (f"p{n}", f"s{n % 2}", int(asked[f"p{n}"] * dice.integers(1, 6)))
            for n in range(places)
        ],
        columns=["psu", "stratum", "population"],
    )
    strata = pd.DataFrame(
        [
            (name, len(part) + int(dice.integers(0, 4)))
            for name, part in units.groupby("stratum")
        ],
        columns=["stratum", "frame_count"],
    )
    return rows, units, strata, choices


def published(rows, units, strata, choices):
    indicators = [IndicatorDefinition(f"c{code}", part=True) for code in range(choices)]
    return frame_figures(
        rows,
        units,
        strata,
        indicators,
        (),
        design_class="probability",
        source="migrant",
    ).published


def weight_of_place(rows, units, strata):
    """Weight of a person of each place, as anybody with the plan works it out."""
    plan = units.merge(strata, on="stratum").set_index("psu")
    drawn = units["stratum"].value_counts()
    asked = rows["psu"].value_counts()
    return {
        psu: plan.frame_count[psu]
        / drawn[plan.stratum[psu]]
        * plan.population[psu]
        / asked[psu]
        for psu in plan.index
    }


def certain_answers(rows, units, strata, figures, *, exact=None):
    """How many (place, choice) pairs nobody or everybody surely chose.

    Variables: people of place i who chose c. exact: a choice whose share is known
    exactly, to see that the attack finds what it should.
    """
    places, choices = list(units["psu"]), len(figures)
    weight = weight_of_place(rows, units, strata)
    asked = rows["psu"].value_counts()
    total = sum(weight[psu] * asked[psu] for psu in places)
    truth = np.array(
        [
            [rows.loc[rows["psu"] == p, f.indicator].sum() for f in figures]
            for p in places
        ]
    )
    size = len(places) * choices
    facts, low, high = [], [], []
    for position in range(len(places)):
        row = np.zeros((len(places), choices))
        row[position] = 1
        facts.append(row.ravel())
        low.append(asked[places[position]])
        high.append(asked[places[position]])
    for code, figure in enumerate(figures):
        if figure.band is None:
            continue
        row = np.zeros((len(places), choices))
        row[:, code] = [weight[psu] for psu in places]
        share = float(row.ravel() @ truth.ravel())
        facts.append(row.ravel() / total)
        if code == exact:
            low.append(share / total - CHECKED)
            high.append(share / total + CHECKED)
            continue
        low.append(figure.band.low / 100 - CHECKED)
        high.append(
            figure.band.high / 100 - (CHECKED if figure.band.high < 100 else -CHECKED)
        )
    constraint = LinearConstraint(np.array(facts), low, high)
    most = np.repeat([float(asked[p]) for p in places], choices)
    certain = 0
    for position in np.flatnonzero((truth.ravel() == 0) | (truth.ravel() == most)):
        cost = np.zeros(size)
        cost[position] = -1.0 if truth.ravel()[position] == 0 else 1.0
        answer = milp(
            cost,
            constraints=constraint,
            integrality=np.ones(size),
            bounds=Bounds(np.zeros(size), most),
        )
        assert answer.success, answer.message
        certain += abs(answer.x[position] - truth.ravel()[position]) < 0.5
    return certain


@pytest.mark.parametrize("seed", SEEDS)
def test_no_answer_follows_from_all_choices_together(seed):
    dice = np.random.default_rng(seed)
    rows, units, strata, _choices = question = random_question(dice)
    figures = published(*question)
    assert certain_answers(rows, units, strata, figures) == 0


def test_the_attack_finds_an_exact_number_that_is_planted():
    leaking = 0
    for seed in SEEDS:
        dice = np.random.default_rng(seed)
        rows, units, strata, _choices = question = random_question(dice)
        figures = published(*question)
        leaking += certain_answers(rows, units, strata, figures, exact=0) > 0
    assert leaking > 5
